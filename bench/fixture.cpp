#include "fixture.hpp"

#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace emptor::bench {

Directory::Directory() {
  path_ = (std::filesystem::temp_directory_path() / "emptor-bench-XXXXXX").string();
  if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no scratch directory");
}

Directory::~Directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string customer_code(int number) { return "C" + std::to_string(1'000'000 + number); }
std::string item_code(int number) { return "P" + std::to_string(1'000'000 + number); }
Decimal base_price(int item, int tier) { return Decimal::scaled((1'000 + item % 9'000) * (100 - 2 * tier), 4); }
bool has_level_price(int level, int item) { return (item + level) % 3 == 0; }
Decimal level_price(int level, int item) { return Decimal::scaled(950 + item % 9'000 - level, 2); }
int special_item(int customer, int i, const TradeShape& shape) { return (customer * 7 + i * 13) % shape.items; }
int group_of(int item, const TradeShape& shape) { return item % shape.groups; }
int level_of(int customer, const TradeShape& shape) { return customer % shape.levels; }

namespace {

void fill_catalog(Book& book, const TradeShape& shape) {
  book.catalog().create_unit("PCS", "piece");
  book.catalog().create_location("W1", "Warehouse");
  for (int g = 0; g < shape.groups; ++g)
    book.catalog().create_item_group({.code = "G" + std::to_string(g), .name = "Group " + std::to_string(g)});
  for (int i = 0; i < shape.items; ++i) {
    book.catalog().create_item({.code = item_code(i),
                                .name = "Item " + std::to_string(i),
                                .unit = "PCS",
                                .groups = {"G" + std::to_string(group_of(i, shape))}});
    for (int t = 0; t < (shape.breaks ? break_count : 1); ++t)
      book.prices().set({.product = {.item = item_code(i)},
                         .price = base_price(i, t),
                         .min_quantity = Decimal::scaled(break_at(t), 6)});
  }
  for (int l = 0; l < shape.levels; ++l) {
    const std::string level = "L" + std::to_string(l);
    book.prices().create_list({.code = level, .name = level, .kind = PriceListKind::level});
    for (int i = 0; shape.breaks && i < shape.items; ++i)
      if (has_level_price(l, i))
        book.prices().set({.list = {.kind = PriceListKind::level, .code = level},
                           .product = {.item = item_code(i)},
                           .price = level_price(l, i)});
    // Every second item group has a level price.
    for (int g = 0; g < shape.groups; g += 2)
      book.prices().set({.list = {.kind = PriceListKind::level, .code = level},
                         .product = {.group = "G" + std::to_string(g)},
                         .percent_of_base = Decimal(90 - l)});
  }
}

void fill_customers(Book& book, const TradeShape& shape, int first, int last) {
  for (int c = first; c < last; ++c) {
    PartyInput input{.code = customer_code(c),
                     .name = "Customer " + std::to_string(c),
                     .terms = {{Term::sales_level, "L" + std::to_string(level_of(c, shape))}}};
    if (c % 4 == 0) input.terms.emplace_back(Term::sales_rate, "5");
    if (shape.limits) {
      input.terms.emplace_back(Term::credit_limit, "100000000.00");
      input.terms.emplace_back(Term::credit_age_days, "3650");
    }
    book.customers().create(input);
    for (int i = 0; i < shape.specials_per_customer; ++i)
      book.prices().set_special(customer_code(c), item_code(special_item(c, i, shape)), Decimal::scaled(900 + i, 2));
  }
}

}  // namespace

void fill(Book& book, const TradeShape& shape) {
  {
    auto batch = book.batch();
    fill_catalog(book, shape);
    batch.commit();
  }
  constexpr int step = 5'000;
  for (int first = 0; first < shape.customers; first += step) {
    auto batch = book.batch();
    fill_customers(book, shape, first, std::min(first + step, shape.customers));
    batch.commit();
  }
}

Keys keys_of(Book& book, const TradeShape& shape) {
  Keys keys;
  const auto snapshot = book.snapshot();
  for (int c = 0; c < shape.customers; ++c) keys.customers.push_back(book.customers().get(customer_code(c)).id);
  for (int i = 0; i < shape.items; ++i) keys.items.push_back(book.catalog().item(item_code(i)).id);
  return keys;
}

VoucherDraft Sales::next() {
  VoucherDraft draft{.kind = VoucherKind::sale,
                     .party = customer_code(static_cast<int>(random_() % static_cast<unsigned>(shape_.customers))),
                     .dated = trade_day,
                     .location = "W1"};
  for (int i = 0; i < sale_lines; ++i)
    draft.lines.push_back({.item = item_code(static_cast<int>(random_() % static_cast<unsigned>(shape_.items))),
                           .quantity = Quantity::of(3)});
  return draft;
}

HandDatabase::HandDatabase(const std::string& path, bool full_sync) {
  if (sqlite3_open(path.c_str(), &db_) != SQLITE_OK) throw std::runtime_error("cannot open " + path);
  set_pragmas(full_sync);
}

void HandDatabase::set_pragmas(bool full_sync) {
  run("PRAGMA journal_mode = WAL");
  run(full_sync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  run("PRAGMA cache_size = -65536");
  run("PRAGMA temp_store = MEMORY");
}

HandDatabase::~HandDatabase() {
  for (sqlite3_stmt* statement : statements_) sqlite3_finalize(statement);
  sqlite3_close(db_);
}

void HandDatabase::move_to_memory() {
  sqlite3* memory = nullptr;
  if (sqlite3_open(":memory:", &memory) != SQLITE_OK) throw std::runtime_error("no database in memory");
  sqlite3_backup* copy = sqlite3_backup_init(memory, "main", db_, "main");
  const bool done = copy != nullptr && sqlite3_backup_step(copy, -1) == SQLITE_DONE;
  sqlite3_backup_finish(copy);
  sqlite3_close(std::exchange(db_, memory));
  if (!done) throw std::runtime_error("cannot copy a database into memory");
  set_pragmas(false);
}

void HandDatabase::run(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(db_));
}

sqlite3_stmt* HandDatabase::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(db_));
  statements_.push_back(statement);
  return statement;
}

}  // namespace emptor::bench
