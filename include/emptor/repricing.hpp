/// A sale or a purchase that is priced again: an order that waited, a draft whose lines were changed, a copy of what
/// was bought before. The mode says which prices keep and which are taken anew; the answer is the difference, line by
/// line, with the reason. Promotions and tax are no part of it: they are found anew by whatever previews or posts the
/// draft.
#pragma once

#include "emptor/vouchers.hpp"

namespace emptor {

/// Which prices of a draft are taken anew.
enum class Repricing : std::uint8_t {
  frozen = 1,      ///< none: a line keeps the price that it has; one that has none is given one
  keep_typed = 2,  ///< all but typed prices; a typed discount comes off the new price
  all = 3,         ///< all: what was typed is forgotten, and its reason with it
  dry = 4,         ///< like `keep_typed`, but the draft stays as it was: only the difference is told
};
[[nodiscard]] std::string_view to_string(Repricing mode) noexcept;
[[nodiscard]] std::optional<Repricing> parse_repricing(std::string_view name) noexcept;

/// Why a line has the price that it has now.
enum class RepricingCause : std::uint8_t {
  same = 1,          ///< taken anew, and the same
  frozen = 2,        ///< keeps what it was priced at
  typed = 3,         ///< typed
  first = 4,         ///< had no price
  source = 5,        ///< another source speaks
  entry = 6,         ///< another entry of the same source
  terms = 7,         ///< the same entry, with other discounts, rates, rules or prices of the lists below it
  typing_ended = 8,  ///< what was typed is forgotten
};
[[nodiscard]] std::string_view to_string(RepricingCause cause) noexcept;

/// What became of the price of a line.
struct LineRepricing {
  int line = 0;  ///< of the draft, from 1
  std::string item{};
  std::optional<UnitPrice> before{};  ///< after discounts; nullopt: it had none
  PriceSource source_before = PriceSource::none;
  PriceEntryId entry_before{};
  Percent discount_before{};
  UnitPrice after{};
  PriceSource source_after = PriceSource::none;
  PriceEntryId entry_after{};
  Percent discount_after{};
  /// Of a line with a typed price or discount: what would be paid without; nullopt: the book has no price.
  std::optional<UnitPrice> found{};
  RepricingCause cause = RepricingCause::same;

  [[nodiscard]] bool changed() const noexcept { return before != after; }

  friend bool operator==(const LineRepricing&, const LineRepricing&) = default;
};

struct Repriced {
  /// Every line but gifts with the price that it has now, as `LineDraft::priced` or as it was typed; with
  /// `Repricing::dry` as it was given.
  VoucherDraft draft{};
  std::vector<LineRepricing> lines{};  ///< all but gifts, in their order
  std::vector<Problem> warnings{};     ///< PRICE_LIMIT of lines that do not keep a floor or ceiling
};

}  // namespace emptor
