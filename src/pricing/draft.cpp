#include "pricing/draft.hpp"

#include <algorithm>
#include <string>

#include "pricing/authoring.hpp"

namespace emptor::pricing {
namespace {

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

void Draft::remove_replaced(std::vector<EntryRow>& rows) const {
  if (!replaced.empty()) std::erase_if(rows, [&](const EntryRow& row) { return replaced.contains(row.id.value); });
}

void Draft::apply_to(std::vector<EntryRow>& rows, ProductKind kind, std::int64_t product) const {
  remove_replaced(rows);
  for (const EntryRow& entry : entries)
    if (entry.product_kind == kind && entry.product == product) rows.push_back(entry);
}

void Draft::apply_to(std::vector<EntryRow>& rows, PriceListId list) const {
  remove_replaced(rows);
  for (const EntryRow& entry : entries)
    if (entry.list == list) rows.push_back(entry);
}

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
    row.id = PriceEntryId(Draft::first_key + static_cast<std::int64_t>(draft.entries.size()));
    draft.entries.push_back(std::move(row));
    if (each.entry.replaces) draft.replaced.insert(each.entry.replaces->value);
  }
}

void add_to_draft(access::Work& work, std::span<const PriceEntryInput> prices, Draft& draft) {
  add(work, prices, "prices", draft);
}
void add_to_draft(access::Work& work, std::span<const DiscountInput> discounts, Draft& draft) {
  add(work, discounts, "discounts", draft);
}
void add_to_draft(access::Work& work, std::span<const PriceRuleInput> rules, Draft& draft) {
  add(work, rules, "rules", draft);
}

}  // namespace emptor::pricing
