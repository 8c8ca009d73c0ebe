/// Text at the door: UTF-8 checks and search keys.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace emptor {

/// Well-formed UTF-8 (no overlong forms, no surrogates) without C0/C1 control characters other than tab and newline.
[[nodiscard]] bool is_clean_utf8(std::string_view text) noexcept;
/// Code points in well-formed UTF-8.
[[nodiscard]] std::size_t utf8_length(std::string_view text) noexcept;

/// Fit to be told apart at sight and typed again: composed (NFC), without blanks at its ends, without control, format
/// and line-breaking characters. `text` is clean UTF-8.
[[nodiscard]] bool is_code(std::string_view text);
/// Nothing but blanks, line breaks and what has no shape. Well-formed UTF-8.
[[nodiscard]] bool is_blank(std::string_view text);

/// The key under which people find a text: case folded, compatibility decomposed, accents and tone marks dropped, `đ`
/// as `d`, `ł` as `l`, `ø` as `o`, blanks and punctuation folded to single blanks. "hoa binh" finds "Hòa Bình", "dong"
/// finds "Đông". Marks that are vowels stay (Thai, Lao, the scripts of India). Hangul is composed (NFC and jamo give
/// the same key). Malformed input gives the key of its well-formed parts. A key is its own key.
[[nodiscard]] std::string search_key(std::string_view text);

}  // namespace emptor
