/// Values in PostgreSQL's binary format.
#pragma once

#include <cstdint>
#include <string_view>

#include "store/postgres/libpq.hpp"
#include "store/store.hpp"

namespace emptor::store::postgres {

/// 0 for what the server may find out by itself.
[[nodiscard]] ::Oid oid_of(Type type) noexcept;

/// Writes 8 bytes.
void write_big_endian(char* out, std::int64_t value) noexcept;

/// Whole numbers of any width, truth values, and numeric (the sum of 64-bit integers). RANGE beyond 64 bits or with a
/// fraction, INTERNAL for what is no number.
[[nodiscard]] std::int64_t integer_of(::Oid type, std::string_view bytes);
[[nodiscard]] bool is_number(::Oid type) noexcept;

}  // namespace emptor::store::postgres
