#include "receivables/age.hpp"

#include <map>
#include <random>

#include "support/test.hpp"

using namespace emptor;
using namespace emptor::receivables;

namespace {

/// Increases in memory, and how many of them were looked at.
class Table final : public Increases {
 public:
  std::map<ItemKey, std::int64_t> rows;
  int steps = 0;

  class Up final : public IncreaseWalk {
   public:
    Up(Table& table, ItemKey key) : table_(table), at_(table.rows.upper_bound(key)) {}
    std::optional<Increase> next() override {
      ++table_.steps;
      if (at_ == table_.rows.end()) return std::nullopt;
      const Increase found{at_->first, at_->second};
      ++at_;
      return found;
    }

   private:
    Table& table_;
    std::map<ItemKey, std::int64_t>::iterator at_;
  };
  class Down final : public IncreaseWalk {
   public:
    Down(Table& table, ItemKey key) : table_(table), at_(table.rows.upper_bound(key)) {}
    std::optional<Increase> next() override {
      ++table_.steps;
      if (at_ == table_.rows.begin()) return std::nullopt;
      --at_;
      return Increase{at_->first, at_->second};
    }

   private:
    Table& table_;
    std::map<ItemKey, std::int64_t>::iterator at_;
  };

  std::unique_ptr<IncreaseWalk> newer_than(const ItemKey& key) override { return std::make_unique<Up>(*this, key); }
  std::unique_ptr<IncreaseWalk> back_from(const ItemKey& key) override { return std::make_unique<Down>(*this, key); }
};

ItemKey key(int day, std::int64_t voucher) { return {.dated = Date(day), .voucher = VoucherId(voucher)}; }

/// An account that keeps its cursor and can compute it anew.
struct Account {
  Table table;
  AgeCursor cursor;
  std::int64_t balance = 0;

  void increase(ItemKey at, std::int64_t amount) {
    table.rows.emplace(at, amount);
    increase_added(cursor, {at, amount}, balance += amount, table);
  }
  void decrease(std::int64_t amount) { decrease_added(cursor, balance -= amount, table); }
  void undo_decrease(std::int64_t amount) { decrease_removed(cursor, balance += amount, table); }
  void undo_increase(ItemKey at) {
    const std::int64_t amount = table.rows.at(at);
    table.rows.erase(at);
    increase_removed(cursor, {at, amount}, balance -= amount, table);
  }
  [[nodiscard]] AgeCursor computed() {
    const int before = table.steps;
    Table::Down newest_first(table, key(1'000'000, 0));
    const AgeCursor found = recompute_age(balance, newest_first);
    table.steps = before;
    return found;
  }
};

}  // namespace

TEST_CASE("the cursor stands on the newest increases that cover the balance", "[receivables][age]") {
  Account account;
  account.increase(key(10, 1), 600);
  account.increase(key(51, 2), 400);
  CHECK(account.cursor.at == key(10, 1));
  account.decrease(500);
  // 500 = the newest 400 and 100 of the older one.
  CHECK(account.cursor.at == key(10, 1));
  account.decrease(100);
  CHECK(account.cursor.at == key(51, 2));
  CHECK(account.cursor.newer == 0);
}

TEST_CASE("increases at the end of an account move the cursor without a look at the past", "[receivables][age]") {
  Account account;
  account.increase(key(1, 1), 100);
  account.increase(key(2, 2), 100);
  account.decrease(50);
  const int before = account.table.steps;
  for (int i = 3; i < 1000; ++i) account.increase(key(i, i), 10);
  CHECK(account.table.steps == before);
  CHECK(account.cursor == account.computed());
}

TEST_CASE("a customer who always pays costs no look at the past", "[receivables][age]") {
  Account account;
  for (int i = 1; i < 100; ++i) {
    account.increase(key(i, 2 * i), 100);
    account.decrease(100);
  }
  CHECK(account.table.steps == 0);
  CHECK(account.cursor.at == key(99, 198));
}

TEST_CASE("settling an account in n steps passes each increase once", "[receivables][age]") {
  Account account;
  for (int i = 1; i <= 1000; ++i) account.increase(key(i, i), 10);
  for (int i = 1; i <= 1000; ++i) account.decrease(10);
  CHECK(account.table.steps <= 1000);
  CHECK(account.balance == 0);
}

TEST_CASE("the kept cursor is the computed one after any sequence", "[receivables][age]") {
  const auto seed = GENERATE(1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U);
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  const auto pick = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  Account account;
  std::vector<ItemKey> increases;
  std::vector<std::int64_t> decreases;
  int today = 100;
  for (std::int64_t step = 1; step <= 3000; ++step) {
    CAPTURE(step);
    today += static_cast<int>(pick(0, 1));
    switch (pick(0, 9)) {
      default: {
        const bool back_dated = pick(0, 3) == 0;
        const ItemKey at = key(today - (back_dated ? static_cast<int>(pick(0, 60)) : 0), step);
        account.increase(at, pick(1, 500));
        increases.push_back(at);
        break;
      }
      case 4:
      case 5:
      case 6:
        // Often more than what is owed, and sometimes exactly that.
        decreases.push_back(pick(0, 3) == 0 && account.balance > 0 ? account.balance : pick(1, 1500));
        account.decrease(decreases.back());
        break;
      case 7:
        if (increases.empty()) break;
        std::swap(increases[static_cast<std::size_t>(pick(0, std::ssize(increases) - 1))], increases.back());
        account.undo_increase(increases.back());
        increases.pop_back();
        break;
      case 8:
        if (decreases.empty()) break;
        std::swap(decreases[static_cast<std::size_t>(pick(0, std::ssize(decreases) - 1))], decreases.back());
        account.undo_decrease(decreases.back());
        decreases.pop_back();
        break;
    }
    REQUIRE(account.cursor == account.computed());
  }
}

TEST_CASE("days count from the start, months are thirty days each", "[receivables][age]") {
  const auto months = [](int days) { return age_in_months(age_in_days(Date(1000), Date(1000 + days))); };
  CHECK(months(5) == 0);
  CHECK(months(29) == 0);
  CHECK(months(30) == 1);
  CHECK(months(59) == 1);
  CHECK(months(60) == 2);
  CHECK(age_in_days(Date(1000), Date(999)) == 0);
}
