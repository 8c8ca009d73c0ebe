/// A party's account as it is sent to a customer.
#include <algorithm>

#include "emptor/vouchers.hpp"
#include "parties/cards.hpp"
#include "receivables/reading.hpp"
#include "settings/policies.hpp"
#include "vouchers/document.hpp"

namespace emptor {
namespace {

using access::Work;
using receivables::Days;

/// Who it is, with the credit limit of the last day.
AccountStatement head_of(Work& work, const parties::PartyCard& card, Days days) {
  AccountStatement out{.party = card.code, .name = card.name, .from = days.from, .last = days.last};
  auto row = work.tx().statement("SELECT tax_number, representative, phone, email FROM emptor_party WHERE id = ?1");
  EMPTOR_REQUIRE(row.bind(card.id).step());
  out.tax_number = row.string(0);
  out.representative = row.string(1);
  out.phone = row.string(2);
  out.email = row.string(3);
  if (card.default_address) out.address = parties::address(work, card.default_address);
  const parties::TermSegment& terms = card.on(days.last);
  if (const auto& limit = terms.term(Term::credit_limit).value) {
    const auto& currency = terms.term(Term::credit_currency).value;
    out.credit_limit = Money::rounded(
        Decimal::parse(*limit), currency ? Currency::of(*currency) : settings::current(work).currency, Rounding::floor);
  }
  return out;
}

std::vector<VoucherLine> lines_of(Work& work, VoucherId voucher) {
  const auto document = vouchers::load(work, voucher);
  EMPTOR_REQUIRE(document.has_value());
  return vouchers::describe(work, *document, {}).lines;
}

StatementRow row_of(const LedgerRow& row, Side side, bool both) {
  StatementRow out{.dated = row.dated,
                   .kind = row.kind,
                   .number = row.number,
                   .party = row.party,
                   .voucher = row.voucher,
                   .debit = row.debit,
                   .credit = row.credit};
  if (both && side == Side::payable) std::swap(out.debit, out.credit);
  return out;
}

/// Days of the month and months are rows of their own: what falls together is added up.
void gather(std::vector<StatementRow>& rows, StatementRows by) {
  std::vector<StatementRow> gathered;
  for (StatementRow& row : rows) {
    const Date start =
        by == StatementRows::day ? row.dated : row.dated - (static_cast<int>(unsigned(row.dated.ymd().day())) - 1);
    if (gathered.empty() || gathered.back().dated != start) {
      gathered.push_back({.dated = start,
                          .kind = by == StatementRows::day ? "day" : "month",
                          .debit = Money::zero(row.debit.currency),
                          .credit = Money::zero(row.debit.currency)});
    }
    gathered.back().debit += row.debit;
    gathered.back().credit += row.credit;
  }
  rows = std::move(gathered);
}

AccountStatement statement_in(Work& work, const StatementQuery& query, const parties::PartyCard& card,
                              Currency currency, Days days) {
  AccountStatement out = head_of(work, card, days);
  out.opening = out.debit = out.credit = Money::zero(currency);

  std::vector<StatementRow> rows;
  for (const Side side : {Side::receivable, Side::payable}) {
    if (query.side && *query.side != side) continue;
    const auto ledger =
        receivables::ledger(work, {.account = card.id, .side = side, .currency = currency}, query.basis, days);
    const bool negative = !query.side && side == Side::payable;
    out.opening = negative ? out.opening - ledger.front().balance : out.opening + ledger.front().balance;
    for (std::size_t i = 1; i < ledger.size(); ++i) rows.push_back(row_of(ledger[i], side, !query.side));
  }
  std::ranges::stable_sort(rows, {}, [](const StatementRow& row) { return std::pair(row.dated, row.voucher); });
  if (query.rows == StatementRows::day || query.rows == StatementRows::month) gather(rows, query.rows);

  out.rows.push_back({.dated = receivables::day_before(days.from),
                      .kind = "carried_forward",
                      .party = card.code,
                      .debit = Money::zero(currency),
                      .credit = Money::zero(currency),
                      .balance = out.opening});
  for (StatementRow& row : rows) {
    row.balance = out.rows.back().balance + row.debit - row.credit;
    out.debit += row.debit;
    out.credit += row.credit;
    if (query.rows == StatementRows::line && row.voucher) row.lines = lines_of(work, row.voucher);
    out.rows.push_back(std::move(row));
  }
  out.closing = out.rows.back().balance;
  return out;
}

}  // namespace

AccountStatement Vouchers::statement(const StatementQuery& query) const {
  auto work = Work::read(*state_);
  const Date today = settings::today(work);
  const Days days = receivables::period_of(query.from, query.last, today);
  const parties::PartyCard& card = parties::require(work, query.party, "party");
  return statement_in(work, query, card, receivables::currency_of(work, card.id, query.currency, today), days);
}

std::vector<AccountStatement> Vouchers::statements(const StatementQuery& query) const {
  auto work = Work::read(*state_);
  const Days days = receivables::period_of(query.from, query.last, settings::today(work));
  const parties::PartyCard& card = parties::require(work, query.party, "party");
  std::optional<Currency> only;
  if (query.currency) only = Currency::of(*query.currency);
  std::vector<Currency> currencies;
  for (const Side side : {Side::receivable, Side::payable})
    if (!query.side || *query.side == side)
      for (const Currency each : receivables::currencies_of(work, card.id, side, only)) currencies.push_back(each);
  std::ranges::sort(currencies, {}, [](Currency each) { return each.code(); });
  currencies.erase(std::unique(currencies.begin(), currencies.end()), currencies.end());
  std::vector<AccountStatement> found;
  found.reserve(currencies.size());
  for (const Currency each : currencies) found.push_back(statement_in(work, query, card, each, days));
  return found;
}

}  // namespace emptor
