#include "tax/rules.hpp"

#include <algorithm>
#include <vector>

namespace emptor::tax {
namespace {

std::int64_t tax_on(std::int64_t amount, Percent rate, TaxMode mode, Rounding rounding) {
  if (mode == TaxMode::exclusive) return multiply_round(amount, rate.micros, Percent::one, rounding);
  const std::int64_t net = multiply_round(amount, Percent::one, checked_add(Percent::one, rate.micros), rounding);
  return checked_subtract(amount, net);
}

void set(Line& line, std::int64_t tax, TaxMode mode) {
  line.tax = tax;
  line.net = mode == TaxMode::exclusive ? line.amount : checked_subtract(line.amount, tax);
}

/// Rounds the tax of lines that share a code and a rate once, and spreads it.
void apply_group(std::span<Line*> group, TaxMode mode, Rounding rounding) {
  std::int64_t amount = 0;
  std::vector<std::int64_t> weights;
  weights.reserve(group.size());
  for (const Line* line : group) {
    amount = checked_add(amount, line->amount);
    weights.push_back(line->amount < 0 ? -line->amount : line->amount);
  }
  const std::int64_t tax = tax_on(amount, group.front()->rate, mode, rounding);
  const std::vector<std::int64_t> parts = apportion(tax, weights);
  for (std::size_t i = 0; i < group.size(); ++i) set(*group[i], parts[i], mode);
}

}  // namespace

void apply(std::span<Line> lines, TaxMode mode, TaxRounding rounding, Rounding mode_of_rounding) {
  if (rounding == TaxRounding::per_line) {
    for (Line& line : lines) set(line, tax_on(line.amount, line.rate, mode, mode_of_rounding), mode);
    return;
  }
  std::vector<Line*> order;
  order.reserve(lines.size());
  for (Line& line : lines) order.push_back(&line);
  const auto key = [](const Line* line) { return std::pair(line->code, line->rate.micros); };
  std::ranges::stable_sort(order, {}, key);
  for (auto first = order.begin(); first != order.end();) {
    const auto last = std::find_if(first, order.end(), [&](const Line* line) { return key(line) != key(*first); });
    apply_group({first, last}, mode, mode_of_rounding);
    first = last;
  }
}

UnitPrice rebase(UnitPrice price, Percent rate, TaxMode from, TaxMode to, Rounding rounding) {
  if (from == to) return price;
  const std::int64_t gross = checked_add(Percent::one, rate.micros);
  if (to == TaxMode::exclusive) return {multiply_round(price.micros, Percent::one, gross, rounding)};
  return {multiply_round(price.micros, gross, Percent::one, rounding)};
}

}  // namespace emptor::tax
