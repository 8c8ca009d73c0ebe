/// The use cases: begin a transaction, load, decide, save, tell.
#include "emptor/vouchers.hpp"

#include <algorithm>
#include <array>
#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include "access/work.hpp"
#include "catalog/cards.hpp"
#include "credit/check.hpp"
#include "parties/cards.hpp"
#include "pricing/resolve.hpp"
#include "receivables/ledger.hpp"
#include "settings/policies.hpp"
#include "stock/stock.hpp"
#include "vouchers/document.hpp"

namespace emptor {

using access::Work;
using vouchers::Document;

namespace {

constexpr std::array<std::string_view, 11> kKinds{
    "",           "sale",     "purchase",  "collection", "payment", "opening_balance",
    "adjustment", "discount", "write_off", "refund",     "set_off"};
constexpr std::array<std::string_view, 4> kReasons{"", "rounding", "short_pay", "bad_debt"};

}  // namespace

std::string_view to_string(VoucherKind kind) noexcept {
  const auto place = static_cast<std::size_t>(kind);
  return place < kKinds.size() ? kKinds[place] : kKinds.front();
}

std::string_view to_string(WriteOffReason reason) noexcept {
  const auto place = static_cast<std::size_t>(reason);
  return place < kReasons.size() ? kReasons[place] : kReasons.front();
}

std::optional<WriteOffReason> parse_reason(std::string_view name) noexcept {
  for (std::size_t i = 1; i < kReasons.size(); ++i)
    if (kReasons[i] == name) return static_cast<WriteOffReason>(i);
  return std::nullopt;
}

std::optional<VoucherKind> parse_voucher_kind(std::string_view name) noexcept {
  for (std::size_t i = 1; i < kKinds.size(); ++i)
    if (kKinds[i] == name) return static_cast<VoucherKind>(i);
  return std::nullopt;
}

namespace {

/// What a document does to its account: one posting for each instalment.
std::vector<receivables::Posting> postings(const Document& document) {
  const int sign = vouchers::debt_sign(document.kind);
  const std::int64_t total = document.total();
  receivables::Posting posting{.key = vouchers::account_key(document),
                               .party = document.party,
                               .item = {document.dated, document.id, 1},
                               .due = document.due,
                               .amount = sign < 0 ? -total : total,
                               .kind = vouchers::item_kind(document.kind, document.reverses ? -total : total)};
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

std::optional<CreditDecision> decide_credit(Work& work, const Document& document) {
  if (document.kind != VoucherKind::sale) return std::nullopt;
  return credit::check(work, document.party, document.account, Money{document.total(), document.currency},
                       document.dated, CreditStage::sale);
}

/// STOCK_SHORT for each stocked item of a sale that its location does not hold; nothing where the policy ignores it.
std::vector<Problem> stock_shortages(Work& work, const Document& document) {
  std::vector<Problem> found;
  if (document.kind != VoucherKind::sale || !document.location ||
      settings::current(work).stock_shortage == OnExcess::ignore)
    return found;
  boost::unordered_flat_map<std::int64_t, std::int64_t> wanted;
  for (const vouchers::Line& line : document.lines) wanted[line.item.value] += line.stock_quantity;
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    const auto need = wanted.find(document.lines[i].item.value);
    if (need == wanted.end() || need->second == 0) continue;
    const std::int64_t held = stock::on_hand(work, document.lines[i].item, document.location);
    if (held < need->second) {
      const auto shown = [](std::int64_t micros) { return Quantity{micros}.value().normalized().to_string(); };
      const std::string& item = catalog::card(work, document.lines[i].item).code;
      found.push_back({ErrorCode::stock_short,
                       "lines[" + std::to_string(i) + "].quantity",
                       "only " + shown(held) + " of " + item + " on hand, " + shown(need->second) + " wanted",
                       {{"item", item},
                        {"on_hand", shown(held)},
                        {"wanted", shown(need->second)},
                        {"short", shown(need->second - held)}}});
    }
    wanted.erase(need);  // named once, at its first line
  }
  return found;
}

Problem credit_problem(const CreditDecision& decision) {
  return {decision.verdict == CreditVerdict::block ? ErrorCode::credit_blocked : ErrorCode::credit_warning,
          "party",
          decision.to_string(),
          {{"account", decision.account},
           {"excess_amount", decision.excess_amount.amount().to_string()},
           {"excess_days", std::to_string(decision.excess_days)}}};
}

/// What speaks against a document, the gravest first; and whether an acknowledgement would do.
struct Objections {
  std::vector<Problem> problems;
  bool blocked = false;
};

Objections object(Work& work, const Document& document, const std::optional<CreditDecision>& decision) {
  Objections out;
  if (decision && decision->verdict != CreditVerdict::pass) {
    out.problems.push_back(credit_problem(*decision));
    out.blocked = decision->verdict == CreditVerdict::block;
  }
  out.problems.insert(out.problems.end(), document.price_limits.begin(), document.price_limits.end());
  out.blocked = out.blocked || document.price_refused;
  for (Problem& shortage : stock_shortages(work, document)) {
    out.problems.push_back(std::move(shortage));
    out.blocked = out.blocked || settings::current(work).stock_shortage == OnExcess::block;
  }
  return out;
}

/// All of it, or OVERFLOW and none.
void move_stock(Work& work, const Document& document) {
  if (!document.location) return;
  const int sign = vouchers::stock_sign(document.kind);
  boost::container::small_vector<stock::Move, 16> moves;
  for (const vouchers::Line& line : document.lines)
    if (line.stock_quantity != 0) moves.push_back({.item = line.item, .quantity = sign * line.stock_quantity});
  const stock::Move* unfit = stock::move(work, document.location, moves);
  if (unfit == nullptr) return;
  work.end_writing();
  stock::throw_overflow(work, *unfit);
}

/// OVER_ALLOCATED for a voucher that is to be settled and has nothing open any more.
void require_open(Work& work, const Document& document) {
  for (std::size_t i = 0; i < document.settles.size(); ++i) {
    const auto open = receivables::open_debit(work, vouchers::account_key(document), document.settles[i]);
    const std::string field = "settles[" + std::to_string(i) + "]";
    const std::string id = std::to_string(document.settles[i].value);
    if (!open)
      throw Error(ErrorCode::unknown_reference, field, "the account has no debit of this voucher", {{"voucher", id}});
    if (*open <= 0)
      throw Error(ErrorCode::over_allocated, field, "nothing of this voucher is open any more",
                  {{"voucher", id}, {"open", "0"}});
  }
}

std::string number_and_save(Work& work, Document& document) {
  vouchers::Number number = vouchers::take_number(work, document.kind, document.dated);
  document.series_id = number.series_id;
  document.number = number.value;
  vouchers::save(work, document);
  return std::move(number.text);
}

struct Saved {
  std::string number;
  std::vector<Voucher> companions;
};

/// What the account will have moved by when the document and its companions are posted.
std::int64_t whole_effect(const Document& document, const vouchers::Settling& settling) {
  std::int64_t sum = vouchers::effect(document);
  for (const vouchers::Companion& each : settling.companions)
    if (each.document.side == document.side) sum = checked_add(sum, vouchers::effect(each.document));
  return sum;
}

/// Number, rows, stock, open items, counters: everything that a posting changes. What may still be refused comes first.
Saved save(Work& work, Document& document, const std::optional<CreditDecision>& decision, bool acknowledged) {
  const vouchers::Settling settling = vouchers::plan(work, document);
  receivables::Counters counters = receivables::before_posting(work, vouchers::account_key(document), document.party,
                                                               whole_effect(document, settling));
  work.begin_writing();
  move_stock(work, document);
  Saved saved{.number = number_and_save(work, document), .companions = {}};
  const auto items = postings(document);
  for (const receivables::Posting& item : items) receivables::post(work, item, counters);
  for (const receivables::Posting& item : items) {
    if (item.amount < 0)
      static_cast<void>(receivables::commit(work, item.key, item.item, settling.planned, document.dated));
    else
      static_cast<void>(receivables::absorb_advances(work, item.key, item.item, document.dated));
  }
  for (const vouchers::Companion& each : settling.companions) {
    Document companion = each.document;
    companion.companion_of = document.id;
    std::string number = number_and_save(work, companion);
    const receivables::Posting item = postings(companion).front();
    receivables::post(work, item);
    static_cast<void>(receivables::commit(work, item.key, item.item, each.planned, companion.dated));
    saved.companions.push_back(vouchers::describe(work, companion, std::move(number)));
  }
  if (vouchers::has_lines(document.kind) && pricing::keeps_last_prices(work, vouchers::direction_of(document.kind)))
    vouchers::remember_prices(work, document);
  if (decision && (decision->over_limit || decision->over_age))
    credit::record(work, document.id.value, document.account, *decision, acknowledged);
  return saved;
}

/// Idempotency: what the key stood for before, or nothing. Keys are remembered in the transaction of the posting, with
/// the request in full: a comparison that cannot collide, and a record of what was asked.
class Repeat {
 public:
  Repeat(Work& work, const PostOptions& options, const std::string& request)
      : work_(work), key_(options.idempotency_key), request_(request) {
    if (key_.empty()) return;
    Problems problems;
    problems.check_text("idempotency_key", key_, 100);
    problems.throw_if_any();
    auto row = work.tx().statement("SELECT request, voucher_id FROM emptor_command WHERE key = ?1");
    row.bind(key_);
    if (!row.step()) return;
    if (row.text(0) != request_)
      throw Error(ErrorCode::idempotency_conflict, "idempotency_key",
                  "this key was used for a request with other content", {{"key", key_}});
    first_ = row.id<VoucherTag>(1);
  }
  [[nodiscard]] VoucherId first() const noexcept { return first_; }
  void remember(VoucherId voucher) {
    if (key_.empty()) return;
    work_.tx().execute("INSERT INTO emptor_command (key, request, voucher_id) VALUES (?1, ?2, ?3)", key_, request_,
                       voucher);
  }

 private:
  Work& work_;
  const std::string& key_;
  const std::string& request_;
  VoucherId first_;
};

std::string request_text(const VoucherDraft& draft, const PostOptions& options) {
  return options.idempotency_key.empty() ? std::string() : vouchers::to_json(draft);
}

/// Posts inside a transaction that writes; the caller commits when there is a voucher.
PostResult post(Work& work, const VoucherDraft& draft, const PostOptions& options) {
  vouchers::check_choices(draft);
  const std::string request = request_text(draft, options);
  Repeat repeat(work, options, request);
  PostResult result;
  if (repeat.first()) {
    result.voucher = vouchers::described(work, repeat.first());
    for (const VoucherId each : vouchers::companions_of(work, repeat.first()))
      result.companions.push_back(vouchers::described(work, each));
    result.repeated = true;
    return result;
  }
  Document document = vouchers::prepare(work, draft);
  require_open(work, document);
  result.credit = decide_credit(work, document);
  Objections objections = object(work, document, result.credit);
  if (objections.blocked || (!objections.problems.empty() && !options.acknowledge_warnings)) {
    result.refusal = std::move(objections.problems.front());
    return result;
  }
  Saved saved = save(work, document, result.credit, !objections.problems.empty());
  repeat.remember(document.id);
  result.voucher = vouchers::describe(work, document, std::move(saved.number));
  result.companions = std::move(saved.companions);
  return result;
}

/// The opposite of a document: same kind, negative figures, linked to it.
Document mirror(const Document& original, Date on) {
  Document out = original;
  out.id = {};
  out.dated = on;
  out.due = on;
  out.payment_terms.clear();
  out.dues.clear();
  out.reverses = original.id;
  out.net = -original.net;
  out.tax = -original.tax;
  for (vouchers::Line& line : out.lines) {
    line.quantity.micros = -line.quantity.micros;
    line.stock_quantity = -line.stock_quantity;
    line.net = -line.net;
    line.tax = -line.tax;
  }
  return out;
}

void check_reversible(Work& work, const Document& original, Date on) {
  const std::string number = vouchers::number_text(work, original);
  if (original.reverses)
    throw Error(ErrorCode::invalid, "voucher", "a reversal cannot be reversed; post the voucher anew",
                {{"number", number}});
  if (original.companion_of)
    throw Error(ErrorCode::invalid, "voucher", "a companion is reversed with the voucher that it was posted with",
                {{"number", number}, {"companion_of", std::to_string(original.companion_of.value)}});
  if (vouchers::reversal_of(work, original.id))
    throw Error(ErrorCode::already_reversed, "voucher", "the voucher is reversed already", {{"number", number}});
  if (on < original.dated)
    throw Error(ErrorCode::range, "on", "a reversal cannot be dated before its voucher",
                {{"dated", original.dated.to_string()}, {"on", on.to_string()}});
  settings::require_open_period(work, on, "on");
}

/// Takes each instalment out by a mirror of its own; what that opens is settled anew when all of them are out.
void reverse_items(Work& work, const Document& original, const Document& reversal) {
  const receivables::AccountKey key = vouchers::account_key(original);
  receivables::Posting mirrored = postings(reversal).front();
  std::vector<receivables::ItemKey> reopened;
  for (const receivables::Posting& each : postings(original)) {
    for (const receivables::ItemKey& other : receivables::undo_allocations(work, key, each.item, reversal.dated))
      reopened.push_back(other);
    mirrored.item.instalment = each.item.instalment;
    mirrored.amount = -each.amount;
    receivables::reverse(work, key, each.item, mirrored);
  }
  // Only now: what is free again must not pay an instalment that goes as well.
  receivables::settle_again(work, key, reopened, reversal.dated);
}

std::string reverse(Work& work, const Document& original, Document& reversal) {
  for (const VoucherId id : vouchers::companions_of(work, original.id)) {
    const auto companion = vouchers::load(work, id);
    EMPTOR_REQUIRE(companion.has_value());
    Document undone = mirror(*companion, reversal.dated);
    static_cast<void>(reverse(work, *companion, undone));
  }
  std::string number = number_and_save(work, reversal);
  move_stock(work, reversal);
  reverse_items(work, original, reversal);
  if (vouchers::has_lines(original.kind) && pricing::keeps_last_prices(work, vouchers::direction_of(original.kind)))
    for (const vouchers::Line& line : original.lines) vouchers::recompute_last_price(work, original, line.item);
  return number;
}

}  // namespace

PostResult Vouchers::post(const VoucherDraft& draft, const PostOptions& options) {
  auto work = Work::write(*state_, access::Undo::batch);
  PostResult result = emptor::post(work, draft, options);
  if (result.posted()) work.commit();
  return result;
}

Preview Vouchers::preview(const VoucherDraft& draft) const {
  vouchers::check_choices(draft);
  auto work = Work::read(*state_);
  const Document document = vouchers::prepare(work, draft);
  require_open(work, document);
  Preview out;
  out.credit = decide_credit(work, document);
  out.warnings = object(work, document, out.credit).problems;
  out.voucher = vouchers::describe(work, document, vouchers::next_number(work, document.kind, document.dated));
  std::int64_t after =
      checked_add(receivables::state(work, vouchers::account_key(document)).balance, vouchers::effect(document));
  for (const vouchers::Companion& each : vouchers::plan(work, document).companions) {
    if (each.document.side == document.side) after = checked_add(after, vouchers::effect(each.document));
    out.companions.push_back(
        vouchers::describe(work, each.document, vouchers::next_number(work, each.document.kind, each.document.dated)));
  }
  out.balance_after = Money{after, document.currency};
  return out;
}

Voucher Vouchers::reverse(VoucherId voucher, std::optional<Date> on, const PostOptions& options) {
  auto work = Work::write(*state_);
  const std::string request = "reverse " + std::to_string(voucher.value) + (on ? " " + on->to_string() : "");
  Repeat repeat(work, options, request);
  if (repeat.first()) return vouchers::described(work, repeat.first());
  const auto original = vouchers::load(work, voucher);
  if (!original)
    throw Error(ErrorCode::not_found, "voucher", "no voucher has this id", {{"id", std::to_string(voucher.value)}});
  const Date day = on ? *on : std::max(settings::today(work), original->dated);
  check_reversible(work, *original, day);
  Document reversal = mirror(*original, day);
  std::string number = emptor::reverse(work, *original, reversal);
  repeat.remember(reversal.id);
  Voucher out = vouchers::describe(work, reversal, std::move(number));
  work.commit();
  return out;
}

std::optional<Voucher> Vouchers::find(VoucherKind kind, std::string_view number) const {
  auto work = Work::read(*state_);
  const VoucherId id = vouchers::find_number(work, kind, number);
  return id ? std::optional(vouchers::described(work, id)) : std::nullopt;
}

Voucher Vouchers::get(VoucherId id) const {
  auto work = Work::read(*state_);
  return vouchers::described(work, id);
}

DraftId Vouchers::save_draft(const VoucherDraft& draft, std::optional<DraftId> replaces) {
  vouchers::check_choices(draft);
  const std::string content = vouchers::to_json(draft);
  if (!is_clean_utf8(content))
    throw Error(ErrorCode::bad_utf8, "draft", "a text of the draft is not well-formed UTF-8 or has control characters");
  auto work = Work::write(*state_);
  DraftId id;
  if (replaces) {
    id = *replaces;
    if (work.tx().execute("UPDATE emptor_draft SET content = ?2, recorded_at = ?3, actor_id = ?4 "
                          "WHERE id = ?1 AND waiting = 1",
                          id, content, work.now(), work.actor()) == 0)
      throw Error(ErrorCode::not_found, "draft", "no draft has this id", {{"id", std::to_string(id.value)}});
  } else {
    id = DraftId(work.tx().insert("INSERT INTO emptor_draft (content, recorded_at, actor_id) VALUES (?1, ?2, ?3)",
                                  content, work.now(), work.actor()));
  }
  work.record(Entity::draft, id.value, "vouchers.save_draft", content);
  work.commit();
  return id;
}

namespace {

VoucherDraft load_draft(Work& work, DraftId id) {
  auto row = work.tx().statement("SELECT content FROM emptor_draft WHERE id = ?1 AND waiting = 1");
  row.bind(id);
  if (!row.step())
    throw Error(ErrorCode::not_found, "draft", "no draft has this id", {{"id", std::to_string(id.value)}});
  return vouchers::from_json(row.text(0));
}

/// The row stays, so that its id never means another draft; what it held stands in the audit trail.
void drop_draft(Work& work, DraftId id, std::string_view command) {
  if (work.tx().execute("UPDATE emptor_draft SET waiting = 0, content = '' WHERE id = ?1 AND waiting = 1", id) == 0)
    throw Error(ErrorCode::not_found, "draft", "no draft has this id", {{"id", std::to_string(id.value)}});
  work.record(Entity::draft, id.value, command, "{}");
}

}  // namespace

VoucherDraft Vouchers::draft(DraftId id) const {
  auto work = Work::read(*state_);
  return load_draft(work, id);
}

std::vector<DraftId> Vouchers::drafts() const {
  auto work = Work::read(*state_);
  auto rows = work.tx().statement("SELECT id FROM emptor_draft WHERE waiting = 1 ORDER BY id");
  std::vector<DraftId> found;
  while (rows.step()) found.push_back(rows.id<DraftTag>(0));
  return found;
}

void Vouchers::discard_draft(DraftId id) {
  auto work = Work::write(*state_);
  drop_draft(work, id, "vouchers.discard_draft");
  work.commit();
}

PostResult Vouchers::post_draft(DraftId id, const PostOptions& options) {
  auto work = Work::write(*state_);
  // A repeat finds its draft gone; its key alone leads to the first result.
  const std::string request = "draft " + std::to_string(id.value);
  Repeat repeat(work, options, request);
  PostResult result;
  if (repeat.first()) {
    result.voucher = vouchers::described(work, repeat.first());
    for (const VoucherId each : vouchers::companions_of(work, repeat.first()))
      result.companions.push_back(vouchers::described(work, each));
    result.repeated = true;
    return result;
  }
  result = emptor::post(work, load_draft(work, id), {.acknowledge_warnings = options.acknowledge_warnings});
  if (!result.posted()) return result;
  repeat.remember(result.voucher->id);
  drop_draft(work, id, "vouchers.post_draft");
  work.commit();
  return result;
}

}  // namespace emptor
