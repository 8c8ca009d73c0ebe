/// Balances, open items, ageing, ledgers; the credit policy.
#include <algorithm>

#include "handle.hpp"

namespace emptor::python {

namespace {

py::object finding_record(const CreditFinding& finding) {
  return record("CreditFinding", {{"rule", to_python(emptor::to_string(finding.rule))},
                                  {"answer", to_python(name_of(finding.answer, on_excess))},
                                  {"allowed", to_python(finding.allowed)},
                                  {"found", to_python(finding.found)},
                                  {"pool", to_python(finding.pool)}});
}

py::object fitting_record(const FittingLine& line) {
  return record("FittingLine", {{"line", to_python(line.line)},
                                {"item", to_python(line.item)},
                                {"quantity", to_python(line.quantity)},
                                {"amount", to_python(line.amount)}});
}

py::object pool_exposure_record(const PoolExposure& exposure) {
  return record(
      "PoolExposure",
      {{"pool", to_python(exposure.pool)}, {"limit", to_python(exposure.limit)}, {"used", to_python(exposure.used)}});
}

}  // namespace

py::object to_python(const CreditDecision& decision) {
  return record("CreditDecision", {{"verdict", enumerator("CreditVerdict", emptor::to_string(decision.verdict))},
                                   {"over_limit", to_python(decision.over_limit)},
                                   {"over_age", to_python(decision.over_age)},
                                   {"limit", to_python(decision.limit)},
                                   {"exposure", to_python(decision.exposure)},
                                   {"uncleared", to_python(decision.uncleared)},
                                   {"document", to_python(decision.document)},
                                   {"excess_amount", to_python(decision.excess_amount)},
                                   {"age_limit_days", to_python(decision.age_limit_days)},
                                   {"age_days", to_python(decision.age_days)},
                                   {"excess_days", to_python(decision.excess_days)},
                                   {"available", to_python(decision.available)},
                                   {"payment_to_clear", to_python(decision.payment_to_clear)},
                                   {"payment_clears", to_python(decision.payment_clears)},
                                   {"max_amount_now", to_python(decision.max_amount_now)},
                                   {"findings", tuple_of(decision.findings, finding_record)},
                                   {"pools", tuple_of(decision.pools, pool_exposure_record)},
                                   {"fitting", tuple_of(decision.fitting, fitting_record)},
                                   {"account", to_python(decision.account)},
                                   {"text", to_python(decision.to_string())}});
}

std::vector<AllocationOrder> orders_from(const Arguments& in, const char* name) {
  std::vector<AllocationOrder> found;
  for (const std::string& text : in.texts(name)) {
    const auto order = std::ranges::find(allocation_orders, text, &Named<AllocationOrder>::name);
    if (order == std::ranges::end(allocation_orders))
      throw Error(ErrorCode::invalid, in.field(name),
                  "\"" + text + "\" is none of oldest_dated, oldest_due, smallest, largest, exact");
    found.push_back(order->value);
  }
  return found;
}

namespace {

constexpr Named<AgeingBasis> ageing_bases[] = {
    {"document", AgeingBasis::document}, {"due", AgeingBasis::due}, {"posting", AgeingBasis::posting}};
constexpr Named<AgeingCredits> ageing_credits[] = {
    {"apart", AgeingCredits::apart}, {"by_age", AgeingCredits::by_age}, {"oldest_first", AgeingCredits::oldest_first}};
constexpr Named<SummaryBy> summary_by[] = {
    {"party", SummaryBy::party}, {"salesperson", SummaryBy::salesperson}, {"group", SummaryBy::group}};
constexpr Named<CreditStage> stages[] = {{"order", CreditStage::order},
                                         {"sale", CreditStage::sale},
                                         {"quotation", CreditStage::quotation},
                                         {"delivery", CreditStage::delivery}};

py::object balance(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string party = in.text("party");
  const Side side = in.choice("side", sides);
  const BalanceBasis basis = in.choice("basis", balance_bases);
  const std::optional<std::string> currency = in.maybe_text("currency");
  const std::optional<Date> on = in.maybe_date("on");
  const Balance found = handle.run(
      [&](const Session& session) { return session.receivables().balance(party, side, basis, currency, on); });
  return record("Balance", {{"amount", to_python(found.amount)},
                            {"age_start", to_python(found.age_start)},
                            {"age_days", to_python(found.age_days)},
                            {"age_months", to_python(found.age_months)}});
}

py::object balance_at(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string party = in.text("party");
  const Date day = in.date("day");
  const Side side = in.choice("side", sides);
  const BalanceBasis basis = in.choice("basis", balance_bases);
  const std::optional<std::string> currency = in.maybe_text("currency");
  return to_python(handle.run(
      [&](const Session& session) { return session.receivables().balance_at(party, day, side, basis, currency); }));
}

py::object open_items(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string party = in.text("party");
  const Side side = in.choice("side", sides);
  const std::optional<std::string> currency = in.maybe_text("currency");
  const int limit = in.number("limit");
  const auto found = handle.run(
      [&](const Session& session) { return session.receivables().open_items(party, side, currency, limit); });
  return list_of(found, [](const OpenItem& item) {
    return record("OpenItem", {{"voucher", to_python(item.voucher)},
                               {"number", to_python(item.number)},
                               {"instalment", to_python(item.instalment)},
                               {"party", to_python(item.party)},
                               {"dated", to_python(item.dated)},
                               {"due", to_python(item.due)},
                               {"amount", to_python(item.amount)},
                               {"open", to_python(item.open)},
                               {"discount_until", to_python(item.discount_until)},
                               {"discount", to_python(item.discount)}});
  });
}

py::object allocation_list(const std::vector<Allocation>& found) {
  return list_of(found, [](const Allocation& one) {
    return record("Allocation", {{"debit", to_python(one.debit)},
                                 {"credit", to_python(one.credit)},
                                 {"amount", to_python(one.amount)},
                                 {"effective", to_python(one.effective)}});
  });
}

py::object allocations(Handle& handle, const py::kwargs& given) {
  const VoucherId voucher(Arguments(given).integer("voucher"));
  return allocation_list(
      handle.run([&](const Session& session) { return session.receivables().allocations(voucher); }));
}

py::object plan_allocation(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  AllocationRequest request{.party = in.text("party"),
                            .side = in.choice("side", sides),
                            .currency = in.maybe_text("currency"),
                            .credit = VoucherId(in.integer("credit")),
                            .orders = orders_from(in, "orders"),
                            .on = in.maybe_date("on")};
  for (const Arguments& chosen : in.records("chosen"))
    request.chosen.push_back({.voucher = VoucherId(chosen.integer("voucher")),
                              .instalment = chosen.number("instalment"),
                              .amount = chosen.maybe_decimal("amount")});
  const AllocationPlan plan = handle.run([&](const Session& session) { return session.receivables().plan(request); });
  return record("AllocationPlan", {{"party", to_python(plan.party)},
                                   {"side", to_python(name_of(plan.side, sides))},
                                   {"credit", to_python(plan.credit)},
                                   {"credit_dated", to_python(plan.credit_dated)},
                                   {"on", to_python(plan.on)},
                                   {"available", to_python(plan.available)},
                                   {"rows", tuple_of(plan.rows,
                                                     [](const PlannedAllocation& row) {
                                                       return record("PlannedAllocation",
                                                                     {{"debit", to_python(row.debit)},
                                                                      {"number", to_python(row.number)},
                                                                      {"instalment", to_python(row.instalment)},
                                                                      {"dated", to_python(row.dated)},
                                                                      {"due", to_python(row.due)},
                                                                      {"open", to_python(row.open)},
                                                                      {"amount", to_python(row.amount)}});
                                                     })},
                                   {"left", to_python(plan.left)}});
}

py::object commit_allocation(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const Currency currency = Currency::of(in.text("currency"));
  AllocationPlan plan{.party = in.text("party"),
                      .side = in.choice("side", sides),
                      .credit = VoucherId(in.integer("credit")),
                      .on = in.date("on"),
                      .available = Money::of(in.decimal("available"), currency)};
  for (const Arguments& row : in.records("rows"))
    plan.rows.push_back({.debit = VoucherId(row.integer("debit")),
                         .number = row.text("number"),
                         .instalment = row.number("instalment"),
                         .dated = row.date("dated"),
                         .open = Money::of(row.decimal("open"), currency),
                         .amount = Money::of(row.decimal("amount"), currency)});
  return allocation_list(handle.run([&](const Session& session) { return session.receivables().commit(plan); }));
}

py::object undo_allocations(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string party = in.text("party");
  const VoucherId voucher(in.integer("voucher"));
  const Side side = in.choice("side", sides);
  const std::optional<std::string> currency = in.maybe_text("currency");
  const std::optional<Date> on = in.maybe_date("on");
  return allocation_list(handle.run(
      [&](const Session& session) { return session.receivables().undo(party, voucher, side, currency, on); }));
}

py::object ageing_row(const AgeingRow& row) {
  return record("AgeingRow", {{"code", to_python(row.code)},
                              {"name", to_python(row.name)},
                              {"not_due", to_python(row.not_due)},
                              {"buckets", tuple_of(row.buckets, [](Money amount) { return to_python(amount); })},
                              {"disputed", to_python(row.disputed)},
                              {"credits", to_python(row.credits)},
                              {"balance", to_python(row.balance)},
                              {"instruments", to_python(row.instruments)}});
}

py::object ageing(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  AgeingQuery query{.side = in.choice("side", sides),
                    .party = in.maybe_text("party"),
                    .group = in.maybe_text("group"),
                    .salesperson = in.maybe_text("salesperson"),
                    .as_of = in.maybe_date("as_of"),
                    .known_at = in.maybe_instant("known_at"),
                    .basis = in.choice("basis", ageing_bases),
                    .balance_basis = in.choice("balance_basis", balance_bases),
                    .bounds = {},
                    .currency = in.maybe_text("currency"),
                    .disputed_apart = in.flag("disputed_apart"),
                    .with_instruments = in.flag("with_instruments"),
                    .credits = in.choice("credits", ageing_credits),
                    .by = in.choice("by", summary_by)};
  for (const std::int64_t bound : in.integers("bounds")) {
    if (bound < 0 || bound > 1'000'000) throw Error(ErrorCode::range, "bounds", "a bound is a number of days");
    query.bounds.push_back(static_cast<int>(bound));
  }
  const Ageing found = handle.run([&](const Session& session) { return session.receivables().ageing(query); });
  return record("Ageing", {{"as_of", to_python(found.as_of)},
                           {"bounds", tuple_of(found.bounds, [](int bound) { return to_python(bound); })},
                           {"rows", tuple_of(found.rows, ageing_row)},
                           {"total", ageing_row(found.total)}});
}

py::object ledger(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string party = in.text("party");
  const Date first = in.date("first");
  const Date last = in.date("last");
  const Side side = in.choice("side", sides);
  const std::optional<std::string> currency = in.maybe_text("currency");
  const BalanceBasis basis = in.choice("basis", balance_bases);
  const auto found = handle.run(
      [&](const Session& session) { return session.receivables().ledger(party, first, last, side, currency, basis); });
  return list_of(found, [](const LedgerRow& row) {
    return record("LedgerRow", {{"dated", to_python(row.dated)},
                                {"kind", to_python(row.kind)},
                                {"number", to_python(row.number)},
                                {"party", to_python(row.party)},
                                {"voucher", to_python(row.voucher)},
                                {"debit", to_python(row.debit)},
                                {"credit", to_python(row.credit)},
                                {"balance", to_python(row.balance)}});
  });
}

py::object summary_row(const SummaryRow& row) {
  return record("SummaryRow", {{"code", to_python(row.code)},
                               {"name", to_python(row.name)},
                               {"opening", to_python(row.opening)},
                               {"trade", to_python(row.trade)},
                               {"other_increases", to_python(row.other_increases)},
                               {"collected", to_python(row.collected)},
                               {"difference", to_python(row.difference)},
                               {"balance", to_python(row.balance)}});
}

py::object summary(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const SummaryQuery query{.side = in.choice("side", sides),
                           .by = in.choice("by", summary_by),
                           .basis = in.choice("basis", balance_bases),
                           .party = in.maybe_text("party"),
                           .group = in.maybe_text("group"),
                           .salesperson = in.maybe_text("salesperson"),
                           .from = in.maybe_date("first"),
                           .last = in.maybe_date("last"),
                           .currency = in.maybe_text("currency"),
                           .include_archived = in.flag("include_archived")};
  const Summary found = handle.run([&](const Session& session) { return session.receivables().summary(query); });
  return record("Summary", {{"first", to_python(found.from)},
                            {"last", to_python(found.last)},
                            {"rows", tuple_of(found.rows, summary_row)},
                            {"totals", tuple_of(found.totals, summary_row)}});
}

py::object uncollected(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const UncollectedQuery query{.side = in.choice("side", sides),
                               .basis = in.choice("basis", balance_bases),
                               .party = in.maybe_text("party"),
                               .group = in.maybe_text("group"),
                               .salesperson = in.maybe_text("salesperson"),
                               .as_of = in.maybe_date("as_of"),
                               .currency = in.maybe_text("currency")};
  const Uncollected found =
      handle.run([&](const Session& session) { return session.receivables().uncollected(query); });
  return record("Uncollected", {{"as_of", to_python(found.as_of)},
                                {"rows", tuple_of(found.rows,
                                                  [](const UncollectedRow& row) {
                                                    return record("UncollectedRow",
                                                                  {{"party", to_python(row.party)},
                                                                   {"name", to_python(row.name)},
                                                                   {"balance", to_python(row.balance)},
                                                                   {"age_start", to_python(row.age_start)},
                                                                   {"age_days", to_python(row.age_days)},
                                                                   {"age_months", to_python(row.age_months)}});
                                                  })},
                                {"totals", tuple_of(found.totals, [](Money total) { return to_python(total); })}});
}

py::object credit_check(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string customer = in.text("customer");
  const Decimal amount = in.decimal("amount");
  const std::optional<std::string> currency = in.maybe_text("currency");
  const std::optional<Date> on = in.maybe_date("on");
  const CreditStage stage = in.choice("stage", stages);
  const std::optional<std::string> terms = in.maybe_text("payment_terms");
  const CreditDecision decision = handle.run([&](const Session& session) {
    const Currency unit = currency ? Currency::of(*currency) : session.settings().get().currency;
    return session.credit().check(customer, Money::of(amount, unit), on, stage, terms);
  });
  return to_python(decision);
}

py::object report_record(const CreditReport& found) {
  return record("CreditReport", {{"customer", to_python(found.customer)},
                                 {"name", to_python(found.name)},
                                 {"account", to_python(found.account)},
                                 {"limit", to_python(found.policy.limit)},
                                 {"age_limit_days", to_python(found.policy.age_limit_days)},
                                 {"on_excess", to_python(name_of(found.policy.on_excess, on_excess))},
                                 {"age_basis", to_python(name_of(found.policy.age_basis, age_bases))},
                                 {"used", to_python(found.used)},
                                 {"available", to_python(found.available)},
                                 {"age_days", to_python(found.age_days)},
                                 {"verdict", enumerator("CreditVerdict", emptor::to_string(found.verdict))}});
}

py::object credit_report(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string customer = in.text("customer");
  const std::optional<Date> on = in.maybe_date("on");
  return report_record(handle.run([&](const Session& session) { return session.credit().report(customer, on); }));
}

py::object credit_reports(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const CreditReportQuery query{.group = in.maybe_text("group"),
                                .salesperson = in.maybe_text("salesperson"),
                                .on = in.maybe_date("on"),
                                .after_code = in.text("after"),
                                .limit = in.number("limit")};
  return list_of(handle.run([&](const Session& session) { return session.credit().reports(query); }), report_record);
}

py::object release_record(const CreditRelease& release) {
  return record("CreditRelease", {{"released", to_python(release.released)},
                                  {"approved", to_python(release.approved)},
                                  {"tolerance", to_python(release.tolerance)},
                                  {"valid_until", to_python(release.valid_until)},
                                  {"whole_customer", to_python(release.whole_customer)},
                                  {"reason", to_python(release.reason)},
                                  {"recorded_at", to_python(release.recorded_at)},
                                  {"actor", to_python(release.actor)}});
}

py::object hold_record(const CreditHold& hold) {
  return record("CreditHold", {{"id", to_python(hold.id)},
                               {"customer", to_python(hold.customer)},
                               {"account", to_python(hold.account)},
                               {"stage", to_python(emptor::to_string(hold.stage))},
                               {"dated", to_python(hold.dated)},
                               {"document", to_python(hold.document)},
                               {"reference", to_python(hold.reference)},
                               {"verdict", enumerator("CreditVerdict", emptor::to_string(hold.verdict))},
                               {"rules", to_python(hold.rules)},
                               {"decision", to_python(hold.decision)},
                               {"recorded_at", to_python(hold.recorded_at)},
                               {"actor", to_python(hold.actor)},
                               {"releases", tuple_of(hold.releases, release_record)},
                               {"vouchers", tuple_of(hold.vouchers, [](std::int64_t id) { return to_python(id); })},
                               {"released", to_python(hold.released())}});
}

py::object credit_hold(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const Decimal amount = in.decimal("amount");
  const std::optional<std::string> currency = in.maybe_text("currency");
  CreditHoldInput input{.customer = in.text("customer"),
                        .on = in.maybe_date("on"),
                        .stage = in.choice("stage", stages),
                        .reference = in.text("reference"),
                        .payment_terms = in.maybe_text("payment_terms")};
  const auto hold = handle.run([&](Session& session) {
    input.document = Money::of(amount, currency ? Currency::of(*currency) : session.settings().get().currency);
    return session.credit().hold(input);
  });
  return hold ? hold_record(*hold) : py::none();
}

py::object release_hold(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const CreditHoldId id(in.integer("hold"));
  const std::optional<Decimal> approved = in.maybe_decimal("approved");
  CreditReleaseInput input{.reason = in.text("reason"),
                           .tolerance = in.of<Percent>("tolerance"),
                           .valid_until = in.maybe_date("valid_until"),
                           .whole_customer = in.flag("whole_customer")};
  return hold_record(handle.run([&](Session& session) {
    if (approved) input.approved = Money::of(*approved, session.credit().get_hold(id).document.currency);
    return session.credit().release(id, input);
  }));
}

py::object revoke_hold(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const CreditHoldId id(in.integer("hold"));
  const std::string reason = in.text("reason");
  return hold_record(handle.run([&](Session& session) { return session.credit().revoke(id, reason); }));
}

py::object credit_holds(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const CreditHoldQuery query{.customer = in.maybe_text("customer"),
                              .waiting_only = in.flag("waiting_only"),
                              .after = CreditHoldId(in.integer("after")),
                              .limit = in.number("limit")};
  return list_of(handle.run([&](const Session& session) { return session.credit().holds(query); }), hold_record);
}

py::object event_record(const CreditEvent& event) {
  return record("CreditEvent", {{"id", to_python(event.id)},
                                {"voucher", to_python(event.voucher)},
                                {"account", to_python(event.account)},
                                {"verdict", enumerator("CreditVerdict", emptor::to_string(event.verdict))},
                                {"acknowledged", to_python(event.acknowledged)},
                                {"rules", to_python(event.rules)},
                                {"limit", to_python(event.limit)},
                                {"exposure", to_python(event.exposure)},
                                {"document", to_python(event.document)},
                                {"excess_amount", to_python(event.excess_amount)},
                                {"age_limit_days", to_python(event.age_limit_days)},
                                {"age_days", to_python(event.age_days)},
                                {"excess_days", to_python(event.excess_days)},
                                {"recorded_at", to_python(event.recorded_at)},
                                {"actor", to_python(event.actor)}});
}

py::object credit_events(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const CreditEventQuery query{.customer = in.maybe_text("customer"),
                               .acknowledged_only = in.flag("acknowledged_only"),
                               .after = CreditEventId(in.integer("after")),
                               .limit = in.number("limit")};
  return list_of(handle.run([&](const Session& session) { return session.credit().events(query); }), event_record);
}

py::object create_credit_pool(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::optional<Decimal> limit = in.maybe_decimal("limit");
  CreditPool pool{.code = in.text("code"),
                  .name = in.text("name"),
                  .parent = in.maybe_text("parent"),
                  .currency = in.maybe_text("currency").value_or("")};
  handle.run([&](Session& session) {
    const Currency unit = pool.currency.empty() ? session.settings().get().currency : Currency::of(pool.currency);
    if (limit) pool.limit = Money::of(*limit, unit);
    static_cast<void>(session.credit().create_pool(pool));
  });
  return py::none();
}

py::object set_credit_pool_limit(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string pool = in.text("pool");
  const std::optional<Decimal> limit = in.maybe_decimal("limit");
  handle.run([&](Session& session) {
    const Currency unit = Currency::of(session.credit().get_pool(pool).currency);
    session.credit().set_pool_limit(pool, limit ? std::optional(Money::of(*limit, unit)) : std::nullopt);
  });
  return py::none();
}

py::object move_credit_pool(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string pool = in.text("pool");
  const std::optional<std::string> parent = in.maybe_text("parent");
  handle.run([&](Session& session) { session.credit().move_pool(pool, parent); });
  return py::none();
}

py::object join_credit_pool(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string customer = in.text("customer");
  const std::string pool = in.text("pool");
  const std::optional<Date> since = in.maybe_date("since");
  handle.run([&](Session& session) { session.credit().join_pool(customer, pool, since); });
  return py::none();
}

py::object leave_credit_pool(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string customer = in.text("customer");
  const Date since = in.date("since");
  handle.run([&](Session& session) { session.credit().leave_pool(customer, since); });
  return py::none();
}

py::object credit_pools(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::optional<Date> on = in.maybe_date("on");
  const auto found = handle.run([&](const Session& session) { return session.credit().pools(on); });
  return list_of(found, [](const CreditPoolReport& each) {
    return record("CreditPool",
                  {{"code", to_python(each.pool.code)},
                   {"name", to_python(each.pool.name)},
                   {"parent", to_python(each.pool.parent)},
                   {"currency", to_python(each.pool.currency)},
                   {"limit", to_python(each.pool.limit)},
                   {"used", to_python(each.used)},
                   {"available", to_python(each.available)},
                   {"members", tuple_of(each.members, [](const std::string& code) { return to_python(code); })}});
  });
}

py::object credit_history(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const TermOwner owner = owner_from(in);
  const auto found = handle.run([&](const Session& session) { return session.credit().history(owner); });
  return list_of(found, [](const CreditChange& change) {
    return record("CreditChange", {{"term", to_python(emptor::to_string(change.term))},
                                   {"since", to_python(change.from)},
                                   {"before", to_python(change.before)},
                                   {"after", to_python(change.after)},
                                   {"recorded_at", to_python(change.recorded_at)},
                                   {"actor", to_python(change.actor)}});
  });
}

}  // namespace

void bind_receivables(HandleClass& handle) {
  handle.def("balance", &balance)
      .def("balance_at", &balance_at)
      .def("open_items", &open_items)
      .def("allocations", &allocations)
      .def("plan_allocation", &plan_allocation)
      .def("commit_allocation", &commit_allocation)
      .def("undo_allocations", &undo_allocations)
      .def("ageing", &ageing)
      .def("ledger", &ledger)
      .def("summary", &summary)
      .def("uncollected", &uncollected)
      .def("credit_check", &credit_check)
      .def("credit_report", &credit_report)
      .def("credit_reports", &credit_reports)
      .def("credit_history", &credit_history)
      .def("credit_hold", &credit_hold)
      .def("release_hold", &release_hold)
      .def("revoke_hold", &revoke_hold)
      .def("credit_holds", &credit_holds)
      .def("credit_events", &credit_events)
      .def("create_credit_pool", &create_credit_pool)
      .def("set_credit_pool_limit", &set_credit_pool_limit)
      .def("move_credit_pool", &move_credit_pool)
      .def("join_credit_pool", &join_credit_pool)
      .def("leave_credit_pool", &leave_credit_pool)
      .def("credit_pools", &credit_pools);
}

}  // namespace emptor::python
