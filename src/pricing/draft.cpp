#include "pricing/draft.hpp"

#include <algorithm>
#include <string>

#include "pricing/authoring.hpp"

namespace emptor::pricing {
namespace {

std::int64_t product_place(ProductKind kind, std::int64_t product) { return product * 4 + static_cast<int>(kind); }

template <class Input>
void add(access::Work& work, std::span<const Input> inputs, const char* name, Draft& draft) {
  if (inputs.empty()) return;
  Authoring authoring(work, inputs);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    authoring.add(inputs[i], std::string(name) + "[" + std::to_string(i) + "].");
  authoring.finish_checks();
  authoring.add_to(draft);
}

}  // namespace

void Draft::add(EntryRow row, std::optional<PriceEntryId> replaces) {
  if (!row.id) row.id = PriceEntryId(first_key + static_cast<std::int64_t>(entries.size()));
  by_product_[product_place(row.product_kind, row.product)].push_back(entries.size());
  by_list_[row.list.value].push_back(entries.size());
  entries.push_back(std::move(row));
  if (replaces) replaced.insert(replaces->value);
}

void Draft::append(std::vector<EntryRow>& rows, const Places& places, std::int64_t key) const {
  if (!replaced.empty()) std::erase_if(rows, [&](const EntryRow& row) { return replaced.contains(row.id.value); });
  const auto found = places.find(key);
  if (found == places.end()) return;
  for (const std::size_t place : found->second) rows.push_back(entries[place]);
}

void Draft::apply_to(std::vector<EntryRow>& rows, ProductKind kind, std::int64_t product) const {
  append(rows, by_product_, product_place(kind, product));
}

void Draft::apply_to(std::vector<EntryRow>& rows, PriceListId list) const { append(rows, by_list_, list.value); }

std::optional<Percent> Draft::tax_rate(TaxCodeId code) const {
  const auto found = tax_rates.find(code.value);
  return found == tax_rates.end() ? std::nullopt : std::optional(found->second);
}

void Authoring::add_to(Draft& draft) {
  for (const Prepared& each : prepared_) {
    ListRow list = each.list;
    if (!list.id) {
      const auto made = std::find_if(draft.lists.begin(), draft.lists.end(), [&](const ListRow& other) {
        return other.kind == list.kind && other.direction == list.direction && other.owner == list.owner &&
               other.code == list.code && other.step == list.step && other.programme == list.programme;
      });
      if (made != draft.lists.end()) {
        list.id = made->id;
      } else {
        list.id = PriceListId(Draft::first_key + static_cast<std::int64_t>(draft.lists.size()));
        draft.lists.push_back(list);
      }
    }
    EntryRow row = each.entry.row;
    row.list = list.id;
    draft.add(std::move(row), each.entry.replaces);
  }
}

void add_to_draft(access::Work& work, std::span<const PriceEntryInput> prices, Draft& draft) {
  add(work, prices, "changes.prices", draft);
}
void add_to_draft(access::Work& work, std::span<const DiscountInput> discounts, Draft& draft) {
  add(work, discounts, "changes.discounts", draft);
}
void add_to_draft(access::Work& work, std::span<const PriceRuleInput> rules, Draft& draft) {
  add(work, rules, "changes.rules", draft);
}

}  // namespace emptor::pricing
