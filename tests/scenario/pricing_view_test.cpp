/// Many quotes over one snapshot, and cards that follow every change, whoever makes it.
#include "pricing/cache.hpp"
#include "scenario/pricing_fixture.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"

namespace {

using namespace emptor;
using namespace emptor::test;

const Date kToday = Date::of(2026, 3, 31);

struct Keys {
  PartyId c001;
  PartyId c002;
  ItemId p1;
  ItemId p3;
};
Keys keys(const PriceBook& book) {
  return {book.customers().get("C001").id, book.customers().get("C002").id, book.catalog().item("P1").id,
          book.catalog().item("P3").id};
}

}  // namespace

TEST_CASE("a view answers by code and by key alike", "[pricing]") {
  PriceBook book;
  book.prices().set_special("C001", "P1", dec("18"));
  const auto [c001, c002, p1, p3] = keys(book);
  PriceView view = book.prices().view();
  for (int again = 0; again < 2; ++again) {
    CHECK(view.quote(c001, p1, Quantity::of(1), kToday)->unit_price == price("18"));
    CHECK(view.quote(c002, p1, Quantity::of(1), kToday)->unit_price == price("20"));
    CHECK(view.quote({.item = "P3", .customer = "C001"}) == *view.quote(c001, p3, Quantity::of(1), kToday));
  }
  CHECK_FALSE(view.quote(c001, p1, Quantity::of(1), kToday, Direction::purchases));
  CHECK(refusal([&] { (void)view.quote({.item = "P9", .customer = "C001"}); }).field() == "item");
}

TEST_CASE("every kind of change is seen by the next view", "[pricing]") {
  PriceBook book;
  const auto [c001, c002, p1, p3] = keys(book);
  const auto now = [&](PartyId party, ItemId of_item) {
    return book.prices().view().quote(party, of_item, Quantity::of(1), kToday)->unit_price;
  };
  CHECK(now(c001, p1) == price("19"));
  // an item's price in each kind of list, a group's, everything's
  book.prices().set({.list = level("WHOLESALE"), .percent_of_base = dec("94")});
  CHECK(now(c001, p1) == price("18.8"));
  book.prices().set({.list = level("WHOLESALE"), .product = group("TOP"), .percent_of_base = dec("93")});
  CHECK(now(c001, p1) == price("18.6"));
  book.prices().set({.list = level("WHOLESALE"), .product = item("P1"), .price = dec("18.4")});
  CHECK(now(c001, p1) == price("18.4"));
  book.prices().set({.list = customer_group("North"), .product = item("P1"), .price = dec("18.2")});
  CHECK(now(c001, p1) == price("18.2"));
  const PriceEntryId special = book.prices().set_special("C001", "P1", dec("18"));
  CHECK(now(c001, p1) == price("18"));
  book.prices().withdraw(special);
  CHECK(now(c001, p1) == price("18.2"));
  CHECK(now(c001, p3) == price("37.2"));
  CHECK(now(c002, p3) == price("40"));
  // terms, groups, items, settings
  book.customers().leave_group("C001", "North", kToday);
  CHECK(now(c001, p1) == price("18.4"));
  book.customers().set_term(TermOwner::group("South"), Term::sales_rate, "10");
  CHECK(now(c002, p3) == price("36"));
  book.customers().set_term(TermOwner::book(), Term::sales_list, "A");
  CHECK(now(c002, p1) == price("25"));
  book.catalog().update_item("P3", {.groups = std::vector<std::string>{}});
  CHECK(now(c001, p3) == price("37.6"));
  book.ask({PriceSource::base});
  CHECK(now(c001, p1) == price("20"));
}

TEST_CASE("publishing one price drops one card", "[pricing]") {
  PriceBook book;
  const auto [c001, c002, p1, p3] = keys(book);
  const auto warm = [&, customers = std::pair(c001, c002), items = std::pair(p1, p3)](access::Work& work) {
    for (const PartyId party : {customers.first, customers.second})
      for (const ItemId of_item : {items.first, items.second})
        (void)pricing::resolve(work, {.party = party, .item = of_item, .quantity = Quantity::of(1), .on = kToday});
  };
  const auto cards = [&] {
    return book.read([](access::Work& work) {
      auto& cache = work.cache<pricing::PriceCache>();
      cache.refresh(work);
      return cache.card_count();
    });
  };
  book.read([&](access::Work& work) {
    warm(work);
    return 0;
  });
  REQUIRE(cards() == 4);
  book.prices().set_special("C001", "P1", dec("18"));
  CHECK(cards() == 3);
  book.prices().set({.list = level("RETAIL"), .product = item("P3"), .price = dec("30")});
  CHECK(cards() == 2);
  book.prices().set({.list = level("RETAIL"), .product = group("TOP"), .percent_of_base = dec("90")});
  CHECK(cards() == 2);
  CHECK(book.quote("P1", "C002").unit_price == price("18"));
}

TEST_CASE("another session's change on the same file is seen by the next view", "[pricing]") {
  const Scratch scratch;
  const std::string path = scratch.plain_file("trade.emptor");
  PriceBook book({.path = path});
  const auto [c001, c002, p1, p3] = keys(book);
  auto other = std::make_shared<SessionState>();
  other->database = store::Database::open({.path = path, .clock = book.clock.get()});
  other->clock = book.clock.get();
  other->actor = book.state->actor;

  PriceView before = book.prices().view();
  CHECK(before.quote(c001, p1, Quantity::of(1), kToday)->unit_price == price("19"));
  Prices(other).set_special("C001", "P1", dec("18"));
  // An open view keeps its snapshot.
  CHECK(before.quote(c001, p1, Quantity::of(1), kToday)->unit_price == price("19"));
  CHECK(book.prices().view().quote(c001, p1, Quantity::of(1), kToday)->unit_price == price("18"));
  { const PriceView ended = std::move(before); }
  std::vector<PriceEntryInput> many;
  for (int i = 1; i <= 5'000; ++i)
    many.push_back({.list = level("RETAIL"), .product = item("P3"), .price = dec("30"), .min_quantity = Decimal(i)});
  (void)Prices(other).set_all(many);
  CHECK(book.prices().view().quote(c002, p3, Quantity::of(1), kToday)->unit_price == price("30"));
  CHECK(book.prices().view().quote(c001, p1, Quantity::of(1), kToday)->unit_price == price("18"));
}

TEST_CASE("a view in a batch sees what the batch has changed, and outlives it", "[pricing]") {
  PriceBook book;
  const auto [c001, c002, p1, p3] = keys(book);
  book.state->open.emplace(book.state->database->begin(store::Access::write));
  PriceView view = book.prices().view();
  CHECK(view.quote(c001, p1, Quantity::of(1), kToday)->unit_price == price("19"));
  book.prices().set_special("C001", "P1", dec("18"));
  CHECK(view.quote(c001, p1, Quantity::of(1), kToday)->unit_price == price("18"));
  // A refused call undoes itself and the caches with it.
  const PriceEntryInput again{.list = customer("C001"), .product = item("P1"), .price = dec("17")};
  CHECK(refusal([&] { book.prices().set(again); }).code() == ErrorCode::overlap);
  CHECK(view.quote(c001, p1, Quantity::of(1), kToday)->unit_price == price("18"));
  book.state->open.reset();
  CHECK(view.quote(c001, p1, Quantity::of(1), kToday)->unit_price == price("19"));
}
