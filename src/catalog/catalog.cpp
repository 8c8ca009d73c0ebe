/// Use cases of the small tables: units, tax codes and their rates, locations, item groups.
#include "emptor/catalog.hpp"

#include "catalog/cards.hpp"
#include "catalog/small_tables.hpp"

namespace emptor {

using access::Detail;
using access::Work;

namespace {

void check_code_and_name(std::string_view code, std::string_view name, Problems& problems) {
  problems.check_code("code", code, 30);
  problems.check_text("name", name, 100);
}

void check_free(const catalog::SmallTable& table, std::string_view code, Problems& problems) {
  if (access::find(table.by_code, code) != 0)
    problems.add(ErrorCode::duplicate_code, "code", "this code is taken", {{"code", std::string(code)}});
}

void check_rate(Percent rate, Problems& problems) {
  if (rate.micros < 0 || rate.micros > Percent::one)
    problems.add(ErrorCode::range, "rate", "a tax rate lies between 0 and 100 %",
                 {{"min", "0"}, {"max", "100"}, {"rate", rate.value().to_string()}});
}

void insert_rate(Work& work, TaxCodeId tax_code, Percent rate, Date from) {
  work.tx().insert(
      "INSERT INTO emptor_tax_rate (tax_code_id, valid_from, rate, recorded_at, actor_id) VALUES (?1, ?2, ?3, ?4, ?5)",
      tax_code, from, rate.micros, work.now(), work.actor());
}

std::string text(Percent rate) { return rate.value().normalized().to_string(); }

TaxCodeId require_tax_code(Work& work, std::string_view code) {
  const TaxCodeId id = catalog::find_tax_code(work, code);
  if (!id)
    throw Error(ErrorCode::unknown_reference, "code", "no tax code has this code", {{"code", std::string(code)}});
  return id;
}

}  // namespace

UnitId Catalog::create_unit(std::string_view code, std::string_view name) {
  Problems problems;
  check_code_and_name(code, name, problems);
  auto work = Work::write(*state_);
  check_free(catalog::units(work), code, problems);
  problems.throw_if_any();
  const UnitId id(work.tx().insert("INSERT INTO emptor_unit (code, name) VALUES (?1, ?2)", code, name));
  work.record(Entity::unit, id.value, "catalog.create_unit", Detail().set("code", code).set("name", name).json());
  work.commit();
  return id;
}

TaxCodeId Catalog::create_tax_code(std::string_view code, std::string_view name, Percent rate) {
  Problems problems;
  check_code_and_name(code, name, problems);
  check_rate(rate, problems);
  auto work = Work::write(*state_);
  check_free(catalog::tax_codes(work), code, problems);
  problems.throw_if_any();
  const TaxCodeId id(work.tx().insert("INSERT INTO emptor_tax_code (code, name) VALUES (?1, ?2)", code, name));
  insert_rate(work, id, rate, catalog::since_ever);
  work.record(Entity::tax_code, id.value, "catalog.create_tax_code",
              Detail().set("code", code).set("name", name).set("rate", text(rate)).json());
  work.commit();
  return id;
}

void Catalog::set_tax_rate(std::string_view code, Percent rate, Date from) {
  Problems problems;
  check_rate(rate, problems);
  problems.throw_if_any();
  auto work = Work::write(*state_);
  const TaxCodeId id = require_tax_code(work, code);
  const Percent old = catalog::tax_rate(work, id, from);
  insert_rate(work, id, rate, from);
  work.record(Entity::tax_code, id.value, "catalog.set_tax_rate",
              Detail().set("from", from.to_string()).change("rate", text(old), text(rate)).json());
  work.commit();
}

Percent Catalog::tax_rate(std::string_view code, Date on) const {
  auto work = Work::read(*state_);
  return catalog::tax_rate(work, require_tax_code(work, code), on);
}

LocationId Catalog::create_location(std::string_view code, std::string_view name) {
  Problems problems;
  check_code_and_name(code, name, problems);
  auto work = Work::write(*state_);
  check_free(catalog::locations(work), code, problems);
  problems.throw_if_any();
  const LocationId id(work.tx().insert("INSERT INTO emptor_location (code, name) VALUES (?1, ?2)", code, name));
  work.record(Entity::location, id.value, "catalog.create_location",
              Detail().set("code", code).set("name", name).json());
  work.commit();
  return id;
}

std::vector<Location> Catalog::locations() const {
  auto work = Work::read(*state_);
  std::vector<Location> found;
  for (const catalog::SmallRow& each : catalog::locations(work).rows)
    found.push_back({LocationId(each.id), each.code, each.name});
  return found;
}

ItemGroupId Catalog::create_item_group(const ItemGroup& group) {
  Problems problems;
  check_code_and_name(group.code, group.name, problems);
  auto work = Work::write(*state_);
  check_free(catalog::item_groups(work), group.code, problems);
  ItemGroupId parent;
  if (group.parent) {
    parent = catalog::find_item_group(work, *group.parent);
    if (*group.parent == group.code)
      problems.add(ErrorCode::cycle, "parent", "a group cannot lie below itself");
    else if (!parent)
      problems.add(ErrorCode::unknown_reference, "parent", "no item group has this code", {{"code", *group.parent}});
  }
  problems.throw_if_any();
  const ItemGroupId id(work.tx().insert("INSERT INTO emptor_item_group (code, name, parent_id) VALUES (?1, ?2, ?3)",
                                        group.code, group.name, parent));
  Detail detail;
  detail.set("code", group.code).set("name", group.name);
  if (group.parent) detail.set("parent", *group.parent);
  work.record(Entity::item_group, id.value, "catalog.create_item_group", detail.json());
  work.commit();
  return id;
}

std::vector<ItemGroup> Catalog::item_groups() const {
  auto work = Work::read(*state_);
  const catalog::SmallTable& table = catalog::item_groups(work);
  std::vector<ItemGroup> found;
  for (const catalog::SmallRow& each : table.rows) {
    ItemGroup group{.id = ItemGroupId(each.id), .code = each.code, .name = each.name};
    if (each.parent != 0) group.parent = catalog::row(table, each.parent).code;
    found.push_back(std::move(group));
  }
  return found;
}

}  // namespace emptor
