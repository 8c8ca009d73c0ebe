/// Payment terms as text: when a voucher falls due, in how many instalments, and what paying early is worth. Pure.
///
///     30                                      30 days net; also "net 30"
///     end_of_month net 10                     ten days after the end of the month
///     net 30 day 15                           30 days on, then the next 15th
///     1/3 net 30, 1/3 net 60, rest net 90     instalments; shares are fractions or percentages
///     net 30, 2% within 10                    2 % off what is paid within 10 days of the document's date
///
/// Steps are taken in the order of writing. A day of the month that a month does not have is its last one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/base.hpp"

namespace emptor::parties {

struct DueStep {
  enum class Kind : std::uint8_t { net, end_of_month, day } kind = Kind::net;
  int number = 0;  ///< days, 0..3,650, or the day of the month, 1..31
  friend bool operator==(const DueStep&, const DueStep&) = default;
};

struct InstalmentTerms {
  std::optional<Ratio> share{};  ///< of the total; nullopt: the rest, which only the last one takes
  std::vector<DueStep> steps{};
  friend bool operator==(const InstalmentTerms&, const InstalmentTerms&) = default;
};

/// Off what is settled up to and including the last day.
struct DiscountTerms {
  Percent percent{};  ///< above 0, below 100
  int days = 0;       ///< 0..365 from the document's date
  friend bool operator==(const DiscountTerms&, const DiscountTerms&) = default;
};

/// Invariant: at least one instalment; shares add up to 1 or leave something to the rest.
struct PaymentTerms {
  std::vector<InstalmentTerms> instalments{};
  std::optional<DiscountTerms> discount{};
  friend bool operator==(const PaymentTerms&, const PaymentTerms&) = default;
};

/// INVALID or RANGE on `field` for what is malformed; up to 60 instalments.
[[nodiscard]] std::optional<PaymentTerms> parse_payment_terms(std::string_view text, std::string_view field,
                                                              Problems& problems);
/// The canonical form: "30" for plain net days.
[[nodiscard]] std::string to_string(const PaymentTerms& terms);
/// a + b; OVERFLOW when the terms of the sum do not fit.
[[nodiscard]] Ratio sum(Ratio a, Ratio b);
/// The day on which the steps lead from `dated`.
[[nodiscard]] Date due_date(const std::vector<DueStep>& steps, Date dated);

}  // namespace emptor::parties
