/// Items and the small tables around them.
#include "emptor/catalog.hpp"

#include "base/compose.hpp"
#include "catalog/cards.hpp"
#include "support/bare_book.hpp"
#include "support/refused.hpp"
#include "support/test.hpp"

using namespace emptor;
using test::BareBook;
using test::refusal;

namespace {

Date day(std::string_view iso) { return Date::parse(iso); }

/// Units PCS, DZN, BOX; tax code VAT at 10 %; groups TOP over TOYS over CARS.
struct Shop : BareBook {
  Shop() {
    catalog().create_unit("PCS", "piece");
    catalog().create_unit("DZN", "dozen");
    catalog().create_unit("BOX", "box");
    catalog().create_tax_code("VAT", "value added", Percent::of("10"));
    catalog().create_item_group({.code = "TOP", .name = "Top"});
    catalog().create_item_group({.code = "TOYS", .name = "Toys", .parent = "TOP"});
    catalog().create_item_group({.code = "CARS", .name = "Cars", .parent = "TOYS"});
  }
  ItemId item(std::string_view code, ItemInput input = {}) const {
    input.code = code;
    if (input.name.empty()) input.name = code;
    input.unit = "PCS";
    return catalog().create_item(input);
  }
};

std::vector<std::string> codes(const std::vector<Item>& items) {
  std::vector<std::string> found;
  for (const Item& each : items) found.push_back(each.code);
  return found;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("an item is read back as it was created", "[catalog]") {
  const Shop shop;
  const ItemId id = shop.catalog().create_item({.code = "P1",
                                                .name = "Car",
                                                .unit = "PCS",
                                                .tax_code = "VAT",
                                                .barcode = "4006381333931",
                                                .groups = {"CARS", "TOP"},
                                                .units = {{"DZN", {12, 1}}, {"BOX", {100, 8}}},
                                                .stocked = false});

  const Item item = shop.catalog().item("P1");
  CHECK(item.id == id);
  CHECK(item.name == "Car");
  CHECK(item.unit == "PCS");
  CHECK(item.tax_code == "VAT");
  CHECK(item.barcode == "4006381333931");
  CHECK(item.groups == Codes{"CARS", "TOP"});
  REQUIRE(item.units.size() == 2);
  CHECK(item.units[0].unit == "DZN");
  CHECK(item.units[0].factor == Ratio{12, 1});
  CHECK(item.units[1].unit == "BOX");
  CHECK(item.units[1].factor == Ratio{25, 2});
  CHECK_FALSE(item.stocked);
  CHECK_FALSE(item.archived);
}

TEST_CASE("all problems of an item are reported at once and nothing is kept", "[catalog]") {
  Shop shop;
  shop.item("P1");
  const auto rows = [&] {
    return shop.read([](access::Work& work) {
      auto row = work.tx().statement("SELECT count(*) FROM emptor_item");
      row.step();
      return row.integer(0);
    });
  };
  CHECK(refusal([&] {
          shop.catalog().create_item({.code = "P1",
                                      .name = std::string(101, 'x'),
                                      .unit = "KG",
                                      .tax_code = "GST",
                                      .barcode = "\xff",
                                      .groups = {"TOP", "NONE", "TOP"},
                                      .units = {{"PCS", {1, 1}}, {"DZN", {0, 1}}, {"DZN", {2, 1}}, {"", {1, 1}}}});
        }) ==
        "TOO_LONG(name) BAD_UTF8(barcode) DUPLICATE_CODE(code) UNKNOWN_REFERENCE(unit) UNKNOWN_REFERENCE(tax_code) "
        "UNKNOWN_REFERENCE(groups[1]) INVALID(groups[2]) RANGE(units[1].factor) INVALID(units[2].unit) "
        "REQUIRED(units[3].unit)");
  CHECK(refusal([&] { shop.catalog().create_item({}); }) == "REQUIRED(code) REQUIRED(name) REQUIRED(unit)");
  CHECK(refusal([&] { shop.item("P2", {.units = {{"PCS", {1, 1}}}}); }) == "INVALID(units[0].unit)");
  CHECK(rows() == 1);
}

TEST_CASE("lengths count characters, not bytes", "[catalog]") {
  const Shop shop;
  std::string name;
  for (int i = 0; i < 100; ++i) name += "ễ";
  CHECK_NOTHROW(shop.item("P1", {.name = name}));
  CHECK(shop.catalog().item("P1").name == name);
  CHECK(refusal([&] { shop.item("P2", {.name = name + "ễ"}); }) == "TOO_LONG(name)");
}

TEST_CASE("a change of an item is audited with old and new, and what is not given stays", "[catalog][audit]") {
  const Shop shop;
  const ItemId id = shop.item("P1", {.name = "Car", .tax_code = "VAT", .groups = {"CARS"}});

  shop.catalog().update_item("P1", {.name = "Truck", .groups = Codes{"TOYS", "TOP"}});
  shop.catalog().update_item("P1", {.name = "Truck"});

  const Item item = shop.catalog().item("P1");
  CHECK(item.name == "Truck");
  CHECK(item.tax_code == "VAT");
  CHECK(item.groups == Codes{"TOYS", "TOP"});
  const auto trail = shop.access().audit({.entity = Entity::item, .entity_id = id.value});
  REQUIRE(trail.size() == 2);
  CHECK(trail[1].actor == "owner");
  CHECK(trail[1].detail == R"({"name":["Car","Truck"],"groups":["CARS","TOYS,TOP"]})");

  shop.catalog().update_item("P1", {.tax_code = ""});
  CHECK(shop.catalog().item("P1").tax_code.empty());
  CHECK(refusal([&] { shop.catalog().update_item("P9", {.name = "x"}); }) == "NOT_FOUND(code)");
  CHECK(refusal([&] { shop.catalog().update_item("P1", {.name = "", .tax_code = "GST"}); }) ==
        "REQUIRED(name) UNKNOWN_REFERENCE(tax_code)");
}

TEST_CASE("items are found by words of code, name and barcode", "[catalog][search]") {
  const Shop shop;
  shop.item("P1", {.name = "Bánh mì Hòa Bình", .barcode = "893001"});
  shop.item("P2", {.name = "Peace bread"});
  shop.item("50%", {.name = "Half"});
  const auto found = [&](std::string_view text) { return codes(shop.catalog().items({.text = std::string(text)})); };

  CHECK(found("hoa binh") == Codes{"P1"});
  CHECK(found("Bình BÁNH") == Codes{"P1"});
  CHECK(found("893001") == Codes{"P1"});
  CHECK(found("bread") == Codes{"P2"});
  CHECK(found("bread binh").empty());
  CHECK(found("").size() == 3);
  CHECK(found("   ").size() == 3);
  CHECK(found("%") == Codes{"50%"});
  CHECK(found("_").empty());
  CHECK(found("'; DROP TABLE emptor_item; --").empty());
  CHECK(refusal([&] { found(std::string(201, 'x')); }) == "TOO_LONG(text)");
}

TEST_CASE("a list shows a group with all below it, page by page", "[catalog][search]") {
  const Shop shop;
  for (int i = 1; i <= 5; ++i) shop.item(compose("C{}", i), {.groups = {"CARS"}});
  shop.item("T1", {.groups = {"TOYS"}});
  shop.item("X1");
  shop.catalog().update_item("C5", {.archived = true});

  CHECK(codes(shop.catalog().items({.group = "TOP"})) == Codes{"C1", "C2", "C3", "C4", "T1"});
  CHECK(codes(shop.catalog().items({.group = "TOYS", .after_code = "C2", .limit = 2})) == Codes{"C3", "C4"});
  CHECK(codes(shop.catalog().items({.group = "CARS", .include_archived = true})).size() == 5);
  CHECK(codes(shop.catalog().items({.after_code = "C4"})) == Codes{"T1", "X1"});
  CHECK(refusal([&] { static_cast<void>(shop.catalog().items({.group = "NONE"})); }) == "UNKNOWN_REFERENCE(group)");
  CHECK(refusal([&] { static_cast<void>(shop.catalog().items({.limit = 0})); }) == "RANGE(limit)");
  CHECK(refusal([&] { static_cast<void>(shop.catalog().items({.limit = 10'001})); }) == "RANGE(limit)");
}

TEST_CASE("a large group is listed in the order of codes as well", "[catalog][search]") {
  Shop shop;
  shop.state->open.emplace(shop.state->database->begin(store::Access::write));
  for (int i = 0; i < 2'100; ++i) shop.item(compose("I{:04}", i), {.groups = {i % 2 == 0 ? "CARS" : "TOYS"}});
  shop.item("A");
  shop.state->open->commit();
  shop.state->open.reset();

  const auto page = codes(shop.catalog().items({.group = "TOP", .after_code = "I0041", .limit = 3}));
  CHECK(page == Codes{"I0042", "I0043", "I0044"});
  CHECK(codes(shop.catalog().items({.group = "CARS", .limit = 2})) == Codes{"I0000", "I0002"});
}

TEST_CASE("a card knows the ancestors of its groups, nearest first and none twice", "[catalog][card]") {
  Shop shop;
  shop.item("P1", {.groups = {"CARS", "TOP"}, .units = {{"DZN", {12, 1}}}});
  shop.read([](access::Work& work) {
    const catalog::ItemCard& card = catalog::require_item(work, "P1", "item");
    CHECK(card.code == "P1");
    REQUIRE(card.groups.size() == 3);
    CHECK(catalog::item_group_code(work, card.groups[0]) == "CARS");
    CHECK(catalog::item_group_code(work, card.groups[1]) == "TOYS");
    CHECK(catalog::item_group_code(work, card.groups[2]) == "TOP");
    CHECK(card.factor(catalog::find_unit(work, "PCS")) == Ratio{});
    CHECK(card.factor(catalog::find_unit(work, "DZN")) == Ratio{12, 1});
    CHECK_FALSE(card.factor(catalog::find_unit(work, "BOX")));
    CHECK(&card == &catalog::card(work, card.id));
    return 0;
  });
  shop.catalog().update_item("P1", {.name = "New name"});
  CHECK(shop.read([](access::Work& work) { return catalog::require_item(work, "P1", "item").name; }) == "New name");
}

TEST_CASE("what cards are asked for and nobody knows is refused or none", "[catalog][card]") {
  Shop shop;
  shop.read([](access::Work& work) {
    CHECK_FALSE(catalog::find_item_id(work, "P9"));
    CHECK_FALSE(catalog::find_unit(work, "KG"));
    CHECK_FALSE(catalog::find_location(work, "W1"));
    CHECK(refusal([&] { static_cast<void>(catalog::require_item(work, "P9", "lines[0].item")); }) ==
          "UNKNOWN_REFERENCE(lines[0].item)");
    CHECK(refusal([&] { static_cast<void>(catalog::card(work, ItemId(99))); }) == "UNKNOWN_REFERENCE(item)");
    CHECK(refusal([&] { static_cast<void>(catalog::unit_code(work, UnitId(99))); }) == "INTERNAL()");
    CHECK(catalog::tax_rate(work, TaxCodeId(), day("2026-01-01")) == Percent{});
    return 0;
  });
  CHECK_FALSE(shop.catalog().find_item("P9"));
  CHECK(refusal([&] { static_cast<void>(shop.catalog().item("P9")); }) == "NOT_FOUND(code)");
  // Found as soon as it exists.
  shop.item("P9");
  CHECK(shop.read([](access::Work& work) { return static_cast<bool>(catalog::find_item_id(work, "P9")); }));
}

TEST_CASE("a tax rate holds from its day on", "[catalog][tax]") {
  const Shop shop;
  shop.catalog().set_tax_rate("VAT", Percent::of("8"), day("2026-07-01"));
  shop.catalog().set_tax_rate("VAT", Percent::of("12"), day("2027-01-01"));
  shop.catalog().set_tax_rate("VAT", Percent::of("11"), day("2027-01-01"));
  const auto rate = [&](std::string_view on) { return shop.catalog().tax_rate("VAT", day(on)); };

  CHECK(rate("0001-01-01") == Percent::of("10"));
  CHECK(rate("2026-06-30") == Percent::of("10"));
  CHECK(rate("2026-07-01") == Percent::of("8"));
  CHECK(rate("2026-12-31") == Percent::of("8"));
  CHECK(rate("2027-01-01") == Percent::of("11"));
  const auto trail = shop.access().audit({.entity = Entity::tax_code});
  CHECK(trail.back().detail == R"({"from":"2027-01-01","rate":["12","11"]})");

  CHECK(refusal([&] { shop.catalog().set_tax_rate("GST", Percent::of("5"), day("2026-01-01")); }) ==
        "UNKNOWN_REFERENCE(code)");
  CHECK(refusal([&] { shop.catalog().set_tax_rate("VAT", Percent::of("100.01"), day("2026-01-01")); }) ==
        "RANGE(rate)");
  CHECK(refusal([&] { shop.catalog().create_tax_code("NEG", "", Percent::of("-1")); }) == "RANGE(rate)");
  CHECK_NOTHROW(shop.catalog().create_tax_code("FULL", "", Percent::of("100")));
}

TEST_CASE("codes of the small tables are unique, not empty and not too long", "[catalog]") {
  const Shop shop;
  const std::string long_code(31, 'x');
  CHECK(refusal([&] { shop.catalog().create_unit("PCS", ""); }) == "DUPLICATE_CODE(code)");
  CHECK(refusal([&] { shop.catalog().create_unit("", ""); }) == "REQUIRED(code)");
  CHECK(refusal([&] { shop.catalog().create_tax_code("VAT", "", Percent{-1}); }) == "RANGE(rate) DUPLICATE_CODE(code)");
  shop.catalog().create_location("W1", "Main");
  shop.catalog().create_location("W0", "Old");
  CHECK(refusal([&] { shop.catalog().create_location("W1", "\x80"); }) == "BAD_UTF8(name) DUPLICATE_CODE(code)");
  CHECK(refusal([&] { shop.catalog().create_location(long_code, std::string(101, 'n')); }) ==
        "TOO_LONG(code) TOO_LONG(name)");
  CHECK(refusal([&] { shop.catalog().create_item_group({.code = "TOP"}); }) == "DUPLICATE_CODE(code)");
  CHECK(refusal([&] { shop.catalog().create_item_group({.code = "A", .parent = "B"}); }) ==
        "UNKNOWN_REFERENCE(parent)");
  CHECK(refusal([&] { shop.catalog().create_item_group({.code = "A", .parent = "A"}); }) == "CYCLE(parent)");

  const auto locations = shop.catalog().locations();
  REQUIRE(locations.size() == 2);
  CHECK(locations[0].code == "W0");
  CHECK(locations[1].name == "Main");
  const auto groups = shop.catalog().item_groups();
  REQUIRE(groups.size() == 3);
  CHECK(groups[0].code == "CARS");
  CHECK(groups[0].parent == "TOYS");
  CHECK_FALSE(groups[1].parent);
}

TEST_CASE("SQL in a text is a text", "[catalog]") {
  const Shop shop;
  const std::string text = "'); DELETE FROM emptor_item; --";
  shop.item("P1", {.name = text, .barcode = "\" OR 1=1"});
  CHECK(shop.catalog().item("P1").name == text);
  CHECK(codes(shop.catalog().items({.text = "delete from"})) == Codes{"P1"});
}
