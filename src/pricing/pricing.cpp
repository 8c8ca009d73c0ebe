/// The use cases of price lists and entries.
#include <algorithm>
#include <limits>
#include <utility>

#include "catalog/cards.hpp"
#include "pricing/authoring.hpp"
#include "pricing/cache.hpp"
#include "pricing/scope.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Detail;
using access::Work;

constexpr std::size_t kEcountLists = 10;

std::string value_text(const PriceEntryInput& entry) {
  if (entry.price) return entry.price->to_string();
  std::string text =
      entry.margin ? "margin " + entry.margin->to_string() + " %" : entry.percent_of_base->to_string() + " %";
  if (entry.of_list) text += " of list " + *entry.of_list;
  if (!entry.rate_type.empty()) text += " by rate " + entry.rate_type;
  if (entry.rate_on) text += " of " + entry.rate_on->to_string();
  if (entry.addend.sign() != 0) text += " + " + entry.addend.to_string();
  return text;
}

Detail describe(const PriceEntryInput& entry) {
  Detail detail;
  detail.set("list", std::string(pricing::name_of(entry.list.kind)) + " " + entry.list.code);
  if (entry.product.item) detail.set("item", *entry.product.item);
  if (entry.product.group) detail.set("group", *entry.product.group);
  detail.set("value", value_text(entry));
  if (entry.counts != BreakScope::line) detail.set("counts", to_string(entry.counts));
  if (entry.measure != BreakMeasure::quantity) detail.set("measure", to_string(entry.measure));
  if (entry.valid.from) detail.set("from", entry.valid.from->to_string());
  if (entry.valid.until) detail.set("until", entry.valid.until->to_string());
  if (entry.replaces) detail.set("replaces", std::to_string(entry.replaces->value));
  return detail;
}

}  // namespace

PriceListId Prices::create_list(const PriceListInput& input) {
  auto work = Work::write(*state_);
  Problems problems;
  problems.check_code("code", input.code, 40);
  problems.check_text("name", input.name, 100);
  if (input.kind != PriceListKind::named && input.kind != PriceListKind::level)
    problems.add(ErrorCode::invalid, "kind", "lists of this kind are made by their first entry");
  const BookSettings& settings = settings::current(work);
  const auto currency = input.currency.empty() ? settings.currency : Currency::find(input.currency);
  if (!currency)
    problems.add(ErrorCode::unknown_currency, "currency", "not an ISO 4217 code", {{"code", input.currency}});
  if (pricing::find_list(work.tx(), input.kind, input.direction, 0, input.code))
    problems.add(ErrorCode::duplicate_code, "code", "a list of this code exists", {{"code", input.code}});
  if (settings.profile == Profile::ecount && input.kind == PriceListKind::named) {
    const auto lists = pricing::read_lists(work.tx(), PriceListKind::named);
    const auto count =
        std::count_if(lists.begin(), lists.end(), [&](const auto& list) { return list.direction == input.direction; });
    if (static_cast<std::size_t>(count) >= kEcountLists)
      problems.add(ErrorCode::limit, "code", "no more price lists in this profile",
                   {{"max", std::to_string(kEcountLists)}});
  }
  problems.throw_if_any();

  const PriceListId id = pricing::insert_list(work.tx(),
                                              {.id = {},
                                               .kind = input.kind,
                                               .direction = input.direction,
                                               .code = input.code,
                                               .owner = 0,
                                               .name = input.name,
                                               .currency = *currency,
                                               .tax_included = input.tax_included},
                                              work.now());
  work.record(Entity::price_list, id.value, "prices.create_list",
              Detail()
                  .set("kind", pricing::name_of(input.kind))
                  .set("code", input.code)
                  .set("name", input.name)
                  .set("currency", currency->code())
                  .json());
  work.commit();
  return id;
}

std::vector<PriceList> Prices::lists() const {
  auto work = Work::read(*state_);
  std::vector<PriceList> found;
  for (const auto kind : {PriceListKind::base, PriceListKind::named, PriceListKind::level, PriceListKind::customer,
                          PriceListKind::customer_group, PriceListKind::location, PriceListKind::everyone})
    for (const pricing::ListRow& row : pricing::read_lists(work.tx(), kind)) {
      if (!row.step.empty()) continue;
      found.push_back({.id = row.id,
                       .code = pricing::code_of(work, row),
                       .name = row.name,
                       .kind = row.kind,
                       .direction = row.direction,
                       .currency = row.currency,
                       .tax_included = row.tax_included});
    }
  std::sort(found.begin(), found.end(), [](const PriceList& a, const PriceList& b) { return a.id < b.id; });
  return found;
}

namespace {

PriceEntryId set_one(Work& work, const PriceEntryInput& entry) {
  pricing::Authoring authoring(work, std::span(&entry, 1));
  authoring.add(entry, "");
  authoring.finish_checks();
  const PriceEntryId id = authoring.write().front();
  work.record(Entity::price_entry, id.value, "prices.set", describe(entry).json());
  work.commit();
  return id;
}

/// The current price of this item in this list that has no smallest quantity and the same start; none when there is
/// none.
std::optional<PriceEntryId> price_to_correct(Work& work, const PriceEntryInput& entry) {
  Problems reported_when_set;
  const auto list = pricing::find_scope(work, entry.list, "list", reported_when_set);
  const ItemId item = catalog::find_item_id(work, *entry.product.item);
  if (!list || !list->id || !item) return std::nullopt;
  for (const pricing::EntryRow& row :
       pricing::entries_of_list(work.tx(), list->id, pricing::ProductKind::item, item.value))
    if (row.from == entry.valid.from && row.basis.min_quantity == 0) return row.id;
  return std::nullopt;
}

/// The shorthands say what the price is: one that starts on the same day is corrected.
PriceEntryId set_or_correct(SessionState& session, PriceEntryInput entry) {
  auto work = Work::write(session);
  entry.replaces = price_to_correct(work, entry);
  return set_one(work, entry);
}

}  // namespace

PriceEntryId Prices::set(const PriceEntryInput& entry) {
  auto work = Work::write(*state_);
  return set_one(work, entry);
}

std::vector<PriceEntryId> Prices::set_all(std::span<const PriceEntryInput> entries) {
  if (entries.empty()) return {};
  auto work = Work::write(*state_);
  pricing::Authoring authoring(work, entries);
  for (std::size_t i = 0; i < entries.size(); ++i) authoring.add(entries[i], "entries[" + std::to_string(i) + "].");
  authoring.finish_checks();
  std::vector<PriceEntryId> ids = authoring.write();
  // One row for all of them: each entry carries its own actor and time.
  work.record(Entity::price_entry, ids.back().value, "prices.set_all",
              Detail()
                  .set("entries", std::to_string(ids.size()))
                  .set("first", std::to_string(ids.front().value))
                  .set("last", std::to_string(ids.back().value))
                  .json());
  work.commit();
  return ids;
}

void Prices::withdraw(PriceEntryId entry) {
  auto work = Work::write(*state_);
  const std::string id = std::to_string(entry.value);
  auto old = pricing::read_entry(work.tx(), entry);
  if (!old || old->withdrawn)
    throw Error(ErrorCode::not_found, "entry", "no price entry has this key", {{"entry", id}});
  if (!old->current)
    throw Error(ErrorCode::conflict, "entry", "the entry was replaced or withdrawn before", {{"entry", id}});
  const auto list = pricing::read_list(work.tx(), old->row.list);
  if (list->kind == pricing::version_list)
    throw Error(ErrorCode::not_found, "entry", "the entry is part of a version and not in force", {{"entry", id}});
  pricing::insert_entry(
      work.tx(),
      {.row = old->row, .of_customer = list->kind == PriceListKind::customer, .replaces = entry, .withdrawn = true},
      work.now(), work.actor());
  work.record(Entity::price_entry, entry.value, "prices.withdraw",
              Detail()
                  .set("list", std::string(pricing::name_of(list->kind)) + " " + pricing::code_of(work, *list))
                  .set("product", pricing::product_name(work, old->row.product_kind, old->row.product))
                  .json());
  work.commit();
}

std::vector<PriceEntry> Prices::entries(const PriceScope& scope, AsOf as_of) const {
  auto work = Work::read(*state_);
  Problems problems;
  const auto asked = pricing::find_scope(work, scope, "scope", problems);
  problems.throw_if_any();
  // Special and base prices may be in several currencies; without a wish, all of them.
  std::vector<pricing::ListRow> lists{*asked};
  if (scope.currency.empty() && asked->kind != PriceListKind::named && asked->kind != PriceListKind::level)
    lists = pricing::lists_of_owner(work.tx(), asked->kind, asked->direction, asked->owner);
  std::vector<PriceEntry> found;
  for (const pricing::ListRow& list : lists) {
    if (!list.id || !list.step.empty()) continue;
    PriceScope where = scope;
    where.currency = list.currency.code();
    for (const auto& recorded : pricing::entries_known_at(work.tx(), list.id, as_of.known_at)) {
      const Period valid{recorded.row.from, recorded.row.until};
      if (!as_of.on || valid.contains(*as_of.on)) found.push_back(pricing::to_entry(work, where, recorded));
    }
  }
  return found;
}

PriceEntryId Prices::set_base(std::string_view item, const Decimal& price, Period valid) {
  PriceEntryInput entry;
  entry.product.item = std::string(item);
  entry.price = price;
  entry.valid = valid;
  return set_or_correct(*state_, std::move(entry));
}

PriceEntryId Prices::set_special(std::string_view customer, std::string_view item, const Decimal& price, Period valid) {
  PriceEntryInput entry;
  entry.list.kind = PriceListKind::customer;
  entry.list.code = std::string(customer);
  entry.product.item = std::string(item);
  entry.price = price;
  entry.valid = valid;
  return set_or_correct(*state_, std::move(entry));
}

}  // namespace emptor
