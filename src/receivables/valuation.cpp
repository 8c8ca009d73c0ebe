/// Use cases of exchange differences.
#include <algorithm>
#include <map>

#include "emptor/exchange_differences.hpp"
#include "parties/cards.hpp"
#include "receivables/valuation_records.hpp"
#include "receivables/verify_valuation.hpp"
#include "settings/policies.hpp"

namespace emptor::receivables {
namespace {

using access::Work;

Book book_of(Work& work) {
  return {.currency = settings::current(work).currency, .rounding = settings::current(work).rounding};
}

std::vector<ForeignAccount> accounts_of(Work& work, const ForeignQuery& query) {
  const Currency book = settings::current(work).currency;
  std::optional<Currency> currency;
  if (query.currency) {
    currency = Currency::find(*query.currency);
    if (!currency)
      throw Error(ErrorCode::unknown_currency, "currency", "not the code of an active currency",
                  {{"currency", *query.currency}});
    if (*currency == book)
      throw Error(ErrorCode::invalid, "currency", "the book's own currency has no exchange differences",
                  {{"currency", *query.currency}});
  }
  std::optional<PartyId> account;
  if (query.party) account = parties::require(work, *query.party, "party").id;
  return foreign_accounts(work, book, account, query.side, currency);
}

/// The rate at which an item is valued; asked once for each currency.
class ClosingRates {
 public:
  ClosingRates(Work& work, Currency book, Date day) : work_(work), book_(book), day_(day) {}
  Ratio of(Currency currency) {
    if (const auto known = rates_.find(currency); known != rates_.end()) return known->second;
    const auto rate = settings::find_rate(work_, currency, book_, day_);
    if (!rate)
      throw Error(
          ErrorCode::no_rate, "day",
          "no exchange rate from " + std::string(currency.code()) + " to " + std::string(book_.code()) + " on " +
              day_.to_string(),
          {{"from", std::string(currency.code())}, {"to", std::string(book_.code())}, {"on", day_.to_string()}});
    return rates_.emplace(currency, *rate).first->second;
  }

 private:
  Work& work_;
  Currency book_;
  Date day_;
  std::map<Currency, Ratio> rates_;
};

struct Valued {
  std::vector<RevaluedItem> items;
  std::vector<VoucherId> without_rate;
};

Valued value_at(Work& work, const Book& book, const ForeignQuery& query, Date day) {
  ForeignItems items;
  std::vector<ForeignAllocation> later;
  for (const ForeignAccount& account : accounts_of(work, query)) {
    load_open_items(work, account, items);
    load_allocations_after(work, account, day, later);
  }
  load_items_of(work, later, items);
  take_back(items, later, day);
  Valued out;
  ClosingRates rates(work, book.currency, day);
  for (const auto& [key, item] : items) {
    if (!item.rate) {
      out.without_rate.push_back(key.item.voucher);
      continue;
    }
    const Ratio closing_at = rates.of(key.currency);
    out.items.push_back({.key = key,
                         .open = item.open,
                         .booked_at = *item.rate,
                         .closing_at = closing_at,
                         .booked = worth(book, item.open, key.currency, *item.rate),
                         .closing = worth(book, item.open, key.currency, closing_at)});
  }
  return out;
}

/// Rows of an account and currency, one after the other; the row that the figures belong to.
template <class Row>
Row& row_of(Work& work, std::vector<Row>& rows, PartyId account, Side side) {
  const parties::PartyCard& party = parties::card(work, account);
  return rows.emplace_back(Row{.party = party.code, .name = party.name, .side = side});
}

std::string number_of(Work& work, VoucherId voucher) {
  std::string kind;
  std::string number;
  if (work.session().describe_voucher != nullptr) work.session().describe_voucher(work, voucher.value, kind, number);
  return number;
}

void add(ValuationRow& row, const ValuedItem& item) {
  row.open += item.open;
  row.booked += item.booked;
  row.closing += item.closing;
  row.difference += item.difference;
}

Valuation describe(Work& work, const Book& book, const std::vector<RevaluedItem>& items, Date day) {
  const Money none = Money::zero(book.currency);
  Valuation out{.day = day, .reversed_on = day + 1, .difference = none};
  std::map<std::pair<Side, Currency>, ValuationRow> totals;
  const ForeignKey* before = nullptr;
  for (const RevaluedItem& each : items) {
    const ForeignKey& key = each.key;
    const Money nothing = Money::zero(key.currency);
    if (before == nullptr || before->account != key.account || before->side != key.side ||
        before->currency != key.currency) {
      ValuationRow& row = row_of(work, out.rows, key.account, key.side);
      row.open = nothing;
      row.booked = row.closing = row.difference = none;
    }
    before = &key;
    const auto money = [&](std::int64_t minor) { return Money{minor, book.currency}; };
    const ValuedItem& item =
        out.items.emplace_back(ValuedItem{.party = out.rows.back().party,
                                          .side = key.side,
                                          .voucher = key.item.voucher,
                                          .number = number_of(work, key.item.voucher),
                                          .instalment = key.item.instalment,
                                          .open = Money{each.open, key.currency},
                                          .booked_at = each.booked_at,
                                          .closing_at = each.closing_at,
                                          .booked = money(each.booked),
                                          .closing = money(each.closing),
                                          .difference = money(won(key.side, each.booked, each.closing))});
    add(out.rows.back(), item);
    const auto total = totals.try_emplace(
        {key.side, key.currency},
        ValuationRow{.side = key.side, .open = nothing, .booked = none, .closing = none, .difference = none});
    add(total.first->second, item);
    out.difference += item.difference;
  }
  for (auto& [key, total] : totals) out.totals.push_back(std::move(total));
  return out;
}

/// Of one that was kept.
void add_head(Work& work, const RevaluationHead& head, Valuation& out) {
  out.id = head.id;
  out.replaced = head.replaced;
  out.recorded_at = head.recorded_at;
  out.actor = access::actor_code(work, head.actor);
}

void add(RealisedRow& row, const RealisedDifference& each) {
  row.settled += each.settled;
  row.booked += each.booked;
  row.realised += each.realised;
  row.difference += each.difference;
}

Realised realised_in(Work& work, const RealisedQuery& query) {
  const Book book = book_of(work);
  const Money none = Money::zero(book.currency);
  Realised out{.difference = none};
  std::map<std::pair<Side, Currency>, RealisedRow> totals;
  for (const ForeignAccount& account : accounts_of(work, query.of)) {
    ForeignItems items;
    std::vector<ForeignAllocation> allocations;
    load_items(work, account, items);
    load_allocations(work, account, allocations);
    const Money nothing = Money::zero(account.currency);
    bool first = true;
    for (const RealisedAmount& each : realise(book, items, allocations)) {
      const ForeignAllocation& allocation = allocations[each.allocation];
      if (!query.effective.contains(allocation.effective)) continue;
      if (std::exchange(first, false)) {
        RealisedRow& row = row_of(work, out.rows, account.account, account.side);
        row.settled = nothing;
        row.booked = row.realised = row.difference = none;
      }
      const RealisedDifference& told = out.documents.emplace_back(
          RealisedDifference{.party = out.rows.back().party,
                             .side = account.side,
                             .debit = allocation.debit.item.voucher,
                             .debit_number = number_of(work, allocation.debit.item.voucher),
                             .credit = allocation.credit.voucher,
                             .credit_number = number_of(work, allocation.credit.voucher),
                             .effective = allocation.effective,
                             .settled = Money{allocation.amount, account.currency},
                             .booked_at = each.booked_at,
                             .settled_at = each.settled_at,
                             .booked = Money{each.booked, book.currency},
                             .realised = Money{each.realised, book.currency},
                             .difference = Money{won(account.side, each.booked, each.realised), book.currency}});
      add(out.rows.back(), told);
      const auto total = totals.try_emplace(
          {account.side, account.currency},
          RealisedRow{.side = account.side, .settled = nothing, .booked = none, .realised = none, .difference = none});
      add(total.first->second, told);
      out.difference += told.difference;
    }
  }
  for (auto& [key, total] : totals) out.totals.push_back(std::move(total));
  return out;
}

}  // namespace

std::vector<Difference> verify_revaluations(Work& work) {
  std::vector<Difference> found;
  const auto heads = load_revaluations(work);
  if (heads.empty()) return found;
  const Book book = book_of(work);
  ForeignItems all;
  std::vector<ForeignAllocation> allocations;
  for (const ForeignAccount& account : foreign_accounts(work, book.currency, {}, {}, {})) {
    load_items(work, account, all);
    load_allocations(work, account, allocations);
  }
  for (const RevaluationHead& head : heads) {
    // As it was known then: the documents until the last one that it saw.
    ForeignItems items = all;
    std::erase_if(items, [&](const auto& each) { return each.first.item.voucher.value > head.vouchers_through; });
    for (auto& [key, item] : items) item.open = item.amount;
    for (const ForeignAllocation& each : allocations) {
      if (each.id > head.allocations_through || each.effective > head.day) continue;
      if (const auto debit = items.find(each.debit); debit != items.end()) debit->second.open -= each.amount;
      if (const auto credit = items.find(each.credit_key()); credit != items.end()) credit->second.open += each.amount;
    }
    take_back(items, {}, head.day);
    std::erase_if(items, [](const auto& each) { return !each.second.rate; });
    const auto kept = load_revalued_items(work, head.id);
    const std::string where = "of " + head.day.to_string();
    if (kept.size() != items.size())
      found.push_back(
          {"revaluation", where, std::to_string(kept.size()) + " items", std::to_string(items.size()) + " items"});
    for (const RevaluedItem& each : kept) {
      const auto item = items.find(each.key);
      const std::int64_t open = item == items.end() ? 0 : item->second.open;
      const bool same = item != items.end() && open == each.open && *item->second.rate == each.booked_at &&
                        worth(book, open, each.key.currency, each.booked_at) == each.booked &&
                        worth(book, open, each.key.currency, each.closing_at) == each.closing;
      if (same) continue;
      const auto shown = [&](std::int64_t amount, std::int64_t booked, std::int64_t closing) {
        return Money{amount, each.key.currency}.to_string() + " at " + Money{booked, book.currency}.to_string() +
               " and " + Money{closing, book.currency}.to_string();
      };
      found.push_back({"revaluation", where + " voucher " + std::to_string(each.key.item.voucher.value),
                       shown(each.open, each.booked, each.closing),
                       shown(open, item == items.end() ? 0 : worth(book, open, each.key.currency, *item->second.rate),
                             worth(book, open, each.key.currency, each.closing_at))});
    }
  }
  return found;
}

}  // namespace emptor::receivables

namespace emptor {

using access::Work;

Realised ExchangeDifferences::realised(const RealisedQuery& query) const {
  auto work = Work::read(*state_);
  return receivables::realised_in(work, query);
}

Valuation ExchangeDifferences::valuation(const ValuationQuery& query) const {
  auto work = Work::read(*state_);
  const Date day = query.day ? *query.day : settings::today(work);
  const receivables::Book book = receivables::book_of(work);
  receivables::Valued valued = receivables::value_at(work, book, query.of, day);
  Valuation out = receivables::describe(work, book, valued.items, day);
  out.without_rate = std::move(valued.without_rate);
  return out;
}

Valuation ExchangeDifferences::revalue(Date day) {
  auto work = Work::write(*state_);
  settings::require_open_period(work, day, "day");
  const receivables::Book book = receivables::book_of(work);
  receivables::Valued valued = receivables::value_at(work, book, {}, day);
  const RevaluationId id = receivables::save_revaluation(work, day, valued.items);
  Valuation out = receivables::describe(work, book, valued.items, day);
  out.without_rate = std::move(valued.without_rate);
  receivables::add_head(work, {.id = id, .day = day, .recorded_at = work.now(), .actor = work.actor()}, out);
  access::Detail detail;
  detail.set("day", day.to_string()).set("difference", out.difference.to_string());
  work.record(Entity::revaluation, id.value, "exchange_differences.revalue", detail.json());
  work.commit();
  return out;
}

std::vector<Valuation> ExchangeDifferences::revaluations() const {
  auto work = Work::read(*state_);
  const receivables::Book book = receivables::book_of(work);
  std::vector<Valuation> found;
  for (const receivables::RevaluationHead& head : receivables::load_revaluations(work)) {
    Valuation& each = found.emplace_back(
        receivables::describe(work, book, receivables::load_revalued_items(work, head.id), head.day));
    receivables::add_head(work, head, each);
    each.rows.clear();
    each.items.clear();
  }
  return found;
}

Valuation ExchangeDifferences::revaluation(RevaluationId id) const {
  auto work = Work::read(*state_);
  const auto heads = receivables::load_revaluations(work);
  const auto head = std::ranges::find(heads, id, &receivables::RevaluationHead::id);
  if (head == heads.end())
    throw Error(ErrorCode::not_found, "id", "no revaluation has this id", {{"id", std::to_string(id.value)}});
  Valuation out =
      receivables::describe(work, receivables::book_of(work), receivables::load_revalued_items(work, id), head->day);
  receivables::add_head(work, *head, out);
  return out;
}

}  // namespace emptor
