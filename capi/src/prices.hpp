/// What the functions of prices share.
#pragma once

#include <string>
#include <vector>

#include "emptor/pricing.hpp"
#include "structs.hpp"
#include "values.hpp"

namespace emptor::capi {

inline Direction to_direction(std::int32_t given) {
  return choice(given, Direction::sales, Direction::purchases, "direction");
}

inline PriceListKind to_kind(std::int32_t given, const char* name = "list_kind") {
  return choice(given, PriceListKind::base, PriceListKind::everyone, name);
}

inline PriceEnding to_ending(const char* multiple, const char* offset, std::int32_t rounding,
                             const std::string& prefix) {
  PriceEnding ending{.rounding = choice(rounding, Rounding::half_up, Rounding::floor, "rounding")};
  if (multiple != nullptr) ending.multiple = figure<Decimal>(multiple, prefix + "ending_multiple");
  if (offset != nullptr) ending.offset = figure<Decimal>(offset, prefix + "ending_offset");
  return ending;
}

/// `prefix` is put before the fields of what it refuses.
PriceEntryInput to_entry(const emptor_price_entry& given, const std::string& prefix);

inline PriceScope to_scope(std::int32_t list_kind, const char* list_code, std::int32_t direction,
                           const char* currency) {
  return {.kind = to_kind(list_kind),
          .code = text(list_code),
          .direction = to_direction(direction),
          .currency = text(currency)};
}

/// An array of structs whose version, and with it the distance between two, the first one tells.
template <class Struct, class Convert>
auto to_inputs(const Struct* structs, std::int32_t count, const char* name, Convert convert) {
  check_array(structs, count, name);
  std::vector<decltype(convert(*structs, std::string()))> out;
  if (count == 0) return out;
  out.reserve(static_cast<std::size_t>(count));
  const std::size_t stride = structs->struct_size;
  const auto* bytes = reinterpret_cast<const unsigned char*>(structs);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    const auto* each = reinterpret_cast<const Struct*>(bytes + i * stride);
    const std::string place = std::string(name) + "[" + std::to_string(i) + "].";
    if (each->struct_size != stride) throw_misuse((place + "struct_size").c_str(), "differs from the first one's");
    out.push_back(convert(read(each), place));
  }
  return out;
}

inline void give_ids(const std::vector<PriceEntryId>& ids, std::int64_t* ids_out) noexcept {
  if (ids_out == nullptr) return;
  for (std::size_t i = 0; i < ids.size(); ++i) ids_out[i] = ids[i].value;
}

}  // namespace emptor::capi
