/// What programmes give to the lines of a past sale, on each side of the comparison.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "insight/asking.hpp"

namespace emptor::insight {

/// What a programme takes off a line, below 0, or adds to the sale.
struct ProgrammeShare {
  ProgrammeId programme{};  ///< its first version
  std::size_t line = 0;     ///< of a gift: beyond the lines
  ItemId gift{};
  Compared figures{};
};

struct Promoted {
  std::vector<std::int64_t> off_before{};  ///< by line, in its mode
  std::vector<std::int64_t> off_after{};
  std::vector<ProgrammeShare> shares{};
};

/// Both sets of programmes, applied to one sale after the other.
class Baskets {
 public:
  /// All are borrowed. `dated`: of the sales that will be asked.
  Baskets(access::Work& work, const Rehearsal& rehearsal, pricing::PriceCache& now, pricing::PriceCache& then,
          Period dated);

  /// `lines`: not empty, of one customer, day and currency, all of them priced. `voucher`: none for a sale that is not
  /// in the book.
  [[nodiscard]] Promoted promote(VoucherId voucher, std::span<const AskedLine> lines);

 private:
  struct Half {
    pricing::PriceCache& prices;
    std::vector<promotions::Programme> programmes{};
    Side AskedLine::*side;
    Priced Compared::*revenue;
    std::int64_t Compared::*taken;
    std::optional<std::int64_t> Compared::*cost;
  };
  void apply(Half& half, VoucherId voucher, std::span<const AskedLine> lines, std::vector<std::int64_t>& off,
             std::vector<ProgrammeShare>& shares);
  [[nodiscard]] promotions::Answer answer_of(Half& half, VoucherId voucher, std::span<const AskedLine> lines);
  [[nodiscard]] std::optional<std::int64_t> cost_of(pricing::PriceCache& prices, pricing::Question question);

  access::Work& work_;
  const BookSettings& settings_;
  Half before_;
  Half after_;
  std::set<std::pair<std::int64_t, std::int64_t>> coupons_;  ///< vouchers and the programmes of coupons that they used
};

}  // namespace emptor::insight
