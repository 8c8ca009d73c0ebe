/// Lists and entries: what is refused and how, corrections, withdrawals, what was known when.
#include "scenario/pricing_fixture.hpp"
#include "support/test.hpp"

namespace {

using namespace emptor;
using namespace emptor::test;

std::vector<std::string> fields(const Error& error) {
  std::vector<std::string> found;
  for (const Problem& problem : error.problems()) found.push_back(problem.field);
  return found;
}

Error refused(const PriceBook& book, const PriceEntryInput& entry) {
  return refusal([&] { book.prices().set(entry); });
}

}  // namespace

TEST_CASE("everything that is wrong with an entry is told at once", "[pricing]") {
  PriceBook book;
  const Error error = refused(book, {.list = list("NO"),
                                     .product = {.item = "NO", .group = "TOP"},
                                     .price = dec("-1"),
                                     .percent_of_base = dec("90"),
                                     .unit = "NO",
                                     .per = dec("0"),
                                     .min_quantity = dec("-1"),
                                     .valid = {Date::of(2026, 3, 1), Date::of(2026, 3, 1)}});
  CHECK(fields(error) == std::vector<std::string>{"list.code", "product", "product.item", "percent_of_base", "price",
                                                  "per", "min_quantity", "unit", "valid"});
}

TEST_CASE("an entry has a price or a percentage, in range and in scale", "[pricing]") {
  PriceBook book;
  const auto first = [&](PriceEntryInput entry) {
    entry.list = level("RETAIL");
    entry.product = item("P1");
    const Error error = refused(book, entry);
    return std::pair(error.code(), error.field());
  };
  using Answer = std::pair<ErrorCode, std::string>;
  CHECK(first({}) == Answer(ErrorCode::required, "price"));
  CHECK(first({.price = dec("1.1234567")}) == Answer(ErrorCode::scale, "price"));
  CHECK(first({.price = dec("9223372036854.775808")}) == Answer(ErrorCode::range, "price"));
  CHECK(first({.percent_of_base = dec("1000.0001")}) == Answer(ErrorCode::range, "percent_of_base"));
  CHECK(first({.percent_of_base = dec("90.00001")}) == Answer(ErrorCode::scale, "percent_of_base"));
  CHECK(first({.price = dec("1"), .unit = "LB"}) == Answer(ErrorCode::unit_mismatch, "unit"));
  CHECK(first({.price = dec("1"), .per = dec("0.0000001")}) == Answer(ErrorCode::range, "per"));
  CHECK(refused(book, {.product = item("P1"), .percent_of_base = dec("90"), .valid = {.from = Date(1)}}).field() ==
        "percent_of_base");
  CHECK(refused(book, {.list = {.code = "X"}, .product = item("P1"), .price = dec("1")}).field() == "list.code");
  CHECK(refused(book, {.list = {.currency = "XXY"}, .product = item("P1"), .price = dec("1")}).code() ==
        ErrorCode::unknown_currency);
  CHECK(refused(book, {.list = {.kind = PriceListKind::named, .code = "A", .currency = "EUR"},
                       .product = item("P1"),
                       .price = dec("1")})
            .code() == ErrorCode::currency_mismatch);
}

TEST_CASE("two entries that would tie are refused, the other one is named", "[pricing]") {
  PriceBook book;
  const PriceEntryInput first{.list = level("RETAIL"),
                              .product = item("P1"),
                              .price = dec("15"),
                              .min_quantity = dec("24"),
                              .valid = {.from = Date::of(2026, 1, 1), .until = Date::of(2026, 7, 1)}};
  const PriceEntryId id = book.prices().set(first);
  PriceEntryInput second = first;
  second.price = dec("14");
  second.valid.until = Date::of(2026, 2, 1);
  const Error tie = refused(book, second);
  CHECK(tie.code() == ErrorCode::overlap);
  CHECK(tie.field() == "valid");
  CHECK(tie.problems().front().figures == decltype(Problem::figures){{"entry", std::to_string(id.value)}});

  // The same quantity in another unit is the same quantity.
  second.min_quantity = dec("2");
  second.unit = "DZN";
  CHECK(refused(book, second).code() == ErrorCode::overlap);
  // Another quantity, another start, another product or another list is no tie.
  second.min_quantity = dec("3");
  book.prices().set(second);
  PriceEntryInput later = first;
  later.valid.from = Date::of(2026, 2, 1);
  book.prices().set(later);
  CHECK(book.prices().quote({.item = "P1", .customer = "C002", .quantity = Quantity::of("24")}).unit_price ==
        price("15"));
}

TEST_CASE("a correction takes the place of an entry, once", "[pricing]") {
  PriceBook book;
  const PriceEntryId typo = book.prices().set_special("C001", "P1", dec("81.00"));
  PriceEntryInput right{.list = customer("C001"), .product = item("P1"), .price = dec("18.00"), .replaces = typo};
  const PriceEntryId corrected = book.prices().set(right);
  CHECK(book.quote("P1").unit_price == price("18.00"));
  CHECK(book.quote("P1").entry == corrected);
  CHECK(refused(book, right).code() == ErrorCode::conflict);
  CHECK(refusal([&] { book.prices().withdraw(typo); }).code() == ErrorCode::conflict);
  right.replaces = corrected;
  right.product = item("P2");
  CHECK(refused(book, right).code() == ErrorCode::invalid);
  right.replaces = PriceEntryId(4711);
  CHECK(refused(book, right).code() == ErrorCode::unknown_reference);
  book.prices().withdraw(corrected);
  CHECK(book.quote("P1").unit_price == price("19.00"));
  CHECK(refusal([&] { book.prices().withdraw(corrected); }).code() == ErrorCode::conflict);
  CHECK(refusal([&] { book.prices().withdraw(PriceEntryId(4711)); }).code() == ErrorCode::not_found);
  book.prices().set_special("C001", "P1", dec("17.00"));
  CHECK(book.quote("P1").unit_price == price("17.00"));
}

TEST_CASE("entries can be read as they were known at an instant", "[pricing]") {
  PriceBook book;
  const auto at = [](const char* text) { return Instant::parse(text); };
  book.clock->set(at("2026-04-01T08:00:00Z"));
  const PriceEntryId first = book.prices().set(
      {.list = level("RETAIL"), .product = item("P1"), .price = dec("15"), .valid = {.from = Date::of(2026, 4, 1)}});
  book.clock->set(at("2026-04-02T08:00:00Z"));
  const PriceEntryId second = book.prices().set({.list = level("RETAIL"),
                                                 .product = item("P1"),
                                                 .price = dec("16"),
                                                 .valid = {.from = Date::of(2026, 4, 1)},
                                                 .replaces = first});
  book.clock->set(at("2026-04-03T08:00:00Z"));
  book.prices().withdraw(second);

  const auto known = [&](const char* text) {
    std::vector<std::int64_t> ids;
    for (const PriceEntry& entry : book.prices().entries(level("RETAIL"), {.known_at = at(text)}))
      ids.push_back(entry.id.value);
    return ids;
  };
  CHECK(known("2026-04-01T07:59:59Z").empty());
  CHECK(known("2026-04-01T08:00:00Z") == std::vector{first.value});
  CHECK(known("2026-04-02T08:00:00Z") == std::vector{second.value});
  CHECK(known("2026-04-03T08:00:00Z").empty());
  CHECK(book.prices().entries(level("RETAIL")).empty());
}

TEST_CASE("what was set can be read back", "[pricing]") {
  PriceBook book;
  const PriceEntryInput terms{.list = level("RETAIL"),
                              .product = group("TOP"),
                              .price = dec("12.5"),
                              .unit = "DZN",
                              .per = dec("100"),
                              .min_quantity = dec("2.5"),
                              .valid = {Date::of(2026, 1, 1), Date::of(2027, 1, 1)}};
  const PriceEntryId id = book.prices().set(terms);
  const auto entries = book.prices().entries(level("RETAIL"));
  REQUIRE(entries.size() == 1);
  const PriceEntry& read = entries.front();
  CHECK(read.id == id);
  CHECK(read.actor == "owner");
  CHECK(read.terms.list.code == "RETAIL");
  CHECK(read.terms.list.currency == "USD");
  CHECK(read.terms.product.group == "TOP");
  CHECK_FALSE(read.terms.product.item);
  CHECK(read.terms.price == dec("12.5"));
  CHECK(read.terms.unit == "DZN");
  CHECK(read.terms.per == dec("100"));
  CHECK(read.terms.min_quantity == dec("2.5"));
  CHECK(read.terms.valid == terms.valid);
  CHECK(book.prices().entries(level("RETAIL"), {.on = Date::of(2026, 12, 31)}).size() == 1);
  CHECK(book.prices().entries(level("RETAIL"), {.on = Date::of(2027, 1, 1)}).empty());
  CHECK(book.prices().entries(customer("C001")).empty());
  CHECK(refusal([&] { (void)book.prices().entries(level("NO")); }).field() == "scope.code");
}

TEST_CASE("many entries are set together or not at all", "[pricing]") {
  PriceBook book;
  std::vector<PriceEntryInput> entries{
      {.list = customer("C001"), .product = item("P1"), .price = dec("18")},
      {.list = customer("C001"), .product = item("P2"), .price = dec("-1")},
      {.list = customer("C001"), .product = item("P1"), .price = dec("17")},
      {.list = customer("C009"), .product = item("P1"), .price = dec("17")},
  };
  const Error error = refusal([&] { (void)book.prices().set_all(entries); });
  CHECK(fields(error) == std::vector<std::string>{"entries[1].price", "entries[2].valid", "entries[3].list.code"});
  CHECK(codes(error) == std::vector{ErrorCode::range, ErrorCode::overlap, ErrorCode::unknown_reference});
  CHECK(book.prices().entries(customer("C001")).empty());

  entries[1].price = dec("9");
  entries[2].product = item("P3");
  entries[3].list = customer("C002");
  const auto ids = book.prices().set_all(entries);
  REQUIRE(ids.size() == 4);
  CHECK(book.quote("P2", "C001").entry == ids[1]);
  CHECK(book.quote("P1", "C002").unit_price == price("17"));
  CHECK(book.prices().set_all({}).empty());

  // Entries that are replaced in the same call are out of the way, wherever they stand in it.
  const std::vector<PriceEntryInput> swap{
      {.list = customer("C001"), .product = item("P1"), .price = dec("16")},
      {.list = customer("C001"),
       .product = item("P1"),
       .price = dec("15"),
       .min_quantity = dec("5"),
       .replaces = ids[0]},
  };
  (void)book.prices().set_all(swap);
  CHECK(book.quote("P1", "C001", "1").unit_price == price("16"));
  CHECK(book.quote("P1", "C001", "5").unit_price == price("15"));
}

TEST_CASE("lists are named once, and known by their owners' codes", "[pricing]") {
  PriceBook book;
  CHECK(refusal([&] { book.prices().create_list({.code = "A"}); }).code() == ErrorCode::duplicate_code);
  CHECK(refusal([&] { book.prices().create_list({}); }).code() == ErrorCode::required);
  CHECK(refusal([&] { book.prices().create_list({.code = std::string(41, 'x')}); }).code() == ErrorCode::too_long);
  CHECK(refusal([&] { book.prices().create_list({.code = "Z", .kind = PriceListKind::customer}); }).field() == "kind");
  CHECK(refusal([&] { book.prices().create_list({.code = "Z", .currency = "XXY"}); }).code() ==
        ErrorCode::unknown_currency);
  book.prices().create_list({.code = "A", .kind = PriceListKind::level});
  book.prices().create_list({.code = "A", .direction = Direction::purchases});
  book.prices().set_special("C001", "P1", dec("18"));
  book.prices().set({.list = location("W1"), .product = item("P1"), .price = dec("18")});
  const auto lists = book.prices().lists();
  CHECK(lists.back().code == "W1");
  CHECK(lists.back().kind == PriceListKind::location);
  CHECK(lists[lists.size() - 2].code == "C001");
  const auto terms = book.read([](access::Work& work) {
    return std::tuple(pricing::term_reference_exists(work, Term::sales_list, "B"),
                      pricing::term_reference_exists(work, Term::purchase_list, "B"),
                      pricing::term_reference_exists(work, Term::sales_level, "RETAIL"),
                      pricing::term_reference_exists(work, Term::tax_code, "anything"));
  });
  CHECK(terms == std::tuple(true, false, true, true));
}

TEST_CASE("changes leave rows in the audit trail", "[pricing]") {
  PriceBook book;
  const PriceEntryId id = book.prices().set_special("C001", "P1", dec("18"));
  book.prices().withdraw(id);
  const auto rows = book.access().audit({.entity = Entity::price_entry, .entity_id = id.value});
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].command == "prices.set");
  CHECK(rows[0].detail == R"({"list":"customer C001","item":"P1","value":"18"})");
  CHECK(rows[1].command == "prices.withdraw");
}
