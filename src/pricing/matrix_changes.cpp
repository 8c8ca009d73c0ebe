#include "pricing/matrix_changes.hpp"

#include <algorithm>

#include "pricing/cards.hpp"

namespace emptor::pricing {
namespace {

/// Whether a row about this record can be passed over: no price is resolved from it.
bool without_effect(Entity entity) {
  switch (entity) {
    case Entity::actor:
    case Entity::person:
    case Entity::location:
    case Entity::price_list:  // a list without entries prices nothing
    case Entity::stock:
    case Entity::draft:
    case Entity::voucher:
    case Entity::credit_hold:
    case Entity::programme:
    case Entity::coupon:
    case Entity::credit_pool:
    case Entity::item_mark:
    case Entity::dunning:
    case Entity::revaluation:
      return true;
    default:
      return false;
  }
}

}  // namespace

MatrixChanges::MatrixChanges(access::Work& work, std::int64_t change) {
  read_trail(work, change);
  if (entries_ && !everything_) read_entries(work, change);
}

void MatrixChanges::read_trail(access::Work& work, std::int64_t change) {
  auto rows = work.tx().statement("SELECT entity, entity_id FROM emptor_change WHERE id > ?1");
  rows.bind(change);
  while (!everything_ && rows.step()) {
    const auto entity = static_cast<Entity>(rows.integer(0));
    if (entity == Entity::party)
      parties_.insert(rows.integer(1));
    else if (entity == Entity::item)
      items_.insert(rows.integer(1));
    else if (entity == Entity::price_entry)
      entries_ = true;
    else
      everything_ = !without_effect(entity);
  }
}

void MatrixChanges::read_entries(access::Work& work, std::int64_t change) {
  // Entries have ascending keys. The rows up to `change` name one that was there by then; what lies after it is all
  // that is newer, and perhaps a withdrawal that is not.
  std::int64_t known = 0;
  auto last = work.tx().statement(
      "SELECT entity_id FROM emptor_change WHERE entity = ?1 AND id <= ?2 ORDER BY entity_id DESC LIMIT 1");
  if (last.bind(Entity::price_entry, change).step()) known = last.integer(0);
  auto rows = work.tx().statement(
      "SELECT e.of_customer, l.owner_id, e.product_kind, e.product_id FROM emptor_price_entry e "
      "JOIN emptor_price_list l ON l.id = e.list_id WHERE e.id > ?1");
  rows.bind(known);
  while (rows.step()) {
    const auto kind = static_cast<ProductKind>(rows.integer(2));
    const std::int64_t product = rows.integer(3);
    if (rows.integer(0) != 0) {
      const std::int64_t customer = rows.integer(1);
      if (kind == ProductKind::item)
        own_items_.insert({customer, product});
      else if (kind == ProductKind::group)
        own_groups_.insert({customer, product});
      else
        parties_.insert(customer);
    } else if (kind == ProductKind::item) {
      items_.insert(product);
    } else if (kind == ProductKind::group) {
      groups_.insert(product);
    } else {
      everything_ = true;
    }
  }
}

bool MatrixChanges::touches(const catalog::ItemCard& item) const {
  if (items_.contains(item.id.value)) return true;
  return !groups_.empty() && std::any_of(item.groups.begin(), item.groups.end(),
                                         [&](ItemGroupId group) { return groups_.contains(group.value); });
}

bool MatrixChanges::touches(PartyId party, const catalog::ItemCard& item) const {
  if (own_items_.contains({party.value, item.id.value})) return true;
  return !own_groups_.empty() && std::any_of(item.groups.begin(), item.groups.end(), [&](ItemGroupId group) {
    return own_groups_.contains({party.value, group.value});
  });
}

}  // namespace emptor::pricing
