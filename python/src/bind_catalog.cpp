/// Items, item groups, units, tax codes, locations; stock.
#include "handle.hpp"

namespace emptor::python {

namespace {

py::object item_record(const Item& item) {
  return record("Item", {{"id", to_python(item.id)},
                         {"code", to_python(item.code)},
                         {"name", to_python(item.name)},
                         {"unit", to_python(item.unit)},
                         {"tax_code", to_python(item.tax_code)},
                         {"barcode", to_python(item.barcode)},
                         {"groups", texts(item.groups)},
                         {"units", tuple_of(item.units,
                                            [](const ItemUnit& unit) {
                                              return record("ItemUnit",
                                                            {{"unit", to_python(unit.unit)},
                                                             {"numerator", to_python(unit.factor.numerator)},
                                                             {"denominator", to_python(unit.factor.denominator)}});
                                            })},
                         {"stocked", to_python(item.stocked)},
                         {"archived", to_python(item.archived)},
                         {"weight", to_python(item.weight)},
                         {"volume", to_python(item.volume)}});
}

py::object create_unit(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string code = in.text("code");
  const std::string name = in.text("name");
  return to_python(handle.run([&](Session& session) { return session.catalog().create_unit(code, name); }));
}

py::object create_tax_code(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string code = in.text("code");
  const std::string name = in.text("name");
  const auto rate = in.of<Percent>("rate");
  return to_python(handle.run([&](Session& session) { return session.catalog().create_tax_code(code, name, rate); }));
}

py::object set_tax_rate(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string code = in.text("code");
  const auto rate = in.of<Percent>("rate");
  const Date from = in.date("since");
  handle.run([&](Session& session) { session.catalog().set_tax_rate(code, rate, from); });
  return py::none();
}

py::object tax_rate(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string code = in.text("code");
  const std::optional<Date> on = in.maybe_date("on");
  return to_python(
      handle.run([&](const Session& session) { return session.catalog().tax_rate(code, on ? *on : session.today()); }));
}

py::object create_location(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string code = in.text("code");
  const std::string name = in.text("name");
  return to_python(handle.run([&](Session& session) { return session.catalog().create_location(code, name); }));
}

py::object create_item_group(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const ItemGroup group{.code = in.text("code"), .name = in.text("name"), .parent = in.maybe_text("parent")};
  return to_python(handle.run([&](Session& session) { return session.catalog().create_item_group(group); }));
}

py::object locations(Handle& handle, const py::kwargs&) {
  return list_of(handle.run([](const Session& session) { return session.catalog().locations(); }),
                 [](const Location& location) {
                   return record("Location", {{"code", to_python(location.code)}, {"name", to_python(location.name)}});
                 });
}

py::object item_groups(Handle& handle, const py::kwargs&) {
  return list_of(
      handle.run([](const Session& session) { return session.catalog().item_groups(); }), [](const ItemGroup& group) {
        return record(
            "ItemGroup",
            {{"code", to_python(group.code)}, {"name", to_python(group.name)}, {"parent", to_python(group.parent)}});
      });
}

py::object create_item(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  ItemInput input{.code = in.text("code"),
                  .name = in.text("name"),
                  .unit = in.text("unit"),
                  .tax_code = in.text("tax_code"),
                  .barcode = in.text("barcode"),
                  .groups = in.texts("groups"),
                  .stocked = in.flag("stocked"),
                  .weight = in.maybe_decimal("weight"),
                  .volume = in.maybe_decimal("volume")};
  for (const Arguments& unit : in.records("units"))
    input.units.push_back({.unit = unit.text("unit"), .factor = unit.of<Ratio>("factor")});
  return to_python(handle.run([&](Session& session) { return session.catalog().create_item(input); }));
}

py::object update_item(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string code = in.text("code");
  const ItemUpdate update{.name = in.maybe_text("name"),
                          .tax_code = in.maybe_text("tax_code"),
                          .barcode = in.maybe_text("barcode"),
                          .groups = in.maybe_texts("groups"),
                          .archived = in.maybe_flag("archived"),
                          .weight = in.maybe_decimal("weight"),
                          .volume = in.maybe_decimal("volume")};
  handle.run([&](Session& session) { session.catalog().update_item(code, update); });
  return py::none();
}

py::object item(Handle& handle, const py::kwargs& given) {
  const std::string code = Arguments(given).text("code");
  return item_record(handle.run([&](const Session& session) { return session.catalog().item(code); }));
}

py::object find_item(Handle& handle, const py::kwargs& given) {
  const std::string code = Arguments(given).text("code");
  const auto found = handle.run([&](const Session& session) { return session.catalog().find_item(code); });
  return found ? item_record(*found) : py::none();
}

py::object items(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const ItemQuery query{.text = in.text("text"),
                        .group = in.maybe_text("group"),
                        .include_archived = in.flag("include_archived"),
                        .after_code = in.text("after_code"),
                        .limit = in.number("limit")};
  return list_of(handle.run([&](const Session& session) { return session.catalog().items(query); }), item_record);
}

py::object adjust_stock(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string item = in.text("item");
  const std::string location = in.text("location");
  const auto quantity = in.of<Quantity>("quantity");
  const std::optional<Date> on = in.maybe_date("on");
  const std::string reason = in.text("reason");
  handle.run(
      [&](Session& session) { session.stock().adjust(item, location, quantity, on ? *on : session.today(), reason); });
  return py::none();
}

py::object on_hand(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string item = in.text("item");
  const std::string location = in.text("location");
  return to_python(handle.run([&](const Session& session) { return session.stock().on_hand(item, location); }));
}

py::object stock_levels(Handle& handle, const py::kwargs& given) {
  const std::string item = Arguments(given).text("item");
  const auto found = handle.run([&](const Session& session) { return session.stock().levels(item); });
  return list_of(found, [](const StockLevel& level) {
    return record("StockLevel", {{"item", to_python(level.item)},
                                 {"location", to_python(level.location)},
                                 {"on_hand", to_python(level.on_hand)}});
  });
}

}  // namespace

void bind_catalog(HandleClass& handle) {
  handle.def("create_unit", &create_unit)
      .def("create_tax_code", &create_tax_code)
      .def("set_tax_rate", &set_tax_rate)
      .def("tax_rate", &tax_rate)
      .def("create_location", &create_location)
      .def("locations", &locations)
      .def("create_item_group", &create_item_group)
      .def("item_groups", &item_groups)
      .def("create_item", &create_item)
      .def("update_item", &update_item)
      .def("item", &item)
      .def("find_item", &find_item)
      .def("items", &items)
      .def("adjust_stock", &adjust_stock)
      .def("on_hand", &on_hand)
      .def("stock_levels", &stock_levels);
}

}  // namespace emptor::python
