/// Balances, open items, allocations, ledgers, ageing.
#include "emptor/receivables.hpp"

#include "handles.hpp"
#include "records.hpp"
#include "rows.hpp"
#include "structs.hpp"
#include "values.hpp"

using namespace emptor;
using namespace emptor::capi;

struct emptor_allocation_plan {
  AllocationPlan plan;
  std::string available;
  std::string left;

  explicit emptor_allocation_plan(AllocationPlan made)
      : plan(std::move(made)), available(to_text(plan.available)), left(to_text(plan.left)) {}
};

namespace {

static_assert(EMPTOR_RECEIVABLE == static_cast<int>(Side::receivable) &&
              EMPTOR_PAYABLE == static_cast<int>(Side::payable));
static_assert(EMPTOR_BASIS_ACCOUNT == static_cast<int>(BalanceBasis::account) &&
              EMPTOR_BASIS_INDIVIDUAL == static_cast<int>(BalanceBasis::individual));
static_assert(EMPTOR_ALLOCATE_OLDEST_DATED == static_cast<int>(AllocationOrder::oldest_dated) &&
              EMPTOR_ALLOCATE_OLDEST_DUE == static_cast<int>(AllocationOrder::oldest_due) &&
              EMPTOR_ALLOCATE_SMALLEST == static_cast<int>(AllocationOrder::smallest) &&
              EMPTOR_ALLOCATE_LARGEST == static_cast<int>(AllocationOrder::largest) &&
              EMPTOR_ALLOCATE_EXACT == static_cast<int>(AllocationOrder::exact));
static_assert(EMPTOR_SUMMARY_PARTY == static_cast<int>(SummaryBy::party) &&
              EMPTOR_SUMMARY_SALESPERSON == static_cast<int>(SummaryBy::salesperson) &&
              EMPTOR_SUMMARY_GROUP == static_cast<int>(SummaryBy::group));
static_assert(EMPTOR_AGEING_DOCUMENT == static_cast<int>(AgeingBasis::document) &&
              EMPTOR_AGEING_DUE == static_cast<int>(AgeingBasis::due) &&
              EMPTOR_AGEING_POSTING == static_cast<int>(AgeingBasis::posting));
static_assert(EMPTOR_CREDITS_APART == static_cast<int>(AgeingCredits::apart) &&
              EMPTOR_CREDITS_BY_AGE == static_cast<int>(AgeingCredits::by_age) &&
              EMPTOR_CREDITS_OLDEST_FIRST == static_cast<int>(AgeingCredits::oldest_first));

Side to_side(std::int32_t side) { return choice(side, Side::receivable, Side::payable, "side"); }

BalanceBasis to_basis(std::int32_t basis) {
  return choice(basis, BalanceBasis::account, BalanceBasis::individual, "basis");
}

AgeingQuery to_query(const emptor_ageing_query& given) {
  check_array(given.bounds, given.bound_count, "bounds");
  AgeingQuery query{
      .side = to_side(given.side),
      .party = optional_text(given.party),
      .group = optional_text(given.group),
      .salesperson = optional_text(given.salesperson),
      .as_of = optional_date(given.as_of, "as_of"),
      .known_at = optional_instant(given.known_at),
      .basis = choice(given.basis, AgeingBasis::document, AgeingBasis::posting, "basis"),
      .balance_basis = choice(given.balance_basis, BalanceBasis::account, BalanceBasis::individual, "balance_basis"),
      .currency = optional_text(given.currency),
      .disputed_apart = truth(given.disputed_apart, "disputed_apart"),
      .with_instruments = truth(given.with_instruments, "with_instruments"),
      .credits = choice(given.credits, AgeingCredits::apart, AgeingCredits::oldest_first, "credits"),
      .by = choice(given.by, SummaryBy::party, SummaryBy::group, "by")};
  if (given.bounds != nullptr) query.bounds.assign(given.bounds, given.bounds + given.bound_count);
  return query;
}

/// "0-30", "31-60", "61-90", "over 90".
std::vector<Column> ageing_columns(const std::vector<int>& bounds) {
  std::vector<Column> columns{{"code", kText}, {"name", kText}, {"not_due", kDecimal}};
  int first = 0;
  for (const int last : bounds) {
    columns.push_back({std::to_string(first) + "-" + std::to_string(last), kDecimal});
    first = last + 1;
  }
  columns.push_back({"over " + std::to_string(first - 1), kDecimal});
  columns.push_back({"disputed", kDecimal});
  columns.push_back({"credits", kDecimal});
  columns.push_back({"balance", kDecimal});
  columns.push_back({"instruments", kDecimal});
  columns.push_back({"currency", kText});
  return columns;
}

std::vector<Cell> ageing_cells(const AgeingRow& row, Cell code, Cell name) {
  std::vector<Cell> cells{std::move(code), std::move(name), row.not_due};
  for (const Money bucket : row.buckets) cells.emplace_back(bucket);
  cells.emplace_back(row.disputed);
  cells.emplace_back(row.credits);
  cells.emplace_back(row.balance);
  cells.emplace_back(row.instruments);
  cells.emplace_back(row.balance.currency.code());
  return cells;
}

AllocationRequest to_request(const emptor_allocation_request& given) {
  check_reserved(given.reserved, "request.reserved");
  check_array(given.chosen, given.chosen_count, "chosen");
  AllocationRequest request{.party = std::string(required(given.party, "party")),
                            .side = to_side(given.side),
                            .currency = optional_text(given.currency),
                            .credit = VoucherId(given.credit),
                            .on = optional_date(given.on, "on")};
  for (std::int32_t i = 0; i < given.chosen_count; ++i) {
    const emptor_chosen_debit& each = given.chosen[i];
    check_reserved(each.reserved, "chosen.reserved");
    request.chosen.push_back(
        {.voucher = VoucherId(each.voucher),
         .instalment = each.instalment,
         .amount = optional_figure<Decimal>(each.amount, "chosen[" + std::to_string(i) + "].amount")});
  }
  if (given.orders != nullptr) request.orders = to_orders(given.orders, given.order_count, "orders");
  return request;
}

void give_allocations(const std::vector<Allocation>& allocations, emptor_rows*& out) {
  RowsBuilder rows{
      {"debit", kInteger}, {"credit", kInteger}, {"amount", kDecimal}, {"currency", kText}, {"effective", kDate}};
  for (const Allocation& each : allocations)
    rows.add(each.debit, each.credit, each.amount, each.amount.currency.code(), each.effective);
  rows.give(out);
}

SummaryQuery to_query(const emptor_summary_query& given) {
  check_reserved(given.reserved, "query.reserved");
  return {.side = to_side(given.side),
          .by = choice(given.by, SummaryBy::party, SummaryBy::group, "by"),
          .basis = to_basis(given.basis),
          .party = optional_text(given.party),
          .group = optional_text(given.group),
          .salesperson = optional_text(given.salesperson),
          .from = optional_date(given.from, "from"),
          .last = optional_date(given.last, "last"),
          .currency = optional_text(given.currency),
          .include_archived = !truth(given.without_archived, "without_archived")};
}

UncollectedQuery to_query(const emptor_uncollected_query& given) {
  return {.side = to_side(given.side),
          .basis = to_basis(given.basis),
          .party = optional_text(given.party),
          .group = optional_text(given.group),
          .salesperson = optional_text(given.salesperson),
          .as_of = optional_date(given.as_of, "as_of"),
          .currency = optional_text(given.currency)};
}

}  // namespace

emptor_status emptor_balance_get(emptor_session* session, const char* party, std::int32_t side, std::int32_t basis,
                                 const char* currency, std::int32_t on, emptor_balance* balance_out,
                                 emptor_error** error_out) noexcept {
  return with_session(session, balance_out, "balance_out", error_out, [&](Session& in, emptor_balance& out) {
    const Balance found = in.receivables().balance(required(party, "party"), to_side(side), to_basis(basis),
                                                   optional_view(currency), optional_date(on, "on"));
    emptor_balance balance = Versioned<emptor_balance>::defaults();
    if (found.age_start) balance.age_start = found.age_start->days();
    balance.age_days = found.age_days;
    balance.age_months = found.age_months;
    copy_text(balance.currency, found.amount.currency.code());
    copy_text(balance.amount, to_text(found.amount));
    write(balance, out);
  });
}

emptor_status emptor_balance_by_key(emptor_session* session, std::int64_t account, std::int32_t side,
                                    const char* currency, std::int64_t* minor_units_out,
                                    emptor_error** error_out) noexcept {
  return with_session(session, minor_units_out, "minor_units_out", error_out, [&](Session& in, std::int64_t& out) {
    const Currency in_currency = Currency::of(required(currency, "currency"));
    out = in.receivables().balance(PartyId(account), to_side(side), in_currency).minor;
  });
}

emptor_status emptor_balance_at(emptor_session* session, const char* party, std::int32_t day, std::int32_t side,
                                std::int32_t basis, const char* currency, emptor_text* amount_out,
                                emptor_error** error_out) noexcept {
  return with_session(session, amount_out, "amount_out", error_out, [&](Session& in, emptor_text& out) {
    out = fixed_text(to_text(in.receivables().balance_at(required(party, "party"), date(day, "day"), to_side(side),
                                                         to_basis(basis), optional_view(currency))));
  });
}

emptor_status emptor_open_item_list(emptor_session* session, const char* party, std::int32_t side, const char* currency,
                                    std::int32_t limit, emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"voucher", kInteger},     {"number", kText},     {"instalment", kInteger},
                     {"party", kText},          {"dated", kDate},      {"due", kDate},
                     {"amount", kDecimal},      {"open", kDecimal},    {"currency", kText},
                     {"discount_until", kDate}, {"discount", kDecimal}};
    for (const OpenItem& item :
         in.receivables().open_items(required(party, "party"), to_side(side), optional_view(currency), limit))
      rows.add(item.voucher, item.number, item.instalment, item.party, item.dated, item.due, item.amount, item.open,
               item.open.currency.code(), item.discount_until, item.discount);
    rows.give(out);
  });
}

emptor_status emptor_allocation_list(emptor_session* session, std::int64_t voucher, emptor_rows** rows_out,
                                     emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    give_allocations(in.receivables().allocations(VoucherId(voucher)), out);
  });
}

emptor_status emptor_allocation_plan_new(emptor_session* session, const emptor_allocation_request* request,
                                         emptor_allocation_plan** plan_out, emptor_error** error_out) noexcept {
  return with_session(session, plan_out, "plan_out", error_out, [&](Session& in, emptor_allocation_plan*& out) {
    out = give<emptor_allocation_plan>(in.receivables().plan(to_request(read(request))));
  });
}

void emptor_allocation_plan_free(emptor_allocation_plan* plan) noexcept { delete plan; }

emptor_status emptor_allocation_plan_rows(const emptor_allocation_plan* plan, emptor_rows** rows_out,
                                          emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"debit", kInteger}, {"number", kText},  {"instalment", kInteger}, {"dated", kDate},
                     {"due", kDate},      {"open", kDecimal}, {"amount", kDecimal},     {"currency", kText}};
    for (const PlannedAllocation& each : require(plan, "plan").plan.rows)
      rows.add(each.debit, each.number, each.instalment, each.dated, each.due, each.open, each.amount,
               each.amount.currency.code());
    rows.give(out);
  });
}

const char* emptor_allocation_plan_available(const emptor_allocation_plan* plan) noexcept {
  return plan != nullptr ? plan->available.c_str() : nullptr;
}

const char* emptor_allocation_plan_left(const emptor_allocation_plan* plan) noexcept {
  return plan != nullptr ? plan->left.c_str() : nullptr;
}

emptor_status emptor_allocation_commit(emptor_session* session, const emptor_allocation_plan* plan,
                                       emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    give_allocations(in.receivables().commit(require(plan, "plan").plan), out);
  });
}

emptor_status emptor_allocation_undo(emptor_session* session, const char* party, std::int64_t voucher,
                                     std::int32_t side, const char* currency, std::int32_t on, emptor_rows** rows_out,
                                     emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    give_allocations(in.receivables().undo(required(party, "party"), VoucherId(voucher), to_side(side),
                                           optional_view(currency), optional_date(on, "on")),
                     out);
  });
}

emptor_status emptor_ledger_list(emptor_session* session, const char* party, std::int32_t from, std::int32_t last,
                                 std::int32_t side, std::int32_t basis, const char* currency, emptor_rows** rows_out,
                                 emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"dated", kDate},     {"kind", kText},       {"number", kText},
                     {"party", kText},     {"voucher", kInteger}, {"debit", kDecimal},
                     {"credit", kDecimal}, {"balance", kDecimal}, {"currency", kText}};
    for (const LedgerRow& row :
         in.receivables().ledger(required(party, "party"), date(from, "from"), date(last, "last"), to_side(side),
                                 optional_view(currency), to_basis(basis)))
      rows.add(row.dated, row.kind, row.number, row.party, row.voucher, row.debit, row.credit, row.balance,
               row.balance.currency.code());
    rows.give(out);
  });
}

emptor_status emptor_ageing_list(emptor_session* session, const emptor_ageing_query* query, emptor_rows** rows_out,
                                 emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    const Ageing ageing = in.receivables().ageing(to_query(read_optional(query)));
    RowsBuilder rows(ageing_columns(ageing.bounds));
    for (const AgeingRow& row : ageing.rows) rows.add(ageing_cells(row, row.code, row.name));
    rows.add(ageing_cells(ageing.total, {}, {}));
    rows.give(out);
  });
}

emptor_status emptor_summary_list(emptor_session* session, const emptor_summary_query* query, emptor_rows** rows_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    const Summary summary = in.receivables().summary(to_query(read_optional(query)));
    RowsBuilder rows{{"total", kTruth},       {"code", kText},          {"name", kText},
                     {"opening", kDecimal},   {"trade", kDecimal},      {"other_increases", kDecimal},
                     {"collected", kDecimal}, {"difference", kDecimal}, {"balance", kDecimal},
                     {"currency", kText}};
    const auto add = [&](const SummaryRow& row, bool total) {
      rows.add(total, total ? Cell() : Cell(row.code), total ? Cell() : Cell(row.name), row.opening, row.trade,
               row.other_increases, row.collected, row.difference, row.balance, row.balance.currency.code());
    };
    for (const SummaryRow& row : summary.rows) add(row, false);
    for (const SummaryRow& row : summary.totals) add(row, true);
    rows.give(out);
  });
}

emptor_status emptor_uncollected_list(emptor_session* session, const emptor_uncollected_query* query,
                                      emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    const Uncollected found = in.receivables().uncollected(to_query(read_optional(query)));
    RowsBuilder rows{{"party", kText},       {"name", kText},          {"balance", kDecimal}, {"age_start", kDate},
                     {"age_days", kInteger}, {"age_months", kInteger}, {"currency", kText}};
    for (const UncollectedRow& row : found.rows)
      rows.add(row.party, row.name, row.balance, row.age_start, row.age_days, row.age_months,
               row.balance.currency.code());
    for (const Money total : found.totals)
      rows.add(Cell(), Cell(), total, Cell(), Cell(), Cell(), total.currency.code());
    rows.give(out);
  });
}
