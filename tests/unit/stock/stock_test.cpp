/// Quantities on hand and what moves them.
#include "stock/stock.hpp"

#include <limits>

#include "catalog/cards.hpp"
#include "support/bare_book.hpp"
#include "support/refused.hpp"
#include "support/test.hpp"

using namespace emptor;
using test::BareBook;
using test::refusal;

namespace {

const Date kToday(20'543);

/// P1 is stocked, S1 is a service; warehouses W1 and W2.
struct Shop : BareBook {
  Shop() {
    catalog().create_unit("PCS", "piece");
    catalog().create_item({.code = "P1", .name = "One", .unit = "PCS"});
    catalog().create_item({.code = "S1", .name = "Service", .unit = "PCS", .stocked = false});
    catalog().create_location("W1", "One");
    catalog().create_location("W2", "Two");
  }
  void adjust(std::string_view location, std::string_view quantity) const {
    stock().adjust("P1", location, Quantity::of(quantity), kToday, "count");
  }
};

}  // namespace

TEST_CASE("adjustments add up by item and location", "[stock]") {
  const Shop shop;
  CHECK(shop.stock().on_hand("P1", "W1") == Quantity{});
  CHECK(shop.stock().levels("P1").empty());

  shop.adjust("W2", "100");
  shop.adjust("W2", "-0.5");
  shop.adjust("W1", "-3");

  CHECK(shop.stock().on_hand("P1", "W2") == Quantity::of("99.5"));
  CHECK(shop.stock().on_hand("P1", "W1") == Quantity::of("-3"));
  const auto levels = shop.stock().levels("P1");
  REQUIRE(levels.size() == 2);
  CHECK(levels[0].location == "W1");
  CHECK(levels[0].item == "P1");
  CHECK(levels[1].on_hand == Quantity::of("99.5"));
}

TEST_CASE("an adjustment says who, when, why, and how much there was", "[stock][audit]") {
  const Shop shop;
  shop.adjust("W1", "100");
  shop.stock().adjust("P1", "W1", Quantity::of("-1"), kToday, "broken");
  const auto trail = shop.access().audit({.entity = Entity::stock});
  REQUIRE(trail.size() == 2);
  CHECK(trail[1].actor == "owner");
  CHECK(trail[1].detail == R"({"location":"W1","on":"2026-03-31","on_hand":["100","99"],"reason":"broken"})");
}

TEST_CASE("an adjustment that makes no sense is refused with all its problems", "[stock]") {
  const Shop shop;
  const auto adjust = [&](std::string_view item, std::string_view location, std::int64_t micros,
                          std::string_view reason) {
    return refusal([&] { shop.stock().adjust(item, location, Quantity{micros}, kToday, reason); });
  };
  CHECK(adjust("P9", "W9", 0, "") ==
        "REQUIRED(reason) INVALID(quantity) UNKNOWN_REFERENCE(item) UNKNOWN_REFERENCE(location)");
  CHECK(adjust("S1", "W1", 1, "count") == "INVALID(item)");
  CHECK(adjust("P1", "W1", 1, std::string(201, 'x')) == "TOO_LONG(reason)");
  CHECK(refusal([&] { static_cast<void>(shop.stock().on_hand("P9", "W1")); }) == "UNKNOWN_REFERENCE(item)");
  CHECK(refusal([&] { static_cast<void>(shop.stock().on_hand("P1", "W9")); }) == "UNKNOWN_REFERENCE(location)");
  CHECK(refusal([&] { static_cast<void>(shop.stock().levels("P9")); }) == "UNKNOWN_REFERENCE(item)");
}

TEST_CASE("stock is not adjusted in a closed period", "[stock]") {
  const Shop shop;
  shop.settings().lock_through(kToday);
  CHECK(refusal([&] { shop.adjust("W1", "1"); }) == "PERIOD_LOCKED(on)");
  CHECK_NOTHROW(shop.stock().adjust("P1", "W1", Quantity::of("1"), kToday + 1, "count"));
}

TEST_CASE("a quantity that cannot be held exactly is refused and changes nothing", "[stock]") {
  const Shop shop;
  constexpr std::int64_t max = std::numeric_limits<std::int64_t>::max();
  const auto add = [&](std::int64_t micros) { shop.stock().adjust("P1", "W1", Quantity{micros}, kToday, "count"); };
  const auto on_hand = [&] { return shop.stock().on_hand("P1", "W1").micros; };

  CHECK(refusal([&] { add(-max - 1); }) == "OVERFLOW(quantity)");
  add(max - 1);
  CHECK(refusal([&] { add(2); }) == "OVERFLOW(quantity)");
  CHECK(on_hand() == max - 1);
  add(1);
  add(-max);
  add(-max);
  CHECK(refusal([&] { add(-1); }) == "OVERFLOW(quantity)");
  CHECK(on_hand() == -max);
  add(max);
  CHECK(on_hand() == 0);
}

TEST_CASE("counters equal adjustments when nothing else moved", "[stock]") {
  Shop shop;
  shop.adjust("W1", "5");
  shop.adjust("W1", "-2");
  shop.adjust("W2", "7");
  shop.read([](access::Work& work) {
    const auto counters = stock::counters(work);
    const auto adjustments = stock::adjustments(work);
    REQUIRE(counters.size() == 2);
    REQUIRE(adjustments.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(counters[i].item == adjustments[i].item);
      CHECK(counters[i].location == adjustments[i].location);
      CHECK(counters[i].quantity == adjustments[i].quantity);
    }
    CHECK(counters[0].quantity == 3'000'000);
    return 0;
  });
}

TEST_CASE("a posting moves the counter and leaves no adjustment", "[stock]") {
  Shop shop;
  shop.write([](access::Work& work) {
    const ItemId item = catalog::find_item_id(work, "P1");
    const LocationId location = catalog::find_location(work, "W1");
    CHECK(stock::Moving(work, location, {{item, 10'000'000}, {item, -4'000'000}}).unfit() == nullptr);
    // All or none: the second one does not fit.
    stock::Moving too_much(work, location, {{item, 1}, {item, std::numeric_limits<std::int64_t>::max()}});
    const stock::Move* unfit = too_much.unfit();
    REQUIRE(unfit != nullptr);
    CHECK(unfit->quantity == std::numeric_limits<std::int64_t>::max());
    CHECK(stock::on_hand(work, item, location) == 6'000'000);
  });
  CHECK(shop.stock().on_hand("P1", "W1") == Quantity::of("6"));
  CHECK(shop.read([](access::Work& work) { return stock::adjustments(work).size(); }) == 0);
}
