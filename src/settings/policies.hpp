/// The book's policies inside a use case.
#pragma once

#include "access/work.hpp"
#include "emptor/settings.hpp"

namespace emptor::settings {

/// Cached; a reference is good for the use case. Empty currency: a book that is being made.
[[nodiscard]] const BookSettings& current(access::Work& work);
/// Writes the first settings of a new book, without an audit row's old values.
void initialise(access::Work& work, const BookSettings& first);
/// Today in the book's time zone.
[[nodiscard]] Date today(access::Work& work);
[[nodiscard]] PeriodState period_state(access::Work& work, Date day);
/// What speaks against a voucher on `day`, which is not open: PERIOD_LOCKED on `field`.
[[nodiscard]] Problem period_problem(access::Work& work, Date day, std::string_view field);
/// Whether vouchers may be dated on `day`.
[[nodiscard]] bool is_open(access::Work& work, Date day, bool soft_acknowledged = false);
/// PERIOD_LOCKED naming `field` unless `is_open`.
void require_open_period(access::Work& work, Date day, std::string_view field, bool soft_acknowledged = false);
/// From `Vouchers::seal_through`, which has hashed what it seals.
void set_sealed_through(access::Work& work, Date day);
/// The latest rate on or before `on`; nullopt when there is none. 1 for equal currencies.
[[nodiscard]] std::optional<Ratio> find_rate(access::Work& work, Currency from, Currency to, Date on,
                                             std::string_view type = {});
/// The NO_RATE that names the rate that is missing.
[[nodiscard]] Error no_rate(std::string field, Currency from, Currency to, Date on, std::string_view type = {});
/// Minor units of one currency in those of another at a rate between their major units, rounded once. OVERFLOW.
[[nodiscard]] std::int64_t convert(std::int64_t minor, Currency from, Currency to, Ratio rate, Rounding mode);

}  // namespace emptor::settings
