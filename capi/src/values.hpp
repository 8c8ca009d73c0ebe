/// C values as C++ values, and back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "boundary.hpp"

namespace emptor::capi {

// --- Inputs. `name` is the argument or field that errors speak of.

/// "" for NULL.
[[nodiscard]] inline std::string text(const char* given) { return given != nullptr ? given : ""; }
[[nodiscard]] inline std::optional<std::string> optional_text(const char* given) {
  return given != nullptr ? std::optional<std::string>(given) : std::nullopt;
}
[[nodiscard]] inline std::optional<std::string_view> optional_view(const char* given) {
  return given != nullptr ? std::optional<std::string_view>(given) : std::nullopt;
}
/// REQUIRED for NULL.
[[nodiscard]] std::string_view required(const char* given, const char* name);
/// MISUSE for a negative count, or for none where some are announced.
void check_array(const void* items, std::int32_t count, const char* name);
[[nodiscard]] std::vector<std::string> texts(const char* const* items, std::int32_t count, const char* name);

/// REQUIRED for EMPTOR_NO_DATE, RANGE outside of the years 1 to 9999.
[[nodiscard]] Date date(std::int32_t day, const char* name);
[[nodiscard]] std::optional<Date> optional_date(std::int32_t day, const char* name);
[[nodiscard]] std::optional<Instant> optional_instant(std::int64_t micros);
[[nodiscard]] Period period(std::int32_t from, std::int32_t until);

/// The first problem again, with the field that it is about.
[[noreturn]] void rethrow_for(const Error& error, const std::string& field);

/// Decimal, Quantity, Percent or UnitPrice of a text; INVALID, SCALE, OVERFLOW name the field.
template <class Figure>
[[nodiscard]] Figure figure(std::string_view given, const std::string& field) {
  try {
    if constexpr (std::is_same_v<Figure, Decimal>)
      return Decimal::parse(given);
    else
      return Figure::of(Decimal::parse(given));
  } catch (const Error& error) {
    rethrow_for(error, field);
  }
}
template <class Figure>
[[nodiscard]] std::optional<Figure> optional_figure(const char* given, const std::string& field) {
  return given != nullptr ? std::optional<Figure>(figure<Figure>(given, field)) : std::nullopt;
}
/// As an argument: REQUIRED for NULL.
template <class Figure>
[[nodiscard]] Figure required_figure(const char* given, const char* name) {
  return figure<Figure>(required(given, name), name);
}

[[noreturn]] void throw_no_choice(std::int32_t value, const char* name);

/// One of the constants first..last; INVALID for another number.
template <class Enum>
[[nodiscard]] Enum choice(std::int32_t value, Enum first, Enum last, const char* name) {
  if (value < static_cast<std::int32_t>(first) || value > static_cast<std::int32_t>(last)) throw_no_choice(value, name);
  return static_cast<Enum>(value);
}
/// 0 or 1.
[[nodiscard]] bool truth(std::int32_t value, const char* name);
/// EMPTOR_KEEP, EMPTOR_YES or EMPTOR_NO.
[[nodiscard]] std::optional<bool> optional_truth(std::int32_t value, const char* name);
/// MISUSE unless zero.
void check_reserved(std::int32_t value, const char* name);

// --- Outputs.

/// Names of the library are literals, which end with a zero byte.
[[nodiscard]] inline const char* c_name(std::string_view literal) noexcept {
  return literal.data() != nullptr ? literal.data() : "";
}
[[nodiscard]] inline std::string to_text(const Decimal& value) { return value.normalized().to_string(); }
[[nodiscard]] inline std::string to_text(Quantity value) { return to_text(value.value()); }
[[nodiscard]] inline std::string to_text(Percent value) { return to_text(value.value()); }
[[nodiscard]] inline std::string to_text(Money value) { return value.amount().to_string(); }
/// At least the decimals of the currency, and no digit less than there is.
[[nodiscard]] std::string to_text(UnitPrice price, Currency currency);
[[nodiscard]] emptor_text fixed_text(std::string_view text);
/// Into a member of an output struct.
template <std::size_t N>
void copy_text(char (&out)[N], std::string_view text) {
  if (text.size() >= N) throw Error(ErrorCode::internal, "a text does not fit its place");
  std::memset(out, 0, N);
  std::memcpy(out, text.data(), text.size());
}
template <class Tag>
void give_id(Id<Tag> id, std::int64_t* id_out) noexcept {
  if (id_out != nullptr) *id_out = id.value;
}

}  // namespace emptor::capi
