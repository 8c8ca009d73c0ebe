/// Reversing and correcting.
#include <algorithm>
#include <array>
#include <span>

#include "catalog/cards.hpp"
#include "credit/pools.hpp"
#include "parties/cards.hpp"
#include "pricing/resolve.hpp"
#include "settings/policies.hpp"
#include "stock/stock.hpp"
#include "vouchers/instruments.hpp"
#include "vouchers/posting.hpp"
#include "vouchers/rebates.hpp"
#include "vouchers/repeating.hpp"

namespace emptor::vouchers {
namespace {

using access::Work;

/// The opposite of a document: same kind, negative figures, linked to it.
Document mirror(const Document& original, Date on) {
  Document out = original;
  out.id = {};
  out.dated = on;
  out.due = on;
  out.payment_terms.clear();
  out.dues.clear();
  out.promotions.clear();
  out.taken.clear();
  out.reverses = original.id;
  out.net = -original.net;
  out.tax = -original.tax;
  for (Line& line : out.lines) {
    line.quantity.micros = -line.quantity.micros;
    line.stock_quantity = -line.stock_quantity;
    line.net = -line.net;
    line.tax = -line.tax;
    line.promotion = -line.promotion;
    line.withheld_net = -line.withheld_net;
    line.withheld_tax = -line.withheld_tax;
  }
  return out;
}

Document require(Work& work, VoucherId voucher) {
  auto found = load(work, voucher);
  if (!found)
    throw Error(ErrorCode::not_found, "voucher", "no voucher has this id", {{"id", std::to_string(voucher.value)}});
  return std::move(*found);
}

/// `field` is what says the day.
void check_reversible(Work& work, const Document& original, Date on, const char* field, const PostOptions& options) {
  const std::string number = number_text(work, original);
  if (original.reverses)
    throw Error(ErrorCode::invalid, "voucher", "a reversal cannot be reversed; post the voucher anew",
                {{"number", number}});
  if (original.companion_of)
    throw Error(ErrorCode::invalid, "voucher", "a companion is reversed with the voucher that it was posted with",
                {{"number", number}, {"companion_of", std::to_string(original.companion_of.value)}});
  const Standing standing = standing_of(work, original.id);
  if (standing.reversed_by)
    throw Error(ErrorCode::already_reversed, "voucher", "the voucher is reversed already", {{"number", number}});
  if (standing.returned_by) {
    std::string kind;
    std::string returned;
    describe_voucher(work, standing.returned_by.value, kind, returned);
    throw Error(ErrorCode::in_use, "voucher", "goods of the voucher came back; reverse their return first",
                {{"number", number}, {"return", returned}});
  }
  if (on < original.dated)
    throw Error(ErrorCode::range, field, "a reversal cannot be dated before its voucher",
                {{"dated", original.dated.to_string()}, {"on", on.to_string()}});
  settings::require_open_period(work, on, field, options.acknowledge_soft_lock);
}

/// What lost its counterpart when allocations were undone.
struct Reopened {
  receivables::AccountKey key;
  receivables::ItemKey item;
};

/// Takes each instalment out by a mirror of its own.
void reverse_items(Work& work, const Document& original, const Document& reversal, std::vector<Reopened>& reopened) {
  const receivables::AccountKey key = account_key(original);
  receivables::Posting mirrored = postings(reversal).front();
  for (const receivables::Posting& each : postings(original)) {
    for (const receivables::ItemKey& other : receivables::undo_allocations(work, key, each.item, reversal.dated))
      reopened.push_back({key, other});
    mirrored.item.instalment = each.item.instalment;
    mirrored.amount = -each.amount;
    receivables::reverse(work, key, each.item, mirrored);
  }
}

/// A document on its way out.
struct Leaving {
  Document original;
  Document reversal;
  std::string number{};
};

/// Its companions in the order of posting, and itself behind them.
void gather(Work& work, Document original, Date on, std::vector<Leaving>& leaving) {
  for (const VoucherId id : companions_of(work, original.id)) {
    auto companion = load(work, id);
    EMPTOR_REQUIRE(companion.has_value());
    gather(work, std::move(*companion), on, leaving);
  }
  Document reversal = mirror(original, on);
  leaving.push_back({.original = std::move(original), .reversal = std::move(reversal)});
}

/// What was reopened is left open: it must not pay an instalment or a companion that goes as well. Counters are changed
/// before numbers are drawn, and these in the order in which postings draw them; a companion has no lines.
std::vector<Leaving> reverse_open(Work& work, const Document& original, Date on, std::vector<Reopened>& reopened) {
  std::vector<Leaving> leaving;
  gather(work, original, on, leaving);
  Document& reversal = leaving.back().reversal;
  identify(work, reversal);
  save_lines(work, reversal);
  if (!original.taken.empty()) promotions::give_back(work, original.id.value, reversal.id.value, reversal.account);
  take_back_rebates(work, original, reversal);
  move_stock(work, reversal);
  leaving.back().number = number_and_save(work, reversal);
  for (Leaving& each : std::span(leaving).first(leaving.size() - 1)) {
    identify(work, each.reversal);
    each.number = number_and_save(work, each.reversal);
  }
  for (const Leaving& each : leaving) {
    credit::require_pool_room(work, account_key(each.reversal), effect(each.reversal));
    reverse_items(work, each.original, each.reversal, reopened);
    credit::move_pools(work, account_key(each.reversal), effect(each.reversal), each.reversal.dated);
  }
  if (is_trade(original.kind) && pricing::keeps_last_prices(work, direction_of(original.kind)))
    for (const Line& line : original.lines) recompute_last_price(work, original, line.item);
  return leaving;
}

Involved involved_in(const Document& original) { return {.party = original.party, .accounts = {original.account}}; }

std::vector<stock::Place> places_of(const Document& document) {
  std::vector<stock::Place> places;
  if (document.location && stock_sign(document.kind) != 0)
    for (const Line& line : document.lines)
      if (line.stock_quantity != 0) places.push_back({line.item, document.location});
  return places;
}

/// Where a draft may move stock: of what it names, and of what it may be given with it.
void add_places(Work& work, const VoucherDraft& draft, std::vector<stock::Place>& places) {
  const LocationId location = draft.location ? catalog::find_location(work, *draft.location) : LocationId();
  if (!location || stock_sign(draft.kind) == 0) return;
  for (const LineDraft& line : draft.lines)
    if (const ItemId item = catalog::find_item_id(work, line.item)) places.push_back({item, location});
  if (draft.kind != VoucherKind::sale) return;
  for (const promotions::Programme& each : promotions::current(work))
    if (each.gift != 0) places.push_back({ItemId(each.gift), location});
}

/// Posted vouchers stand: what is read of them before is what it is after.
void lock_reversal(Work& work, const Document& original) {
  if (!work.tx().is_beside_others()) return;
  lock_accounts(work, involved_in(original));
  promotions::lock(work, promotions::counters_of(original.taken));
  stock::lock(work, places_of(original));
}

/// A correction changes counters and draws numbers twice. So that nobody waits in a circle, all that either half may
/// ask for is held from the beginning.
void lock_correction(Work& work, const Document& original, const VoucherDraft& draft, Date reversed_on) {
  if (!work.tx().is_beside_others()) return;
  const Involved also = involved(work, draft);
  lock_accounts(work, involved_in(original), also);
  std::vector<stock::Place> places = places_of(original);
  add_places(work, draft, places);
  std::vector<promotions::UsageKey> counters = promotions::counters_of(original.taken);
  promotions::add_counters(work, draft.coupons, counters);
  promotions::lock(work, counters);
  stock::lock(work, places);
  promotions::hold(work, counters, std::array{original.party, also.party});
  stock::hold(work, places);
  hold_series(work, original.kind, reversed_on, *draft.dated);
}

/// Where vouchers are settled by name, money follows to what takes the place of the one that it named, and to nothing
/// else.
void settle_again(Work& work, const Document& original, const std::vector<Reopened>& reopened, Date effective,
                  VoucherId replacement = {}) {
  const bool by_name = parties::card(work, original.party).on(effective).term(Term::tracking).value == "required";
  for (const Reopened& each : reopened)
    if (!by_name)
      receivables::settle_again(work, each.key, {&each.item, 1}, effective);
    else if (replacement)
      receivables::allocate_only(work, each.key, each.item, replacement, effective);
}

/// The day of a reversal that nobody named.
Date today_for(Work& work, const Document& original) { return std::max(settings::today(work), original.dated); }

Date reversal_day(Work& work, const Document& original, const CorrectionPolicy& policy, const PostOptions& options) {
  if (policy.reversed_on) return *policy.reversed_on;
  const bool own = policy.reversal == ReversalDate::original_if_open &&
                   settings::is_open(work, original.dated, options.acknowledge_soft_lock);
  return own ? original.dated : today_for(work, original);
}

void require_unsettled(Work& work, const Document& original) {
  std::int64_t settled = 0;
  for (const receivables::Posting& each : postings(original))
    settled += each.amount - receivables::open_amount(work, each.key, each.item).value_or(each.amount);
  if (settled == 0) return;
  throw Error(ErrorCode::in_use, "voucher", "the voucher is settled, in part or whole; undo its allocations first",
              {{"number", number_text(work, original)},
               {"settled", Money{settled < 0 ? -settled : settled, original.currency}.amount().to_string()}});
}

void check_policy(const CorrectionPolicy& policy) {
  Problems problems;
  if (policy.reversal != ReversalDate::original_if_open && policy.reversal != ReversalDate::today)
    problems.add(ErrorCode::invalid, "reversal", "not a way to date a reversal",
                 {{"reversal", std::to_string(static_cast<int>(policy.reversal))}});
  problems.check_text("reason", policy.reason, 200);
  problems.throw_if_any();
}

/// What an idempotency key stands for.
std::string request_text(VoucherId voucher, const VoucherDraft& draft, const CorrectionPolicy& policy) {
  return "correct " + std::to_string(voucher.value) + " " +
         (policy.reversed_on ? policy.reversed_on->to_string() : std::to_string(static_cast<int>(policy.reversal))) +
         (policy.undo_allocations ? " " : " unsettled ") + to_json(draft);
}

}  // namespace

Voucher reverse(Work& work, VoucherId voucher, std::optional<Date> on, const PostOptions& options) {
  const Document original = require(work, voucher);
  lock_reversal(work, original);
  const Date day = on ? *on : today_for(work, original);
  check_reversible(work, original, day, "on", options);
  std::vector<Reopened> reopened;
  const Leaving gone = std::move(reverse_open(work, original, day, reopened).back());
  settle_again(work, original, reopened, day);
  record_soft_lock(work, gone.reversal);
  return describe(work, gone.reversal, gone.number);
}

}  // namespace emptor::vouchers

namespace emptor {

using access::Work;
using vouchers::Document;

namespace {

/// What acknowledges a soft lock stands in the audit trail before its number is drawn for the last time.
Work begin(SessionState& state, const PostOptions& options) {
  return options.acknowledge_soft_lock ? Work::write(state) : Work::post(state, access::Undo::use_case);
}

}  // namespace

Voucher Vouchers::reverse(VoucherId voucher, std::optional<Date> on, const PostOptions& options) {
  auto work = begin(*state_, options);
  vouchers::lock_key(work, options);
  const std::string request = "reverse " + std::to_string(voucher.value) + (on ? " " + on->to_string() : "");
  vouchers::Repeat repeat(work, options, request);
  if (repeat.first()) return vouchers::described(work, repeat.first());
  vouchers::require_no_instrument(work, voucher);
  Voucher out = vouchers::reverse(work, voucher, on, options);
  repeat.remember(out.id);
  work.commit();
  return out;
}

PostResult Vouchers::correct(VoucherId voucher, const VoucherDraft& draft, const CorrectionPolicy& policy,
                             const PostOptions& options) {
  vouchers::check_choices(draft);
  vouchers::check_policy(policy);
  auto work = begin(*state_, options);
  vouchers::lock_key(work, options);
  const std::string request = vouchers::request_text(voucher, draft, policy);
  vouchers::Repeat repeat(work, options, request);
  if (repeat.first()) {
    PostResult first = vouchers::repeated(work, repeat.first());
    first.reversal = vouchers::described(work, vouchers::reversal_of(work, voucher));
    return first;
  }
  vouchers::require_no_instrument(work, voucher);
  const Document original = vouchers::require(work, voucher);
  const Date day = vouchers::reversal_day(work, original, policy, options);
  VoucherDraft replacement = draft;
  if (!replacement.dated) replacement.dated = day;
  vouchers::lock_correction(work, original, replacement, day);
  vouchers::check_reversible(work, original, day, "reversed_on", options);
  if (draft.kind != original.kind)
    throw Error(ErrorCode::invalid, "kind", "a voucher is corrected by one of its own kind",
                {{"kind", std::string(to_string(draft.kind))}, {"corrects", std::string(to_string(original.kind))}});
  if (original.returns)
    throw Error(ErrorCode::invalid, "voucher", "a return of a voucher is not corrected; reverse it and return anew",
                {{"number", vouchers::number_text(work, original)}});
  if (!policy.undo_allocations) vouchers::require_unsettled(work, original);

  std::vector<vouchers::Reopened> reopened;
  const vouchers::Leaving gone = std::move(vouchers::reverse_open(work, original, day, reopened).back());
  PostResult result = vouchers::post(work, replacement,
                                     {.acknowledge_warnings = options.acknowledge_warnings,
                                      .acknowledge_soft_lock = options.acknowledge_soft_lock,
                                      .credit_hold = options.credit_hold},
                                     &original);
  if (!result.posted()) return result;  // and the reversal goes with the transaction
  // Only now: what was freed belongs to the replacement first.
  vouchers::settle_again(work, original, reopened, day, result.voucher->id);
  vouchers::record_soft_lock(work, gone.reversal);
  vouchers::save_correction(work, voucher, result.voucher->id, policy.reason);
  result.voucher->corrects = voucher;
  result.voucher->correction_reason = policy.reason;
  result.reversal = vouchers::describe(work, gone.reversal, gone.number);
  repeat.remember(result.voucher->id);
  work.commit();
  return result;
}

std::vector<Voucher> Vouchers::versions(VoucherId id) const {
  auto work = Work::read(*state_);
  std::vector<Voucher> found{vouchers::described(work, id)};
  while (found.front().corrects) found.insert(found.begin(), vouchers::described(work, found.front().corrects));
  while (found.back().corrected_by) found.push_back(vouchers::described(work, found.back().corrected_by));
  return found;
}

}  // namespace emptor
