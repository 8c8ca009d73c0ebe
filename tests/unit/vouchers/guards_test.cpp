// Goal: what a first user tried to break stays whole: unknown choices, reused ids, settled and moved debts, money that
// has not come in yet.
#include "support/bare_book.hpp"
#include "support/refused.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

VoucherDraft sale_on(std::string customer, std::int64_t pieces, Date day) {
  VoucherDraft draft = trade_sale(std::move(customer), pieces);
  draft.dated = day;
  return draft;
}

VoucherDraft collection_on(std::string customer, std::string_view amount, Date day) {
  VoucherDraft draft = trade_collection(std::move(customer), Decimal::parse(amount));
  draft.dated = day;
  return draft;
}

}  // namespace

TEST_CASE("a kind or a tax mode that does not exist is refused, wherever it comes in", "[vouchers]") {
  Book book = trade_book();
  VoucherDraft strange = trade_collection("C001", Decimal(5));
  strange.kind = static_cast<VoucherKind>(99);
  CHECK(refusal([&] { (void)book.vouchers().post(strange); }) == "INVALID(kind)");
  CHECK(refusal([&] { (void)book.vouchers().preview(strange); }) == "INVALID(kind)");
  CHECK(refusal([&] { (void)book.vouchers().save_draft(strange); }) == "INVALID(kind)");
  strange.kind = static_cast<VoucherKind>(0);
  CHECK(refusal([&] { (void)book.vouchers().post(strange); }) == "INVALID(kind)");
  VoucherDraft sale = trade_sale("C001");
  sale.tax_mode = static_cast<TaxMode>(99);
  CHECK(refusal([&] { (void)book.vouchers().post(sale); }) == "INVALID(tax_mode)");
  CHECK(refusal([&] { (void)book.receivables().balance("C001", static_cast<Side>(9)); }) == "INVALID(side)");
  CHECK(book.vouchers().list({}).empty());
  CHECK(to_string(static_cast<VoucherKind>(99)).empty());
}

TEST_CASE("the id of a draft never means another draft", "[vouchers]") {
  Book book = trade_book();
  const DraftId first = book.vouchers().save_draft(trade_sale("C001", 1));
  CHECK(book.vouchers().post_draft(first, {.idempotency_key = "K"}).posted());
  const DraftId second = book.vouchers().save_draft(trade_sale("C001", 500));
  CHECK(second != first);
  CHECK(refusal([&] { (void)book.vouchers().post_draft(first); }) == "NOT_FOUND(draft)");
  CHECK(refusal([&] { (void)book.vouchers().save_draft(trade_sale("C001"), first); }) == "NOT_FOUND(draft)");
  CHECK(refusal([&] { (void)book.vouchers().post_draft(second, {.idempotency_key = "K"}); }) ==
        "IDEMPOTENCY_CONFLICT(idempotency_key)");
  book.vouchers().discard_draft(second);
  CHECK(book.vouchers().save_draft(trade_sale("C001")) != second);
  CHECK(book.receivables().balance("C001").amount == usd("10.00"));
}

TEST_CASE("everything that is wrong with a voucher is told at once", "[vouchers]") {
  Book book = trade_book();
  book.catalog().create_unit("KG", "kilogram");
  const VoucherDraft wrong{.kind = VoucherKind::sale,
                           .party = "NOBODY",
                           .dated = trade_day,
                           .currency = "ZZZ",
                           .location = "W9",
                           .memo = std::string(2'001, 'x'),
                           .lines = {{.item = "P1",
                                      .quantity = Quantity::of(0),
                                      .unit = "KG",
                                      .discount = Percent::of("200"),
                                      .price_list = "PL",
                                      .tax_code = "NO",
                                      .memo = std::string(201, 'x')},
                                     {.item = "", .quantity = Quantity::of(1)},
                                     {.item = "P9", .quantity = Quantity::of(1)}}};
  CHECK(refusal([&] { (void)book.vouchers().post(wrong); }) ==
        "UNKNOWN_REFERENCE(location) UNKNOWN_REFERENCE(party) UNKNOWN_CURRENCY(currency) TOO_LONG(memo) "
        "RANGE(lines[0].quantity) TOO_LONG(lines[0].memo) UNIT_MISMATCH(lines[0].unit) "
        "UNKNOWN_REFERENCE(lines[0].tax_code) RANGE(lines[0].discount) UNKNOWN_REFERENCE(lines[0].price_list) "
        "REQUIRED(lines[1].item) UNKNOWN_REFERENCE(lines[2].item)");
}

TEST_CASE("an amount beyond 64 bits names its line, a sum its lines", "[vouchers]") {
  Book book = trade_book();
  VoucherDraft vast = trade_sale("C001", 9'000'000'000'000);
  vast.location.reset();
  vast.lines[0].unit_price = UnitPrice::of("1000000");
  const Error line = refused([&] { (void)book.vouchers().post(vast); });
  CHECK(line.code() == ErrorCode::overflow);
  CHECK(line.field() == "lines[0].quantity");
  CHECK(figure(line, "unit_price") == "1000000");
  vast.lines[0].unit_price = UnitPrice::of("10000");
  vast.lines.push_back(vast.lines[0]);
  CHECK(refusal([&] { (void)book.vouchers().post(vast); }) == "OVERFLOW(lines)");
  CHECK(book.vouchers().list({}).empty());
}

TEST_CASE("a posting that is refused leaves the batch around it as it was", "[vouchers]") {
  Book book = trade_book();
  book.catalog().create_item({.code = "P2", .name = "Bolt", .unit = "PCS"});
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  book.stock().adjust("P2", "W1", Quantity{most - 5'000'000}, trade_day, "count");
  const PostResult vast = book.vouchers().post({.kind = VoucherKind::opening_balance,
                                                .party = "C003",
                                                .dated = trade_day,
                                                .amount = Money{most - 500, Currency::of("USD")}.amount()});
  CHECK(vast.posted());
  VoucherDraft received{.kind = VoucherKind::purchase,
                        .party = "S001",
                        .dated = trade_day,
                        .location = "W1",
                        .lines = {{.item = "P1", .quantity = Quantity::of(7), .unit_price = UnitPrice::of("1")},
                                  {.item = "P2", .quantity = Quantity::of(6), .unit_price = UnitPrice::of("1")}}};
  book.suppliers().create({.code = "S001", .name = "Supplier"});
  {
    auto batch = book.batch();
    CHECK(book.vouchers().post(trade_sale("C001")).posted());
    // Its first line fits, its second does not.
    const Error full = refused([&] { (void)book.vouchers().post(received); });
    CHECK(full.code() == ErrorCode::overflow);
    CHECK(figure(full, "item") == "P2");
    CHECK(figure(full, "quantity") == "6");
    CHECK(refusal([&] { (void)book.vouchers().post(trade_sale("C003")); }).starts_with("OVERFLOW"));
    CHECK(book.vouchers().post(trade_sale("C001")).voucher->number == "20260331-2");
    batch.commit();
  }
  CHECK(book.stock().on_hand("P1", "W1") == Quantity::of(999'998));
  CHECK(book.stock().on_hand("P2", "W1").micros == most - 5'000'000);
  CHECK(book.receivables().balance("C001").amount == usd("20.00"));
  CHECK(book.receivables().balance("S001", Side::payable).amount == usd("0.00"));
  CHECK(book.verify().empty());
}

TEST_CASE("a use case that fails after it began to write undoes the batch around it", "[vouchers]") {
  const BareBook book;
  book.state->open.emplace(book.state->database->begin(store::Access::write));
  const auto add = [](access::Work& work, const char* code) {
    work.tx().execute("INSERT INTO emptor_unit (code, name) VALUES (?1, 'unit')", code);
  };
  {
    auto before = access::Work::write(*book.state, access::Undo::batch);
    before.begin_writing();
    add(before, "A");
    before.commit();
  }
  { auto refuses = access::Work::write(*book.state, access::Undo::batch); }
  CHECK_NOTHROW(access::Work::read(*book.state));
  {
    auto fails = access::Work::write(*book.state, access::Undo::batch);
    fails.begin_writing();
    add(fails, "B");
  }
  CHECK(refusal([&] { (void)access::Work::read(*book.state); }) == "MISUSE()");
  CHECK(refusal([&] { book.state->open->commit(); }) == "MISUSE()");
  book.state->open.reset();
  auto work = access::Work::read(*book.state);
  auto rows = work.tx().statement("SELECT count(*) FROM emptor_unit");
  rows.step();
  CHECK(rows.integer(0) == 0);
}

TEST_CASE("money that a reversal frees pays what is still open", "[vouchers]") {
  Book book = trade_book();
  const VoucherId paid = book.vouchers().post(trade_sale("C001", 10)).voucher->id;
  CHECK(book.vouchers().post(trade_sale("C001", 5)).posted());
  CHECK(book.vouchers().post(trade_collection("C001", Decimal(100))).posted());
  book.vouchers().reverse(paid, trade_day);
  // 100 collected, 50 owed: the 50 are settled, 50 are an advance. Nothing is open on both sides at once.
  const auto open = book.receivables().open_items("C001");
  REQUIRE(open.size() == 1);
  CHECK(open[0].open == usd("-50.00"));
  CHECK(book.receivables().balance("C001").amount == usd("-50.00"));
  CHECK(book.verify().empty());
}

TEST_CASE("a sale that a reversed collection had paid takes the next advance", "[vouchers]") {
  Book book = trade_book();
  CHECK(book.vouchers().post(trade_sale("C001", 10)).posted());
  const VoucherId bounced = book.vouchers().post(trade_collection("C001", Decimal(100))).voucher->id;
  CHECK(book.vouchers().post(trade_collection("C001", Decimal(40))).posted());
  book.vouchers().reverse(bounced, trade_day);
  const auto open = book.receivables().open_items("C001");
  REQUIRE(open.size() == 1);
  CHECK(open[0].open == usd("60.00"));
  CHECK(book.verify().empty());
}

TEST_CASE("a voucher of which nothing is open cannot be settled once more", "[vouchers]") {
  Book book = trade_book();
  const VoucherId sale = book.vouchers().post(trade_sale("C001", 10)).voucher->id;
  VoucherDraft paying = trade_collection("C001", Decimal(100));
  paying.settles = {sale};
  CHECK(book.vouchers().post(paying).posted());
  const Error twice = refused([&] { (void)book.vouchers().post(paying); });
  CHECK(twice.code() == ErrorCode::over_allocated);
  CHECK(twice.field() == "settles[0]");
  CHECK(refusal([&] { (void)book.vouchers().preview(paying); }) == "OVER_ALLOCATED(settles[0])");
  CHECK(book.receivables().balance("C001").amount.is_zero());
}

TEST_CASE("a debt stays where it was posted when the party is billed to a head office later", "[vouchers]") {
  Book book = trade_book();
  const Date moved = trade_day + 30;
  const VoucherId old = book.vouchers().post(trade_sale("C001", 3)).voucher->id;
  book.customers().set_term(TermOwner::party("C001"), Term::bill_to, "C002", moved);
  VoucherDraft by_branch = collection_on("C001", "10", moved + 1);
  by_branch.settles = {old};
  CHECK(book.vouchers().post(by_branch).voucher->account == "C001");
  VoucherDraft by_head = collection_on("C002", "20", moved + 1);
  by_head.settles = {old};
  CHECK(book.vouchers().post(by_head).voucher->account == "C001");
  CHECK(book.receivables().balance("C001").amount.is_zero());
  CHECK(book.receivables().balance("C002").amount.is_zero());
  // Somebody else's debt is not theirs to pay.
  VoucherDraft by_other = collection_on("C003", "1", moved + 1);
  by_other.settles = {book.vouchers().post(sale_on("C001", 1, moved)).voucher->id};
  CHECK(refusal([&] { (void)book.vouchers().post(by_other); }) == "UNKNOWN_REFERENCE(settles[0])");
  CHECK(book.verify().empty());
}

TEST_CASE("money that comes in later frees no credit today", "[vouchers]") {
  Book book = trade_book();
  book.customers().set_term(TermOwner::party("C001"), Term::credit_limit, "100");
  book.customers().set_term(TermOwner::party("C001"), Term::credit_age_days, "20");
  CHECK(book.vouchers().post(trade_sale("C001", 9)).posted());
  CHECK(book.vouchers().post(collection_on("C001", "90", trade_day + 60)).posted());
  const PostResult today = book.vouchers().post(sale_on("C001", 9, trade_day + 1));
  REQUIRE_FALSE(today.posted());
  CHECK(today.credit->exposure == usd("90.00"));
  CHECK(today.credit->excess_amount == usd("80.00"));
  // The age as well is that of the sale which is not paid yet.
  const PostResult late = book.vouchers().post(sale_on("C001", 1, trade_day + 21));
  REQUIRE_FALSE(late.posted());
  CHECK(late.credit->excess_days == 1);
  CHECK(book.vouchers().post(sale_on("C001", 9, trade_day + 60)).posted());
}

TEST_CASE("an early-payment discount belongs to the day of its collection in every respect", "[vouchers]") {
  Book book = trade_book();
  book.customers().set_term(TermOwner::party("C001"), Term::payment_terms, "net 30, 2% within 10");
  CHECK(book.vouchers().post(trade_sale("C001", 10)).posted());
  const PostResult early = book.vouchers().post(collection_on("C001", "98", trade_day + 5));
  REQUIRE(early.companions.size() == 1);
  const Voucher discount = book.vouchers().get(early.companions[0].id);
  CHECK(discount.total == usd("2.00"));
  CHECK(discount.dated == trade_day + 5);
  CHECK(discount.due == trade_day + 5);
  CHECK(discount.priced_on == trade_day + 5);
  CHECK(book.receivables().balance("C001").amount.is_zero());
  CHECK(book.verify().empty());
}

TEST_CASE("a reversal without a day is dated like a voucher of the future", "[vouchers]") {
  const FixedClock clock(instant_of(trade_day, 12 * 60, "UTC"));
  Book book = Book::open({.path = ":memory:", .currency = "USD", .clock = &clock});
  set_up_trade(book);
  const VoucherId future = book.vouchers().post(sale_on("C001", 1, trade_day + 10)).voucher->id;
  CHECK(book.vouchers().reverse(future).dated == trade_day + 10);
  const VoucherId past = book.vouchers().post(sale_on("C001", 1, trade_day - 10)).voucher->id;
  CHECK(book.vouchers().reverse(past).dated == trade_day);
}

TEST_CASE("a head office takes over debts only in a role that it has itself", "[vouchers]") {
  Book book = trade_book();
  book.suppliers().create({.code = "S001", .name = "Supplier", .customer = false, .supplier = true});
  const auto owner = TermOwner::party("C001");
  CHECK(refusal([&] { book.customers().set_term(owner, Term::bill_to, "S001"); }) == "INVALID(value)");
  CHECK(refusal([&] {
          book.customers().create({.code = "C009", .name = "Branch", .terms = {{Term::bill_to, "S001"}}});
        }) == "INVALID(terms[0].value)");
}

TEST_CASE("codes can be told apart at sight", "[vouchers]") {
  Book book = trade_book();
  const auto create = [&](std::string code) {
    return refusal([&] { book.customers().create({.code = code, .name = "Somebody"}); });
  };
  for (const char* wrong : {" ", " C", "C ", "B\nX", "A\n", "A\tB", "C\u200b", "Cafe\u0301", "\u00a0C"})
    CHECK(create(wrong) == "INVALID(code)");
  book.customers().create({.code = "Caf\u00e9 1", .name = "A blank inside is fine"});
  CHECK(refusal([&] { book.catalog().create_item({.code = "P ", .name = "Lamp", .unit = "PCS"}); }) == "INVALID(code)");
}

TEST_CASE("a key that names nothing is no broken invariant", "[vouchers]") {
  Book book = trade_book();
  PriceView view = book.prices().view();
  CHECK(refusal([&] { (void)view.quote(PartyId(999), ItemId(1), Quantity::of(1), trade_day); }) ==
        "UNKNOWN_REFERENCE(party)");
  CHECK(refusal([&] { (void)view.quote(PartyId(1), ItemId(999), Quantity::of(1), trade_day); }) ==
        "UNKNOWN_REFERENCE(item)");
}
