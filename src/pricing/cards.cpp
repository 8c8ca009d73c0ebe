#include "pricing/cards.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <tuple>

namespace emptor::pricing {
namespace {

/// What entries point to.
struct Pools {
  Bases& bases;
  std::vector<Ratio> factors{};
  std::vector<Formula> formulas{};
};

Entry entry_of(const EntryRow& row, Pools& pools) {
  Entry entry{.id = row.id.value,
              .value = row.value,
              .from = row.from ? row.from->days() : since_ever_day,
              .until = row.until ? row.until->days() : for_ever_day,
              .basis = pools.bases.add(row.basis),
              .own_list = 0,
              .kind = row.kind,
              .mixed_units = false,
              .net = row.net,
              .scale = static_cast<std::uint8_t>(static_cast<std::uint8_t>(row.scale) & 3U),
              .counts_more = has_break(row) && row.basis.counts_more()};
  if (row.kind == ValueKind::percent_off) {
    entry.value = static_cast<std::int64_t>(pools.factors.size());
    pools.factors.push_back(remaining_factor(row));
  } else if (is_rule(row.kind) || row.kind == ValueKind::formula) {
    entry.value = static_cast<std::int64_t>(pools.formulas.size());
    pools.formulas.push_back(row.formula);
    pools.formulas.back().value = row.value;
  }
  return entry;
}

void check_product(std::int64_t product) {
  if (product > products_max) throw Error(ErrorCode::limit, "a book has more items or item groups than can be priced");
}

/// Ascending: greatest smallest-quantity, latest start, lowest id.
auto rank_key(const EntryRow& row) {
  return std::tuple(-row.basis.min_quantity, row.from ? -std::int64_t{row.from->days()} : INT64_MAX, row.id.value);
}

/// Positions of `rows`, ascending by `group`, inside a group by rank.
template <class GroupOf>
std::vector<std::size_t> ranked(std::span<const EntryRow> rows, GroupOf group) {
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto of_a = group(a);
    const auto of_b = group(b);
    return of_a != of_b ? of_a < of_b : rank_key(rows[a]) < rank_key(rows[b]);
  });
  return order;
}

/// Marks the entries of every group (neighbours of equal `group`) that names more than one unit.
template <class SameGroup>
void mark_mixed_units(std::vector<Entry>& entries, const Bases& bases, SameGroup same_group) {
  const auto unit = [&](const Entry& entry) { return bases[entry.basis].unit; };
  for (std::size_t begin = 0; begin < entries.size();) {
    std::size_t end = begin + 1;
    bool mixed = false;
    for (; end < entries.size() && same_group(begin, end); ++end) mixed |= unit(entries[begin]) != unit(entries[end]);
    for (; begin < end; ++begin) entries[begin].mixed_units = mixed;
  }
}

/// The arrays of a product card, of which an item card has the same.
class ProductArrays {
 public:
  ProductArrays(const ProductFacts& facts, Bases& bases) : pools_{bases} {
    std::vector<ListHandle> lists;
    for (const std::size_t i : ranked(facts.entries, [&](std::size_t at) { return facts.list_of[at]; })) {
      const ListHandle list = facts.list_of[i];
      if (runs_.empty() || runs_.back().list != list) runs_.push_back({list, static_cast<std::uint32_t>(lists.size())});
      entries_.push_back(entry_of(facts.entries[i], pools_));
      lists.push_back(list);
    }
    runs_.push_back({std::numeric_limits<ListHandle>::max(), static_cast<std::uint32_t>(lists.size())});
    mark_mixed_units(entries_, bases, [&](std::size_t a, std::size_t b) { return lists[a] == lists[b]; });
  }
  template <class Card>
  void add_to(Packing<Card>& packing) const {
    packing.add(&ProductPrices::runs, runs_);
    packing.add(&ProductPrices::entries, entries_);
    packing.add(&ProductPrices::factors, pools_.factors);
    packing.add(&ProductPrices::formulas, pools_.formulas);
  }

 private:
  Pools pools_;
  std::vector<Run> runs_;
  std::vector<Entry> entries_;
};

}  // namespace

std::uint32_t Bases::add(const Basis& basis) {
  if (basis == Basis{}) return 0;
  const auto [place, is_new] =
      places_.try_emplace(std::tuple(basis.unit, basis.per.numerator, basis.per.denominator, basis.min_quantity,
                                     basis.min_amount, basis.counts, basis.measure),
                          static_cast<std::uint32_t>(values_.size()));
  if (is_new) values_.push_back(basis);
  return place->second;
}

void Bases::clear() { *this = Bases(); }

Ratio remaining_factor(const EntryRow& row) {
  Ratio left = Ratio::of(Percent::one - row.value, Percent::one);
  for (const std::int64_t percent : row.further_percents) left = left * Ratio::of(Percent::one - percent, Percent::one);
  return left;
}

const Run* ProductPrices::find_among_many(ListHandle list) const noexcept {
  const auto all = view(runs);
  return &*std::lower_bound(all.begin(), all.end() - 1, list,
                            [](const Run& run, ListHandle wanted) { return run.list < wanted; });
}

std::optional<Ratio> ItemPrices::factor(UnitId unit) const noexcept {
  if (!unit || unit == stock_unit) return Ratio{};
  for (const UnitRatio& each : view(units))
    if (each.unit == unit) return each.factor;
  return std::nullopt;
}

const PartySegment& PartyPrices::segment_on(Date day) const noexcept {
  const auto all = view(segments);
  std::size_t at = all.size() - 1;
  while (at > 0 && all[at].from > day.days()) --at;
  return all[at];
}

std::span<const Entry> PartyPrices::find_key(std::uint32_t key) const noexcept {
  const std::uint32_t* const all = view(keys).data();
  std::uint32_t begin = 0;
  std::uint32_t end = keys.count;
  if (buckets.count != 0) {
    const std::uint32_t* const bucket = view(buckets).data() + (key >> bucket_shift);
    begin = bucket[0];
    end = bucket[1];
  }
  while (begin < end && all[begin] < key) ++begin;
  std::uint32_t last = begin;
  while (last < end && all[last] == key) ++last;
  return {view(entries).data() + begin, last - begin};
}

std::span<const Entry> PartyPrices::find_discounts(ProductKind kind, std::int64_t product) const noexcept {
  const auto all = view(discount_keys);
  const auto [begin, end] = std::equal_range(all.begin(), all.end(), product_key(kind, product));
  return view(discounts).subspan(static_cast<std::size_t>(begin - all.begin()), static_cast<std::size_t>(end - begin));
}

PackedPtr<PartyPrices> build_party(const PartyFacts& facts, Bases& bases) {
  const auto is_own_rule = [](const EntryRow& row) { return is_rule(row.kind); };
  const auto is_discount = [](const EntryRow& row) {
    return row.kind == ValueKind::percent_off || row.kind == ValueKind::amount_off || is_rule(row.kind);
  };
  const bool own_rules = std::any_of(facts.entries.begin(), facts.entries.end(), is_own_rule);
  const bool own_discounts = std::any_of(facts.entries.begin(), facts.entries.end(), is_discount);
  std::vector<PartySegment> segments;
  std::vector<ListHandle> lists;
  for (const PartyFacts::Stretch& stretch : facts.stretches) {
    std::vector<ListHandle> special = stretch.lists;
    special.insert(special.end(), stretch.discount_lists.begin(), stretch.discount_lists.end());
    PartySegment next = stretch.segment;
    next.lists_begin = static_cast<std::uint32_t>(lists.size());
    next.first_list = stretch.lists.empty() ? 0 : stretch.lists.front();
    next.lists_count = static_cast<std::uint16_t>(stretch.lists.size());
    next.discount_lists_count = static_cast<std::uint16_t>(stretch.discount_lists.size());
    next.has_discounts = own_discounts || !stretch.discount_lists.empty();
    next.has_rules = own_rules || stretch.segment.has_rules;
    if (special.size() > UINT16_MAX) throw Error(ErrorCode::limit, "a party has more than 65,535 special price lists");
    if (!segments.empty()) {
      PartySegment& before = segments.back();
      // Most changes of terms mean nothing to prices.
      const bool same_lists =
          std::equal(special.begin(), special.end(), lists.begin() + before.lists_begin, lists.end());
      PartySegment same = before;
      same.from = next.from;
      same.lists_begin = next.lists_begin;
      if (same_lists && same == next) continue;
    }
    segments.push_back(next);
    lists.insert(lists.end(), special.begin(), special.end());
  }

  const auto own_list = [&](const EntryRow& row) {
    const auto at = std::find_if(facts.own_lists.begin(), facts.own_lists.end(),
                                 [&](const ListFacts& list) { return list.id == row.list; });
    EMPTOR_REQUIRE(at != facts.own_lists.end());
    return static_cast<std::uint16_t>(at - facts.own_lists.begin());
  };
  const auto& rows = facts.entries;
  for (const EntryRow& row : rows) check_product(row.product);
  const auto order = ranked(rows, [&](std::size_t i) {
    return std::pair(product_key(rows[i].product_kind, rows[i].product), own_list(rows[i]));
  });
  Pools pools{bases};
  std::vector<std::uint32_t> keys;
  std::vector<Entry> entries;
  std::vector<std::uint32_t> discount_keys;
  std::vector<Entry> discounts;
  std::uint64_t keys_seen = 0;
  for (const std::size_t i : order) {
    const bool discount = is_discount(rows[i]);
    auto& keys_of_kind = discount ? discount_keys : keys;
    auto& entries_of_kind = discount ? discounts : entries;
    keys_of_kind.push_back(product_key(rows[i].product_kind, rows[i].product));
    entries_of_kind.push_back(entry_of(rows[i], pools));
    entries_of_kind.back().own_list = own_list(rows[i]);
    if (!discount) keys_seen |= std::uint64_t{1} << (keys.back() >> 26U);
  }
  const auto mark = [&](std::vector<Entry>& of, const std::vector<std::uint32_t>& by) {
    mark_mixed_units(of, bases,
                     [&](std::size_t a, std::size_t b) { return by[a] == by[b] && of[a].own_list == of[b].own_list; });
  };
  mark(entries, keys);
  mark(discounts, discount_keys);

  std::vector<std::uint32_t> buckets;
  int bucket_shift = 0;
  if (keys.size() > few) {
    const int bits = static_cast<int>(std::bit_width(keys.size() / 8));
    bucket_shift = 32 - bits;
    std::size_t at = 0;
    for (std::uint64_t bucket = 0; bucket < (std::uint64_t{1} << bits); ++bucket) {
      while (at < keys.size() && (keys[at] >> bucket_shift) < bucket) ++at;
      buckets.push_back(static_cast<std::uint32_t>(at));
    }
    buckets.push_back(static_cast<std::uint32_t>(keys.size()));
  }

  Packing<PartyPrices> packing;
  packing.add(&PartyPrices::lists, lists);
  packing.add(&PartyPrices::buckets, buckets);
  packing.add(&PartyPrices::keys, keys);
  packing.add(&PartyPrices::entries, entries);
  packing.add(&PartyPrices::own_lists, facts.own_lists);
  packing.add(&PartyPrices::segments, segments);
  packing.add(&PartyPrices::discount_keys, discount_keys);
  packing.add(&PartyPrices::discounts, discounts);
  packing.add(&PartyPrices::factors, pools.factors);
  packing.add(&PartyPrices::formulas, pools.formulas);
  auto card = packing.build();
  card->first = segments.front();
  card->one_segment = segments.size() == 1;
  card->bucket_shift = static_cast<std::uint8_t>(bucket_shift);
  card->keys_seen = keys_seen;
  return card;
}

PackedPtr<ProductPrices> build_product(const ProductFacts& facts, Bases& bases) {
  const ProductArrays arrays(facts, bases);
  Packing<ProductPrices> packing;
  arrays.add_to(packing);
  return packing.build();
}

PackedPtr<ItemPrices> build_item(const ItemFacts& item, const ProductFacts& facts, Bases& bases) {
  check_product(item.id.value);
  for (const ProductSlot* other : item.others) check_product(other->product);
  const ProductArrays arrays(facts, bases);
  Packing<ItemPrices> packing;
  packing.add(&ItemPrices::others, item.others);
  arrays.add_to(packing);
  packing.add(&ItemPrices::units, item.units);
  auto card = packing.build();
  card->item = item.id.value;
  card->stock_unit = item.stock_unit;
  card->weight = item.weight;
  card->volume = item.volume;
  return card;
}

}  // namespace emptor::pricing
