/// Settings as text, and what a book may decide. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emptor/settings.hpp"

namespace emptor::settings {

/// How firmly a day is closed: the firmest lock counts.
[[nodiscard]] PeriodState state_of(const BookSettings& settings, Date day) noexcept;
/// Key and value of every setting, as they are kept and audited, in a fixed order.
[[nodiscard]] std::vector<std::pair<std::string_view, std::string>> to_texts(const BookSettings& settings);
[[nodiscard]] bool is_known(std::string_view key);
/// Puts one kept value into its place; false for a key or a value that this library does not know.
[[nodiscard]] bool from_text(BookSettings& settings, std::string_view key, std::string_view value);
/// Adds everything that is wrong with `settings`, by the names of its members.
void check(const BookSettings& settings, Problems& problems);

}  // namespace emptor::settings
