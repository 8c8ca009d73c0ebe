/// Posting and previewing: load, decide, save, tell.
#include "vouchers/posting.hpp"

#include <algorithm>
#include <utility>

#include "credit/check.hpp"
#include "credit/pools.hpp"
#include "parties/cards.hpp"
#include "pricing/resolve.hpp"
#include "settings/policies.hpp"
#include "stock/stock.hpp"
#include "vouchers/judging.hpp"
#include "vouchers/rebates.hpp"
#include "vouchers/repeating.hpp"

namespace emptor::vouchers {

using access::Work;

std::vector<receivables::Posting> postings(const Document& document) {
  const int sign = debt_sign(document.kind);
  const std::int64_t total = document.total();
  receivables::Posting posting{.key = account_key(document),
                               .party = document.party,
                               .item = {document.dated, document.id, 1},
                               .due = document.due,
                               .amount = sign < 0 ? -total : total,
                               .kind = item_kind(document.kind, document.reverses ? -total : total),
                               .rate = document.rate};
  if (document.dues.empty()) return {posting};
  std::vector<receivables::Posting> found;
  for (const receivables::Due& due : document.dues) {
    posting.due = due.due;
    posting.amount = due.amount;
    posting.discount_until = due.discount_until;
    posting.discount = due.discount;
    found.push_back(posting);
    ++posting.item.instalment;
  }
  return found;
}

namespace {

std::vector<stock::Move> moves_of(const Document& document) {
  std::vector<stock::Move> moves;
  const int sign = document.location ? stock_sign(document.kind) : 0;
  if (sign != 0)
    for (const Line& line : document.lines)
      if (line.stock_quantity != 0) moves.push_back({.item = line.item, .quantity = sign * line.stock_quantity});
  return moves;
}

stock::Moving start_moving(Work& work, const Document& document) {
  return {work, document.location, moves_of(document)};
}

void require_fit(Work& work, stock::Moving& moving) {
  const stock::Move* unfit = moving.unfit();
  if (unfit == nullptr) return;
  work.end_writing();
  stock::throw_overflow(work, *unfit);
}

}  // namespace

void move_stock(Work& work, const Document& document) {
  stock::Moving moving = start_moving(work, document);
  require_fit(work, moving);
}

namespace {

/// A voucher of more lines is not sent in one go.
constexpr std::size_t kLinesInFlight = 100;

/// What the account will have moved by when the document and its companions are posted.
std::int64_t whole_effect(const Document& document, const Settling& settling) {
  std::int64_t sum = effect(document);
  for (const Companion& each : settling.companions)
    if (each.document.side == document.side) sum = checked_add(sum, effect(each.document));
  return sum;
}

/// Whether everything can be written and committed in one way to the engine: it fails in the engine where a counter
/// cannot hold what is added.
bool fits_in_one(Work& work, const Document& document, const Settling& settling) {
  return work.tx().is_beside_others() && work.is_whole() && settling.companions.empty() &&
         document.lines.size() <= kLinesInFlight && knows_series(work, document);
}

}  // namespace

Saved save(Work& work, Document& document, const std::optional<CreditDecision>& decision, Pace pace) {
  Settling settling = plan(work, document);
  receivables::Counters counters =
      receivables::before_posting(work, account_key(document), document.party, whole_effect(document, settling));
  credit::require_pool_room(work, account_key(document), whole_effect(document, settling));
  // A refund is what is left of an advance; what is settled by name waits for somebody to name it.
  const bool takes_advances = effect(document) >= 0 && (!document.by_name || document.kind == VoucherKind::refund);
  const bool advance = takes_advances && receivables::has_advance(work, account_key(document));
  const std::vector<Counted> counted = count_rebates(work, document);
  identify(work, document);
  const bool in_one = pace == Pace::in_one && fits_in_one(work, document, settling);
  work.begin_writing();
  if (!document.taken.empty() || document.reservation)
    promotions::redeem(work, document.id.value, document.account, document.taken, document.reservation);
  std::optional<stock::Moving> moving;
  if (in_one)
    stock::move_at_once(work, document.location, moves_of(document));
  else
    moving = start_moving(work, document);
  // In a batch it can be refused only while nothing else is written; a long voucher has the time to wait.
  const bool wait = !work.is_whole() || document.lines.size() > kLinesInFlight;
  if (moving && wait) require_fit(work, *moving);
  save_lines(work, document);
  save_rebates(work, document, counted);
  const auto items = postings(document);
  for (const receivables::Posting& item : items) receivables::post(work, item, counters);
  credit::move_pools(work, account_key(document), effect(document), document.dated);
  for (const receivables::Posting& item : items) {
    if (item.amount < 0)
      static_cast<void>(receivables::commit(work, item, settling.planned, document.dated));
    else if (advance)
      static_cast<void>(receivables::absorb_advances(work, item.key, item.item, document.dated));
  }
  // Its number last: others who want one wait from here to the end.
  Saved saved;
  if (!in_one) saved.number = number_and_save(work, document);
  for (Companion& each : settling.companions) {
    Document& companion = each.document;
    companion.companion_of = document.id;
    identify(work, companion);
    const receivables::Posting item = postings(companion).front();
    receivables::post(work, item);
    credit::move_pools(work, item.key, item.amount, companion.dated);
    static_cast<void>(receivables::commit(work, item, each.planned, companion.dated));
    std::string number = number_and_save(work, companion);
    saved.companions.push_back(describe(work, companion, std::move(number)));
  }
  if (moving && !wait) require_fit(work, *moving);
  if (is_trade(document.kind) && pricing::keeps_last_prices(work, direction_of(document.kind)))
    remember_prices(work, document);
  if (decision && !decision->findings.empty()) credit::record(work, document.id.value, document.account, *decision);
  return saved;
}

void lock_stock(Work& work, const Document& document) {
  if (stock_sign(document.kind) >= 0 || !document.location ||
      settings::current(work).stock_shortage == OnExcess::ignore)
    return;
  std::vector<ItemId> items;
  for (const Line& line : document.lines)
    if (line.stock_quantity != 0) items.push_back(line.item);
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  stock::lock(work, document.location, items);
}

void record_soft_lock(Work& work, const Document& document) {
  if (settings::period_state(work, document.dated) != PeriodState::soft) return;
  access::Detail detail;
  detail.set("dated", document.dated.to_string());
  detail.set("soft_locked_through", settings::current(work).soft_locked_through->to_string());
  work.record(Entity::voucher, document.id.value, "vouchers.acknowledge_soft_lock", detail.json());
}

namespace {

std::string request_text(const VoucherDraft& draft, const PostOptions& options) {
  return options.idempotency_key.empty() ? std::string() : to_json(draft);
}

}  // namespace

Involved involved(Work& work, const VoucherDraft& draft) {
  Involved found{.party = parties::find_id(work, draft.party), .accounts = {}};
  if (!found.party) return found;
  const Date day = draft.dated ? *draft.dated : settings::today(work);
  found.accounts.push_back(parties::account_of(work, parties::card(work, found.party), day));
  if (!draft.settles.empty()) {
    if (const auto debtor = debtor_of(work, draft.settles.front())) found.accounts.push_back(debtor->account);
    announce_debtor(work, draft.settles.front());  // the document asks for it too
  }
  return found;
}

void lock_accounts(Work& work, const Involved& held, const Involved& also) {
  std::vector<PartyId> accounts = held.accounts;
  accounts.insert(accounts.end(), also.accounts.begin(), also.accounts.end());
  std::vector<PartyId> parties = accounts;
  parties.push_back(held.party);
  parties.push_back(also.party);
  receivables::lock(work, parties);
  credit::lock_pools(work, accounts);
}

void lock(Work& work, const VoucherDraft& draft, const PostOptions& options) {
  if (!work.tx().is_beside_others()) return;
  lock_key(work, options);
  lock_accounts(work, involved(work, draft));
}

namespace {

/// What is going to be asked before the first change: a store with a way to go is asked all of it at once.
void announce(Work& work, const Document& document) {
  if (document.kind == VoucherKind::sale) credit::announce(work, credit_question(document, nullptr));
  lock_stock(work, document);
  receivables::announce_posting(work, account_key(document), document.party, effect(document));
  if (effect(document) < 0)
    receivables::announce_plan(work, account_key(document), {.first = document.settles, .orders = document.allocation});
  announce_rebates(work, document);
  announce_id(work);
}

/// A repeat is answered although the day was locked, or the party archived, since.
std::optional<Document> prepare_unless_repeated(Work& work, const VoucherDraft& draft, const PostOptions& options,
                                                Repeat& repeat, std::optional<Document> document, Naming naming) {
  if (document) {
    if (repeat.first()) return std::nullopt;
    return document;
  }
  try {
    document = prepare(work, draft, options.acknowledge_soft_lock, nullptr, naming);
  } catch (const Error& error) {
    if (error.code() >= ErrorCode::busy || !repeat.first()) throw;
    return std::nullopt;
  }
  announce(work, *document);
  if (repeat.first()) return std::nullopt;
  return document;
}

}  // namespace

void ask_ahead(Work& work, const VoucherDraft& draft, const PostOptions& options, std::optional<Document>& document) {
  check_choices(draft);
  lock(work, draft, options);
  const std::string request;  // only the key is asked for
  const Repeat repeat(work, options, request);
  Document prepared = prepare(work, draft, options.acknowledge_soft_lock);
  announce(work, prepared);
  document = std::move(prepared);
}

PostResult post(Work& work, const VoucherDraft& draft, const PostOptions& options, const Document* replaces,
                std::optional<Document> ahead, Naming naming, std::optional<Document>* last) {
  check_choices(draft);
  if (!ahead) lock(work, draft, options);
  const std::string request = request_text(draft, options);
  Repeat repeat(work, options, request);
  std::optional<Document> prepared = prepare_unless_repeated(work, draft, options, repeat, std::move(ahead), naming);
  if (!prepared) return repeated(work, repeat.first());
  Document& document = *prepared;
  PostResult result;
  Judgement judgement = judge(work, document, replaces, options.credit_hold);
  result.credit = std::move(judgement.credit);
  if (judgement.blocked || (!judgement.problems.empty() && !options.acknowledge_warnings)) {
    result.refusal = std::move(judgement.problems.front());
    return result;
  }
  Saved saved = save(work, document, result.credit, last != nullptr ? Pace::in_one : Pace::in_steps);
  repeat.remember(document.id);
  record_soft_lock(work, document);
  if (judgement.released) credit::use_hold(work, options.credit_hold, document.id.value);
  const bool drawn = !saved.number.empty();
  result.voucher = describe(work, document, std::move(saved.number));
  result.companions = std::move(saved.companions);
  if (!drawn) *last = std::move(prepared);
  return result;
}

Preview preview(Work& work, const Document& document) {
  Preview out;
  Judgement judgement = judge(work, document);
  out.credit = std::move(judgement.credit);
  out.warnings = std::move(judgement.problems);
  if (!settings::is_open(work, document.dated))
    out.warnings.push_back(settings::period_problem(work, document.dated, "dated"));
  out.voucher = describe(work, document, next_number(work, document.kind, document.dated));
  std::int64_t after = checked_add(receivables::state(work, account_key(document)).balance, effect(document));
  for (const Companion& each : plan(work, document).companions) {
    if (each.document.side == document.side) after = checked_add(after, effect(each.document));
    out.companions.push_back(describe(work, each.document, next_number(work, each.document.kind, each.document.dated)));
  }
  out.balance_after = Money{after, document.currency};
  return out;
}

namespace {

PostResult post_alone(SessionState& session, const VoucherDraft& draft, const PostOptions& options, Pace pace) {
  std::optional<Document> ahead;
  const auto ask = [&](Work& work) { ask_ahead(work, draft, options, ahead); };
  // What acknowledges a soft lock stands in the audit trail, which has one writer at a time.
  auto work = options.acknowledge_soft_lock ? Work::write(session, access::Undo::batch)
                                            : Work::post(session, access::Undo::batch, ask);
  if (!work.is_ahead()) ahead.reset();
  std::optional<Document> last;
  PostResult result =
      post(work, draft, options, nullptr, std::move(ahead), Naming::asked, pace == Pace::in_one ? &last : nullptr);
  if (!last) {
    if (result.posted()) work.commit();
    return result;
  }
  result.voucher->number = number_and_commit(work, *last);
  return result;
}

}  // namespace

}  // namespace emptor::vouchers

namespace emptor {

using access::Work;

PostResult Vouchers::post(const VoucherDraft& draft, const PostOptions& options) {
  try {
    return vouchers::post_alone(*state_, draft, options, vouchers::Pace::in_one);
  } catch (const Error& error) {
    // A counter could not hold what was added, and the engine does not say which: step by step it is known.
    if ((error.code() != ErrorCode::range && error.code() != ErrorCode::overflow) || !error.field().empty() ||
        state_->open)
      throw;
    return vouchers::post_alone(*state_, draft, options, vouchers::Pace::in_steps);
  }
}

Preview Vouchers::preview(const VoucherDraft& draft) const {
  vouchers::check_choices(draft);
  auto work = Work::read(*state_);
  vouchers::PromotionReport report;
  const vouchers::Document document = vouchers::prepare(work, draft, true, &report);
  Preview out = vouchers::preview(work, document);
  out.promotions = std::move(report.verdicts);
  out.coupons = std::move(report.coupons);
  out.gift_changes = std::move(report.gift_changes);
  return out;
}

}  // namespace emptor
