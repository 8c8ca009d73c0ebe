/// Room `pricing`: prices in bulk, and questions about prices asked backwards.
///
/// A *matrix* is what customers pay for items at quantities on a day, whole or only what has changed since another one
/// was made; it leaves as an Arrow stream. *Inverse questions* start from what is wanted: the next quantity at which
/// each unit costs less, the discount that reaches a margin or a total, the cheapest packs for a quantity. All of them
/// ask the resolver that a quote asks.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/arrow.hpp"
#include "emptor/base.hpp"
#include "emptor/pricing.hpp"

namespace emptor {

/// Which prices a matrix holds: as known when `change` was the newest row of the audit trail (`Change::id`), on a day.
struct MatrixRevision {
  std::int64_t change = 0;
  Date on{};

  friend bool operator==(const MatrixRevision&, const MatrixRevision&) = default;
};

struct MatrixQuery {
  /// These customers (or suppliers, for purchases), and the members of these groups and of those below them on the day;
  /// all that are active when neither is given.
  std::vector<std::string> customers{};
  std::vector<std::string> customer_groups{};
  /// These items, and those in these groups and below; all that are active when neither is given.
  std::vector<std::string> items{};
  std::vector<std::string> item_groups{};
  /// > 0, of the stock unit. None: for each customer and item 1, and every quantity at which its price changes.
  std::vector<Quantity> quantities{Quantity{1'000'000}};
  std::optional<Date> on{};               ///< today when not given
  std::optional<std::string> currency{};  ///< each customer's, else the book's
  std::optional<std::string> location{};
  Direction direction = Direction::sales;
  /// Only what counts as changed since: the prices of which anything that they are resolved from was recorded after it
  /// (see `PriceAnalysis::matrix`), and those that are not the same on `on` as on its day.
  std::optional<MatrixRevision> changed_since{};
};

struct PriceMatrix {
  MatrixRevision revision{};  ///< what to give as `changed_since` next time
  std::int64_t rows = 0;
  /// Columns: customer, item, unit (text), quantity, unit_price (decimal 6; null: no price), currency (text),
  /// tax_included (truth), amount (decimal 4, of the quantity), base_price (decimal 6), source (text), list, entry
  /// (integer), missing (text: without a price "NO_PRICE", or "NO_RATE" where an exchange rate is missing). By
  /// customer, item, quantity. The schema carries "emptor.revision" and "emptor.on".
  ArrowStream stream;
};

/// A quantity from which on each unit costs less.
struct NextBreak {
  Quantity quantity{};
  Quantity more{};        ///< than was asked for
  PriceQuote quote{};     ///< at that quantity
  UnitPrice less_each{};  ///< than at the quantity asked for
  Money amount{};         ///< in all, at that quantity
  Money more_in_all{};    ///< than for the quantity asked for; negative: the greater quantity costs less
};

struct NextBreaks {
  PriceQuote quote{};  ///< at the quantity asked for
  Money amount{};
  std::vector<NextBreak> breaks{};  ///< ascending, each cheaper per unit than the one before
};

/// What a line shall come to. Exactly one of these.
struct PriceTarget {
  std::optional<Percent> margin{};  ///< over the cost, of the price without tax; below 100 %
  std::optional<Decimal> total{};   ///< of the line, in the price's currency and tax basis
};

struct TargetPrice {
  PriceQuote quote{};    ///< without the target
  Money quote_amount{};  ///< of the quantity, at that price
  /// To be typed: of a margin the lowest price that reaches it, of a total the price that comes to it or, where 6
  /// decimals do not hold one, closest to it.
  UnitPrice unit_price{};
  Money amount{};  ///< quantity × unit_price, rounded as a line is
  /// To be typed instead: off the price found. Of a margin the greatest that keeps it, of a total the one closest to
  /// it; up to 4 decimals of a percent, negative where the price has to rise.
  Percent discount{};
  Money amount_discounted{};        ///< what the line comes to with that discount
  std::optional<UnitPrice> cost{};  ///< of the unit asked for, without tax: the base price of purchases
  std::optional<Percent> margin{};  ///< at `unit_price`, rounded half up; none without a cost
};

/// A number of one unit, as a line would have it.
struct Pack {
  std::string unit{};
  std::int64_t count = 0;
  PriceQuote quote{};
  Money amount{};
};

struct PackMix {
  std::vector<Pack> packs{};  ///< the largest unit first
  Quantity quantity{};        ///< in stock units; at least what was asked for
  Money amount{};
};

class PriceAnalysis {
 public:
  explicit PriceAnalysis(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// Resolved in one snapshot, and kept in about 64 bytes a price until the stream has been read; no transaction stays
  /// open. LIMIT beyond 20,000,000 prices: ask in parts. RANGE for a quantity that is not positive.
  ///
  /// Since a revision, a price counts as changed when the audit trail has, after it, a row about: its customer; its
  /// item; an entry, discount or price rule for the item, one of its groups or everything, unless in the list of
  /// another customer; or, for all prices, the settings, a customer group, an item group, a unit, a tax code or an
  /// exchange rate. Nothing that has changed is left out; a price may be among them and be the same. Where the sequence
  /// names the last price, every price counts as changed. Rows that are gone (an item that is archived now) are not
  /// told.
  [[nodiscard]] PriceMatrix matrix(const MatrixQuery& query) const;

  /// The breaks above the quantity asked for, by quantities and amounts, up to `breaks_max`. `step`: a quantity that is
  /// found is rounded up to a multiple of it (whole units). NO_PRICE, UNKNOWN_REFERENCE, UNIT_MISMATCH, RANGE.
  [[nodiscard]] NextBreaks next_breaks(const QuoteRequest& request, Quantity step = Quantity{1'000'000},
                                       int breaks_max = 10) const;
  /// INVALID without exactly one target, RANGE for a target that no price reaches, NOT_FOUND(cost) for a margin where
  /// there is no cost, NO_PRICE.
  [[nodiscard]] TargetPrice price_for(const QuoteRequest& request, const PriceTarget& target) const;
  /// The cheapest way to buy at least `request.quantity` of the stock unit in whole units that the item is traded in,
  /// each priced as a line of its own; then the one with the least too much, then with the fewest units. Exact. LIMIT
  /// beyond 2,000 of the smallest unit; RANGE, NO_PRICE when no unit has a price.
  [[nodiscard]] PackMix cheapest_packs(const QuoteRequest& request) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
