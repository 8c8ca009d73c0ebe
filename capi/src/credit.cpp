/// Credit decisions and reports.
#include "emptor/credit.hpp"

#include "handles.hpp"
#include "records.hpp"
#include "rows.hpp"
#include "structs.hpp"
#include "values.hpp"

using namespace emptor;
using namespace emptor::capi;

static_assert(EMPTOR_VERDICT_PASS == static_cast<int>(CreditVerdict::pass) &&
              EMPTOR_VERDICT_WARN == static_cast<int>(CreditVerdict::warn) &&
              EMPTOR_VERDICT_BLOCK == static_cast<int>(CreditVerdict::block));
static_assert(EMPTOR_STAGE_ORDER == static_cast<int>(CreditStage::order) &&
              EMPTOR_STAGE_SALE == static_cast<int>(CreditStage::sale));

emptor_credit_decision::emptor_credit_decision(CreditDecision made)
    : decision(std::move(made)),
      currency(decision.document.currency.code()),
      exposure(to_text(decision.exposure)),
      document(to_text(decision.document)),
      excess_amount(to_text(decision.excess_amount)),
      payment_to_clear(to_text(decision.payment_to_clear)),
      text(decision.to_string()) {
  if (decision.limit) limit = to_text(*decision.limit);
  if (decision.available) available = to_text(*decision.available);
}

namespace {

const char* name_of(OnExcess answer) {
  switch (answer) {
    case OnExcess::ignore:
      return "ignore";
    case OnExcess::warn:
      return "warn";
    default:
      return "block";
  }
}

}  // namespace

const char* emptor_credit_verdict_name(std::int32_t verdict) noexcept {
  if (verdict < EMPTOR_VERDICT_PASS || verdict > EMPTOR_VERDICT_BLOCK) return "";
  return c_name(to_string(static_cast<CreditVerdict>(verdict)));
}

emptor_status emptor_credit_check(emptor_session* session, const char* customer, const char* amount,
                                  const char* currency, std::int32_t on, std::int32_t stage,
                                  emptor_credit_decision** decision_out, emptor_error** error_out) noexcept {
  return with_session(session, decision_out, "decision_out", error_out, [&](Session& in, emptor_credit_decision*& out) {
    const Currency in_currency = currency != nullptr ? Currency::of(currency) : in.settings().get().currency;
    const Decimal figure = required_figure<Decimal>(amount, "amount");
    out = give<emptor_credit_decision>(
        in.credit().check(required(customer, "customer"), Money::of(figure, in_currency), optional_date(on, "on"),
                          choice(stage, CreditStage::order, CreditStage::sale, "stage")));
  });
}

void emptor_credit_decision_free(emptor_credit_decision* decision) noexcept { delete decision; }

std::int32_t emptor_credit_decision_verdict(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr ? static_cast<std::int32_t>(decision->decision.verdict) : 0;
}

std::int32_t emptor_credit_decision_over_limit(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr && decision->decision.over_limit ? 1 : 0;
}

std::int32_t emptor_credit_decision_over_age(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr && decision->decision.over_age ? 1 : 0;
}

const char* emptor_credit_decision_currency(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr ? decision->currency.c_str() : nullptr;
}

const char* emptor_credit_decision_limit(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr && decision->limit ? decision->limit->c_str() : nullptr;
}

const char* emptor_credit_decision_exposure(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr ? decision->exposure.c_str() : nullptr;
}

const char* emptor_credit_decision_document(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr ? decision->document.c_str() : nullptr;
}

const char* emptor_credit_decision_excess_amount(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr ? decision->excess_amount.c_str() : nullptr;
}

std::int32_t emptor_credit_decision_age_limit_days(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr ? decision->decision.age_limit_days.value_or(-1) : 0;
}

std::int32_t emptor_credit_decision_age_days(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr ? decision->decision.age_days : 0;
}

std::int32_t emptor_credit_decision_excess_days(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr ? decision->decision.excess_days : 0;
}

const char* emptor_credit_decision_available(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr && decision->available ? decision->available->c_str() : nullptr;
}

const char* emptor_credit_decision_payment_to_clear(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr ? decision->payment_to_clear.c_str() : nullptr;
}

const char* emptor_credit_decision_account(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr ? decision->decision.account.c_str() : nullptr;
}

const char* emptor_credit_decision_text(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr ? decision->text.c_str() : nullptr;
}

namespace {

RowsBuilder report_rows() {
  return {{"customer", kText},    {"name", kText},     {"account", kText},
          {"currency", kText},    {"limit", kDecimal}, {"age_limit_days", kInteger},
          {"on_excess", kText},   {"used", kDecimal},  {"available", kDecimal},
          {"age_days", kInteger}, {"verdict", kText}};
}

void add_report(RowsBuilder& rows, const CreditReport& report) {
  rows.add(report.customer, report.name, report.account, report.used.currency.code(), report.policy.limit,
           report.policy.age_limit_days, name_of(report.policy.on_excess), report.used, report.available,
           report.age_days, to_string(report.verdict));
}

}  // namespace

emptor_status emptor_credit_report(emptor_session* session, const char* customer, std::int32_t on,
                                   emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = report_rows();
    add_report(rows, in.credit().report(required(customer, "customer"), optional_date(on, "on")));
    rows.give(out);
  });
}

emptor_status emptor_credit_report_list(emptor_session* session, const emptor_credit_report_query* query,
                                        emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    const emptor_credit_report_query given = read_optional(query);
    check_reserved(given.reserved, "query.reserved");
    RowsBuilder rows = report_rows();
    for (const CreditReport& report : in.credit().reports({.group = optional_text(given.group),
                                      .salesperson = optional_text(given.salesperson),
                                      .on = optional_date(given.on, "on"),
                                      .after_code = text(given.after_code),
                                      .limit = given.limit}))
      add_report(rows, report);
    rows.give(out);
  });
}

emptor_status emptor_credit_history(emptor_session* session, std::int32_t owner, const char* owner_code,
                                    emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"term", kText},  {"from", kDate},           {"before", kText},
                     {"after", kText}, {"recorded_at", kInstant}, {"actor", kText}};
    for (const CreditChange& each : in.credit().history(to_owner(owner, owner_code)))
      rows.add(to_string(each.term), each.from, each.before, each.after, each.recorded_at, each.actor);
    rows.give(out);
  });
}
