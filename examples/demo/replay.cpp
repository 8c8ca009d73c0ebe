#include "replay.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "codes.hpp"

namespace demo {

using emptor::Date;
using emptor::Money;

emptor::VoucherDraft draft_of(const Transaction& transaction) {
  emptor::VoucherDraft draft;
  if (!transaction.is_invoice()) {
    draft.kind = emptor::VoucherKind::collection;
    draft.party = customer_code(transaction.account);
    draft.amount = emptor::Decimal::scaled(-transaction.total, 2);
    draft.reference = "payment " + std::to_string(transaction.id);
    return draft;
  }
  draft.kind = emptor::VoucherKind::sale;
  draft.party = customer_code(transaction.order != nullptr ? transaction.order->customer : transaction.account);
  if (transaction.order != nullptr) draft.salesperson = person_code(transaction.order->salesperson);
  draft.tax_mode = emptor::TaxMode::exclusive;
  draft.reference = "invoice " + std::to_string(transaction.invoice);
  for (const InvoiceLine& line : transaction.lines)
    draft.lines.push_back(
        {.item = item_code(line.item), .quantity = emptor::Quantity::of(std::int64_t{line.quantity})});
  return draft;
}

namespace {

class Replay {
 public:
  Replay(emptor::Session& session, emptor::FixedClock& clock, const Source& source, const ReplayPlan& plan,
         SourceLedger& ledger, Checks& checks, Console& console)
      : session_(session),
        vouchers_(session.vouchers()),
        receivables_(session.receivables()),
        clock_(clock),
        source_(source),
        plan_(plan),
        ledger_(ledger),
        settlements_(source),
        console_(console),
        posted_(checks.add("vouchers posted")),
        prices_(checks.add("lines: price, filled in from the base prices")),
        line_taxes_(checks.add("lines: tax and amount with tax")),
        totals_(checks.add("sales: net, tax and total")),
        accounts_(checks.add("sales: billed to the head office")),
        decisions_(checks.add("sales: exposure and excess over the limit")),
        amounts_(checks.add("collections: amount")),
        allocations_(checks.add("collections: invoices settled, oldest first")),
        month_ends_(checks.add("balances at month ends, as they stood")) {
    const auto zero = Money::zero(emptor::Currency::of(currency));
    out_.sold = out_.collected = out_.limits.largest = out_.limits.sum = zero;
    for (const Transaction& each : source.transactions)
      if (each.day <= plan.last) ++all_;
  }

  Replayed run() {
    std::size_t next = 0;
    for (Date day = source_.first_day(); day <= plan_.last; day = day + 1) {
      clock_.set(day);
      const std::size_t before = next;
      post_day(day, next);
      if (next > before) ++out_.days;
      if (ends_month(day) || day == plan_.last) end_month(day);
      console_.progress("posting", day.to_string(), static_cast<std::int64_t>(next), all_);
    }
    console_.progress_over();
    return std::move(out_);
  }

 private:
  void post_day(Date day, std::size_t& next) {
    if (next == source_.transactions.size() || source_.transactions[next].day != day) return;
    std::optional<emptor::Batch> batch;
    if (!plan_.each_durable) batch.emplace(session_.batch());
    for (; next < source_.transactions.size() && source_.transactions[next].day == day; ++next)
      post(source_.transactions[next]);
    if (!batch) return;
    out_.posting.start();
    batch->commit();
    out_.posting.stop();
  }

  void post(const Transaction& transaction) {
    const emptor::VoucherDraft draft = draft_of(transaction);
    const auto where = [&] { return transaction.day.to_string() + " " + draft.reference; };
    out_.posting.start();
    const emptor::PostResult result = vouchers_.post(draft, {.acknowledge_warnings = true});
    out_.posting.stop();
    posted_.same(result.posted() ? 1 : 0, 1, where);
    if (!result.posted()) return;
    if (transaction.is_invoice())
      check_sale(transaction, result, where);
    else
      check_collection(transaction, *result.voucher, where);
    ledger_.book(transaction);
  }

  template <class Where>
  void check_sale(const Transaction& invoice, const emptor::PostResult& result, const Where& where) {
    const emptor::Voucher& voucher = *result.voucher;
    totals_.same(voucher.net, invoice.net, where);
    totals_.same(voucher.tax, invoice.tax, where);
    totals_.same(voucher.total, invoice.total, where);
    accounts_.same(voucher.account, customer_code(invoice.account), where);
    if (voucher.lines.size() != invoice.lines.size()) {
      prices_.failed(where(), "other lines");
      return;
    }
    for (std::size_t i = 0; i < voucher.lines.size(); ++i) {
      const emptor::VoucherLine& line = voucher.lines[i];
      const InvoiceLine& expected = invoice.lines[i];
      const auto at_line = [&] { return where() + " line " + std::to_string(i + 1); };
      prices_.same(line.unit_price, expected.price, at_line);
      prices_.same(to_string(line.source), to_string(emptor::PriceSource::base), at_line);
      line_taxes_.same(line.tax, expected.tax, at_line);
      line_taxes_.same(line.net + line.tax, expected.extended, at_line);
    }
    check_decision(invoice, result, where);
    invoice_of_.emplace(voucher.id, invoice.invoice);
    ++out_.sales;
    out_.lines += static_cast<std::int64_t>(voucher.lines.size());
    out_.sold += voucher.total;
  }

  /// The limit and the balance before this sale come from the files, so the library's decision is judged, not repeated.
  template <class Where>
  void check_decision(const Transaction& invoice, const emptor::PostResult& result, const Where& where) {
    const auto limit = source_.customer(invoice.account).credit_limit;
    if (!result.credit) {
      decisions_.failed(where(), "no credit decision");
      return;
    }
    const emptor::CreditDecision& decision = *result.credit;
    const Cents expected = limit ? excess_over(*limit, ledger_.balance(invoice.account), invoice.total) : 0;
    decisions_.same(decision.excess_amount, expected, where);
    decisions_.same(decision.over_limit ? 1 : 0, expected > 0 ? 1 : 0, where);
    if (!limit) return;
    decisions_.same(decision.exposure, ledger_.balance(invoice.account), where);
    ++out_.limits.sales;
    if (!decision.over_limit) return;
    ++out_.limits.passed;
    out_.limits.accounts.insert(decision.account);
    out_.limits.sum += decision.excess_amount;
    if (decision.excess_amount > out_.limits.largest) {
      out_.limits.largest = decision.excess_amount;
      out_.limits.largest_sentence = decision.to_string();
      out_.limits.largest_on = invoice.day;
    }
  }

  template <class Where>
  void check_collection(const Transaction& payment, const emptor::Voucher& voucher, const Where& where) {
    amounts_.same(voucher.total, -payment.total, where);
    ++out_.collections;
    out_.collected += voucher.total;

    std::vector<std::pair<int, Cents>> expected;
    for (const Transaction* invoice : settlements_.of(payment)) expected.emplace_back(invoice->invoice, invoice->total);
    std::vector<std::pair<int, Cents>> got;
    for (const emptor::Allocation& each : receivables_.allocations(voucher.id))
      got.emplace_back(invoice_of_[each.debit], each.amount.minor);
    std::ranges::sort(expected);
    std::ranges::sort(got);
    out_.allocations += static_cast<std::int64_t>(got.size());
    allocations_.same(static_cast<std::int64_t>(got.size()), static_cast<std::int64_t>(expected.size()), where);
    for (std::size_t i = 0; i < std::min(got.size(), expected.size()); ++i) {
      allocations_.same(got[i].first, expected[i].first, where);
      allocations_.same_amount(got[i].second, expected[i].second, where);
    }
  }

  void end_month(Date day) {
    for (const auto& [account, expected] : ledger_.balances()) {
      const std::string code = customer_code(account);
      month_ends_.same(receivables_.balance(code).amount, expected, [&] { return code + " on " + day.to_string(); });
    }
    out_.month_ends.emplace_back(day, ledger_.balances());
  }

  emptor::Session& session_;
  emptor::Vouchers vouchers_;
  emptor::Receivables receivables_;
  emptor::FixedClock& clock_;
  const Source& source_;
  const ReplayPlan& plan_;
  SourceLedger& ledger_;
  Settlements settlements_;
  Console& console_;
  Check& posted_;
  Check& prices_;
  Check& line_taxes_;
  Check& totals_;
  Check& accounts_;
  Check& decisions_;
  Check& amounts_;
  Check& allocations_;
  Check& month_ends_;
  std::unordered_map<emptor::VoucherId, int> invoice_of_;
  std::int64_t all_ = 0;
  Replayed out_;
};

}  // namespace

Replayed replay(emptor::Session& session, emptor::FixedClock& clock, const Source& source, const ReplayPlan& plan,
                SourceLedger& ledger, Checks& checks, Console& console) {
  return Replay(session, clock, source, plan, ledger, checks, console).run();
}

void check_afterwards(const emptor::Session& session, const Source& source, const Replayed& replayed,
                      const ReplayPlan& plan, const SourceLedger& ledger, Checks& checks, Console& console) {
  const emptor::Receivables receivables = session.receivables();

  Check& month_ends = checks.add("balances at month ends, looked up afterwards");
  std::int64_t done = 0;
  for (const auto& [day, balances] : replayed.month_ends) {
    for (const auto& [account, expected] : balances) {
      const std::string code = customer_code(account);
      month_ends.same(receivables.balance_at(code, day), expected, [&] { return code + " on " + day.to_string(); });
    }
    console.progress("looking back", day.to_string(), ++done, static_cast<std::int64_t>(replayed.month_ends.size()));
  }
  console.progress_over();

  Check& open = checks.add("invoices still open on the last day");
  std::map<int, std::int64_t> unpaid;
  std::map<int, Cents> unpaid_amount;
  for (const Transaction& each : source.transactions)
    if (each.is_invoice() && each.day <= plan.last && each.settled > plan.last) {
      ++unpaid[each.account];
      unpaid_amount[each.account] += each.total;
    }
  for (const auto& [account, balance] : ledger.balances()) {
    const std::string code = customer_code(account);
    Money sum = Money::zero(emptor::Currency::of(currency));
    const auto items = receivables.open_items(code);
    for (const emptor::OpenItem& item : items) sum += item.open;
    open.same(static_cast<std::int64_t>(items.size()), unpaid[account], [&] { return code; });
    open.same(sum, unpaid_amount[account], [&] { return code; });
  }

  // A branch owes nothing itself; what it bought stands on its own basis, and all of it adds up to the head office's
  // account.
  Check& own = checks.add("branches: what each of them ordered itself");
  Check& sums = checks.add("head offices: the branches add up to the account");
  std::map<int, Cents> by_account;
  std::set<int> head_offices;
  for (const CustomerRow& row : source.customers) {
    const std::string code = customer_code(row.id);
    const Money balance = receivables.balance(code, emptor::Side::receivable, emptor::BalanceBasis::individual).amount;
    own.same(balance, ledger.traded(row.id), [&] { return code; });
    by_account[row.bill_to] += balance.minor;
    if (row.bill_to != row.id) head_offices.insert(row.bill_to);
  }
  for (const int each : head_offices) {
    const std::string code = customer_code(each);
    sums.same(receivables.balance(code).amount, by_account[each], [&] { return code; });
  }
}

}  // namespace demo
