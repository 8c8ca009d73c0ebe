#include "pricing/cache.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "catalog/cards.hpp"
#include "parties/cards.hpp"
#include "pricing/draft.hpp"
#include "pricing/store_entries.hpp"
#include "settings/policies.hpp"

namespace emptor::pricing {
namespace {

/// Reading more new entries than this one by one costs more than loading cards again.
constexpr std::int64_t followed_max = 4'096;

/// A text key for lists that are found by code.
std::string code_key(PriceListKind kind, Direction direction, std::string_view code) {
  std::string key{static_cast<char>('0' + static_cast<int>(kind)),
                  static_cast<char>('0' + static_cast<int>(direction))};
  key += code;
  return key;
}

/// Owners' kinds and directions share one number space with their keys.
std::int64_t owner_key(PriceListKind kind, Direction direction, std::int64_t owner) {
  return owner * 16 + static_cast<int>(kind) * 2 + (direction == Direction::sales ? 0 : 1);
}

std::int64_t group_key(std::int64_t group, Direction direction) {
  return group * 2 + (direction == Direction::sales ? 0 : 1);
}

ListFacts facts_of(const ListRow& row, Names& names) {
  const NameHandle rule = names.of_rule(row.step);
  return {.id = row.id,
          .kind = row.kind,
          .direction = row.direction,
          .currency = row.currency,
          .tax_included = row.tax_included,
          .step = rule != 0 ? rule : names.of(row.step),
          .programme = rule != 0 ? names.of_rule(row.programme) : names.of(row.programme),
          .owner = row.owner};
}

Procedure procedure_of(const std::vector<DiscountStep>& steps, Names& names) {
  Procedure procedure;
  for (const DiscountStep& step : steps)
    procedure.steps.push_back({names.of(step.name), step.combine, step.within, step.base});
  return procedure;
}

std::int64_t newest_entry(access::Work& work) {
  auto rows = work.tx().statement("SELECT coalesce(max(id), 0) FROM emptor_price_entry");
  rows.step();
  return rows.integer(0);
}

}  // namespace

/// In the order of their handles.
const std::array<std::string, 9> Names::reserved_{
    std::string(),
    std::string(to_string(PriceRuleKind::ending)),
    std::string(to_string(PriceRuleKind::floor)),
    std::string(to_string(PriceRuleKind::ceiling)),
    std::string(to_string(LimitBase::amount)),
    std::string(to_string(LimitBase::base_price)),
    std::string(to_string(LimitBase::price_found)),
    std::string(to_string(LimitBase::cost)),
    std::string(to_string(LimitBase::margin)),
};

NameHandle Names::of_rule(std::string_view name) const noexcept {
  for (std::size_t i = 1; i < reserved_.size(); ++i)
    if (reserved_[i] == name) return reserved_names + static_cast<NameHandle>(i);
  return 0;
}

NameHandle Names::of(std::string_view name) {
  if (name.empty()) return 0;
  const auto [place, is_new] = numbers_.try_emplace(std::string(name), static_cast<NameHandle>(texts_.size()));
  if (is_new) texts_.emplace_back(name);
  return place->second;
}

void ListTable::load(access::Work& work, Names& names, const Draft* draft) {
  std::vector<ListRow> rows;
  for (const auto kind : {PriceListKind::base, PriceListKind::named, PriceListKind::level,
                          PriceListKind::customer_group, PriceListKind::location, PriceListKind::everyone})
    for (auto& row : read_lists(work.tx(), kind)) rows.push_back(std::move(row));
  if (draft != nullptr)
    for (const ListRow& row : draft->lists)
      if (row.kind != PriceListKind::customer) rows.push_back(row);
  std::sort(rows.begin(), rows.end(), [](const ListRow& a, const ListRow& b) { return a.id < b.id; });

  *this = ListTable();
  facts_.emplace_back();
  codes_.emplace_back();
  for (const ListRow& row : rows) {
    const auto handle = static_cast<ListHandle>(facts_.size());
    facts_.push_back(facts_of(row, names));
    if (!row.step.empty())
      discounts_of_[owner_key(row.kind, row.direction, row.owner)].push_back(handle);
    else if (row.kind == PriceListKind::base)
      bases_.push_back(handle);
    else if (row.kind == PriceListKind::named || row.kind == PriceListKind::level)
      by_code_.emplace(code_key(row.kind, row.direction, row.code), handle);
    else
      of_owner_[owner_key(row.kind, row.direction, row.owner)].push_back(handle);
  }
  loaded_ = true;
}

ListHandle ListTable::handle(PriceListId id) const noexcept {
  const auto at = std::lower_bound(facts_.begin(), facts_.end(), id,
                                   [](const ListFacts& facts, PriceListId wanted) { return facts.id < wanted; });
  return at != facts_.end() && at->id == id ? static_cast<ListHandle>(at - facts_.begin()) : 0;
}

ListHandle ListTable::base(Direction direction, Currency currency) const noexcept {
  for (const ListHandle each : bases_)
    if (facts_[each].direction == direction && facts_[each].currency == currency) return each;
  return 0;
}

ListHandle ListTable::by_code(PriceListKind kind, Direction direction, std::string_view code) const {
  const auto at = by_code_.find(code_key(kind, direction, code));
  return at == by_code_.end() ? 0 : at->second;
}

std::span<const ListHandle> ListTable::of_owner(PriceListKind kind, Direction direction, std::int64_t owner) const {
  const auto at = of_owner_.find(owner_key(kind, direction, owner));
  if (at == of_owner_.end()) return {};
  return at->second;
}

std::span<const ListHandle> ListTable::discounts_of(PriceListKind kind, Direction direction, std::int64_t owner) const {
  const auto at = discounts_of_.find(owner_key(kind, direction, owner));
  if (at == discounts_of_.end()) return {};
  return at->second;
}

void PriceCache::forget(Entity entity, std::int64_t id) {
  switch (entity) {
    case Entity::price_entry:
    case Entity::price_version:
      entries_changed_ = true;
      stale_ = true;
      break;
    case Entity::price_list:
      lists_.drop();
      parties_.clear();
      stale_ = true;
      break;
    case Entity::setting:
      policy_.loaded = false;
      parties_.clear();
      stale_ = true;
      break;
    case Entity::party:
      parties_.drop(id);
      break;
    case Entity::party_group:
      parties_.clear();
      break;
    case Entity::item:
      items_.drop(id);
      break;
    case Entity::item_group:
      items_.clear();
      break;
    default:
      break;
  }
}

void PriceCache::catch_up(access::Work& work) {
  if (bytes() > bytes_max) drop_everything();
  if (!policy_.loaded) {
    const BookSettings& settings = settings::current(work);
    policy_ = {.loaded = true,
               .currency = settings.currency,
               .sequences = {Sequence::of(settings.sales_prices), Sequence::of(settings.purchase_prices)},
               .procedures = {procedure_of(settings.sales_discounts, names_),
                              procedure_of(settings.purchase_discounts, names_)},
               .rounding = settings.rounding};
  }
  if (!lists_.loaded()) lists_.load(work, names_, draft_.get());
  if (seen_ < 0) {
    seen_ = newest_entry(work);
  } else if (entries_changed_) {
    const std::int64_t newest = newest_entry(work);
    if (newest - seen_ > followed_max) {
      drop_everything();
    } else {
      auto rows = work.tx().statement(
          "SELECT e.of_customer, l.owner_id, e.product_kind, e.product_id FROM emptor_price_entry e "
          "JOIN emptor_price_list l ON l.id = e.list_id WHERE e.id > ?1");
      rows.bind(seen_);
      while (rows.step())
        drop_entry(rows.integer(0) != 0, rows.integer(1), static_cast<ProductKind>(rows.integer(2)), rows.integer(3));
    }
    seen_ = newest;
  }
  entries_changed_ = false;
  while (!emptied_.empty()) {
    load(work, *emptied_.back());
    emptied_.pop_back();
  }
  stale_ = false;
}

void PriceCache::drop_entry(bool of_customer, std::int64_t owner, ProductKind kind, std::int64_t product) {
  if (of_customer) {
    parties_.drop(owner);
  } else if (kind == ProductKind::item) {
    items_.drop(product);
  } else if (kind == ProductKind::group) {
    for (const auto direction : {Direction::sales, Direction::purchases})
      if (const auto at = groups_.find(group_key(product, direction)); at != groups_.end()) empty(*at->second);
  } else {
    for (ProductSlot& slot : everything_) empty(slot);
  }
}

void PriceCache::empty(ProductSlot& slot) {
  if (!slot.prices) return;
  emptied_.push_back(&slot);
  slot_bytes_ -= slot.prices->bytes;
  slot.prices.reset();
}

void PriceCache::drop_everything() {
  parties_.clear();
  items_.clear();
  groups_.clear();
  for (ProductSlot& slot : everything_) slot.prices.reset();
  emptied_.clear();
  slot_bytes_ = 0;
  bases_.clear();
}

const PartyPrices& PriceCache::load_party(access::Work& work, PartyId id, Direction direction) {
  const bool sales = direction == Direction::sales;
  const Term level = sales ? Term::sales_level : Term::purchase_level;
  const Term list = sales ? Term::sales_list : Term::purchase_list;
  const Term rate = sales ? Term::sales_rate : Term::purchase_rate;

  PartyFacts facts;
  for (const parties::TermSegment& segment : parties::card(work, id).segments) {
    PartyFacts::Stretch& stretch = facts.stretches.emplace_back();
    stretch.segment.from = segment.from.days();
    if (const auto& value = segment.term(Term::currency).value) stretch.segment.currency = Currency::of(*value);
    if (const auto& value = segment.term(rate).value) {
      stretch.segment.has_rate = true;
      stretch.segment.rate = static_cast<std::int32_t>(Percent::of(*value).micros);
    }
    // A code that names no list counts as not set.
    if (const auto& value = segment.term(list).value)
      stretch.segment.assigned = lists_.by_code(PriceListKind::named, direction, *value);
    const auto inherit = [&](PriceListKind kind, std::int64_t owner) {
      for (const ListHandle each : lists_.discounts_of(kind, direction, owner)) {
        stretch.discount_lists.push_back(each);
        stretch.segment.has_rules |= is_rule_step(lists_.facts()[each].step);
      }
    };
    for (const parties::GroupRank& rank : segment.groups) {
      for (const ListHandle each : lists_.of_owner(PriceListKind::customer_group, direction, rank.group.value))
        stretch.lists.push_back(each);
      inherit(PriceListKind::customer_group, rank.group.value);
    }
    if (const auto& value = segment.term(level).value)
      if (const ListHandle found = lists_.by_code(PriceListKind::level, direction, *value); found != 0) {
        stretch.lists.push_back(found);
        inherit(PriceListKind::level, lists_.facts()[found].id.value);
      }
    for (const ListHandle each : lists_.of_owner(PriceListKind::everyone, direction, 0)) stretch.lists.push_back(each);
    inherit(PriceListKind::everyone, 0);
  }
  std::vector<ListRow> own_lists = lists_of_owner(work.tx(), PriceListKind::customer, direction, id.value);
  if (draft_ != nullptr)
    for (const ListRow& row : draft_->lists)
      if (row.kind == PriceListKind::customer && row.direction == direction && row.owner == id.value)
        own_lists.push_back(row);
  for (const ListRow& own : own_lists) {
    facts.own_lists.push_back(facts_of(own, names_));
    std::vector<EntryRow> rows = entries_of_list(work.tx(), own.id);
    if (draft_ != nullptr) draft_->apply_to(rows, own.id);
    for (EntryRow& row : rows) {
      complete(row, own.currency);
      facts.entries.push_back(std::move(row));
    }
  }
  return parties_.put(id.value, direction, build_party(facts, bases_));
}

ProductFacts PriceCache::product_facts(access::Work& work, ProductKind kind, std::int64_t product,
                                       Direction direction) {
  ProductFacts facts;
  std::vector<EntryRow> rows = entries_of_product(work.tx(), kind, product);
  if (draft_ != nullptr) draft_->apply_to(rows, kind, product);
  for (EntryRow& row : rows) {
    const ListHandle handle = lists_.handle(row.list);
    // Of a draft also those of single customers, which stand in their cards.
    if (handle == 0 && draft_ != nullptr) continue;
    EMPTOR_REQUIRE(handle != 0);
    if (lists_.facts()[handle].direction != direction) continue;
    complete(row, lists_.facts()[handle].currency);
    facts.entries.push_back(std::move(row));
    facts.list_of.push_back(handle);
  }
  return facts;
}

void PriceCache::complete(EntryRow& row, Currency currency) {
  row.formula.of_list = lists_.handle(row.of_list);
  has_margins_ = has_margins_ || row.formula.of_cost;
  counts_documents_ = counts_documents_ || (has_break(row) && row.basis.counts != BreakScope::line);
  if (row.formula.of_list == 0) return;
  const ListFacts& other = lists_.facts()[row.formula.of_list];
  if (other.currency == currency) return;
  const ConversionKey key{.from = other.currency, .to = currency, .type = row.rate_type, .on = row.rate_on};
  const auto known = std::find(conversions_.begin() + 1, conversions_.end(), key);
  if (known == conversions_.end()) {
    if (conversions_.size() > std::numeric_limits<std::uint16_t>::max())
      throw Error(ErrorCode::limit, "rate_on", "price lists are converted in too many ways",
                  {{"limit", std::to_string(std::numeric_limits<std::uint16_t>::max())}});
    conversions_.push_back(key);
    row.formula.conversion = static_cast<std::uint16_t>(conversions_.size() - 1);
  } else {
    row.formula.conversion = static_cast<std::uint16_t>(known - conversions_.begin());
  }
}

PackedPtr<PartyPrices> PriceCache::buyer_of(access::Work& work, const ListRow& list) {
  PartyFacts facts;
  PartyFacts::Stretch& stretch = facts.stretches.emplace_back();
  const auto obey = [&](PriceListKind kind, std::int64_t owner) {
    for (const ListHandle each : lists_.discounts_of(kind, list.direction, owner)) {
      if (!is_rule_step(lists_.facts()[each].step)) continue;
      stretch.discount_lists.push_back(each);
      stretch.segment.has_rules = true;
    }
  };
  const bool inherited = list.kind == PriceListKind::level || list.kind == PriceListKind::customer_group;
  if (inherited || list.kind == PriceListKind::everyone) stretch.lists.push_back(lists_.handle(list.id));
  if (inherited) obey(list.kind, list.kind == PriceListKind::level ? list.id.value : list.owner);
  obey(PriceListKind::everyone, 0);
  if (list.kind == PriceListKind::customer)
    for (const ListRow& own : lists_of_owner(work.tx(), list.kind, list.direction, list.owner)) {
      if (own.id != list.id && names_.of_rule(own.step) == 0) continue;
      facts.own_lists.push_back(facts_of(own, names_));
      for (EntryRow& row : entries_of_list(work.tx(), own.id)) {
        complete(row, own.currency);
        facts.entries.push_back(std::move(row));
      }
    }
  return build_party(facts, bases_);
}

void PriceCache::load(access::Work& work, ProductSlot& slot) {
  slot.prices = build_product(product_facts(work, slot.kind, slot.product, slot.direction), bases_);
  slot_bytes_ += slot.prices->bytes;
}

const ProductSlot& PriceCache::slot_of(access::Work& work, ProductKind kind, std::int64_t product,
                                       Direction direction) {
  ProductSlot* slot = &everything_[direction == Direction::sales ? 0 : 1];
  if (kind == ProductKind::group) {
    auto& kept = groups_[group_key(product, direction)];
    if (!kept) kept = std::make_unique<ProductSlot>();
    slot = kept.get();
  }
  if (!slot->prices) {
    slot->kind = kind;
    slot->product = product;
    slot->direction = direction;
    load(work, *slot);
  }
  return *slot;
}

const ItemPrices& PriceCache::load_item(access::Work& work, ItemId id, Direction direction) {
  const catalog::ItemCard& card = catalog::card(work, id);
  ItemFacts item{.id = id, .stock_unit = card.unit, .units = {}, .others = {}};
  for (const catalog::UnitFactor& unit : card.units) item.units.push_back({unit.unit, unit.factor});
  item.weight = card.weight;
  item.volume = card.volume;
  for (const ItemGroupId group : card.groups)
    item.others.push_back(&slot_of(work, ProductKind::group, group.value, direction));
  item.others.push_back(&slot_of(work, ProductKind::everything, 0, direction));
  return items_.put(id.value, direction,
                    build_item(item, product_facts(work, ProductKind::item, id.value, direction), bases_));
}

}  // namespace emptor::pricing
