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
              EMPTOR_VERDICT_BLOCK == static_cast<int>(CreditVerdict::block) &&
              EMPTOR_VERDICT_APPROVE == static_cast<int>(CreditVerdict::approve));
static_assert(EMPTOR_STAGE_ORDER == static_cast<int>(CreditStage::order) &&
              EMPTOR_STAGE_SALE == static_cast<int>(CreditStage::sale) &&
              EMPTOR_STAGE_QUOTATION == static_cast<int>(CreditStage::quotation) &&
              EMPTOR_STAGE_DELIVERY == static_cast<int>(CreditStage::delivery));

emptor_credit_decision::emptor_credit_decision(CreditDecision made)
    : decision(std::move(made)),
      currency(decision.document.currency.code()),
      exposure(to_text(decision.exposure)),
      uncleared(to_text(decision.uncleared)),
      document(to_text(decision.document)),
      excess_amount(to_text(decision.excess_amount)),
      payment_to_clear(to_text(decision.payment_to_clear)),
      text(decision.to_string()) {
  if (decision.limit) limit = to_text(*decision.limit);
  if (decision.available) available = to_text(*decision.available);
  if (decision.max_amount_now) max_amount_now = to_text(*decision.max_amount_now);
}

namespace {

const char* name_of(OnExcess answer) {
  switch (answer) {
    case OnExcess::ignore:
      return "ignore";
    case OnExcess::warn:
      return "warn";
    case OnExcess::approve:
      return "approve";
    default:
      return "block";
  }
}

}  // namespace

const char* emptor_credit_verdict_name(std::int32_t verdict) noexcept {
  if (verdict < EMPTOR_VERDICT_PASS || verdict > EMPTOR_VERDICT_APPROVE) return "";
  return c_name(to_string(static_cast<CreditVerdict>(verdict)));
}

emptor_status emptor_credit_check(emptor_session* session, const char* customer, const char* amount,
                                  const char* currency, std::int32_t on, std::int32_t stage, const char* payment_terms,
                                  emptor_credit_decision** decision_out, emptor_error** error_out) noexcept {
  return with_session(session, decision_out, "decision_out", error_out, [&](Session& in, emptor_credit_decision*& out) {
    const Currency in_currency = currency != nullptr ? Currency::of(currency) : in.settings().get().currency;
    const Decimal figure = required_figure<Decimal>(amount, "amount");
    out = give<emptor_credit_decision>(in.credit().check(
        required(customer, "customer"), Money::of(figure, in_currency), optional_date(on, "on"),
        choice(stage, CreditStage::order, CreditStage::delivery, "stage"), optional_text(payment_terms)));
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

const char* emptor_credit_decision_uncleared(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr ? decision->uncleared.c_str() : nullptr;
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

std::int32_t emptor_credit_decision_payment_clears(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr && decision->decision.payment_clears ? 1 : 0;
}

const char* emptor_credit_decision_max_amount_now(const emptor_credit_decision* decision) noexcept {
  return decision != nullptr && decision->max_amount_now ? decision->max_amount_now->c_str() : nullptr;
}

emptor_status emptor_credit_decision_findings(const emptor_credit_decision* decision, emptor_rows** rows_out,
                                              emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"rule", kText}, {"answer", kText}, {"allowed", kText}, {"found", kText}, {"pool", kText}};
    for (const CreditFinding& each : require(decision, "decision").decision.findings)
      rows.add(to_string(each.rule), name_of(each.answer), each.allowed, each.found, each.pool);
    rows.give(out);
  });
}

emptor_status emptor_credit_decision_fitting(const emptor_credit_decision* decision, emptor_rows** rows_out,
                                             emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{
        {"line", kInteger}, {"item", kText}, {"quantity", kDecimal}, {"amount", kDecimal}, {"currency", kText}};
    for (const FittingLine& each : require(decision, "decision").decision.fitting)
      rows.add(each.line, each.item, each.quantity, each.amount, each.amount.currency.code());
    rows.give(out);
  });
}

namespace {

RowsBuilder hold_rows() {
  return {{"id", kInteger},   {"customer", kText},   {"account", kText},     {"stage", kText},
          {"dated", kDate},   {"amount", kDecimal},  {"currency", kText},    {"reference", kText},
          {"verdict", kText}, {"rules", kText},      {"decision", kText},    {"recorded_at", kInstant},
          {"actor", kText},   {"released", kTruth},  {"approved", kDecimal}, {"valid_until", kDate},
          {"reason", kText},  {"released_by", kText}};
}

void add_hold(RowsBuilder& rows, const CreditHold& hold) {
  std::optional<Money> approved;
  std::optional<Date> valid_until;
  std::optional<std::string> reason;
  std::optional<std::string> released_by;
  if (hold.released()) {
    approved = hold.releases.back().approved;
    valid_until = hold.releases.back().valid_until;
    reason = hold.releases.back().reason;
    released_by = hold.releases.back().actor;
  }
  rows.add(hold.id, hold.customer, hold.account, to_string(hold.stage), hold.dated, hold.document,
           hold.document.currency.code(), hold.reference, to_string(hold.verdict), hold.rules, hold.decision,
           hold.recorded_at, hold.actor, hold.released(), approved, valid_until, reason, released_by);
}

}  // namespace

emptor_status emptor_credit_hold(emptor_session* session, const char* customer, const char* amount,
                                 const char* currency, std::int32_t on, std::int32_t stage, const char* payment_terms,
                                 const char* reference, emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    const Currency in_currency = currency != nullptr ? Currency::of(currency) : in.settings().get().currency;
    RowsBuilder rows = hold_rows();
    if (const auto hold =
            in.credit().hold({.customer = std::string(required(customer, "customer")),
                              .document = Money::of(required_figure<Decimal>(amount, "amount"), in_currency),
                              .on = optional_date(on, "on"),
                              .stage = choice(stage, CreditStage::order, CreditStage::delivery, "stage"),
                              .reference = text(reference),
                              .payment_terms = optional_text(payment_terms)}))
      add_hold(rows, *hold);
    rows.give(out);
  });
}

emptor_status emptor_credit_hold_release(emptor_session* session, std::int64_t hold,
                                         const emptor_credit_release* release, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    const emptor_credit_release given = read(release);
    check_reserved(given.reserved, "release.reserved");
    CreditReleaseInput input{.reason = text(given.reason),
                             .tolerance = optional_figure<Percent>(given.tolerance, "tolerance").value_or(Percent{}),
                             .valid_until = optional_date(given.valid_until, "valid_until"),
                             .whole_customer = truth(given.whole_customer, "whole_customer")};
    if (const auto approved = optional_figure<Decimal>(given.approved, "approved"))
      input.approved = Money::of(*approved, in.credit().get_hold(CreditHoldId(hold)).document.currency);
    static_cast<void>(in.credit().release(CreditHoldId(hold), input));
  });
}

emptor_status emptor_credit_hold_revoke(emptor_session* session, std::int64_t hold, const char* reason,
                                        emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { static_cast<void>(in.credit().revoke(CreditHoldId(hold), text(reason))); });
}

emptor_status emptor_credit_holds(emptor_session* session, const char* customer, std::int32_t waiting_only,
                                  std::int64_t after, std::int32_t limit, emptor_rows** rows_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = hold_rows();
    for (const CreditHold& hold : in.credit().holds({.customer = optional_text(customer),
                                  .waiting_only = truth(waiting_only, "waiting_only"),
                                  .after = CreditHoldId(after),
                                  .limit = limit}))
      add_hold(rows, hold);
    rows.give(out);
  });
}

emptor_status emptor_credit_events(emptor_session* session, const char* customer, std::int32_t acknowledged_only,
                                   std::int64_t after, std::int32_t limit, emptor_rows** rows_out,
                                   emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{
        {"id", kInteger},         {"voucher", kInteger},     {"account", kText},          {"verdict", kText},
        {"acknowledged", kTruth}, {"rules", kText},          {"currency", kText},         {"limit", kDecimal},
        {"exposure", kDecimal},   {"document", kDecimal},    {"excess_amount", kDecimal}, {"age_limit_days", kInteger},
        {"age_days", kInteger},   {"excess_days", kInteger}, {"recorded_at", kInstant},   {"actor", kText}};
    for (const CreditEvent& each : in.credit().events({.customer = optional_text(customer),
                                   .acknowledged_only = truth(acknowledged_only, "acknowledged_only"),
                                   .after = CreditEventId(after),
                                   .limit = limit}))
      rows.add(each.id, each.voucher, each.account, to_string(each.verdict), each.acknowledged, each.rules,
               each.document.currency.code(), each.limit, each.exposure, each.document, each.excess_amount,
               each.age_limit_days, each.age_days, each.excess_days, each.recorded_at, each.actor);
    rows.give(out);
  });
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

emptor_status emptor_credit_pool_create(emptor_session* session, const char* code, const char* name, const char* parent,
                                        const char* currency, const char* limit, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    CreditPool pool{.code = std::string(required(code, "code")),
                    .name = text(name),
                    .parent = optional_text(parent),
                    .currency = text(currency)};
    if (const auto figure = optional_figure<Decimal>(limit, "limit"))
      pool.limit = Money::of(*figure, pool.currency.empty() ? in.settings().get().currency : Currency::of(currency));
    static_cast<void>(in.credit().create_pool(pool));
  });
}

emptor_status emptor_credit_pool_set_limit(emptor_session* session, const char* pool, const char* limit,
                                           emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    const std::string code(required(pool, "pool"));
    std::optional<Money> money;
    if (const auto figure = optional_figure<Decimal>(limit, "limit"))
      money = Money::of(*figure, Currency::of(in.credit().get_pool(code).currency));
    in.credit().set_pool_limit(code, money);
  });
}

emptor_status emptor_credit_pool_move(emptor_session* session, const char* pool, const char* parent,
                                      emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { in.credit().move_pool(required(pool, "pool"), optional_text(parent)); });
}

emptor_status emptor_credit_pool_join(emptor_session* session, const char* customer, const char* pool,
                                      std::int32_t from, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    in.credit().join_pool(required(customer, "customer"), required(pool, "pool"), optional_date(from, "from"));
  });
}

emptor_status emptor_credit_pool_leave(emptor_session* session, const char* customer, std::int32_t from,
                                       emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { in.credit().leave_pool(required(customer, "customer"), date(from, "from")); });
}

emptor_status emptor_credit_pools(emptor_session* session, std::int32_t on, emptor_rows** rows_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"code", kText},     {"name", kText},    {"parent", kText},       {"currency", kText},
                     {"limit", kDecimal}, {"used", kDecimal}, {"available", kDecimal}, {"members", kInteger}};
    for (const CreditPoolReport& each : in.credit().pools(optional_date(on, "on")))
      rows.add(each.pool.code, each.pool.name, each.pool.parent, each.pool.currency, each.pool.limit, each.used,
               each.available, static_cast<std::int64_t>(each.members.size()));
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
