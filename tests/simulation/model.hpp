/// The naive model of a trading company: the documents that it has posted and what it was told of its policies, and
/// every figure computed from these alone, each time anew.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emptor/emptor.hpp"

namespace emptor::simulation {

/// One item of an account, as the documents have it.
struct Paper {
  std::string party;
  Side side = Side::receivable;
  ItemKind kind = ItemKind::trade;
  Date dated;
  std::int64_t amount = 0;
  VoucherId id;
  VoucherId companion_of;
  std::optional<Date> reversed_on{};  ///< or, of a reversal, its own date
};

/// What was said, and from when on it holds. The latest start wins, then what was said last.
template <class Value>
class Told {
 public:
  void say(std::optional<Date> from, Value value) { steps_.emplace_back(from.value_or(Date(-1'000'000)), value); }
  [[nodiscard]] Value on(Date day, Value otherwise) const {
    std::optional<Date> best;
    for (const auto& [from, value] : steps_)
      if (from <= day && (!best || from >= *best)) {
        best = from;
        otherwise = value;
      }
    return otherwise;
  }

 private:
  std::vector<std::pair<Date, Value>> steps_;
};

struct CustomerTold {
  Told<std::optional<std::int64_t>> limit{};
  Told<OnExcess> at_sale{};
  Told<std::string> pool{};  ///< empty: in none
};

struct Pool {
  std::string parent{};
  std::optional<std::int64_t> limit{};
};

/// An ageing as it was answered at an instant.
struct Remembered {
  AgeingQuery query;  ///< with that instant
  Ageing answer;
};

class Model {
 public:
  static constexpr std::int64_t coupon_uses = 8;
  static constexpr std::int64_t coupon_uses_of_each = 3;
  static constexpr std::int64_t coupon_percent = 10;

  std::vector<Paper> papers;
  std::vector<Voucher> posted;            ///< by the company itself, and not reversed
  std::vector<VoucherId> reversed;        ///< likewise, reversed
  std::map<VoucherId, std::string> uses;  ///< sales with the coupon that stand, and whose
  std::map<std::string, CustomerTold> customers;
  std::map<std::string, Pool> pools;
  std::optional<Date> locked_through;
  std::optional<Date> soft_locked_through;
  std::vector<Remembered> remembered;

  void write_down(const Voucher& voucher);
  /// What was written down of a voucher and its companions, once more with the other sign.
  void take_out(VoucherId original, Date on);

  [[nodiscard]] std::int64_t balance_at(std::string_view party, Side side, Date day) const;
  /// Newest increases first until they cover the balance; a pair that cancels out by then is no increase.
  [[nodiscard]] std::optional<Date> age_start_at(std::string_view party, Side side, Date day) const;
  /// Money that comes in later has not paid anything yet; what was sold later counts.
  [[nodiscard]] std::int64_t exposure_on(std::string_view party, Date day) const;
  [[nodiscard]] bool lies_in(std::string_view pool, std::string_view above) const;
  [[nodiscard]] std::int64_t pool_used(std::string_view pool, Date day) const;
  /// Whether a limit speaks against a sale; `replaces`: the amount of the voucher whose place it takes.
  [[nodiscard]] bool exceeds(std::string_view party, Date day, std::int64_t amount, std::int64_t replaces) const;
  [[nodiscard]] std::int64_t coupon_uses_by(std::string_view party) const;
  [[nodiscard]] bool takes_coupon(std::string_view party) const;

  [[nodiscard]] PeriodState state_of(Date day) const;
  [[nodiscard]] bool is_open(Date day, bool soft_acknowledged) const;
};

[[nodiscard]] constexpr int sign_of(VoucherKind kind) noexcept {
  switch (kind) {
    case VoucherKind::sale:
    case VoucherKind::purchase:
    case VoucherKind::opening_balance:
    case VoucherKind::adjustment:
    case VoucherKind::refund:
      return 1;
    default:
      return -1;
  }
}

}  // namespace emptor::simulation
