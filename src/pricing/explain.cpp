/// A trace told in codes and figures, and as text.

#include "base/compose.hpp"
#include "catalog/cards.hpp"
#include "pricing/discounts.hpp"
#include "pricing/finish.hpp"
#include "pricing/question.hpp"
#include "pricing/scope.hpp"

namespace emptor {

std::string_view to_string(PriceOutcome outcome) noexcept {
  switch (outcome) {
    case PriceOutcome::won:
      return "won";
    case PriceOutcome::lost_rank:
      return "lost_rank";
    case PriceOutcome::lost_best:
      return "lost_best";
    case PriceOutcome::quantity_short:
      return "quantity_short";
    case PriceOutcome::not_yet:
      return "not_yet";
    case PriceOutcome::expired:
      return "expired";
    case PriceOutcome::wrong_currency:
      return "wrong_currency";
    case PriceOutcome::wrong_unit:
      return "wrong_unit";
    case PriceOutcome::source_off:
      return "source_off";
    case PriceOutcome::no_base:
      return "no_base";
    case PriceOutcome::no_value:
      return "no_value";
    case PriceOutcome::applied:
      return "applied";
    case PriceOutcome::step_off:
      return "step_off";
    case PriceOutcome::price_net:
      return "price_net";
    case PriceOutcome::scale_gap:
      return "scale_gap";
    case PriceOutcome::amount_short:
      return "amount_short";
    case PriceOutcome::kept:
      return "kept";
    case PriceOutcome::breached:
      return "breached";
    case PriceOutcome::no_rate:
      return "no_rate";
    case PriceOutcome::no_cost:
      return "no_cost";
    case PriceOutcome::no_measure:
      return "no_measure";
  }
  return "";
}

std::string_view to_string(Scale scale) noexcept {
  switch (scale) {
    case Scale::all_units:
      return "all_units";
    case Scale::incremental:
      return "incremental";
    case Scale::block:
      return "block";
  }
  return "";
}

std::string_view to_string(BreakScope scope) noexcept {
  switch (scope) {
    case BreakScope::line:
      return "line";
    case BreakScope::item:
      return "item";
    case BreakScope::product:
      return "product";
  }
  return "";
}

std::string_view to_string(BreakMeasure measure) noexcept {
  switch (measure) {
    case BreakMeasure::quantity:
      return "quantity";
    case BreakMeasure::weight:
      return "weight";
    case BreakMeasure::volume:
      return "volume";
    case BreakMeasure::amount:
      return "amount";
  }
  return "";
}

std::string_view to_string(PriceRuleKind kind) noexcept {
  switch (kind) {
    case PriceRuleKind::ending:
      return "ending";
    case PriceRuleKind::floor:
      return "floor";
    case PriceRuleKind::ceiling:
      return "ceiling";
  }
  return "";
}

std::string_view to_string(LimitBase base) noexcept {
  switch (base) {
    case LimitBase::amount:
      return "amount";
    case LimitBase::base_price:
      return "base_price";
    case LimitBase::price_found:
      return "price_found";
    case LimitBase::cost:
      return "cost";
    case LimitBase::margin:
      return "margin";
  }
  return "";
}

std::string_view to_string(OnBreach action) noexcept {
  switch (action) {
    case OnBreach::clamp:
      return "clamp";
    case OnBreach::warn:
      return "warn";
    case OnBreach::refuse:
      return "refuse";
  }
  return "";
}

namespace pricing {
namespace {

/// Decimals of the figures between the first and the last, which are exact.
constexpr int step_scale = 12;

/// Without needless zeros, but for `decimals` of them.
std::string text(const Decimal& value, int decimals = 0) {
  const Decimal bare = value.normalized();
  return (bare.scale() < decimals ? bare.rounded(decimals) : bare).to_string();
}

PriceCandidate candidate(access::Work& work, const Names& names, const Traced& traced) {
  PriceCandidate told{.source = traced.source, .outcome = traced.outcome, .list_kind = traced.list_kind};
  told.unit_price = traced.unit_price;
  told.step = names.text(traced.step);
  told.programme = names.text(traced.programme);
  if (traced.list)
    if (const auto list = read_list(work.tx(), traced.list)) told.list = code_of(work, *list);
  if (traced.entry == nullptr) {
    if (traced.product != 0) told.product = product_name(work, traced.product_kind, traced.product);
    return told;
  }
  const Entry& entry = *traced.entry;
  told.product = product_name(work, traced.product_kind, traced.product);
  told.entry = PriceEntryId(entry.id);
  told.min_quantity = Quantity{traced.basis.min_quantity};
  told.counts = traced.basis.counts;
  told.measure = traced.basis.measure;
  if (traced.counted) told.counted = Quantity{traced.counted->rounded(Rounding::floor)};
  if (entry.from != since_ever_day) told.valid.from = Date(entry.from);
  if (entry.until != for_ever_day) told.valid.until = Date(entry.until);
  return told;
}

std::string unit_name(access::Work& work, UnitId unit, UnitId stock_unit) {
  return catalog::unit_code(work, unit ? unit : stock_unit);
}

Decimal decimal_of(const Exact& micros) {
  const auto wide = [](Int128 value) {
    constexpr std::int64_t billion = 1'000'000'000;
    return Decimal(static_cast<std::int64_t>(value / billion)) * Decimal(billion) +
           Decimal(static_cast<std::int64_t>(value % billion));
  };
  return Decimal::divide(wide(micros.numerator()), wide(micros.denominator()) * Decimal(1'000'000), step_scale);
}

/// "ending 1 - 0.01"
std::string ending_text(const Formula& ending) {
  std::string told = "ending " + text(UnitPrice{ending.multiple}.value());
  if (ending.offset != 0)
    told += (ending.offset < 0 ? " - " : " + ") +
            text(UnitPrice{ending.offset < 0 ? -ending.offset : ending.offset}.value());
  return told;
}

/// "10+5+2 %", "-0.5 each"
std::string discount_text(access::Work& work, const AppliedDiscount& applied) {
  const auto entry = read_entry(work.tx(), PriceEntryId(applied.entry));
  EMPTOR_REQUIRE(entry.has_value());
  if (applied.kind == ValueKind::amount_off) return text(decimal_of(applied.amount)) + " each";
  std::string percents = text(Percent{entry->row.value}.value());
  for (const std::int64_t each : entry->row.further_percents) percents += "+" + text(Percent{each}.value());
  return percents + " %";
}

/// "EUR to USD at 1.08, rate list of 2026-03-31"
std::string conversion_text(const Conversion& conversion) {
  const Ratio& rate = *conversion.rate;
  const Decimal shown = Decimal::divide(Decimal(rate.numerator), Decimal(rate.denominator), step_scale);
  return compose("{} to {} at {}, rate {}of {}", conversion.from.code(), conversion.to.code(), text(shown),
                 conversion.type.empty() ? std::string() : std::string(conversion.type) + " ",
                 conversion.on.to_string());
}

/// "90 % of list A + 0.5, ending 1 - 0.01", "margin 20 % over the cost"
std::string formula_text(access::Work& work, const Facts& facts, const FormulaStep& step) {
  const Formula& formula = step.formula;
  if (step.entry == 0) return conversion_text(facts.conversions[formula.conversion]);
  const std::string percent = text(Percent{formula.value}.value());
  std::string told = percent + " % of the base price";
  if (formula.of_cost)
    told = "margin " + percent + " % over the cost";
  else if (formula.of_list != 0)
    if (const auto list = read_list(work.tx(), facts.lists[formula.of_list].id))
      told = percent + " % of list " + code_of(work, *list);
  if (formula.addend != 0)
    told += (formula.addend < 0 ? " - " : " + ") +
            text(UnitPrice{formula.addend < 0 ? -formula.addend : formula.addend}.value());
  if (formula.multiple != 0) told += ", " + ending_text(formula);
  return told;
}

template <class Step>
void finish_steps(const Discounting& discounting, Step step) {
  Exact running = discounting.found;
  for (const DiscountingStep& each : discounting.steps) running = step_result(running, discounting.found, each);
  for (const FinishStep& each : discounting.finish) {
    running = finished(running, each);
    step(each.kind == PriceRuleKind::ending ? ending_text(each.ending) : std::string(emptor::to_string(each.kind)),
         decimal_of(running));
  }
}

/// One line for each discount; those of a sum are told by what they take off together with those before.
template <class Step>
void discount_steps(access::Work& work, const Names& names, const Discounting& discounting, Step step) {
  Exact running = discounting.found;
  for (const DiscountingStep& each : discounting.steps) {
    DiscountingStep part = each;
    part.applied.clear();
    for (const AppliedDiscount& applied : each.applied) {
      part.applied.push_back(applied);
      step(compose("{}{} {}", names.text(each.name), applied.programme == 0 ? "" : " " + names.text(applied.programme),
                   discount_text(work, applied)),
           decimal_of(step_result(running, discounting.found, part)));
    }
    running = step_result(running, discounting.found, each);
  }
}

/// From the figure that was found to the price of the unit asked for.
std::vector<PriceStep> steps_of(access::Work& work, const Names& names, const Facts& facts, const Trace& trace,
                                const PriceQuote& quote) {
  const Derivation& derivation = trace.derivation;
  std::vector<PriceStep> steps;
  Decimal now = UnitPrice{derivation.value}.value();
  const auto step = [&](std::string what, const Decimal& after) {
    steps.push_back({std::move(what), now.normalized(), after.normalized()});
    now = after;
  };
  step(derivation.of_base ? "base price" : derivation.of_cost ? "cost" : std::string(to_string(quote.source)), now);
  const Basis& basis = derivation.basis;
  if (basis.per != Ratio{}) {
    const Decimal per = Decimal::divide(Decimal(basis.per.numerator), Decimal(basis.per.denominator), 6);
    step("per " + text(per), Decimal::divide(now, per, step_scale));
  }
  const Ratio units = facts.factor * facts.item->factor(basis.unit)->inverse();
  if (units != Ratio{})
    step(compose("{} to {}", unit_name(work, basis.unit, facts.item->stock_unit),
                 unit_name(work, facts.unit, facts.item->stock_unit)),
         Decimal::multiply_divide(now, Decimal(units.numerator), Decimal(units.denominator), step_scale));
  if (derivation.of_base && quote.source != PriceSource::base) {
    const bool of_rate = quote.source == PriceSource::customer_rate;
    const Decimal part = of_rate ? Decimal(100) - quote.rate.value() : quote.rate.value();
    step(of_rate ? compose("customer rate {} %", text(quote.rate.value()))
                 : compose("{} % of the base price", text(part)),
         Decimal::multiply_divide(now, part, Decimal(100), step_scale));
  }
  for (const FormulaStep& each : derivation.formulas) step(formula_text(work, facts, each), decimal_of(each.after));
  if (derivation.scale != Scale::all_units && derivation.formulas.empty())
    step(derivation.scale == Scale::block ? "whole blocks" : "graduated over the breaks", decimal_of(trace.found));
  if (!trace.discounting.steps.empty()) discount_steps(work, names, trace.discounting, step);
  finish_steps(trace.discounting, step);
  if (now != quote.unit_price.value()) step("rounded to 6 decimals", quote.unit_price.value());
  return steps;
}

}  // namespace

PriceExplanation explain(access::Work& work, const Question& question) {
  return explain(work, work.cache<PriceCache>(), question);
}

PriceExplanation explain(access::Work& work, PriceCache& cache, const Question& question) {
  const BoundQuestion bound(work, cache, question, true);
  Trace trace;
  PriceExplanation explanation;
  explanation.quote = resolve(bound.facts(), trace);
  const Names& names = cache.names();
  if (trace.winner) explanation.candidates.push_back(candidate(work, names, trace.candidates[*trace.winner]));
  for (std::size_t i = 0; i < trace.candidates.size(); ++i)
    if (i != trace.winner) explanation.candidates.push_back(candidate(work, names, trace.candidates[i]));
  if (explanation.quote) explanation.steps = steps_of(work, names, bound.facts(), trace, *explanation.quote);
  return explanation;
}

}  // namespace pricing

std::string PriceExplanation::to_string() const {
  std::string out;
  const int decimals = quote ? quote->currency.minor_units() : 0;
  if (quote)
    out = compose("{} {}{} from {}{}\n", pricing::text(quote->unit_price.value(), decimals), quote->currency.code(),
                  quote->tax_included ? " with tax" : "", emptor::to_string(quote->source),
                  quote->amount ? ", " + quote->amount->to_string() + " in all" : "");
  else
    out = "no price\n";
  for (const PriceStep& step : steps)
    out += step.before == step.after ? compose("  {}: {}\n", step.what, pricing::text(step.after, decimals))
                                     : compose("  {}: {} -> {}\n", step.what, pricing::text(step.before, decimals),
                                               pricing::text(step.after, decimals));
  for (const PriceCandidate& each : candidates) {
    const bool taken = each.outcome == PriceOutcome::won || each.outcome == PriceOutcome::applied;
    out += compose("  {} {:<14} {}", taken ? '*' : '-', emptor::to_string(each.outcome),
                   each.step.empty() ? emptor::to_string(each.source) : each.step);
    if (!each.programme.empty()) out += " " + each.programme;
    if (each.entry)
      out += compose(", {}{}{}", pricing::name_of(each.list_kind), each.list.empty() ? "" : " ", each.list);
    if (!each.product.empty()) out += ", " + each.product;
    if (each.min_quantity.micros != 0) out += ", from " + pricing::text(each.min_quantity.value());
    if (each.measure != BreakMeasure::quantity) out += compose(" by {}", emptor::to_string(each.measure));
    if (each.counts != BreakScope::line) out += compose(" of the {}", emptor::to_string(each.counts));
    if (each.counted) out += compose(", {} counted", pricing::text(each.counted->value()));
    if (each.valid.from) out += ", since " + each.valid.from->to_string();
    if (each.valid.until) out += ", until " + each.valid.until->to_string();
    if (each.unit_price)
      out +=
          ": " + pricing::text(each.unit_price->value(), each.outcome == PriceOutcome::wrong_currency ? 0 : decimals);
    out += '\n';
  }
  return out;
}

}  // namespace emptor
