/// Copies of vouchers, and drafts that are priced again.
#include "emptor/repricing.hpp"

#include <array>

#include "catalog/cards.hpp"
#include "parties/cards.hpp"
#include "settings/policies.hpp"
#include "vouchers/filling.hpp"
#include "vouchers/posting.hpp"
#include "vouchers/rules_repricing.hpp"

namespace emptor {

using access::Work;

namespace {

constexpr std::array<std::string_view, 5> kModes{"", "frozen", "keep_typed", "all", "dry"};
constexpr std::array<std::string_view, 9> kCauses{"",       "same",  "frozen", "typed",       "first",
                                                  "source", "entry", "terms",  "typing_ended"};

/// Minor units of a line, in the tax mode of its voucher, before promotions.
std::int64_t amount_of(const vouchers::Document& document, const vouchers::Line& line) {
  return checked_add(document.tax_mode == TaxMode::inclusive ? checked_add(line.net, line.tax) : line.net,
                     line.promotion);
}

/// A discount of 0 was typed, too: it keeps others away.
bool has_discount(const vouchers::Line& line) {
  return line.discount.micros != 0 || (line.found_price && !line.typed_price);
}

LinePrice price_of(Work& work, const vouchers::Document& document, const vouchers::Line& line, std::int64_t amount,
                   Rounding rounding) {
  LinePrice price{.unit_price = line.unit_price,
                  .source = line.source,
                  .entry = line.entry,
                  .base_price = line.base_price,
                  .quantity = line.quantity,
                  .trace = line.trace,
                  .unit = catalog::unit_code(work, line.unit)};
  if (has_discount(line)) price.discount = line.discount;
  if (extend(line.quantity, line.unit_price, document.currency, rounding).minor != amount)
    price.amount = Money{amount, document.currency}.amount();
  return price;
}

VoucherDraft copy_of(Work& work, const vouchers::Document& document) {
  const Rounding rounding = settings::current(work).rounding;
  VoucherDraft draft{.kind = document.kind,
                     .party = parties::card(work, document.party).code,
                     .currency = std::string(document.currency.code()),
                     .tax_mode = document.tax_mode,
                     .memo = document.memo,
                     .project = document.project,
                     .fields = document.fields};
  if (document.location) draft.location = catalog::location_code(work, document.location);
  if (document.person) draft.salesperson = parties::person_code(work, document.person);
  if (!document.payment_terms.empty()) draft.payment_terms = document.payment_terms;
  for (const vouchers::Line& line : document.lines) {
    if (line.gift_of) continue;
    LineDraft& out = draft.lines.emplace_back();
    out.item = catalog::card(work, line.item).code;
    out.quantity = line.quantity;
    out.unit = catalog::unit_code(work, line.unit);
    out.tax_code = line.tax_code ? catalog::tax_code_code(work, line.tax_code) : std::string();
    out.memo = line.memo;
    out.price_reason = line.price_reason;
    if (line.source != PriceSource::customer_rate && has_discount(line)) out.discount = line.discount;
    if (line.typed_price)
      out.unit_price = line.typed_price;
    else
      out.priced = price_of(work, document, line, amount_of(document, line), rounding);
  }
  return draft;
}

Repriced reprice(Work& work, const VoucherDraft& draft, Repricing mode) {
  if (kModes.size() <= static_cast<std::size_t>(mode) || mode < Repricing::frozen)
    throw Error(ErrorCode::invalid, "mode", "not a way to price again");
  vouchers::check_choices(draft);
  if (!vouchers::is_trade(draft.kind))
    throw Error(ErrorCode::invalid, "kind", "only sales and purchases have prices",
                {{"kind", std::string(to_string(draft.kind))}});
  VoucherDraft asked = draft;
  for (LineDraft& line : asked.lines) line = vouchers::to_ask(line, mode);
  vouchers::Document document = vouchers::prepare_prices(work, asked);
  const Rounding rounding = settings::current(work).rounding;
  Repriced made{.draft = draft, .lines = {}, .warnings = std::move(document.price_limits)};
  std::size_t at = 0;
  for (std::size_t i = 0; i < draft.lines.size(); ++i) {
    if (!draft.lines[i].gift_of.empty()) continue;
    const vouchers::Line& line = document.lines[at];
    const std::string stock_unit = catalog::unit_code(work, catalog::card(work, line.item).unit);
    vouchers::Answered answer{
        .price = price_of(work, document, line, vouchers::line_amount(document, at, rounding), rounding),
        .typed_price = line.typed_price,
        .found_price = line.found_price,
        .kept = vouchers::keeps_price(asked.lines[i], stock_unit)};
    answer.price.price_list = asked.lines[i].price_list;
    if (asked.lines[i].discount) answer.price.discount = asked.lines[i].discount;
    ++at;
    made.lines.push_back(vouchers::compare(draft.lines[i], asked.lines[i], answer, rounding));
    made.lines.back().line = static_cast<int>(i) + 1;
    if (mode != Repricing::dry) made.draft.lines[i] = vouchers::with_price(asked.lines[i], answer);
  }
  if (mode == Repricing::dry) return made;
  // What is kept are figures of this currency on this tax basis, whatever the party's terms say later.
  made.draft.currency = document.currency.code();
  made.draft.tax_mode = document.tax_mode;
  return made;
}

}  // namespace

std::string_view to_string(Repricing mode) noexcept {
  const auto place = static_cast<std::size_t>(mode);
  return place < kModes.size() ? kModes[place] : kModes.front();
}

std::optional<Repricing> parse_repricing(std::string_view name) noexcept {
  for (std::size_t i = 1; i < kModes.size(); ++i)
    if (kModes[i] == name) return static_cast<Repricing>(i);
  return std::nullopt;
}

std::string_view to_string(RepricingCause cause) noexcept {
  const auto place = static_cast<std::size_t>(cause);
  return place < kCauses.size() ? kCauses[place] : kCauses.front();
}

VoucherDraft Vouchers::copy(VoucherId voucher) const {
  auto work = Work::read(*state_);
  const auto document = vouchers::load(work, voucher);
  if (!document)
    throw Error(ErrorCode::not_found, "voucher", "no voucher has this id", {{"id", std::to_string(voucher.value)}});
  if (!vouchers::is_trade(document->kind) || document->reverses)
    throw Error(ErrorCode::invalid, "voucher", "only sales and purchases that are no reversals are copied",
                {{"kind", std::string(to_string(document->kind))}});
  return copy_of(work, *document);
}

Repriced Vouchers::reprice(const VoucherDraft& draft, Repricing mode) const {
  auto work = Work::read(*state_);
  return emptor::reprice(work, draft, mode);
}

Repriced Vouchers::reprice_draft(DraftId id, Repricing mode) {
  if (mode == Repricing::dry) return reprice(draft(id), mode);
  auto work = Work::post(*state_, access::Undo::use_case);
  Repriced made = emptor::reprice(work, vouchers::load_draft(work, id), mode);
  vouchers::replace_draft(work, id, made.draft, "vouchers.reprice_draft");
  work.commit();
  return made;
}

}  // namespace emptor
