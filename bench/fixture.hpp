/// Books and files for the benchmarks.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "emptor/emptor.hpp"

namespace emptor::bench {

/// A directory of its own that is gone afterwards.
class Directory {
 public:
  Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory();
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

std::string customer_code(int number);
std::string item_code(int number);

struct TradeShape {
  int customers = 1'000;
  int items = 1'000;
  int specials_per_customer = 0;
  int levels = 5;
  int groups = 50;      ///< of items
  bool breaks = false;  ///< base prices with five breaks, and level prices by item
  bool limits = true;   ///< every customer has a large limit and an age limit
};

/// Fills a new book: base prices, levels by item group, special prices; one location, no tax.
void fill(Book& book, const TradeShape& shape);

/// What `fill` made, in keys; special prices go to item (customer × 7 + i × 13) modulo items.
struct Keys {
  std::vector<PartyId> customers;
  std::vector<ItemId> items;
};
Keys keys_of(Book& book, const TradeShape& shape);
inline constexpr int break_count = 5;
/// Smallest quantity of a break of the base prices, in millionths: 0, 5, 10, 15, 20.
constexpr std::int64_t break_at(int tier) { return tier * 5'000'000LL; }
/// Each break is two per cent cheaper.
Decimal base_price(int item, int tier);
/// Every level prices a third of the items itself.
bool has_level_price(int level, int item);
Decimal level_price(int level, int item);
int special_item(int customer, int i, const TradeShape& shape);
int group_of(int item, const TradeShape& shape);
int level_of(int customer, const TradeShape& shape);

/// A hand-written program's way to SQLite, with the pragmas that the library sets.
class HandDatabase {
 public:
  HandDatabase(const std::string& path, bool full_sync);
  HandDatabase(const HandDatabase&) = delete;
  HandDatabase& operator=(const HandDatabase&) = delete;
  ~HandDatabase();
  void run(const char* sql);
  /// What the file holds, from here on without a file; before anything is prepared.
  void move_to_memory();
  sqlite3_stmt* prepare(const char* sql);
  [[nodiscard]] sqlite3* handle() const { return db_; }

 private:
  void set_pragmas(bool full_sync);
  sqlite3* db_ = nullptr;
  std::vector<sqlite3_stmt*> statements_;
};

inline const Date trade_day = Date::of(2026, 3, 31);

inline constexpr int sale_lines = 5;
/// Sales of five lines in codes, prices left to the book.
class Sales {
 public:
  explicit Sales(const TradeShape& shape, unsigned seed = 11) : shape_(shape), random_(seed) {}
  VoucherDraft next();

 private:
  TradeShape shape_;
  std::mt19937 random_;
};

}  // namespace emptor::bench
