#include "insight/asking.hpp"

#include <algorithm>

#include "catalog/cards.hpp"
#include "pricing/question.hpp"
#include "settings/policies.hpp"
#include "tax/rules.hpp"

namespace emptor::insight {

Asking::Asking(access::Work& work, const SimulationQuery& query, const Rehearsal& rehearsal)
    : work_(work),
      query_(query),
      floors_(rehearsal.promotes),
      rounding_(settings::current(work).rounding),
      now_(work.cache<pricing::PriceCache>()),
      then_(rehearsal.prices),
      memory_(remembered) {}

Percent Asking::rate_before(const Line& line) {
  if (line.voucher && !query_.on) return line.tax_rate;
  return catalog::tax_rate(work_, line.tax_code, line.question.on);
}
Percent Asking::rate_after(const Line& line) {
  const auto changed = then_.draft()->tax_rate(line.tax_code);
  return changed ? *changed : rate_before(line);
}

std::size_t Asking::place_of(const pricing::Question& question) {
  const auto mixed = static_cast<std::uint64_t>(question.party.value) * 0x9E3779B97F4A7C15U +
                     static_cast<std::uint64_t>(question.item.value) * 0xC2B2AE3D27D4EB4FU +
                     static_cast<std::uint64_t>(question.quantity.micros) * 0x165667B19E3779F9U +
                     static_cast<std::uint64_t>(question.on.days());
  return static_cast<std::size_t>((mixed ^ (mixed >> 29U)) * 0x9E3779B97F4A7C15U >> 50U);
}
bool Asking::same(const Answers& answers, const Line& line) {
  const pricing::Question& a = answers.question;
  const pricing::Question& b = line.question;
  return a.party == b.party && a.item == b.item && a.quantity.micros == b.quantity.micros && a.unit == b.unit &&
         a.on == b.on && a.location == b.location && a.without_rate == b.without_rate &&
         answers.facts.mode == line.facts.mode && answers.facts.discount == line.facts.discount &&
         answers.tax_code == line.tax_code && answers.tax_rate == line.tax_rate &&
         answers.posted == static_cast<bool>(line.voucher);
}

AskedLine Asking::ask(const Line& line) {
  Answers& answers = memory_[place_of(line.question)];
  if (line.question.document != nullptr || !same(answers, line))
    answers = {.question = line.question,
               .facts = line.facts,
               .tax_code = line.tax_code,
               .tax_rate = line.tax_rate,
               .before = price(now_, line, rate_before(line)),
               .after = price(then_, line, rate_after(line)),
               .posted = static_cast<bool>(line.voucher)};
  AskedLine asked{line.question, answers.before, answers.after};
  asked.question.document = nullptr;
  if (!line.keep) return asked;
  const std::int64_t sold = line.facts.mode == TaxMode::inclusive ? checked_add(line.net, line.tax) : line.net;
  for (Side* side : {&asked.before, &asked.after}) {
    side->priced = true;
    side->mode = line.facts.mode;
    side->amount = checked_add(sold, line.promotion);
  }
  asked.before.rate = line.tax_rate;
  asked.after.rate = rate_after(line);
  return asked;
}

Side Asking::price(pricing::PriceCache& cache, const Line& line, Percent rate) {
  const Currency currency = line.question.currency;
  const pricing::BoundQuestion bound(work_, cache, line.question, false);
  const pricing::Facts& facts = bound.facts();
  Side side{.mode = line.facts.mode, .rate = rate};
  if (const auto cost = pricing::cost_quote(work_, cache, line.question.item, facts))
    side.cost = pricing::exact_amount(line.facts.quantity, cost->unit_price, currency, rounding_).minor;
  const bool floors = floors_ && facts.party->on(facts.on).has_rules;
  pricing::Discounting discounting;
  const auto quote =
      floors || line.facts.discount.micros != 0 ? pricing::resolve(facts, discounting) : pricing::resolve(facts);
  if (!quote) return side;
  side.priced = true;
  side.source = quote->source;
  if (!line.voucher && quote->tax_included) side.mode = TaxMode::inclusive;
  LineFacts of_line = line.facts;
  of_line.mode = side.mode;
  const auto exact = quote->amount ? std::optional(discounting.result) : std::nullopt;
  side.amount = line_amount(of_line, *quote, exact, rate, rounding_);
  for (const pricing::Limit& limit : discounting.limits) {
    if (limit.side != PriceRuleKind::floor || limit.on_breach == OnBreach::warn) continue;
    const UnitPrice floor =
        tax::rebase(UnitPrice{limit.price.rounded()}, rate,
                    quote->tax_included ? TaxMode::inclusive : TaxMode::exclusive, side.mode, rounding_);
    side.least = std::max(side.least, extend(line.facts.quantity, floor, currency, rounding_).minor);
  }
  return side;
}

}  // namespace emptor::insight
