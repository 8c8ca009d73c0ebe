/// UTF-8 checks and search keys.
///
/// A key is made in one order: decompose and fold the case (utf8proc), drop the marks that only colour a letter, spell
/// letters that Unicode does not decompose (đ, ł, ø ...) in plain ones, turn blanks and punctuation into single blanks,
/// compose what is left (Hangul, voiced kana). Tables come from utf8proc, so no locale is asked.

#include "emptor/base/text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <vector>

#include "base/compose.hpp"
#include "emptor/base/error.hpp"

namespace emptor {
namespace {

/// The code point at the front of `text` and its length in bytes; 0 bytes when the front is malformed.
struct Decoded {
  char32_t code = 0;
  std::size_t length = 0;
};

Decoded decode(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  // 0x80 to 0xC1 do not start anything: continuations, and two-byte forms of ASCII.
  if (lead < 0xC2 || lead > 0xF4) return {};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() < length) return {};
  char32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (overlong || surrogate || code > 0x10FFFF) return {};
  return {code, length};
}

bool is_control(char32_t code) noexcept {
  return (code < 0x20 && code != '\t' && code != '\n') || (code >= 0x7F && code < 0xA0);
}

bool is_ascii(std::string_view text) noexcept {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

/// The well-formed parts of `text`.
std::string well_formed(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  while (!text.empty()) {
    const Decoded next = decode(text);
    if (next.length != 0) kept += text.substr(0, next.length);
    text.remove_prefix(next.length == 0 ? 1 : next.length);
  }
  return kept;
}

/// Whether a combining mark only colours the letter before it, so that people leave it out when they type.
/// Why not all marks: in the scripts of India and South-East Asia the vowels are marks, and words differ by them.
bool is_dropped_mark(char32_t code, const utf8proc_property_t& property) noexcept {
  // Thai signs without a class of their own: phinthu, the silencer, yamakkan. Vowels are marks as well and stay.
  if (code == 0x0E3A || code == 0x0E4C || code == 0x0E4E) return true;
  switch (property.combining_class) {
    case 0:
      return property.category == UTF8PROC_CATEGORY_ME;  // circles and keycaps around a letter
    case 1:                                              // strokes through a letter
    case 107:                                            // Thai tones
    case 122:                                            // Lao tones
      return true;
    default:
      // 10 to 36: Hebrew points, Arabic and Syriac vowels. 200 and up: accents above, below and beside.
      return (property.combining_class >= 10 && property.combining_class <= 36) || property.combining_class >= 200;
  }
}

/// Plain spelling of letters that carry their stroke or hook in themselves; empty for all others. Lower case, because
/// the case is folded before.
std::string_view plain_spelling(char32_t code) noexcept {
  switch (code) {
    case 0x0111:  // đ
    case 0x00F0:  // ð, often typed for đ: the capitals Đ, Ð and Ɖ look alike
    case 0x0256:  // ɖ
      return "d";
    case 0x0142:  // ł
      return "l";
    case 0x00F8:  // ø
      return "o";
    case 0x0127:  // ħ
      return "h";
    case 0x0167:  // ŧ
      return "t";
    case 0x0131:  // ı
      return "i";
    case 0x00E6:  // æ
      return "ae";
    case 0x0153:  // œ
      return "oe";
    case 0x00FE:  // þ
      return "th";
    default:
      return {};
  }
}

bool is_blank(const utf8proc_property_t& property) noexcept {
  switch (property.category) {
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_SM:  // + < = > | ~ stand between words like punctuation
    case UTF8PROC_CATEGORY_SK:  // ^ ` and free-standing accents
      return true;
    default:
      return false;
  }
}

using Codes = std::vector<utf8proc_int32_t>;

/// Adds to a key; runs of blanks become one, none at either end.
class KeyBuilder {
 public:
  explicit KeyBuilder(Codes& codes) noexcept : codes_(codes) {}
  void blank() noexcept { pending_ = !codes_.empty(); }
  void put(utf8proc_int32_t code) {
    if (pending_) codes_.push_back(' ');
    pending_ = false;
    codes_.push_back(code);
  }

 private:
  Codes& codes_;
  bool pending_ = false;
};

std::string ascii_key(std::string_view text) {
  std::string key;
  key.reserve(text.size());
  bool pending = false;
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    // '$' is a currency sign to Unicode, not punctuation; the other way keeps it as well.
    if (!upper && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '$') {
      pending = !key.empty();
      continue;
    }
    if (pending) key += ' ';
    pending = false;
    key += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return key;
}

Codes decomposed(std::string_view text) {
  // IGNORE takes out what has no shape: soft hyphens, zero-width blanks, variation selectors.
  constexpr auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                          UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  // Most text keeps its length or grows a little; a second try knows the exact size.
  Codes codes(text.size() + 16);
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = static_cast<utf8proc_ssize_t>(text.size());
  for (;;) {
    const auto room = static_cast<utf8proc_ssize_t>(codes.size());
    const utf8proc_ssize_t count = utf8proc_decompose(bytes, size, codes.data(), room, options);
    EMPTOR_REQUIRE(count >= 0);
    codes.resize(static_cast<std::size_t>(count));
    if (count <= room) return codes;
  }
}

std::string encoded(const Codes& codes) {
  std::string text;
  text.reserve(codes.size() * 2);
  for (const utf8proc_int32_t code : codes) {
    utf8proc_uint8_t bytes[4];
    const utf8proc_ssize_t count = utf8proc_encode_char(code, bytes);
    for (utf8proc_ssize_t i = 0; i < count; ++i) text += static_cast<char>(bytes[i]);
  }
  return text;
}

/// In Unicode's composed form (NFC).
std::string nfc(std::string_view text) {
  utf8proc_uint8_t* made = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &made, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(made, &std::free);
  EMPTOR_REQUIRE(size >= 0);
  return {reinterpret_cast<const char*>(made), static_cast<std::size_t>(size)};
}

}  // namespace

bool is_clean_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const Decoded next = decode(text);
    if (next.length == 0 || is_control(next.code)) return false;
    text.remove_prefix(next.length);
  }
  return true;
}

std::size_t utf8_length(std::string_view text) noexcept {
  std::size_t count = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80) ++count;
  }
  return count;
}

bool is_blank(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Decoded next = decode(text.substr(at));
    if (next.length == 0) return false;
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(next.code))) {
      case UTF8PROC_CATEGORY_CC:
      case UTF8PROC_CATEGORY_CF:
      case UTF8PROC_CATEGORY_ZS:
      case UTF8PROC_CATEGORY_ZL:
      case UTF8PROC_CATEGORY_ZP:
        break;
      default:
        return false;
    }
    at += next.length;
  }
  return true;
}

bool is_code(std::string_view text) {
  if (text.starts_with(' ') || text.ends_with(' ')) return false;
  if (text.find_first_of("\t\n") != std::string_view::npos) return false;
  if (is_ascii(text)) return true;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded next = decode(text.substr(at));
    if (next.length == 0) return false;
    const bool edge = at == 0 || at + next.length == text.size();
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(next.code))) {
      case UTF8PROC_CATEGORY_CF:
      case UTF8PROC_CATEGORY_ZL:
      case UTF8PROC_CATEGORY_ZP:
        return false;
      case UTF8PROC_CATEGORY_ZS:
        if (edge) return false;
        break;
      default:
        break;
    }
    at += next.length;
  }
  return text == nfc(text);
}

std::string search_key(std::string_view text) {
  if (is_ascii(text)) return ascii_key(text);
  const Codes codes = decomposed(well_formed(text));
  Codes kept;
  kept.reserve(codes.size());
  KeyBuilder key(kept);
  for (const utf8proc_int32_t code : codes) {
    const auto point = static_cast<char32_t>(code);
    const utf8proc_property_t& property = *utf8proc_get_property(code);
    if (is_dropped_mark(point, property)) continue;
    if (is_blank(property)) {
      key.blank();
      continue;
    }
    const std::string_view plain = plain_spelling(point);
    if (plain.empty()) key.put(code);
    for (const char c : plain) key.put(c);
  }
  // Vietnamese and most European names are plain letters by now: nothing to compose.
  if (std::ranges::all_of(kept, [](utf8proc_int32_t code) { return code < 0x80; })) return encoded(kept);
  const auto composed = utf8proc_normalize_utf32(kept.data(), static_cast<utf8proc_ssize_t>(kept.size()),
                                                 static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  EMPTOR_REQUIRE(composed >= 0);
  kept.resize(static_cast<std::size_t>(composed));
  return encoded(kept);
}

}  // namespace emptor
