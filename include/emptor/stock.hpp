/// Room `stock`: quantities on hand by item and location. Vouchers move stock when they are posted; everything else
/// that moves it is an adjustment with a reason.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"

namespace emptor {

struct StockLevel {
  std::string item{};
  std::string location{};
  Quantity on_hand{};  ///< in the item's stock unit; negative when more was sold than there was
};

class Stock {
 public:
  explicit Stock(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// Adds `quantity` (negative: removes) on day `on`. UNKNOWN_REFERENCE, REQUIRED(reason), INVALID for unstocked items
  /// and a quantity of 0, PERIOD_LOCKED.
  void adjust(std::string_view item, std::string_view location, Quantity quantity, Date on, std::string_view reason);
  /// 0 where nothing ever moved.
  [[nodiscard]] Quantity on_hand(std::string_view item, std::string_view location) const;
  /// Every location that ever held the item.
  [[nodiscard]] std::vector<StockLevel> levels(std::string_view item) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
