// Goal: on a server, postings of different customers run beside each other, those of one customer one after the other;
// what is no posting runs alone; and waiting is bounded.
#include <chrono>
#include <string>

#include "parties/cards.hpp"
#include "receivables/ledger.hpp"
#if EMPTOR_POSTGRES
#include "store/postgres/pg_uri.hpp"
#endif
#include "support/refused.hpp"
#include "support/test.hpp"
#include "unit/vouchers/server_shop.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

/// Somebody else who is in the middle of posting to a customer.
class Holder {
 public:
  Holder(const Shop& shop, const char* customer) : work_(access::Work::post(shop.other(), access::Undo::batch)) {
    const PartyId party = parties::find_id(work_, customer);
    receivables::lock(work_, {&party, 1});
    static_cast<void>(
        receivables::state(work_, {.account = party, .side = Side::receivable, .currency = Currency::of("USD")}));
  }

 private:
  access::Work work_;
};

#if EMPTOR_POSTGRES
/// A host in whose own transaction a use case stays open.
class OpenHost {
 public:
  explicit OpenHost(const std::string& path) {
    const store::postgres::Place place = store::postgres::place_of(path);
    const char* names[] = {"dbname", "client_encoding", nullptr};
    const char* values[] = {place.conninfo.c_str(), "UTF8", nullptr};
    handle_ = store::postgres::libpq().PQconnectdbParams(names, values, 1);
    book_.emplace(
        Book::attach(handle_, reinterpret_cast<const void*>(store::postgres::libpq().PQlibVersion), {}, place.schema));
    run("BEGIN");
  }
  OpenHost(const OpenHost&) = delete;
  OpenHost& operator=(const OpenHost&) = delete;
  ~OpenHost() {
    book_.reset();
    store::postgres::libpq().PQfinish(handle_);
  }
  [[nodiscard]] Book& book() { return *book_; }
  void commit() { run("COMMIT"); }

 private:
  void run(const char* sql) { store::postgres::libpq().PQclear(store::postgres::libpq().PQexec(handle_, sql)); }
  PGconn* handle_ = nullptr;
  std::optional<Book> book_;
};
#endif

}  // namespace

TEST_CASE("different customers never wait for each other, one customer's postings do", "[vouchers][postgres]") {
  if (!on_postgres()) return;
  Shop shop;
  CHECK(shop.post("C001").empty());
  {
    const Holder holder(shop, "C001");
    CHECK(shop.post("C002").empty());
    const auto since = std::chrono::steady_clock::now();
    CHECK(shop.post("C001") == "BUSY()");
    CHECK(std::chrono::steady_clock::now() - since < std::chrono::seconds(5));
  }
  CHECK(shop.post("C001").empty());
}

TEST_CASE("a branch's postings wait for those of its head office", "[vouchers][postgres]") {
  if (!on_postgres()) return;
  Shop shop;
  shop.customers().set_term(TermOwner::party("C001"), Term::bill_to, "HEAD");
  const Holder holder(shop, "HEAD");
  CHECK(shop.post("C001") == "BUSY()");
  CHECK(shop.post("C002").empty());
}

#if EMPTOR_POSTGRES
TEST_CASE("while one customer's reversal, correction or settlement is open, others post and it waits",
          "[vouchers][postgres]") {
  if (!on_postgres()) return;
  Shop shop;
  const Date later = trade_day + 1;  // numbers are drawn by day
  const VoucherId sale = shop.vouchers().post(sale_of("C001", "P1")).voucher->id;
  const VoucherId paid = shop.vouchers().post(trade_collection("C001", Decimal(4))).voucher->id;
  for (const char* item : {"P1", "P2", "P3"}) CHECK(shop.vouchers().post(sale_of("C002", item)).posted());
  using Open = void (*)(Book&, VoucherId, VoucherId, Date);
  const Open opened[] = {
      [](Book& book, VoucherId, VoucherId money, Date) {
        static_cast<void>(book.receivables().undo("C001", money));
        static_cast<void>(book.receivables().commit(
            book.receivables().plan({.party = "C001", .credit = money, .orders = {AllocationOrder::oldest_dated}})));
      },
      [](Book& book, VoucherId, VoucherId money, Date day) { static_cast<void>(book.vouchers().reverse(money, day)); },
      [](Book& book, VoucherId goods, VoucherId, Date day) {
        CHECK(book.vouchers().correct(goods, sale_of("C001", "P3", day), {.reversed_on = day}).posted());
      },
  };
  for (const Open open : opened) {
    OpenHost host(shop.path());
    open(host.book(), sale, paid, later);
    CHECK(shop.vouchers().post(sale_of("C002", "P2")).posted());
    CHECK(shop.vouchers().post(trade_collection("C002", Decimal(1))).posted());
    CHECK(refusal([&] { static_cast<void>(shop.vouchers().post(sale_of("C001", "P2"))); }) == "BUSY()");
    CHECK(refusal([&] { shop.settings().lock_through(trade_day); }) == "BUSY()");
    host.commit();
    CHECK(shop.vouchers().post(sale_of("C001", "P2")).posted());
  }
  CHECK(Book::open(shop.path()).verify().empty());
}
#endif

TEST_CASE("what is no posting waits for postings, and they for it", "[vouchers][postgres]") {
  if (!on_postgres()) return;
  Shop shop;
  {
    const Holder holder(shop, "C001");
    CHECK(refusal([&] { shop.settings().lock_through(trade_day); }) == "BUSY()");
    CHECK(shop.post("C002").empty());
  }
  shop.settings().lock_through(trade_day);
  CHECK(shop.post("C002") == "PERIOD_LOCKED(dated)");
  shop.settings().lock_through(std::nullopt);
  auto other = shop.session->database->begin(store::Access::write);
  // At once where this thread is the one that is in the way.
  CHECK(shop.post("C002") == "BUSY()");
}
