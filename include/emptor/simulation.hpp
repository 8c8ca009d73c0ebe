/// Room `insight`: what past sales would come to if prices or promotions changed.
///
/// Every line is asked twice, with the book as it is and with the changes, by the resolver that prices vouchers, so the
/// difference is what the changes do and nothing else. Nothing is saved, and nobody waits: the changes are known to
/// this question alone. Volumes are taken as they were; what buyers would do is for the host to guess.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"
#include "emptor/price_changes.hpp"
#include "emptor/price_versions.hpp"
#include "emptor/pricing.hpp"
#include "emptor/promotions.hpp"

namespace emptor {

struct TaxRateChange {
  std::string tax_code{};
  Percent rate{};
};

/// What is rehearsed, all of it together. Each is checked as if it were to be saved.
struct SimulatedChanges {
  std::vector<PriceEntryInput> prices{};
  std::vector<DiscountInput> discounts{};
  std::vector<PriceRuleInput> rules{};  ///< endings, floors, ceilings
  /// By percentage, addend and ending. One without `from` holds from the first day that is asked about.
  std::vector<PriceChange> price_changes{};
  std::vector<TaxRateChange> tax_rates{};  ///< on every day
  /// Drafts and approved ones, laid over their lists as `PriceVersions::quote` does. The days of their entries count.
  std::vector<PriceVersionId> versions{};
  /// New programmes, and with `replaces` others in the place of current versions.
  std::vector<ProgrammeInput> programmes{};
  std::vector<std::string> without_programmes{};  ///< codes of current programmes that are left out
};

/// What becomes of prices that clerks typed. Typed discounts stay, off the price that is found.
enum class TypedPrices : std::uint8_t {
  keep = 1,     ///< they stay as they were
  reprice = 2,  ///< as if nobody had typed them
};

/// A line that is not in the book.
struct SimulatedLine {
  std::string customer{};
  std::string item{};
  Quantity quantity = Quantity{1'000'000};
  std::optional<std::string> unit{};
  std::optional<Date> on{};
  std::optional<std::string> location{};
  Percent discount{};  ///< typed
};

struct SimulationQuery {
  Period dated{};  ///< sales posted with these dates; reversed ones and reversals are left out
  /// The day whose prices are asked, before and after; the day by which each line was priced when not given.
  std::optional<Date> on{};
  std::optional<std::string> customer{};
  std::optional<std::string> customer_group{};  ///< its members, and those of the groups below
  std::optional<std::string> salesperson{};     ///< customers with this person in charge
  std::optional<std::string> currency{};        ///< of the vouchers; the book's when not given
  TypedPrices typed_prices = TypedPrices::keep;
  /// Asked in the place of posted sales when there are any; without tax where the price found is. To programmes,
  /// neighbours of one customer and day are one sale.
  std::vector<SimulatedLine> lines{};
};

/// Sums over lines. Revenue is without tax; a line that has no price before or after counts in `no_price` alone.
struct SimulatedFigures {
  std::int64_t lines = 0;     ///< in `before` and `after`, gifts among them
  std::int64_t kept = 0;      ///< among them: typed prices and gifts, which stay as they were
  std::int64_t no_price = 0;  ///< with NO_PRICE before or after
  std::int64_t no_cost = 0;   ///< without a cost, so left out of the margins
  Money sold{};               ///< as posted; none of lines that are not in the book
  Money before{};
  Money after{};
  Money tax_before{};
  Money tax_after{};
  Money margin_before{};  ///< revenue less cost (the base price of purchases), of lines that have one
  Money margin_after{};
  Money promotions_before{};  ///< what promotions took off, without tax; gifts are in the margins, by their cost
  Money promotions_after{};

  [[nodiscard]] Money gain() const { return after - before; }
};

struct SimulationRow {
  std::string code{};
  std::string name{};
  SimulatedFigures figures{};
};

struct Simulation {
  SimulatedFigures total{};
  /// The greatest gain or loss first, then by code.
  std::vector<SimulationRow> customers{};
  std::vector<SimulationRow> items{};
  /// By the source of the price after the changes; "kept" for lines that stay, "gift" for what programmes add.
  std::vector<SimulationRow> rules{};
  /// Where programmes are rehearsed: what each of them gives. Revenue is what it takes off, below 0; margins have the
  /// cost of its gifts too; lines are those that it takes off, before or after, and its gifts.
  std::vector<SimulationRow> programmes{};
  /// Codes of those among them that have limits or budgets, which were not counted.
  std::vector<std::string> limits_not_counted{};
  std::int64_t other_currencies = 0;  ///< lines of vouchers in other currencies, which are left out
};

class Simulations {
 public:
  explicit Simulations(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// Where no programme is changed, what promotions took off a line is taken off it as it was. Else each sale is one
  /// basket and asked twice, with the programmes as they are now and with the changes: on the day by which it was
  /// priced, by the phases of today, one by coupon where the sale had used a coupon of it, as if there were no limits
  /// and budgets. Tax is rounded per line. RANGE, UNKNOWN_REFERENCE, NOT_FOUND, CONFLICT for a version that was
  /// published or retired, or that takes out what another change does, and whatever would refuse the changes, naming
  /// "changes.prices[i].field" and the like.
  [[nodiscard]] Simulation simulate(const SimulatedChanges& changes, const SimulationQuery& query) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
