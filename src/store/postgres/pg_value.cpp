#include "store/postgres/pg_value.hpp"

#include "base/compose.hpp"
#include "emptor/base/error.hpp"

namespace emptor::store::postgres {
namespace {

// From the server's catalog/pg_type.dat; they never change.
constexpr ::Oid kBool = 16;
constexpr ::Oid kBytea = 17;
constexpr ::Oid kInt8 = 20;
constexpr ::Oid kInt2 = 21;
constexpr ::Oid kInt4 = 23;
constexpr ::Oid kText = 25;
constexpr ::Oid kOid = 26;
constexpr ::Oid kNumeric = 1'700;

/// Sign-extended.
std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = !bytes.empty() && (static_cast<unsigned char>(bytes[0]) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
  for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(value);
}

[[noreturn]] void out_of_range() { throw Error(ErrorCode::range, "a sum does not fit into 64 bits"); }

/// Digits to the base of 10,000, after their number, the weight of the first, the sign and the scale.
std::int64_t numeric(std::string_view bytes) {
  if (bytes.size() < 8) out_of_range();
  const auto count = static_cast<std::size_t>(big_endian(bytes.substr(0, 2)));
  const std::int64_t weight = big_endian(bytes.substr(2, 2));
  const std::int64_t sign = big_endian(bytes.substr(4, 2));
  if ((sign != 0 && sign != 0x4000) || bytes.size() < 8 + 2 * count) out_of_range();
  std::int64_t value = 0;  // kept negative: there is one more of those
  for (std::int64_t i = 0; i <= weight || i < static_cast<std::int64_t>(count); ++i) {
    const auto place = static_cast<std::size_t>(i);
    const std::int64_t digit = place < count ? big_endian(bytes.substr(8 + 2 * place, 2)) : 0;
    if (i > weight) {
      if (digit != 0) out_of_range();
      continue;
    }
    if (__builtin_mul_overflow(value, std::int64_t{10'000}, &value) || __builtin_sub_overflow(value, digit, &value))
      out_of_range();
  }
  if (sign == 0 && __builtin_sub_overflow(std::int64_t{0}, value, &value)) out_of_range();
  return value;
}

}  // namespace

::Oid oid_of(Type type) noexcept {
  switch (type) {
    case Type::integer:
      return kInt8;
    case Type::text:
      return kText;
    case Type::bytes:
      return kBytea;
    case Type::unknown:
      break;
  }
  return 0;
}

void write_big_endian(char* out, std::int64_t value) noexcept {
  const auto bits = static_cast<std::uint64_t>(value);
  for (unsigned i = 0; i < 8; ++i) out[i] = static_cast<char>(bits >> (56U - 8U * i) & 0xFFU);
}

bool is_number(::Oid type) noexcept {
  return type == kInt8 || type == kInt4 || type == kInt2 || type == kBool || type == kNumeric || type == kOid;
}

std::int64_t integer_of(::Oid type, std::string_view bytes) {
  if (type == kNumeric) return numeric(bytes);
  if (type == kBool) return bytes == std::string_view("\1", 1) ? 1 : 0;
  if (!is_number(type)) throw Error(ErrorCode::internal, compose("a column of type {} is no integer", type));
  return big_endian(bytes);
}

}  // namespace emptor::store::postgres
