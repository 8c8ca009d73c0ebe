#include "vouchers/rules_returns.hpp"

#include <algorithm>

namespace emptor::vouchers {
namespace {

struct Part {
  std::int64_t units;
  std::int64_t of;
};

/// Figures are not negative. Should the book have begun to round in another way, what was taken stays taken.
std::int64_t share_of(std::int64_t figure, std::int64_t taken, Part part, Rounding rounding) {
  return std::clamp(multiply_round(figure, part.units, part.of, rounding), taken, std::max(figure, taken)) - taken;
}

std::vector<std::int64_t> spread(std::int64_t total, std::span<const Refund> shares, std::int64_t Refund::*figure) {
  std::vector<std::int64_t> weights;
  weights.reserve(shares.size());
  for (const Refund& share : shares) weights.push_back(std::max<std::int64_t>(share.*figure, 0));
  return apportion(total, weights);
}

}  // namespace

Units share(const Units& sold, const Units& returned, std::int64_t quantity, Rounding rounding) {
  const Part part{checked_add(returned.quantity, quantity), sold.quantity};
  return {.quantity = quantity,
          .stock_quantity = share_of(sold.stock_quantity, returned.stock_quantity, part, rounding),
          .amount = share_of(sold.amount, returned.amount, part, rounding),
          .tax = share_of(sold.tax, returned.tax, part, rounding),
          .promotion = share_of(sold.promotion, returned.promotion, part, rounding)};
}

Units less(const Units& sold, const Units& returned) {
  return {.quantity = sold.quantity - returned.quantity,
          .stock_quantity = sold.stock_quantity - returned.stock_quantity,
          .amount = sold.amount - returned.amount,
          .tax = sold.tax - returned.tax,
          .promotion = sold.promotion - returned.promotion};
}

std::vector<Refund> withhold(Refund target, Refund before, std::span<const Refund> shares) {
  Refund most;
  for (const Refund& share : shares) {
    most.net = checked_add(most.net, share.net);
    most.tax = checked_add(most.tax, share.tax);
  }
  Refund kept{checked_subtract(target.net, before.net), checked_subtract(target.tax, before.tax)};
  if (checked_add(kept.net, kept.tax) >= checked_add(most.net, most.tax))
    kept = most;
  else
    kept = {std::min(kept.net, most.net), std::min(kept.tax, most.tax)};
  const auto nets = spread(kept.net, shares, &Refund::net);
  const auto taxes = spread(kept.tax, shares, &Refund::tax);
  std::vector<Refund> out;
  out.reserve(shares.size());
  for (std::size_t i = 0; i < shares.size(); ++i) out.push_back({nets[i], taxes[i]});
  return out;
}

}  // namespace emptor::vouchers
