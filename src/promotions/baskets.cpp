#include "promotions/baskets.hpp"

#include <algorithm>

#include "catalog/cards.hpp"
#include "parties/cards.hpp"
#include "settings/policies.hpp"

namespace emptor::promotions {

Basket basket_for(access::Work& work, PartyId customer, Date on, Currency currency) {
  Basket basket{
      .on = on, .customer = customer.value, .currency = currency, .rounding = settings::current(work).rounding};
  for (const auto& rank : parties::card(work, customer).on(on).groups)
    basket.customer_groups.push_back(rank.group.value);
  return basket;
}

BasketLine& add_line(access::Work& work, Basket& basket, ItemId item, UnitId unit, Quantity quantity) {
  const catalog::ItemCard& card = catalog::card(work, item);
  BasketLine& line = basket.lines.emplace_back();
  line.item = item.value;
  for (const ItemGroupId group : card.groups) line.groups.push_back(group.value);
  line.quantity = scale_by(quantity.micros, card.factor(unit).value_or(Ratio{}), basket.rounding);
  return line;
}

std::vector<std::int64_t> gift_prices(const Basket& basket, std::span<const Programme> programmes,
                                      std::span<const PromotionPhase> phases, const GiftPrice& price) {
  const bool chooses = std::ranges::any_of(phases, [](const PromotionPhase& phase) {
    return phase.combine == Combine::best_for_buyer || phase.combine == Combine::best_for_seller;
  });
  std::vector<std::int64_t> prices;
  if (!chooses) return prices;
  for (const Programme& each : programmes) {
    const auto about = std::ranges::find_if(basket.lines, [&](const BasketLine& line) { return is_about(each, line); });
    std::int64_t& worth = prices.emplace_back(0);
    if (!adds_goods(each) || about == basket.lines.end()) continue;
    if (const auto found = price(ItemId(each.gift != 0 ? each.gift : about->item), Quantity{each.get}))
      worth = found->micros;
  }
  return prices;
}

}  // namespace emptor::promotions
