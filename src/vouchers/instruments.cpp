/// Use cases of cheques and bills.
#include "vouchers/instruments.hpp"

#include <algorithm>

#include "credit/pools.hpp"
#include "parties/cards.hpp"
#include "receivables/instrument_records.hpp"
#include "vouchers/posting.hpp"

namespace emptor::vouchers {
namespace {

using access::Work;
using receivables::InstrumentRole;
using receivables::InstrumentRow;
using receivables::InstrumentVoucher;

constexpr int kListMax = 10'000;

InstrumentRow require_instrument(Work& work, InstrumentId id) {
  auto found = receivables::load_instrument(work, id);
  if (!found) throw Error(ErrorCode::not_found, "id", "no instrument has this id", {{"id", std::to_string(id.value)}});
  return std::move(*found);
}

Instrument instrument_told(Work& work, const InstrumentRow& row) {
  Instrument out{.id = row.id,
                 .kind = static_cast<InstrumentKind>(row.kind),
                 .side = row.side,
                 .party = parties::card(work, row.party).code,
                 .account = parties::card(work, row.account).code,
                 .amount = row.amount,
                 .number = row.number,
                 .bank = row.bank,
                 .due = row.due,
                 .state = static_cast<InstrumentState>(row.state)};
  for (const receivables::InstrumentEventRow& each : receivables::load_events(work, row.id)) {
    InstrumentEvent& event = out.events.emplace_back(InstrumentEvent{.state = static_cast<InstrumentState>(each.state),
                                                                     .on = each.on,
                                                                     .reason = each.reason,
                                                                     .recorded_at = each.recorded_at,
                                                                     .actor = access::actor_code(work, each.actor)});
    if (each.fee) event.fee = Money{*each.fee, row.amount.currency};
    if (each.supplier) event.supplier = parties::card(work, each.supplier).code;
    for (const InstrumentVoucher& voucher : receivables::vouchers_of_event(work, each.id)) {
      event.vouchers.push_back(voucher.voucher);
      if (voucher.role == InstrumentRole::stands) out.voucher = voucher.voucher;
    }
  }
  if (out.state == InstrumentState::bounced || out.state == InstrumentState::returned) out.voucher = {};
  return out;
}

void check(const InstrumentInput& input) {
  Problems problems;
  problems.check_text("number", input.number, 50, true);
  problems.check_text("bank", input.bank, 100);
  if (to_string(input.kind).empty())
    problems.add(ErrorCode::invalid, "kind", "not a kind of instrument",
                 {{"kind", std::to_string(static_cast<int>(input.kind))}});
  problems.throw_if_any();
}

void check_due(Date due, Date day) {
  if (due < day)
    throw Error(ErrorCode::range, "due", "an instrument cannot be due before it changes hands",
                {{"on", day.to_string()}, {"due", due.to_string()}});
}

/// The one that the key stood for before. IDEMPOTENCY_CONFLICT.
Instrument repeated(Work& work, VoucherId voucher, const InstrumentInput& input, Date due, const std::string& key) {
  const InstrumentId first = receivables::instrument_of(work, voucher);
  if (!first)
    throw Error(ErrorCode::idempotency_conflict, "idempotency_key",
                "this key was used for a collection or payment without an instrument", {{"key", key}});
  const InstrumentRow row = require_instrument(work, first);
  if (row.kind != static_cast<int>(input.kind) || row.bank != input.bank || row.due != due)
    throw Error(ErrorCode::idempotency_conflict, "idempotency_key",
                "this key was used for an instrument of another kind, bank or due date", {{"key", key}});
  return instrument_told(work, row);
}

}  // namespace

receivables::InstrumentStanding stand(Work& work, const InstrumentRow& row, VoucherId voucher, Date from) {
  const auto debtor = debtor_of(work, voucher);
  EMPTOR_REQUIRE(debtor.has_value());
  const receivables::InstrumentStanding standing{.voucher = voucher,
                                                 .party = debtor->party,
                                                 .account = debtor->account,
                                                 .side = row.side,
                                                 .amount = row.amount,
                                                 .from = from};
  receivables::insert_standing(work, row.id, standing);
  credit::move_uncleared(work, {standing.account, standing.side, standing.amount.currency}, standing.amount.minor,
                         from);
  return standing;
}

void end_standing(Work& work, VoucherId voucher, Date until, bool cleared) {
  const auto standing = receivables::load_standing(work, voucher);
  EMPTOR_REQUIRE(standing.has_value());
  receivables::end_standing(work, voucher, until, cleared);
  credit::move_uncleared(work, {standing->account, standing->side, standing->amount.currency}, -standing->amount.minor,
                         until);
}

void require_no_instrument(Work& work, VoucherId voucher) {
  const InstrumentId id = receivables::instrument_of(work, voucher);
  if (!id) return;
  throw Error(ErrorCode::in_use, "voucher", "the voucher stands for a cheque or bill, which bounces or is returned",
              {{"instrument", std::to_string(id.value)}});
}

}  // namespace emptor::vouchers

namespace emptor {

using access::Work;

Instrument Instruments::receive(const InstrumentInput& input, const PostOptions& options) {
  vouchers::check(input);
  auto work = Work::write(*state_);
  const VoucherDraft draft{.kind = input.side == Side::receivable ? VoucherKind::collection : VoucherKind::payment,
                           .party = input.party,
                           .dated = input.on,
                           .currency = input.currency,
                           .reference = input.number,
                           .amount = input.amount,
                           .allocation = input.allocation,
                           .settles = input.settles};
  const PostResult result = vouchers::post(work, draft, options);
  EMPTOR_REQUIRE(result.posted());
  const VoucherId voucher = result.voucher->id;
  const Date day = result.voucher->dated;
  const Date due = input.due.value_or(day);
  if (result.repeated) return vouchers::repeated(work, voucher, input, due, options.idempotency_key);
  vouchers::check_due(due, day);
  const auto debtor = vouchers::debtor_of(work, voucher);
  EMPTOR_REQUIRE(debtor.has_value());
  receivables::InstrumentRow row{.kind = static_cast<int>(input.kind),
                                 .state = static_cast<int>(InstrumentState::held),
                                 .side = input.side,
                                 .party = debtor->party,
                                 .account = debtor->account,
                                 .amount = result.voucher->total,
                                 .number = input.number,
                                 .bank = input.bank,
                                 .due = due,
                                 .uncleared = true};
  row.id = receivables::insert_instrument(work, row);
  receivables::insert_event(work, row.id, {.state = row.state, .on = day},
                            {{voucher, receivables::InstrumentRole::stands}}, row.account, true);
  vouchers::stand(work, row, voucher, day);
  access::Detail detail;
  detail.set("kind", to_string(input.kind)).set("number", input.number).set("amount", row.amount.to_string());
  work.record(Entity::instrument, row.id.value, "instruments.receive", detail.json());
  Instrument out = vouchers::instrument_told(work, row);
  work.commit();
  return out;
}

Instrument Instruments::move(InstrumentId id, InstrumentState to, const InstrumentStep& step) {
  auto work = Work::write(*state_);
  const receivables::InstrumentRow row = vouchers::require_instrument(work, id);
  vouchers::take_step(work, row, to, step);
  Instrument out = vouchers::instrument_told(work, vouchers::require_instrument(work, id));
  work.commit();
  return out;
}

Instrument Instruments::get(InstrumentId id) const {
  auto work = Work::read(*state_);
  return vouchers::instrument_told(work, vouchers::require_instrument(work, id));
}

std::vector<Instrument> Instruments::list(const InstrumentQuery& query) const {
  if (query.limit < 1 || query.limit > vouchers::kListMax)
    throw Error(ErrorCode::range, "limit", "between 1 and 10,000", {{"limit", std::to_string(query.limit)}});
  auto work = Work::read(*state_);
  receivables::InstrumentFilter filter{.state = query.state ? static_cast<int>(*query.state) : 0,
                                       .uncleared_only = query.uncleared_only,
                                       .due_until = query.due_until,
                                       .after = query.after,
                                       .limit = query.limit};
  if (query.party) filter.party = parties::require(work, *query.party, "party").id;
  std::vector<Instrument> found;
  for (const receivables::InstrumentRow& row : receivables::list_instruments(work, filter))
    found.push_back(vouchers::instrument_told(work, row));
  return found;
}

}  // namespace emptor
