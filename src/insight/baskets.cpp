#include "insight/baskets.hpp"

#include <algorithm>
#include <limits>

#include "catalog/cards.hpp"
#include "parties/selection.hpp"
#include "pricing/question.hpp"
#include "promotions/baskets.hpp"
#include "settings/policies.hpp"
#include "tax/rules.hpp"

namespace emptor::insight {
namespace {

std::vector<promotions::Programme> programmes_of(const std::vector<promotions::RecordedProgramme>& recorded) {
  std::vector<promotions::Programme> programmes;
  programmes.reserve(recorded.size());
  for (const promotions::RecordedProgramme& each : recorded) programmes.push_back(each.programme);
  return programmes;
}

/// The share of a programme in a line, or in a gift; a new one when it has none.
ProgrammeShare& share_of(std::vector<ProgrammeShare>& shares, ProgrammeId programme, std::size_t line, ItemId gift) {
  for (ProgrammeShare& each : shares)
    if (each.programme == programme && each.line == line && each.gift == gift) return each;
  return shares.emplace_back(ProgrammeShare{
      .programme = programme, .line = line, .gift = gift, .figures = {.cost_before = 0, .cost_after = 0}});
}

bool by_coupon(const promotions::Programme& programme) { return programme.by_coupon; }

}  // namespace

Baskets::Baskets(access::Work& work, const Rehearsal& rehearsal, pricing::PriceCache& now, pricing::PriceCache& then,
                 Period dated)
    : work_(work),
      settings_(settings::current(work)),
      before_{now,
              programmes_of(rehearsal.before),
              &AskedLine::before,
              &Compared::before,
              &Compared::promotions_before,
              &Compared::cost_before},
      after_{then,
             programmes_of(rehearsal.after),
             &AskedLine::after,
             &Compared::after,
             &Compared::promotions_after,
             &Compared::cost_after} {
  if (std::ranges::none_of(before_.programmes, by_coupon) && std::ranges::none_of(after_.programmes, by_coupon)) return;
  auto rows = work_.tx().statement(
      "SELECT r.voucher_id, r.programme_id FROM emptor_voucher v JOIN emptor_redemption r ON r.voucher_id = v.id "
      "WHERE v.doc_date >= ?1 AND v.doc_date < ?2 AND r.coupon_id IS NOT NULL AND r.uses > 0");
  rows.bind(dated.from.value_or(parties::since_ever),
            dated.until.value_or(Date(std::numeric_limits<std::int32_t>::max())));
  while (rows.step()) coupons_.emplace(rows.integer(0), rows.integer(1));
}

Promoted Baskets::promote(VoucherId voucher, std::span<const AskedLine> lines) {
  Promoted made{.off_before = std::vector<std::int64_t>(lines.size(), 0),
                .off_after = std::vector<std::int64_t>(lines.size(), 0)};
  apply(before_, voucher, lines, made.off_before, made.shares);
  apply(after_, voucher, lines, made.off_after, made.shares);
  return made;
}

promotions::Answer Baskets::answer_of(Half& half, VoucherId voucher, std::span<const AskedLine> lines) {
  const pricing::Question& first = lines.front().question;
  const Side& model = lines.front().*half.side;
  promotions::Basket basket = promotions::basket_for(work_, first.party, first.on, first.currency);
  for (const AskedLine& each : lines) {
    auto& line = promotions::add_line(work_, basket, each.question.item, each.question.unit, each.question.quantity);
    line.amount = (each.*half.side).amount;
    line.least = (each.*half.side).least;
  }
  if (std::ranges::any_of(half.programmes, by_coupon))
    for (const promotions::Programme& each : half.programmes) {
      const bool open = !each.by_coupon || coupons_.contains({voucher.value, each.origin.value});
      basket.allowances.push_back({.closed = open ? PromotionOutcome::applied : PromotionOutcome::coupon_required});
    }
  const auto prices = promotions::gift_prices(
      basket, half.programmes, settings_.sales_promotions,
      [&](ItemId item, Quantity quantity) -> std::optional<UnitPrice> {
        const auto quote = pricing::resolve(work_, half.prices,
                                            {.party = first.party,
                                             .item = item,
                                             .quantity = quantity,
                                             .on = first.on,
                                             .currency = first.currency,
                                             .location = first.location});
        if (!quote) return std::nullopt;
        const Percent rate = catalog::tax_rate(work_, catalog::card(work_, item).tax_code, first.on);
        return tax::rebase(quote->unit_price, rate, quote->tax_included ? TaxMode::inclusive : TaxMode::exclusive,
                           model.mode, settings_.rounding);
      });
  return promotions::apply(basket, half.programmes, settings_.sales_promotions, prices);
}

void Baskets::apply(Half& half, VoucherId voucher, std::span<const AskedLine> lines, std::vector<std::int64_t>& off,
                    std::vector<ProgrammeShare>& shares) {
  if (half.programmes.empty()) return;
  const promotions::Answer answer = answer_of(half, voucher, lines);
  for (const promotions::Grant& grant : answer.grants) {
    const ProgrammeId programme = half.programmes[grant.programme].origin;
    for (const promotions::Part& part : grant.parts) {
      if (part.amount == 0) continue;
      // What is left before it and after it: so the shares add up to what all of them take off, tax apart.
      const Side& side = lines[part.line].*half.side;
      const Priced left = side.less(off[part.line], settings_.rounding);
      off[part.line] = checked_add(off[part.line], part.amount);
      const Priced now = side.less(off[part.line], settings_.rounding);
      Compared& figures = share_of(shares, programme, part.line, {}).figures;
      Priced& revenue = figures.*half.revenue;
      revenue.net = checked_add(revenue.net, checked_subtract(now.net, left.net));
      revenue.tax = checked_add(revenue.tax, checked_subtract(now.tax, left.tax));
      figures.*half.taken = -revenue.net;
    }
    if (grant.gift.quantity == 0) continue;
    pricing::Question question = lines.front().question;
    question.item = ItemId(grant.gift.item);
    question.unit = {};
    question.quantity = Quantity{grant.gift.quantity};
    share_of(shares, programme, lines.size(), question.item).figures.*half.cost = cost_of(half.prices, question);
  }
}

std::optional<std::int64_t> Baskets::cost_of(pricing::PriceCache& prices, pricing::Question question) {
  const pricing::BoundQuestion bound(work_, prices, question, false);
  const auto cost = pricing::cost_quote(work_, prices, question.item, bound.facts());
  if (!cost) return std::nullopt;
  return pricing::exact_amount(question.quantity, cost->unit_price, question.currency, settings_.rounding).minor;
}

}  // namespace emptor::insight
