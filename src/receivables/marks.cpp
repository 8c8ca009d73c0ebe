#include "receivables/marks.hpp"

#include <algorithm>

#include "parties/cards.hpp"
#include "receivables/reading.hpp"
#include "receivables/records.hpp"
#include "settings/policies.hpp"

namespace emptor {

std::string_view to_string(ItemMarkKind kind) noexcept {
  switch (kind) {
    case ItemMarkKind::dispute:
      return "dispute";
    case ItemMarkKind::promise:
      return "promise";
    case ItemMarkKind::block:
      return "block";
  }
  return {};
}

std::string_view to_string(PromiseState state) noexcept {
  switch (state) {
    case PromiseState::waiting:
      return "waiting";
    case PromiseState::kept:
      return "kept";
    case PromiseState::broken:
      return "broken";
    case PromiseState::none:
      break;
  }
  return {};
}

namespace receivables {

void Marks::add(VoucherId voucher, int instalment, const Held& held) {
  held_[voucher.value].emplace_back(instalment, held);
}

const Marks::Held* Marks::find(VoucherId voucher, int instalment) const {
  const auto found = held_.find(voucher.value);
  if (found == held_.end()) return nullptr;
  const Held* first = nullptr;
  for (const auto& [of, held] : found->second)
    if ((of == 0 || of == instalment) && (first == nullptr || held.kind < first->kind)) first = &held;
  return first;
}

namespace {

Marks read(store::Statement rows) {
  Marks found;
  while (rows.step())
    found.add(rows.id<VoucherTag>(0), static_cast<int>(rows.integer(1)),
              {.kind = static_cast<ItemMarkKind>(rows.integer(2)), .until = rows.optional_date(3)});
  return found;
}

}  // namespace

Marks marks_on(access::Work& work, const AccountKey& key, Date day) {
  auto rows = work.tx().statement(
      "SELECT m.voucher_id, m.instalment, m.kind, m.valid_until FROM emptor_item_mark m WHERE m.account_id = ?1 "
      "AND m.side = ?2 AND m.currency = ?3 AND m.ends IS NULL AND m.valid_from <= ?4 "
      "AND (m.valid_until IS NULL OR m.valid_until >= ?4) "
      "AND NOT EXISTS (SELECT 1 FROM emptor_item_mark e WHERE e.ends = m.id AND e.valid_from <= ?4)");
  rows.bind(key.account, key.side, key.currency, day);
  return read(std::move(rows));
}

Marks marks_on(access::Work& work, Side side, Currency currency, Date day, Instant known_at) {
  auto rows = work.tx().statement(
      "SELECT m.voucher_id, m.instalment, m.kind, m.valid_until FROM emptor_item_mark m "
      "WHERE m.side = ?1 AND m.currency = ?2 AND m.ends IS NULL AND m.valid_from <= ?3 "
      "AND (m.valid_until IS NULL OR m.valid_until >= ?3) AND m.recorded_at <= ?4 AND NOT EXISTS (SELECT 1 FROM "
      "emptor_item_mark e WHERE e.ends = m.id AND e.valid_from <= ?3 AND e.recorded_at <= ?4)");
  rows.bind(side, currency, day, known_at);
  return read(std::move(rows));
}

}  // namespace receivables

using access::Work;
using receivables::AccountKey;

namespace {

/// What is open of a debit, or of one of its instalments.
std::int64_t open_of(const std::vector<receivables::Item>& items, int instalment) {
  std::int64_t open = 0;
  for (const receivables::Item& each : items)
    if (instalment == 0 || each.key.instalment == instalment) open = checked_add(open, each.open);
  return open;
}

struct Debit {
  AccountKey key;
  Date dated;
  std::int64_t open = 0;
};

Debit require_debit(Work& work, const ItemMarkInput& input, Date today) {
  const PartyId account = parties::require(work, input.party, "party").id;
  Debit found{.key = {.account = account,
                      .side = input.side,
                      .currency = receivables::currency_of(work, account, input.currency, today)}};
  const auto dated = receivables::find_debit_date(work, found.key, input.voucher);
  if (!dated)
    throw Error(ErrorCode::unknown_reference, "voucher", "the account has no such debit",
                {{"voucher", std::to_string(input.voucher.value)}});
  found.dated = *dated;
  const auto items = receivables::load_document(work, found.key, *dated, input.voucher);
  const bool known = input.instalment == 0 || std::ranges::any_of(items, [&](const auto& each) {
                       return each.key.instalment == input.instalment;
                     });
  if (!known)
    throw Error(ErrorCode::range, "instalment", "the voucher has no such instalment",
                {{"instalment", std::to_string(input.instalment)}, {"instalments", std::to_string(items.size())}});
  found.open = open_of(items, input.instalment);
  return found;
}

void check(const ItemMarkInput& input, Date from) {
  Problems problems;
  const bool promise = input.kind == ItemMarkKind::promise;
  if (input.kind < ItemMarkKind::dispute || input.kind > ItemMarkKind::block)
    problems.add(ErrorCode::invalid, "kind", "not a kind of mark");
  if (input.side != Side::receivable && input.side != Side::payable)
    problems.add(ErrorCode::invalid, "side", "not a side");
  problems.check_text("reason", input.reason, 200, !promise);
  if (promise && !input.until) problems.add(ErrorCode::required, "until", "a promise has a day by which it is kept");
  if (input.until && *input.until < from)
    problems.add(ErrorCode::range, "until", "the last day lies before the first",
                 {{"from", from.to_string()}, {"until", input.until->to_string()}});
  if (input.amount && (!promise || input.amount->sign() <= 0))
    problems.add(ErrorCode::range, "amount", promise ? "the amount must be greater than 0" : "only promises have one",
                 {{"amount", input.amount->to_string()}});
  problems.throw_if_any();
}

/// What was settled of the item from `from` to `last`; undone allocations count negative.
std::int64_t paid_between(Work& work, VoucherId voucher, int instalment, Date from, Date last) {
  auto sum = work.tx().statement(
      "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM emptor_allocation WHERE debit_voucher_id = ?1 "
      "AND (?2 = 0 OR debit_instalment = ?2) AND effective BETWEEN ?3 AND ?4");
  sum.bind(voucher, instalment, from, last).step();
  return sum.integer(0);
}

/// Of a row of `select`: all columns of the mark, then the day, reason and key of what ended it.
ItemMark mark_of(Work& work, const store::Statement& row, Date on) {
  const AccountKey key{
      .account = row.id<PartyTag>(2), .side = static_cast<Side>(row.integer(3)), .currency = row.currency(4)};
  ItemMark mark{.id = row.id<ItemMarkTag>(0),
                .kind = static_cast<ItemMarkKind>(row.integer(1)),
                .party = parties::card(work, key.account).code,
                .voucher = row.id<VoucherTag>(6),
                .instalment = static_cast<int>(row.integer(7)),
                .from = row.date(8),
                .until = row.optional_date(9),
                .ended_on = row.optional_date(14),
                .open = Money::zero(key.currency),
                .promised = Money{row.optional_integer(10).value_or(0), key.currency},
                .paid = Money::zero(key.currency),
                .reason = row.string(11),
                .end_reason = row.is_null(15) ? std::string() : row.string(15),
                .recorded_at = row.instant(12),
                .actor = access::actor_code(work, row.id<ActorTag>(13))};
  mark.open.minor = open_of(receivables::load_document(work, key, row.date(5), mark.voucher), mark.instalment);
  if (const auto describe = work.session().describe_voucher; describe != nullptr) {
    std::string kind;
    describe(work, mark.voucher.value, kind, mark.number);
  }
  if (mark.kind == ItemMarkKind::promise) {
    mark.paid.minor = paid_between(work, mark.voucher, mark.instalment, mark.from, *mark.until);
    mark.promise = mark.paid >= mark.promised ? PromiseState::kept
                   : *mark.until < on         ? PromiseState::broken
                                              : PromiseState::waiting;
  }
  return mark;
}

bool is_meant(const ItemMark& mark, const ItemMarkQuery& query, Date on) {
  if (query.kind && mark.kind != *query.kind) return false;
  if (query.broken_only) return mark.promise == PromiseState::broken && !mark.ended_on;
  if (!query.holding_only) return true;
  return mark.from <= on && (!mark.until || *mark.until >= on) && (!mark.ended_on || *mark.ended_on > on);
}

}  // namespace

ItemMarkId Dunning::mark(const ItemMarkInput& input) {
  auto work = Work::write(*state_);
  const Date today = settings::today(work);
  const Date from = input.from.value_or(today);
  check(input, from);
  const Debit debit = require_debit(work, input, today);
  std::optional<std::int64_t> amount;
  if (input.kind == ItemMarkKind::promise) {
    amount = input.amount ? Money::of(*input.amount, debit.key.currency).minor : debit.open;
    if (*amount <= 0 || *amount > debit.open)
      throw Error(ErrorCode::range, "amount", "more is promised than is open",
                  {{"amount", Money{*amount, debit.key.currency}.amount().to_string()},
                   {"open", Money{debit.open, debit.key.currency}.amount().to_string()}});
  }
  const ItemMarkId id(work.tx().insert(
      "INSERT INTO emptor_item_mark (kind, account_id, side, currency, doc_date, voucher_id, instalment, valid_from, "
      "valid_until, amount, reason, recorded_at, actor_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
      "?13)",
      input.kind, debit.key.account, debit.key.side, debit.key.currency, debit.dated, input.voucher, input.instalment,
      from, input.until, amount, input.reason, work.now(), work.actor()));
  work.record(Entity::item_mark, id.value, "dunning.mark",
              access::Detail()
                  .set("kind", to_string(input.kind))
                  .set("party", input.party)
                  .set("voucher", std::to_string(input.voucher.value))
                  .set("reason", input.reason)
                  .json());
  work.commit();
  return id;
}

void Dunning::end_mark(ItemMarkId mark, std::string_view reason, std::optional<Date> on) {
  Problems problems;
  problems.check_text("reason", reason, 200, true);
  problems.throw_if_any();
  auto work = Work::write(*state_);
  const Date day = on ? *on : settings::today(work);
  auto row = work.tx().statement(
      "SELECT kind, account_id, side, currency, doc_date, voucher_id, instalment, valid_from, "
      "(SELECT count(*) FROM emptor_item_mark e WHERE e.ends = m.id) FROM emptor_item_mark m "
      "WHERE m.id = ?1 AND m.ends IS NULL");
  if (!row.bind(mark).step())
    throw Error(ErrorCode::not_found, "mark", "no mark has this id", {{"id", std::to_string(mark.value)}});
  if (row.integer(8) != 0)
    throw Error(ErrorCode::invalid, "mark", "it was ended before", {{"id", std::to_string(mark.value)}});
  if (day < row.date(7))
    throw Error(ErrorCode::range, "on", "it ends before it begins",
                {{"from", row.date(7).to_string()}, {"on", day.to_string()}});
  work.tx().execute(
      "INSERT INTO emptor_item_mark (kind, account_id, side, currency, doc_date, voucher_id, instalment, valid_from, "
      "ends, reason, recorded_at, actor_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
      row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4), row.integer(5), row.integer(6),
      day, mark, reason, work.now(), work.actor());
  work.record(Entity::item_mark, mark.value, "dunning.end_mark",
              access::Detail().set("on", day.to_string()).set("reason", reason).json());
  work.commit();
}

std::vector<ItemMark> Dunning::marks(const ItemMarkQuery& query) const {
  if (query.limit < 1 || query.limit > 10'000)
    throw Error(ErrorCode::range, "limit", "limit must lie between 1 and 10,000",
                {{"limit", std::to_string(query.limit)}});
  auto work = Work::read(*state_);
  const Date on = query.on ? *query.on : settings::today(work);
  auto rows = work.tx().statement(
      query.party
          ? store::Sql("SELECT m.id, m.kind, m.account_id, m.side, m.currency, m.doc_date, m.voucher_id, m.instalment, "
                       "m.valid_from, m.valid_until, m.amount, m.reason, m.recorded_at, m.actor_id, e.valid_from, "
                       "e.reason FROM emptor_item_mark m LEFT JOIN emptor_item_mark e ON e.ends = m.id "
                       "WHERE m.account_id = ?2 AND m.ends IS NULL AND m.id > ?1 ORDER BY m.id")
          : store::Sql("SELECT m.id, m.kind, m.account_id, m.side, m.currency, m.doc_date, m.voucher_id, m.instalment, "
                       "m.valid_from, m.valid_until, m.amount, m.reason, m.recorded_at, m.actor_id, e.valid_from, "
                       "e.reason FROM emptor_item_mark m LEFT JOIN emptor_item_mark e ON e.ends = m.id "
                       "WHERE m.ends IS NULL AND m.id > ?1 ORDER BY m.id"));
  if (query.party)
    rows.bind(query.after.value, parties::require(work, *query.party, "party").id);
  else
    rows.bind(query.after.value);
  std::vector<ItemMark> found;
  while (found.size() < static_cast<std::size_t>(query.limit) && rows.step()) {
    ItemMark mark = mark_of(work, rows, on);
    if (is_meant(mark, query, on)) found.push_back(std::move(mark));
  }
  return found;
}

}  // namespace emptor
