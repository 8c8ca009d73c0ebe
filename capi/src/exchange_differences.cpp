/// Exchange differences: realised by allocations, and what open items are worth at a day's rate.
#include "emptor/exchange_differences.hpp"

#include "handles.hpp"
#include "records.hpp"
#include "rows.hpp"
#include "structs.hpp"
#include "values.hpp"

using namespace emptor;
using namespace emptor::capi;

namespace {

const char* side_name(Side side) { return side == Side::receivable ? "receivable" : "payable"; }

ForeignQuery to_query(const emptor_foreign_query& given) {
  check_reserved(given.reserved, "query.reserved");
  ForeignQuery query{.party = optional_text(given.party), .currency = optional_text(given.currency)};
  if (given.side != 0) query.side = choice(given.side, Side::receivable, Side::payable, "side");
  return query;
}

Realised realised(Session& in, const emptor_foreign_query* given) {
  const emptor_foreign_query query = read_optional(given);
  return in.exchange_differences().realised(
      {.of = to_query(query), .effective = {optional_date(query.from, "from"), optional_date(query.until, "until")}});
}

void give_items(const std::vector<ValuedItem>& items, emptor_rows*& out) {
  RowsBuilder rows{{"party", kText},
                   {"side", kText},
                   {"voucher", kInteger},
                   {"number", kText},
                   {"instalment", kInteger},
                   {"currency", kText},
                   {"open", kDecimal},
                   {"booked_numerator", kInteger},
                   {"booked_denominator", kInteger},
                   {"closing_numerator", kInteger},
                   {"closing_denominator", kInteger},
                   {"booked", kDecimal},
                   {"closing", kDecimal},
                   {"difference", kDecimal},
                   {"book_currency", kText}};
  for (const ValuedItem& each : items)
    rows.add(each.party, side_name(each.side), each.voucher, each.number, each.instalment, each.open.currency.code(),
             each.open, each.booked_at.numerator, each.booked_at.denominator, each.closing_at.numerator,
             each.closing_at.denominator, each.booked, each.closing, each.difference, each.difference.currency.code());
  rows.give(out);
}

}  // namespace

emptor_status emptor_realised_list(emptor_session* session, const emptor_foreign_query* query, emptor_rows** rows_out,
                                   emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"party", kText},       {"name", kText},          {"side", kText},
                     {"currency", kText},    {"settled", kDecimal},    {"booked", kDecimal},
                     {"realised", kDecimal}, {"difference", kDecimal}, {"book_currency", kText}};
    for (const RealisedRow& each : realised(in, query).rows)
      rows.add(each.party, each.name, side_name(each.side), each.settled.currency.code(), each.settled, each.booked,
               each.realised, each.difference, each.difference.currency.code());
    rows.give(out);
  });
}

emptor_status emptor_realised_documents(emptor_session* session, const emptor_foreign_query* query,
                                        emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"party", kText},
                     {"side", kText},
                     {"debit", kInteger},
                     {"debit_number", kText},
                     {"credit", kInteger},
                     {"credit_number", kText},
                     {"effective", kDate},
                     {"currency", kText},
                     {"settled", kDecimal},
                     {"booked_numerator", kInteger},
                     {"booked_denominator", kInteger},
                     {"settled_numerator", kInteger},
                     {"settled_denominator", kInteger},
                     {"booked", kDecimal},
                     {"realised", kDecimal},
                     {"difference", kDecimal},
                     {"book_currency", kText}};
    for (const RealisedDifference& each : realised(in, query).documents)
      rows.add(each.party, side_name(each.side), each.debit, each.debit_number, each.credit, each.credit_number,
               each.effective, each.settled.currency.code(), each.settled, each.booked_at.numerator,
               each.booked_at.denominator, each.settled_at.numerator, each.settled_at.denominator, each.booked,
               each.realised, each.difference, each.difference.currency.code());
    rows.give(out);
  });
}

emptor_status emptor_valuation_list(emptor_session* session, const emptor_foreign_query* query, emptor_rows** rows_out,
                                    emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    const emptor_foreign_query given = read_optional(query);
    RowsBuilder rows{{"party", kText},      {"name", kText},          {"side", kText},
                     {"currency", kText},   {"open", kDecimal},       {"booked", kDecimal},
                     {"closing", kDecimal}, {"difference", kDecimal}, {"book_currency", kText}};
    const Valuation found =
        in.exchange_differences().valuation({.of = to_query(given), .day = optional_date(given.day, "day")});
    for (const ValuationRow& each : found.rows)
      rows.add(each.party, each.name, side_name(each.side), each.open.currency.code(), each.open, each.booked,
               each.closing, each.difference, each.difference.currency.code());
    rows.give(out);
  });
}

emptor_status emptor_revalue(emptor_session* session, std::int32_t day, std::int64_t* id_out,
                             emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { give_id(in.exchange_differences().revalue(date(day, "day")).id, id_out); });
}

emptor_status emptor_revaluation_list(emptor_session* session, emptor_rows** rows_out,
                                      emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"id", kInteger},    {"day", kDate},       {"reversed_on", kDate},    {"difference", kDecimal},
                     {"currency", kText}, {"replaced", kTruth}, {"recorded_at", kInstant}, {"actor", kText}};
    for (const Valuation& each : in.exchange_differences().revaluations())
      rows.add(each.id, each.day, each.reversed_on, each.difference, each.difference.currency.code(), each.replaced,
               each.recorded_at, each.actor);
    rows.give(out);
  });
}

emptor_status emptor_revaluation_items(emptor_session* session, std::int64_t id, emptor_rows** rows_out,
                                       emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    give_items(in.exchange_differences().revaluation(RevaluationId(id)).items, out);
  });
}
