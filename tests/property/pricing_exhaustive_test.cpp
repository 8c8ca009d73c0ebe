/// Thousands of small price books, each asked every small question, against a resolver that is written independently:
/// it lists all candidates flat, filters them, sorts them by a tuple and takes the first, in rational numbers.
///
/// Books: 2 customers, 2 customer groups (one below the other), a level, 2 items, 2 item groups, location, named,
/// special, level and base lists in 2 currencies, 2 breaks in 2 units that count the line, its item or its product, 2
/// periods and one that overlaps them; documents of up to a few lines. Which rows
/// exist, what they say and how the policies stand is drawn by a seed that a failure prints.
#include <algorithm>
#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <map>
#include <numeric>
#include <random>
#include <tuple>

#include "support/test.hpp"
#include "unit/pricing/small_book.hpp"

namespace {

using namespace emptor;
using namespace emptor::test;
using Rational = boost::multiprecision::cpp_rational;
using Integer = boost::multiprecision::cpp_int;

constexpr int kItemA = 1;
constexpr int kItemB = 2;
constexpr int kChild = 1;   // item group of item A, below …
constexpr int kParent = 2;  // … this one, which item B is not in

/// Who a list speaks for.
enum class Owner { base, named, level, customer_1, customer_2, group_near, group_far, location };

struct PlainList {
  Owner owner{};
  Currency currency;
  bool tax_included = false;
};
struct PlainEntry {
  std::int64_t id = 0;
  std::size_t list = 0;
  char product = 'i';  // i item, g group, e everything
  int product_id = 0;
  Rational min;
  int unit = 0;  // 0 stock unit, 12 dozen, 7 a unit that no item has
  int per = 1;
  BreakScope counts = BreakScope::line;
  bool weighed = false;  // `min` is a weight
  bool percent = false;
  std::int64_t value = 0;  // millionths
  std::optional<int> from;
  std::optional<int> until;
};
struct PlainCustomer {
  std::vector<Owner> inherits;  // lists after its own, in order
  std::optional<std::int64_t> rate;
  std::optional<std::size_t> assigned;
};
struct PlainBook {
  std::vector<PlainList> lists;
  std::vector<PlainEntry> entries;
  PlainCustomer customers[2];
  AccessSequence sequence;
};
struct PlainQuestion {
  int customer = 0;
  int item = kItemA;
  Rational quantity;
  int unit = 0;  // 0 or 12
  int on = 0;
  Currency currency;
  bool at_location = false;
  std::optional<std::size_t> chosen;
  std::optional<std::int64_t> last;
  Rational tax;
  std::vector<std::pair<int, Rational>> others;  // lines of its document, in stock units
};
struct PlainAnswer {
  Integer unit_price;
  bool tax_included = false;
  PriceSource source = PriceSource::none;
  std::int64_t entry = 0;
};

// --- The plain resolver ---------------------------------------------------------------------------------------------

std::vector<int> groups_of(int item) {
  if (item == kItemA) return {kChild, kParent};
  return {};
}

/// 0 item, 1 nearest group …, 99 everything; nullopt: not about this item.
std::optional<int> product_distance(const PlainEntry& entry, int item) {
  if (entry.product == 'e') return 99;
  if (entry.product == 'i') return entry.product_id == item ? std::optional(0) : std::nullopt;
  int distance = 1;
  for (const int group : groups_of(item)) {
    if (group == entry.product_id) return distance;
    ++distance;
  }
  return std::nullopt;
}

/// Of a piece; item B's is not known.
constexpr std::int64_t kWeight = 500'000;  // millionths

Rational in_stock_units(int unit) { return unit == 12 ? Rational(12) : Rational(1); }

Integer half_up(const Rational& value) {
  const Rational shifted = value + Rational(1, 2);
  return boost::multiprecision::numerator(shifted) / boost::multiprecision::denominator(shifted);
}

class PlainResolver {
 public:
  PlainResolver(const PlainBook& book, const PlainQuestion& question) : book_(book), question_(question) {}

  std::optional<PlainAnswer> answer() const {
    if (question_.chosen) {
      auto picked = from_lists(PriceSource::assigned_list, {{*question_.chosen, 0}}, 0, 99);
      if (!picked.empty()) return picked.front();
    }
    std::vector<PlainAnswer> offers;
    const auto& sources = book_.sequence.sources;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const bool best = book_.sequence.winner == AccessSequence::Winner::best_price;
      const bool merged = !best && sources[i] == PriceSource::special_item && i + 1 < sources.size() &&
                          sources[i + 1] == PriceSource::special_group;
      for (const PlainAnswer& each : merged ? special(0, 99) : of_source(sources[i])) offers.push_back(each);
      if (merged) ++i;
      if (!best && !offers.empty()) return offers.front();
    }
    if (offers.empty()) return std::nullopt;
    return *std::min_element(offers.begin(), offers.end(),
                             [&](const PlainAnswer& a, const PlainAnswer& b) { return untaxed(a) < untaxed(b); });
  }

 private:
  using Asked = std::vector<std::pair<std::size_t, int>>;  // list and rank of its owner

  Rational untaxed(const PlainAnswer& a) const {
    return a.tax_included ? Rational(a.unit_price) / (1 + question_.tax) : Rational(a.unit_price);
  }

  std::optional<std::size_t> list_of(Owner owner) const {
    for (std::size_t i = 0; i < book_.lists.size(); ++i)
      if (book_.lists[i].owner == owner && book_.lists[i].currency == question_.currency) return i;
    return std::nullopt;
  }

  const PlainCustomer& customer() const { return book_.customers[question_.customer]; }

  /// What a list gives for products of these distances: its best ranked entry (best price), or all ranked (first hit).
  std::vector<PlainAnswer> from_lists(PriceSource source, const Asked& asked, int nearest, int farthest,
                                      bool special_prices = false) const {
    using Rank = std::tuple<int, int, Rational, std::int64_t, std::int64_t>;
    std::vector<std::tuple<Rank, PlainAnswer, std::size_t>> ranked;
    for (const auto& [list, owner_rank] : asked) {
      for (const PlainEntry& entry : book_.entries) {
        const auto distance = product_distance(entry, question_.item);
        if (entry.list != list || !distance || *distance < nearest || *distance > farthest || !applies(entry)) continue;
        PlainAnswer found;
        const bool tax = book_.lists[list].tax_included;
        found.tax_included = entry.percent ? book_.lists[*list_of(Owner::base)].tax_included : tax;
        found.unit_price = half_up(exact(entry));
        found.entry = entry.id;
        found.source = source;
        if (special_prices) found.source = *distance == 0 ? PriceSource::special_item : PriceSource::special_group;
        const bool product_first = special_prices && book_.sequence.winner == AccessSequence::Winner::first_hit &&
                                   book_.sequence.precedence == AccessSequence::Precedence::product_first;
        const Rational stock_min = least(entry);
        const std::int64_t start = entry.from ? *entry.from : -1'000'000;
        ranked.emplace_back(Rank(product_first ? *distance : owner_rank, product_first ? owner_rank : *distance,
                                 -stock_min, -start, entry.id),
                            found, list);
      }
    }
    std::sort(ranked.begin(), ranked.end(),
              [](const auto& a, const auto& b) { return std::get<0>(a) < std::get<0>(b); });
    std::vector<PlainAnswer> result;
    std::vector<std::size_t> spoken;
    for (const auto& [rank, found, list] : ranked) {
      if (std::find(spoken.begin(), spoken.end(), list) != spoken.end()) continue;
      spoken.push_back(list);
      result.push_back(found);
    }
    return result;
  }

  std::vector<PlainAnswer> special(int nearest, int farthest) const {
    Asked asked;
    int rank = 0;
    std::vector<Owner> owners{question_.customer == 0 ? Owner::customer_1 : Owner::customer_2};
    owners.insert(owners.end(), customer().inherits.begin(), customer().inherits.end());
    for (const Owner owner : owners) {
      if (const auto list = list_of(owner)) asked.emplace_back(*list, rank);
      ++rank;
    }
    return from_lists(PriceSource::none, asked, nearest, farthest, true);
  }

  std::vector<PlainAnswer> of_source(PriceSource source) const {
    const auto single = [&](std::optional<std::size_t> list, int nearest, int farthest) {
      return list ? from_lists(source, {{*list, 0}}, nearest, farthest) : std::vector<PlainAnswer>{};
    };
    switch (source) {
      case PriceSource::location_item:
        return question_.at_location ? single(list_of(Owner::location), 0, 0) : std::vector<PlainAnswer>{};
      case PriceSource::location_group:
        return question_.at_location ? single(list_of(Owner::location), 1, 99) : std::vector<PlainAnswer>{};
      case PriceSource::special_item:
        return special(0, 0);
      case PriceSource::special_group:
        return special(1, 99);
      case PriceSource::assigned_list:
        return question_.chosen ? std::vector<PlainAnswer>{} : single(customer().assigned, 0, 99);
      case PriceSource::last_price: {
        if (!question_.last) return {};
        PlainAnswer found;
        found.source = source;
        found.unit_price = half_up(Rational(*question_.last) * in_stock_units(question_.unit));
        return {found};
      }
      case PriceSource::customer_rate: {
        const PlainEntry* base = base_entry();
        if (!customer().rate || base == nullptr) return {};
        PlainAnswer found;
        found.source = source;
        found.entry = base->id;
        found.tax_included = book_.lists[base->list].tax_included;
        found.unit_price = half_up(exact(*base) * (1 - Rational(*customer().rate, 1'000'000)));
        return {found};
      }
      case PriceSource::base:
        return single(list_of(Owner::base), 0, 99);
      default:
        return {};
    }
  }

  const PlainEntry* base_entry() const {
    const auto base = list_of(Owner::base);
    if (!base) return nullptr;
    const PlainEntry* best = nullptr;
    const auto rank = [&](const PlainEntry& entry) {
      return std::tuple(*product_distance(entry, question_.item), Rational(-least(entry)),
                        entry.from ? -*entry.from : 1'000'000, entry.id);
    };
    for (const PlainEntry& entry : book_.entries) {
      if (entry.list != *base || !product_distance(entry, question_.item) || !applies(entry)) continue;
      if (best == nullptr || rank(entry) < rank(*best)) best = &entry;
    }
    return best;
  }

  bool applies(const PlainEntry& entry) const {
    if (book_.lists[entry.list].currency != question_.currency) return false;
    if (entry.from && question_.on < *entry.from) return false;
    if (entry.until && question_.on >= *entry.until) return false;
    if (entry.unit == 7) return false;
    if (entry.weighed && entry.min != 0 && question_.item != kItemA) return false;
    if (counted(entry) < least(entry)) return false;
    return !entry.percent || base_entry() != nullptr;
  }

  static Rational least(const PlainEntry& entry) {
    return entry.weighed ? entry.min : entry.min * in_stock_units(entry.unit);
  }

  /// Of the line, or of what lies beside it on the document, in stock units or as a weight.
  Rational counted(const PlainEntry& entry) const {
    const auto measured = [&](int item, const Rational& quantity) -> Rational {
      if (!entry.weighed) return quantity;
      return item == kItemA ? Rational(quantity * Rational(kWeight, 1'000'000)) : Rational(0);
    };
    Rational sum = measured(question_.item, question_.quantity * in_stock_units(question_.unit));
    for (const auto& [item, quantity] : question_.others) {
      const bool counts = (entry.counts == BreakScope::item && item == question_.item) ||
                          (entry.counts == BreakScope::product && product_distance(entry, item).has_value());
      if (counts) sum += measured(item, quantity);
    }
    return sum;
  }

  /// Millionths, of the unit asked for.
  Rational exact(const PlainEntry& entry) const {
    if (entry.percent) return exact(*base_entry()) * Rational(entry.value, 1'000'000);
    return Rational(entry.value) * in_stock_units(question_.unit) / in_stock_units(entry.unit) / entry.per;
  }

  const PlainBook& book_;
  const PlainQuestion& question_;
};

// --- Drawing books --------------------------------------------------------------------------------------------------

class Draw {
 public:
  explicit Draw(unsigned seed) : random_(seed) {}
  bool chance(int percent) { return below(100) < percent; }
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  std::mt19937& engine() { return random_; }

 private:
  std::mt19937 random_;
};

PlainBook draw_book(Draw& draw) {
  PlainBook book;
  for (const Owner owner : {Owner::base, Owner::named, Owner::named, Owner::level, Owner::customer_1, Owner::customer_2,
                            Owner::group_near, Owner::group_far, Owner::location})
    for (const Currency currency : {usd, eur}) {
      // Named lists and levels have one currency, others one list for each.
      const bool one_currency = owner == Owner::named || owner == Owner::level;
      if (draw.chance(currency == usd ? 85 : 25) && !(one_currency && currency == eur && draw.chance(80)))
        book.lists.push_back({owner, currency, draw.chance(25)});
    }
  const int density = 3 + draw.below(12);
  std::int64_t id = 0;
  for (std::size_t list = 0; list < book.lists.size(); ++list)
    for (const auto& [product, product_id] : {std::pair('i', kItemA), std::pair('i', kItemB), std::pair('g', kChild),
                                              std::pair('g', kParent), std::pair('e', 0)})
      for (const int min : {0, 10})
        for (const int unit : {0, 12, 7})
          for (const auto& [from, until] :
               {std::pair<std::optional<int>, std::optional<int>>{std::nullopt, 100}, {100, std::nullopt}, {95, 105}}) {
            if (!draw.chance(density) || (unit == 7 && draw.chance(70))) continue;
            PlainEntry entry{.list = list, .product = product, .product_id = product_id, .min = min, .unit = unit};
            entry.per = draw.chance(20) ? 7 : 1;
            entry.percent = book.lists[list].owner != Owner::base && draw.chance(30);
            entry.value = entry.percent ? 10'000 * (50 + draw.below(60)) : 1'000'000 + 333'333 * draw.below(9);
            entry.from = from;
            entry.until = until;
            book.entries.push_back(entry);
          }
  // Breaks of one product in one list count and measure alike.
  std::map<std::tuple<std::size_t, char, int>, std::pair<BreakScope, bool>> counts;
  for (PlainEntry& entry : book.entries) {
    entry.id = ++id;
    const auto scope = static_cast<BreakScope>(1 + draw.below(3));
    const std::pair drawn(scope, draw.chance(25));
    const auto& alike = counts.try_emplace({entry.list, entry.product, entry.product_id}, drawn).first->second;
    entry.counts = alike.first;
    entry.weighed = alike.second;
  }

  book.customers[0].inherits = {Owner::group_near, Owner::group_far, Owner::level};
  if (draw.chance(30)) book.customers[1].inherits = {Owner::level};
  for (PlainCustomer& customer : book.customers) {
    if (draw.chance(60)) customer.rate = 10'000 * (draw.below(40) - 10);
    for (std::size_t i = 0; i < book.lists.size(); ++i)
      if (book.lists[i].owner == Owner::named && draw.chance(40)) customer.assigned = i;
  }

  std::vector<PriceSource> sources;
  for (int i = 2; i <= 9; ++i)
    if (draw.chance(85)) sources.push_back(static_cast<PriceSource>(i));
  if (draw.chance(40)) std::shuffle(sources.begin(), sources.end(), draw.engine());
  book.sequence.sources = sources;
  if (draw.chance(40)) book.sequence.winner = AccessSequence::Winner::best_price;
  if (draw.chance(50)) book.sequence.precedence = AccessSequence::Precedence::product_first;
  return book;
}

// --- The same book as cards -----------------------------------------------------------------------------------------

PriceListKind kind_of(Owner owner) {
  switch (owner) {
    case Owner::base:
      return PriceListKind::base;
    case Owner::named:
      return PriceListKind::named;
    case Owner::level:
      return PriceListKind::level;
    case Owner::customer_1:
    case Owner::customer_2:
      return PriceListKind::customer;
    case Owner::group_near:
    case Owner::group_far:
      return PriceListKind::customer_group;
    case Owner::location:
      break;
  }
  return PriceListKind::location;
}

class Cards {
 public:
  Cards(const PlainBook& book, std::vector<PlainEntry> order) : book_(book), sequence_(Sequence::of(book.sequence)) {
    facts_.emplace_back();
    for (std::size_t i = 0; i < book.lists.size(); ++i)
      facts_.push_back({.id = PriceListId(static_cast<std::int64_t>(i) + 1),
                        .kind = kind_of(book.lists[i].owner),
                        .currency = book.lists[i].currency,
                        .tax_included = book.lists[i].tax_included});
    for (const PlainEntry& entry : order) rows_.push_back(row_of(entry));
    for (const auto& [kind, product] :
         {std::pair(ProductKind::group, std::int64_t{kChild}), std::pair(ProductKind::group, std::int64_t{kParent}),
          std::pair(ProductKind::everything, std::int64_t{0})}) {
      auto slot = std::make_unique<ProductSlot>();
      slot->kind = kind;
      slot->product = product;
      slot->prices = build_product(of_product(kind, product), bases_);
      slots_.push_back(std::move(slot));
    }
    for (const int item : {kItemA, kItemB}) {
      ItemFacts facts{.id = ItemId(item), .stock_unit = piece, .units = {{dozen, Ratio{12, 1}}}, .others = {}};
      if (item == kItemA) facts.others = {slots_[0].get(), slots_[1].get()};
      facts.others.push_back(slots_[2].get());
      if (item == kItemA) facts.weight = kWeight;
      items_.push_back(build_item(facts, of_product(ProductKind::item, item), bases_));
    }
    for (const int customer : {0, 1}) parties_.push_back(build_party(party_facts(customer), bases_));
  }

  Facts facts(const PlainQuestion& question, const LastPrice* last) const {
    Facts facts{.sequence = &sequence_,
                .party = parties_[static_cast<std::size_t>(question.customer)].get(),
                .item = items_[static_cast<std::size_t>(question.item - 1)].get(),
                .lists = facts_,
                .bases = &bases_};
    facts.quantity = static_cast<std::int64_t>(half_up(question.quantity * 1'000'000));
    if (question.unit == 12) {
      facts.unit = dozen;
      facts.factor = Ratio{12, 1};
    }
    facts.on = Date(question.on);
    facts.currency = question.currency;
    facts.base = handle_of(Owner::base, question.currency);
    if (question.at_location) facts.location = handle_of(Owner::location, question.currency);
    if (question.chosen) {
      facts.list_chosen = true;
      facts.chosen = static_cast<ListHandle>(*question.chosen + 1);
    }
    facts.last = last;
    facts.tax_rate = Percent{static_cast<std::int64_t>(half_up(question.tax * 1'000'000))};
    return facts;
  }

  /// The question's line and those beside it.
  DocumentCounts counts(const PlainQuestion& question) const {
    DocumentCounts made;
    const auto add = [&](int item, const Rational& quantity) {
      made.add(*items_[static_cast<std::size_t>(item - 1)],
               Exact(static_cast<std::int64_t>(half_up(quantity * 1'000'000))));
    };
    add(question.item, question.quantity * in_stock_units(question.unit));
    for (const auto& [item, quantity] : question.others) add(item, quantity);
    return made;
  }

 private:
  EntryRow row_of(const PlainEntry& entry) const {
    EntryRow row{.id = PriceEntryId(entry.id), .list = PriceListId(static_cast<std::int64_t>(entry.list) + 1)};
    row.product_kind = entry.product == 'i'   ? ProductKind::item
                       : entry.product == 'g' ? ProductKind::group
                                              : ProductKind::everything;
    row.product = entry.product_id;
    row.kind = entry.percent ? ValueKind::percent_of_base : ValueKind::price;
    row.value = entry.value;
    if (entry.from) row.from = Date(*entry.from);
    if (entry.until) row.until = Date(*entry.until);
    row.basis.unit = entry.unit == 12 ? dozen : entry.unit == 7 ? pound : UnitId();
    row.basis.per = Ratio{entry.per, 1};
    row.basis.min_quantity = static_cast<std::int64_t>(half_up(entry.min * 1'000'000));
    row.basis.counts = entry.counts;
    if (entry.weighed) row.basis.measure = BreakMeasure::weight;
    return row;
  }
  bool of_customer(const EntryRow& row) const {
    return facts_[static_cast<std::size_t>(row.list.value)].kind == PriceListKind::customer;
  }
  ProductFacts of_product(ProductKind kind, std::int64_t product) const {
    ProductFacts facts;
    for (const EntryRow& row : rows_) {
      if (row.product_kind != kind || row.product != product || of_customer(row)) continue;
      facts.entries.push_back(row);
      facts.list_of.push_back(static_cast<ListHandle>(row.list.value));
    }
    return facts;
  }
  PartyFacts party_facts(int customer) const {
    PartyFacts facts;
    PartyFacts::Stretch& stretch = facts.stretches.emplace_back();
    const PlainCustomer& plain = book_.customers[customer];
    for (const Owner owner : plain.inherits)
      for (std::size_t i = 0; i < book_.lists.size(); ++i)
        if (book_.lists[i].owner == owner) stretch.lists.push_back(static_cast<ListHandle>(i + 1));
    stretch.segment.has_rate = plain.rate.has_value();
    if (plain.rate) stretch.segment.rate = static_cast<std::int32_t>(*plain.rate);
    if (plain.assigned) stretch.segment.assigned = static_cast<ListHandle>(*plain.assigned + 1);
    const Owner self = customer == 0 ? Owner::customer_1 : Owner::customer_2;
    for (std::size_t i = 0; i < book_.lists.size(); ++i) {
      if (book_.lists[i].owner != self) continue;
      const PriceListId id(static_cast<std::int64_t>(i) + 1);
      facts.own_lists.push_back(facts_[i + 1]);
      for (const EntryRow& row : rows_)
        if (row.list == id) facts.entries.push_back(row);
    }
    return facts;
  }
  ListHandle handle_of(Owner owner, Currency currency) const {
    for (std::size_t i = 0; i < book_.lists.size(); ++i)
      if (book_.lists[i].owner == owner && book_.lists[i].currency == currency) return static_cast<ListHandle>(i + 1);
    return 0;
  }

  const PlainBook& book_;
  Sequence sequence_;
  std::vector<ListFacts> facts_;
  Bases bases_;
  std::vector<EntryRow> rows_;
  std::vector<std::unique_ptr<ProductSlot>> slots_;
  std::vector<PackedPtr<ItemPrices>> items_;
  std::vector<PackedPtr<PartyPrices>> parties_;
};

std::vector<PlainQuestion> all_questions(const PlainBook& book, Draw& draw) {
  std::vector<PlainQuestion> questions;
  for (const int customer : {0, 1})
    for (const int item : {kItemA, kItemB})
      for (const Rational& quantity : {Rational(1, 2), Rational(10), Rational(119), Rational(120)})
        for (const int unit : {0, 12})
          for (const int on : {94, 99, 100, 105}) {
            PlainQuestion question{.customer = customer, .item = item, .quantity = quantity, .unit = unit, .on = on};
            question.currency = draw.chance(85) ? usd : eur;
            question.at_location = draw.chance(50);
            question.tax = Rational(draw.below(3), 10);
            if (draw.chance(30)) question.last = 1'000'000 + draw.below(2'000'000);
            if (draw.chance(20) && !book.lists.empty()) {
              const auto list = static_cast<std::size_t>(draw.below(static_cast<int>(book.lists.size())));
              if (book.lists[list].owner == Owner::named) question.chosen = list;
            }
            // 9.5 lies exactly at the break of a line of one half.
            while (draw.chance(30))
              question.others.emplace_back(
                  1 + draw.below(2),
                  std::array{Rational(19, 2), Rational(1), Rational(110)}[static_cast<std::size_t>(draw.below(3))]);
            questions.push_back(question);
          }
  return questions;
}

void check_books(unsigned first_seed, unsigned count) {
  std::size_t priced = 0;
  std::array<std::size_t, source_slots> won{};
  for (unsigned seed = first_seed; seed < first_seed + count; ++seed) {
    Draw draw(seed);
    const PlainBook book = draw_book(draw);
    const Cards cards(book, book.entries);
    std::vector<PlainEntry> shuffled = book.entries;
    std::shuffle(shuffled.begin(), shuffled.end(), draw.engine());
    const Cards other_order(book, shuffled);
    std::size_t number = 0;
    for (const PlainQuestion& question : all_questions(book, draw)) {
      ++number;
      LastPrice last{.unit_price = question.last.value_or(0), .unit = piece};
      const LastPrice* const last_price = question.last ? &last : nullptr;
      const DocumentCounts counts = cards.counts(question);
      Facts facts = cards.facts(question, last_price);
      Facts reordered = other_order.facts(question, last_price);
      // A line alone on its document counts itself, as a question does that knows of none.
      if (!question.others.empty() || draw.chance(20)) facts.document = reordered.document = &counts;
      const auto quote = pricing::resolve(facts);
      const auto expected = PlainResolver(book, question).answer();
      CAPTURE(seed, number, question.customer, question.item, question.unit, question.on);
      if (quote.has_value() != expected.has_value()) FAIL("one of the two finds no price");

      // Asked again, with a trace, and over rows that were inserted in another order: the same bytes.
      pricing::Trace trace;
      if (pricing::resolve(facts) != quote) FAIL("asking again gives another answer");
      if (pricing::resolve(facts, trace) != quote) FAIL("the trace gives another answer");
      if (pricing::resolve(reordered) != quote) FAIL("the order of the rows matters");
      const auto wins = std::count_if(trace.candidates.begin(), trace.candidates.end(),
                                      [](const auto& candidate) { return candidate.outcome == PriceOutcome::won; });
      if (wins != (quote ? 1 : 0)) FAIL("a trace has one winner, or none without a price");
      if (!quote) continue;
      if (trace.candidates[*trace.winner].unit_price != quote->unit_price) FAIL("the traced winner has another price");
      if (trace.candidates[*trace.winner].source != quote->source) FAIL("the traced winner has another source");

      ++priced;
      ++won[static_cast<std::size_t>(quote->source)];
      if (Integer(quote->unit_price.micros) != expected->unit_price || quote->source != expected->source ||
          quote->entry.value != expected->entry || quote->tax_included != expected->tax_included) {
        CAPTURE(quote->unit_price.micros, expected->unit_price.str(), to_string(quote->source),
                to_string(expected->source), quote->entry.value, expected->entry);
        FAIL("the plain resolver finds another price");
      }
    }
  }
  // The books are worth asking: every source wins now and then.
  CHECK(priced > count);
  for (std::size_t source = 2; source < source_slots; ++source) {
    CAPTURE(source);
    CHECK(won[source] > 0);
  }
}

}  // namespace

TEST_CASE("every small question to small price books is answered as the plain resolver answers it", "[pricing]") {
  check_books(1, 1'000);
}

TEST_CASE("the same for many more books", "[pricing][.soak]") { check_books(100'000, 100'000); }
