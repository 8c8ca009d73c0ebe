/// The use cases of inverse questions.
#include "emptor/price_analysis.hpp"

#include <algorithm>
#include <numeric>

#include "catalog/cards.hpp"
#include "pricing/breaks.hpp"
#include "pricing/inverse.hpp"
#include "pricing/question.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Work;

constexpr std::int64_t packs_need_max = 2'000;

/// A question that is asked again and again.
class Asking {
 public:
  Asking(Work& work, const QuoteRequest& request)
      : work_(work),
        cache_(work.cache<pricing::PriceCache>()),
        request_(request),
        question_(pricing::to_question(work, request)),
        rounding_(settings::current(work).rounding) {
    if (request.quantity.micros <= 0)
      throw Error(ErrorCode::range, "quantity", "the quantity must be greater than 0",
                  {{"quantity", request.quantity.value().to_string()}});
  }

  [[nodiscard]] pricing::Question& question() noexcept { return question_; }
  [[nodiscard]] Rounding rounding() const noexcept { return rounding_; }
  /// What the document holds of the item or group, without the quantity asked for.
  [[nodiscard]] std::int64_t besides() const noexcept {
    return question_.document_quantity ? question_.document_quantity->micros - question_.quantity.micros : 0;
  }
  [[nodiscard]] std::optional<PriceQuote> at(std::int64_t quantity) {
    pricing::Question question = question_;
    question.quantity.micros = quantity;
    if (question.document_quantity)
      question.document_quantity->micros =
          checked_add(question.document_quantity->micros, checked_subtract(quantity, question_.quantity.micros));
    return pricing::resolve(work_, cache_, question);
  }
  [[nodiscard]] PriceQuote required() {
    const auto quote = pricing::resolve(work_, cache_, question_);
    if (!quote) pricing::throw_no_price(request_, question_);
    return *quote;
  }
  [[nodiscard]] Money amount(const PriceQuote& quote, Quantity quantity) const {
    return quote.amount ? *quote.amount : extend(quantity, quote.unit_price, quote.currency, rounding_);
  }
  [[nodiscard]] pricing::Thresholds thresholds() {
    return pricing::thresholds(pricing::BoundQuestion(work_, cache_, question_, false).facts());
  }
  [[nodiscard]] Percent tax_rate() { return pricing::tax_rate(work_, cache_, question_); }
  [[nodiscard]] std::optional<pricing::CostQuote> cost() {
    const pricing::BoundQuestion bound(work_, cache_, question_, false);
    return pricing::cost_quote(work_, cache_, question_.item, bound.facts());
  }

 private:
  Work& work_;
  pricing::PriceCache& cache_;
  const QuoteRequest& request_;
  pricing::Question question_;
  Rounding rounding_;
};

void sort_out(std::vector<std::int64_t>& quantities, std::int64_t above) {
  std::erase_if(quantities, [&](std::int64_t quantity) { return quantity <= above; });
  std::sort(quantities.begin(), quantities.end());
  quantities.erase(std::unique(quantities.begin(), quantities.end()), quantities.end());
}

/// Where the price may be lower: at the next thresholds, when blocks are full, and where amounts are reached at the
/// price of each of them.
std::vector<std::int64_t> candidates(Asking& asking, std::int64_t asked, std::int64_t step) {
  const pricing::Thresholds found = asking.thresholds();
  std::vector<std::int64_t> quantities = found.quantities;
  // What the document holds besides counts too, for breaks that look at it.
  if (const std::int64_t besides = asking.besides(); besides > 0)
    for (const std::int64_t each : found.quantities) quantities.push_back(each - besides);
  for (const pricing::Exact& block : found.blocks) {
    const std::int64_t full = pricing::Exact(asked).times(block.inverse()).rounded(Rounding::ceiling);
    quantities.push_back(block.times(pricing::Exact(full)).rounded(Rounding::ceiling));
  }
  sort_out(quantities, asked);
  if (!found.amounts.empty()) {
    std::vector<std::int64_t> from = quantities;
    from.push_back(asked);
    for (const std::int64_t each : from) {
      const auto quote = asking.at(each);
      if (!quote) continue;
      const UnitPrice price = quote->price_before_discounts.value_or(quote->unit_price);
      if (price.micros <= 0) continue;
      for (const std::int64_t amount : found.amounts) quantities.push_back(pricing::quantity_for(amount, price.micros));
    }
  }
  for (std::int64_t& each : quantities) each = pricing::rounded_up(each, step);
  sort_out(quantities, asked);
  return quantities;
}

}  // namespace

NextBreaks PriceAnalysis::next_breaks(const QuoteRequest& request, Quantity step, int breaks_max) const {
  if (step.micros <= 0)
    throw Error(ErrorCode::range, "step", "the step must be greater than 0", {{"step", step.value().to_string()}});
  if (breaks_max < 1 || breaks_max > 100)
    throw Error(ErrorCode::range, "breaks_max", "breaks_max must lie between 1 and 100",
                {{"breaks_max", std::to_string(breaks_max)}});
  auto work = Work::read(*state_);
  Asking asking(work, request);
  NextBreaks answer{.quote = asking.required(), .amount = {}, .breaks = {}};
  answer.amount = asking.amount(answer.quote, request.quantity);
  UnitPrice lowest = answer.quote.unit_price;
  for (const std::int64_t quantity : candidates(asking, request.quantity.micros, step.micros)) {
    const auto quote = asking.at(quantity);
    if (!quote || quote->unit_price >= lowest || quote->tax_included != answer.quote.tax_included) continue;
    lowest = quote->unit_price;
    NextBreak& next = answer.breaks.emplace_back();
    next.quantity = Quantity{quantity};
    next.more = Quantity{quantity - request.quantity.micros};
    next.quote = *quote;
    next.less_each = UnitPrice{answer.quote.unit_price.micros - quote->unit_price.micros};
    next.amount = asking.amount(*quote, next.quantity);
    next.more_in_all = next.amount - answer.amount;
    if (answer.breaks.size() == static_cast<std::size_t>(breaks_max)) break;
  }
  return answer;
}

TargetPrice PriceAnalysis::price_for(const QuoteRequest& request, const PriceTarget& target) const {
  if (target.margin.has_value() == target.total.has_value())
    throw Error(ErrorCode::invalid, "target", "a target is either a margin or a total");
  if (target.margin && (target.margin->micros >= Percent::one || target.margin->micros < -10 * Percent::one))
    throw Error(ErrorCode::range, "margin", "a margin lies below 100 %, and not below -1,000 %",
                {{"margin", target.margin->value().to_string()}});
  auto work = Work::read(*state_);
  Asking asking(work, request);
  TargetPrice answer{.quote = asking.required()};
  const Currency currency = answer.quote.currency;
  const Percent tax = answer.quote.tax_included ? asking.tax_rate() : Percent{};
  answer.quote_amount = asking.amount(answer.quote, request.quantity);
  const auto cost = asking.cost();
  if (cost) answer.cost = cost->quote.unit_price;

  // A typed discount takes the place of rates and discounts.
  asking.question().without_rate = true;
  pricing::Limits limits;
  const auto found = pricing::resolve_traced(work, asking.question(), limits);
  const pricing::DiscountedLine line{.quantity = request.quantity,
                                     .found = found ? found->quote.unit_price : answer.quote.unit_price,
                                     .exact = found ? found->exact_price : std::nullopt,
                                     .currency = currency,
                                     .rounding = asking.rounding()};
  std::optional<Percent> discount;
  if (target.margin) {
    if (!cost)
      throw Error(ErrorCode::not_found, "cost", "the item has no base price of purchases in this currency",
                  {{"item", request.item}, {"currency", std::string(currency.code())}});
    answer.unit_price = pricing::price_for_margin(cost->unit_price, tax, *target.margin);
    discount = pricing::discount_for_price(line, answer.unit_price);
  } else {
    const Money total = Money::of(*target.total, currency);
    if (total.minor < 0)
      throw Error(ErrorCode::range, "total", "a total cannot be negative", {{"total", target.total->to_string()}});
    answer.unit_price = pricing::price_for_total(request.quantity, total, asking.rounding());
    discount = pricing::discount_for_total(line, total);
  }
  if (!discount)
    throw Error(ErrorCode::range, target.margin ? "margin" : "total", "no discount on the price found comes to this",
                {{"price", line.found.value().normalized().to_string()},
                 {"wanted", answer.unit_price.value().normalized().to_string()}});
  answer.discount = *discount;
  answer.amount = extend(request.quantity, answer.unit_price, currency, asking.rounding());
  answer.amount_discounted = line.amount(*discount);
  if (cost && answer.unit_price.micros > 0)
    answer.margin = pricing::margin_at(answer.unit_price, cost->unit_price, tax);
  return answer;
}

PackMix PriceAnalysis::cheapest_packs(const QuoteRequest& request) const {
  if (request.unit)
    throw Error(ErrorCode::invalid, "unit", "the quantity is one of the stock unit; the units are the answer");
  if (request.document_quantity)
    throw Error(ErrorCode::invalid, "document_quantity", "packs are priced as lines of their own");
  auto work = Work::read(*state_);
  Asking asking(work, request);
  const catalog::ItemCard& item = catalog::card(work, asking.question().item);
  std::vector<catalog::UnitFactor> units{{item.unit, Ratio{}}};
  units.insert(units.end(), item.units.begin(), item.units.end());
  std::stable_sort(units.begin(), units.end(), [](const auto& a, const auto& b) {
    return pricing::Exact(b.factor.numerator, b.factor.denominator)
        .less_than(pricing::Exact(a.factor.numerator, a.factor.denominator));
  });

  // Every unit in a measure that all of them are whole multiples of.
  std::int64_t denominator = 1;
  for (const auto& unit : units) denominator = std::lcm(denominator, unit.factor.denominator);
  std::vector<pricing::PackSize> sizes(units.size());
  std::int64_t common = 0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    sizes[i].size = multiply_round(units[i].factor.numerator, denominator, units[i].factor.denominator);
    common = std::gcd(common, sizes[i].size);
  }
  for (pricing::PackSize& each : sizes) each.size /= common;
  const std::int64_t need = pricing::Exact(request.quantity.micros)
                                .times(pricing::Exact(denominator, detail::Int128{common} * Percent::one))
                                .rounded(Rounding::ceiling);
  if (need > packs_need_max)
    throw Error(ErrorCode::limit, "quantity", "more of the smallest unit than is looked at",
                {{"quantity", std::to_string(need)}, {"max", std::to_string(packs_need_max)}});

  std::vector<std::vector<std::optional<PriceQuote>>> quotes(units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    asking.question().unit = units[i].unit;
    // Up to twice the quantity, since a break may make more cost less.
    const std::int64_t most = (2 * need + sizes[i].size - 1) / sizes[i].size;
    sizes[i].amounts.emplace_back(0);
    quotes[i].emplace_back();
    for (std::int64_t count = 1; count <= most; ++count) {
      const Quantity quantity = Quantity::of(count);
      auto& quote = quotes[i].emplace_back(asking.at(quantity.micros));
      sizes[i].amounts.push_back(quote ? std::optional(asking.amount(*quote, quantity).minor) : std::nullopt);
    }
  }
  const std::vector<std::int64_t> counts = pricing::cheapest_mix(sizes, need);
  if (counts.empty()) pricing::throw_no_price(request, asking.question());
  PackMix mix;
  pricing::Exact bought;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (counts[i] == 0) continue;
    const PriceQuote& quote = *quotes[i][static_cast<std::size_t>(counts[i])];
    const Money amount = asking.amount(quote, Quantity::of(counts[i]));
    mix.packs.push_back({catalog::unit_code(work, units[i].unit), counts[i], quote, amount});
    mix.amount = mix.packs.size() == 1 ? amount : mix.amount + amount;
    bought = bought.plus(pricing::Exact(Quantity::of(counts[i]).micros).times(units[i].factor));
  }
  mix.quantity = Quantity{bought.rounded(Rounding::ceiling)};
  return mix;
}

}  // namespace emptor
