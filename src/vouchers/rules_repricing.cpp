#include "vouchers/rules_repricing.hpp"

namespace emptor::vouchers {
namespace {

/// The price that the line had; nullopt: it was never priced.
std::optional<LinePrice> price_before(const LineDraft& line, Rounding rounding) {
  if (line.unit_price) {
    const Percent discount = line.discount.value_or(Percent{});
    return LinePrice{
        .unit_price = {multiply_round(line.unit_price->micros, Percent::one - discount.micros, Percent::one, rounding)},
        .source = PriceSource::typed,
        .discount = discount};
  }
  return line.priced;
}

RepricingCause cause_of(const LineDraft& line, const LineDraft& asked, const std::optional<LinePrice>& before,
                        const LinePrice& now) {
  if (asked.unit_price) return RepricingCause::typed;
  if (keeps_price(asked)) return RepricingCause::frozen;
  if (line.unit_price || line.discount != asked.discount) return RepricingCause::typing_ended;
  if (!before) return RepricingCause::first;
  if (before->source != now.source) return RepricingCause::source;
  if (before->entry != now.entry) return RepricingCause::entry;
  return before->unit_price == now.unit_price ? RepricingCause::same : RepricingCause::terms;
}

}  // namespace

bool keeps_price(const LineDraft& line) noexcept {
  if (!line.priced || line.unit_price) return false;
  if (line.discount) return *line.discount == line.priced->discount;
  return line.priced->discount.micros == 0 || line.priced->source == PriceSource::customer_rate;
}

LineDraft to_ask(const LineDraft& line, Repricing mode) {
  LineDraft asked = line;
  if (mode == Repricing::frozen) return asked;
  asked.priced.reset();
  if (mode == Repricing::all) {
    asked.unit_price.reset();
    asked.discount.reset();
    asked.price_reason.clear();
  }
  return asked;
}

LineRepricing compare(const LineDraft& line, const LineDraft& asked, const Answered& answer, Rounding rounding) {
  const std::optional<LinePrice> before = price_before(line, rounding);
  LineRepricing told{.item = line.item,
                     .after = answer.price.unit_price,
                     .source_after = answer.price.source,
                     .entry_after = answer.price.entry,
                     .discount_after = answer.price.discount,
                     .found = answer.found_price,
                     .cause = cause_of(line, asked, before, answer.price)};
  if (before) {
    told.before = before->unit_price;
    told.source_before = before->source;
    told.entry_before = before->entry;
    told.discount_before = before->discount;
  }
  return told;
}

LineDraft with_price(LineDraft asked, const Answered& answer) {
  if (asked.unit_price)
    asked.priced.reset();
  else
    asked.priced = answer.price;
  return asked;
}

}  // namespace emptor::vouchers
