/// Days, instants and zones. The fixed ISO forms are read and written by hand, so that no locale has a say; wall
/// clocks go through the time zone database of Howard Hinnant's `date`.

#include "emptor/base/time.hpp"

#include <date/tz.h>

#include <exception>
#include <limits>

#include "base/compose.hpp"

namespace emptor {
namespace {

constexpr std::int64_t micros_per_second = 1'000'000;
constexpr std::int64_t micros_per_minute = 60 * micros_per_second;
constexpr std::int64_t micros_per_day = 86'400 * micros_per_second;

/// Text fit for a message: short, and printable ASCII only.
std::string quoted(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, 40)) shown += c >= ' ' && c <= '~' ? c : '?';
  if (text.size() > 40) shown += "...";
  return shown;
}

[[noreturn]] void throw_not_a_day(std::string_view text) {
  throw Error(ErrorCode::invalid, compose("'{}' is not a day like 2026-03-31", quoted(text)));
}

[[noreturn]] void throw_not_an_instant(std::string_view text) {
  throw Error(ErrorCode::invalid, compose("'{}' is not a UTC time like 2026-03-31T09:30:00Z", quoted(text)));
}

/// Takes exactly `count` digits, or -1.
int take_digits(std::string_view& text, std::size_t count) noexcept {
  if (text.size() < count) return -1;
  int value = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char wanted) noexcept {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Date> civil(int year, unsigned month, unsigned day) noexcept {
  if (year < 1 || year > 9999) return std::nullopt;
  const std::chrono::year_month_day ymd{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  if (month > 12 || day > 31 || !ymd.ok()) return std::nullopt;
  return Date(std::chrono::sys_days{ymd});
}

/// Takes "2026-03-31" from the front.
std::optional<Date> take_day(std::string_view& text) noexcept {
  const int year = take_digits(text, 4);
  if (year < 0 || !take(text, '-')) return std::nullopt;
  const int month = take_digits(text, 2);
  if (month < 0 || !take(text, '-')) return std::nullopt;
  const int day = take_digits(text, 2);
  if (day < 0) return std::nullopt;
  return civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
}

struct Civil {
  std::int64_t year;
  unsigned month;
  unsigned day;
};

/// Right for every Date, also for those far outside the years that chrono can hold.
Civil civil_of(Date date) noexcept {
  // Why cycles: the calendar repeats every 400 years, so the day is looked up in the cycle that starts in 2000.
  constexpr std::int64_t days_per_cycle = 146'097;
  constexpr std::int64_t first_day = 10'957;
  std::int64_t days = std::int64_t{date.days()} - first_day;
  std::int64_t cycles = days / days_per_cycle;
  if (days % days_per_cycle < 0) --cycles;
  days -= cycles * days_per_cycle;
  const auto ymd = Date(static_cast<std::int32_t>(days + first_day)).ymd();
  return {static_cast<int>(ymd.year()) + cycles * 400, static_cast<unsigned>(ymd.month()),
          static_cast<unsigned>(ymd.day())};
}

std::string print_year(std::int64_t year) {
  // ISO 8601 wants a sign on years that do not have four digits.
  return year >= 0 && year <= 9999 ? compose("{:04}", year) : compose("{:+05}", year);
}

std::int64_t floor_divide(std::int64_t value, std::int64_t divisor) noexcept {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

Date utc_day(Instant at) noexcept { return Date(static_cast<std::int32_t>(floor_divide(at.micros, micros_per_day))); }

const date::time_zone& zone_named(std::string_view zone) {
  // Why apart: that there is no database at all is not the fault of the name.
  try {
    static_cast<void>(date::get_tzdb());
  } catch (const std::exception& e) {
    throw Error(ErrorCode::io, "zone", compose("the time zone database cannot be read: {}", e.what()));
  }
  try {
    return *date::locate_zone(zone);
  } catch (const std::exception&) {
    throw Error(ErrorCode::invalid, "zone", compose("'{}' is not a known time zone", quoted(zone)));
  }
}

/// A zone's file is read when it is first used, and reading may fail.
template <class Look>
auto look_up(std::string_view zone, Look look) {
  const date::time_zone& found = zone_named(zone);
  try {
    return look(found);
  } catch (const std::exception& e) {
    throw Error(ErrorCode::io, "zone", compose("the rules of '{}' cannot be read: {}", quoted(zone), e.what()));
  }
}

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
  }
};

}  // namespace

Date Date::of(int year, unsigned month, unsigned day) {
  const auto date = civil(year, month, day);
  if (!date) throw Error(ErrorCode::invalid, compose("there is no day {:04}-{:02}-{:02}", year, month, day));
  return *date;
}

Date Date::parse(std::string_view iso) {
  std::string_view rest = iso;
  const auto date = take_day(rest);
  if (!date || !rest.empty()) throw_not_a_day(iso);
  return *date;
}

std::string Date::to_string() const {
  const Civil civil = civil_of(*this);
  return compose("{}-{:02}-{:02}", print_year(civil.year), civil.month, civil.day);
}

std::string Date::compact() const {
  const Civil civil = civil_of(*this);
  std::string out = print_year(civil.year);
  for (const unsigned part : {civil.month, civil.day}) {
    out += static_cast<char>('0' + part / 10);
    out += static_cast<char>('0' + part % 10);
  }
  return out;
}

Period Period::days(std::optional<Date> first, std::optional<Date> last) {
  if (first && last && *last < *first) {
    throw Error(ErrorCode::range, {},
                compose("the last day {} is before the first day {}", last->to_string(), first->to_string()),
                {{"first", first->to_string()}, {"last", last->to_string()}});
  }
  if (!last) return {first, std::nullopt};
  if (last->days() == std::numeric_limits<std::int32_t>::max())
    throw Error(ErrorCode::overflow, "there is no day after the last one");
  return {first, *last + 1};
}

bool Period::overlaps(const Period& other) const noexcept {
  if (empty() || other.empty()) return false;
  const bool starts_in_time = !from || !other.until || *from < *other.until;
  const bool ends_in_time = !until || !other.from || *other.from < *until;
  return starts_in_time && ends_in_time;
}

Instant Instant::parse(std::string_view iso_utc) {
  std::string_view rest = iso_utc;
  const auto day = take_day(rest);
  if (!day || !take(rest, 'T')) throw_not_an_instant(iso_utc);
  const int hour = take_digits(rest, 2);
  if (hour < 0 || hour > 23 || !take(rest, ':')) throw_not_an_instant(iso_utc);
  const int minute = take_digits(rest, 2);
  if (minute < 0 || minute > 59 || !take(rest, ':')) throw_not_an_instant(iso_utc);
  const int second = take_digits(rest, 2);
  if (second < 0 || second > 59) throw_not_an_instant(iso_utc);

  std::int64_t micros = 0;
  if (take(rest, '.')) {
    std::int64_t place = micros_per_second;
    do {
      const int digit = take_digits(rest, 1);
      if (digit < 0) throw_not_an_instant(iso_utc);
      place /= 10;
      micros += digit * place;
    } while (place > 1 && rest != "Z");
  }
  if (rest != "Z") throw_not_an_instant(iso_utc);
  const std::int64_t seconds = (hour * 60 + minute) * 60 + second;
  return Instant{day->days() * micros_per_day + seconds * micros_per_second + micros};
}

std::string Instant::to_string() const {
  const Date day = utc_day(*this);
  const std::int64_t below = micros % micros_per_day;
  const std::int64_t rest = below < 0 ? below + micros_per_day : below;
  const std::int64_t seconds = rest / micros_per_second;
  return compose("{}T{:02}:{:02}:{:02}.{:06}Z", day.to_string(), seconds / 3600, seconds / 60 % 60, seconds % 60,
                 rest % micros_per_second);
}

Date local_day(Instant at, std::string_view zone) {
  if (zone == "UTC") return utc_day(at);
  return look_up(zone, [&](const date::time_zone& found) {
    // Offsets are whole seconds, so the second decides the day.
    const date::sys_seconds second{std::chrono::seconds{floor_divide(at.micros, micros_per_second)}};
    const std::int64_t local = found.to_local(second).time_since_epoch().count();
    return Date(static_cast<std::int32_t>(floor_divide(local, 86'400)));
  });
}

Instant instant_of(Date day, int minutes_after_midnight, std::string_view zone) {
  if (minutes_after_midnight < 0 || minutes_after_midnight > 24 * 60) {
    throw Error(ErrorCode::range, "minutes", "a time of day is 0 to 1440 minutes after midnight",
                {{"minutes", compose("{}", minutes_after_midnight)}});
  }
  std::int64_t wall = 0;
  if (__builtin_mul_overflow(std::int64_t{day.days()}, micros_per_day, &wall) ||
      __builtin_add_overflow(wall, minutes_after_midnight * micros_per_minute, &wall))
    throw Error(ErrorCode::overflow, compose("{} is too far away for a time stamp", day.to_string()));
  if (zone == "UTC") return Instant{wall};

  return look_up(zone, [&](const date::time_zone& found) {
    const date::local_seconds local{std::chrono::seconds{floor_divide(wall, micros_per_second)}};
    const date::local_info info = found.get_info(local);
    const std::chrono::seconds at = info.result == date::local_info::nonexistent
                                        ? info.first.end.time_since_epoch()
                                        : local.time_since_epoch() - info.first.offset;
    return Instant{at.count() * micros_per_second};
  });
}

void check_zone(std::string_view zone) {
  if (zone != "UTC") static_cast<void>(zone_named(zone));
}

const Clock& system_clock() noexcept {
  static const SystemClock clock;
  return clock;
}

}  // namespace emptor
