// Goal: opening, sessions, batches, attaching, and a book that audits itself.
#include <sqlite3.h>

#include <emptor/attach_sqlite.hpp>
#include <fstream>

#include "store/store.hpp"
#include "support/processes.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"
#if EMPTOR_POSTGRES
#include "store/postgres/pg_uri.hpp"
#endif

using namespace emptor;
using namespace emptor::test;

namespace {

template <class Call>
std::string refusal(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return std::string(to_string(error.code())) + "(" + error.field() + ")";
  }
  return "none";
}

/// Another program's hand on the file (the schema), while the book is closed: runs a statement, or answers with the
/// first column of its first row.
std::string by_hand(const std::string& path, const char* sql) {
#if EMPTOR_POSTGRES
  if (store::postgres::is_uri(path)) {
    const store::postgres::Place place = store::postgres::place_of(path);
    return store::postgres::PgConnection({.conninfo = place.conninfo, .schema = place.schema}).ask(sql);
  }
#endif
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  std::optional<std::string> found;
  const auto first = [](void* answer, int, char** values, char**) {
    auto& kept = *static_cast<std::optional<std::string>*>(answer);
    if (!kept) kept = values[0] != nullptr ? values[0] : "";
    return 0;
  };
  CHECK(sqlite3_exec(db, sql, first, &found, nullptr) == SQLITE_OK);
  sqlite3_close(db);
  return found.value_or("");
}

class Host {
 public:
  explicit Host(const std::string& path) { REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK); }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  ~Host() { sqlite3_close(db); }
  void run(const char* sql) const { REQUIRE(sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK); }
  [[nodiscard]] std::string text(const char* sql) const {
    std::string found;
    const auto first = [](void* answer, int, char** values, char**) {
      *static_cast<std::string*>(answer) = values[0];
      return 0;
    };
    REQUIRE(sqlite3_exec(db, sql, first, &found, nullptr) == SQLITE_OK);
    return found;
  }
  sqlite3* db = nullptr;
};

}  // namespace

TEST_CASE("today is the day of the book's time zone", "[book]") {
  const FixedClock clock(Instant::parse("2026-03-31T18:30:00Z"));
  const Book book =
      Book::open({.path = test_path(), .currency = "VND", .time_zone = "Asia/Ho_Chi_Minh", .clock = &clock});
  CHECK(book.today() == Date::of(2026, 4, 1));
}

TEST_CASE("what an actor does is recorded as his", "[book]") {
  const FixedClock clock(trade_day);
  Book book = Book::open({.path = test_path(), .currency = "USD", .clock = &clock});
  set_up_trade(book);
  book.access().create_actor("U9", "Nine");
  Session nine = book.as("U9");
  nine.customers().set_term(TermOwner::party("C001"), Term::credit_limit, "1000");
  nine.customers().set_term(TermOwner::party("C001"), Term::credit_limit, "1500");
  const auto history = book.customers().term_history(TermOwner::party("C001"), Term::credit_limit);
  REQUIRE(history.size() == 2);
  CHECK(history[1].value == "1500");
  CHECK(history[1].actor == "U9");
  CHECK(history[1].recorded_at == clock.now());
  const Voucher sale = *nine.vouchers().post(trade_sale("C001")).voucher;
  CHECK(sale.actor == "U9");
  CHECK(book.access().audit({.entity = Entity::party}).back().actor == "U9");
  CHECK(refusal([&] { (void)book.as("U10"); }) == "UNKNOWN_REFERENCE(actor)");
}

TEST_CASE("a batch is kept whole or not at all", "[book]") {
  Book book = Book::open(test_path(), "USD");
  set_up_trade(book);
  {
    const auto batch = book.batch();
    CHECK(book.vouchers().post(trade_sale("C001")).posted());
    CHECK(book.receivables().balance("C001").amount == Money::of("10.00", "USD"));
  }
  CHECK(book.receivables().balance("C001").amount.is_zero());
  CHECK(book.vouchers().list({}).empty());
  {
    auto batch = book.batch();
    CHECK(book.vouchers().post(trade_sale("C001")).posted());
    // One call that fails takes only itself back.
    CHECK_THROWS_AS(book.vouchers().post(trade_sale("NOBODY")), Error);
    CHECK(book.vouchers().post(trade_sale("C001")).posted());
    CHECK(refusal([&] { (void)book.batch(); }) == "MISUSE()");
    batch.commit();
    CHECK(refusal([&] { batch.commit(); }) == "MISUSE()");
  }
  CHECK(book.receivables().balance("C001").amount == Money::of("20.00", "USD"));
  CHECK(book.vouchers().find(VoucherKind::sale, "20260331-2").has_value());
  CHECK(book.verify().empty());
}

TEST_CASE("a snapshot does not see later vouchers and does not write", "[book]") {
  const Scratch scratch;
  Book book = Book::open(scratch.file("trade.emptor"), "USD");
  set_up_trade(book);
  Session reader = book.as("owner");
  {
    const auto snapshot = reader.snapshot();
    CHECK(reader.receivables().balance("C001").amount.is_zero());
    CHECK(book.vouchers().post(trade_sale("C001")).posted());
    CHECK(reader.receivables().balance("C001").amount.is_zero());
    CHECK(refusal([&] { (void)reader.vouchers().post(trade_sale("C001")); }) == "MISUSE()");
  }
  CHECK(reader.receivables().balance("C001").amount == Money::of("10.00", "USD"));
}

TEST_CASE("verify names what was changed behind the book's back", "[book]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  {
    Book book = Book::open(path, "USD");
    set_up_trade(book);
    book.promotions().set({.code = "TEN", .reward = RewardKind::order_percent, .value = Decimal(10)});
    CHECK(book.vouchers().post(trade_sale("C001", 5)).posted());
    CHECK(book.vouchers().post(trade_collection("C001", Decimal(20))).posted());
    const PostResult back = book.vouchers().post(trade_sale("C001", 2));
    CHECK(book.vouchers().return_goods({.of = back.voucher->id}).posted());
    CHECK(book.verify().empty());
    book.close();
  }
  const auto first_finding = [&](const char* sql, const char* undo) {
    by_hand(path, sql);
    std::string found = "nothing";
    {
      const Book book = Book::open(path);
      if (const auto findings = book.verify(); !findings.empty()) found = findings.front().what;
    }
    by_hand(path, undo);
    CHECK(Book::open(path).verify().empty());
    return found;
  };
  CHECK(first_finding("UPDATE emptor_balance SET account_amount = account_amount + 1",
                      "UPDATE emptor_balance SET account_amount = account_amount - 1") != "nothing");
  CHECK(first_finding("UPDATE emptor_stock SET on_hand = on_hand + 1",
                      "UPDATE emptor_stock SET on_hand = on_hand - 1") == "stock");
  CHECK(first_finding("UPDATE emptor_voucher_line SET net = net + 1", "UPDATE emptor_voucher_line SET net = net - 1") ==
        "voucher total");
  CHECK(first_finding("UPDATE emptor_voucher_line SET promotion = promotion + 1",
                      "UPDATE emptor_voucher_line SET promotion = promotion - 1") == "promotion");
  // Parts that add up, but not to what the programme gives.
  CHECK(first_finding("UPDATE emptor_voucher_promotion SET base = base + 100",
                      "UPDATE emptor_voucher_promotion SET base = base - 100") == "promotion");
  CHECK(first_finding("UPDATE emptor_returned SET withheld_net = withheld_net + 1",
                      "UPDATE emptor_returned SET withheld_net = withheld_net - 1") == "returned");
  CHECK(first_finding("UPDATE emptor_number_series SET last_number = last_number + 1",
                      "UPDATE emptor_number_series SET last_number = last_number - 1") == "number series");
  CHECK(first_finding("UPDATE emptor_open_item SET open_amount = open_amount + 1 WHERE amount > 0",
                      "UPDATE emptor_open_item SET open_amount = open_amount - 1 WHERE amount > 0") != "nothing");
}

TEST_CASE("verify names what was changed in a sealed period, and a number that is gone", "[book]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  std::string hash;
  {
    Book book = Book::open(path, "USD");
    set_up_trade(book);
    for (int pieces = 1; pieces <= 3; ++pieces) CHECK(book.vouchers().post(trade_sale("C001", pieces)).posted());
    (void)book.vouchers().void_number(VoucherKind::sale, "spoilt", trade_day);
    const VoucherId third = book.vouchers().find(VoucherKind::sale, "20260331-3").value().id;
    const std::vector<ReturnLine> one{{.line = 1, .quantity = Quantity::of(1)}};
    CHECK(book.vouchers().return_goods({.of = third, .lines = one, .dated = trade_day}).posted());
    book.settings().lock_through(trade_day);
    hash = book.vouchers().seal_through(trade_day).hash;
    book.close();
  }
  const auto findings = [&](const char* sql, const char* undo) {
    by_hand(path, sql);
    std::string found;
    {
      const Book book = Book::open(path);
      for (const Discrepancy& each : book.verify()) found += "[" + each.what + ": " + each.where + "]";
    }
    by_hand(path, undo);
    CHECK(Book::open(path).verify().empty());
    return found;
  };
  CHECK(findings("UPDATE emptor_returned SET withheld_net = 1", "UPDATE emptor_returned SET withheld_net = 0") ==
        "[sealed voucher: sales_return 20260331-1]");
  // What no counter holds is still under the seal.
  CHECK(findings("UPDATE emptor_voucher SET memo = 'x' WHERE number = 2",
                 "UPDATE emptor_voucher SET memo = NULL WHERE number = 2") == "[sealed voucher: sale 20260331-2]");
  CHECK(findings("UPDATE emptor_voucher_line SET discount = 1 WHERE quantity = 3000000",
                 "UPDATE emptor_voucher_line SET discount = 0 WHERE quantity = 3000000") ==
        "[sealed voucher: sale 20260331-3]");
  // A text moved from one column to its neighbour is a change as well.
  CHECK(findings("UPDATE emptor_voucher SET reference = 'x' WHERE id = 1",
                 "UPDATE emptor_voucher SET reference = NULL WHERE id = 1") == "[sealed voucher: sale 20260331-1]");
  CHECK(findings("UPDATE emptor_sealed_voucher SET hash = hash || '0' WHERE voucher_id = 1",
                 "UPDATE emptor_sealed_voucher SET hash = substr(hash, 1, 64) WHERE voucher_id = 1") ==
        "[sealed voucher: sale 20260331-1][seal: through 2026-03-31]");
  CHECK(findings("UPDATE emptor_setting SET value = '2026-03-30' WHERE key = 'sealed_through'",
                 "UPDATE emptor_setting SET value = '2026-03-31' WHERE key = 'sealed_through'") ==
        "[sealed through: settings]");
  CHECK(findings("UPDATE emptor_voided_number SET number = 5", "UPDATE emptor_voided_number SET number = 4") ==
        "[number series: sale 20260331-]");
  CHECK(findings("UPDATE emptor_voided_number SET number = 3", "UPDATE emptor_voided_number SET number = 4") ==
        "[number series: sale 20260331-]");
  const Book book = Book::open(path);
  REQUIRE(book.vouchers().seals().size() == 1);
  CHECK(book.vouchers().seals()[0].hash == hash);
  CHECK(book.vouchers().seals()[0].vouchers == 4);
}

TEST_CASE("a seal covers the rate at which another currency was booked", "[book]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  {
    Book book = Book::open(path, "USD");
    set_up_trade(book);
    book.settings().set_exchange_rate("EUR", "USD", trade_day, Decimal::parse("1.1"));
    REQUIRE(book.vouchers()
                .post({.kind = VoucherKind::opening_balance,
                       .party = "C001",
                       .dated = trade_day,
                       .currency = "EUR",
                       .amount = Decimal(100)})
                .posted());
    REQUIRE(book.vouchers().post(trade_sale("C001")).posted());
    book.settings().lock_through(trade_day);
    CHECK(book.vouchers().seal_through(trade_day).vouchers == 2);
    book.close();
  }
  const auto findings = [&](const char* sql) {
    by_hand(path, sql);
    const Book book = Book::open(path);
    std::string found;
    for (const Discrepancy& each : book.verify()) found += "[" + each.what + ": " + each.where + "]";
    return found;
  };
  // Nothing else is computed from the rate before the item is settled.
  CHECK(findings("UPDATE emptor_open_item SET rate_numerator = rate_numerator + 1 WHERE rate_numerator IS NOT NULL") ==
        "[sealed voucher: opening_balance 20260331-1]");
  CHECK(findings("UPDATE emptor_open_item SET rate_numerator = rate_numerator - 1 WHERE rate_numerator IS NOT NULL")
            .empty());
  // An item knows when its voucher was recorded.
  CHECK(findings("UPDATE emptor_open_item SET recorded_at = recorded_at + 1 WHERE rate_numerator IS NULL") ==
        "[recorded: sale 20260331-1]");
}

TEST_CASE("attached, the book's rows live and die with the host's transaction", "[book][sqlite]") {
  const Scratch scratch;
  const Host host(scratch.file("host.db"));
  host.run("CREATE TABLE orders (id INTEGER PRIMARY KEY, number TEXT)");
  Book book = Book::attach(host.db, EMPTOR_SQLITE_WITNESS, {.path = "", .currency = "USD"});
  set_up_trade(book);

  host.run("BEGIN");
  host.run("INSERT INTO orders (number) VALUES ('A')");
  CHECK(book.vouchers().post(trade_sale("C001")).posted());
  host.run("ROLLBACK");
  CHECK(host.text("SELECT count(*) FROM orders") == "0");
  CHECK(book.receivables().balance("C001").amount.is_zero());

  host.run("BEGIN");
  host.run("INSERT INTO orders (number) VALUES ('B')");
  const PostResult sale = book.vouchers().post(trade_sale("C001"));
  CHECK(sale.voucher->number == "20260331-1");
  host.run("COMMIT");
  CHECK(host.text("SELECT count(*) FROM orders") == "1");
  CHECK(book.receivables().balance("C001").amount == Money::of("10.00", "USD"));
  CHECK(book.verify().empty());
  CHECK(refusal([&] {
          (void)Book::attach(host.db, &host, {.path = "", .currency = "USD"});
        }).starts_with("FOREIGN_SQLITE"));
}

TEST_CASE("the views show decimals and dates", "[book]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  {
    Book book = Book::open(path, "USD");
    set_up_trade(book, 2);
    CHECK(book.vouchers().post(trade_sale("C001", 5)).posted());
    CHECK(book.vouchers().post(trade_collection("C001", Decimal::parse("60.05"))).posted());
    CHECK(book.vouchers().post(trade_sale("C002")).posted());
    book.prices().set_discount({.percents = {Decimal(10), Decimal(5), Decimal::parse("2.5")}});
    book.prices().set_discount({.product = {.item = "P1"}, .percents = {Decimal(0)}});
    book.close();
  }
  CHECK(by_hand(path, "SELECT percents FROM emptor_v_discount WHERE item IS NULL") == "10+5+2.5");
  CHECK(by_hand(path, "SELECT percents FROM emptor_v_discount WHERE item = 'P1'") == "0");
  CHECK(by_hand(path, "SELECT number || ' ' || kind || ' ' || dated || ' ' || total FROM emptor_v_voucher") ==
        "20260331-1 sale 2026-03-31 50.00");
  CHECK(by_hand(path, "SELECT account_balance FROM emptor_v_balance WHERE party = 'C001'") == "-10.05");
  CHECK(by_hand(path, "SELECT unit_price || ' ' || source FROM emptor_v_voucher_line") == "10.000000 base");
  CHECK(by_hand(path, "SELECT open FROM emptor_v_open_item") == "-10.05");
  CHECK(by_hand(path, "SELECT price || ' ' || item || ' ' || coalesce(valid_from, 'always') FROM emptor_v_price") ==
        "10.000000 P1 always");
  // Who owes nothing has no age; who does owes since a day.
  CHECK(by_hand(path, "SELECT age_start FROM emptor_v_balance WHERE party = 'C001'") == "");
  CHECK(by_hand(path, "SELECT age_start FROM emptor_v_balance WHERE party = 'C002'") == "2026-03-31");
  CHECK(by_hand(path, "SELECT on_hand FROM emptor_v_stock") == "999994.000000");
  CHECK(by_hand(path, "SELECT name FROM emptor_v_party") == "Customer 001");
  CHECK(by_hand(path, "SELECT actor FROM emptor_v_audit") == "owner");
}

TEST_CASE("a new book needs a currency, an existing one keeps its own; a refused opening leaves nothing behind",
          "[book][sqlite]") {
  const Scratch scratch;
  const std::string path = scratch.file("new.emptor");
  CHECK(refusal([&] { (void)Book::open({.path = path}); }).starts_with("REQUIRED(currency)"));
  CHECK(
      refusal([&] { (void)Book::open({.path = path, .currency = "ZZZ"}); }).starts_with("UNKNOWN_CURRENCY(currency)"));
  CHECK(refusal([&] {
          (void)Book::open({.path = path, .currency = "EUR", .time_zone = "Mars/Base"});
        }).starts_with("INVALID(time_zone)"));
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(refusal([&] { (void)Book::open({.path = path, .create = false}); }).starts_with("NOT_FOUND(path)"));

  const Host host(scratch.file("host.db"));
  const void* witness = reinterpret_cast<const void*>(&sqlite3_libversion);
  CHECK(refusal([&] { (void)Book::attach(host.db, witness, {}); }).starts_with("REQUIRED(currency)"));
  CHECK(by_hand(scratch.file("host.db"), "SELECT count(*) FROM sqlite_schema") == "0");

  Book::open(path, "EUR").close();
  CHECK(refusal([&] { (void)Book::open(path, "USD"); }).starts_with("CURRENCY_MISMATCH(currency)"));
  CHECK(Book::open(path).settings().get().currency.code() == "EUR");
}

TEST_CASE("a damaged log of schema steps is told, not followed", "[book][sqlite]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  Book::open(path, "EUR").close();
  by_hand(path, "UPDATE emptor_migration SET number = -number");
  CHECK(refusal([&] { (void)Book::open(path); }).starts_with("CORRUPT"));
}

TEST_CASE("a book in a folder that cannot be written to can be read", "[book][sqlite]") {
  const Scratch scratch;
  const std::string folder = scratch.file("archive");
  const std::string path = folder + "/trade #1?.emptor";
  std::filesystem::create_directory(folder);
  {
    Book book = Book::open(path, "USD");
    set_up_trade(book);
    CHECK(book.vouchers().post(trade_sale("C001", 5)).posted());
    book.close();
  }
  namespace fs = std::filesystem;
  fs::permissions(path, fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read);
  fs::permissions(fs::path(folder).parent_path(), fs::perms::all);
  fs::permissions(folder,
                  fs::perms::owner_read | fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec);
  const int told = end_of_process(start_process([&] {
    // Root may write anywhere; nobody may not. Not root: the owner of a folder without the right to write.
    if (::geteuid() == 0 && ::seteuid(65'534) != 0) return 2;
    const Book book = Book::open({.path = path, .read_only = true});
    const bool right = book.receivables().balance("C001").amount == Money::of("50.00", "USD") && book.verify().empty();
    return right ? 0 : 1;
  }));
  fs::permissions(folder, fs::perms::owner_all);
  CHECK(told == 0);
}

TEST_CASE("the reference names every view and its columns, in their order", "[book][sqlite]") {
  const Scratch scratch;
  Book::open(scratch.file("trade.emptor"), "USD").close();
  std::ifstream page(EMPTOR_SOURCE_DIR "/docs/reference/views.md");
  std::string documented;
  for (std::string line; std::getline(page, line);)
    if (line.starts_with("| `emptor_v_"))
      documented += line.substr(2, line.find(" |", 2) - 2) + line.substr(line.rfind("| `")) + "\n";
  const std::string found = by_hand(
      scratch.file("trade.emptor"),
      "SELECT group_concat(line, '') FROM (SELECT '`' || v.name || '`| ' || "
      "(SELECT group_concat('`' || c.name || '`', ', ') FROM pragma_table_info(v.name) c) || ' |' || char(10) AS line "
      "FROM sqlite_schema v WHERE v.type = 'view' ORDER BY v.rowid)");
  CHECK(documented == found);
}

TEST_CASE("a closed book says so, a backup is a book", "[book][sqlite]") {
  const Scratch scratch;
  Book book = Book::open(scratch.file("trade.emptor"), "USD");
  set_up_trade(book);
  CHECK(book.vouchers().post(trade_sale("C001")).posted());
  book.backup(scratch.file("copy.emptor"));
  book.close();
  CHECK(refusal([&] { (void)book.receivables().balance("C001"); }).starts_with("CLOSED"));
  const Book copy = Book::open(scratch.file("copy.emptor"));
  CHECK(copy.receivables().balance("C001").amount == Money::of("10.00", "USD"));
  CHECK(copy.verify().empty());
}

TEST_CASE("switching to another currency is refused", "[book]") {
  Book book = Book::open(test_path(), "USD");
  BookSettings settings = book.settings().get();
  settings.currency = Currency::of("EUR");
  CHECK(refusal([&] { book.settings().change(settings); }) == "IN_USE(currency)");
}

TEST_CASE("a batch that undid a call still follows what others change later", "[book]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  Book book = Book::open(path, "USD");
  set_up_trade(book);
  Book other = Book::open(path);
  {
    auto batch = book.batch();
    CHECK(book.vouchers().post(trade_sale("C001")).posted());
    // Undone with rows changed behind it: the caches of the connection go, and are filled again inside the batch.
    CHECK_THROWS_AS(book.prices().set_base("P1", Decimal(-1)), Error);
    CHECK_THROWS_AS(book.customers().create({.code = "C001", .name = "again"}), Error);
    CHECK(book.vouchers().post(trade_sale("C001")).posted());
    batch.commit();
  }
  other.prices().set_base("P1", Decimal(12));
  CHECK(book.vouchers().post(trade_sale("C001")).voucher->net == Money::of("12.00", "USD"));
}

TEST_CASE("what was typed comes back in errors as text that can be printed", "[book]") {
  const Book book = Book::open(test_path(), "USD");
  for (const std::string& code : {std::string("\xFF\xFE\x01"), std::string(1'000'000, 'x'), std::string(300, '\xC3')}) {
    try {
      (void)book.customers().get(code);
      FAIL("found");
    } catch (const Error& error) {
      for (const Problem& problem : error.problems())
        for (const auto& [name, value] : problem.figures) {
          CHECK(is_clean_utf8(value));
          CHECK(value.size() <= 210);
        }
    }
  }
}

namespace {

/// Something of everything that a copy may stumble over.
void set_up_for_copy(Book& book) {
  set_up_trade(book, 3);
  book.customers().create_group({.code = "VN", .name = "Vi\xE1\xBB\x87t Nam"});
  book.customers().create_group({.code = "ALL", .name = "All"});
  book.customers().move_group("VN", "ALL");  // refers to a later row of its own table
  book.customers().set_term(TermOwner::party("C001"), Term::credit_limit, "1000");
  CHECK(book.vouchers().post(trade_sale("C001", 5)).posted());
  CHECK(book.vouchers().post(trade_collection("C001", Decimal(20))).posted());
  const PostResult wrong = book.vouchers().post(trade_sale("C002"));
  (void)book.vouchers().reverse(wrong.voucher->id);
}

}  // namespace

TEST_CASE("a book moves to another store and back, and goes on there", "[book]") {
  const Scratch scratch;
  Book book = Book::open(scratch.file("trade.emptor"), "USD");
  set_up_for_copy(book);
  const std::string hash = book.content_hash();
  CHECK(hash.size() == 32);

  std::int64_t told = 0;
  const std::string there = scratch.plain_file("moved.emptor");
  CHECK(book.copy_to(there, [&](std::string_view, std::int64_t rows) { told += rows; }) == hash);
  CHECK(told > 200);
  Book moved = Book::open(there);
  CHECK(moved.content_hash() == hash);
  CHECK(moved.verify().empty());

  const std::string back = scratch.file("back.emptor");
  CHECK(moved.copy_to(back) == hash);
  Book returned = Book::open(back);
  CHECK(returned.verify().empty());
  for (Book* each : {&moved, &returned}) {
    // New rows get keys and numbers behind the old ones.
    const PostResult sale = each->vouchers().post(trade_sale("C003"));
    REQUIRE(sale.posted());
    CHECK(sale.voucher->number == "20260331-3");
    CHECK(each->receivables().balance("C001").amount == Money::of("30.00", "USD"));
    each->customers().create({.code = "C004", .name = "Four"});
    CHECK(each->verify().empty());
    CHECK(each->content_hash() != hash);
  }
  CHECK(book.content_hash() == hash);
  CHECK(refusal([&] { (void)book.copy_to(back); }) == "DUPLICATE_CODE(path)");
}

TEST_CASE("a copy that differs is not kept", "[book]") {
  const Scratch scratch;
  Book book = Book::open(scratch.file("trade.emptor"), "USD");
  set_up_for_copy(book);
  const std::string there = scratch.plain_file("moved.emptor");
  // The tables without a book in them, and a hand that changes what is written.
  (void)store::Database::open({.path = there});
  {
    const Host host(there);
    host.run(
        "CREATE TRIGGER meddle AFTER INSERT ON emptor_party BEGIN UPDATE emptor_party SET memo = 'x' WHERE id = 2; "
        "END");
  }
  CHECK(refusal([&] { (void)book.copy_to(there); }) == "CORRUPT()");
  const Host host(there);
  CHECK(host.text("SELECT count(*) FROM emptor_party") == "0");
}
