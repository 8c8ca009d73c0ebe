/// What speaks against the entries of one list: pure functions over its rows and over what the resolver answers to
/// them.
///
/// Rows alone tell overlaps. Everything else is asked: for each item, at each break of the list, on the first day and
/// on every later day on which a row begins or ends. An entry that answers none of the questions that it was made for
/// (its own smallest quantity, on its first day and on every later day on which something changes) is unreachable.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "emptor/price_lint.hpp"
#include "pricing/cards.hpp"
#include "pricing/exact.hpp"

namespace emptor::pricing {

/// A finding in keys.
struct LintFact {
  LintRule rule = LintRule::tie;
  LintGrade grade = LintGrade::warning;
  ProductKind product_kind = ProductKind::item;
  std::int64_t product = 0;
  PriceEntryId entry{};
  PriceEntryId other{};
  Period days{};
  std::vector<std::pair<std::string, std::string>> figures{};
  std::string message{};
};

/// What a buyer who has nothing but the list would pay.
struct LintAnswer {
  struct Compared {
    std::int64_t price = 0;  ///< of the unit asked for, in the same tax basis
    PriceEntryId entry{};
  };
  PriceEntryId entry{};
  std::int64_t price = 0;           ///< of the unit asked for, before price rules, in millionths
  std::optional<Compared> floor{};  ///< that the price does not keep
  std::optional<Compared> cost{};   ///< that the price, without tax, lies below
};

/// The resolver, asked about one item in one list.
class LintResolver {
 public:
  virtual ~LintResolver() = default;
  [[nodiscard]] virtual std::optional<LintAnswer> answer(Date on, std::int64_t quantity, UnitId unit) = 0;
  /// Whether the base price answers where the list does not.
  [[nodiscard]] virtual bool base_answers(Date on, std::int64_t quantity, UnitId unit) = 0;
};

/// An item, and the rows of the list that name it, its groups or everything.
struct LintItem {
  std::int64_t item = 0;
  std::span<const UnitRatio> units{};  ///< without the stock unit
  UnitId stock_unit{};
  std::vector<const EntryRow*> rows{};
  std::optional<std::int64_t> weight{};  ///< of a stock unit, in millionths
  std::optional<std::int64_t> volume{};  ///< likewise

  [[nodiscard]] std::optional<Ratio> factor(UnitId unit) const noexcept;
  /// The least quantity that reaches a row's break.
  struct Reaching {
    std::int64_t quantity = 0;
    UnitId unit{};
    Ratio factor{};
  };
  /// nullopt: the item is not traded in the row's unit, or has no such measure; a break by amount is not looked at.
  [[nodiscard]] std::optional<Reaching> reaching(const EntryRow& row) const;
};

/// Entries of two lists that price the same product from the same quantity on and on the same days; `entry` is of
/// `rows`.
[[nodiscard]] std::vector<LintFact> ties_between(std::span<const EntryRow> rows, std::span<const EntryRow> others,
                                                 Date on);

/// Looks at one list. Items and rows may come in any order; `take` gives what was found, by rule and product.
class ListLint {
 public:
  struct Wishes {
    PriceListKind kind = PriceListKind::base;
    Date on{};
    int expiring_days = 0;
  };
  explicit ListLint(const Wishes& wishes) : wishes_(wishes) {}

  /// Overlaps; once for all rows.
  void look_at_rows(std::span<const EntryRow> rows);
  void look_at_item(const LintItem& item, LintResolver& resolver);
  /// What no item has reached; after all items.
  void look_at_reach(std::span<const EntryRow> rows);
  [[nodiscard]] std::vector<LintFact> take();

 private:
  struct Break {
    Exact stock_quantity;
    std::int64_t quantity = 0;
    UnitId unit{};
    Ratio factor{};
  };
  void add(LintFact fact);
  void find_ties(const LintItem& item);
  void find_gaps(const LintItem& item, LintResolver& resolver);
  void compare_breaks(const LintItem& item, LintResolver& resolver);
  void compare(const LintItem& item, Date on, const Break& lower, const LintAnswer& below, const Break& upper,
               const LintAnswer& above);
  void find_losses(const LintItem& item, Date on, const LintAnswer& answer);
  void find_ends(const LintItem& item, LintResolver& resolver);
  void reach(const LintItem& item, LintResolver& resolver);
  [[nodiscard]] std::vector<Date> days_of_change(const LintItem& item) const;
  [[nodiscard]] std::vector<Break> breaks(const LintItem& item, std::optional<Date> on) const;

  Wishes wishes_;
  std::vector<LintFact> facts_;
  std::set<std::pair<LintRule, std::pair<std::int64_t, std::int64_t>>> told_;  ///< rule, entry and other
  std::set<std::int64_t> asked_;                                               ///< entries that an item can be sold by
  std::set<std::int64_t> reached_;                                             ///< entries that answered
  std::map<std::int64_t, PriceEntryId> hidden_by_;
};

}  // namespace emptor::pricing
