/// The use cases of programmes: set, withdraw, list.
#include <algorithm>
#include <limits>

#include "catalog/cards.hpp"
#include "parties/cards.hpp"
#include "promotions/authoring.hpp"
#include "promotions/store_programmes.hpp"

namespace emptor {
namespace {

using access::Detail;
using access::Work;
using promotions::Programme;
using promotions::RecordedProgramme;

Detail describe(const ProgrammeInput& input) {
  Detail detail;
  detail.set("code", input.code)
      .set("phase", input.phase)
      .set("priority", std::to_string(input.priority))
      .set("reward", to_string(input.reward));
  if (input.value) detail.set("value", input.value->to_string());
  if (input.valid.from) detail.set("from", input.valid.from->to_string());
  if (input.valid.until) detail.set("until", input.valid.until->to_string());
  if (input.by_coupon) detail.set("by_coupon", "1");
  if (input.uses_max) detail.set("uses_max", std::to_string(*input.uses_max));
  if (input.customer_uses_max) detail.set("customer_uses_max", std::to_string(*input.customer_uses_max));
  if (input.budget) detail.set("budget", input.budget->to_string());
  if (input.replaces) detail.set("replaces", std::to_string(input.replaces->value));
  return detail;
}

Decimal quantity(std::int64_t micros) { return Quantity{micros}.value().normalized(); }

ProgrammeRecord to_record(Work& work, const RecordedProgramme& recorded) {
  const Programme& programme = recorded.programme;
  ProgrammeRecord out{.id = programme.id, .terms = {}, .recorded_at = recorded.recorded_at, .actor = recorded.actor};
  ProgrammeInput& terms = out.terms;
  terms.code = programme.code;
  terms.name = recorded.name;
  terms.phase = programme.phase;
  terms.priority = programme.priority;
  terms.exclusive = programme.exclusive;
  terms.valid = programme.valid;
  terms.weekdays = programme.weekdays;
  for (const std::int64_t each : programme.customers)
    terms.customers.push_back(parties::card(work, PartyId(each)).code);
  for (const std::int64_t each : programme.customer_groups)
    terms.customer_groups.push_back(parties::group_code(work, PartyGroupId(each)));
  for (const promotions::Product& each : programme.products) {
    ProgrammeProduct& product = terms.products.emplace_back();
    if (each.kind == promotions::ProductKind::item)
      product.item = catalog::card(work, ItemId(each.id)).code;
    else
      product.group = catalog::item_group_code(work, ItemGroupId(each.id));
    product.quantity = quantity(each.quantity);
  }
  terms.needs = programme.needs;
  terms.min_quantity = quantity(programme.min_quantity);
  terms.min_amount = Money{programme.min_amount, programme.currency}.amount();
  terms.currency = programme.currency.code();
  terms.reward = programme.reward;
  if (promotions::is_percentage(programme.reward))
    terms.value = Percent{programme.value}.value().normalized();
  else if (programme.reward != RewardKind::free_goods)
    terms.value = UnitPrice{programme.value}.value().normalized();
  terms.per = quantity(programme.per);
  terms.get = quantity(programme.get);
  terms.mode = programme.mode;
  terms.repeats = programme.repeats;
  if (programme.get_max != 0) terms.get_max = quantity(programme.get_max);
  terms.get_multiple = quantity(programme.get_multiple);
  terms.pick = programme.pick;
  if (programme.gift != 0) terms.gift = catalog::card(work, ItemId(programme.gift)).code;
  if (programme.cap != 0) terms.cap = Money{programme.cap, programme.currency}.amount();
  terms.by_coupon = programme.by_coupon;
  if (programme.uses_max != promotions::no_limit) terms.uses_max = programme.uses_max;
  if (programme.customer_uses_max != promotions::no_limit) terms.customer_uses_max = programme.customer_uses_max;
  if (programme.budget != promotions::no_limit) terms.budget = Money{programme.budget, programme.currency}.amount();
  terms.overrun = programme.overrun;
  terms.replaces = recorded.replaces;
  return out;
}

}  // namespace

ProgrammeId Promotions::set(const ProgrammeInput& input) {
  auto work = Work::write(*state_);
  RecordedProgramme recorded = promotions::check(work, input);
  recorded.recorded_at = work.now();
  const ProgrammeId id = promotions::insert_programme(work.tx(), recorded, work.actor());
  work.record(Entity::programme, id.value, "promotions.set", describe(input).json());
  work.commit();
  return id;
}

void Promotions::withdraw(ProgrammeId programme) {
  auto work = Work::write(*state_);
  auto old = promotions::read_programme(work.tx(), programme);
  const std::string id = std::to_string(programme.value);
  if (!old || old->withdrawn)
    throw Error(ErrorCode::not_found, "programme", "no programme has this key", {{"programme", id}});
  if (promotions::replaced_by(work.tx(), programme))
    throw Error(ErrorCode::conflict, "programme", "the version was replaced or withdrawn before", {{"programme", id}});
  old->replaces = programme;
  old->withdrawn = true;
  old->recorded_at = work.now();
  promotions::insert_programme(work.tx(), *old, work.actor());
  work.record(Entity::programme, programme.value, "promotions.withdraw",
              Detail().set("code", old->programme.code).json());
  work.commit();
}

std::vector<ProgrammeRecord> Promotions::list(const ProgrammeQuery& query) const {
  auto work = Work::read(*state_);
  std::vector<ProgrammeRecord> found;
  for (const RecordedProgramme& each : promotions::programmes_known_at(work.tx(), query.as_of.known_at)) {
    if (query.code && each.programme.code != *query.code) continue;
    if (query.as_of.on && !each.programme.valid.contains(*query.as_of.on)) continue;
    found.push_back(to_record(work, each));
  }
  return found;
}

}  // namespace emptor
