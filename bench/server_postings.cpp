/// Posting a five-line sale to a PostgreSQL server, against a hand-written libpq program that inserts the same rows
/// into a copy of the same book, with the same durability.
#include <algorithm>
#include <array>
#include <future>
#include <memory>
#include <random>
#include <stdexcept>

#include "fixture.hpp"
#include "pairs.hpp"
#include "server.hpp"

namespace emptor::bench {
namespace {

/// The yardstick: the rows that a posting leaves, in prepared statements and one pipeline, with no questions asked. One
/// round trip, and the row that everybody wants, the number, is taken as late as it can be.
class HandPosting {
 public:
  HandPosting(const std::string& address, const std::string& schema, Sync sync, Keys keys, std::string trace,
              unsigned seed)
      : server_(address), keys_(std::move(keys)), trace_(std::move(trace)), random_(seed) {
    server_.run("SET search_path = " + schema);
    if (sync == Sync::normal) server_.run("SET synchronous_commit = off");
    server_.prepare("begin", "BEGIN");
    server_.prepare("id", "SELECT nextval('emptor_voucher_id_seq')");
    server_.prepare(
        "line",
        "INSERT INTO emptor_voucher_line (voucher_id, line, item_id, unit_id, quantity, stock_quantity, "
        "unit_price, source, entry_id, base_price, discount, tax_rate, net, tax, account_id, trace) "
        "VALUES (currval('emptor_voucher_id_seq'), $1::bigint, $2::bigint, 1, 3000000, 3000000, $3::bigint, "
        "9, $2, $3, 0, 0, $4::bigint, 0, $5::bigint, $6::text)");
    server_.prepare("stock",
                    "INSERT INTO emptor_stock (item_id, location_id, on_hand) VALUES ($1::bigint, 1, -3000000) "
                    "ON CONFLICT (item_id, location_id) DO UPDATE SET on_hand = emptor_stock.on_hand + "
                    "excluded.on_hand");
    server_.prepare("item",
                    "INSERT INTO emptor_open_item (account_id, side, currency, doc_date, voucher_id, instalment, "
                    "party_id, kind, due_date, amount, open_amount, reversed, recorded_at) VALUES ($1::bigint, 1, 840, "
                    "20543, currval('emptor_voucher_id_seq'), 1, $1, 1, 20543, $2::bigint, $2, 0, 1774971000000000)");
    server_.prepare("balance",
                    "INSERT INTO emptor_balance (party_id, side, currency, own_amount, account_amount, age_date, "
                    "age_voucher_id, age_instalment, age_newer, latest_date) VALUES ($1::bigint, 1, 840, $2::bigint, "
                    "$2, 20543, currval('emptor_voucher_id_seq'), 1, 0, 20543) ON CONFLICT (party_id, side, currency) "
                    "DO UPDATE SET own_amount = emptor_balance.own_amount + excluded.own_amount, "
                    "account_amount = emptor_balance.account_amount + excluded.account_amount");
    server_.prepare("number",
                    "UPDATE emptor_number_series SET last_number = last_number + 1 WHERE kind = 1 AND prefix = "
                    "'20260331-'");
    server_.prepare("voucher",
                    "INSERT INTO emptor_voucher (id, kind, side, series_id, number, doc_date, due_date, party_id, "
                    "account_id, identity_id, currency, tax_mode, net, tax, location_id, recorded_at, actor_id) "
                    "SELECT currval('emptor_voucher_id_seq'), 1, 1, s.id, s.last_number, 20543, 20543, $1::bigint, $1, "
                    "$1, 840, 1, $2::bigint, 0, 1, 1774915200000000, 1 FROM emptor_number_series s "
                    "WHERE s.kind = 1 AND s.prefix = '20260331-'");
    server_.prepare("commit", "COMMIT");
    if (PQenterPipelineMode(server_.handle()) != 1) throw std::runtime_error("no pipeline");
  }
  void post() {
    const std::int64_t party = keys_.customers[random_() % keys_.customers.size()].value;
    std::array<std::int64_t, sale_lines> items{};
    for (std::int64_t& item : items) item = keys_.items[random_() % keys_.items.size()].value;
    std::int64_t total = 0;
    send("begin", {});
    send("id", {});
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::int64_t net = 3 * (1'000 + items[i]);
      total += net;
      send("line", {static_cast<std::int64_t>(i) + 1, items[i], (1'000 + items[i]) * 10'000, net, party}, &trace_);
    }
    // Others take them in the same order, so that nobody waits in a circle.
    send("balance", {party, total});
    send("item", {party, total});
    std::ranges::sort(items);
    for (const std::int64_t item : items) send("stock", {item});
    send("number", {});
    send("voucher", {party, total});
    send("commit", {});
    collect();
  }

 private:
  void send(const char* name, std::initializer_list<std::int64_t> numbers, const std::string* text = nullptr) {
    std::array<std::array<char, 8>, 5> bytes{};
    std::array<const char*, 6> values{};
    std::array<int, 6> lengths{};
    constexpr std::array<int, 6> formats{1, 1, 1, 1, 1, 1};
    std::size_t count = 0;
    for (const std::int64_t number : numbers) {
      for (std::size_t i = 0; i < 8; ++i)
        bytes[count][i] = static_cast<char>(static_cast<std::uint64_t>(number) >> (56 - 8 * i));
      values[count] = bytes[count].data();
      lengths[count++] = 8;
    }
    if (text != nullptr) {
      values[count] = text->c_str();
      lengths[count++] = static_cast<int>(text->size());
    }
    if (PQsendQueryPrepared(server_.handle(), name, static_cast<int>(count), values.data(), lengths.data(),
                            formats.data(), 1) != 1)
      throw std::runtime_error(PQerrorMessage(server_.handle()));
    ++sent_;
  }
  void collect() {
    PQpipelineSync(server_.handle());
    for (; sent_ > 0; --sent_) {
      PGresult* result = PQgetResult(server_.handle());
      server_.require(result, PQntuples(result) > 0 ? PGRES_TUPLES_OK : PGRES_COMMAND_OK);
      PQclear(PQgetResult(server_.handle()));
    }
    server_.require(PQgetResult(server_.handle()), PGRES_PIPELINE_SYNC);
  }

  Server server_;
  Keys keys_;
  std::string trace_;
  std::mt19937 random_;
  int sent_ = 0;
};

/// A host: a book of its own on the same schema, with one connection that posts.
class Host {
 public:
  Host(const std::string& path, Sync sync, const TradeShape& shape, unsigned seed, int drafts)
      : book_(Book::open({.path = path, .sync = sync})) {
    Sales sales(shape, seed);
    for (int i = 0; i < drafts; ++i) drafts_.push_back(sales.next());
  }
  void post() {
    const PostResult result = book_.vouchers().post(drafts_[place_++ % drafts_.size()]);
    if (!result.posted()) throw std::runtime_error("not posted");
  }
  /// Every card that the drafts need is loaded, as in a process that has worked for a while.
  void warm() {
    for (std::size_t i = 0; i < drafts_.size(); ++i) post();
  }
  [[nodiscard]] Book& book() { return book_; }

 private:
  Book book_;
  std::vector<VoucherDraft> drafts_;
  std::size_t place_ = 0;
};

constexpr const char* kOurs = "emptor_bench_ours";
constexpr const char* kHand = "emptor_bench_hand";

/// Two schemas that are made anew and gone afterwards.
class Schemas {
 public:
  explicit Schemas(const std::string& server) : server_(server) { drop(); }
  Schemas(const Schemas&) = delete;
  Schemas& operator=(const Schemas&) = delete;
  ~Schemas() {
    try {
      drop();
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): the next run makes them anew
    }
  }

 private:
  void drop() {
    Server server(server_);
    server.run("SET client_min_messages = error");
    for (const char* schema : {kOurs, kHand}) server.run(std::string("DROP SCHEMA IF EXISTS ") + schema + " CASCADE");
  }
  std::string server_;
};

/// Ours and the hand's on so many connections, with the same master records, warm.
struct ServerFixture {
  /// `drafts` are posted for warmth on each connection, and again in turn when it is measured.
  ServerFixture(const std::string& server, const TradeShape& shape, Sync sync, unsigned connections, int drafts)
      : schemas(server) {
    const std::string path = path_of(server, kOurs);
    Book made = Book::open({.path = path, .currency = "USD", .sync = Sync::normal});
    fill(made, shape);
    // Series and counters are there before the book is copied.
    Sales sales(shape);
    const PostResult sample = made.vouchers().post(sales.next());
    made.copy_to(path_of(server, kHand));
    const Keys keys = keys_of(made, shape);
    for (unsigned i = 0; i < connections; ++i) {
      ours.push_back(std::make_unique<Host>(path, sync, shape, i, drafts));
      hand.push_back(std::make_unique<HandPosting>(server, kHand, sync, keys, sample.voucher->lines.front().trace, i));
    }
    for (unsigned i = 0; i < connections; ++i) {
      ours[i]->warm();
      for (int j = 0; j < drafts; ++j) hand[i]->post();
    }
    Server(server).run("VACUUM ANALYZE");
  }
  ~ServerFixture() {
    for (auto& host : ours) host->book().close();
  }
  Schemas schemas;
  std::vector<std::unique_ptr<Host>> ours;
  std::vector<std::unique_ptr<HandPosting>> hand;
};

/// Every worker posts so many, all at the same time.
template <class Workers>
void post_all(Workers& workers, int each) {
  if (workers.size() == 1) {
    for (int i = 0; i < each; ++i) workers.front()->post();
    return;
  }
  std::vector<std::future<void>> done;
  for (auto& worker : workers)
    done.push_back(std::async(std::launch::async, [&worker, each] {
      for (int i = 0; i < each; ++i) worker->post();
    }));
  for (auto& one : done) one.get();
}

void add_posting(Suite& suite, const std::string& name, const Scale& scale, Sync sync, unsigned connections, Aim aim) {
  const TradeShape shape =
      scale.quick ? TradeShape{.customers = 40, .items = 40} : TradeShape{.customers = 2'000, .items = 500};
  // Enough for each thread that starting it does not count.
  const int each = connections == 1 ? 1 : scale.quick ? 2 : 10;
  const int drafts = scale.quick ? 4 : 100;
  auto fixture = std::make_shared<std::unique_ptr<ServerFixture>>();
  const auto get = [=, server = scale.server]() -> ServerFixture& {
    if (!*fixture) *fixture = std::make_unique<ServerFixture>(server, shape, sync, connections, drafts);
    return **fixture;
  };
  suite.add(Pair{.name = name,
                 .aim = aim,
                 .ours =
                     [=](benchmark::State& state) {
                       ServerFixture& work = get();
                       for (auto _ : state) post_all(work.ours, each);
                     },
                 .yardstick =
                     [=](benchmark::State& state) {
                       ServerFixture& work = get();
                       for (auto _ : state) post_all(work.hand, each);
                     },
                 .clean_up = [=] { fixture->reset(); },
                 .items_per_iteration = static_cast<double>(each) * connections});
}

}  // namespace

void add_server_postings(Suite& suite, const Scale& scale) {
  constexpr Aim aim{Aim::Kind::speed_at_least, 0.6, 0.9};
  add_posting(suite, "post.server_durable", scale, Sync::full, 1, aim);
  add_posting(suite, "post.server_normal", scale, Sync::normal, 1, aim);
  add_posting(suite, "post.server_durable_16", scale, Sync::full, 16, aim);
  add_posting(suite, "post.server_normal_16", scale, Sync::normal, 16, aim);
}

}  // namespace emptor::bench
