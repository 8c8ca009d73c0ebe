/// Names that went through a wrong encoding.
///
/// Somewhere on its way UTF-8 was read as Windows-1252 and written as UTF-8 again: "Prabhupāda" became "PrabhupÄ" and a
/// control character that no book takes. Whoever loads real data meets this; the door of the book stays strict, and
/// what is clearly such a text is turned back before it gets there.
#pragma once

#include <string>
#include <string_view>

namespace demo {

/// The text as it was meant, or itself when it does not read as twice encoded.
[[nodiscard]] std::string mended(std::string_view text);

}  // namespace demo
