/// Pure rules of an ageing: in which column an amount stands, and what credits take off.
#pragma once

#include <cstdint>
#include <span>

#include "emptor/receivables.hpp"

namespace emptor::receivables {

/// What an ageing knows of an item.
struct AgedItem {
  Date dated{};
  Date due{};
  Date posted{};  ///< only with AgeingBasis::posting
  bool disputed = false;
};

/// The columns of a row: a bucket for each bound and one beyond, what is not due, what is disputed, credits.
class AgeingColumns {
 public:
  AgeingColumns(std::span<const int> bounds, AgeingBasis basis, AgeingCredits credits, Date as_of) noexcept
      : bounds_(bounds), basis_(basis), credits_(credits), as_of_(as_of) {}

  [[nodiscard]] std::size_t buckets() const noexcept { return bounds_.size() + 1; }
  [[nodiscard]] std::size_t not_due() const noexcept { return buckets(); }
  [[nodiscard]] std::size_t disputed() const noexcept { return buckets() + 1; }
  [[nodiscard]] std::size_t credits() const noexcept { return buckets() + 2; }
  [[nodiscard]] std::size_t width() const noexcept { return buckets() + 3; }

  [[nodiscard]] std::size_t of_debit(const AgedItem& item) const noexcept;
  /// By age it stands where a debit of its day would: money has no day on which it falls due.
  [[nodiscard]] std::size_t of_credit(const AgedItem& item) const noexcept;
  /// AgeingCredits::oldest_first: credits take off the oldest bucket, then the newer ones, then what is not due, then
  /// what is disputed; what is more than all of it stays among the credits. The sum stays what it was.
  void net(std::span<std::int64_t> row) const noexcept;

 private:
  /// Days in (bound before, bound]; what lies ahead is 0 days old.
  [[nodiscard]] std::size_t bucket(Date from) const noexcept;

  std::span<const int> bounds_;
  AgeingBasis basis_;
  AgeingCredits credits_;
  Date as_of_;
};

}  // namespace emptor::receivables
