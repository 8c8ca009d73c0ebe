/// The codes under which the book knows what the source numbers.
#pragma once

#include <string>
#include <string_view>

namespace demo {

inline constexpr std::string_view currency = "USD";
/// Who acts in the book. It also tells a book of this demo from one that somebody needs.
inline constexpr std::string_view actor = "wwi-demo";

namespace detail {

[[nodiscard]] inline std::string padded(std::string_view prefix, int number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return std::string(prefix) + std::string(digits.size() < width ? width - digits.size() : 0, '0') + digits;
}

/// "Far West" is "far-west".
[[nodiscard]] inline std::string slug(std::string_view text) {
  std::string out;
  for (const char each : text)
    out += each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each == ' ' ? '-' : each;
  return out;
}

}  // namespace detail

[[nodiscard]] inline std::string customer_code(int id) { return detail::padded("C", id, 4); }
[[nodiscard]] inline std::string supplier_code(int id) { return detail::padded("S", id, 2); }
[[nodiscard]] inline std::string item_code(int id) { return detail::padded("I", id, 3); }
[[nodiscard]] inline std::string person_code(int id) { return detail::padded("P", id, 2); }
[[nodiscard]] inline std::string category_code(std::string_view name) { return "category-" + detail::slug(name); }
[[nodiscard]] inline std::string buying_group_code(std::string_view name) { return "buying-" + detail::slug(name); }
[[nodiscard]] inline std::string territory_code(std::string_view name) { return "territory-" + detail::slug(name); }
[[nodiscard]] inline std::string state_code(std::string_view code) { return "state-" + detail::slug(code); }
[[nodiscard]] inline std::string item_group_code(std::string_view name) { return detail::slug(name); }
[[nodiscard]] inline std::string tax_code(int percent) { return "TAX" + std::to_string(percent); }
[[nodiscard]] inline std::string unit_code(std::string_view name) {
  std::string out;
  for (const char each : name) out += each >= 'a' && each <= 'z' ? static_cast<char>(each - 'a' + 'A') : each;
  return out;
}

}  // namespace demo
