/// Posting a five-line sale, against hand-written SQLite that inserts the same rows into a copy of the same book.
#include <algorithm>
#include <atomic>
#include <ctime>
#include <filesystem>
#include <optional>
#include <random>
#include <stdexcept>
#include <thread>

#include "fixture.hpp"
#include "pairs.hpp"
#include "slow_disk.hpp"

namespace emptor::bench {
namespace {

TradeShape shape_of(const Scale& scale) {
  return scale.quick ? TradeShape{.customers = 100, .items = 100} : TradeShape{.customers = 20'000, .items = 2'000};
}

enum class Medium { file, memory };

/// The yardstick: the rows that a posting leaves, written with prepared statements and no questions asked.
class HandPosting {
 public:
  /// `book` is a file with the same master records; `trace` is what the library writes beside each price.
  HandPosting(const std::string& path, Sync sync, Medium medium, Keys keys, std::string trace)
      : db_(path, sync == Sync::full), keys_(std::move(keys)), trace_(std::move(trace)), random_(11) {
    if (medium == Medium::memory) db_.move_to_memory();
    number_ = db_.prepare(
        "INSERT INTO emptor_number_series (kind, prefix, width, last_number) VALUES (1, '20260331-', 0, 1) "
        "ON CONFLICT (kind, prefix) DO UPDATE SET last_number = emptor_number_series.last_number + 1 "
        "RETURNING id, last_number");
    voucher_ = db_.prepare(
        "INSERT INTO emptor_voucher (kind, side, series_id, number, doc_date, due_date, party_id, account_id, "
        "identity_id, "
        "currency, tax_mode, net, tax, location_id, recorded_at, actor_id) "
        "VALUES (1, 1, ?1, ?2, 20543, 20543, ?3, ?3, ?3, 840, 1, ?4, 0, 1, 1774915200000000, 1)");
    line_ = db_.prepare(
        "INSERT INTO emptor_voucher_line (voucher_id, line, item_id, unit_id, quantity, stock_quantity, unit_price, "
        "source, entry_id, base_price, discount, tax_rate, net, tax, trace, account_id) "
        "VALUES (?1, ?2, ?3, 1, ?4, ?4, ?5, 9, ?3, ?5, 0, 0, ?6, 0, ?8, ?7)");
    sqlite3_bind_text(line_, 8, trace_.c_str(), static_cast<int>(trace_.size()), SQLITE_STATIC);
    stock_ = db_.prepare(
        "INSERT INTO emptor_stock (item_id, location_id, on_hand) VALUES (?1, 1, ?2) "
        "ON CONFLICT (item_id, location_id) DO UPDATE SET on_hand = emptor_stock.on_hand + excluded.on_hand");
    item_ = db_.prepare(
        "INSERT INTO emptor_open_item (account_id, side, currency, doc_date, voucher_id, instalment, party_id, kind, "
        "due_date, amount, open_amount, reversed, recorded_at) VALUES (?1, 1, 840, 20543, ?2, 1, ?1, 1, 20543, ?3, ?3, "
        "0, "
        "1774971000000000)");
    balance_ = db_.prepare(
        "INSERT INTO emptor_balance (party_id, side, currency, own_amount, account_amount, age_date, age_voucher_id, "
        "age_instalment, age_newer, latest_date) VALUES (?1, 1, 840, ?2, ?2, 20543, ?3, 1, 0, 20543) "
        "ON CONFLICT (party_id, side, currency) DO UPDATE SET own_amount = emptor_balance.own_amount + "
        "excluded.own_amount, "
        "account_amount = emptor_balance.account_amount + excluded.account_amount");
  }
  void begin() { db_.run("BEGIN IMMEDIATE"); }
  void commit() { db_.run("COMMIT"); }
  void post() {
    sqlite3_step(number_);
    const std::int64_t series = sqlite3_column_int64(number_, 0);
    const std::int64_t number = sqlite3_column_int64(number_, 1);
    sqlite3_reset(number_);
    const std::int64_t party = keys_.customers[random_() % keys_.customers.size()].value;
    std::int64_t items[sale_lines];
    std::int64_t total = 0;
    for (std::int64_t& item : items) {
      item = keys_.items[random_() % keys_.items.size()].value;
      total += 3 * (1'000 + item);
    }
    run(voucher_, {series, number, party, total});
    const std::int64_t voucher = sqlite3_last_insert_rowid(db_.handle());
    for (int i = 0; i < sale_lines; ++i) {
      const std::int64_t price = (1'000 + items[i]) * 10'000;
      run(line_, {voucher, i + 1, items[i], 3'000'000, price, 3 * (1'000 + items[i]), party});
      run(stock_, {items[i], -3'000'000});
    }
    run(item_, {party, voucher, total});
    run(balance_, {party, total, voucher});
  }

 private:
  static void run(sqlite3_stmt* statement, std::initializer_list<std::int64_t> values) {
    int index = 0;
    for (const std::int64_t value : values) sqlite3_bind_int64(statement, ++index, value);
    if (sqlite3_step(statement) != SQLITE_DONE) throw std::runtime_error("the hand-written insert failed");
    sqlite3_reset(statement);
  }
  HandDatabase db_;
  Keys keys_;
  std::string trace_;
  std::mt19937 random_;
  sqlite3_stmt* number_ = nullptr;
  sqlite3_stmt* voucher_ = nullptr;
  sqlite3_stmt* line_ = nullptr;
  sqlite3_stmt* stock_ = nullptr;
  sqlite3_stmt* item_ = nullptr;
  sqlite3_stmt* balance_ = nullptr;
};

/// Ours and the hand's, with the same master records, warm.
struct PostingFixture {
  PostingFixture(const TradeShape& shape, Sync sync, int batch, Medium medium = Medium::file) : sales(shape) {
    const std::string path = directory.file("ours.emptor");
    const std::string copy = directory.file("hand.emptor");
    {
      Book made = Book::open({.path = path, .currency = "USD", .sync = Sync::normal});
      fill(made, shape);
      keys = keys_of(made, shape);
      made.close();
    }
    std::filesystem::copy_file(path, copy);
    const bool memory = medium == Medium::memory;
    book = Book::open({.path = memory ? ":memory:" : path, .currency = "USD", .sync = sync});
    if (memory) fill(*book, shape);
    for (int i = 0; i < 4'000; ++i) drafts.push_back(sales.next());
    // Warm: every card that the drafts need is loaded, as in a process that has worked for a while.
    post_batch(static_cast<int>(drafts.size()));
    const PostResult sample = post_one();
    hand.emplace(copy, sync, medium, keys, sample.voucher->lines.front().trace);
    hand->begin();
    for (std::size_t i = 0; i < drafts.size(); ++i) hand->post();
    hand->commit();
    if (batch > 1) return;
    // The logs as well: a file that grows costs a flush more than one that is written over, as it is ever after.
    const int alone = shape.customers < 1'000 ? 20 : 2'000;
    for (int i = 0; i < alone; ++i) {
      benchmark::DoNotOptimize(post_one());
      hand->begin();
      hand->post();
      hand->commit();
    }
  }
  PostResult post_one() {
    PostResult result = book->vouchers().post(drafts[place++ % drafts.size()]);
    if (!result.posted()) throw std::runtime_error("not posted");
    return result;
  }
  void post_batch(int count) {
    auto batch = book->batch();
    for (int i = 0; i < count; ++i) benchmark::DoNotOptimize(post_one());
    batch.commit();
  }
  void hand_batch(int count) {
    hand->begin();
    for (int i = 0; i < count; ++i) hand->post();
    hand->commit();
  }
  Directory directory;
  Keys keys;
  Sales sales;
  std::vector<VoucherDraft> drafts;
  std::size_t place = 0;
  std::optional<Book> book;
  std::optional<HandPosting> hand;
};

void add_posting(Suite& suite, const std::string& name, const TradeShape& shape, Sync sync, int batch, Aim aim) {
  auto fixture = std::make_shared<std::unique_ptr<PostingFixture>>();
  const auto get = [=]() -> PostingFixture& {
    if (!*fixture) *fixture = std::make_unique<PostingFixture>(shape, sync, batch);
    return **fixture;
  };
  suite.add(Pair{.name = name,
                 .aim = aim,
                 .ours =
                     [=](benchmark::State& state) {
                       PostingFixture& work = get();
                       for (auto _ : state) {
                         if (batch == 1)
                           benchmark::DoNotOptimize(work.post_one());
                         else
                           work.post_batch(batch);
                       }
                     },
                 .yardstick =
                     [=](benchmark::State& state) {
                       PostingFixture& work = get();
                       for (auto _ : state) work.hand_batch(batch);
                     },
                 .clean_up = [=] { fixture->reset(); },
                 .items_per_iteration = static_cast<double>(batch)});
}

struct CrowdFixture {
  CrowdFixture(const TradeShape& shape, std::chrono::microseconds flush) {
    if (flush.count() > 0) disk.emplace();
    work.emplace(shape, Sync::full, 1);
    // Warm by now; what was written until here is not waited for.
    if (disk) SlowDisk::set_pause(flush);
  }
  std::optional<SlowDisk> disk;
  std::optional<PostingFixture> work;  ///< before the disk it goes
};

/// Sixteen threads that post durably, against one that posts as many: they share their flushes. `flush` is what a flush
/// takes beside this machine's own time for it.
void add_crowd(Suite& suite, const std::string& name, const TradeShape& shape, int each,
               std::chrono::microseconds flush) {
  constexpr int kThreads = 16;
  auto fixture = std::make_shared<std::unique_ptr<CrowdFixture>>();
  const auto get = [=]() -> PostingFixture& {
    if (!*fixture) *fixture = std::make_unique<CrowdFixture>(shape, flush);
    return *(*fixture)->work;
  };
  const auto crowd = [=](PostingFixture& work) {
    std::atomic<int> failed = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread)
      threads.emplace_back([&, thread] {
        Session session = work.book->as("owner");
        for (int i = 0; i < each; ++i) {
          const auto place = static_cast<std::size_t>(thread * each + i) % work.drafts.size();
          if (!session.vouchers().post(work.drafts[place]).posted()) ++failed;
        }
      });
    for (std::thread& thread : threads) thread.join();
    if (failed != 0) throw std::runtime_error("not posted");
  };
  suite.add(Pair{.name = name,
                 .aim = {Aim::Kind::speed_at_least, 4, 5},
                 .ours =
                     [=](benchmark::State& state) {
                       PostingFixture& work = get();
                       for (auto _ : state) crowd(work);
                     },
                 .yardstick =
                     [=](benchmark::State& state) {
                       PostingFixture& work = get();
                       for (auto _ : state)
                         for (int i = 0; i < kThreads * each; ++i) benchmark::DoNotOptimize(work.post_one());
                     },
                 .clean_up = [=] { fixture->reset(); },
                 .items_per_iteration = static_cast<double>(kThreads * each)});
}

/// File bytes that 20,000 vouchers add, against 330 bytes for a hand-written schema with two indexes.
std::pair<double, double> bytes_per_voucher(const TradeShape& shape, int count) {
  PostingFixture fixture(shape, Sync::normal, 1'000);
  const std::string path = fixture.directory.file("ours.emptor");
  const auto size = [&] {
    const std::string copy = fixture.directory.file("copy");
    fixture.book->backup(copy);
    const auto bytes = std::filesystem::file_size(copy);
    std::filesystem::remove(copy);
    return static_cast<double>(bytes);
  };
  const double before = size();
  fixture.post_batch(count);
  return {(size() - before) / count, 330};
}

double processor_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Processor time of a posting in a batch above the hand's, both in memory, against what the engine may cost: 12 us.
std::pair<double, double> processor_time_above_hand(const TradeShape& shape, int rounds) {
  PostingFixture fixture(shape, Sync::normal, 1'000, Medium::memory);
  constexpr int count = 1'000;
  std::vector<double> above;
  for (int i = 0; i < rounds; ++i) {
    const double begun = processor_nanoseconds();
    fixture.post_batch(count);
    const double between = processor_nanoseconds();
    fixture.hand_batch(count);
    above.push_back(((between - begun) - (processor_nanoseconds() - between)) / count);
  }
  std::ranges::nth_element(above, above.begin() + rounds / 2);
  return {above[static_cast<std::size_t>(rounds / 2)], 12'000};
}

}  // namespace

void add_postings(Suite& suite, const Scale& scale) {
  const TradeShape shape = shape_of(scale);
  const bool quick = scale.quick;
  add_posting(suite, "post.batch_1000", shape, Sync::normal, 1'000, {Aim::Kind::speed_at_least, 0.4, 0.75});
  add_posting(suite, "post.alone_normal", shape, Sync::normal, 1, {Aim::Kind::speed_at_least, 0.6, 0.9});
  add_posting(suite, "post.alone_durable", shape, Sync::full, 1, {Aim::Kind::speed_at_least, 0.75, 0.95});
  add_crowd(suite, "post.durable_16_threads_against_1", shape, quick ? 2 : 50, std::chrono::microseconds(0));
  add_crowd(suite, "post.slow_disk_16_threads_against_1", shape, quick ? 2 : 20, std::chrono::milliseconds(4));
  suite.add(Measured{.name = "post.cpu_above_hand_ns", .aim = {Aim::Kind::size_at_most, 1, 5.0 / 12}, .measure = [=] {
                       return processor_time_above_hand(shape, quick ? 1 : 15);
                     }});
  suite.add(Measured{.name = "post.file_bytes_per_voucher", .aim = {Aim::Kind::size_at_most, 1.4, 1.1}, .measure = [=] {
                       return bytes_per_voucher(shape, quick ? 200 : 20'000);
                     }});
  suite.compare("post.against_tryton", "post.alone_durable",
                {"Tryton sale to posted invoice, 10k parties, file", 868e6}, {Aim::Kind::speed_at_least, 1'000, 5'000});
  suite.compare("post.against_gnucash", "post.alone_durable", {"GnuCash 4.13, create and post after 1,400", 38.56e6},
                {Aim::Kind::speed_at_least, 50, 200});
}

}  // namespace emptor::bench
