/// All customers' credit under other limits and terms.
#include "emptor/credit_portfolio.hpp"

#include "handles.hpp"
#include "rows.hpp"
#include "structs.hpp"
#include "values.hpp"

using namespace emptor;
using namespace emptor::capi;

emptor_status emptor_credit_what_if(emptor_session* session, const emptor_credit_scenario* scenario,
                                    emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    const emptor_credit_scenario given = read_optional(scenario);
    check_reserved(given.reserved, "scenario.reserved");
    const CreditOutlook found =
        in.credit().what_if({.limits = optional_figure<Percent>(given.limits, "limits").value_or(Percent{Percent::one}),
                             .terms_days = given.terms_days,
                             .failing = texts(given.failing, given.failing_count, "failing"),
                             .group = optional_text(given.group),
                             .salesperson = optional_text(given.salesperson)});
    RowsBuilder rows{{"kind", kText},        {"code", kText},        {"name", kText},    {"used", kDecimal},
                     {"limit", kDecimal},    {"over_now", kDecimal}, {"over", kDecimal}, {"lost", kDecimal},
                     {"verdict_now", kText}, {"verdict", kText},     {"fails", kTruth},  {"stopped_now", kInteger},
                     {"stopped", kInteger},  {"currency", kText}};
    const Cell none;
    for (const CreditOutlookRow& row : found.rows)
      rows.add("account", row.account, row.name, row.used, row.limit, row.over_now, row.over,
               row.fails ? row.used : Money::zero(row.used.currency), to_string(row.verdict_now),
               to_string(row.verdict), row.fails, none, none, row.used.currency.code());
    for (const CreditOutlookPool& row : found.pools)
      rows.add("pool", row.pool, none, row.used, row.limit, row.over_now, row.over, none, none, none, none, none, none,
               row.used.currency.code());
    rows.add("total", none, none, found.exposure, none, found.over_now, found.over, found.lost, none, none, none,
             found.stopped_now, found.stopped, found.exposure.currency.code());
    rows.give(out);
  });
}
