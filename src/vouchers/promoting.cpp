/// Promotions in a voucher: lines become a basket, what programmes give is taken off them, and gifts are lines behind.
#include <algorithm>

#include "catalog/cards.hpp"
#include "pricing/resolve.hpp"
#include "promotions/baskets.hpp"
#include "settings/policies.hpp"
#include "tax/rules.hpp"
#include "vouchers/filling.hpp"

namespace emptor::vouchers {
namespace {

class Promoting {
 public:
  Promoting(access::Work& work, const std::vector<promotions::Programme>& programmes, Document& document)
      : work_(work), programmes_(programmes), settings_(settings::current(work)), document_(document) {}

  void run(const VoucherDraft& draft, PromotionReport* report) {
    fill_basket();
    const promotions::Redeeming redeeming(work_, programmes_, basket_, draft.coupons, draft.reservation);
    const promotions::Answer answer =
        promotions::apply(basket_, programmes_, settings_.sales_promotions, gift_prices());
    for (const promotions::Grant& grant : answer.grants) keep(grant);
    document_.taken = redeeming.taken(answer);
    document_.reservation = draft.reservation;
    if (report == nullptr && draft.coupons.empty()) return;
    std::vector<PromotionVerdict> told;
    for (const promotions::Verdict& verdict : answer.verdicts) {
      told.push_back(promotions::describe(work_, basket_, programmes_, answer, verdict));
      redeeming.complete(told.back(), verdict);
    }
    std::vector<CouponVerdict> coupons = redeeming.describe(answer, told);
    document_.coupon_problems = promotions::refusals(coupons);
    if (report == nullptr) return;
    report->verdicts = std::move(told);
    report->coupons = std::move(coupons);
    compare_gifts(draft, answer, report->gift_changes);
  }

  promotions::Answer anew(std::vector<promotions::Allowance> allowances) {
    fill_basket();
    basket_.allowances = std::move(allowances);
    return promotions::apply(basket_, programmes_, settings_.sales_promotions, gift_prices());
  }

 private:
  void fill_basket() {
    basket_ = promotions::basket_for(work_, document_.party, document_.priced_on, document_.currency);
    for (std::size_t i = 0; i < document_.lines.size(); ++i) {
      const Line& line = document_.lines[i];
      promotions::BasketLine& out = promotions::add_line(work_, basket_, line.item, line.unit, line.quantity);
      out.amount = line_amount(document_, i, settings_.rounding);
      out.least = line.least;
    }
  }

  /// Of one stock unit, in the document's tax mode.
  [[nodiscard]] std::optional<PriceQuote> gift_price(ItemId item, std::int64_t quantity, Percent tax_rate) {
    auto quote = pricing::resolve(work_, {.party = document_.party,
                                          .item = item,
                                          .quantity = {quantity},
                                          .on = document_.priced_on,
                                          .currency = document_.currency,
                                          .location = document_.location});
    if (quote)
      quote->unit_price =
          tax::rebase(quote->unit_price, tax_rate, quote->tax_included ? TaxMode::inclusive : TaxMode::exclusive,
                      document_.tax_mode, settings_.rounding);
    return quote;
  }

  [[nodiscard]] std::vector<std::int64_t> gift_prices() {
    return promotions::gift_prices(basket_, programmes_, settings_.sales_promotions,
                                   [this](ItemId item, Quantity quantity) -> std::optional<UnitPrice> {
                                     const TaxCodeId code = catalog::card(work_, item).tax_code;
                                     const auto quote = gift_price(item, quantity.micros,
                                                                   catalog::tax_rate(work_, code, document_.dated));
                                     return quote ? std::optional(quote->unit_price) : std::nullopt;
                                   });
  }

  void keep(const promotions::Grant& grant) {
    const ProgrammeId programme = programmes_[grant.programme].id;
    for (const promotions::Part& part : grant.parts) {
      Line& line = document_.lines[part.line];
      promotions::KeptPart& kept =
          document_.promotions.emplace_back(promotions::KeptPart{programme, grant.sets, part, 0, false});
      kept.room = std::max<std::int64_t>(
          line_amount(document_, part.line, settings_.rounding) - line.promotion - line.least, 0);
      ++kept.part.line;
      line.promotion = checked_add(line.promotion, part.amount);
    }
    if (grant.gift.quantity != 0) add_gift(programme, grant);
  }

  /// At its price, all of which is taken off: tax, cost and statistics see what was given.
  void add_gift(ProgrammeId programme, const promotions::Grant& grant) {
    const catalog::ItemCard& item = catalog::card(work_, ItemId(grant.gift.item));
    // The line that earned it says how it is taxed, where it gives more of its own item.
    const auto model = std::ranges::find_if(document_.lines, [&](const Line& line) { return line.item == item.id; });
    Line gift;
    gift.item = item.id;
    gift.unit = item.unit;
    gift.quantity = {grant.gift.quantity};
    gift.stock_quantity = item.stocked ? grant.gift.quantity : 0;
    gift.tax_code = model != document_.lines.end() ? model->tax_code : item.tax_code;
    gift.tax_rate = catalog::tax_rate(work_, gift.tax_code, document_.dated);
    gift.gift_of = programme;
    if (const auto quote = gift_price(item.id, grant.gift.quantity, gift.tax_rate)) {
      gift.unit_price = quote->unit_price;
      gift.source = quote->source;
      gift.entry = quote->entry;
    }
    document_.lines.push_back(std::move(gift));
    const std::size_t place = document_.lines.size();
    const std::int64_t amount = line_amount(document_, place - 1, settings_.rounding);
    document_.lines.back().promotion = amount;
    document_.promotions.push_back({.programme = programme,
                                    .sets = grant.sets,
                                    .part = {place, 0, grant.gift.quantity, amount, amount},
                                    .room = amount,
                                    .gift = true});
  }

  /// What the gifts are against those that the draft had.
  void compare_gifts(const VoucherDraft& draft, const promotions::Answer& answer, std::vector<GiftChange>& changes) {
    const auto at = [&](const std::string& programme, const std::string& item) -> GiftChange& {
      for (GiftChange& each : changes)
        if (each.programme == programme && each.item == item) return each;
      return changes.emplace_back(GiftChange{programme, item, {}, {}});
    };
    for (const LineDraft& line : draft.lines) {
      if (line.gift_of.empty()) continue;
      const ItemId id = catalog::find_item_id(work_, line.item);
      Ratio factor;
      if (id && line.unit)
        factor = catalog::card(work_, id).factor(catalog::find_unit(work_, *line.unit)).value_or(Ratio{});
      Quantity& before = at(line.gift_of, line.item).before;
      before.micros = checked_add(before.micros, scale_by(line.quantity.micros, factor, settings_.rounding));
    }
    for (const promotions::Grant& grant : answer.grants)
      if (grant.gift.quantity != 0)
        at(programmes_[grant.programme].code, catalog::card(work_, ItemId(grant.gift.item)).code).after = {
            grant.gift.quantity};
    std::erase_if(changes, [](const GiftChange& each) { return each.before == each.after; });
  }

  access::Work& work_;
  const std::vector<promotions::Programme>& programmes_;
  const BookSettings& settings_;
  Document& document_;
  promotions::Basket basket_;
};

}  // namespace

promotions::Answer promoted_anew(access::Work& work, const std::vector<promotions::Programme>& programmes,
                                 std::vector<promotions::Allowance> allowances, Document& document) {
  return Promoting(work, programmes, document).anew(std::move(allowances));
}

void promote(access::Work& work, const VoucherDraft& draft, Document& document, PromotionReport* report) {
  if (document.kind != VoucherKind::sale) return;
  const std::vector<promotions::Programme>& programmes = promotions::current(work);
  const bool had_gifts = report != nullptr &&
                         std::ranges::any_of(draft.lines, [](const LineDraft& line) { return !line.gift_of.empty(); });
  if (programmes.empty() && !had_gifts && draft.coupons.empty() && !draft.reservation) return;
  Promoting(work, programmes, document).run(draft, report);
}

}  // namespace emptor::vouchers
