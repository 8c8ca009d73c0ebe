/// Where a book on PostgreSQL is.
#pragma once

#include <string>
#include <string_view>

namespace emptor::store::postgres {

struct Place {
  std::string conninfo;           ///< for libpq
  std::string schema = "emptor";  ///< that holds the book's tables
};

[[nodiscard]] bool is_uri(std::string_view path) noexcept;

/// Takes our own parameter out of the address. INVALID(path) for a malformed address or a schema that is no plain name
/// (letters, digits, underscores; 63 at most).
[[nodiscard]] Place place_of(std::string_view uri);

/// INVALID(`field`) for what is no plain name.
void check_schema_name(std::string_view name, std::string_view field);

}  // namespace emptor::store::postgres
