/// The tables of a book, by topic, in the order in which they are made. schema.cpp has the conventions.
#pragma once

#include <string_view>

namespace emptor::store::schema {

[[nodiscard]] std::string_view masters() noexcept;
[[nodiscard]] std::string_view prices() noexcept;
[[nodiscard]] std::string_view vouchers() noexcept;
[[nodiscard]] std::string_view after_posting() noexcept;
[[nodiscard]] std::string_view rebates() noexcept;

}  // namespace emptor::store::schema
