#include "pricing/matrix_selection.hpp"

#include <algorithm>
#include <string>

#include "catalog/cards.hpp"
#include "catalog/small_tables.hpp"
#include "parties/cards.hpp"
#include "settings/policies.hpp"

namespace emptor::pricing {
namespace {

using access::Work;

void sort_out(auto& found) {
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
}

class Reading {
 public:
  Reading(Work& work, const MatrixQuery& query) : work_(work), query_(query) {}

  MatrixSelection read() {
    MatrixSelection asked;
    asked.question.on = query_.on ? *query_.on : settings::today(work_);
    asked.question.direction = query_.direction;
    if (query_.currency) {
      if (const auto currency = Currency::find(*query_.currency))
        asked.question.currency = *currency;
      else
        problems_.add(ErrorCode::unknown_currency, "currency", "not an ISO 4217 code", {{"code", *query_.currency}});
    }
    if (query_.location) {
      asked.question.location = catalog::find_location(work_, *query_.location);
      if (!asked.question.location) unknown("location", "no location has this code", *query_.location);
    }
    for (std::size_t i = 0; i < query_.quantities.size(); ++i)
      if (query_.quantities[i].micros <= 0)
        problems_.add(ErrorCode::range, "quantities[" + std::to_string(i) + "]", "the quantity must be greater than 0",
                      {{"quantity", query_.quantities[i].value().to_string()}});
    asked.customers = customers(asked.question.on);
    asked.items = items();
    problems_.throw_if_any();
    return asked;
  }

 private:
  void unknown(const std::string& field, const char* sentence, const std::string& code) {
    problems_.add(ErrorCode::unknown_reference, field, sentence, {{"code", code}});
  }
  static std::string place(const char* field, std::size_t at) {
    return std::string(field) + "[" + std::to_string(at) + "]";
  }

  std::vector<PartyId> customers(Date on) {
    std::vector<PartyId> found;
    for (std::size_t i = 0; i < query_.customers.size(); ++i) {
      const PartyId party = parties::find_id(work_, query_.customers[i]);
      if (!party) unknown(place("customers", i), "no customer or supplier has this code", query_.customers[i]);
      found.push_back(party);
    }
    for (std::size_t i = 0; i < query_.customer_groups.size(); ++i) {
      const PartyGroupId group = parties::find_group(work_, query_.customer_groups[i]);
      if (!group) {
        unknown(place("customer_groups", i), "no customer group has this code", query_.customer_groups[i]);
        continue;
      }
      for (const PartyId each : parties::members(work_, group, on)) found.push_back(each);
    }
    if (query_.customers.empty() && query_.customer_groups.empty()) {
      const bool sales = query_.direction == Direction::sales;
      // A truth is 0 or 1: whoever is not asked for is compared with neither.
      constexpr int never = 2;
      auto rows =
          work_.tx().statement("SELECT id FROM emptor_party WHERE archived = 0 AND (customer = ?1 OR supplier = ?2)");
      rows.bind(sales ? 1 : never, sales ? never : 1);
      while (rows.step()) found.push_back(rows.id<PartyTag>(0));
    }
    sort_out(found);
    return found;
  }

  std::vector<ItemId> items() {
    std::vector<ItemId> found;
    for (std::size_t i = 0; i < query_.items.size(); ++i) {
      const ItemId item = catalog::find_item_id(work_, query_.items[i]);
      if (!item) unknown(place("items", i), "no item has this code", query_.items[i]);
      found.push_back(item);
    }
    for (std::size_t i = 0; i < query_.item_groups.size(); ++i) {
      const ItemGroupId root = catalog::find_item_group(work_, query_.item_groups[i]);
      if (!root) {
        unknown(place("item_groups", i), "no item group has this code", query_.item_groups[i]);
        continue;
      }
      for (const ItemGroupId group : catalog::subtree(work_, root)) {
        auto rows = work_.tx().statement("SELECT item_id FROM emptor_item_in_group WHERE group_id = ?1");
        rows.bind(group);
        while (rows.step()) found.push_back(rows.id<ItemTag>(0));
      }
    }
    if (query_.items.empty() && query_.item_groups.empty()) {
      auto rows = work_.tx().statement("SELECT id FROM emptor_item WHERE archived = 0");
      while (rows.step()) found.push_back(rows.id<ItemTag>(0));
    }
    sort_out(found);
    return found;
  }

  Work& work_;
  const MatrixQuery& query_;
  Problems problems_;
};

}  // namespace

MatrixSelection select(Work& work, const MatrixQuery& query) { return Reading(work, query).read(); }

}  // namespace emptor::pricing
