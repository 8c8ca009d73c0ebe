/// How many statements an operation costs, and that none of them reads what is settled: counted and explained by the
/// engine.
#include <sqlite3.h>

#include <map>

#include "support/test.hpp"
#include "unit/receivables/desk.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

/// A desk on a connection of the test's own, which counts what is run on it and how many rows of tables and indexes it
/// steps over.
class CountingDesk {
 public:
  CountingDesk() {
    REQUIRE(sqlite3_open(":memory:", &handle_) == SQLITE_OK);
    state_ = std::make_shared<SessionState>();
    state_->database =
        store::Database::attach(handle_, reinterpret_cast<const void*>(&sqlite3_libversion), {.clock = &clock_});
    state_->clock = &clock_;
    state_->actor = ActorId(1);
    sqlite3_trace_v2(handle_, SQLITE_TRACE_PROFILE, &CountingDesk::on_statement, this);
  }
  CountingDesk(const CountingDesk&) = delete;
  CountingDesk& operator=(const CountingDesk&) = delete;
  ~CountingDesk() {
    sqlite3_trace_v2(handle_, 0, nullptr, nullptr);
    state_->database->close();
    state_.reset();
    sqlite3_close_v2(handle_);
  }

  struct Cost {
    int statements = 0;
    int scanned = 0;  ///< rows that a full scan or a sort went over
  };
  template <class UseCase>
  Cost cost(UseCase use_case) {
    auto work = access::Work::write(*state_);
    counted_ = {};
    use_case(work);
    const Cost found = counted_;
    work.commit();
    return found;
  }

  template <class Question>
  Cost room_cost(Question question) {
    counted_ = {};
    question(Receivables(state_));
    return counted_;
  }

  static void sell(access::Work& work, std::int64_t voucher, int dated, std::int64_t amount, std::int64_t party = 1) {
    const receivables::ItemKey item{.dated = Date(dated), .voucher = VoucherId(voucher)};
    receivables::post(work, {.key = key(), .party = PartyId(party), .item = item, .due = item.dated, .amount = amount});
    receivables::absorb_advances(work, key(), item, item.dated);
  }
  static void collect(access::Work& work, std::int64_t voucher, int dated, std::int64_t amount) {
    const receivables::ItemKey item{.dated = Date(dated), .voucher = VoucherId(voucher)};
    receivables::post(work, {.key = key(), .party = PartyId(1), .item = item, .due = item.dated, .amount = -amount});
    receivables::allocate(work, key(), item, {}, item.dated);
  }
  static receivables::AccountKey key() {
    return {.account = PartyId(1), .side = Side::receivable, .currency = Currency::of("USD")};
  }

 private:
  static int on_statement(unsigned /*kind*/, void* self, void* statement, void* /*nanoseconds*/) {
    auto& counted = static_cast<CountingDesk*>(self)->counted_;
    auto* prepared = static_cast<sqlite3_stmt*>(statement);
    ++counted.statements;
    counted.scanned += sqlite3_stmt_status(prepared, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
    counted.scanned += sqlite3_stmt_status(prepared, SQLITE_STMTSTATUS_SORT, 1);
    return 0;
  }

  FixedClock clock_{Date(20'543)};
  sqlite3* handle_ = nullptr;
  std::shared_ptr<SessionState> state_;
  Cost counted_;
};

}  // namespace

TEST_CASE("statements per posting do not depend on what the account has behind it", "[receivables][sqlite]") {
  CountingDesk desk;
  std::int64_t voucher = 0;
  for (const int history : {1, 300}) {
    CAPTURE(history);
    for (int i = 0; i < history; ++i) {
      desk.cost([&](access::Work& work) { desk.sell(work, ++voucher, 1000 + i, 100); });
      desk.cost([&](access::Work& work) { desk.collect(work, ++voucher, 1000 + i, 100); });
    }
    const auto last = 1000 + history;
    // Counters, item, counters; one look for advances.
    const auto sale = desk.cost([&](access::Work& work) { desk.sell(work, ++voucher, last, 100); });
    CHECK(sale.statements == 4);
    CHECK(sale.scanned == 0);
    desk.cost([&](access::Work& work) { desk.sell(work, ++voucher, last, 100); });
    desk.cost([&](access::Work& work) { desk.sell(work, ++voucher, last, 100); });
    // Posting 3 and one walk of the age; its item, the open ones, two each, its item.
    const auto collection = desk.cost([&](access::Work& work) { desk.collect(work, ++voucher, last, 200); });
    CHECK(collection.statements == 4 + 2 + 2 * 2 + 1);
    CHECK(collection.scanned == 0);
    const auto all = desk.cost([&](access::Work& work) { desk.collect(work, ++voucher, last, 100); });
    CHECK(all.statements == 3 + 2 + 2 + 1);
    // A branch has counters of its own.
    const auto branch = desk.cost([&](access::Work& work) { desk.sell(work, ++voucher, last, 100, 2); });
    CHECK(branch.statements == 6);
    desk.cost([&](access::Work& work) { desk.collect(work, ++voucher, last, 100); });

    const auto read = desk.cost([&](access::Work& work) {
      static_cast<void>(receivables::state(work, desk.key()));
      static_cast<void>(receivables::states(work, PartyId(1), Side::receivable));
      static_cast<void>(receivables::oldest_open(work, desk.key(), Date(20'543)));
    });
    CHECK(read.statements == 4);
    CHECK(read.scanned == 0);
  }
}

TEST_CASE("an ageing reads what is open and what happened later, not what is settled",
          "[receivables][ageing][sqlite]") {
  CountingDesk desk;
  std::int64_t voucher = 0;
  desk.cost([&](access::Work& work) {
    work.tx().execute(
        "INSERT INTO emptor_party (id, code, customer, supplier, name, tax_number, representative, phone, mobile, fax, "
        "email, website, alias, memo, search_key) VALUES (1, 'C001', 1, 0, 'C', '', '', '', '', '', '', '', '', '', "
        "'')");
    for (int i = 0; i < 300; ++i) {
      desk.sell(work, ++voucher, 1000 + i, 100);
      desk.collect(work, ++voucher, 1000 + i, 100);
    }
    for (int i = 0; i < 3; ++i) desk.sell(work, ++voucher, 1300 + i, 100);
    desk.collect(work, ++voucher, 1310, 100);
  });
  for (const int as_of : {1400, 1305}) {
    CAPTURE(as_of);
    Ageing ageing;
    const auto cost = desk.room_cost(
        [&](const Receivables& room) { ageing = room.ageing({.as_of = Date(as_of), .currency = "USD"}); });
    CHECK(ageing.total.balance == (as_of == 1400 ? usd("2") : usd("3")));
    CHECK(cost.scanned < 10);
  }
}

TEST_CASE("what is overdue is read from what is open and what was settled later", "[receivables][sqlite]") {
  CountingDesk desk;
  std::int64_t voucher = 0;
  desk.cost([&](access::Work& work) {
    for (int i = 0; i < 300; ++i) {
      desk.sell(work, ++voucher, 1000 + i, 100);
      desk.collect(work, ++voucher, 1000 + i, 100);
    }
    for (int i = 0; i < 3; ++i) desk.sell(work, ++voucher, 1300 + i, 100);
    desk.collect(work, ++voucher, 1320, 150);
  });
  for (const int on : {1330, 1310}) {
    CAPTURE(on);
    const bool later = on < 1320;  // the money has not come in yet
    receivables::Overdue found;
    const auto cost = desk.cost([&](access::Work& work) {
      found = receivables::overdue_on(work, desk.key(), {.on = Date(on), .days_allowed = on - 1302, .tolerance = 50});
    });
    CHECK(cost.statements == 1);
    CHECK(cost.scanned < 10);
    CHECK(found.open == (later ? 300 : 150));
    CHECK(found.due == (later ? 300 : 100));  // 50 is no more than the tolerance
    CHECK(found.overdue == (later ? 200 : 0));
    CHECK(found.days == (later ? on - 1300 : 0));
    std::int64_t before = 0;
    const auto old = desk.cost(
        [&](access::Work& work) { before = receivables::open_before(work, desk.key(), Date(1302), Date(on)); });
    CHECK(old.statements == 1);
    CHECK(old.scanned < 10);
    CHECK(before == (later ? 200 : 50));
  }
  const auto trade =
      desk.cost([&](access::Work& work) { CHECK(receivables::has_trade(work, desk.key().account, Side::receivable)); });
  CHECK(trade.statements == 1);
  CHECK(trade.scanned == 0);
}

TEST_CASE("an advance is found without passing the open sales", "[receivables][sqlite]") {
  CountingDesk desk;
  std::int64_t voucher = 0;
  desk.cost([&](access::Work& work) {
    for (int i = 0; i < 200; ++i) desk.sell(work, ++voucher, 1000 + i, 100);
  });
  const auto sale = desk.cost([&](access::Work& work) { desk.sell(work, ++voucher, 1300, 100); });
  CHECK(sale.statements == 4);
  CHECK(sale.scanned == 0);
}
