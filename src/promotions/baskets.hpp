/// Baskets from what is bought: the same for a voucher and for a rehearsal.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "access/work.hpp"
#include "emptor/catalog.hpp"
#include "promotions/rules.hpp"

namespace emptor::promotions {

/// Without lines.
[[nodiscard]] Basket basket_for(access::Work& work, PartyId customer, Date on, Currency currency);
/// In stock units; its amount is left to the caller.
BasketLine& add_line(access::Work& work, Basket& basket, ItemId item, UnitId unit, Quantity quantity);

/// What a stock unit of so much of an item costs the customer; nullopt: it has no price.
using GiftPrice = std::function<std::optional<UnitPrice>(ItemId item, Quantity quantity)>;
/// What a unit of each programme's gift is worth. Nothing where no phase chooses what is best: only there is it of
/// interest.
[[nodiscard]] std::vector<std::int64_t> gift_prices(const Basket& basket, std::span<const Programme> programmes,
                                                    std::span<const PromotionPhase> phases, const GiftPrice& price);

}  // namespace emptor::promotions
