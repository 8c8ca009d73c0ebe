/// A posted voucher: what it says.
#include "vouchers.hpp"

#include "handles.hpp"
#include "structs.hpp"

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
              EMPTOR_VOUCHER_CURRENCY_TRANSFER == static_cast<int>(VoucherKind::currency_transfer) &&
              EMPTOR_VOUCHER_SALES_RETURN == static_cast<int>(VoucherKind::sales_return) &&
              EMPTOR_VOUCHER_PURCHASE_RETURN == static_cast<int>(VoucherKind::purchase_return) &&
              EMPTOR_VOUCHER_REBATE == static_cast<int>(VoucherKind::rebate));
static_assert(EMPTOR_REASON_ROUNDING == static_cast<int>(WriteOffReason::rounding) &&
              EMPTOR_REASON_SHORT_PAY == static_cast<int>(WriteOffReason::short_pay) &&
              EMPTOR_REASON_BAD_DEBT == static_cast<int>(WriteOffReason::bad_debt));
static_assert(EMPTOR_TAX_EXCLUSIVE == static_cast<int>(TaxMode::exclusive) &&
              EMPTOR_TAX_INCLUSIVE == static_cast<int>(TaxMode::inclusive));

namespace {

/// A getter of text: NULL for NULL.
template <class Get>
const char* text_of(const emptor_voucher* voucher, Get&& get) noexcept {
  return voucher != nullptr ? get(*voucher).c_str() : nullptr;
}

}  // namespace

const char* emptor_voucher_kind_name(std::int32_t kind) noexcept {
  if (kind < EMPTOR_VOUCHER_SALE || kind > EMPTOR_VOUCHER_REBATE) return "";
  return c_name(to_string(static_cast<VoucherKind>(kind)));
}

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

std::int64_t emptor_voucher_returns(const emptor_voucher* voucher) noexcept {
  return voucher != nullptr ? voucher->voucher.returns.value : 0;
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
    RowsBuilder rows{{"line", kInteger},         {"item", kText},           {"item_name", kText},
                     {"quantity", kDecimal},     {"unit", kText},           {"unit_price", kDecimal},
                     {"source", kText},          {"entry", kInteger},       {"base_price", kDecimal},
                     {"discount", kDecimal},     {"tax_code", kText},       {"tax_rate", kDecimal},
                     {"net", kDecimal},          {"tax", kDecimal},         {"memo", kText},
                     {"trace", kText},           {"promotion", kDecimal},   {"gift_of", kText},
                     {"typed_price", kDecimal},  {"found_price", kDecimal}, {"price_reason", kText},
                     {"returns_line", kInteger}, {"withheld", kDecimal}};
    for (const VoucherLine& line : found.lines)
      rows.add(line.line, line.item, line.item_name, line.quantity, line.unit, to_text(line.unit_price, found.currency),
               to_string(line.source), line.entry, price_text(line.base_price, found.currency), line.discount,
               line.tax_code, line.tax_rate, line.net, line.tax, line.memo, line.trace, line.promotion, line.gift_of,
               price_text(line.typed_price, found.currency), price_text(line.found_price, found.currency),
               line.price_reason, line.returns_line, line.withheld);
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
