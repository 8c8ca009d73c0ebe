/// How a unit price is resolved: a pure function over cards. No SQL, no clock, and no allocation unless it is traced.
///
/// The access sequence names *sources*; each source asks one or several lists about one or several products. Together
/// (list, product) is a *key*, and every entry under it a candidate. A candidate first has to pass hard filters:
///
///   direction (cards hold one), currency equal to the one asked for, validity [from, until) holds the day, the unit
///   converts, the smallest quantity is reached (|quantity|, compared exactly), a percentage has a base price.
///
/// A fact that is missing (no group, no location, no level) names no list, so it matches nothing. What passes is
/// ranked:
///
///   owner of the list | product | smallest quantity | latest start | lowest id
///
/// Owner: the customer's own list, its groups by inheritance (priority, then nearest ancestor first), its level.
/// Product: the item, its groups (nearest first), everything. A specific entry whose smallest quantity is not
/// reached does not apply and so leaves the field to a general one; it vetoes nothing.
///
/// Winner::first_hit: sources in the order of the sequence, the first one with a price wins. Special prices by item and
/// by group are one step when the sequence names `special_item` directly before `special_group`. Inside that step
///   Precedence::customer_first ranks by (owner, product): what was agreed with the customer for a whole group of items
///                              beats what its level pays for the very item;
///   Precedence::product_first  ranks by (product, owner), which is the plain order of the two sources.
/// Named apart or the other way round they are two steps: the sequence said so. In `special_group` alone the precedence
/// decides likewise. An item's price beats a group's price in one list, always.
///
/// Winner::best_price: every list gives its best ranked candidate to each source; the lowest price wins, ties go to
/// what first_hit (customer first) meets earlier. Prices with and without tax are compared without tax.
///
/// A list chosen for the line is asked before everything and, when it has a price, is the answer; it takes the place of
/// the party's own list. The customer rate asks the base price: unit price = base × (1 − rate). It is a source when
/// a rate is set for the party; 0 is a rate ("no discount for this one"), "none" is not. When a typed discount takes
/// its place, the source answers with the base price itself.
///
/// Discounts then lower the price that was found: see discounts.hpp.
///
/// Scales: a graduated price or one of whole blocks is the amount of the quantity asked for, divided by it; see
/// scales.hpp. It takes part in everything above as that unit price.
///
/// Formulas: an entry may compute its price from the price of another list (or from the base price), which is found in
/// that list by the same filters and rank, for the same facts: percentage, addend, ending; or from the cost by a
/// margin, price = cost / (1 − margin). A list in another currency is asked in that currency, and its price converted;
/// without a rate that is an error, never a price that is passed over. Chains of lists have no circles and at most
/// `chain_max` links, as authoring sees to. Where the other list or the cost has no price, neither has the formula.
/// See list_prices.hpp.
///
/// Breaks that count the document: an entry may hold the quantity of several lines against its smallest quantity, those
/// of its item or those of its product. Graduated prices and blocks then price that quantity, and the line has the
/// average. What is counted is a fact like any other; see counts.hpp.
///
/// The end of the procedure: see finish.hpp.
///
/// Rounding: the exact fraction (value × percentage × units / per × discounts) is rounded once, half up, to 6 decimals.
/// Where 6 decimals do not hold it, the amount of the quantity is computed from the fraction too
/// (`PriceQuote::amount`).
#pragma once

#include <array>
#include <boost/container/small_vector.hpp>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "pricing/cards.hpp"
#include "pricing/counts.hpp"
#include "pricing/exact.hpp"

namespace emptor::pricing {

inline constexpr int chain_max = 8;  ///< lists that are derived from each other

inline constexpr std::size_t source_slots = 10;  // sources are numbered 1 to 9

/// An access sequence in the form that is asked.
struct Sequence {
  std::array<PriceSource, source_slots> sources{};
  std::uint8_t count = 0;
  bool best_price = false;
  bool product_first = false;
  std::array<bool, source_slots> named{};

  [[nodiscard]] static Sequence of(const AccessSequence& sequence) noexcept;
  [[nodiscard]] bool names(PriceSource source) const noexcept { return named[static_cast<std::size_t>(source)]; }
};

/// A price procedure in the form that is asked.
struct Procedure {
  struct Step {
    NameHandle name = 0;
    Combine combine = Combine::first;
    Combine within = Combine::first;
    DiscountStep::Base base = DiscountStep::Base::running;
  };
  std::vector<Step> steps;
};

struct LastPrice {
  std::int64_t unit_price = 0;
  UnitId unit{};
  bool tax_included = false;
};

/// How prices of lists in another currency are converted.
struct Conversion {
  Currency from{};
  Currency to{};
  std::string_view type{};
  Date on{};
  std::optional<Ratio> rate{};  ///< nullopt: the book has none
};

/// What a unit asked for costs in a currency, without tax.
struct Cost {
  Currency currency{};
  Exact unit_price;  ///< millionths, before it is rounded
  std::int64_t entry = 0;
};

/// A break that counted more than its line, and was part of a price.
struct CountedBreak {
  std::int64_t entry = 0;
  Exact counted;           ///< millionths of the entry's unit
  bool elsewhere = false;  ///< in another document, from which the price was kept

  friend bool operator==(const CountedBreak&, const CountedBreak&) = default;
};

/// Everything that a price depends on.
struct Facts {
  const Sequence* sequence = nullptr;
  const PartyPrices* party = nullptr;
  const ItemPrices* item = nullptr;
  std::span<const ListFacts> lists{};  ///< by handle; place 0 is not used
  const Bases* bases = nullptr;        ///< of the entries
  std::int64_t quantity = 0;           ///< millionths of the unit asked for, >= 0
  UnitId unit{};                       ///< asked for; none: the stock unit
  Ratio factor{};                      ///< of that unit
  Date on{};
  Currency currency{};
  ListHandle base = 0;        ///< the base list in this currency
  ListHandle location = 0;    ///< the location's list
  ListHandle chosen = 0;      ///< the list chosen for the line
  bool list_chosen = false;   ///< one was chosen, even if it is none that could hold a price
  bool without_rate = false;  ///< a typed discount replaces the customer rate
  const LastPrice* last = nullptr;
  Rounding rounding = Rounding::half_up;      ///< of line amounts
  const Procedure* procedure = nullptr;       ///< null: no discounts; a typed discount takes their place too
  Percent tax_rate{};                         ///< to compare prices with and without tax
  std::optional<Exact> cost{};                ///< of the unit asked for, without tax; known where a rule asks for it
  std::span<const Conversion> conversions{};  ///< by the place that formulas name; place 0 is not used
  std::span<const Cost> costs{};              ///< known where there are margins
  const DocumentCounts* document = nullptr;   ///< what the document holds; null: the question stands alone
  /// Of a question that stands alone: what breaks that count the document count, in millionths of the unit asked for;
  /// `quantity` when not given.
  std::optional<std::int64_t> document_quantity{};
  const ItemPrices* purchases = nullptr;  ///< what costs are found in; known where either is
};

[[nodiscard]] std::optional<PriceQuote> resolve(const Facts& facts);

/// A candidate, as a trace tells of it.
struct Traced {
  PriceSource source = PriceSource::none;
  PriceOutcome outcome = PriceOutcome::no_value;
  PriceListKind list_kind = PriceListKind::base;
  PriceListId list{};
  ProductKind product_kind = ProductKind::everything;
  std::int64_t product = 0;      ///< of the item or item group
  const Entry* entry = nullptr;  ///< null when there is none
  Basis basis{};
  std::optional<UnitPrice> unit_price{};
  NameHandle step = 0;  ///< of a discount
  NameHandle programme = 0;
  std::optional<Exact> counted{};  ///< of an entry that counts more than its line: millionths of its unit
};

/// A link of a chain of lists: what one formula made of the price below it, or a conversion on the way to it.
struct FormulaStep {
  std::int64_t entry = 0;  ///< 0: a conversion
  PriceListId list{};      ///< of the entry
  ListHandle of_list = 0;
  Formula formula{};
  Exact before;  ///< millionths, of the unit asked for
  Exact after;
};

/// How the winner came about.
struct Derivation {
  std::int64_t value = 0;  ///< the price that was found, in millionths
  Basis basis{};           ///< per how much of which unit it counts
  bool of_base = false;    ///< `rate` was applied to the base price
  bool of_cost = false;    ///< `value` is the cost
  Scale scale = Scale::all_units;
  std::vector<FormulaStep> formulas{};  ///< the lowest list first; what it begins with is a price of `value`'s kind
  std::int64_t lowest_entry = 0;        ///< with formulas: the entry that the chain ends in
};

/// A floor or ceiling that holds, in the unit asked for and in the price's tax basis.
struct Limit {
  PriceRuleKind side = PriceRuleKind::floor;
  OnBreach on_breach = OnBreach::clamp;
  std::int64_t entry = 0;
  Exact price;
  std::size_t row = 0;  ///< in the trace
};
using Limits = boost::container::small_vector<Limit, 2>;

/// An ending, or a limit that a price was held to.
struct FinishStep {
  PriceRuleKind kind = PriceRuleKind::ending;
  std::int64_t entry = 0;
  Formula ending{};  ///< of an ending
  Exact limit;       ///< of a limit
};

/// A discount that is part of a price.
struct AppliedDiscount {
  std::int64_t entry = 0;
  NameHandle programme = 0;
  ValueKind kind = ValueKind::percent_off;
  Ratio factor{};  ///< percent_off: what is left of 1
  Exact amount{};  ///< amount_off: millionths, of one unit asked for
};

struct DiscountingStep {
  NameHandle name = 0;
  bool sum = false;       ///< all off the same price, else one after the other
  bool of_found = false;  ///< off the price found, else off the running price
  boost::container::small_vector<AppliedDiscount, 4> applied;
};

/// How discounts made a price.
struct Discounting {
  Exact found;  ///< millionths
  std::vector<DiscountingStep> steps;
  std::vector<FinishStep> finish;
  std::vector<std::int64_t> lineage;  ///< entries of a chain of formulas, the winner first; none for other prices
  std::vector<CountedBreak> counted;  ///< by entry
  bool spread = false;                ///< what was counted was graduated or in blocks; not part of the text
  Limits limits;                      ///< all that hold; not part of the text
  std::int64_t unit_price = 0;        ///< the result, in millionths

  [[nodiscard]] bool told() const noexcept {
    return !steps.empty() || !finish.empty() || !lineage.empty() || !counted.empty();
  }
  Exact result;               ///< before it was rounded; also where no discount applied, if 6 decimals do not hold it
  bool tax_included = false;  ///< the basis of all figures
};

struct Trace {
  std::vector<Traced> candidates;  ///< in the order of the sequence, sources that are off at the end
  std::optional<std::size_t> winner;
  Derivation derivation;
  Discounting discounting;  ///< no steps: none applied
  Exact found;              ///< the price before discounts and rounding, in millionths
};

/// The same resolution; also tells the discounts that made the price.
[[nodiscard]] std::optional<PriceQuote> resolve(const Facts& facts, Discounting& discounting);
/// The same resolution; also tells every candidate and the reason why it lost.
[[nodiscard]] std::optional<PriceQuote> resolve(const Facts& facts, Trace& trace);

}  // namespace emptor::pricing
