/// Room `pricing`: what a customer pays for an item, and why.
///
/// Prices live in price lists: the base prices, any number of named lists, price levels (groups of customers), and the
/// special prices of one customer, customer group or location, or of everyone (for a period). An entry names an item,
/// an item group or everything, a smallest quantity, a validity and a price or a percentage of the base price. Which
/// lists are asked, and in which order, is the book's access sequence (`BookSettings::sales_prices`,
/// `purchase_prices`).
///
/// Inside one source the winner is total: customer before group (priority, nearest ancestor first) before level before
/// everyone; item before item group (nearest first) before everything; the greatest smallest-quantity reached; the
/// latest start. Two entries that would tie are refused when saved (OVERLAP). Resolving is a pure function over cards
/// in memory.
///
/// Discounts (by item or group × customer, customer group, level or everyone × period) lower the price that was found,
/// step by step as `BookSettings::sales_discounts` says, unless that price is `net` or a discount was typed. Price
/// rules then give it its ending (9.99) and hold it between floor and ceiling.
///
/// A list may be derived from another one: an entry for everything, or for an item group, computes its price from the
/// other list's (`PriceEntryInput::of_list`), also across currencies, or from the cost (`PriceEntryInput::margin`).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"
#include "emptor/catalog.hpp"
#include "emptor/parties.hpp"
#include "emptor/settings.hpp"

namespace emptor {

struct LintQuery;   // price_lint.hpp
struct LintReport;  // likewise
struct PriceListTag;
using PriceListId = Id<PriceListTag>;
struct PriceEntryTag;
using PriceEntryId = Id<PriceEntryTag>;

/// Stored: appended, never renumbered.
enum class PriceListKind : std::uint8_t {
  base = 1,            ///< one for each direction, made with the book
  named = 2,           ///< A, B, C …: chosen on the line or assigned to the customer
  level = 3,           ///< for the customers that carry this level
  customer = 4,        ///< special prices of one customer; made by the first entry
  customer_group = 5,  ///< special prices of a customer group; likewise
  location = 6,        ///< special prices of a location; likewise
  everyone = 7,        ///< special prices for all, e.g. a period's price table; likewise
};

struct PriceList {
  PriceListId id{};
  std::string code{};  ///< of the list; of its owner for special prices; "" for base
  std::string name{};
  PriceListKind kind = PriceListKind::named;
  Direction direction = Direction::sales;
  Currency currency{};
  bool tax_included = false;
};

struct PriceListInput {
  std::string code{};                         ///< up to 40
  std::string name{};                         ///< up to 100
  PriceListKind kind = PriceListKind::named;  ///< named or level
  Direction direction = Direction::sales;
  std::string currency{};  ///< the book's when empty
  bool tax_included = false;
};

/// Which list an entry belongs to.
struct PriceScope {
  PriceListKind kind = PriceListKind::base;
  std::string code{};  ///< of the list, level, customer, group or location; empty for base
  Direction direction = Direction::sales;
  /// ISO 4217, of base and special prices, which have one list for each currency; empty: the customer's, else the
  /// book's.
  std::string currency{};
};

/// What an entry prices. Exactly one of item and group, or neither for everything.
struct ProductScope {
  std::optional<std::string> item{};
  std::optional<std::string> group{};
};

/// How the breaks of one product in one list price a quantity. Stored: appended, never renumbered.
enum class Scale : std::uint8_t {
  all_units = 1,  ///< the greatest break reached prices the whole quantity
  incremental = 2,  ///< graduated: each part of the quantity at the price of its own break, Σ pᵢ × (min(q, bᵢ₊₁) − bᵢ)
  block = 3,  ///< whole blocks of `per` units at `price` each: ⌈q / per⌉ × price
};
[[nodiscard]] std::string_view to_string(Scale scale) noexcept;

/// Which lines a break counts. Free goods never count. Stored: appended, never renumbered.
enum class BreakScope : std::uint8_t {
  line = 1,     ///< the line alone
  item = 2,     ///< all lines of the document with the same item
  product = 3,  ///< mix and match: all lines of the document that the entry's product names: its item, the items of its
                ///< group and of those below, or every item; a quantity counts as so many of the entry's unit, or of
                ///< each item's own stock unit
};
[[nodiscard]] std::string_view to_string(BreakScope scope) noexcept;

/// Prices that end alike: r(x) = multiple × round((x − offset) / multiple) + offset. With a multiple of 1 and an offset
/// of −0.01, 12.34 becomes 11.99 and 12.60 becomes 12.99. A price of 0 stays 0; any other never falls to 0 or below.
struct PriceEnding {
  Decimal multiple = Decimal(0);  ///< > 0; 0: no ending. Up to 6 decimals
  Decimal offset = Decimal(0);    ///< between −multiple and multiple, up to 6 decimals
  Rounding rounding = Rounding::half_up;

  friend bool operator==(const PriceEnding&, const PriceEnding&) = default;
};

/// What a break measures. Stored: appended, never renumbered.
enum class BreakMeasure : std::uint8_t {
  quantity = 1,  ///< in the entry's unit
  weight = 2,    ///< quantity × the item's weight; an item without one reaches no such break
  volume = 3,    ///< likewise
  amount = 4,    ///< what the quantity would cost at the lowest break: at the price that holds below all others
};
[[nodiscard]] std::string_view to_string(BreakMeasure measure) noexcept;

struct PriceEntryInput {
  PriceScope list{};
  ProductScope product{};
  /// Exactly one of these three. A price is per `per` units of `unit`.
  std::optional<Decimal> price{};            ///< >= 0, up to 6 decimals
  std::optional<Decimal> percent_of_base{};  ///< 90 means 90 % of the base price; 0..1000
  /// The price of which so many percent are margin over the cost (the base price of purchases): cost / (1 − margin).
  /// From -1000 to less than 100, up to 4 decimals. Without a cost there is no price.
  std::optional<Decimal> margin{};
  /// Of a percentage: the named list whose price takes the place of the base price. Its tax basis is that of the
  /// entry's list. CYCLE names the entries that close a circle.
  std::optional<std::string> of_list{};
  /// Of a list in another currency: which of the book's exchange rates convert its prices, and of which day; of the day
  /// of the question when not given. NO_RATE names the rate that is missing: when saved where a day is given, else when
  /// the price is asked for.
  std::string rate_type{};
  std::optional<Date> rate_on{};
  Decimal addend = Decimal(0);        ///< added to a percentage or a margin, per stock unit; a price below 0 becomes 0
  PriceEnding ending{};               ///< of what these make, per stock unit
  std::optional<std::string> unit{};  ///< the item's stock unit when not given
  Decimal per = Decimal(1);           ///< > 0
  Decimal min_quantity = Decimal(0);  ///< in `unit`, or in what `measure` says; reached when quantity >= it
  Period valid{};                     ///< half-open; see Period::days for inclusive ends
  bool net = false;                   ///< agreed net: no discount lowers this price
  /// Incremental breaks begin at 0: a quantity below the lowest one has no price. A block has a price, no percentage.
  Scale scale = Scale::all_units;
  /// Which quantity is held against `min_quantity`, and spread over graduated breaks or blocks: then every line has the
  /// average price of all that counts. Breaks of one product in one list that hold at the same time count alike, else
  /// CONFLICT names both.
  BreakScope counts = BreakScope::line;
  /// Graduated prices and blocks measure the quantity. An amount is of an entry with a price, in the list's currency.
  BreakMeasure measure = BreakMeasure::quantity;
  std::optional<PriceEntryId> replaces{};  ///< the entry that this one corrects
};

struct PriceEntry {
  PriceEntryId id{};
  PriceEntryInput terms;
  Instant recorded_at{};
  std::string actor{};
};

/// A discount off the price that was found: who buys what, when, and how much is taken off.
///
/// Rows that name the same step, programme, buyer and product are versions and breaks of one discount: of those in
/// force the one with the greatest smallest-quantity reached speaks, then the latest start, then the higher discount.
struct DiscountInput {
  /// everyone, level, customer_group or customer; with its code. The currency is that of `amount`; a percentage holds
  /// in any.
  PriceScope buyer{.kind = PriceListKind::everyone};
  std::string step = "discount";  ///< of the price procedure (BookSettings::sales_discounts, purchase_discounts)
  std::string programme{};        ///< up to 40; rows of one programme are alternatives within a step
  ProductScope product{};
  /// Exactly one of these two. Percentages apply one after the other: {10, 5, 2} is 10+5+2. Each from -1000 to 100, up
  /// to 4 decimals; up to 8 of them; a negative one is a surcharge.
  std::vector<Decimal> percents{};
  std::optional<Decimal> amount{};                ///< off each `unit`, in the price's tax basis; up to 6 decimals
  std::optional<std::string> unit{};              ///< of `amount` and `min_quantity`; the stock unit when not given
  Decimal min_quantity = Decimal(0);              ///< reached when quantity >= it
  BreakScope counts = BreakScope::line;           ///< which quantity is held against `min_quantity`; as for prices
  BreakMeasure measure = BreakMeasure::quantity;  ///< of `min_quantity`: quantity, weight or volume
  /// Reached when the line amount before discounts >= it; in the buyer's currency, in which alone it then holds. Of
  /// discounts that count the line.
  Decimal min_amount = Decimal(0);
  Period valid{};                          ///< half-open; see Period::days for inclusive ends
  std::optional<PriceEntryId> replaces{};  ///< the discount that this one corrects
};

struct Discount {
  PriceEntryId id{};  ///< `Prices::withdraw` ends it
  DiscountInput terms;
  Instant recorded_at{};
  std::string actor{};
};

struct DiscountQuery {
  Direction direction = Direction::sales;
  std::optional<std::string> programme{};
  AsOf as_of{};
};

/// What a price obeys at the end of the procedure. Stored: appended, never renumbered.
enum class PriceRuleKind : std::uint8_t {
  ending = 1,   ///< rounds the price to its ending; not a net or a last price
  floor = 2,    ///< the least that the price may be
  ceiling = 3,  ///< the most
};
[[nodiscard]] std::string_view to_string(PriceRuleKind kind) noexcept;

/// What a floor or a ceiling is measured by. Stored: appended, never renumbered.
enum class LimitBase : std::uint8_t {
  amount = 1,       ///< `value` in money per unit, in the price's tax basis
  base_price = 2,   ///< `value` percent of the base price
  price_found = 3,  ///< `value` percent of the price that was found, before discounts: 80 allows 20 % off
  cost = 4,         ///< `value` percent of the cost, which is the base price of purchases: 125 is cost + 25 %
  margin = 5,       ///< the price of which `value` percent is margin over the cost: cost / (1 − value); below 100
};
[[nodiscard]] std::string_view to_string(LimitBase base) noexcept;

/// What happens to a price beyond a limit. Stored: appended, never renumbered.
enum class OnBreach : std::uint8_t {
  clamp = 1,   ///< it becomes the limit; a typed price is never overwritten, and refused
  warn = 2,    ///< a voucher is saved only with an acknowledgement
  refuse = 3,  ///< a voucher is not saved
};
[[nodiscard]] std::string_view to_string(OnBreach action) noexcept;

/// An ending, a floor or a ceiling: whose price of what obeys it, and when.
///
/// Of each kind and base the best ranked rule speaks: customer before group before level before everyone; item before
/// item group before everything; the greatest smallest-quantity (of endings: smallest price) reached; the latest start.
/// Limits of several bases hold together: the highest floor, the lowest ceiling. Percentages and costs are compared on
/// the price's own tax basis.
struct PriceRuleInput {
  PriceRuleKind kind = PriceRuleKind::floor;
  PriceScope buyer{.kind = PriceListKind::everyone};  ///< everyone, level, customer_group or customer, with its code
  ProductScope product{};
  LimitBase base = LimitBase::amount;      ///< of limits
  std::optional<Decimal> value{};          ///< of limits, >= 0: an amount up to 6 decimals, or a percentage up to 4
  OnBreach on_breach = OnBreach::clamp;    ///< of limits
  PriceEnding ending{};                    ///< of endings, in the buyer's currency and for the unit asked for
  Decimal min_price = Decimal(0);          ///< of endings: for prices from this one on
  std::optional<std::string> unit{};       ///< of an amount and of `min_quantity`; the stock unit when not given
  Decimal min_quantity = Decimal(0);       ///< reached when quantity >= it
  Period valid{};                          ///< half-open; see Period::days for inclusive ends
  std::optional<PriceEntryId> replaces{};  ///< the rule that this one corrects
};

struct PriceRule {
  PriceEntryId id{};  ///< `Prices::withdraw` ends it
  PriceRuleInput terms;
  Instant recorded_at{};
  std::string actor{};
};

struct PriceRuleQuery {
  Direction direction = Direction::sales;
  std::optional<PriceRuleKind> kind{};
  AsOf as_of{};
};

/// A floor or ceiling that has changed a price or that it does not keep.
struct PriceLimit {
  PriceRuleKind side = PriceRuleKind::floor;
  OnBreach on_breach = OnBreach::clamp;
  UnitPrice price{};     ///< of the unit asked for, in the tax basis of the price
  PriceEntryId entry{};  ///< the rule

  friend bool operator==(const PriceLimit&, const PriceLimit&) = default;
};

struct QuoteRequest {
  std::string item{};
  std::string customer{};  ///< or supplier, for purchases
  Quantity quantity = Quantity{1'000'000};
  std::optional<std::string> unit{};      ///< the stock unit when not given
  std::optional<Date> on{};               ///< today when not given
  std::optional<std::string> currency{};  ///< the customer's, else the book's
  std::optional<std::string> location{};
  std::optional<std::string> list{};  ///< a named list chosen for this line
  Direction direction = Direction::sales;
  /// What a break that counts more than the line counts, in the same unit and with this quantity: what the document
  /// holds of the item or the group. The quantity when not given.
  std::optional<Quantity> document_quantity{};
};

/// A resolved unit price.
struct PriceQuote {
  UnitPrice unit_price{};  ///< of one `unit` asked for
  Currency currency{};
  bool tax_included = false;
  PriceSource source = PriceSource::none;
  PriceListId list{};                     ///< none for last price
  PriceEntryId entry{};                   ///< the entry that won; the base entry for a customer rate
  std::optional<UnitPrice> base_price{};  ///< of the same unit, currency and tax basis, where there is one
  Percent rate{};                         ///< customer rate or percentage that was applied, else 0
  /// Where discounts lowered (or raised) the price: what was found before.
  std::optional<UnitPrice> price_before_discounts{};
  /// What the quantity asked for costs, where 6 decimals do not hold the unit price: of graduated prices, prices per so
  /// many units, and the like. Computed from the exact price and rounded once; `unit_price` is then for display.
  std::optional<Money> amount{};
  /// Where an ending or a limit changed the price: what discounts had left of it.
  std::optional<UnitPrice> price_before_rules{};
  /// The limit that changed the price, or the gravest one that it does not keep: a voucher with it would need an
  /// acknowledgement, or be refused.
  std::optional<PriceLimit> limit{};

  friend bool operator==(const PriceQuote&, const PriceQuote&) = default;
};

/// Days on which a question has the same answer.
struct PriceSpan {
  Period days{};
  std::optional<PriceQuote> quote{};
  std::optional<ErrorCode> missing{};  ///< without a quote: no_price, or no_rate where an exchange rate is missing
};

/// What a question would have been answered, day by day, as prices are known now.
struct PriceTimeline {
  std::vector<PriceSpan> spans{};  ///< without gaps; neighbours differ in the quote
  /// Into `spans`: the lowest unit price, the earliest of equal ones; nullopt: no price on any day. Prices with and
  /// without tax are not compared with each other: the tax basis of the last price counts.
  std::optional<std::size_t> lowest{};
};

/// Why a candidate won or lost. Stable codes.
enum class PriceOutcome : std::uint8_t {
  won = 1,
  lost_rank = 2,       ///< a better ranked candidate exists
  lost_best = 3,       ///< best-price policy: another one is better for the buyer
  quantity_short = 4,  ///< its smallest quantity is not reached
  not_yet = 5,         ///< starts later
  expired = 6,         ///< has ended
  wrong_currency = 7,
  wrong_unit = 8,     ///< its unit does not convert
  source_off = 9,     ///< the access sequence does not name its source
  no_base = 10,       ///< a percentage without a base price
  no_value = 11,      ///< the source has nothing for this customer and item
  applied = 12,       ///< a discount that is part of the price
  step_off = 13,      ///< the price procedure has no such step
  price_net = 14,     ///< the price that was found is net: no discounts
  scale_gap = 15,     ///< incremental breaks that do not begin at 0
  amount_short = 16,  ///< a discount's smallest amount, or an ending's smallest price, is not reached
  kept = 17,          ///< a floor or ceiling that the price keeps
  breached = 18,      ///< a floor or ceiling that the price does not keep
  no_rate = 19,       ///< no exchange rate converts the price of the other list
  no_cost = 20,       ///< a margin over a cost that is not known
  no_measure = 21,    ///< a break by weight, volume or amount of an item that has none
};
[[nodiscard]] std::string_view to_string(PriceOutcome outcome) noexcept;

/// A price that was considered; or, with a `step`, a discount.
struct PriceCandidate {
  PriceSource source = PriceSource::none;  ///< none: a discount
  PriceOutcome outcome = PriceOutcome::no_value;
  PriceListKind list_kind = PriceListKind::base;
  std::string list{};     ///< code
  std::string product{};  ///< "item P1", "group TOP", "everything"
  PriceEntryId entry{};
  Quantity min_quantity{};
  Period valid{};
  std::optional<UnitPrice> unit_price{};  ///< where it could be computed; of a discount: what it alone would leave
  std::string step{};                     ///< of a discount
  std::string programme{};                ///< of a discount
  BreakScope counts = BreakScope::line;
  BreakMeasure measure = BreakMeasure::quantity;
  std::optional<Quantity> counted{};  ///< in the unit of `min_quantity`, rounded down; of an entry that counts more
                                      ///< than the line, or measures more than its quantity
};

/// A step from the first price to the last, e.g. source price, unit conversion, customer rate, rounding.
struct PriceStep {
  std::string what{};
  Decimal before;
  Decimal after;
};

struct PriceExplanation {
  std::optional<PriceQuote> quote{};  ///< nullopt: NO_PRICE
  std::vector<PriceStep> steps{};
  std::vector<PriceCandidate> candidates{};  ///< winner first, then in the order of the sequence; discounts at the end
  /// A few readable lines, for a terminal.
  [[nodiscard]] std::string to_string() const;
};

/// A consistent view of all prices, for many quotes: cards are loaded on first need and kept. Holds a read transaction;
/// keep it short. One thread.
class PriceView {
 public:
  PriceView(PriceView&&) noexcept;
  PriceView& operator=(PriceView&&) noexcept;
  ~PriceView();

  /// Resolves one price; NO_PRICE, UNKNOWN_REFERENCE, UNIT_MISMATCH.
  [[nodiscard]] PriceQuote quote(const QuoteRequest& request);
  /// The hot path: keys instead of codes, nothing but memory once the cards are warm. nullopt: no price. No allocation.
  [[nodiscard]] std::optional<PriceQuote> quote(PartyId customer, ItemId item, Quantity quantity, Date on,
                                                Direction direction = Direction::sales);

 private:
  friend class Prices;
  struct State;
  explicit PriceView(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

class Prices {
 public:
  explicit Prices(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// DUPLICATE_CODE; LIMIT(10) for named lists in the ecount profile.
  PriceListId create_list(const PriceListInput& input);
  [[nodiscard]] std::vector<PriceList> lists() const;

  /// Adds an entry, or replaces one. OVERLAP names the entry that it would tie with, CONFLICT the break of its product
  /// that counts or measures otherwise; INVALID, RANGE, SCALE, UNKNOWN_REFERENCE.
  PriceEntryId set(const PriceEntryInput& entry);
  /// All or nothing; problems carry "entries[i].field".
  std::vector<PriceEntryId> set_all(std::span<const PriceEntryInput> entries);
  /// The entry ends now: new questions no longer see it; as-known-at questions still do.
  void withdraw(PriceEntryId entry);
  [[nodiscard]] std::vector<PriceEntry> entries(const PriceScope& scope, AsOf as_of = {}) const;

  /// Adds a discount, or replaces one. INVALID, RANGE, SCALE, UNKNOWN_REFERENCE (also for a step that the procedure
  /// does not have), CONFLICT.
  PriceEntryId set_discount(const DiscountInput& discount);
  /// All or nothing; problems carry "discounts[i].field".
  std::vector<PriceEntryId> set_discounts(std::span<const DiscountInput> discounts);
  /// In the order of recording.
  [[nodiscard]] std::vector<Discount> discounts(const DiscountQuery& query = {}) const;

  /// Adds an ending, a floor or a ceiling, or replaces one. REQUIRED, INVALID, RANGE, SCALE, UNKNOWN_REFERENCE,
  /// CONFLICT.
  PriceEntryId set_rule(const PriceRuleInput& rule);
  /// All or nothing; problems carry "rules[i].field".
  std::vector<PriceEntryId> set_rules(std::span<const PriceRuleInput> rules);
  /// In the order of recording.
  [[nodiscard]] std::vector<PriceRule> rules(const PriceRuleQuery& query = {}) const;

  /// Shorthands for the most common entries: what an item costs from a day on (the default: since ever). A price of the
  /// same start is corrected; the old one stays known as of then.
  PriceEntryId set_base(std::string_view item, const Decimal& price, Period valid = {});
  PriceEntryId set_special(std::string_view customer, std::string_view item, const Decimal& price, Period valid = {});

  /// One question in its own read transaction. NO_PRICE, UNKNOWN_REFERENCE, UNIT_MISMATCH.
  [[nodiscard]] PriceQuote quote(const QuoteRequest& request) const;
  [[nodiscard]] PriceExplanation explain(const QuoteRequest& request) const;
  /// The answers on each of these days (both ends given, up to 3,660 days; `request.on` is not looked at): when a price
  /// changed, by which entry, and the lowest price, e.g. of the 30 days before a reduction. RANGE, UNKNOWN_REFERENCE.
  [[nodiscard]] PriceTimeline timeline(const QuoteRequest& request, Period days) const;
  [[nodiscard]] PriceView view() const;

  /// Ties, overlaps, unreachable entries, missing prices, breaks that cost more, prices below floor or cost, what ends
  /// soon and what was never used: see price_lint.hpp. RANGE, UNKNOWN_REFERENCE. As long as the lists are: one
  /// resolution for each item, break and day of change.
  [[nodiscard]] LintReport lint(const LintQuery& query) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
