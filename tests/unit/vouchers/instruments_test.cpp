// Cheques and bills: the table of states, and what each step does to a book.
#include "emptor/emptor.hpp"
#include "support/refused.hpp"
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
