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

Priced price_line(const LineFacts& line, const PriceQuote& quote, const std::optional<pricing::Exact>& exact,
                  Percent rate, Rounding rounding) {
  const TaxMode listed = quote.tax_included ? TaxMode::inclusive : TaxMode::exclusive;
  std::int64_t amount = 0;
  if (quote.amount && listed == line.mode) {
    amount = quote.amount->minor;
    if (line.discount.micros != 0 && exact)
      amount =
          pricing::exact_amount(line.quantity, exact->times(Ratio{Percent::one - line.discount.micros, Percent::one}),
                                quote.currency, rounding)
              .minor;
  } else {
    UnitPrice price = tax::rebase(quote.unit_price, rate, listed, line.mode, rounding);
    if (line.discount.micros != 0)
      price.micros = multiply_round(price.micros, Percent::one - line.discount.micros, Percent::one, rounding);
    amount = extend(line.quantity, price, quote.currency, rounding).minor;
  }
  return taxed(checked_subtract(amount, line.promotion), line.mode, rate, rounding);
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
          .margin_after = money(margin_after)};
}

}  // namespace emptor::insight
