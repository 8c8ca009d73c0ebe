#include "pricing/cards.hpp"

#include <random>
#include <set>

#include "pricing/card_table.hpp"
#include "support/test.hpp"
#include "unit/pricing/small_book.hpp"

using namespace emptor;
using namespace emptor::test;

TEST_CASE("a party card finds every product among a few and among many entries", "[pricing]") {
  const int count = GENERATE(0, 1, 2, 16, 17, 64, 1'000, 20'000);
  CAPTURE(count);
  PartyFacts facts;
  facts.stretches.emplace_back();
  facts.own_lists.push_back({.id = PriceListId(5), .currency = usd});
  for (int i = 1; i <= count; ++i)
    facts.entries.push_back({.id = PriceEntryId(i),
                             .list = PriceListId(5),
                             .product_kind = i % 2 == 0 ? ProductKind::item : ProductKind::group,
                             .product = std::int64_t{i} * i,
                             .value = i});
  Bases bases;
  const auto card = build_party(facts, bases);
  for (int i = 1; i <= count; ++i) {
    const auto kind = i % 2 == 0 ? ProductKind::item : ProductKind::group;
    const auto other = i % 2 == 0 ? ProductKind::group : ProductKind::item;
    const auto found = card->find(kind, std::int64_t{i} * i);
    REQUIRE(found.size() == 1);
    REQUIRE(found.front().value == i);
    REQUIRE(card->find(other, std::int64_t{i} * i).empty());
  }
  CHECK(card->find(ProductKind::everything, 0).empty());
  if (count >= 1'000) CHECK(card->bytes <= static_cast<std::size_t>(count) * 37 + 256);
}

TEST_CASE("a product card finds every list among a few and among many", "[pricing]") {
  const int count = GENERATE(0, 1, 3, 16, 17, 500);
  CAPTURE(count);
  ProductFacts facts;
  for (int i = count; i >= 1; --i)
    for (int of_list = 0; of_list < 3; ++of_list) {
      facts.entries.push_back({.id = PriceEntryId(i * 10 + of_list), .basis = {.min_quantity = of_list * 1'000'000}});
      facts.list_of.push_back(static_cast<ListHandle>(i * 2));
    }
  Bases bases;
  const auto card = build_product(facts, bases);
  for (int i = 1; i <= count; ++i) {
    const auto found = card->find(static_cast<ListHandle>(i * 2));
    REQUIRE(found.size() == 3);
    REQUIRE(found[0].id == i * 10 + 2);  // greatest smallest-quantity first
    REQUIRE(found[2].id == i * 10);
    REQUIRE(card->find(static_cast<ListHandle>(i * 2 + 1)).empty());
  }
  CHECK(card->find(1).empty());
}

TEST_CASE("stretches of days that mean the same to prices are one segment", "[pricing]") {
  PartyFacts facts;
  facts.stretches.resize(4);
  facts.stretches[0].lists = {3, 4};
  facts.stretches[1].segment.from = 10;
  facts.stretches[1].lists = {3, 4};
  facts.stretches[2].segment.from = 20;
  facts.stretches[2].lists = {3};
  facts.stretches[3].segment.from = 30;
  facts.stretches[3].lists = {3};
  facts.stretches[3].segment.assigned = 9;
  Bases bases;
  const auto card = build_party(facts, bases);
  REQUIRE(card->segments.count == 3);
  CHECK(card->on(Date(19)).lists_count == 2);
  CHECK(card->on(Date(20)).lists_count == 1);
  CHECK(card->on(Date(29)).assigned == 0);
  CHECK(card->on(Date(30)).assigned == 9);
  CHECK(card->on(Date(-100'000)).lists_count == 2);
}

TEST_CASE("an entry takes 32 bytes", "[pricing]") { CHECK(sizeof(Entry) == 32); }

TEST_CASE("a table keeps cards at near and at far keys, and counts their bytes", "[pricing]") {
  Bases bases;
  const auto card = [&](ListHandle list) {
    return build_product({.entries = {{.id = PriceEntryId(list)}}, .list_of = {list}}, bases);
  };
  CardTable<ProductPrices> table;
  const std::vector<std::int64_t> keys{0, 1, 1'023, 1'024, 5'000'000, 67'108'863, 67'108'864, INT64_MAX};
  for (const std::int64_t key : keys) CHECK(table.find(key) == nullptr);
  ListHandle list = 0;
  for (const std::int64_t key : keys) table.put(key, card(++list));
  list = 0;
  for (const std::int64_t key : keys) CHECK(table.find(key)->find(++list).size() == 1);
  CHECK(table.find(2) == nullptr);
  CHECK(table.find(INT64_MAX - 1) == nullptr);
  CHECK(table.size() == keys.size());
  CHECK(table.bytes() == keys.size() * table.find(0)->bytes);
  table.drop(INT64_MAX);
  table.drop(1'024);
  table.drop(1'025);
  CHECK(table.find(INT64_MAX) == nullptr);
  CHECK(table.find(1'024) == nullptr);
  CHECK(table.size() == keys.size() - 2);
  table.clear();
  CHECK(table.find(0) == nullptr);
  CHECK(table.bytes() == 0);
}
