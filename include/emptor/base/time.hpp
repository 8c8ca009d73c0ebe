/// Days, periods, instants and clocks.
///
/// A Date is a civil day without a zone, counted from 1970-01-01. A Period is half-open, [from, until); a missing end
/// is unbounded. An Instant is a UTC time stamp in microseconds. Nothing here reads a clock but the Clock that the
/// host hands in.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "emptor/base/error.hpp"

namespace emptor {

class Date {
 public:
  constexpr Date() noexcept = default;
  constexpr explicit Date(std::int32_t days_since_1970) noexcept : days_(days_since_1970) {}
  constexpr Date(std::chrono::sys_days day) noexcept  // NOLINT(google-explicit-constructor): same meaning
      : days_(static_cast<std::int32_t>(day.time_since_epoch().count())) {}
  /// INVALID unless the day exists; years 1 to 9999.
  [[nodiscard]] static Date of(int year, unsigned month, unsigned day);
  /// "2026-03-31" (ISO 8601) and nothing else; INVALID otherwise.
  [[nodiscard]] static Date parse(std::string_view iso);

  [[nodiscard]] constexpr std::int32_t days() const noexcept { return days_; }
  [[nodiscard]] constexpr std::chrono::year_month_day ymd() const noexcept {
    return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{days_}}};
  }
  [[nodiscard]] std::string to_string() const;  ///< "2026-03-31"
  [[nodiscard]] std::string compact() const;    ///< "20260331"

  friend constexpr Date operator+(Date d, int days) noexcept { return Date(d.days_ + days); }
  friend constexpr Date operator-(Date d, int days) noexcept { return Date(d.days_ - days); }
  friend constexpr int operator-(Date a, Date b) noexcept { return a.days_ - b.days_; }
  friend constexpr auto operator<=>(Date, Date) = default;

 private:
  std::int32_t days_ = 0;
};

/// [from, until). Missing ends are unbounded.
struct Period {
  std::optional<Date> from;
  std::optional<Date> until;

  /// The inclusive form that people type: both days belong to it. RANGE when last < first.
  [[nodiscard]] static Period days(std::optional<Date> first, std::optional<Date> last);
  [[nodiscard]] constexpr bool contains(Date day) const noexcept {
    return (!from || *from <= day) && (!until || day < *until);
  }
  [[nodiscard]] bool overlaps(const Period& other) const noexcept;
  [[nodiscard]] constexpr bool empty() const noexcept { return from && until && *until <= *from; }
  friend constexpr bool operator==(const Period&, const Period&) = default;
};

struct Instant {
  std::int64_t micros = 0;  ///< since 1970-01-01T00:00:00Z

  [[nodiscard]] static Instant parse(std::string_view iso_utc);  ///< "2026-03-31T09:30:00Z", up to 6 decimals
  [[nodiscard]] std::string to_string() const;                   ///< "2026-03-31T09:30:00.000000Z"
  friend constexpr auto operator<=>(Instant, Instant) = default;
};

/// The civil day of an instant in a named zone ("Asia/Ho_Chi_Minh"); INVALID for an unknown zone. "UTC" needs no
/// time zone database. Databases reach to 2037; later days go by the last offset that they know, without summer time.
[[nodiscard]] Date local_day(Instant at, std::string_view zone);
/// The instant at which the wall clock of `zone` shows `day` at `minutes_after_midnight`; the earlier one when it
/// shows that twice, the moment after the gap when it never does.
[[nodiscard]] Instant instant_of(Date day, int minutes_after_midnight, std::string_view zone);
/// INVALID unless the zone is known.
void check_zone(std::string_view zone);

/// Where "now" comes from. Implementations must be thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

/// The machine's clock.
[[nodiscard]] const Clock& system_clock() noexcept;

/// A clock that stands still until it is set; for tests, replays and examples.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant at) noexcept : micros_(at.micros) {}
  explicit FixedClock(Date day) noexcept : micros_(std::int64_t{day.days()} * 86'400'000'000) {}
  [[nodiscard]] Instant now() const override { return Instant{micros_}; }
  /// Not while another thread uses the book.
  void set(Instant at) noexcept { micros_ = at.micros; }
  void set(Date day) noexcept { micros_ = std::int64_t{day.days()} * 86'400'000'000; }

 private:
  std::int64_t micros_;
};

}  // namespace emptor
