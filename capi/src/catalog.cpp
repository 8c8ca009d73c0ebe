/// Items, units, tax codes, locations, and the stock of them.
#include "emptor/catalog.hpp"

#include "handles.hpp"
#include "rows.hpp"
#include "structs.hpp"
#include "values.hpp"

using namespace emptor;
using namespace emptor::capi;

namespace {

ItemInput to_item(const emptor_item_input& given) {
  ItemInput input{.code = text(given.code),
                  .name = text(given.name),
                  .unit = text(given.unit),
                  .tax_code = text(given.tax_code),
                  .barcode = text(given.barcode),
                  .groups = texts(given.groups, given.group_count, "groups"),
                  .stocked = !truth(given.unstocked, "unstocked"),
                  .weight = optional_figure<Decimal>(given.weight, "weight"),
                  .volume = optional_figure<Decimal>(given.volume, "volume")};
  check_array(given.units, given.unit_count, "units");
  for (std::int32_t i = 0; i < given.unit_count; ++i)
    input.units.push_back({text(given.units[i].unit), Ratio::of(given.units[i].numerator, given.units[i].denominator)});
  return input;
}

ItemUpdate to_update(const emptor_item_changes& given) {
  check_reserved(given.reserved, "changes.reserved");
  ItemUpdate update{.name = optional_text(given.name),
                    .tax_code = optional_text(given.tax_code),
                    .barcode = optional_text(given.barcode),
                    .archived = optional_truth(given.archived, "archived"),
                    .weight = optional_figure<Decimal>(given.weight, "weight"),
                    .volume = optional_figure<Decimal>(given.volume, "volume")};
  check_array(given.groups, given.group_count, "groups");
  if (given.groups != nullptr) update.groups = texts(given.groups, given.group_count, "groups");
  return update;
}

ItemQuery to_query(const emptor_item_query& given) {
  check_reserved(given.reserved, "query.reserved");
  return {.text = text(given.text),
          .group = optional_text(given.group),
          .include_archived = truth(given.include_archived, "include_archived"),
          .after_code = text(given.after_code),
          .limit = given.limit};
}

RowsBuilder item_rows() {
  return {{"id", kInteger},   {"code", kText},     {"name", kText},      {"unit", kText},      {"tax_code", kText},
          {"barcode", kText}, {"stocked", kTruth}, {"archived", kTruth}, {"weight", kDecimal}, {"volume", kDecimal}};
}

void add_item(RowsBuilder& rows, const Item& item) {
  rows.add(item.id, item.code, item.name, item.unit, item.tax_code, item.barcode, item.stocked, item.archived,
           item.weight, item.volume);
}

}  // namespace

// --- Small tables

emptor_status emptor_unit_create(emptor_session* session, const char* code, const char* name, std::int64_t* id_out,
                                 emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    give_id(in.catalog().create_unit(required(code, "code"), required(name, "name")), id_out);
  });
}

emptor_status emptor_tax_code_create(emptor_session* session, const char* code, const char* name, const char* rate,
                                     std::int64_t* id_out, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    give_id(in.catalog().create_tax_code(required(code, "code"), required(name, "name"),
                                         required_figure<Percent>(rate, "rate")),
            id_out);
  });
}

emptor_status emptor_tax_rate_set(emptor_session* session, const char* code, const char* rate, std::int32_t from,
                                  emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    in.catalog().set_tax_rate(required(code, "code"), required_figure<Percent>(rate, "rate"), date(from, "from"));
  });
}

emptor_status emptor_tax_rate_get(emptor_session* session, const char* code, std::int32_t on, emptor_text* rate_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, rate_out, "rate_out", error_out, [&](Session& in, emptor_text& out) {
    out = fixed_text(to_text(in.catalog().tax_rate(required(code, "code"), date(on, "on"))));
  });
}

emptor_status emptor_location_create(emptor_session* session, const char* code, const char* name, std::int64_t* id_out,
                                     emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    give_id(in.catalog().create_location(required(code, "code"), required(name, "name")), id_out);
  });
}

emptor_status emptor_location_list(emptor_session* session, emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"id", kInteger}, {"code", kText}, {"name", kText}};
    for (const Location& location : in.catalog().locations()) rows.add(location.id, location.code, location.name);
    rows.give(out);
  });
}

emptor_status emptor_item_group_create(emptor_session* session, const char* code, const char* name, const char* parent,
                                       std::int64_t* id_out, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    give_id(in.catalog().create_item_group({.code = std::string(required(code, "code")),
                                            .name = std::string(required(name, "name")),
                                            .parent = optional_text(parent)}),
            id_out);
  });
}

emptor_status emptor_item_group_list(emptor_session* session, emptor_rows** rows_out,
                                     emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"id", kInteger}, {"code", kText}, {"name", kText}, {"parent", kText}};
    for (const ItemGroup& group : in.catalog().item_groups()) rows.add(group.id, group.code, group.name, group.parent);
    rows.give(out);
  });
}

// --- Items

emptor_status emptor_item_create(emptor_session* session, const emptor_item_input* input, std::int64_t* id_out,
                                 emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { give_id(in.catalog().create_item(to_item(read(input))), id_out); });
}

emptor_status emptor_item_update(emptor_session* session, const char* code, const emptor_item_changes* changes,
                                 emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { in.catalog().update_item(required(code, "code"), to_update(read(changes))); });
}

emptor_status emptor_item_find(emptor_session* session, const char* code, emptor_rows** rows_out,
                               emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = item_rows();
    if (const auto item = in.catalog().find_item(required(code, "code"))) add_item(rows, *item);
    rows.give(out);
  });
}

emptor_status emptor_item_get(emptor_session* session, const char* code, emptor_rows** rows_out,
                              emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = item_rows();
    add_item(rows, in.catalog().item(required(code, "code")));
    rows.give(out);
  });
}

emptor_status emptor_item_list(emptor_session* session, const emptor_item_query* query, emptor_rows** rows_out,
                               emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = item_rows();
    for (const Item& item : in.catalog().items(to_query(read_optional(query)))) add_item(rows, item);
    rows.give(out);
  });
}

emptor_status emptor_item_groups_of(emptor_session* session, const char* item, emptor_rows** rows_out,
                                    emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"code", kText}};
    const Item found = in.catalog().item(required(item, "item"));
    for (const std::string& group : found.groups) rows.add(group);
    rows.give(out);
  });
}

emptor_status emptor_item_units_of(emptor_session* session, const char* item, emptor_rows** rows_out,
                                   emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"unit", kText}, {"numerator", kInteger}, {"denominator", kInteger}};
    const Item found = in.catalog().item(required(item, "item"));
    for (const ItemUnit& unit : found.units) rows.add(unit.unit, unit.factor.numerator, unit.factor.denominator);
    rows.give(out);
  });
}

// --- Stock

emptor_status emptor_stock_adjust(emptor_session* session, const char* item, const char* location, const char* quantity,
                                  std::int32_t on, const char* reason, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    in.stock().adjust(required(item, "item"), required(location, "location"),
                      required_figure<Quantity>(quantity, "quantity"), date(on, "on"), required(reason, "reason"));
  });
}

emptor_status emptor_stock_on_hand(emptor_session* session, const char* item, const char* location,
                                   emptor_text* quantity_out, emptor_error** error_out) noexcept {
  return with_session(session, quantity_out, "quantity_out", error_out, [&](Session& in, emptor_text& out) {
    out = fixed_text(to_text(in.stock().on_hand(required(item, "item"), required(location, "location"))));
  });
}

emptor_status emptor_stock_levels(emptor_session* session, const char* item, emptor_rows** rows_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"item", kText}, {"location", kText}, {"on_hand", kDecimal}};
    for (const StockLevel& level : in.stock().levels(required(item, "item")))
      rows.add(level.item, level.location, level.on_hand);
    rows.give(out);
  });
}
