/// A price book of a handful of rows, for tests of the pure rules: one party, one item, any lists and entries.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "pricing/rules.hpp"

namespace emptor::test {

using namespace emptor::pricing;

inline const Currency usd = Currency::of("USD");
inline const Currency eur = Currency::of("EUR");
inline constexpr UnitId piece{1};
inline constexpr UnitId dozen{2};
inline constexpr UnitId pound{3};  ///< the item is not traded in pounds
inline constexpr ItemId the_item{7};

inline UnitPrice price(std::string_view text) { return UnitPrice::of(text); }

/// Millionths of a price or of a quantity.
inline std::int64_t micros(std::string_view text) { return UnitPrice::of(text).micros; }

struct ListOptions {
  Currency currency = usd;
  bool tax_included = false;
  NameHandle step = 0;  ///< of discounts: its place in the procedure, from 1
  NameHandle programme = 0;
  std::int64_t owner = 0;  ///< of discounts
};

/// What a row says beside list, product and price.
struct Row {
  std::string_view price{};
  std::string_view percent{};           ///< of the base price
  std::vector<std::string_view> off{};  ///< percentages of a discount, one after the other
  std::string_view amount{};            ///< of a discount, off each unit
  std::string_view min = "0";
  std::optional<int> from{};
  std::optional<int> until{};
  UnitId unit{};
  std::int64_t per = 1;
  BreakScope counts = BreakScope::line;
  Scale scale = Scale::all_units;
  BreakMeasure measure = BreakMeasure::quantity;
};

class SmallBook {
 public:
  SmallBook() : lists_(1) {}

  /// The first `groups` of the item, nearest first, are 1, 2, 3 …
  int groups = 1;
  std::vector<UnitRatio> units{{dozen, Ratio{12, 1}}};
  std::optional<std::int64_t> weight{};  ///< of a piece, in millionths
  PartyFacts party{.stretches = {{}}, .own_lists = {}, .entries = {}};
  AccessSequence sequence = AccessSequence::standard();
  Procedure procedure;

  ListHandle list(PriceListKind kind, ListOptions options = {}) {
    lists_.push_back({.id = PriceListId(static_cast<std::int64_t>(lists_.size())),
                      .kind = kind,
                      .currency = options.currency,
                      .tax_included = options.tax_included,
                      .step = options.step,
                      .programme = options.programme,
                      .owner = options.owner});
    return static_cast<ListHandle>(lists_.size() - 1);
  }
  /// A special list of a customer group or a level, which the party inherits after those before it.
  ListHandle inherited(PriceListKind kind, ListOptions options = {}) {
    const ListHandle made = list(kind, options);
    party.stretches.front().lists.push_back(made);
    return made;
  }
  /// Discounts of a customer group, a level or everyone; those of one owner one after the other.
  ListHandle discounts(PriceListKind kind, ListOptions options) {
    const ListHandle made = list(kind, options);
    party.stretches.front().discount_lists.push_back(made);
    return made;
  }
  void rate(std::string_view percent) {
    party.stretches.front().segment.has_rate = true;
    party.stretches.front().segment.rate = static_cast<std::int32_t>(Percent::of(percent).micros);
  }
  void assign(ListHandle list) { party.stretches.front().segment.assigned = list; }

  EntryRow row(ProductKind kind, std::int64_t product, const Row& row) {
    EntryRow made{.id = PriceEntryId(++last_id_), .product_kind = kind, .product = product};
    made.kind = row.percent.empty() ? ValueKind::price : ValueKind::percent_of_base;
    made.value = row.percent.empty() ? micros(row.price.empty() ? "0" : row.price) : Percent::of(row.percent).micros;
    if (!row.off.empty()) {
      made.kind = ValueKind::percent_off;
      made.value = Percent::of(row.off.front()).micros;
      for (std::size_t i = 1; i < row.off.size(); ++i) made.further_percents.push_back(Percent::of(row.off[i]).micros);
    } else if (!row.amount.empty()) {
      made.kind = ValueKind::amount_off;
      made.value = micros(row.amount);
    }
    if (row.from) made.from = Date(*row.from);
    if (row.until) made.until = Date(*row.until);
    made.basis = {.unit = row.unit, .per = Ratio{row.per, 1}, .min_quantity = micros(row.min), .counts = row.counts};
    made.basis.measure = row.measure;
    made.scale = row.scale;
    return made;
  }
  PriceEntryId by_item(ListHandle list, const Row& of) { return add(list, row(ProductKind::item, the_item.value, of)); }
  PriceEntryId by_group(ListHandle list, int group, const Row& of) {
    return add(list, row(ProductKind::group, group, of));
  }
  PriceEntryId for_everything(ListHandle list, const Row& of) { return add(list, row(ProductKind::everything, 0, of)); }
  /// Special prices of the party itself.
  PriceEntryId own(EntryRow made, ListOptions options = {}) {
    PriceListId id;
    for (const ListFacts& known : party.own_lists)
      if (known.currency == options.currency && known.step == options.step && known.programme == options.programme)
        id = known.id;
    if (!id) {
      id = PriceListId(1'000 + static_cast<std::int64_t>(party.own_lists.size()));
      party.own_lists.push_back({.id = id,
                                 .kind = PriceListKind::customer,
                                 .currency = options.currency,
                                 .tax_included = options.tax_included,
                                 .step = options.step,
                                 .programme = options.programme});
    }
    made.list = id;
    party.entries.push_back(made);
    return made.id;
  }
  PriceEntryId own_by_item(const Row& of) { return own(row(ProductKind::item, the_item.value, of)); }
  PriceEntryId own_by_group(int group, const Row& of) { return own(row(ProductKind::group, group, of)); }

  struct Listed {
    ListHandle list;
    EntryRow row;
  };
  std::vector<Listed> entries;  ///< of all lists but the party's own
  PriceEntryId add(ListHandle list, EntryRow made) {
    made.list = lists_[list].id;
    entries.push_back({list, made});
    return made.id;
  }

  /// Builds the cards; later changes of the book need another call.
  void build() {
    sequence_ = Sequence::of(sequence);
    slots_.clear();
    ItemFacts item{.id = the_item, .stock_unit = piece, .units = units, .others = {}};
    for (int group = 1; group <= groups; ++group) item.others.push_back(slot(ProductKind::group, group));
    item.others.push_back(slot(ProductKind::everything, 0));
    item.weight = weight;
    item_card_ = build_item(item, of_product(ProductKind::item, the_item.value), bases_);
    party_card_ = build_party(party, bases_);
  }

  /// The question "one piece of the item, on day 100, in USD", to be changed by the caller.
  [[nodiscard]] Facts ask(std::string_view quantity = "1") const {
    return {.sequence = &sequence_,
            .party = party_card_.get(),
            .item = item_card_.get(),
            .lists = lists_,
            .bases = &bases_,
            .quantity = micros(quantity),
            .on = Date(100),
            .currency = usd,
            .base = base,
            .procedure = procedure.steps.empty() ? nullptr : &procedure};
  }
  std::optional<PriceQuote> quote(std::string_view quantity = "1") {
    build();
    return resolve(ask(quantity));
  }

  ListHandle base = 0;

  /// A book with the base price.
  static SmallBook with_base(std::string_view base_price) {
    SmallBook book;
    book.base = book.list(PriceListKind::base);
    book.by_item(book.base, {.price = base_price});
    return book;
  }

 private:
  ProductFacts of_product(ProductKind kind, std::int64_t product) const {
    ProductFacts facts;
    for (const Listed& each : entries) {
      if (each.row.product_kind != kind || each.row.product != product) continue;
      facts.entries.push_back(each.row);
      facts.list_of.push_back(each.list);
    }
    return facts;
  }
  const ProductSlot* slot(ProductKind kind, std::int64_t product) {
    auto made = std::make_unique<ProductSlot>();
    made->kind = kind;
    made->product = product;
    made->prices = build_product(of_product(kind, product), bases_);
    slots_.push_back(std::move(made));
    return slots_.back().get();
  }

  std::vector<ListFacts> lists_;
  Bases bases_;
  std::int64_t last_id_ = 0;
  Sequence sequence_;
  PackedPtr<PartyPrices> party_card_;
  PackedPtr<ItemPrices> item_card_;
  std::vector<std::unique_ptr<ProductSlot>> slots_;
};

}  // namespace emptor::test
