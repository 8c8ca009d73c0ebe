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

/// The key under which people find a text: case folded, compatibility decomposed, marks dropped, `đ` as `d`, blanks and
/// punctuation folded to single blanks. "hoa binh" finds "Hòa Bình", "dong" finds "Đông"; Thai keeps its vowels and loses
/// its tone marks; Hangul is composed (NFC and jamo give the same key). Malformed input gives the key of its well-formed parts.
[[nodiscard]] std::string search_key(std::string_view text);

}  // namespace emptor
