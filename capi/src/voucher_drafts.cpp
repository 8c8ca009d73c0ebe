/// Vouchers as they are typed, in memory and kept in the book.
#include "handles.hpp"
#include "structs.hpp"
#include "vouchers.hpp"

using namespace emptor;
using namespace emptor::capi;

namespace {

VoucherDraft to_draft(const emptor_voucher_input& given) {
  VoucherDraft draft{.kind = to_voucher_kind(given.kind),
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
          .gift_of = text(given.gift_of),
          .price_reason = text(given.price_reason)};
}

LinePrice to_price(const emptor_line_price& given, const std::string& place) {
  const auto required = [&](const char* value, const char* name) {
    if (value == nullptr) throw Error(ErrorCode::required, place + name, place + name + " is required");
  };
  check_reserved(given.reserved, "price.reserved");
  required(given.source, "source");
  const auto source = parse_price_source(given.source);
  if (!source) throw Error(ErrorCode::invalid, place + "source", "not a source of prices", {{"source", given.source}});
  required(given.unit_price, "unit_price");
  required(given.quantity, "quantity");
  return {.unit_price = figure<UnitPrice>(given.unit_price, place + "unit_price"),
          .source = *source,
          .entry = PriceEntryId(given.entry),
          .base_price = optional_figure<UnitPrice>(given.base_price, place + "base_price"),
          .discount = optional_figure<Percent>(given.discount, place + "discount"),
          .amount = optional_figure<Decimal>(given.amount, place + "amount"),
          .quantity = figure<Quantity>(given.quantity, place + "quantity"),
          .trace = text(given.trace),
          .unit = optional_text(given.unit),
          .price_list = optional_text(given.price_list)};
}

}  // namespace

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

emptor_status emptor_voucher_draft_keep_price(emptor_voucher_draft* draft, std::int32_t line,
                                              const emptor_line_price* price, emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    std::vector<LineDraft>& lines = require(draft, "draft").draft.lines;
    if (line < 0 || static_cast<std::size_t>(line) >= lines.size())
      throw Error(ErrorCode::range, "line", "the draft has no such line", {{"line", std::to_string(line)}});
    lines[static_cast<std::size_t>(line)].priced = to_price(read(price), "lines[" + std::to_string(line) + "].priced.");
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
    RowsBuilder rows{{"item", kText},
                     {"quantity", kDecimal},
                     {"unit", kText},
                     {"unit_price", kDecimal},
                     {"discount", kDecimal},
                     {"price_list", kText},
                     {"tax_code", kText},
                     {"memo", kText},
                     {"gift_of", kText},
                     {"price_reason", kText},
                     {"priced", kDecimal},
                     {"priced_source", kText},
                     {"priced_entry", kInteger},
                     {"priced_base", kDecimal},
                     {"priced_discount", kDecimal},
                     {"priced_amount", kDecimal},
                     {"priced_quantity", kDecimal},
                     {"priced_trace", kText},
                     {"priced_unit", kText},
                     {"priced_list", kText}};
    for (const LineDraft& line : require(draft, "draft").draft.lines) {
      const std::optional<LinePrice>& kept = line.priced;
      std::vector<Cell> cells{line.item,     line.quantity,    line.unit,     price_text(line.unit_price, Currency()),
                              line.discount, line.price_list,  line.tax_code, line.memo,
                              line.gift_of,  line.price_reason};
      cells.resize(cells.size() + 10);
      if (kept) {
        const auto at = cells.end() - 10;
        at[0] = to_text(kept->unit_price, Currency());
        at[1] = to_string(kept->source);
        at[2] = kept->entry;
        at[3] = price_text(kept->base_price, Currency());
        at[4] = kept->discount;
        at[5] = kept->amount;
        at[6] = kept->quantity;
        at[7] = kept->trace;
        at[8] = kept->unit;
        at[9] = kept->price_list;
      }
      rows.add(std::move(cells));
    }
    rows.give(out);
  });
}

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
