/// Vouchers: typing, previewing, posting, reversing, finding.
#include "emptor/vouchers.hpp"

#include <memory>

#include "handles.hpp"
#include "records.hpp"
#include "rows.hpp"
#include "structs.hpp"
#include "values.hpp"

using namespace emptor;
using namespace emptor::capi;

static_assert(EMPTOR_VOUCHER_SALE == static_cast<int>(VoucherKind::sale) &&
              EMPTOR_VOUCHER_PURCHASE == static_cast<int>(VoucherKind::purchase) &&
              EMPTOR_VOUCHER_COLLECTION == static_cast<int>(VoucherKind::collection) &&
              EMPTOR_VOUCHER_PAYMENT == static_cast<int>(VoucherKind::payment) &&
              EMPTOR_VOUCHER_OPENING_BALANCE == static_cast<int>(VoucherKind::opening_balance) &&
              EMPTOR_VOUCHER_ADJUSTMENT == static_cast<int>(VoucherKind::adjustment) &&
              EMPTOR_VOUCHER_DISCOUNT == static_cast<int>(VoucherKind::discount) &&
              EMPTOR_VOUCHER_WRITE_OFF == static_cast<int>(VoucherKind::write_off) &&
              EMPTOR_VOUCHER_REFUND == static_cast<int>(VoucherKind::refund) &&
              EMPTOR_VOUCHER_SET_OFF == static_cast<int>(VoucherKind::set_off) &&
              EMPTOR_VOUCHER_CURRENCY_TRANSFER == static_cast<int>(VoucherKind::currency_transfer));
static_assert(EMPTOR_REASON_ROUNDING == static_cast<int>(WriteOffReason::rounding) &&
              EMPTOR_REASON_SHORT_PAY == static_cast<int>(WriteOffReason::short_pay) &&
              EMPTOR_REASON_BAD_DEBT == static_cast<int>(WriteOffReason::bad_debt));
static_assert(EMPTOR_TAX_EXCLUSIVE == static_cast<int>(TaxMode::exclusive) &&
              EMPTOR_TAX_INCLUSIVE == static_cast<int>(TaxMode::inclusive));

struct emptor_voucher_draft {
  VoucherDraft draft;
};

/// A voucher with its totals as text.
struct emptor_voucher {
  Voucher voucher;
  std::string currency;
  std::string net;
  std::string tax;
  std::string total;

  explicit emptor_voucher(Voucher found)
      : voucher(std::move(found)),
        currency(voucher.currency.code()),
        net(to_text(voucher.net)),
        tax(to_text(voucher.tax)),
        total(to_text(voucher.total)) {}
};

struct emptor_post_result {
  std::optional<emptor_voucher> voucher;
  std::optional<emptor_credit_decision> credit;
  std::optional<emptor_error> refusal;
  std::vector<emptor_voucher> companions;
  std::optional<emptor_voucher> reversal;
  bool repeated = false;

  explicit emptor_post_result(PostResult result) : repeated(result.repeated) {
    if (result.voucher) voucher.emplace(std::move(*result.voucher));
    if (result.credit) credit.emplace(std::move(*result.credit));
    if (result.refusal) refusal.emplace(make_error({std::move(*result.refusal)}));
    for (Voucher& each : result.companions) companions.emplace_back(std::move(each));
    if (result.reversal) reversal.emplace(std::move(*result.reversal));
  }
  explicit emptor_post_result(BatchOutcome outcome) : emptor_post_result(std::move(outcome.result)) {
    if (!outcome.problems.empty()) refusal.emplace(make_error(std::move(outcome.problems)));
  }
};

struct emptor_batch_result {
  std::vector<emptor_post_result> results;
};

struct emptor_preview {
  emptor_voucher voucher;
  std::optional<emptor_credit_decision> credit;
  std::optional<emptor_error> warnings;
  std::string balance_after;
  std::vector<emptor_voucher> companions;
  std::vector<PromotionVerdict> promotions;
  std::vector<CouponVerdict> coupons;
  std::vector<GiftChange> gift_changes;

  explicit emptor_preview(Preview preview)
      : voucher(std::move(preview.voucher)),
        balance_after(to_text(preview.balance_after)),
        promotions(std::move(preview.promotions)),
        coupons(std::move(preview.coupons)),
        gift_changes(std::move(preview.gift_changes)) {
    if (preview.credit) credit.emplace(std::move(*preview.credit));
    if (!preview.warnings.empty()) warnings.emplace(make_error(std::move(preview.warnings)));
    for (Voucher& each : preview.companions) companions.emplace_back(std::move(each));
  }
};

namespace {

VoucherKind to_kind(std::int32_t kind) {
  return choice(kind, VoucherKind::sale, VoucherKind::currency_transfer, "kind");
}

VoucherDraft to_draft(const emptor_voucher_input& given) {
  VoucherDraft draft{.kind = to_kind(given.kind),
                     .party = text(given.party),
                     .dated = optional_date(given.dated, "dated"),
                     .priced_on = optional_date(given.priced_on, "priced_on"),
                     .currency = optional_text(given.currency),
                     .location = optional_text(given.location),
                     .salesperson = optional_text(given.salesperson),
                     .ship_to = optional_text(given.ship_to),
                     .due = optional_date(given.due, "due"),
                     .payment_terms = optional_text(given.payment_terms),
                     .reference = text(given.reference),
                     .memo = text(given.memo),
                     .amount = optional_figure<Decimal>(given.amount, "amount"),
                     .project = text(given.project)};
  if (given.allocation != nullptr) draft.allocation = to_orders(given.allocation, given.allocation_count, "allocation");
  draft.write_off_up_to = optional_figure<Decimal>(given.write_off_up_to, "write_off_up_to");
  if (given.reason != 0)
    draft.reason = choice(given.reason, WriteOffReason::rounding, WriteOffReason::bad_debt, "reason");
  if (given.side != 0) draft.side = choice(given.side, Side::receivable, Side::payable, "side");
  if (given.tax_mode != 0) draft.tax_mode = choice(given.tax_mode, TaxMode::exclusive, TaxMode::inclusive, "tax_mode");
  return draft;
}

LineDraft to_line(const emptor_voucher_line& given, const std::string& place) {
  check_reserved(given.reserved, "line.reserved");
  if (given.quantity == nullptr) throw Error(ErrorCode::required, place + "quantity", place + "quantity is required");
  return {.item = text(given.item),
          .quantity = figure<Quantity>(given.quantity, place + "quantity"),
          .unit = optional_text(given.unit),
          .unit_price = optional_figure<UnitPrice>(given.unit_price, place + "unit_price"),
          .discount = optional_figure<Percent>(given.discount, place + "discount"),
          .price_list = optional_text(given.price_list),
          .tax_code = optional_text(given.tax_code),
          .memo = text(given.memo),
          .gift_of = text(given.gift_of)};
}

PostOptions to_options(const emptor_post_options* given) {
  const emptor_post_options options = read_optional(given);
  check_reserved(options.reserved, "options.reserved");
  return {.idempotency_key = text(options.idempotency_key),
          .acknowledge_warnings = truth(options.acknowledge_warnings, "acknowledge_warnings"),
          .acknowledge_soft_lock = truth(options.acknowledge_soft_lock, "acknowledge_soft_lock"),
          .credit_hold = CreditHoldId(options.credit_hold)};
}

static_assert(EMPTOR_REVERSAL_ORIGINAL_IF_OPEN == static_cast<int>(ReversalDate::original_if_open) &&
              EMPTOR_REVERSAL_TODAY == static_cast<int>(ReversalDate::today));

CorrectionPolicy to_policy(const emptor_correction_policy* given) {
  const emptor_correction_policy policy = read_optional(given);
  return {.reversal = choice(policy.reversal, ReversalDate::original_if_open, ReversalDate::today, "reversal"),
          .reversed_on = optional_date(policy.reversed_on, "reversed_on"),
          .undo_allocations = !truth(policy.keep_allocations, "keep_allocations"),
          .reason = text(policy.reason)};
}

RowsBuilder voucher_rows() {
  return {{"id", kInteger},          {"kind", kText},        {"side", kText},           {"number", kText},
          {"dated", kDate},          {"due", kDate},         {"party", kText},          {"party_name", kText},
          {"account", kText},        {"currency", kText},    {"net", kDecimal},         {"tax", kDecimal},
          {"total", kDecimal},       {"reverses", kInteger}, {"reversed_by", kInteger}, {"reference", kText},
          {"recorded_at", kInstant}, {"actor", kText},       {"corrects", kInteger},    {"corrected_by", kInteger}};
}

void add_voucher(RowsBuilder& rows, const Voucher& each) {
  rows.add(each.id, to_string(each.kind), each.side == Side::receivable ? "receivable" : "payable", each.number,
           each.dated, each.due, each.party, each.party_name, each.account, each.currency.code(), each.net, each.tax,
           each.total, each.reverses, each.reversed_by, each.reference, each.recorded_at, each.actor, each.corrects,
           each.corrected_by);
}

RowsBuilder voided_rows() {
  return {{"kind", kText}, {"number", kText}, {"reason", kText}, {"recorded_at", kInstant}, {"actor", kText}};
}

void add_voided(RowsBuilder& rows, const VoidedNumber& each) {
  rows.add(to_string(each.kind), each.number, each.reason, each.recorded_at, each.actor);
}

RowsBuilder seal_rows() {
  return {{"through", kDate}, {"vouchers", kInteger}, {"hash", kText}, {"recorded_at", kInstant}, {"actor", kText}};
}

void add_seal(RowsBuilder& rows, const Seal& each) {
  rows.add(each.through, each.vouchers, each.hash, each.recorded_at, each.actor);
}

std::optional<std::string> price_text(const std::optional<UnitPrice>& price, Currency currency) {
  return price ? std::optional(to_text(*price, currency)) : std::nullopt;
}

const emptor_voucher* voucher_at(const std::vector<emptor_voucher>& vouchers, std::int32_t index) noexcept {
  return index >= 0 && static_cast<std::size_t>(index) < vouchers.size() ? &vouchers[static_cast<std::size_t>(index)]
                                                                         : nullptr;
}

/// A getter of text: NULL for NULL.
template <class Get>
const char* text_of(const emptor_voucher* voucher, Get&& get) noexcept {
  return voucher != nullptr ? get(*voucher).c_str() : nullptr;
}

}  // namespace

const char* emptor_voucher_kind_name(std::int32_t kind) noexcept {
  if (kind < EMPTOR_VOUCHER_SALE || kind > EMPTOR_VOUCHER_CURRENCY_TRANSFER) return "";
  return c_name(to_string(static_cast<VoucherKind>(kind)));
}

// --- Drafts in memory

emptor_status emptor_voucher_draft_new(const emptor_voucher_input* input, emptor_voucher_draft** draft_out,
                                       emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_voucher_draft*& out = require(draft_out, "draft_out");
    out = give<emptor_voucher_draft>(to_draft(read(input)));
  });
}

void emptor_voucher_draft_free(emptor_voucher_draft* draft) noexcept { delete draft; }

emptor_status emptor_voucher_draft_add_line(emptor_voucher_draft* draft, const emptor_voucher_line* line,
                                            emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    std::vector<LineDraft>& lines = require(draft, "draft").draft.lines;
    lines.push_back(to_line(read(line), "lines[" + std::to_string(lines.size()) + "]."));
  });
}

emptor_status emptor_voucher_draft_settle(emptor_voucher_draft* draft, std::int64_t voucher,
                                          emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] { require(draft, "draft").draft.settles.emplace_back(voucher); });
}

emptor_status emptor_voucher_draft_add_coupon(emptor_voucher_draft* draft, const char* code,
                                              emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] { require(draft, "draft").draft.coupons.push_back(text(code)); });
}

emptor_status emptor_voucher_draft_add_field(emptor_voucher_draft* draft, const char* name, const char* value,
                                             emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] { require(draft, "draft").draft.fields.push_back({text(name), text(value)}); });
}

emptor_status emptor_voucher_draft_set_reservation(emptor_voucher_draft* draft, std::int64_t reservation,
                                                   emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] { require(draft, "draft").draft.reservation = ReservationId(reservation); });
}

emptor_status emptor_voucher_draft_set_exchange_rate(emptor_voucher_draft* draft, const char* rate,
                                                     emptor_error** error_out) noexcept {
  return at_boundary(error_out,
                     [&] { require(draft, "draft").draft.exchange_rate = optional_figure<Decimal>(rate, "rate"); });
}

emptor_status emptor_voucher_reserve(emptor_session* session, const emptor_voucher_draft* draft, std::int64_t seconds,
                                     std::int64_t* reservation_out, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    give_id(in.vouchers().reserve(require(draft, "draft").draft, seconds).id, reservation_out);
  });
}

emptor_status emptor_voucher_draft_head(const emptor_voucher_draft* draft, emptor_rows** rows_out,
                                        emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    const VoucherDraft& head = require(draft, "draft").draft;
    const auto mode = head.tax_mode ? std::optional(static_cast<std::int32_t>(*head.tax_mode)) : std::nullopt;
    const auto side = head.side ? std::optional(static_cast<std::int32_t>(*head.side)) : std::nullopt;
    RowsBuilder rows{{"kind", kInteger},     {"side", kInteger},       {"party", kText},       {"dated", kDate},
                     {"due", kDate},         {"currency", kText},      {"tax_mode", kInteger}, {"location", kText},
                     {"salesperson", kText}, {"ship_to", kText},       {"reference", kText},   {"memo", kText},
                     {"amount", kDecimal},   {"payment_terms", kText}, {"priced_on", kDate},   {"project", kText}};
    rows.add(static_cast<std::int32_t>(head.kind), side, head.party, head.dated, head.due, head.currency, mode,
             head.location, head.salesperson, head.ship_to, head.reference, head.memo, head.amount, head.payment_terms,
             head.priced_on, head.project);
    rows.give(out);
  });
}

emptor_status emptor_voucher_draft_lines(const emptor_voucher_draft* draft, emptor_rows** rows_out,
                                         emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"item", kText},          {"quantity", kDecimal}, {"unit", kText},
                     {"unit_price", kDecimal}, {"discount", kDecimal}, {"price_list", kText},
                     {"tax_code", kText},      {"memo", kText},        {"gift_of", kText}};
    for (const LineDraft& line : require(draft, "draft").draft.lines)
      rows.add(line.item, line.quantity, line.unit, price_text(line.unit_price, Currency()), line.discount,
               line.price_list, line.tax_code, line.memo, line.gift_of);
    rows.give(out);
  });
}

// --- Vouchers

void emptor_voucher_free(emptor_voucher* voucher) noexcept { delete voucher; }

std::int64_t emptor_voucher_id(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr ? voucher->voucher.id.value : 0;
}

std::int32_t emptor_voucher_kind(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr ? static_cast<std::int32_t>(voucher->voucher.kind) : 0;
}

std::int32_t emptor_voucher_side(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr ? static_cast<std::int32_t>(voucher->voucher.side) : 0;
}

std::int32_t emptor_voucher_exchange_rate(const emptor_voucher* voucher, std::int64_t* numerator_out,
                                          std::int64_t* denominator_out) noexcept {
  if (voucher == nullptr || !voucher->voucher.exchange_rate) return 0;
  if (numerator_out != nullptr) *numerator_out = voucher->voucher.exchange_rate->numerator;
  if (denominator_out != nullptr) *denominator_out = voucher->voucher.exchange_rate->denominator;
  return 1;
}

const char* emptor_voucher_number(const emptor_voucher* voucher) noexcept {
  return text_of(voucher, [](const auto& v) -> const std::string& { return v.voucher.number; });
}

std::int32_t emptor_voucher_dated(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr ? voucher->voucher.dated.days() : EMPTOR_NO_DATE;
}

std::int32_t emptor_voucher_priced_on(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr ? voucher->voucher.priced_on.days() : EMPTOR_NO_DATE;
}

std::int32_t emptor_voucher_due(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr ? voucher->voucher.due.days() : EMPTOR_NO_DATE;
}

const char* emptor_voucher_payment_terms(const emptor_voucher* voucher) noexcept {
  return text_of(voucher, [](const auto& v) -> const std::string& { return v.voucher.payment_terms; });
}

emptor_status emptor_voucher_instalments(const emptor_voucher* voucher, emptor_rows** rows_out,
                                         emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{
        {"number", kInteger}, {"due", kDate}, {"amount", kDecimal}, {"discount_until", kDate}, {"discount", kDecimal}};
    for (const Instalment& each : require(voucher, "voucher").voucher.instalments)
      rows.add(each.number, each.due, each.amount, each.discount_until, each.discount);
    rows.give(out);
  });
}

std::int32_t emptor_voucher_reason(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr && voucher->voucher.reason ? static_cast<std::int32_t>(*voucher->voucher.reason) : 0;
}

std::int64_t emptor_voucher_companion_of(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr ? voucher->voucher.companion_of.value : 0;
}

const char* emptor_voucher_party(const emptor_voucher* voucher) noexcept {
  return text_of(voucher, [](const auto& v) -> const std::string& { return v.voucher.party; });
}

const char* emptor_voucher_party_name(const emptor_voucher* voucher) noexcept {
  return text_of(voucher, [](const auto& v) -> const std::string& { return v.voucher.party_name; });
}

const char* emptor_voucher_account(const emptor_voucher* voucher) noexcept {
  return text_of(voucher, [](const auto& v) -> const std::string& { return v.voucher.account; });
}

const char* emptor_voucher_currency(const emptor_voucher* voucher) noexcept {
  return text_of(voucher, [](const auto& v) -> const std::string& { return v.currency; });
}

std::int32_t emptor_voucher_tax_mode(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr ? static_cast<std::int32_t>(voucher->voucher.tax_mode) : 0;
}

const char* emptor_voucher_location(const emptor_voucher* voucher) noexcept {
  return text_of(voucher, [](const auto& v) -> const std::string& { return v.voucher.location; });
}

const char* emptor_voucher_salesperson(const emptor_voucher* voucher) noexcept {
  return text_of(voucher, [](const auto& v) -> const std::string& { return v.voucher.salesperson; });
}

const char* emptor_voucher_reference(const emptor_voucher* voucher) noexcept {
  return text_of(voucher, [](const auto& v) -> const std::string& { return v.voucher.reference; });
}

const char* emptor_voucher_memo(const emptor_voucher* voucher) noexcept {
  return text_of(voucher, [](const auto& v) -> const std::string& { return v.voucher.memo; });
}

const char* emptor_voucher_project(const emptor_voucher* voucher) noexcept {
  return text_of(voucher, [](const auto& v) -> const std::string& { return v.voucher.project; });
}

emptor_status emptor_voucher_fields(const emptor_voucher* voucher, emptor_rows** rows_out,
                                    emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"name", kText}, {"value", kText}};
    for (const VoucherField& each : require(voucher, "voucher").voucher.fields) rows.add(each.name, each.value);
    rows.give(out);
  });
}

const char* emptor_voucher_net(const emptor_voucher* voucher) noexcept {
  return text_of(voucher, [](const auto& v) -> const std::string& { return v.net; });
}

const char* emptor_voucher_tax(const emptor_voucher* voucher) noexcept {
  return text_of(voucher, [](const auto& v) -> const std::string& { return v.tax; });
}

const char* emptor_voucher_total(const emptor_voucher* voucher) noexcept {
  return text_of(voucher, [](const auto& v) -> const std::string& { return v.total; });
}

std::int64_t emptor_voucher_reverses(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr ? voucher->voucher.reverses.value : 0;
}

std::int64_t emptor_voucher_reversed_by(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr ? voucher->voucher.reversed_by.value : 0;
}

std::int64_t emptor_voucher_corrects(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr ? voucher->voucher.corrects.value : 0;
}

const char* emptor_voucher_correction_reason(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr ? voucher->voucher.correction_reason.c_str() : nullptr;
}

std::int64_t emptor_voucher_corrected_by(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr ? voucher->voucher.corrected_by.value : 0;
}

std::int64_t emptor_voucher_recorded_at(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr ? voucher->voucher.recorded_at.micros : EMPTOR_NO_INSTANT;
}

const char* emptor_voucher_actor(const emptor_voucher* voucher) noexcept {
  return text_of(voucher, [](const auto& v) -> const std::string& { return v.voucher.actor; });
}

emptor_status emptor_voucher_lines(const emptor_voucher* voucher, emptor_rows** rows_out,
                                   emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    const Voucher& found = require(voucher, "voucher").voucher;
    RowsBuilder rows{{"line", kInteger},       {"item", kText},          {"item_name", kText}, {"quantity", kDecimal},
                     {"unit", kText},          {"unit_price", kDecimal}, {"source", kText},    {"entry", kInteger},
                     {"base_price", kDecimal}, {"discount", kDecimal},   {"tax_code", kText},  {"tax_rate", kDecimal},
                     {"net", kDecimal},        {"tax", kDecimal},        {"memo", kText},      {"trace", kText},
                     {"promotion", kDecimal},  {"gift_of", kText}};
    for (const VoucherLine& line : found.lines)
      rows.add(line.line, line.item, line.item_name, line.quantity, line.unit, to_text(line.unit_price, found.currency),
               to_string(line.source), line.entry, price_text(line.base_price, found.currency), line.discount,
               line.tax_code, line.tax_rate, line.net, line.tax, line.memo, line.trace, line.promotion, line.gift_of);
    rows.give(out);
  });
}

emptor_status emptor_voucher_promotions(const emptor_voucher* voucher, emptor_rows** rows_out,
                                        emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"programme", kInteger}, {"code", kText},      {"line", kInteger},
                     {"quantity", kDecimal},  {"amount", kDecimal}, {"coupon", kText}};
    for (const LinePromotion& each : require(voucher, "voucher").voucher.promotions)
      rows.add(each.programme, each.code, each.line, each.quantity, each.amount, each.coupon);
    rows.give(out);
  });
}

emptor_status emptor_voucher_taxes(const emptor_voucher* voucher, emptor_rows** rows_out,
                                   emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"tax_code", kText}, {"rate", kDecimal}, {"net", kDecimal}, {"tax", kDecimal}};
    for (const TaxTotal& total : require(voucher, "voucher").voucher.taxes)
      rows.add(total.tax_code, total.rate, total.net, total.tax);
    rows.give(out);
  });
}

emptor_status emptor_voucher_ship_to(const emptor_voucher* voucher, emptor_rows** rows_out,
                                     emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows = address_rows();
    if (const auto& address = require(voucher, "voucher").voucher.ship_to) add_address(rows, *address);
    rows.give(out);
  });
}

// --- Posting

emptor_status emptor_voucher_post(emptor_session* session, const emptor_voucher_draft* draft,
                                  const emptor_post_options* options, emptor_post_result** result_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, result_out, "result_out", error_out, [&](Session& in, emptor_post_result*& out) {
    out = give<emptor_post_result>(in.vouchers().post(require(draft, "draft").draft, to_options(options)));
  });
}

void emptor_post_result_free(emptor_post_result* result) noexcept { delete result; }

std::int32_t emptor_post_result_posted(const emptor_post_result* result) noexcept {
  return result != nullptr && result->voucher ? 1 : 0;
}

std::int32_t emptor_post_result_repeated(const emptor_post_result* result) noexcept {
  return result != nullptr && result->repeated ? 1 : 0;
}

const emptor_voucher* emptor_post_result_voucher(const emptor_post_result* result) noexcept {
  return result != nullptr && result->voucher ? &*result->voucher : nullptr;
}

const emptor_credit_decision* emptor_post_result_credit(const emptor_post_result* result) noexcept {
  return result != nullptr && result->credit ? &*result->credit : nullptr;
}

std::int32_t emptor_post_result_companion_count(const emptor_post_result* result) noexcept {
  return result != nullptr ? static_cast<std::int32_t>(result->companions.size()) : 0;
}

const emptor_voucher* emptor_post_result_companion(const emptor_post_result* result, std::int32_t index) noexcept {
  return result != nullptr ? voucher_at(result->companions, index) : nullptr;
}

const emptor_voucher* emptor_post_result_reversal(const emptor_post_result* result) noexcept {
  return result != nullptr && result->reversal ? &*result->reversal : nullptr;
}

emptor_status emptor_voucher_post_batch(emptor_session* session, const emptor_voucher_draft* const* drafts,
                                        const emptor_post_options* const* options, std::int32_t count,
                                        std::int32_t all_or_nothing, emptor_batch_result** result_out,
                                        emptor_error** error_out) noexcept {
  return with_session(session, result_out, "result_out", error_out, [&](Session& in, emptor_batch_result*& out) {
    check_array(drafts, count, "drafts");
    std::vector<BatchEntry> entries;
    entries.reserve(static_cast<std::size_t>(count));
    for (std::int32_t i = 0; i < count; ++i)
      entries.push_back({.draft = require(drafts[i], "drafts").draft,
                         .options = to_options(options != nullptr ? options[i] : nullptr)});
    const BatchOptions whole{.all_or_nothing = truth(all_or_nothing, "all_or_nothing")};
    auto done = std::make_unique<emptor_batch_result>();
    for (BatchOutcome& each : in.vouchers().post_batch(entries, whole)) done->results.emplace_back(std::move(each));
    out = done.release();
  });
}

void emptor_batch_result_free(emptor_batch_result* result) noexcept { delete result; }

std::int32_t emptor_batch_result_count(const emptor_batch_result* result) noexcept {
  return result != nullptr ? static_cast<std::int32_t>(result->results.size()) : 0;
}

std::int32_t emptor_batch_result_posted(const emptor_batch_result* result) noexcept {
  std::int32_t posted = 0;
  if (result != nullptr)
    for (const emptor_post_result& each : result->results) posted += each.voucher ? 1 : 0;
  return posted;
}

const emptor_post_result* emptor_batch_result_at(const emptor_batch_result* result, std::int32_t index) noexcept {
  return index >= 0 && index < emptor_batch_result_count(result) ? &result->results[static_cast<std::size_t>(index)]
                                                                 : nullptr;
}

std::int32_t emptor_preview_companion_count(const emptor_preview* preview) noexcept {
  return preview != nullptr ? static_cast<std::int32_t>(preview->companions.size()) : 0;
}

const emptor_voucher* emptor_preview_companion(const emptor_preview* preview, std::int32_t index) noexcept {
  return preview != nullptr ? voucher_at(preview->companions, index) : nullptr;
}

const emptor_error* emptor_post_result_refusal(const emptor_post_result* result) noexcept {
  return result != nullptr && result->refusal ? &*result->refusal : nullptr;
}

emptor_status emptor_voucher_preview(emptor_session* session, const emptor_voucher_draft* draft,
                                     emptor_preview** preview_out, emptor_error** error_out) noexcept {
  return with_session(session, preview_out, "preview_out", error_out, [&](Session& in, emptor_preview*& out) {
    out = give<emptor_preview>(in.vouchers().preview(require(draft, "draft").draft));
  });
}

emptor_status emptor_preview_promotions(const emptor_preview* preview, emptor_rows** rows_out,
                                        emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"programme", kInteger},
                     {"code", kText},
                     {"outcome", kText},
                     {"amount", kDecimal},
                     {"gift", kText},
                     {"gift_quantity", kDecimal},
                     {"missing_quantity", kDecimal},
                     {"missing_product", kText},
                     {"missing_amount", kDecimal},
                     {"by", kText},
                     {"lost_worth", kDecimal},
                     {"heuristic", kTruth},
                     {"unplaced", kDecimal},
                     {"text", kText},
                     {"coupon", kText},
                     {"uses_left", kInteger},
                     {"budget_left", kDecimal}};
    for (const PromotionVerdict& each : require(preview, "preview").promotions)
      rows.add(each.programme, each.code, to_string(each.outcome), each.amount, each.gift, each.gift_quantity,
               each.missing_quantity, each.missing_product, each.missing_amount, each.by, each.lost_worth,
               each.heuristic, each.unplaced, each.to_string(), each.coupon, each.uses_left, each.budget_left);
    rows.give(out);
  });
}

emptor_status emptor_preview_coupons(const emptor_preview* preview, emptor_rows** rows_out,
                                     emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"code", kText},   {"outcome", kText}, {"programme", kText},   {"customer", kText},
                     {"from", kDate},   {"until", kDate},   {"uses_max", kInteger}, {"uses", kInteger},
                     {"reason", kText}, {"text", kText}};
    for (const CouponVerdict& each : require(preview, "preview").coupons)
      rows.add(each.code, to_string(each.outcome), each.programme, each.customer, each.valid.from, each.valid.until,
               each.uses_max, each.uses, each.reason, each.to_string());
    rows.give(out);
  });
}

emptor_status emptor_preview_gift_changes(const emptor_preview* preview, emptor_rows** rows_out,
                                          emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"programme", kText}, {"item", kText}, {"before", kDecimal}, {"after", kDecimal}};
    for (const GiftChange& each : require(preview, "preview").gift_changes)
      rows.add(each.programme, each.item, each.before, each.after);
    rows.give(out);
  });
}

void emptor_preview_free(emptor_preview* preview) noexcept { delete preview; }

const emptor_voucher* emptor_preview_voucher(const emptor_preview* preview) noexcept {
  return preview != nullptr ? &preview->voucher : nullptr;
}

const emptor_credit_decision* emptor_preview_credit(const emptor_preview* preview) noexcept {
  return preview != nullptr && preview->credit ? &*preview->credit : nullptr;
}

const emptor_error* emptor_preview_warnings(const emptor_preview* preview) noexcept {
  return preview != nullptr && preview->warnings ? &*preview->warnings : nullptr;
}

const char* emptor_preview_balance_after(const emptor_preview* preview) noexcept {
  return preview != nullptr ? preview->balance_after.c_str() : nullptr;
}

emptor_status emptor_voucher_reverse(emptor_session* session, std::int64_t voucher, std::int32_t on,
                                     const emptor_post_options* options, emptor_voucher** voucher_out,
                                     emptor_error** error_out) noexcept {
  return with_session(session, voucher_out, "voucher_out", error_out, [&](Session& in, emptor_voucher*& out) {
    out = give<emptor_voucher>(in.vouchers().reverse(VoucherId(voucher), optional_date(on, "on"), to_options(options)));
  });
}

emptor_status emptor_voucher_post_claim(emptor_session* session, std::int64_t letter, std::int32_t dated,
                                        const emptor_post_options* options, emptor_voucher** voucher_out,
                                        emptor_error** error_out) noexcept {
  return with_session(session, voucher_out, "voucher_out", error_out, [&](Session& in, emptor_voucher*& out) {
    out = give<emptor_voucher>(
        in.vouchers().post_claim(DunningLetterId(letter), optional_date(dated, "dated"), to_options(options)));
  });
}

emptor_status emptor_voucher_correct(emptor_session* session, std::int64_t voucher, const emptor_voucher_draft* draft,
                                     const emptor_correction_policy* policy, const emptor_post_options* options,
                                     emptor_post_result** result_out, emptor_error** error_out) noexcept {
  return with_session(session, result_out, "result_out", error_out, [&](Session& in, emptor_post_result*& out) {
    out = give<emptor_post_result>(in.vouchers().correct(VoucherId(voucher), require(draft, "draft").draft,
                                                         to_policy(policy), to_options(options)));
  });
}

emptor_status emptor_voucher_transfer_currency(emptor_session* session, const emptor_currency_transfer* transfer,
                                               const emptor_post_options* options, emptor_post_result** result_out,
                                               emptor_error** error_out) noexcept {
  return with_session(session, result_out, "result_out", error_out, [&](Session& in, emptor_post_result*& out) {
    const emptor_currency_transfer given = read(transfer);
    check_array(given.settles, given.settles_count, "settles");
    CurrencyTransferDraft draft{.credit = VoucherId(given.credit),
                                .amount = optional_figure<Decimal>(given.amount, "amount"),
                                .to = std::string(required(given.to, "to")),
                                .to_amount = optional_figure<Decimal>(given.to_amount, "to_amount"),
                                .dated = optional_date(given.dated, "dated"),
                                .memo = text(given.memo)};
    for (std::int32_t i = 0; i < given.settles_count; ++i) draft.settles.emplace_back(given.settles[i]);
    if (given.orders != nullptr) draft.allocation = to_orders(given.orders, given.order_count, "orders");
    out = give<emptor_post_result>(in.vouchers().transfer_currency(draft, to_options(options)));
  });
}

emptor_status emptor_voucher_versions(emptor_session* session, std::int64_t id, emptor_rows** rows_out,
                                      emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = voucher_rows();
    for (const Voucher& each : in.vouchers().versions(VoucherId(id))) add_voucher(rows, each);
    rows.give(out);
  });
}

emptor_status emptor_voucher_void_number(emptor_session* session, std::int32_t kind, std::int32_t dated,
                                         const char* reason, emptor_rows** rows_out,
                                         emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = voided_rows();
    add_voided(rows, in.vouchers().void_number(to_kind(kind), text(reason), optional_date(dated, "dated")));
    rows.give(out);
  });
}

emptor_status emptor_voucher_voided_numbers(emptor_session* session, std::int32_t kind, emptor_rows** rows_out,
                                            emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = voided_rows();
    const auto wanted = kind != 0 ? std::optional(to_kind(kind)) : std::nullopt;
    for (const VoidedNumber& each : in.vouchers().voided_numbers(wanted)) add_voided(rows, each);
    rows.give(out);
  });
}

emptor_status emptor_period_seal(emptor_session* session, std::int32_t day, emptor_rows** rows_out,
                                 emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = seal_rows();
    add_seal(rows, in.vouchers().seal_through(date(day, "day")));
    rows.give(out);
  });
}

emptor_status emptor_period_seals(emptor_session* session, emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [](Session& in, emptor_rows*& out) {
    RowsBuilder rows = seal_rows();
    for (const Seal& each : in.vouchers().seals()) add_seal(rows, each);
    rows.give(out);
  });
}

// --- Finding

emptor_status emptor_voucher_find(emptor_session* session, std::int32_t kind, const char* number,
                                  emptor_voucher** voucher_out, emptor_error** error_out) noexcept {
  return with_session(session, voucher_out, "voucher_out", error_out, [&](Session& in, emptor_voucher*& out) {
    auto found = in.vouchers().find(to_kind(kind), required(number, "number"));
    out = found ? give<emptor_voucher>(std::move(*found)) : nullptr;
  });
}

emptor_status emptor_voucher_get(emptor_session* session, std::int64_t id, emptor_voucher** voucher_out,
                                 emptor_error** error_out) noexcept {
  return with_session(session, voucher_out, "voucher_out", error_out, [&](Session& in, emptor_voucher*& out) {
    out = give<emptor_voucher>(in.vouchers().get(VoucherId(id)));
  });
}

emptor_status emptor_voucher_list(emptor_session* session, const emptor_voucher_query* query, emptor_rows** rows_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    const emptor_voucher_query given = read_optional(query);
    check_reserved(given.reserved, "query.reserved");
    VoucherQuery wanted{.party = optional_text(given.party),
                        .dated = period(given.dated_from, given.dated_until),
                        .after = VoucherId(given.after),
                        .limit = given.limit,
                        .project = optional_text(given.project)};
    if (given.kind != 0) wanted.kind = to_kind(given.kind);
    RowsBuilder rows = voucher_rows();
    for (const Voucher& each : in.vouchers().list(wanted)) add_voucher(rows, each);
    rows.give(out);
  });
}

emptor_status emptor_price_history(emptor_session* session, const char* party, const char* item, std::int32_t direction,
                                   std::int32_t limit, emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"voucher", kInteger},  {"number", kText},      {"dated", kDate},
                     {"quantity", kDecimal}, {"unit", kText},        {"unit_price", kDecimal},
                     {"currency", kText},    {"tax_mode", kInteger}, {"source", kText}};
    const PriceHistoryQuery query{.party = std::string(required(party, "party")),
                                  .item = std::string(required(item, "item")),
                                  .direction = choice(direction, Direction::sales, Direction::purchases, "direction"),
                                  .limit = limit};
    for (const PastPrice& each : in.vouchers().price_history(query))
      rows.add(each.voucher, each.number, each.dated, each.quantity, each.unit, to_text(each.unit_price, each.currency),
               each.currency.code(), static_cast<std::int32_t>(each.tax_mode), to_string(each.source));
    rows.give(out);
  });
}

emptor_status emptor_discount_report(emptor_session* session, std::int32_t from, std::int32_t until, const char* party,
                                     const char* location, const char* salesperson, const char* project,
                                     const char* min_discount, emptor_rows** rows_out,
                                     emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"voucher", kInteger},    {"number", kText},        {"dated", kDate},       {"line", kInteger},
                     {"party", kText},         {"item", kText},          {"quantity", kDecimal}, {"unit", kText},
                     {"base_price", kDecimal}, {"unit_price", kDecimal}, {"discount", kDecimal}, {"percent", kDecimal},
                     {"currency", kText}};
    DiscountReportQuery query{.dated = period(from, until),
                              .party = optional_text(party),
                              .location = optional_text(location),
                              .salesperson = optional_text(salesperson),
                              .project = optional_text(project)};
    if (min_discount != nullptr) query.min_discount = figure<Decimal>(min_discount, "min_discount");
    for (const DiscountReportLine& each : in.vouchers().discount_report(query)) {
      const Currency currency = each.discount.currency;
      rows.add(each.voucher, each.number, each.dated, each.line, each.party, each.item, each.quantity, each.unit,
               to_text(each.base_price, currency), to_text(each.unit_price, currency), each.discount, each.percent,
               currency.code());
    }
    rows.give(out);
  });
}

emptor_status emptor_voucher_best_customers(emptor_session* session, std::int32_t from, std::int32_t until,
                                            std::int32_t limit, emptor_rows** rows_out,
                                            emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"party", kText}, {"name", kText}, {"vouchers", kInteger}, {"net", kDecimal}, {"currency", kText}};
    for (const SalesTotal& each : in.vouchers().best_customers(period(from, until), limit))
      rows.add(each.party, each.name, each.vouchers, each.net, each.net.currency.code());
    rows.give(out);
  });
}

// --- Drafts in the book

emptor_status emptor_draft_save(emptor_session* session, const emptor_voucher_draft* draft, std::int64_t replaces,
                                std::int64_t* id_out, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    const auto old = replaces != 0 ? std::optional(DraftId(replaces)) : std::nullopt;
    give_id(in.vouchers().save_draft(require(draft, "draft").draft, old), id_out);
  });
}

emptor_status emptor_draft_load(emptor_session* session, std::int64_t id, emptor_voucher_draft** draft_out,
                                emptor_error** error_out) noexcept {
  return with_session(session, draft_out, "draft_out", error_out, [&](Session& in, emptor_voucher_draft*& out) {
    out = give<emptor_voucher_draft>(in.vouchers().draft(DraftId(id)));
  });
}

emptor_status emptor_draft_list(emptor_session* session, emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"id", kInteger}};
    for (const DraftId id : in.vouchers().drafts()) rows.add(id);
    rows.give(out);
  });
}

emptor_status emptor_draft_discard(emptor_session* session, std::int64_t id, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) { in.vouchers().discard_draft(DraftId(id)); });
}

emptor_status emptor_draft_post(emptor_session* session, std::int64_t id, const emptor_post_options* options,
                                emptor_post_result** result_out, emptor_error** error_out) noexcept {
  return with_session(session, result_out, "result_out", error_out, [&](Session& in, emptor_post_result*& out) {
    out = give<emptor_post_result>(in.vouchers().post_draft(DraftId(id), to_options(options)));
  });
}

// --- Statements

static_assert(EMPTOR_STATEMENT_VOUCHERS == static_cast<int>(StatementRows::voucher) &&
              EMPTOR_STATEMENT_LINES == static_cast<int>(StatementRows::line) &&
              EMPTOR_STATEMENT_DAYS == static_cast<int>(StatementRows::day) &&
              EMPTOR_STATEMENT_MONTHS == static_cast<int>(StatementRows::month));

struct emptor_statement {
  AccountStatement statement;
};

namespace {

StatementQuery to_query(const emptor_statement_query& given) {
  StatementQuery query{
      .party = std::string(required(given.party, "party")),
      .from = optional_date(given.from, "from"),
      .last = optional_date(given.last, "last"),
      .basis = choice(given.basis, BalanceBasis::account, BalanceBasis::individual, "basis"),
      .currency = optional_text(given.currency),
      .rows = choice(given.rows, StatementRows::voucher, StatementRows::month, "rows"),
  };
  query.side = given.side == EMPTOR_BOTH_SIDES
                   ? std::nullopt
                   : std::optional(choice(given.side, Side::receivable, Side::payable, "side"));
  return query;
}

}  // namespace

emptor_status emptor_statement_get(emptor_session* session, const emptor_statement_query* query,
                                   emptor_statement** statement_out, emptor_error** error_out) noexcept {
  return with_session(session, statement_out, "statement_out", error_out, [&](Session& in, emptor_statement*& out) {
    out = give<emptor_statement>(in.vouchers().statement(to_query(read(query))));
  });
}

emptor_status emptor_statement_list(emptor_session* session, const emptor_statement_query* query,
                                    emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{
        {"currency", kText}, {"opening", kDecimal}, {"debit", kDecimal}, {"credit", kDecimal}, {"closing", kDecimal}};
    for (const AccountStatement& each : in.vouchers().statements(to_query(read(query))))
      rows.add(each.closing.currency.code(), each.opening, each.debit, each.credit, each.closing);
    rows.give(out);
  });
}

void emptor_statement_free(emptor_statement* statement) noexcept { delete statement; }

emptor_status emptor_statement_head(const emptor_statement* statement, emptor_rows** rows_out,
                                    emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    const AccountStatement& found = require(statement, "statement").statement;
    const Address address = found.address.value_or(Address{});
    const auto limit_currency = found.credit_limit ? std::optional(found.credit_limit->currency.code()) : std::nullopt;
    RowsBuilder rows{
        {"party", kText},           {"name", kText},        {"tax_number", kText}, {"representative", kText},
        {"phone", kText},           {"email", kText},       {"street", kText},     {"city", kText},
        {"region", kText},          {"postal_code", kText}, {"country", kText},    {"credit_limit", kDecimal},
        {"credit_currency", kText}, {"from", kDate},        {"last", kDate},       {"opening", kDecimal},
        {"debit", kDecimal},        {"credit", kDecimal},   {"closing", kDecimal}, {"currency", kText}};
    rows.add(found.party, found.name, found.tax_number, found.representative, found.phone, found.email, address.street,
             address.city, address.region, address.postal_code, address.country, found.credit_limit, limit_currency,
             found.from, found.last, found.opening, found.debit, found.credit, found.closing,
             found.closing.currency.code());
    rows.give(out);
  });
}

emptor_status emptor_statement_rows(const emptor_statement* statement, emptor_rows** rows_out,
                                    emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    const AccountStatement& found = require(statement, "statement").statement;
    const Currency currency = found.closing.currency;
    RowsBuilder rows{{"dated", kDate},      {"kind", kText},          {"number", kText},    {"party", kText},
                     {"voucher", kInteger}, {"debit", kDecimal},      {"credit", kDecimal}, {"balance", kDecimal},
                     {"line", kInteger},    {"item", kText},          {"item_name", kText}, {"quantity", kDecimal},
                     {"unit", kText},       {"unit_price", kDecimal}, {"net", kDecimal},    {"tax", kDecimal},
                     {"currency", kText}};
    const Cell none;
    for (const StatementRow& row : found.rows) {
      rows.add(row.dated, row.kind, row.number, row.party, row.voucher, row.debit, row.credit, row.balance, none, none,
               none, none, none, none, none, none, currency.code());
      for (const VoucherLine& line : row.lines)
        rows.add(row.dated, "line", row.number, row.party, row.voucher, none, none, none, line.line, line.item,
                 line.item_name, line.quantity, line.unit, to_text(line.unit_price, currency), line.net, line.tax,
                 currency.code());
    }
    rows.give(out);
  });
}
