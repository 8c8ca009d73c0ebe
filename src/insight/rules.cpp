#include "insight/rules.hpp"

#include <span>

#include "pricing/scales.hpp"
#include "tax/rules.hpp"

namespace emptor::insight {

Priced taxed(std::int64_t amount, TaxMode mode, Percent rate, Rounding rounding) {
  tax::Line line{.rate = rate, .amount = amount};
  tax::apply(std::span(&line, 1), mode, TaxRounding::per_line, rounding);
  return {line.net, line.tax};
}

std::int64_t line_amount(const LineFacts& line, const PriceQuote& quote, const std::optional<pricing::Exact>& exact,
                         Percent rate, Rounding rounding) {
  const TaxMode listed = quote.tax_included ? TaxMode::inclusive : TaxMode::exclusive;
  if (quote.amount && listed == line.mode) {
    if (line.discount.micros == 0 || !exact) return quote.amount->minor;
    const Ratio left{Percent::one - line.discount.micros, Percent::one};
    return pricing::exact_amount(line.quantity, exact->times(left), quote.currency, rounding).minor;
  }
  UnitPrice price = tax::rebase(quote.unit_price, rate, listed, line.mode, rounding);
  if (line.discount.micros != 0)
    price.micros = multiply_round(price.micros, Percent::one - line.discount.micros, Percent::one, rounding);
  return extend(line.quantity, price, quote.currency, rounding).minor;
}

Compared compare(const Side& before, std::int64_t off_before, const Side& after, std::int64_t off_after,
                 Rounding rounding) {
  Compared made{.cost_before = before.cost, .cost_after = after.cost, .priced = before.priced && after.priced};
  if (!made.priced) return made;
  made.before = before.less(off_before, rounding);
  made.after = after.less(off_after, rounding);
  if (off_before != 0) made.promotions_before = checked_subtract(before.less(0, rounding).net, made.before.net);
  if (off_after != 0) made.promotions_after = checked_subtract(after.less(0, rounding).net, made.after.net);
  return made;
}

void Sums::add(const Compared& line) {
  if (!line.priced) {
    ++no_price;
    return;
  }
  ++lines;
  if (line.kept) ++kept;
  const auto add_to = [](std::int64_t& sum, std::int64_t amount) { sum = checked_add(sum, amount); };
  add_to(sold, line.sold);
  add_to(before, line.before.net);
  add_to(after, line.after.net);
  add_to(tax_before, line.before.tax);
  add_to(tax_after, line.after.tax);
  add_to(promotions_before, line.promotions_before);
  add_to(promotions_after, line.promotions_after);
  if (!line.cost_before || !line.cost_after) {
    ++no_cost;
    return;
  }
  add_to(margin_before, checked_subtract(line.before.net, *line.cost_before));
  add_to(margin_after, checked_subtract(line.after.net, *line.cost_after));
}

SimulatedFigures Sums::figures(Currency currency) const {
  const auto money = [&](std::int64_t minor) { return Money{minor, currency}; };
  return {.lines = lines,
          .kept = kept,
          .no_price = no_price,
          .no_cost = no_cost,
          .sold = money(sold),
          .before = money(before),
          .after = money(after),
          .tax_before = money(tax_before),
          .tax_after = money(tax_after),
          .margin_before = money(margin_before),
          .margin_after = money(margin_after),
          .promotions_before = money(promotions_before),
          .promotions_after = money(promotions_after)};
}

}  // namespace emptor::insight
