/// Returns of a voucher's goods.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "vouchers/document.hpp"
#include "vouchers/rules_returns.hpp"

namespace emptor::vouchers {

/// The goods of a sale that are kept, under the programmes that held when it was posted.
struct KeptGoods {
  Refund lost{};                      ///< what they would cost more than their share of what was paid; negative: less
  std::vector<std::string> broken{};  ///< programmes that gave more than the goods that are kept would earn
};
/// `kept`: by line of the sale.
[[nodiscard]] KeptGoods judge_kept(access::Work& work, const Document& sale, std::span<const Units> kept);

}  // namespace emptor::vouchers
