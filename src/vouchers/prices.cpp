/// What was paid: price history at entry, and the discount report.
#include <algorithm>

#include "catalog/cards.hpp"
#include "parties/cards.hpp"
#include "pricing/discounts.hpp"
#include "receivables/ledger.hpp"
#include "settings/policies.hpp"
#include "vouchers/document.hpp"

namespace emptor {
namespace {

using access::Work;

std::string number_of(Work& work, VoucherId id) {
  std::string kind;
  std::string number;
  vouchers::describe_voucher(work, id.value, kind, number);
  return number;
}

/// One key of an account, newest first.
void add_history(Work& work, const receivables::AccountKey& key, PartyId party, ItemId item, int limit,
                 std::vector<PastPrice>& found) {
  // The account's items are stored by date: the newest vouchers with this item are found from the end.
  auto rows = work.tx().statement(
      "SELECT v.id, v.doc_date, l.quantity, l.unit_id, l.unit_price, v.tax_mode, l.source "
      "FROM emptor_open_item o JOIN emptor_voucher v ON v.id = o.voucher_id "
      "JOIN emptor_voucher_line l ON l.voucher_id = o.voucher_id "
      "WHERE o.account_id = ?1 AND o.side = ?2 AND o.currency = ?3 AND o.party_id = ?4 AND o.reversed = 0 "
      "AND o.instalment = 1 AND v.kind = ?5 AND v.reverses IS NULL AND l.item_id = ?6 AND l.unit_price > 0 "
      "AND l.gift_of IS NULL ORDER BY o.doc_date DESC, o.voucher_id DESC, l.line DESC LIMIT ?7");
  const VoucherKind kind = key.side == Side::receivable ? VoucherKind::sale : VoucherKind::purchase;
  rows.bind(key.account, key.side, key.currency, party, kind, item, limit);
  while (rows.step()) {
    PastPrice& past = found.emplace_back();
    past.voucher = rows.id<VoucherTag>(0);
    past.dated = rows.date(1);
    past.quantity = {rows.integer(2)};
    past.unit = catalog::unit_code(work, rows.id<UnitTag>(3));
    past.unit_price = {rows.integer(4)};
    past.currency = key.currency;
    past.tax_mode = static_cast<TaxMode>(rows.integer(5));
    past.source = static_cast<PriceSource>(rows.integer(6));
  }
}

Percent percent_of_base(UnitPrice base, UnitPrice price) {
  if (base.micros == 0) return {};
  return {multiply_round(checked_subtract(base.micros, price.micros), Percent::one, base.micros)};
}

}  // namespace

void vouchers::visit_used_prices(Work& work, Date since, const std::function<void(std::int64_t entry)>& visit) {
  auto entries = work.tx().statement(
      "SELECT DISTINCT l.entry_id FROM emptor_voucher v JOIN emptor_voucher_line l ON l.voucher_id = v.id "
      "WHERE v.doc_date >= ?1 AND l.entry_id IS NOT NULL");
  entries.bind(since);
  while (entries.step()) visit(entries.integer(0));
  auto traces = work.tx().statement(
      "SELECT DISTINCT l.trace FROM emptor_voucher v JOIN emptor_voucher_line l ON l.voucher_id = v.id "
      "WHERE v.doc_date >= ?1 AND l.trace LIKE '%@%'");
  traces.bind(since);
  while (traces.step())
    for (const std::int64_t entry : pricing::read_discounting(traces.text(0)).discounting.lineage) visit(entry);
}

std::vector<PastPrice> Vouchers::price_history(const PriceHistoryQuery& query) const {
  if (query.limit < 1 || query.limit > 1'000)
    throw Error(ErrorCode::range, "limit", "limit must lie between 1 and 1,000",
                {{"limit", std::to_string(query.limit)}});
  auto work = Work::read(*state_);
  const PartyId party = parties::require(work, query.party, "party").id;
  const ItemId item = catalog::find_item_id(work, query.item);
  if (!item) throw Error(ErrorCode::unknown_reference, "item", "no item has this code", {{"code", query.item}});
  const Side side = query.direction == Direction::sales ? Side::receivable : Side::payable;
  std::vector<PastPrice> found;
  for (const PartyId account : vouchers::accounts_of(work, party))
    for (const auto& [currency, state] : receivables::states(work, account, side))
      add_history(work, {account, side, currency}, party, item, query.limit, found);
  std::ranges::stable_sort(found, [](const PastPrice& a, const PastPrice& b) {
    return std::pair(a.dated, a.voucher) > std::pair(b.dated, b.voucher);
  });
  if (found.size() > static_cast<std::size_t>(query.limit)) found.resize(static_cast<std::size_t>(query.limit));
  for (PastPrice& past : found) past.number = number_of(work, past.voucher);
  return found;
}

std::vector<DiscountReportLine> Vouchers::discount_report(const DiscountReportQuery& query) const {
  auto work = Work::read(*state_);
  Problems problems;
  PartyId party;
  LocationId location;
  PersonId person;
  const auto unknown = [&](const char* field, const std::string& code) {
    problems.add(ErrorCode::unknown_reference, field, std::string("no ") + field + " has this code", {{"code", code}});
  };
  if (query.party && !(party = parties::find_id(work, *query.party))) unknown("party", *query.party);
  if (query.location && !(location = catalog::find_location(work, *query.location)))
    unknown("location", *query.location);
  if (query.salesperson) {
    if (const auto found = parties::find_person(work, *query.salesperson))
      person = found->id;
    else
      unknown("salesperson", *query.salesperson);
  }
  if (query.min_discount.sign() < 0)
    problems.add(ErrorCode::range, "min_discount", "the least discount cannot be negative",
                 {{"min_discount", query.min_discount.to_string()}});
  problems.throw_if_any();
  Period dated = query.dated;
  if (!dated.from && !dated.until) {
    const Date today = settings::today(work);
    const std::chrono::year_month_day civil{std::chrono::sys_days{std::chrono::days{today.days()}}};
    dated = Period::days(today - static_cast<int>(static_cast<unsigned>(civil.day()) - 1), today);
  }

  const Rounding rounding = settings::current(work).rounding;
  auto rows = work.tx().statement(
      "SELECT v.id, v.doc_date, l.line, v.party_id, l.item_id, l.quantity, l.unit_id, l.base_price, l.unit_price, "
      "v.currency FROM emptor_voucher v JOIN emptor_voucher_line l ON l.voucher_id = v.id "
      "WHERE v.doc_date >= ?1 AND v.doc_date < ?2 AND v.kind = ?3 AND v.reverses IS NULL "
      "AND l.base_price <> l.unit_price AND (?4 = 0 OR v.party_id = ?4) AND (?5 = 0 OR v.location_id = ?5) "
      "AND (?6 = 0 OR v.person_id = ?6) "
      "AND NOT EXISTS (SELECT 1 FROM emptor_voucher r WHERE r.reverses = v.id) ORDER BY v.doc_date, v.id, l.line");
  rows.bind(dated.from.value_or(parties::since_ever),
            dated.until.value_or(Date(std::numeric_limits<std::int32_t>::max())), VoucherKind::sale, party.value,
            location.value, person.value);
  std::vector<DiscountReportLine> report;
  while (rows.step()) {
    DiscountReportLine line;
    line.voucher = rows.id<VoucherTag>(0);
    line.dated = rows.date(1);
    line.line = static_cast<int>(rows.integer(2));
    line.quantity = {rows.integer(5)};
    line.base_price = {rows.integer(7)};
    line.unit_price = {rows.integer(8)};
    const UnitPrice less{checked_subtract(line.base_price.micros, line.unit_price.micros)};
    line.discount = extend(line.quantity, less, rows.currency(9), rounding);
    const Decimal amount = line.discount.amount();
    if ((amount.sign() < 0 ? -amount : amount) < query.min_discount) continue;
    line.percent = percent_of_base(line.base_price, line.unit_price);
    line.party = parties::card(work, rows.id<PartyTag>(3)).code;
    line.item = catalog::card(work, rows.id<ItemTag>(4)).code;
    line.unit = catalog::unit_code(work, rows.id<UnitTag>(6));
    line.number = number_of(work, line.voucher);
    report.push_back(std::move(line));
  }
  return report;
}

}  // namespace emptor
