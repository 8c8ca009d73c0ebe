// Goal: a book on a disk that fails while it posts, allocates, undoes, reverses and corrects is sound afterwards, and a
// host that then says everything once more has everything once. Method: the faulty disk (faulty_vfs.hpp) stands before
// the system's own; a fault strikes at every operation of a day's work in turn. Each call has an idempotency key or
// looks first, so the day can be worked again: the book must end like one that nothing ever happened to.
#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <vector>

#include "fault/faulty_vfs.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

using namespace emptor;
using namespace emptor::test;
using Fault = FaultyVfs::Fault;

namespace {

/// Every database that is opened meanwhile is on the faulty disk.
class OnDisk {
 public:
  explicit OnDisk(const FaultyVfs& vfs) : before_(sqlite3_vfs_find(nullptr)) {
    sqlite3_vfs_register(sqlite3_vfs_find(vfs.name().c_str()), 1);
  }
  OnDisk(const OnDisk&) = delete;
  OnDisk& operator=(const OnDisk&) = delete;
  ~OnDisk() { sqlite3_vfs_register(before_, 1); }

 private:
  sqlite3_vfs* before_;
};

BookOptions options(const std::string& path) { return {.path = path, .currency = "USD", .busy_timeout_ms = 0}; }

PostOptions key(const std::string& text) { return {.idempotency_key = text}; }

VoucherId posted(const PostResult& result) {
  REQUIRE(result.posted());
  return result.voucher->id;
}

/// A day's work, call by call. What it says is what was acknowledged.
class Day {
 public:
  static constexpr std::size_t calls = 9;

  /// Does the n-th call, whatever was done of it before.
  void call(Book& book, std::size_t n) {
    switch (n) {
      case 0:
        first_ = posted(book.vouchers().post(trade_sale("C001", 3), key("first")));
        break;
      case 1:
        second_ = posted(book.vouchers().post(trade_sale("C001", 5), key("second")));
        break;
      case 2: {
        VoucherDraft advance = trade_collection("C001", Decimal(40));
        advance.allocation.clear();
        advance_ = posted(book.vouchers().post(advance, key("advance")));
        break;
      }
      case 3:
        allocate(book);
        break;
      case 4:
        static_cast<void>(posted(book.vouchers().post(trade_collection("C001", Decimal(20)), key("money"))));
        break;
      case 5:
        book.vouchers().reverse(first_, trade_day, key("reversal"));
        break;
      case 6:
        static_cast<void>(posted(book.vouchers().correct(second_, trade_sale("C001", 6), {}, key("correction"))));
        break;
      case 7:
        undo(book);
        break;
      default:
        static_cast<void>(posted(book.vouchers().post(trade_sale("C002", 7), key("other"))));
        break;
    }
  }

 private:
  void allocate(Book& book) const {
    if (!book.receivables().allocations(advance_).empty()) return;
    const AllocationPlan plan = book.receivables().plan({.party = "C001", .credit = advance_});
    static_cast<void>(book.receivables().commit(plan));
  }
  /// Done when the last row of the advance takes something back and the correction is there.
  void undo(Book& book) const {
    const auto rows = book.receivables().allocations(advance_);
    std::int64_t settled = 0;
    for (const Allocation& each : rows) settled += each.amount.minor;
    if (settled != 0) static_cast<void>(book.receivables().undo("C001", advance_, Side::receivable, {}, trade_day));
  }

  VoucherId first_;
  VoucherId second_;
  VoucherId advance_;
};

/// What a person would see of the book.
std::string seen(const Book& book) {
  std::string text;
  for (const Voucher& each : book.vouchers().list({}))
    text += std::string(to_string(each.kind)) + " " + each.number + " " + each.total.to_string() + "\n";
  for (const char* code : {"C001", "C002"}) {
    text += std::string(code) + " " + book.receivables().balance(code).amount.to_string();
    for (const OpenItem& each : book.receivables().open_items(code))
      text += ", " + each.number + " " + each.open.to_string();
    text += "\n";
  }
  return text;
}

struct Stage {
  Scratch scratch;
  std::string template_path = scratch.plain_file("template");
  std::string expected;
  std::int64_t operations = 0;

  Stage() {
    {
      Book book = Book::open(options(template_path));
      set_up_trade(book, 2);
    }
    const std::string path = copy("sound");
    FaultyVfs vfs;
    const OnDisk disk(vfs);
    Book book = Book::open(options(path));
    Day day;
    for (std::size_t n = 0; n < Day::calls; ++n) day.call(book, n);
    expected = seen(book);
    book.close();
    operations = vfs.operations();
    REQUIRE(operations > 60);
  }
  [[nodiscard]] std::string copy(const std::string& name) const {
    std::string path = scratch.plain_file(name);
    std::filesystem::copy_file(template_path, path);
    return path;
  }
  void clear(const std::string& path) const {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  }
};

/// On a sound disk: the book is whole, what was acknowledged is there, and the day can be worked once more.
void check(const std::string& path, const std::string& expected, const std::vector<VoucherId>& acknowledged) {
  Book book = Book::open(options(path));
  REQUIRE(book.verify().empty());
  for (const VoucherId id : acknowledged) REQUIRE(book.vouchers().get(id).id == id);
  Day again;
  for (std::size_t n = 0; n < Day::calls; ++n) again.call(book, n);
  REQUIRE(book.verify().empty());
  REQUIRE(seen(book) == expected);
}

std::vector<VoucherId> vouchers_of(const Book& book) {
  std::vector<VoucherId> found;
  for (const Voucher& each : book.vouchers().list({})) found.push_back(each.id);
  return found;
}

/// Works until the first failure, as a host that goes down with it; what was there before the call that failed.
std::vector<VoucherId> work_until_failure(const std::string& path) {
  std::vector<VoucherId> acknowledged;
  try {
    Book book = Book::open(options(path));
    Day day;
    for (std::size_t n = 0; n < Day::calls; ++n) {
      day.call(book, n);
      acknowledged = vouchers_of(book);
    }
  } catch (const Error& error) {
    CHECK((error.code() == ErrorCode::io || error.code() == ErrorCode::disk_full));
  }
  return acknowledged;
}

}  // namespace

TEST_CASE("power goes at any moment of a day: the book is sound and the day can be worked again", "[fault]") {
  const Stage stage;
  for (std::int64_t n = 1; n <= stage.operations; ++n) {
    // Everything that was not synced is lost, all of it is kept, or any sectors of it are, torn pages among them.
    const std::uint64_t seed = n % 4 == 0 ? 0 : n % 4 == 1 ? 1 : static_cast<std::uint64_t>(n) * 1'000;
    INFO("power went at operation " << n << " of " << stage.operations << ", seed " << seed);
    const std::string path = stage.copy("cut");
    std::vector<VoucherId> acknowledged;
    {
      FaultyVfs vfs;
      vfs.fail_at(n, Fault::power_cut);
      {
        const OnDisk disk(vfs);
        acknowledged = work_until_failure(path);
      }
      CHECK(vfs.struck());
      vfs.power_on(seed);
    }
    check(path, stage.expected, acknowledged);
    stage.clear(path);
  }
}

TEST_CASE("the disk dies at any moment of a day: the book is sound and the day can be worked again", "[fault]") {
  const Stage stage;
  for (std::int64_t n = 1; n <= stage.operations; n += 3) {
    INFO("the disk died at operation " << n << " of " << stage.operations);
    const std::string path = stage.copy("dead");
    std::vector<VoucherId> acknowledged;
    {
      FaultyVfs vfs;
      vfs.fail_at(n, Fault::dead_disk);
      const OnDisk disk(vfs);
      acknowledged = work_until_failure(path);
    }
    check(path, stage.expected, acknowledged);
    stage.clear(path);
  }
}

TEST_CASE("a write fails, or the disk is full for a while: the host says it again, on the same book", "[fault]") {
  const Fault fault = GENERATE(Fault::io_error, Fault::disk_full);
  const Stage stage;
  for (std::int64_t n = 1; n <= stage.operations; n += 2) {
    INFO("the fault struck at operation " << n << " of " << stage.operations);
    const std::string path = stage.copy("once");
    {
      FaultyVfs vfs;
      const OnDisk disk(vfs);
      Book book = Book::open(options(path));
      vfs.fail_at(n, fault);
      Day day;
      int failures = 0;
      for (std::size_t call = 0; call < Day::calls;) {
        try {
          day.call(book, call);
          ++call;
        } catch (const Error& error) {
          REQUIRE(error.code() == (fault == Fault::io_error ? ErrorCode::io : ErrorCode::disk_full));
          REQUIRE(++failures < 3);
          vfs.revive();
        }
      }
      vfs.revive();
      REQUIRE(book.verify().empty());
      REQUIRE(seen(book) == stage.expected);
    }
    check(path, stage.expected, {});
    stage.clear(path);
  }
}
