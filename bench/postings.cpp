/// Posting a five-line sale, against hand-written SQLite that inserts the same rows into a copy of the same book.
#include <filesystem>
#include <optional>
#include <random>
#include <stdexcept>

#include "fixture.hpp"
#include "pairs.hpp"

namespace emptor::bench {
namespace {

const TradeShape kShape{.customers = 20'000, .items = 2'000};
constexpr int kLines = 5;

/// The yardstick: the rows that a posting leaves, written with prepared statements and no questions asked.
class HandPosting {
 public:
  HandPosting(const std::string& path, bool full_sync, Keys keys)
      : db_(path, full_sync), keys_(std::move(keys)), random_(11) {
    number_ = db_.prepare(
        "INSERT INTO emptor_number_series (kind, prefix, width, last_number) VALUES (1, '20260331-', 0, 1) "
        "ON CONFLICT (kind, prefix) DO UPDATE SET last_number = emptor_number_series.last_number + 1 "
        "RETURNING id, last_number");
    voucher_ = db_.prepare(
        "INSERT INTO emptor_voucher (kind, series_id, number, doc_date, due_date, party_id, account_id, identity_id, "
        "currency, tax_mode, net, tax, location_id, recorded_at, actor_id) "
        "VALUES (1, ?1, ?2, 20543, 20543, ?3, ?3, ?3, 840, 1, ?4, 0, 1, 1774915200000000, 1)");
    line_ = db_.prepare(
        "INSERT INTO emptor_voucher_line (voucher_id, line, item_id, unit_id, quantity, stock_quantity, unit_price, "
        "source, entry_id, base_price, discount, tax_rate, net, tax) "
        "VALUES (?1, ?2, ?3, 1, ?4, ?4, ?5, 9, ?3, ?5, 0, 0, ?6, 0)");
    stock_ = db_.prepare(
        "INSERT INTO emptor_stock (item_id, location_id, on_hand) VALUES (?1, 1, ?2) "
        "ON CONFLICT (item_id, location_id) DO UPDATE SET on_hand = emptor_stock.on_hand + excluded.on_hand");
    item_ = db_.prepare(
        "INSERT INTO emptor_open_item (account_id, side, currency, doc_date, voucher_id, instalment, party_id, "
        "due_date, "
        "amount, open_amount, reversed) VALUES (?1, 1, 840, 20543, ?2, 1, ?1, 20543, ?3, ?3, 0)");
    balance_ = db_.prepare(
        "INSERT INTO emptor_balance (party_id, side, currency, own_amount, account_amount, age_date, age_voucher_id, "
        "age_instalment, age_newer) VALUES (?1, 1, 840, ?2, ?2, 20543, ?3, 1, 0) "
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
    std::int64_t items[kLines];
    std::int64_t total = 0;
    for (std::int64_t& item : items) {
      item = keys_.items[random_() % keys_.items.size()].value;
      total += 3 * (1'000 + item);
    }
    run(voucher_, {series, number, party, total});
    const std::int64_t voucher = sqlite3_last_insert_rowid(db_.handle());
    for (int i = 0; i < kLines; ++i) {
      const std::int64_t price = (1'000 + items[i]) * 10'000;
      run(line_, {voucher, i + 1, items[i], 3'000'000, price, 3 * (1'000 + items[i])});
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
  std::mt19937 random_;
  sqlite3_stmt* number_ = nullptr;
  sqlite3_stmt* voucher_ = nullptr;
  sqlite3_stmt* line_ = nullptr;
  sqlite3_stmt* stock_ = nullptr;
  sqlite3_stmt* item_ = nullptr;
  sqlite3_stmt* balance_ = nullptr;
};

/// A five-line sale in codes, prices left to the book.
class Sales {
 public:
  VoucherDraft next() {
    VoucherDraft draft{.kind = VoucherKind::sale,
                       .party = customer_code(static_cast<int>(random_() % static_cast<unsigned>(kShape.customers))),
                       .dated = trade_day,
                       .location = "W1"};
    for (int i = 0; i < kLines; ++i)
      draft.lines.push_back({.item = item_code(static_cast<int>(random_() % static_cast<unsigned>(kShape.items))),
                             .quantity = Quantity::of(3)});
    return draft;
  }

 private:
  std::mt19937 random_{11};
};

struct PostingFixture {
  explicit PostingFixture(Sync sync, int batch = 1'000) {
    const std::string path = directory.file("ours.emptor");
    {
      Book made = Book::open({.path = path, .currency = "USD", .sync = Sync::normal});
      fill(made, kShape);
      keys = keys_of(made, kShape);
      made.close();
    }
    std::filesystem::copy_file(path, directory.file("hand.emptor"));
    book = Book::open({.path = path, .currency = "USD", .sync = sync});
    hand.emplace(directory.file("hand.emptor"), sync == Sync::full, keys);
    for (int i = 0; i < 4'000; ++i) drafts.push_back(sales.next());
    // Warm: every card that the drafts need is loaded, as in a process that has worked for a while.
    post_batch(static_cast<int>(drafts.size()));
    hand->begin();
    for (std::size_t i = 0; i < drafts.size(); ++i) hand->post();
    hand->commit();
    if (batch > 1) return;
    // The logs as well: a file that grows costs a flush more than one that is written over, as it is ever after.
    for (int i = 0; i < 2'000; ++i) {
      post_one();
      hand->begin();
      hand->post();
      hand->commit();
    }
  }
  void post_one() {
    if (!book->vouchers().post(drafts[place++ % drafts.size()]).posted()) throw std::runtime_error("not posted");
  }
  void post_batch(int count) {
    auto batch = book->batch();
    for (int i = 0; i < count; ++i) post_one();
    batch.commit();
  }
  Directory directory;
  Keys keys;
  Sales sales;
  std::vector<VoucherDraft> drafts;
  std::size_t place = 0;
  std::optional<Book> book;
  std::optional<HandPosting> hand;
};

void add_posting(Suite& suite, const std::string& name, Sync sync, int batch, Aim aim) {
  auto fixture = std::make_shared<std::unique_ptr<PostingFixture>>();
  const auto get = [=]() -> PostingFixture& {
    if (!*fixture) *fixture = std::make_unique<PostingFixture>(sync, batch);
    return **fixture;
  };
  suite.add(Pair{.name = name,
                 .aim = aim,
                 .ours =
                     [=](benchmark::State& state) {
                       PostingFixture& work = get();
                       for (auto _ : state) {
                         if (batch == 1)
                           work.post_one();
                         else
                           work.post_batch(batch);
                       }
                     },
                 .yardstick =
                     [=](benchmark::State& state) {
                       HandPosting& hand = *get().hand;
                       for (auto _ : state) {
                         hand.begin();
                         for (int i = 0; i < batch; ++i) hand.post();
                         hand.commit();
                       }
                     },
                 .clean_up = [=] { fixture->reset(); },
                 .items_per_iteration = static_cast<double>(batch)});
}

/// File bytes that 20,000 vouchers add, against 330 bytes for a hand-written schema with two indexes.
std::pair<double, double> bytes_per_voucher() {
  PostingFixture fixture(Sync::normal);
  const std::string path = fixture.directory.file("ours.emptor");
  const auto size = [&] {
    const std::string copy = fixture.directory.file("copy");
    fixture.book->backup(copy);
    const auto bytes = std::filesystem::file_size(copy);
    std::filesystem::remove(copy);
    return static_cast<double>(bytes);
  };
  const double before = size();
  constexpr int count = 20'000;
  fixture.post_batch(count);
  return {(size() - before) / count, 330};
}

}  // namespace

void add_postings(Suite& suite, const Scale& /*scale*/) {
  add_posting(suite, "post.batch_1000", Sync::normal, 1'000, {Aim::Kind::speed_at_least, 0.4, 0.75});
  add_posting(suite, "post.alone_normal", Sync::normal, 1, {Aim::Kind::speed_at_least, 0.6, 0.9});
  add_posting(suite, "post.alone_durable", Sync::full, 1, {Aim::Kind::speed_at_least, 0.75, 0.95});
  suite.add(Measured{
      .name = "post.file_bytes_per_voucher", .aim = {Aim::Kind::size_at_most, 1.4, 1.1}, .measure = bytes_per_voucher});
  suite.compare("post.against_tryton", "post.alone_durable",
                {"Tryton sale to posted invoice, 10k parties, file", 868e6}, {Aim::Kind::speed_at_least, 1'000, 5'000});
  suite.compare("post.against_gnucash", "post.alone_durable", {"GnuCash 4.13, create and post after 1,400", 38.56e6},
                {Aim::Kind::speed_at_least, 50, 200});
}

}  // namespace emptor::bench
