/// Conversion of single values, and the functions of emptor.h that convert days.
#include "values.hpp"

namespace emptor::capi {
namespace {

// Days beyond these have no calendar date with a year of four digits.
const std::int32_t kFirstDay = Date::of(1, 1, 1).days();
const std::int32_t kLastDay = Date::of(9999, 12, 31).days();

}  // namespace

std::string_view required(const char* given, const char* name) {
  if (given == nullptr) throw Error(ErrorCode::required, name, std::string(name) + " is required");
  return given;
}

void check_array(const void* items, std::int32_t count, const char* name) {
  if (count < 0) throw_misuse(name, "a negative count");
  if (count > 0 && items == nullptr) throw_misuse(name, "must not be NULL when there are some");
}

std::vector<std::string> texts(const char* const* items, std::int32_t count, const char* name) {
  check_array(items, count, name);
  std::vector<std::string> out;
  out.reserve(static_cast<std::size_t>(count));
  for (std::int32_t i = 0; i < count; ++i) out.push_back(text(items[i]));
  return out;
}

Date date(std::int32_t day, const char* name) {
  if (day == EMPTOR_NO_DATE) throw Error(ErrorCode::required, name, std::string(name) + " is required");
  if (day < kFirstDay || day > kLastDay)
    throw Error(ErrorCode::range, name, "a day of the years 1 to 9999", {{"day", std::to_string(day)}});
  return Date(day);
}

std::optional<Date> optional_date(std::int32_t day, const char* name) {
  return day != EMPTOR_NO_DATE ? std::optional(date(day, name)) : std::nullopt;
}

std::optional<Instant> optional_instant(std::int64_t micros) {
  return micros != EMPTOR_NO_INSTANT ? std::optional(Instant{micros}) : std::nullopt;
}

Period period(std::int32_t from, std::int32_t until) {
  return {optional_date(from, "from"), optional_date(until, "until")};
}

void rethrow_for(const Error& error, const std::string& field) {
  std::vector<Problem> problems = error.problems();
  problems.front().field = field;
  throw Error(std::move(problems));
}

void throw_no_choice(std::int32_t value, const char* name) {
  throw Error(ErrorCode::invalid, name, "none of the known choices", {{"value", std::to_string(value)}});
}

bool truth(std::int32_t value, const char* name) {
  if (value != 0 && value != 1) throw_no_choice(value, name);
  return value == 1;
}

std::optional<bool> optional_truth(std::int32_t value, const char* name) {
  if (value < EMPTOR_KEEP || value > EMPTOR_NO) throw_no_choice(value, name);
  return value != EMPTOR_KEEP ? std::optional(value == EMPTOR_YES) : std::nullopt;
}

void check_reserved(std::int32_t value, const char* name) {
  if (value != 0) throw_misuse(name, "a reserved member must be 0");
}

std::string to_text(UnitPrice price, Currency currency) {
  const Decimal shortest = price.value().normalized();
  return shortest.scale() < currency.minor_units() ? shortest.rounded(currency.minor_units()).to_string()
                                                   : shortest.to_string();
}

emptor_text fixed_text(std::string_view text) {
  emptor_text out;
  copy_text(out.text, text);
  return out;
}

}  // namespace emptor::capi

using namespace emptor::capi;

emptor_status emptor_date_of(std::int32_t year, std::int32_t month, std::int32_t day, std::int32_t* date_out,
                             emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    std::int32_t& out = require(date_out, "date_out");
    if (month < 1 || day < 1) throw emptor::Error(emptor::ErrorCode::invalid, "date", "no such day");
    out = emptor::Date::of(year, static_cast<unsigned>(month), static_cast<unsigned>(day)).days();
  });
}

emptor_status emptor_date_parse(const char* iso, std::int32_t* date_out, emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    std::int32_t& out = require(date_out, "date_out");
    out = emptor::Date::parse(required(iso, "iso")).days();
  });
}

emptor_status emptor_date_text(std::int32_t day, emptor_text* text_out, emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_text& out = require(text_out, "text_out");
    if (day == EMPTOR_NO_DATE) throw emptor::Error(emptor::ErrorCode::invalid, "date", "no day");
    out = fixed_text(date(day, "date").to_string());
  });
}
