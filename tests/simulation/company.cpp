#include "simulation/company.hpp"

#include <filesystem>

#include "support/processes.hpp"
#include "support/test.hpp"

namespace emptor::simulation {
namespace {

const Date kFirst = Date::of(2026, 1, 1);
constexpr int kBatch = 6;

}  // namespace

Company::Company(std::uint64_t seed)
    : random_(seed), clock_(kFirst), today_(kFirst), on_file_(seed % 4 == 0 || test::on_postgres()) {
  book_ = Book::open(options());
  found();
}

BookOptions Company::options() {
  return {.path = on_file_ ? scratch_.file("company" + std::to_string(files_)) : ":memory:",
          .currency = "USD",
          .sync = Sync::normal,
          .clock = &clock_};
}

Date Company::past_day() { return today_ - below(std::min(10, today_ - kFirst + 1)); }

void Company::found() {
  auto batch = book_->batch();
  book_->catalog().create_unit("PCS", "piece");
  book_->catalog().create_item({.code = "P1", .name = "Lamp", .unit = "PCS"});
  for (const char* terms : {"30", "1/3 net 10, 1/3 net 40, rest end_of_month", "net 20, 3% within 7", "day 15"}) {
    const std::string code = "C" + std::to_string(parties_.size() + 1);
    book_->customers().create(
        {.code = code, .name = code, .customer = true, .supplier = true, .terms = {{Term::payment_terms, terms}}});
    parties_.push_back(code);
    model_.customers[code];
  }
  book_->dunning().set_policy({.levels = {{.days = 5, .fee = Decimal(2), .interest = Percent::of("12")},
                                          {.days = 25, .minimum = Decimal(10), .fee = Decimal(5)}}});
  book_->promotions().set({.code = "CLUB",
                           .reward = RewardKind::order_percent,
                           .value = Decimal(Model::coupon_percent),
                           .by_coupon = true});
  book_->promotions().create_coupon({.code = "CLUB",
                                     .programme = "CLUB",
                                     .uses_max = Model::coupon_uses,
                                     .customer_uses_max = Model::coupon_uses_of_each});
  // Half of the companies have pools, so that the others show what a book does without.
  if (one_in(2)) {
    book_->credit().create_pool({.code = "ALL"});
    book_->credit().create_pool({.code = "A", .parent = "ALL"});
    book_->credit().create_pool({.code = "B", .parent = "ALL"});
    model_.pools = {{"A", {.parent = "ALL"}}, {"ALL", {}}, {"B", {.parent = "ALL"}}};
  }
  batch.commit();
}

void Company::run() {
  for (int i = 0; i < operations; ++i) {
    if (one_in(3)) today_ = std::min(today_ + (one_in(40) ? 20 + below(25) : below(4)), kFirst + kDays);
    clock_.set(Instant{(today_ - Date(0)) * std::int64_t{86'400'000'000} + ++ticks_});
    step();
    if (on_file_ && one_in(60)) one_in(3) ? reopen() : crash();
    if (i % 25 == 24) check();
    if (i % 100 == 99) check_remembered();
  }
  check();
  check_remembered();
  verify();
}

void Company::step() {
  switch (below(18)) {
    case 0:
    case 1:
    case 2:
      return trade(one_in(4) ? VoucherKind::purchase : VoucherKind::sale);
    case 3:
    case 4:
      return amount(one_in(4) ? VoucherKind::payment : VoucherKind::collection);
    case 5:
      return amount(one_in(2) ? VoucherKind::adjustment : VoucherKind::opening_balance);
    case 6:
      return amount(one_in(3) ? VoucherKind::set_off : one_in(2) ? VoucherKind::refund : VoucherKind::write_off);
    case 7:
      return reverse();
    case 8:
    case 9:
      return allocate();
    case 10:
      return correct();
    case 11:
      return undo();
    case 12:
      return one_in(3) ? lock() : change_policy();
    case 13:
      return change_pool();
    case 14:
      return post_together();
    case 15:
      return remember();
    case 16:
      return one_in(2) ? dispute() : remind();
    default:
      return one_in(4) ? void_number() : reverse_again();
  }
}

void Company::reopen() {
  book_->close();
  book_ = Book::open(options());
}

void Company::crash() {
  const Model before = model_;
  {
    auto batch = book_->batch();
    for (int i = 0; i < kBatch; ++i) step();
    if (!test::on_postgres()) {
      // What another process sees of the files now is what a process that dies now leaves. Copied by a child: closing
      // a file here would drop the book's locks on it.
      const std::string from = options().path;
      const std::string to = scratch_.file("company" + std::to_string(++files_));
      const pid_t child = test::start_process([&] {
        for (const char* suffix : {"", "-wal"})
          if (std::filesystem::exists(from + suffix)) std::filesystem::copy_file(from + suffix, to + suffix);
        return 0;
      });
      REQUIRE(test::end_of_process(child) == 0);
    }
  }
  model_ = before;
  reopen();
  verify();
  check();
  check_remembered();
}

}  // namespace emptor::simulation
