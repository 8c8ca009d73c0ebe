// Days, periods, instants, and the wall clocks of time zones.

#include "emptor/base/time.hpp"

#include <limits>

#include "support/test.hpp"
#include "unit/base/helpers.hpp"

using emptor::Date;
using emptor::FixedClock;
using emptor::Instant;
using emptor::instant_of;
using emptor::local_day;
using emptor::Period;
using emptor::test::failure;

namespace {

Date day(std::string_view text) { return Date::parse(text); }
Instant at(std::string_view text) { return Instant::parse(text); }

}  // namespace

TEST_CASE("a day is read from its ISO form and nothing else", "[base][time]") {
  CHECK(day("1970-01-01").days() == 0);
  CHECK(day("2026-03-31").days() == 20543);
  CHECK(day("2024-02-29").to_string() == "2024-02-29");
  CHECK(day("0001-01-01").to_string() == "0001-01-01");
  CHECK(day("9999-12-31").to_string() == "9999-12-31");
  CHECK(day("2026-03-31").compact() == "20260331");
  for (const char* text :
       {"2026-02-30", "2026-2-3", "2025-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-03-31 ", " 2026-03-31",
        "2026-03-31T00:00:00Z", "20260331", "2026/03/31", "", "2026-03", "0000-01-01", "-2026-01-01", "+2026-01-01",
        "2026-03-3x", "10000-01-01", "2026-03-311"}) {
    INFO(text);
    CHECK(failure([&] { return day(text); }) == "INVALID");
  }
}

TEST_CASE("a day is made of year, month and day when it exists", "[base][time]") {
  CHECK(Date::of(2026, 3, 31) == day("2026-03-31"));
  CHECK(failure([] { return Date::of(2026, 2, 29); }) == "INVALID");
  CHECK(failure([] { return Date::of(0, 1, 1); }) == "INVALID");
  CHECK(failure([] { return Date::of(10000, 1, 1); }) == "INVALID");
  CHECK(failure([] { return Date::of(2026, 257, 1); }) == "INVALID");
  CHECK(failure([] { return Date::of(2026, 1, 257); }) == "INVALID");
}

TEST_CASE("a day far outside the calendar still prints as itself", "[base][time]") {
  CHECK(Date(std::numeric_limits<std::int32_t>::max()).to_string() == "+5881580-07-11");
  CHECK(Date(std::numeric_limits<std::int32_t>::min()).to_string() == "-5877641-06-23");
  CHECK((day("0001-01-01") - 1).to_string() == "0000-12-31");
}

TEST_CASE("days that people type are inclusive, periods are half-open", "[base][time]") {
  const Period march = Period::days(day("2026-03-01"), day("2026-03-31"));
  CHECK(march.from == day("2026-03-01"));
  CHECK(march.until == day("2026-04-01"));
  CHECK(march.contains(day("2026-03-31")));
  CHECK_FALSE(march.contains(day("2026-04-01")));
  CHECK_FALSE(march.contains(day("2026-02-28")));
  CHECK(Period::days(day("2026-03-05"), day("2026-03-05")).contains(day("2026-03-05")));
  CHECK(Period::days(std::nullopt, std::nullopt) == Period{});
  CHECK(Period::days(std::nullopt, day("2026-03-31")).contains(Date(-100000)));
  CHECK(failure([] { return Period::days(day("2026-03-02"), day("2026-03-01")); }) == "RANGE");
  CHECK(failure([] { return Period::days(std::nullopt, Date(std::numeric_limits<std::int32_t>::max())); }) ==
        "OVERFLOW");
}

TEST_CASE("periods overlap when a day belongs to both", "[base][time]") {
  const Period march = Period::days(day("2026-03-01"), day("2026-03-31"));
  const Period april = Period::days(day("2026-04-01"), day("2026-04-30"));
  const Period since_31 = Period::days(day("2026-03-31"), std::nullopt);
  const Period none{day("2026-03-10"), day("2026-03-10")};
  CHECK_FALSE(march.overlaps(april));
  CHECK_FALSE(april.overlaps(march));
  CHECK(march.overlaps(since_31));
  CHECK(since_31.overlaps(april));
  CHECK(march.overlaps(march));
  CHECK(Period{}.overlaps(march));
  CHECK(march.overlaps(Period{}));
  CHECK(Period{}.overlaps(Period{}));
  CHECK(none.empty());
  CHECK_FALSE(none.overlaps(march));
  CHECK_FALSE(march.overlaps(none));
  CHECK_FALSE(none.overlaps(Period{}));
}

TEST_CASE("an instant is a UTC time with up to six decimals", "[base][time]") {
  CHECK(at("1970-01-01T00:00:00Z").micros == 0);
  CHECK(at("2026-03-31T09:30:00Z").to_string() == "2026-03-31T09:30:00.000000Z");
  CHECK(at("2026-03-31T09:30:00.5Z").to_string() == "2026-03-31T09:30:00.500000Z");
  CHECK(at("2026-03-31T23:59:59.999999Z").to_string() == "2026-03-31T23:59:59.999999Z");
  CHECK(at("1969-12-31T23:59:59.999999Z").micros == -1);
  CHECK(Instant{-1}.to_string() == "1969-12-31T23:59:59.999999Z");
  CHECK(Instant{std::numeric_limits<std::int64_t>::min()}.to_string() == "-290308-12-21T19:59:05.224192Z");
  for (const char* text :
       {"2026-03-31", "2026-03-31T09:30Z", "2026-03-31T09:30:00", "2026-03-31 09:30:00Z", "2026-03-31T24:00:00Z",
        "2026-03-31T09:60:00Z", "2026-03-31T09:30:60Z", "2026-03-31T09:30:00.Z", "2026-03-31T09:30:00.1234567Z",
        "2026-03-31T09:30:00+07:00", "2026-03-31T09:30:00z", "2026-02-30T09:30:00Z", "2026-03-31T09:30:00Z ", ""}) {
    INFO(text);
    CHECK(failure([&] { return at(text); }) == "INVALID");
  }
}

TEST_CASE("the civil day depends on the zone", "[base][time]") {
  const Instant evening = at("2026-03-31T17:00:00Z");
  CHECK(local_day(evening, "UTC").to_string() == "2026-03-31");
  CHECK(local_day(evening, "Asia/Ho_Chi_Minh").to_string() == "2026-04-01");
  CHECK(local_day(Instant{evening.micros - 1}, "Asia/Ho_Chi_Minh").to_string() == "2026-03-31");
  CHECK(local_day(at("2026-01-01T04:59:59.999999Z"), "America/New_York").to_string() == "2025-12-31");
  CHECK(local_day(at("2026-01-01T05:00:00Z"), "America/New_York").to_string() == "2026-01-01");
  CHECK(local_day(at("2026-07-01T04:00:00Z"), "America/New_York").to_string() == "2026-07-01");
  CHECK(local_day(Instant{-1}, "UTC").to_string() == "1969-12-31");
}

TEST_CASE("a wall clock shows each time at one instant", "[base][time]") {
  CHECK(instant_of(day("2026-04-03"), 18 * 60, "Asia/Ho_Chi_Minh") == at("2026-04-03T11:00:00Z"));
  CHECK(instant_of(day("2026-04-03"), 18 * 60, "UTC") == at("2026-04-03T18:00:00Z"));
  CHECK(instant_of(day("2026-04-03"), 24 * 60, "UTC") == at("2026-04-04T00:00:00Z"));
  CHECK(instant_of(day("2026-01-15"), 0, "Asia/Kolkata") == at("2026-01-14T18:30:00Z"));
  CHECK(instant_of(day("2026-07-15"), 12 * 60, "Europe/Berlin") == at("2026-07-15T10:00:00Z"));
}

TEST_CASE("a time that the clock skips becomes the moment after the gap", "[base][time]") {
  // In Berlin the clock goes from 02:00 to 03:00 on 29 March 2026, at 01:00 UTC.
  CHECK(instant_of(day("2026-03-29"), 2 * 60 - 1, "Europe/Berlin") == at("2026-03-29T00:59:00Z"));
  CHECK(instant_of(day("2026-03-29"), 2 * 60, "Europe/Berlin") == at("2026-03-29T01:00:00Z"));
  CHECK(instant_of(day("2026-03-29"), 2 * 60 + 30, "Europe/Berlin") == at("2026-03-29T01:00:00Z"));
  CHECK(instant_of(day("2026-03-29"), 3 * 60, "Europe/Berlin") == at("2026-03-29T01:00:00Z"));
  CHECK(instant_of(day("2026-03-29"), 3 * 60 + 1, "Europe/Berlin") == at("2026-03-29T01:01:00Z"));
  // Apia left out the whole of 30 December 2011.
  CHECK(instant_of(day("2011-12-30"), 12 * 60, "Pacific/Apia") == at("2011-12-30T10:00:00Z"));
}

TEST_CASE("a time that the clock shows twice means the first", "[base][time]") {
  // In Berlin 02:00 to 03:00 comes twice on 25 October 2026: from 00:00 UTC and from 01:00 UTC.
  CHECK(instant_of(day("2026-10-25"), 2 * 60 + 30, "Europe/Berlin") == at("2026-10-25T00:30:00Z"));
  CHECK(instant_of(day("2026-10-25"), 3 * 60, "Europe/Berlin") == at("2026-10-25T02:00:00Z"));
}

TEST_CASE("an unknown zone is refused", "[base][time]") {
  for (const char* zone : {"", "Mars/Olympus", "../etc/passwd", "utc", "Asia/Ho_Chi_Minh ", "Asia", "+07:00"}) {
    INFO(zone);
    CHECK(failure([&] {
            emptor::check_zone(zone);
            return 0;
          }) == "INVALID");
    CHECK(failure([&] { return local_day(Instant{}, zone); }) == "INVALID");
    CHECK(failure([&] { return instant_of(Date{}, 0, zone); }) == "INVALID");
  }
  emptor::check_zone("UTC");
  emptor::check_zone("Asia/Ho_Chi_Minh");
  emptor::check_zone("Asia/Saigon");
  CHECK(failure([] { return instant_of(Date{}, -1, "UTC"); }) == "RANGE");
  CHECK(failure([] { return instant_of(Date{}, 1441, "UTC"); }) == "RANGE");
  CHECK(failure([] { return instant_of(Date(std::numeric_limits<std::int32_t>::max()), 0, "UTC"); }) == "OVERFLOW");
}

TEST_CASE("a fixed clock stands still until it is set", "[base][time]") {
  FixedClock clock(day("2026-03-31"));
  CHECK(clock.now() == at("2026-03-31T00:00:00Z"));
  clock.set(at("2026-03-31T09:30:00Z"));
  CHECK(clock.now() == at("2026-03-31T09:30:00Z"));
  clock.set(day("2026-04-01"));
  CHECK(clock.now() == at("2026-04-01T00:00:00Z"));
  CHECK(emptor::system_clock().now() > at("2020-01-01T00:00:00Z"));
}
