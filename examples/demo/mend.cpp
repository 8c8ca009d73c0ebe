#include "mend.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>

#include "emptor/base.hpp"

namespace demo {
namespace {

/// What Windows-1252 makes of the bytes 80 to 9F; the five that it leaves open stay control characters.
constexpr std::array<char32_t, 32> windows_1252{0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

std::optional<char> byte_of(char32_t character) {
  if (const auto found = std::ranges::find(windows_1252, character); found != windows_1252.end())
    return static_cast<char>(0x80 + std::distance(windows_1252.begin(), found));
  if (character >= 0x100 || (character >= 0x80 && character < 0xA0)) return std::nullopt;
  return static_cast<char>(character);
}

/// The character at `at`, which moves behind it. Only for well-formed text of up to three bytes a character.
char32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&] { return static_cast<std::uint8_t>(text[at++]); };
  const auto follow = [&](std::uint32_t bits) { return at < text.size() ? bits << 6U | (byte() & 0x3FU) : bits; };
  const std::uint32_t first = byte();
  if (first < 0x80) return first;
  if (first < 0xE0) return follow(first & 0x1FU);
  return follow(follow(first & 0x0FU));
}

}  // namespace

std::string mended(std::string_view text) {
  if (std::ranges::all_of(text, [](char each) { return static_cast<std::uint8_t>(each) < 0x80; }))
    return std::string(text);
  std::string bytes;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = byte_of(next_character(text, at));
    if (!byte) return std::string(text);
    bytes += *byte;
  }
  // A text that was encoded once is hardly ever well-formed after this.
  return emptor::is_clean_utf8(bytes) ? bytes : std::string(text);
}

}  // namespace demo
