/// Price cards: what is known in memory about the prices of one party and of one product, in one direction.
///
/// A party card says which lists speak for the party on a day, and carries the entries of its own list. A product card
/// (of an item, an item group or everything) carries the entries of all other lists that name the product. Lists
/// are known by *handles*, small numbers that index `ListFacts`. Cards are built from rows once and never change.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "emptor/pricing.hpp"
#include "pricing/packed.hpp"

namespace emptor::pricing {

/// Stored: appended, never renumbered.
enum class ProductKind : std::uint8_t { item = 1, group = 2, everything = 3 };
/// Stored: appended, never renumbered.
enum class ValueKind : std::uint8_t {
  price = 1,
  percent_of_base = 2,
  percent_off = 3,
  amount_off = 4,
  ending = 5,
  limit = 6,     ///< and 7 to 10: by `LimitBase`, see `limit_kind`
  formula = 11,  ///< a percentage of the base price or of a list's or a margin, with an addend or an ending
};
[[nodiscard]] constexpr ValueKind limit_kind(LimitBase base) noexcept {
  return static_cast<ValueKind>(static_cast<int>(ValueKind::limit) + static_cast<int>(base) - 1);
}
[[nodiscard]] constexpr bool is_limit(ValueKind kind) noexcept {
  return kind >= ValueKind::limit && kind < ValueKind::formula;
}
/// Pre: is_limit(kind).
[[nodiscard]] constexpr LimitBase base_of(ValueKind kind) noexcept {
  return static_cast<LimitBase>(static_cast<int>(kind) - static_cast<int>(ValueKind::limit) + 1);
}
[[nodiscard]] constexpr bool is_rule(ValueKind kind) noexcept { return kind == ValueKind::ending || is_limit(kind); }

/// Index into the table of lists; 0 is none. Handles only ever get more.
using ListHandle = std::uint32_t;

/// A text as a small number, so that a card holds no texts: of steps and programmes; 0 is "".
using NameHandle = std::uint32_t;

/// Lists of price rules name these steps, which no procedure has; limits name their base as programme.
inline constexpr NameHandle reserved_names = 0xFFFFFF00U;
inline constexpr NameHandle ending_step = reserved_names + 1;
inline constexpr NameHandle floor_step = reserved_names + 2;
inline constexpr NameHandle ceiling_step = reserved_names + 3;
[[nodiscard]] constexpr NameHandle limit_name(LimitBase base) noexcept {
  return reserved_names + 3 + static_cast<NameHandle>(base);
}
[[nodiscard]] constexpr bool is_rule_step(NameHandle step) noexcept { return step >= reserved_names; }

struct ListFacts {
  PriceListId id{};
  PriceListKind kind = PriceListKind::base;
  Direction direction = Direction::sales;
  Currency currency{};
  bool tax_included = false;
  NameHandle step = 0;       ///< a list of discounts: the step in which they meet others; 0: a list of prices
  NameHandle programme = 0;  ///< of discounts
  std::int64_t owner = 0;    ///< of discounts: whom they are for
};

inline constexpr std::int32_t since_ever_day = std::numeric_limits<std::int32_t>::min();
inline constexpr std::int32_t for_ever_day = std::numeric_limits<std::int32_t>::max();

/// Per how much of which unit an entry counts, and from which quantity on.
struct Basis {
  UnitId unit{};                  ///< none: the item's stock unit
  Ratio per{};                    ///< the price is for so many units
  std::int64_t min_quantity = 0;  ///< millionths of `unit`
  std::int64_t min_amount = 0;    ///< of a discount: millionths of the list's currency
  BreakScope counts = BreakScope::line;
  BreakMeasure measure = BreakMeasure::quantity;  ///< of `min_quantity`

  /// More than the quantity of a line.
  [[nodiscard]] bool counts_more() const noexcept {
    return counts != BreakScope::line || measure != BreakMeasure::quantity;
  }
  friend bool operator==(const Basis&, const Basis&) = default;
};

/// The distinct bases of all cards of a cache, by number; 0 is the plain one. A book has few: its items are sold in the
/// same breaks, so cards keep the number and the values stay in the processor's cache.
class Bases {
 public:
  std::uint32_t add(const Basis& basis);
  [[nodiscard]] const Basis& operator[](std::uint32_t number) const noexcept { return values_[number]; }
  [[nodiscard]] std::size_t bytes() const noexcept { return values_.size() * bytes_each; }
  void clear();

 private:
  static constexpr std::size_t bytes_each = 128;  ///< about, with its place
  std::map<std::tuple<UnitId, std::int64_t, std::int64_t, std::int64_t, std::int64_t, BreakScope, BreakMeasure>,
           std::uint32_t>
      places_;
  std::vector<Basis> values_{Basis()};
};

/// What an ending, a limit or a formula says. In an entry's `value` stands its place, as most entries have none.
struct Formula {
  std::int64_t value = 0;     ///< limit: amount or percentage; formula: percentage or margin; in millionths
  std::int64_t addend = 0;    ///< formula: millionths, of a stock unit
  std::int64_t multiple = 0;  ///< of the ending, in millionths; 0: none
  std::int64_t offset = 0;    ///< likewise
  ListHandle of_list = 0;     ///< formula: whose price is meant; 0: the base price
  Rounding rounding = Rounding::half_up;
  OnBreach on_breach = OnBreach::clamp;
  bool of_cost = false;          ///< formula: a margin over the cost
  std::uint16_t conversion = 0;  ///< formula: place in `Facts::conversions` for a list in another currency; 0: none

  friend bool operator==(const Formula&, const Formula&) = default;
};

/// One current entry. 32 bytes, and 4 more for its product in a party card.
struct Entry {
  std::int64_t id = 0;
  /// Unit price, percentage or amount off, in millionths; percent_off: index into `factors`; rules and formulas: into
  /// `formulas`.
  std::int64_t value = 0;
  std::int32_t from = since_ever_day;
  std::int32_t until = for_ever_day;
  std::uint32_t basis = 0;     ///< in `Bases`
  std::uint16_t own_list = 0;  ///< in a party card: index into its lists
  ValueKind kind = ValueKind::price;
  bool mixed_units : 1 =
      false;                   ///< its list names several units for this product: the order of entries is not the rank
  bool net : 1 = false;        ///< no discount lowers this price
  std::uint8_t scale : 2 = 1;  ///< Scale
  bool counts_more : 1 = false;  ///< its break is not one of the line's quantity: `Basis` says of what
};

/// An entry as a row has it, before it is part of a card.
struct EntryRow {
  PriceEntryId id{};
  PriceListId list{};
  ProductKind product_kind = ProductKind::item;
  std::int64_t product = 0;  ///< of the item or group; 0 for everything
  ValueKind kind = ValueKind::price;
  std::int64_t value = 0;
  std::vector<std::int64_t> further_percents{};  ///< percent_off: what follows `value`, in millionths of one
  Formula formula{};                             ///< of rules and formulas; its `value` and `of_list` stand in this row
  PriceListId of_list{};                         ///< formula: none for the base price
  std::string rate_type{};                       ///< formula: of exchange rates
  std::optional<Date> rate_on{};                 ///< likewise; none: the day of the question
  bool net = false;
  Scale scale = Scale::all_units;
  std::optional<Date> from{};
  std::optional<Date> until{};
  Basis basis{};
};

/// Whether it has a quantity to compare with, be it to spread one over breaks.
[[nodiscard]] inline bool has_break(const EntryRow& row) noexcept {
  return row.basis.min_quantity != 0 || row.scale != Scale::all_units;
}

/// What is left of 1 after the percentages of a percent_off: (1 − d₁)(1 − d₂)… OVERFLOW when no Ratio holds it.
[[nodiscard]] Ratio remaining_factor(const EntryRow& row);

/// The entries of one product in one list: greatest smallest-quantity first, then latest start, then lowest id.
struct Run {
  ListHandle list = 0;
  std::uint32_t begin = 0;
};

/// Up to so many values are looked at one by one.
inline constexpr std::uint32_t few = 16;

/// Entries of one product in all lists but those of single customers.
struct ProductPrices : Packed {
  Slice<Run> runs;  ///< by handle, closed by one more that marks the end
  Slice<Entry> entries;
  Slice<Ratio> factors;  ///< remaining factors of discounts
  Slice<Formula> formulas;

  [[nodiscard]] std::span<const Entry> find(ListHandle list) const noexcept {
    const Run* run = view(runs).data();
    if (runs.count > few) run = find_among_many(list);
    // The end carries the greatest handle.
    else
      while (run->list < list) ++run;
    if (run->list != list) return {};
    return {view(entries).data() + run->begin, run[1].begin - run->begin};
  }

 private:
  [[nodiscard]] const Run* find_among_many(ListHandle list) const noexcept;
};

/// Where the card of an item group or of everything stands. The slot stays when the card is dropped.
struct ProductSlot {
  ProductKind kind = ProductKind::everything;
  std::int64_t product = 0;
  Direction direction = Direction::sales;
  PackedPtr<ProductPrices> prices;
};

struct UnitRatio {
  UnitId unit{};
  Ratio factor{};  ///< 1 unit = factor stock units
};

/// An item: its own entries, its units, and the product cards that speak for it too: its groups, nearest first, then
/// everything.
struct ItemPrices : ProductPrices {
  Slice<const ProductSlot*> others;
  Slice<UnitRatio> units;  ///< without the stock unit
  UnitId stock_unit{};
  std::int64_t item = 0;
  std::optional<std::int64_t> weight{};  ///< of a stock unit, in millionths
  std::optional<std::int64_t> volume{};  ///< likewise

  /// nullopt when the item is not traded in this unit; 1 for none and for the stock unit.
  [[nodiscard]] std::optional<Ratio> factor(UnitId unit) const noexcept;
};

/// What holds for a party over a stretch of days.
struct PartySegment {
  std::int32_t from = since_ever_day;  ///< until the next segment's
  std::int32_t rate = 0;               ///< millionths of one
  ListHandle assigned = 0;             ///< the party's list
  ListHandle first_list = 0;           ///< of the special lists: most parties have one, and need look no further
  std::uint32_t lists_begin = 0;
  std::uint16_t lists_count = 0;  ///< special lists after its own: groups by inheritance, nearest first, then the level
  Currency currency{};            ///< none: the book's
  bool has_rate = false;          ///< a rate of 0 that was set is a rate
  bool has_discounts = false;     ///< own ones or those of lists
  bool has_rules = false;         ///< likewise
  std::uint16_t discount_lists_count = 0;  ///< lists of discounts, after the special lists, in the same order of owners

  friend bool operator==(const PartySegment&, const PartySegment&) = default;
};

/// How many items, and how many item groups, a book may have.
inline constexpr std::int64_t products_max = (std::int64_t{1} << 30) - 1;

/// Products are known in party cards by a key that is multiplied by an odd number: keys stay distinct, and their upper
/// bits become a fair hash.
[[nodiscard]] constexpr std::uint32_t product_key(ProductKind kind, std::int64_t product) noexcept {
  return ((static_cast<std::uint32_t>(kind) << 30U) ^ static_cast<std::uint32_t>(product)) * 0x9E3779B1U;
}

/// In the order in which a quote touches it: most questions end in the first cache line.
struct PartyPrices : Packed {
  std::uint8_t bucket_shift = 0;
  bool one_segment = true;
  PartySegment first{};
  std::uint64_t keys_seen = 0;  ///< bit (key >> 26) of every key: most look-ups miss, and end here
  Slice<ListHandle> lists;
  Slice<std::uint32_t> keys;  ///< one for each entry, ascending
  Slice<Entry> entries;
  Slice<std::uint32_t> buckets;        ///< of about eight keys: where each begins, closed by the end; none for few keys
  Slice<PartySegment> segments;        ///< ascending, `first` among them
  Slice<ListFacts> own_lists;          ///< lists of this party alone, one for each currency
  Slice<std::uint32_t> discount_keys;  ///< one for each of the party's own discounts, ascending
  Slice<Entry> discounts;
  Slice<Ratio> factors;
  Slice<Formula> formulas;

  [[nodiscard]] const PartySegment& on(Date day) const noexcept { return one_segment ? first : segment_on(day); }
  [[nodiscard]] std::span<const Entry> find(ProductKind kind, std::int64_t product) const noexcept {
    const std::uint32_t key = product_key(kind, product);
    if ((keys_seen >> (key >> 26U) & 1U) == 0) return {};
    return find_key(key);
  }
  /// The party's own discounts and price rules on a product; those of one list are neighbours.
  [[nodiscard]] std::span<const Entry> find_discounts(ProductKind kind, std::int64_t product) const noexcept;

 private:
  [[nodiscard]] const PartySegment& segment_on(Date day) const noexcept;
  [[nodiscard]] std::span<const Entry> find_key(std::uint32_t key) const noexcept;
};

/// What a party card is made of.
struct PartyFacts {
  struct Stretch {
    PartySegment segment;  ///< without the place of its lists
    std::vector<ListHandle> lists;
    std::vector<ListHandle> discount_lists{};
  };
  std::vector<Stretch> stretches;
  std::vector<ListFacts> own_lists;
  std::vector<EntryRow> entries;  ///< of the own lists
};
/// What an item card is made of.
struct ItemFacts {
  ItemId id{};
  UnitId stock_unit{};
  std::vector<UnitRatio> units;
  std::vector<const ProductSlot*> others;
  std::optional<std::int64_t> weight{};
  std::optional<std::int64_t> volume{};
};
/// Entries of one product, each with the handle of its list.
struct ProductFacts {
  std::vector<EntryRow> entries;
  std::vector<ListHandle> list_of;
};

/// Cards; their bases join `bases`.
[[nodiscard]] PackedPtr<PartyPrices> build_party(const PartyFacts& facts, Bases& bases);
[[nodiscard]] PackedPtr<ProductPrices> build_product(const ProductFacts& facts, Bases& bases);
[[nodiscard]] PackedPtr<ItemPrices> build_item(const ItemFacts& item, const ProductFacts& facts, Bases& bases);

}  // namespace emptor::pricing
