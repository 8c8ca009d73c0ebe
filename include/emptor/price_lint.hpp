/// Room `pricing`: price lists checked for contradictions, gaps and losses.
///
/// A check looks at what entries say, and at what they come to: for each list the resolver is asked what a buyer who
/// has nothing but this list would pay, for each item and at each break, today and on every later day on which
/// something changes. Nothing is saved. `PriceChanges::load` asks the same questions about new entries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emptor/base.hpp"
#include "emptor/pricing.hpp"

namespace emptor {

/// What a check finds. The names are stable.
enum class LintRule : std::uint8_t {
  tie = 1,           ///< two entries would answer the same question, and only chance (a code, a key) ranks them
  overlap = 2,       ///< two periods of one list, product and smallest quantity meet, and the older one has an end
  unreachable = 3,   ///< an entry that answers no question: another one always comes before it
  no_price = 4,      ///< an item without a price in a base list, a named list or a level
  hole = 5,          ///< days between two prices of an item on which such a list has none
  dearer_unit = 6,   ///< a larger quantity costs more for each unit
  dearer_total = 7,  ///< a larger quantity costs less in all than one unit less
  below_floor = 8,   ///< a price below the floor of a price rule
  below_cost = 9,    ///< a sales price below the base price of purchases, without tax
  expiring = 10,     ///< an entry that ends soon and that nothing in its list follows
  unused = 11,       ///< an entry that no voucher has used
};
[[nodiscard]] std::string_view to_string(LintRule rule) noexcept;
[[nodiscard]] std::optional<LintRule> parse_lint_rule(std::string_view name) noexcept;

enum class LintGrade : std::uint8_t {
  note = 1,     ///< worth knowing; may well be meant
  warning = 2,  ///< hardly meant
};
[[nodiscard]] std::string_view to_string(LintGrade grade) noexcept;

struct LintFinding {
  LintRule rule = LintRule::tie;
  LintGrade grade = LintGrade::warning;
  PriceScope list{};       ///< with its currency
  ProductScope product{};  ///< the item where one is concerned, else what the entry names
  PriceEntryId entry{};    ///< the entry concerned; none where a price is missing
  /// The other row: what it ties with, is hidden by, or costs less than; the floor, the cost, the price before a hole.
  PriceEntryId other{};
  Period days{};  ///< on which it is so, as far as it was looked at; of expiring its end
  std::vector<std::pair<std::string, std::string>> figures{};  ///< e.g. {"price", "8"}, {"floor", "9"}
  std::string message{};                                       ///< one sentence
};

struct LintQuery {
  std::optional<PriceScope> list{};    ///< one list; the whole book when not given
  std::optional<Date> on{};            ///< the first day that is looked at; today when not given
  int expiring_days = 30;              ///< what ends within so many days; 0: not asked; up to 3,660
  std::optional<Date> unused_since{};  ///< whether vouchers dated since then used an entry; not asked when not given
  std::vector<LintRule> rules{};       ///< only these; all when empty
  int limit = 100;                     ///< findings of one rule in one list, 1 to 100,000; the report counts the others
};

struct LintReport {
  std::vector<LintFinding> findings{};  ///< list by list, in each by rule, then in the order of its products
  std::int64_t left_out = 0;            ///< findings beyond the limit
  std::int64_t entries = 0;             ///< that were looked at
};

}  // namespace emptor
