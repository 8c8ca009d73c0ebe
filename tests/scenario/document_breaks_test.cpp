/// Breaks that count more than their line, through whole books: what is kept, explained, audited, rehearsed and
/// refused.
#include "emptor/emptor.hpp"
#include "emptor/price_analysis.hpp"
#include "emptor/price_lint.hpp"
#include "emptor/simulation.hpp"
#include "support/refused.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

namespace {

using namespace emptor;
using namespace emptor::test;

PriceEntryInput mugs(const char* price, std::int64_t min = 0, BreakScope counts = BreakScope::product) {
  return {.product = {.group = "MUGS"},
          .price = Decimal::parse(price),
          .min_quantity = Decimal(min),
          .counts = min == 0 ? BreakScope::line : counts};
}

/// Red and blue mugs at 10.00, 9.00 from 10 of either on the document.
Book mug_book() {
  Book book = trade_book();
  book.catalog().create_item_group({.code = "MUGS", .name = "Mugs"});
  for (const char* code : {"RED", "BLUE"})
    book.catalog().create_item({.code = code, .name = code, .unit = "PCS", .groups = {"MUGS"}, .stocked = false});
  book.prices().set(mugs("10"));
  book.prices().set(mugs("9", 10));
  return book;
}

VoucherDraft sale(std::vector<std::pair<const char*, std::int64_t>> lines, std::string customer = "C001") {
  VoucherDraft draft{.kind = VoucherKind::sale, .party = std::move(customer), .dated = trade_day};
  for (const auto& [item, quantity] : lines) draft.lines.push_back({.item = item, .quantity = Quantity::of(quantity)});
  return draft;
}

/// Unit prices, one after the other.
std::string prices_of(const Voucher& voucher) {
  std::string told;
  for (const VoucherLine& line : voucher.lines)
    told += (told.empty() ? "" : " ") + line.unit_price.value().normalized().to_string();
  return told;
}
std::string posted(Book& book, const VoucherDraft& draft) { return prices_of(*book.vouchers().post(draft).voucher); }

}  // namespace

TEST_CASE("the very first voucher of a session counts its document", "[pricing]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  {
    Book book = Book::open(path, "USD");
    set_up_trade(book, 3);
    book.catalog().create_item_group({.code = "MUGS", .name = "Mugs"});
    for (const char* code : {"RED", "BLUE"})
      book.catalog().create_item({.code = code, .name = code, .unit = "PCS", .groups = {"MUGS"}});
    book.prices().set(mugs("10"));
    book.prices().set(mugs("9", 10));
    book.close();
  }
  Book book = Book::open(path);
  CHECK(posted(book, sale({{"P1", 4}, {"RED", 6}, {"BLUE", 4}})) == "10 9 9");
  CHECK(posted(book, sale({{"P1", 4}, {"RED", 6}, {"BLUE", 3}})) == "10 10 10");
  CHECK(book.verify().empty());
}

TEST_CASE("problems of lines are told once where the document is counted", "[pricing]") {
  Book book = mug_book();
  VoucherDraft draft = sale({{"RED", 6}, {"NO", 6}, {"BLUE", 0}});
  CHECK(refusal([&] { (void)book.vouchers().post(draft); }) ==
        "UNKNOWN_REFERENCE(lines[1].item) RANGE(lines[2].quantity)");
  CHECK(refusal([&] { (void)book.vouchers().post(draft); }) ==
        "UNKNOWN_REFERENCE(lines[1].item) RANGE(lines[2].quantity)");
}

TEST_CASE("typed lines count, free goods do not", "[pricing]") {
  Book book = mug_book();
  VoucherDraft draft = sale({{"RED", 6}, {"BLUE", 4}});
  draft.lines[1].unit_price = UnitPrice::of("1");
  CHECK(posted(book, draft) == "9 1");
  draft.lines[1].unit_price.reset();
  draft.lines[1].discount = Percent::of("50");
  CHECK(posted(book, draft) == "9 4.5");
  // Nine, and one more that is free.
  book.promotions().set({.code = "NINE",
                         .products = {{.item = "RED"}},
                         .reward = RewardKind::free_goods,
                         .per = Decimal(9),
                         .get = Decimal(1)});
  CHECK(posted(book, sale({{"RED", 9}, {"P1", 1}})) == "10 10 10");
  // What is free is not part of what was counted: it shows what it alone would cost.
  CHECK(posted(book, sale({{"RED", 9}, {"BLUE", 1}})) == "9 9 10");
  CHECK(book.verify().empty());
}

TEST_CASE("a line keeps what was counted, and an explanation says it", "[pricing]") {
  Book book = mug_book();
  const Voucher voucher = *book.vouchers().post(sale({{"RED", 6}, {"BLUE", 6}})).voucher;
  const auto entry = book.prices().entries({}).back();
  CHECK(entry.terms.counts == BreakScope::product);
  for (const VoucherLine& line : voucher.lines) CHECK(line.trace == "9 &12#" + std::to_string(entry.id.value) + " = 9");

  QuoteRequest request{.item = "RED", .customer = "C001", .quantity = Quantity::of(6)};
  request.document_quantity = Quantity::of(8);
  const PriceExplanation why = book.prices().explain(request);
  CHECK(why.quote->unit_price == UnitPrice::of("10"));
  const auto short_of = std::ranges::find(why.candidates, entry.id, &PriceCandidate::entry);
  REQUIRE(short_of != why.candidates.end());
  CHECK(short_of->outcome == PriceOutcome::quantity_short);
  CHECK(short_of->counts == BreakScope::product);
  CHECK(short_of->counted == Quantity::of(8));
  CHECK(why.to_string().find("from 10 of the product, 8 counted") != std::string::npos);
}

TEST_CASE("verify holds what was counted against the lines", "[pricing]") {
  Book book = mug_book();
  book.prices().set(
      {.product = {.item = "P1"}, .price = Decimal(8), .min_quantity = Decimal(10), .counts = BreakScope::item});
  const auto kept_wrong = [&](const VoucherDraft& draft, const std::string& from, const std::string& to) {
    VoucherDraft kept = draft;
    Repriced repriced = book.vouchers().reprice(draft, Repricing::all);
    std::string& trace = repriced.draft.lines[0].priced->trace;
    const std::size_t at = trace.find(from);
    REQUIRE(at != std::string::npos);
    trace.replace(at, from.size(), to);
    return refusal([&] { (void)book.vouchers().post(repriced.draft); });
  };
  // What was not reached is refused; what was counted elsewhere is kept, and says so.
  CHECK(kept_wrong(sale({{"RED", 6}, {"BLUE", 6}}), "&12#", "&9#") == "INVALID(lines[0].priced)");
  CHECK(kept_wrong(sale({{"P1", 6}, {"P1", 6}}), "&12#", "&12#1") == "INVALID(lines[0].priced)");

  const Voucher voucher = *book.vouchers().post(sale({{"RED", 6}, {"BLUE", 6}})).voucher;
  VoucherDraft copy = book.vouchers().copy(voucher.id);
  copy.lines.pop_back();
  const Voucher less = *book.vouchers().post(copy).voucher;
  CHECK(prices_of(less) == "9");
  CHECK(less.lines[0].trace.starts_with("9 &!12#"));
  CHECK(book.verify().empty());

  // Who is in the group today is another matter.
  book.catalog().update_item("BLUE", {.groups = std::vector<std::string>{}});
  book.catalog().update_item("P1", {.groups = std::vector<std::string>{"MUGS"}});
  CHECK(book.verify().empty());
}

TEST_CASE("sales are rehearsed by the documents that they were on", "[pricing]") {
  Book book = mug_book();
  posted(book, sale({{"RED", 6}, {"BLUE", 6}}));
  posted(book, sale({{"RED", 6}}, "C002"));
  posted(book, sale({{"BLUE", 6}}, "C003"));
  const SimulationQuery march{.dated = Period::days(Date::of(2026, 3, 1), Date::of(2026, 3, 31))};
  CHECK(book.simulations().simulate({}, march).total.before.amount() == Decimal(228));
  // 8.00 from 12 on the document: 96.00 + 60.00 + 60.00.
  const Simulation found = book.simulations().simulate({.prices = {mugs("8", 12)}}, march);
  CHECK(found.total.before.amount() == Decimal(228));
  CHECK(found.total.after.amount() == Decimal(216));
  // A break that only the draft knows.
  PriceEntryInput item{
      .product = {.item = "P1"}, .price = Decimal(5), .min_quantity = Decimal(4), .counts = BreakScope::item};
  Book plain = trade_book();
  posted(plain, sale({{"P1", 2}, {"P1", 2}}));
  const Simulation rehearsed = plain.simulations().simulate({.prices = {item}}, march);
  CHECK(rehearsed.total.before.amount() == Decimal(40));
  CHECK(rehearsed.total.after.amount() == Decimal(20));
}

TEST_CASE("breaks of one product in one list that meet count alike; both rows are named", "[pricing]") {
  Book book = mug_book();
  const std::string known = std::to_string(book.prices().entries({}).back().id.value);
  const Error error = refused([&] { book.prices().set(mugs("8", 50, BreakScope::item)); });
  CHECK(error.code() == ErrorCode::conflict);
  CHECK(error.field() == "counts");
  CHECK(figure(error, "entry") == known);
  CHECK(figure(error, "counts") == "item");

  const std::vector<PriceEntryInput> both{{.list = {.kind = PriceListKind::everyone},
                                           .product = {.group = "MUGS"},
                                           .price = Decimal(8),
                                           .min_quantity = Decimal(5)},
                                          {.list = {.kind = PriceListKind::everyone},
                                           .product = {.group = "MUGS"},
                                           .price = Decimal(7),
                                           .min_quantity = Decimal(9),
                                           .counts = BreakScope::product}};
  const Error batch = refused([&] { book.prices().set_all(both); });
  CHECK(batch.field() == "entries[1].counts");
  CHECK(figure(batch, "other") == "entries[0]");

  // Other days, other products, other lists, what is replaced, and a price without a break do not meet.
  PriceEntryInput earlier = mugs("8", 50, BreakScope::item);
  earlier.valid.until = Date::of(2020, 1, 1);
  CHECK(refused([&] { book.prices().set(earlier); }).code() == ErrorCode::conflict);
  PriceEntryInput again = mugs("9", 10, BreakScope::item);
  again.replaces = book.prices().entries({}).back().id;
  book.prices().set(again);
  CHECK(posted(book, sale({{"RED", 6}, {"BLUE", 6}})) == "10 10");
  book.prices().set({.product = {.item = "RED"}, .price = Decimal(9), .min_quantity = Decimal(5)});

  const DiscountInput line{.product = {.group = "MUGS"}, .percents = {Decimal(1)}, .min_quantity = Decimal(5)};
  DiscountInput document = line;
  document.counts = BreakScope::product;
  book.prices().set_discount(line);
  CHECK(refusal([&] { book.prices().set_discount(document); }) == "CONFLICT(counts)");
  document.programme = "MIX";
  book.prices().set_discount(document);
  document.counts = static_cast<BreakScope>(9);
  CHECK(refusal([&] { book.prices().set_discount(document); }).starts_with("INVALID(counts)"));
}

TEST_CASE("lint looks at a break by weight where the item reaches it", "[pricing]") {
  Book book = trade_book();
  book.catalog().create_item({.code = "SACK", .name = "Sack", .unit = "PCS", .weight = Decimal(25)});
  book.prices().set_base("SACK", Decimal(20));
  const PriceEntryId dear = book.prices().set({.product = {.item = "SACK"},
                                               .price = Decimal(21),
                                               .min_quantity = Decimal(500),
                                               .measure = BreakMeasure::weight});
  const LintReport report = book.prices().lint({});
  const auto found = std::ranges::find(report.findings, LintRule::dearer_unit, &LintFinding::rule);
  REQUIRE(found != report.findings.end());
  CHECK(found->entry == dear);
  CHECK(std::ranges::find(report.findings, LintRule::unreachable, &LintFinding::rule) == report.findings.end());
}

TEST_CASE("the audit trail has what an item weighs", "[catalog]") {
  Book book = trade_book();
  book.catalog().update_item("P1", {.weight = Decimal::parse("1.50")});
  book.catalog().update_item("P1", {.weight = Decimal::parse("1.5")});
  CHECK(book.catalog().item("P1").weight == Decimal::parse("1.5"));
  CHECK_FALSE(book.catalog().item("P1").volume);
  const auto trail = book.access().audit({.entity = Entity::item});
  CHECK(trail.back().detail.find("\"weight\"") != std::string::npos);
  CHECK(std::ranges::count(trail, "catalog.update_item", &Change::command) == 1);
  CHECK(refusal([&] { book.catalog().update_item("P1", {.volume = Decimal(-1)}); }) == "RANGE(volume)");
}

TEST_CASE("the next break of what a document holds", "[pricing]") {
  const Book book = mug_book();
  QuoteRequest request{.item = "RED", .customer = "C001", .quantity = Quantity::of(6)};
  request.document_quantity = Quantity::of(8);
  const NextBreaks found = book.price_analysis().next_breaks(request);
  REQUIRE(found.breaks.size() == 1);
  CHECK(found.breaks[0].more == Quantity::of(2));
  request.document_quantity = Quantity::of(5);
  CHECK(refusal([&] { (void)book.price_analysis().next_breaks(request); }) == "RANGE(document_quantity)");
}
