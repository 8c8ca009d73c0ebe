/// Breaks that count more than their line, and measure more than its quantity.
#include "pricing/counts.hpp"

#include "pricing/breaks.hpp"
#include "pricing/discounts.hpp"
#include "support/test.hpp"
#include "unit/pricing/small_book.hpp"

namespace {

using namespace emptor;
using namespace emptor::test;

Exact pieces(std::string_view quantity) { return Exact(micros(quantity)); }

/// What a document with these pieces of the item alone makes of a line of so many.
std::optional<PriceQuote> on_document(SmallBook& book, std::string_view line, std::string_view others) {
  book.build();
  Facts facts = book.ask(line);
  DocumentCounts counts;
  counts.add(*facts.item, pieces(line));
  counts.add(*facts.item, pieces(others));
  facts.document = &counts;
  return resolve(facts);
}

/// Item 8, in pieces and in dozens of ten, in group 1 as `the_item` is.
struct OtherItem {
  ProductSlot group{.kind = ProductKind::group, .product = 1, .prices = {}};
  Bases bases;
  PackedPtr<ItemPrices> card = build_item(
      {.id = ItemId(8), .stock_unit = piece, .units = {{dozen, Ratio{10, 1}}}, .others = {&group}}, {}, bases);
};

}  // namespace

TEST_CASE("a line counts for its item, its groups and everything, in each unit of the item", "[pricing]") {
  SmallBook book = SmallBook::with_base("10");
  book.build();
  const OtherItem other;
  DocumentCounts counts;
  counts.add(*book.ask().item, pieces("18"));
  counts.add(*other.card, pieces("5"));
  CHECK(*counts.find(ProductKind::item, the_item.value, UnitId()) == pieces("18"));
  CHECK(*counts.find(ProductKind::item, the_item.value, piece) == pieces("18"));
  CHECK(*counts.find(ProductKind::item, the_item.value, dozen) == pieces("1.5"));
  CHECK(*counts.find(ProductKind::group, 1, UnitId()) == pieces("23"));
  // Each item fills dozens of its own: 18 / 12 + 5 / 10.
  CHECK(*counts.find(ProductKind::group, 1, dozen) == pieces("2"));
  CHECK(*counts.find(ProductKind::everything, 0, UnitId()) == pieces("18"));
  CHECK(counts.find(ProductKind::group, 1, pound) == nullptr);
  CHECK(counts.find(ProductKind::item, 9, UnitId()) == nullptr);
}

TEST_CASE("a break counts its line, its item or its product on the document", "[pricing]") {
  const auto answer = [](BreakScope counts, bool by_group) {
    SmallBook book = SmallBook::with_base("10");
    const Row row{.price = "9", .min = "10", .counts = counts};
    const auto level = book.inherited(PriceListKind::level);
    static_cast<void>(by_group ? book.by_group(level, 1, row) : book.by_item(level, row));
    book.build();
    const OtherItem other;
    Facts facts = book.ask("6");
    DocumentCounts document;
    document.add(*facts.item, pieces("6"));
    document.add(*other.card, pieces("6"));
    facts.document = &document;
    return resolve(facts)->unit_price;
  };
  CHECK(answer(BreakScope::line, true) == price("10"));
  CHECK(answer(BreakScope::item, true) == price("10"));
  CHECK(answer(BreakScope::product, true) == price("9"));
  // The product of an item's entry is the item.
  CHECK(answer(BreakScope::product, false) == price("10"));
}

TEST_CASE("without a document the question says what counts, else its own quantity", "[pricing]") {
  SmallBook book = SmallBook::with_base("10");
  book.by_item(book.base, {.price = "9", .min = "10", .counts = BreakScope::item});
  CHECK(book.quote("9.999999")->unit_price == price("10"));
  CHECK(book.quote("10")->unit_price == price("9"));
  Facts facts = book.ask("2");
  facts.document_quantity = micros("10");
  CHECK(resolve(facts)->unit_price == price("9"));
  facts.document_quantity = micros("9.999999");
  CHECK(resolve(facts)->unit_price == price("10"));
  // A break of the line does not look at it.
  SmallBook by_line = SmallBook::with_base("10");
  by_line.by_item(by_line.base, {.price = "9", .min = "10"});
  by_line.build();
  Facts of_line = by_line.ask("2");
  of_line.document_quantity = micros("10");
  CHECK(resolve(of_line)->unit_price == price("10"));
}

TEST_CASE("a break in another unit counts that unit, exactly at its edge", "[pricing]") {
  SmallBook book = SmallBook::with_base("10");
  const auto level = book.inherited(PriceListKind::level);
  book.by_item(level, {.price = "96", .min = "2", .unit = dozen, .counts = BreakScope::item});
  CHECK(on_document(book, "12", "12")->unit_price == price("8"));
  CHECK(on_document(book, "12", "11.999999")->unit_price == price("10"));
  const auto strange = book.inherited(PriceListKind::customer_group);
  book.by_item(strange, {.price = "1", .min = "2", .unit = pound, .counts = BreakScope::item});
  CHECK(on_document(book, "12", "12")->unit_price == price("8"));
}

TEST_CASE("graduated prices and blocks price what is counted, and each line has the average", "[pricing]") {
  SmallBook graduated;
  graduated.base = graduated.list(PriceListKind::base);
  for (const auto& [min, of] : {std::pair{"0", "4"}, {"100", "3.9"}, {"200", "3.8"}})
    graduated.by_item(graduated.base,
                      {.price = of, .min = min, .counts = BreakScope::item, .scale = Scale::incremental});
  // 980 for 250; 3.92 each.
  CHECK(on_document(graduated, "150", "100")->unit_price == price("3.92"));
  CHECK(on_document(graduated, "1", "249")->unit_price == price("3.92"));
  SmallBook blocks;
  blocks.base = blocks.list(PriceListKind::base);
  blocks.by_item(blocks.base, {.price = "10", .per = 6, .counts = BreakScope::item, .scale = Scale::block});
  const auto quote = on_document(blocks, "7", "6");
  CHECK(quote->unit_price == price("2.307692"));
  CHECK(quote->amount == Money::of("16.15", "USD"));
}

TEST_CASE("what was counted is told with the price, and read back", "[pricing]") {
  SmallBook book = SmallBook::with_base("10");
  const PriceEntryId nine = book.by_item(book.base, {.price = "9", .min = "10", .counts = BreakScope::item});
  const PriceEntryId far = book.by_item(book.base, {.price = "8", .min = "20", .counts = BreakScope::item});
  book.build();
  Facts facts = book.ask("6");
  DocumentCounts counts;
  counts.add(*facts.item, pieces("6"));
  counts.add(*facts.item, pieces("6.5"));
  facts.document = &counts;

  Discounting told;
  REQUIRE(resolve(facts, told));
  CHECK(told.counted == std::vector<CountedBreak>{{.entry = nine.value, .counted = pieces("12.5")}});
  const std::string text = to_text(told, {});
  CHECK(text == "9 &12.5#" + std::to_string(nine.value) + " = 9");
  CHECK(read_discounting(text).discounting.counted == told.counted);
  CHECK(replay(read_discounting(text).discounting) == micros("9"));
  CHECK(to_text(read_discounting("9 &!12.5#2 = 9").discounting, {}) == "9 &!12.5#2 = 9");
  CHECK_THROWS_AS((void)read_discounting("9 &12.5 = 9"), Error);

  Trace trace;
  REQUIRE(resolve(facts, trace) == resolve(facts));
  for (const Traced& each : trace.candidates)
    if (each.entry != nullptr && each.entry->id == far.value) {
      CHECK(each.outcome == PriceOutcome::quantity_short);
      CHECK(each.counted == pieces("12.5"));
    }
  // A price that no such break has made keeps nothing.
  DocumentCounts few;
  few.add(*facts.item, pieces("6"));
  facts.document = &few;
  Discounting plain;
  REQUIRE(resolve(facts, plain)->unit_price == price("10"));
  CHECK_FALSE(plain.told());
}

TEST_CASE("a discount counts like a price, and is told beside it", "[pricing]") {
  SmallBook book = SmallBook::with_base("10");
  book.procedure.steps.push_back({.name = 1});
  const auto everyone = book.discounts(PriceListKind::everyone, {.step = 1});
  const PriceEntryId five = book.by_group(everyone, 1, {.off = {"5"}, .min = "10", .counts = BreakScope::product});
  CHECK(on_document(book, "6", "4")->unit_price == price("9.5"));
  CHECK(on_document(book, "6", "3")->unit_price == price("10"));
  book.build();
  Facts facts = book.ask("10");
  Discounting told;
  REQUIRE(resolve(facts, told));
  CHECK(to_text(told, {"discount"}) ==
        "10 &10#" + std::to_string(five.value) + " discount: *0.95#" + std::to_string(five.value) + " = 9.5");
}

TEST_CASE("a break by weight asks what the item weighs; nothing known reaches none", "[pricing]") {
  SmallBook book = SmallBook::with_base("10");
  const PriceEntryId heavy = book.by_item(book.base, {.price = "9", .min = "5", .measure = BreakMeasure::weight});
  CHECK(book.quote("1000000")->unit_price == price("10"));
  Trace trace;
  (void)resolve(book.ask("1000000"), trace);
  for (const Traced& each : trace.candidates)
    if (each.entry != nullptr && each.entry->id == heavy.value) {
      CHECK(each.outcome == PriceOutcome::no_measure);
      CHECK_FALSE(each.counted);
    }
  // Half a kilogram each.
  book.weight = micros("0.5");
  CHECK(book.quote("9.999999")->unit_price == price("10"));
  CHECK(book.quote("10")->unit_price == price("9"));
  Facts dozens = book.ask("0.75");
  dozens.unit = dozen;
  dozens.factor = Ratio{12, 1};
  CHECK(resolve(dozens)->unit_price == price("120"));
  dozens.quantity = micros("0.84");
  CHECK(resolve(dozens)->unit_price == price("108"));
  book.weight = 0;
  CHECK(book.quote("1000000")->unit_price == price("10"));
  CHECK(thresholds(book.ask()).quantities.empty());
  book.weight = micros("0.3");
  book.build();
  // 5 / 0.3, rounded up.
  CHECK(thresholds(book.ask()).quantities == std::vector<std::int64_t>{micros("16.666667")});
}

TEST_CASE("a document weighs what its items weigh", "[pricing]") {
  SmallBook book = SmallBook::with_base("10");
  book.weight = micros("0.5");
  const auto level = book.inherited(PriceListKind::level);
  book.by_group(level, 1, {.price = "9", .min = "5", .counts = BreakScope::product, .measure = BreakMeasure::weight});
  CHECK(on_document(book, "4", "6")->unit_price == price("9"));
  CHECK(on_document(book, "4", "5.999999")->unit_price == price("10"));
  // An item of the group without a weight adds none.
  book.build();
  const OtherItem other;
  Facts facts = book.ask("4");
  DocumentCounts counts;
  counts.add(*facts.item, pieces("4"));
  counts.add(*other.card, pieces("1000"));
  facts.document = &counts;
  CHECK(*counts.find(ProductKind::group, 1, BreakMeasure::weight) == pieces("2"));
  CHECK(counts.find(ProductKind::item, 8, BreakMeasure::weight) == nullptr);
  CHECK(resolve(facts)->unit_price == price("10"));
}

TEST_CASE("an amount is what the quantity costs at the lowest break", "[pricing]") {
  SmallBook book;
  book.base = book.list(PriceListKind::base);
  book.by_item(book.base, {.price = "10"});
  book.by_item(book.base, {.price = "9", .min = "1000", .measure = BreakMeasure::amount});
  CHECK(book.quote("99.999999")->unit_price == price("10"));
  CHECK(book.quote("100")->unit_price == price("9"));
  CHECK(on_document(book, "60", "40")->unit_price == price("10"));
  // At 9.00 it would come to 900: it is not the price that it leads to that counts.
  CHECK(thresholds(book.ask()).quantities == std::vector<std::int64_t>{micros("111.111112"), micros("100")});

  // Of the lowest break's own unit; the later of two prices.
  SmallBook dozens;
  dozens.base = dozens.list(PriceListKind::base);
  dozens.by_item(dozens.base, {.price = "60", .unit = dozen});
  dozens.by_item(dozens.base, {.price = "120", .from = 50, .unit = dozen});
  dozens.by_item(dozens.base,
                 {.price = "9", .min = "1000", .counts = BreakScope::item, .measure = BreakMeasure::amount});
  CHECK(on_document(dozens, "60", "40")->unit_price == price("9"));
  CHECK(on_document(dozens, "60", "39.999999")->unit_price == price("10"));

  // Without a price to begin with there is no amount.
  SmallBook percents = SmallBook::with_base("10");
  const auto level = percents.inherited(PriceListKind::level);
  percents.by_item(level, {.percent = "90"});
  percents.by_item(level, {.price = "1", .min = "1", .measure = BreakMeasure::amount});
  CHECK(percents.quote("1000")->unit_price == price("9"));
}

TEST_CASE("what a line weighed is told with its price", "[pricing]") {
  SmallBook book = SmallBook::with_base("10");
  book.weight = micros("2.5");
  const PriceEntryId nine = book.by_item(book.base, {.price = "9", .min = "10", .measure = BreakMeasure::weight});
  book.build();
  Discounting told;
  REQUIRE(resolve(book.ask("5"), told));
  CHECK(to_text(told, {}) == "9 &12.5#" + std::to_string(nine.value) + " = 9");
}
