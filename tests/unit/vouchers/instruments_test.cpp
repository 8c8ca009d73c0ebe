// Cheques and bills: the table of states, and what each step does to a book.
#include <sqlite3.h>

#include "emptor/emptor.hpp"
#include "support/refused.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

constexpr std::array kStates{InstrumentState::held,      InstrumentState::deposited, InstrumentState::cleared,
                             InstrumentState::bounced,   InstrumentState::returned,  InstrumentState::endorsed,
                             InstrumentState::discounted};

Instrument cheque(Book& book, std::string_view amount = "30") {
  return book.instruments().receive(
      {.party = "C001", .amount = Decimal::parse(amount), .number = "CH-1", .on = trade_day});
}

/// By the steps that lead there.
Instrument in_state(Book& book, InstrumentState state) {
  const Instrument made = cheque(book);
  const auto move = [&](InstrumentState to, const InstrumentStep& step = {.on = trade_day}) {
    return book.instruments().move(made.id, to, step);
  };
  if (state == InstrumentState::held) return made;
  if (state == InstrumentState::endorsed) return move(state, {.on = trade_day, .supplier = "S001"});
  if (state == InstrumentState::cleared || state == InstrumentState::bounced)
    static_cast<void>(move(InstrumentState::deposited));
  return move(state);
}

/// Presented and bounced on one day.
void bounce(Book& book, InstrumentId id, Date on = trade_day) {
  static_cast<void>(book.instruments().move(id, InstrumentState::deposited, {.on = on}));
  static_cast<void>(book.instruments().move(id, InstrumentState::bounced, {.on = on}));
}
Instrument present(Book& book, InstrumentId id, Date on = trade_day) {
  return book.instruments().move(id, InstrumentState::deposited, {.on = on});
}
VoucherId sell(Book& book, std::int64_t pieces, Date on = trade_day) {
  VoucherDraft sale = trade_sale("C001", pieces);
  sale.dated = on;
  return book.vouchers().post(sale).voucher->id;
}
/// A cheque of C001 that is to wait for what it pays.
Instrument advance(Book& book) {
  return book.instruments().receive(
      {.party = "C001", .amount = Decimal(30), .number = "CH-1", .on = trade_day, .allocation = {}});
}

}  // namespace

TEST_CASE("every step outside the table is refused with the states, and changes nothing", "[vouchers]") {
  for (const InstrumentState from : kStates)
    for (const InstrumentState to : kStates) {
      const auto possible = instruments::next_states(from, Side::receivable);
      if (std::ranges::find(possible, to) != possible.end()) continue;
      Book book = trade_book();
      book.suppliers().create({.code = "S001", .name = "Mill", .supplier = true});
      const Instrument before = in_state(book, from);
      const Error error = refused(
          [&] { static_cast<void>(book.instruments().move(before.id, to, {.on = trade_day, .supplier = "S001"})); });
      CHECK(error.code() == ErrorCode::wrong_state);
      CHECK(error.field() == "state");
      CHECK(figure(error, "from") == to_string(from));
      CHECK(figure(error, "to") == to_string(to));
      CHECK(book.instruments().get(before.id).events.size() == before.events.size());
      CHECK(book.verify().empty());
    }
}

TEST_CASE("a cheque is taken once by its key, and its voucher is not reversed by hand", "[vouchers]") {
  Book book = trade_book();
  const InstrumentInput input{.party = "C001", .amount = Decimal(30), .number = "CH-1", .on = trade_day};
  const Instrument first = book.instruments().receive(input, {.idempotency_key = "K"});
  const Instrument again = book.instruments().receive(input, {.idempotency_key = "K"});
  CHECK(first.id == again.id);
  CHECK(book.instruments().list().size() == 1);
  CHECK(refusal([&] { book.vouchers().reverse(first.voucher, trade_day); }) == "IN_USE(voucher)");
  CHECK(refusal([&] {
          static_cast<void>(book.vouchers().correct(first.voucher, trade_collection("C001", Decimal(1))));
        }) == "IN_USE(voucher)");
  CHECK(refusal([&] { static_cast<void>(book.instruments().receive({.party = "C001", .amount = Decimal(1)})); }) ==
        "REQUIRED(number)");
  CHECK(refusal([&] { static_cast<void>(book.instruments().get(InstrumentId(9))); }) == "NOT_FOUND(id)");
  // A collection of the same content, which no cheque stands for.
  const VoucherDraft collection{.kind = VoucherKind::collection,
                                .party = "C001",
                                .dated = trade_day,
                                .reference = "CH-1",
                                .amount = input.amount,
                                .allocation = input.allocation};
  REQUIRE(book.vouchers().post(collection, {.idempotency_key = "L"}).posted());
  CHECK(refusal([&] { (void)book.instruments().receive(input, {.idempotency_key = "L"}); }) ==
        "IDEMPOTENCY_CONFLICT(idempotency_key)");
}

TEST_CASE("a bounce opens what was settled again with its own due date", "[vouchers]") {
  Book book = trade_book();
  VoucherDraft sale = trade_sale("C001", 3);
  sale.due = trade_day + 60;
  REQUIRE(book.vouchers().post(sale).posted());
  const Instrument made = cheque(book);
  CHECK(book.receivables().open_items("C001").empty());
  static_cast<void>(book.instruments().move(made.id, InstrumentState::deposited, {.on = trade_day + 1}));
  const Instrument bounced =
      book.instruments().move(made.id, InstrumentState::bounced, {.on = trade_day + 2, .fee = Decimal(5)});
  CHECK_FALSE(bounced.voucher);
  CHECK(bounced.events.back().fee == usd("5"));
  const auto open = book.receivables().open_items("C001");
  REQUIRE(open.size() == 2);
  CHECK(open[1].due == trade_day + 60);
  CHECK(open[1].open == usd("30"));
  CHECK(book.verify().empty());
}

TEST_CASE("presented again, a cheque settles what it settled before, whatever the tracking", "[vouchers]") {
  for (const std::string_view tracking : {"off", "optional", "required"}) {
    CAPTURE(tracking);
    Book book = trade_book();
    book.customers().set_term(TermOwner::party("C001"), Term::tracking, tracking);
    const bool by_name = tracking == "required";
    const VoucherId sale = sell(book, 3);
    const Instrument made =
        book.instruments().receive({.party = "C001",
                                    .amount = Decimal(30),
                                    .number = "CH-1",
                                    .on = trade_day,
                                    .settles = by_name ? std::vector{sale} : std::vector<VoucherId>{}});
    bounce(book, made.id);
    const VoucherId newer = sell(book, 1);
    CHECK(present(book, made.id).voucher);
    const auto open = book.receivables().open_items("C001");
    REQUIRE(open.size() == 1);
    CHECK(open[0].voucher == newer);

    // Paid otherwise meanwhile: nothing is left to settle, and what nothing names is an advance.
    static_cast<void>(book.instruments().move(made.id, InstrumentState::bounced, {.on = trade_day}));
    VoucherDraft cash = trade_collection("C001", Decimal(30));
    if (by_name) cash.settles = {sale};
    REQUIRE(book.vouchers().post(cash).posted());
    CHECK(present(book, made.id).voucher);
    CHECK(book.receivables().open_items("C001").size() == 2);
    CHECK(book.receivables().balance("C001").amount == usd("-20"));
    CHECK(book.verify().empty());
  }
}

TEST_CASE("a cheque is passed on to a supplier whose payments name what they settle", "[vouchers]") {
  Book book = trade_book();
  book.suppliers().create({.code = "S001", .name = "Mill", .supplier = true});
  book.suppliers().set_term(TermOwner::party("S001"), Term::tracking, "required");
  REQUIRE(book.vouchers()
              .post({.kind = VoucherKind::opening_balance,
                     .side = Side::payable,
                     .party = "S001",
                     .dated = trade_day,
                     .amount = Decimal(30)})
              .posted());
  CHECK(in_state(book, InstrumentState::endorsed).state == InstrumentState::endorsed);
  CHECK(book.receivables().balance("S001", Side::payable).amount.is_zero());
  CHECK(book.receivables().open_items("S001", Side::payable).size() == 2);
  CHECK(book.verify().empty());
}

TEST_CASE("presented again, an advance stays one", "[vouchers]") {
  Book book = trade_book();
  sell(book, 3);
  const Instrument made = advance(book);
  bounce(book, made.id);
  static_cast<void>(present(book, made.id));
  const auto open = book.receivables().open_items("C001");
  REQUIRE(open.size() == 2);
  CHECK(open[0].open == usd("30"));
  CHECK(open[1].open == usd("-30"));
  CHECK(book.verify().empty());
}

TEST_CASE("presented again, a cheque does not settle what was undone before it bounced", "[vouchers]") {
  FixedClock clock(trade_day);
  Book book = Book::open({.path = test_path(), .currency = "USD", .clock = &clock});
  set_up_trade(book);
  const VoucherId first = sell(book, 3);
  const VoucherId second = sell(book, 3, trade_day + 1);
  const Instrument made = cheque(book);
  static_cast<void>(book.receivables().undo("C001", made.voucher, Side::receivable, std::nullopt, trade_day + 1));
  static_cast<void>(book.receivables().commit(book.receivables().plan(
      {.party = "C001", .credit = made.voucher, .chosen = {{.voucher = second}}, .orders = {}, .on = trade_day + 1})));
  clock.set(trade_day + 2);
  bounce(book, made.id, trade_day + 2);
  clock.set(trade_day + 3);
  static_cast<void>(present(book, made.id, trade_day + 3));
  const auto open = book.receivables().open_items("C001");
  REQUIRE(open.size() == 1);
  CHECK(open[0].voucher == first);
  CHECK(book.verify().empty());
}

TEST_CASE("presented again, a cheque is its debts' account's, and a new one's where it has none", "[vouchers]") {
  for (const bool settles : {true, false}) {
    CAPTURE(settles);
    Book book = trade_book();
    sell(book, 3);
    const Instrument made = settles ? cheque(book) : advance(book);
    bounce(book, made.id);
    book.customers().set_term(TermOwner::party("C001"), Term::bill_to, "C002", trade_day + 5);
    const Instrument again = present(book, made.id, trade_day + 6);
    CHECK(again.account == (settles ? "C001" : "C002"));
    CHECK(book.receivables().open_items("C001").size() == (settles ? 0 : 1));
    CHECK(book.receivables().open_items("C002").size() == (settles ? 0 : 1));
    CHECK(book.verify().empty());
    static_cast<void>(book.instruments().move(made.id, InstrumentState::bounced, {.on = trade_day + 7}));
    CHECK(book.instruments().get(made.id).account == again.account);
    static_cast<void>(present(book, made.id, trade_day + 8));
    CHECK(book.verify().empty());
  }
}

TEST_CASE("verify names a cheque that stands in another account than its voucher", "[vouchers][sqlite]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  {
    Book book = Book::open(path, "USD");
    set_up_trade(book, 2);
    static_cast<void>(cheque(book));
    CHECK(book.verify().empty());
    book.close();
  }
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &raw) == SQLITE_OK);
  REQUIRE(sqlite3_exec(raw, "UPDATE emptor_instrument SET account_id = account_id + 1", nullptr, nullptr, nullptr) ==
          SQLITE_OK);
  sqlite3_close(raw);
  const auto found = Book::open(path).verify();
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == "instrument");
  CHECK(found[0].where == "cheque CH-1");
  CHECK(found[0].kept != found[0].computed);
}

TEST_CASE("a key of a cheque without a day holds on later days, and for its content only", "[vouchers]") {
  FixedClock clock(trade_day);
  Book book = Book::open({.path = test_path(), .currency = "USD", .clock = &clock});
  set_up_trade(book);
  const InstrumentInput input{.party = "C001", .amount = Decimal(30), .number = "CH-1", .bank = "First Bank"};
  InstrumentInput dated = input;
  dated.due = trade_day + 3;
  const Instrument undated = book.instruments().receive(input, {.idempotency_key = "K"});
  const Instrument first = book.instruments().receive(dated, {.idempotency_key = "L"});
  CHECK(undated.due == trade_day);
  clock.set(trade_day + 9);
  CHECK(book.instruments().receive(input, {.idempotency_key = "K"}).id == undated.id);
  CHECK(book.instruments().receive(dated, {.idempotency_key = "L"}).id == first.id);
  const auto repeat = [&](const InstrumentInput& other) {
    return refusal([&] { static_cast<void>(book.instruments().receive(other, {.idempotency_key = "L"})); });
  };
  InstrumentInput other = dated;
  other.kind = InstrumentKind::bill;
  CHECK(repeat(other) == "IDEMPOTENCY_CONFLICT(idempotency_key)");
  other = dated;
  other.bank = "Second Bank";
  CHECK(repeat(other) == "IDEMPOTENCY_CONFLICT(idempotency_key)");
  other = dated;
  other.due = trade_day + 4;
  CHECK(repeat(other) == "IDEMPOTENCY_CONFLICT(idempotency_key)");
  CHECK(repeat(input) == "IDEMPOTENCY_CONFLICT(idempotency_key)");
  CHECK(refusal([&] { static_cast<void>(book.instruments().receive(dated)); }) == "RANGE(due)");
  CHECK(book.instruments().list().size() == 2);
  CHECK(book.vouchers().list({}).size() == 2);
  CHECK(book.verify().empty());
}

TEST_CASE("a list of cheques is cut after what it leaves out", "[vouchers]") {
  Book book = trade_book();
  std::vector<InstrumentId> made;
  for (int i = 0; i < 6; ++i)
    made.push_back(book.instruments()
                       .receive({.party = i % 2 == 0 ? "C001" : "C002",
                                 .amount = Decimal(10),
                                 .number = "CH-" + std::to_string(i),
                                 .on = trade_day,
                                 .due = trade_day + i})
                       .id);
  for (const int i : {0, 1})
    static_cast<void>(
        book.instruments().move(made[static_cast<std::size_t>(i)], InstrumentState::returned, {.on = trade_day}));
  const auto listed = [&](const InstrumentQuery& query) {
    std::string text;
    for (const Instrument& each : book.instruments().list(query)) text += each.number + " ";
    return text;
  };
  CHECK(listed({.limit = 2}) == "CH-0 CH-1 ");
  CHECK(listed({.uncleared_only = true, .limit = 2}) == "CH-2 CH-3 ");
  CHECK(listed({.uncleared_only = true, .after = made[2], .limit = 2}) == "CH-3 CH-4 ");
  CHECK(listed({.party = "C001", .limit = 2}) == "CH-0 CH-2 ");
  CHECK(listed({.party = "C001", .uncleared_only = true, .limit = 1}) == "CH-2 ");
  CHECK(listed({.party = "C002", .state = InstrumentState::held, .limit = 1}) == "CH-3 ");
  CHECK(listed({.state = InstrumentState::held, .due_until = trade_day + 4, .limit = 5}) == "CH-2 CH-3 ");
  CHECK(listed({.uncleared_only = true, .due_until = trade_day + 3}) == "CH-2 ");
}
