/// Records that more than one concept hands out.
#pragma once

#include <optional>
#include <string>

#include "emptor/credit.hpp"
#include "emptor/parties.hpp"
#include "emptor/receivables.hpp"
#include "rows.hpp"

namespace emptor::capi {

inline RowsBuilder address_rows() {
  return {{"id", kInteger},  {"name", kText},        {"street", kText},  {"city", kText},
          {"region", kText}, {"postal_code", kText}, {"country", kText}, {"is_default", kTruth}};
}

inline void add_address(RowsBuilder& rows, const Address& address) {
  rows.add(address.id, address.name, address.street, address.city, address.region, address.postal_code, address.country,
           address.is_default);
}

/// EMPTOR_ORIGIN_* and the code of the party or group.
inline TermOwner to_owner(std::int32_t owner, const char* code) {
  const auto kind = choice(owner, TermOrigin::party, TermOrigin::book, "owner");
  return {.kind = kind, .code = kind == TermOrigin::book ? std::string() : std::string(required(code, "owner_code"))};
}

/// EMPTOR_ALLOCATE_*.
inline std::vector<AllocationOrder> to_orders(const std::int32_t* orders, std::int32_t count, const char* name) {
  check_array(orders, count, name);
  std::vector<AllocationOrder> found;
  found.reserve(static_cast<std::size_t>(count));
  for (std::int32_t i = 0; i < count; ++i)
    found.push_back(choice(orders[i], AllocationOrder::oldest_dated, AllocationOrder::exact, name));
  return found;
}

}  // namespace emptor::capi

/// A decision with its figures as text.
struct emptor_credit_decision {
  emptor::CreditDecision decision;
  std::string currency;
  std::optional<std::string> limit;
  std::string exposure;
  std::string uncleared;
  std::string document;
  std::string excess_amount;
  std::optional<std::string> available;
  std::string payment_to_clear;
  std::optional<std::string> max_amount_now;
  std::string text;

  explicit emptor_credit_decision(emptor::CreditDecision made);
};
