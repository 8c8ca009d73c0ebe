/// A random trading company: what it does by a seed, and what must come of it by the model.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "simulation/model.hpp"
#include "support/scratch.hpp"

namespace emptor::simulation {

class Company {
 public:
  static constexpr int operations = 400;

  explicit Company(std::uint64_t seed);
  void run();

 private:
  static constexpr int kDays = 240;

  // company.cpp: making a company, its days, its crashes
  [[nodiscard]] BookOptions options();
  void found();
  void step();
  /// The process dies in the middle of a batch: what was committed is there, the batch is not.
  void crash();
  void reopen();
  int below(int bound) { return std::uniform_int_distribution(0, bound - 1)(random_); }
  bool one_in(int count) { return below(count) == 0; }
  std::int64_t cents() { return 1 + below(one_in(4) ? 100 : 100'000); }
  Date past_day();
  const std::string& any_party() {
    return parties_[static_cast<std::size_t>(below(static_cast<int>(parties_.size())))];
  }
  const Voucher& any_posted() {
    return model_.posted[static_cast<std::size_t>(below(static_cast<int>(model_.posted.size())))];
  }

  // trading.cpp: vouchers
  void trade(VoucherKind kind);
  [[nodiscard]] VoucherDraft trade_draft(VoucherKind kind);
  void amount(VoucherKind kind);
  [[nodiscard]] VoucherDraft amount_draft(VoucherKind kind);
  [[nodiscard]] std::vector<AllocationOrder> orders();
  [[nodiscard]] PostOptions post_options();
  void post(const VoucherDraft& draft);
  void post_together();
  void reverse();
  void reverse_again();
  void correct();
  void void_number();
  /// The refusal that a sale must meet; `replaces`: what it takes the place of.
  [[nodiscard]] static std::optional<ErrorCode> refusal(const Model& model, const VoucherDraft& draft, Date dated,
                                                        const PostOptions& options, std::int64_t replaces = 0);
  static void write_down(Model& model, const PostResult& result);

  // policies.cpp: allocations, locks, limits, pools
  void allocate();
  void undo();
  void lock();
  void change_policy();
  void change_pool();

  // reminding.cpp: disputes, reminders, ageings as they were known
  void remember();
  void check_remembered() const;
  void dispute();
  void remind();

  // checks.cpp: the book against the model
  void verify() const;
  void check();
  void check_uncollected(const Uncollected& found, const std::string& party, Side side, Date day) const;
  void check_summary(const Summary& found, const std::string& party, Side side) const;
  void check_items(const std::string& party, Side side) const;
  void check_credit(const std::string& party, Date day) const;
  void check_pools(Date day) const;

  std::mt19937_64 random_;
  FixedClock clock_;
  Date today_;
  std::int64_t ticks_ = 0;  ///< no two operations are at one instant
  bool on_file_;
  test::Scratch scratch_;
  int files_ = 0;
  std::optional<Book> book_;
  std::vector<std::string> parties_;
  Model model_;
  int keys_ = 0;
};

}  // namespace emptor::simulation
