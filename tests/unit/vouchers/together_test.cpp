// Goal: on a server, postings of different customers run beside each other, those of one customer one after the other;
// what is no posting runs alone; waiting is bounded; and a sale costs few round trips.
#include <chrono>
#include <string>

#include "emptor/pricing.hpp"
#include "emptor/vouchers.hpp"
#include "parties/cards.hpp"
#include "receivables/ledger.hpp"
#if EMPTOR_POSTGRES
#include "store/postgres/pg_uri.hpp"
#endif
#include "support/bare_book.hpp"
#include "support/refused.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

/// A shop on the server, whose postings wait for each other only for a moment.
class Shop {
 public:
  static constexpr int patience_ms = 150;

  Shop() : places_(), path_(places_.file("", "shop")), made_({.path = path_}) {
    made_.catalog().create_unit("PCS", "piece");
    made_.catalog().create_location("W1", "Warehouse");
    for (int i = 1; i <= 5; ++i) {
      const std::string code = "P" + std::to_string(i);
      made_.catalog().create_item({.code = code, .name = "Lamp", .unit = "PCS"});
      Prices(made_.state).set_base(code, Decimal(10));
    }
    for (const char* code : {"C001", "C002", "HEAD"}) made_.customers().create({.code = code, .name = code});
    session = made_.as("owner");
    session->database =
        store::Database::open({.path = path_, .busy_timeout_ms = patience_ms, .clock = made_.clock.get()});
  }
  [[nodiscard]] Vouchers vouchers() const { return Vouchers(session); }
  [[nodiscard]] Parties customers() const { return Parties(session, true); }
  [[nodiscard]] Settings settings() const { return Settings(session); }
  [[nodiscard]] std::string post(const std::string& customer) const {
    try {
      return vouchers().post(trade_sale(customer)).posted() ? "" : "refused";
    } catch (const Error& error) {
      return std::string(to_string(error.code())) + '(' + error.problems().front().field + ')';
    }
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Somebody else's way into the same book.
  [[nodiscard]] SessionState& other() const { return *made_.state; }
  /// Round trips of a use case on the connection that is lent next, the one that came back last.
  template <class UseCase>
  std::int64_t round_trips(UseCase use_case) {
    const auto look = [&] {
      auto work = access::Work::read(*session);
      return std::pair(&work.tx().connection(), work.tx().connection().round_trips());
    };
    const auto before = look();
    use_case();
    const auto after = look();
    CHECK(before.first == after.first);
    return after.second - before.second - 1;  // the second look itself
  }

  std::shared_ptr<SessionState> session;

 private:
  TestPlaces places_;
  std::string path_;
  BareBook made_;
};

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
    book_.emplace(Book::attach(handle_, reinterpret_cast<const void*>(store::postgres::libpq().PQlibVersion), {}, place.schema));
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

VoucherDraft sale_of(std::string customer, std::string item, Date dated = trade_day) {
  VoucherDraft draft = trade_sale(std::move(customer));
  draft.lines.front().item = std::move(item);
  draft.dated = dated;
  return draft;
}

VoucherDraft sale_of_five() {
  VoucherDraft draft = trade_sale("C001");
  draft.lines.clear();
  for (int i = 1; i <= 5; ++i) draft.lines.push_back({.item = "P" + std::to_string(i), .quantity = Quantity::of(2)});
  return draft;
}

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
      [](Book& book, VoucherId, VoucherId money, Date day) {
        static_cast<void>(book.vouchers().reverse(money, day));
      },
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

TEST_CASE("a sale of five lines costs at most four round trips", "[vouchers][postgres]") {
  if (!on_postgres()) return;
  Shop shop;
  const auto post = [&](const PostOptions& options = {}) {
    return shop.round_trips([&] { CHECK(shop.vouchers().post(sale_of_five(), options).posted()); });
  };
  // The first ones load cards, begin the series and the counters of stock.
  post();
  CHECK(post() <= 4);
  shop.customers().set_term(TermOwner::party("C001"), Term::credit_limit, "100000");
  shop.customers().set_term(TermOwner::party("C001"), Term::credit_age_days, "365");
  shop.customers().save_address("C001", {.name = "door", .street = "1 Main St", .is_default = true});
  post();
  CHECK(post({.idempotency_key = "K"}) <= 4);
  CHECK(post({.acknowledge_warnings = true}) <= 4);
  BookSettings settings = shop.settings().get();
  settings.stock_shortage = OnExcess::warn;
  shop.settings().change(settings);
  post({.acknowledge_warnings = true});
  CHECK(post({.idempotency_key = "L", .acknowledge_warnings = true}) <= 4);
}
