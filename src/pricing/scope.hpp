/// Which list a scope means, and what lists and products are called.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/work.hpp"
#include "pricing/store_entries.hpp"

namespace emptor::pricing {

/// The list that a scope means, whether it is there yet (`id`) or would be made by its first entry. nullopt: `problems`
/// says why; its fields begin with `field`.
[[nodiscard]] std::optional<ListRow> find_scope(access::Work& work, const PriceScope& scope, const std::string& field,
                                                Problems& problems);
/// The list of discounts or price rules that a buyer, a step and a programme mean; likewise.
[[nodiscard]] std::optional<ListRow> find_step_scope(access::Work& work, const PriceScope& buyer, std::string_view step,
                                                     std::string_view programme, const std::string& field,
                                                     Problems& problems);
/// Whether a step is one of price rules.
[[nodiscard]] inline bool is_rule_step(std::string_view step) noexcept {
  return step == to_string(PriceRuleKind::ending) || step == to_string(PriceRuleKind::floor) ||
         step == to_string(PriceRuleKind::ceiling);
}
/// The code by which people know a list: its own, or its owner's; "" for base and everyone.
[[nodiscard]] std::string code_of(access::Work& work, const ListRow& list);
/// "item P1", "group TOP", "everything"
[[nodiscard]] std::string product_name(access::Work& work, ProductKind kind, std::int64_t product);
[[nodiscard]] std::string_view name_of(PriceListKind kind) noexcept;
/// As people say them.
[[nodiscard]] PriceEntry to_entry(access::Work& work, const PriceScope& scope, const RecordedEntry& recorded);
[[nodiscard]] PriceEnding ending_of(const Formula& formula);

}  // namespace emptor::pricing
