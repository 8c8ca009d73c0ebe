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
                        const Answered& answer) {
  const LinePrice& now = answer.price;
  if (asked.unit_price) return RepricingCause::typed;
  if (answer.kept) return RepricingCause::frozen;
  if (line.unit_price || line.discount != asked.discount) return RepricingCause::typing_ended;
  if (!before) return RepricingCause::first;
  if (before->source != now.source) return RepricingCause::source;
  if (before->entry != now.entry) return RepricingCause::entry;
  return before->unit_price == now.unit_price ? RepricingCause::same : RepricingCause::terms;
}

}  // namespace

bool keeps_price(const LineDraft& line, const std::string& stock_unit) noexcept {
  if (!line.priced || line.unit_price) return false;
  const LinePrice& price = *line.priced;
  const auto unit = [&](const std::optional<std::string>& given) -> const std::string& {
    return given ? *given : stock_unit;
  };
  if (unit(line.unit) != unit(price.unit) || line.price_list != price.price_list) return false;
  if (price.source == PriceSource::customer_rate) return !line.discount;
  return line.discount == price.discount;
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
                     .discount_after = answer.price.discount.value_or(Percent{}),
                     .found = answer.found_price,
                     .cause = cause_of(line, asked, before, answer)};
  if (before) {
    told.before = before->unit_price;
    told.source_before = before->source;
    told.entry_before = before->entry;
    told.discount_before = before->discount.value_or(Percent{});
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
