/// Finding vouchers, their numbers and seals, and what is reported of them.
#include "handles.hpp"
#include "structs.hpp"
#include "vouchers.hpp"

using namespace emptor;
using namespace emptor::capi;

RowsBuilder emptor::capi::voucher_rows() {
  return {{"id", kInteger},          {"kind", kText},        {"side", kText},           {"number", kText},
          {"dated", kDate},          {"due", kDate},         {"party", kText},          {"party_name", kText},
          {"account", kText},        {"currency", kText},    {"net", kDecimal},         {"tax", kDecimal},
          {"total", kDecimal},       {"reverses", kInteger}, {"reversed_by", kInteger}, {"reference", kText},
          {"recorded_at", kInstant}, {"actor", kText},       {"corrects", kInteger},    {"corrected_by", kInteger}};
}

void emptor::capi::add_voucher(RowsBuilder& rows, const Voucher& each) {
  rows.add(each.id, to_string(each.kind), each.side == Side::receivable ? "receivable" : "payable", each.number,
           each.dated, each.due, each.party, each.party_name, each.account, each.currency.code(), each.net, each.tax,
           each.total, each.reverses, each.reversed_by, each.reference, each.recorded_at, each.actor, each.corrects,
           each.corrected_by);
}

namespace {

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

}  // namespace

emptor_status emptor_voucher_void_number(emptor_session* session, std::int32_t kind, std::int32_t dated,
                                         const char* reason, emptor_rows** rows_out,
                                         emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = voided_rows();
    add_voided(rows, in.vouchers().void_number(to_voucher_kind(kind), text(reason), optional_date(dated, "dated")));
    rows.give(out);
  });
}

emptor_status emptor_voucher_voided_numbers(emptor_session* session, std::int32_t kind, emptor_rows** rows_out,
                                            emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = voided_rows();
    const auto wanted = kind != 0 ? std::optional(to_voucher_kind(kind)) : std::nullopt;
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

emptor_status emptor_voucher_find(emptor_session* session, std::int32_t kind, const char* number,
                                  emptor_voucher** voucher_out, emptor_error** error_out) noexcept {
  return with_session(session, voucher_out, "voucher_out", error_out, [&](Session& in, emptor_voucher*& out) {
    auto found = in.vouchers().find(to_voucher_kind(kind), required(number, "number"));
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
    if (given.kind != 0) wanted.kind = to_voucher_kind(given.kind);
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
