/// Verbs of stories: posting, reversing, correcting.
#include "scenario/story_words.hpp"

namespace emptor::test {
namespace {

/// `10 P1`, then any of: @ price, -8%, unit DZN, list B, tax CODE.
void read_line(auto& words, VoucherDraft& draft) {
  LineDraft line;
  line.quantity = Quantity::of(words.next("quantity"));
  line.item = words.next("item");
  while (words.more() && !words.take("and")) {
    if (words.take("@"))
      line.unit_price = UnitPrice::of(words.next("price"));
    else if (words.take("discount"))
      line.discount = Percent::of(words.next("percent"));
    else if (words.take("unit"))
      line.unit = words.next("unit");
    else if (words.take("list"))
      line.price_list = words.next("list");
    else if (words.take("tax"))
      line.tax_code = words.take("none") ? "" : words.next("tax code");
    else if (words.take("gift_of"))
      line.gift_of = words.next("programme");
    else if (words.take("for"))
      line.price_reason = words.next("reason");
    else
      mistake("nobody understands '" + words.left[words.place] + "' in a line");
  }
  draft.lines.push_back(std::move(line));
}

std::string refusal_text(const PostResult& result) {
  const Problem& refusal = *result.refusal;
  if (refusal.code == ErrorCode::stock_short) {
    for (const auto& [key, value] : refusal.figures)
      if (key == "short") return "STOCK_SHORT " + value;
  }
  if (refusal.code == ErrorCode::coupon_refused) {
    for (const auto& [key, value] : refusal.figures)
      if (key == "reason") return "COUPON_REFUSED " + value;
  }
  if (refusal.code == ErrorCode::price_limit) return "PRICE_LIMIT " + refusal.field;
  if (refusal.code == ErrorCode::in_use) {
    for (const auto& [key, value] : refusal.figures)
      if (key == "programmes") return "IN_USE " + refusal.field + " " + value;
  }
  std::string rules;
  std::string release;
  bool figures_only = true;
  for (const CreditFinding& each : result.credit->findings)
    figures_only = figures_only && (each.rule == CreditRule::limit || each.rule == CreditRule::age);
  for (const auto& [key, value] : refusal.figures) {
    if (key == "rules") rules = value;
    if (key == "release") release = ": " + value;
  }
  const char* const verdict = refusal.code == ErrorCode::credit_blocked    ? "blocked"
                              : refusal.code == ErrorCode::credit_warning  ? "warned"
                              : refusal.code == ErrorCode::customer_locked ? "locked"
                                                                           : "held";
  if (!figures_only || !release.empty()) return std::string(verdict) + " by " + rules + release;
  return std::string(verdict) + " excess " + amount(result.credit->excess_amount) + " and " +
         std::to_string(result.credit->excess_days) + " days";
}

}  // namespace

void Story::read_voucher(Words& words, Typed& typed) {
  VoucherDraft& draft = typed.draft;
  PostOptions& options = typed.options;
  draft.party = words.next("party");
  while (words.more() && !words.take(":")) {
    if (words.take("on"))
      draft.dated = words.day();
    else if (words.take("priced_on"))
      draft.priced_on = words.day();
    else if (words.take("at"))
      draft.location = words.next("location");
    else if (words.take("payable"))
      draft.side = Side::payable;
    else if (words.take("due"))
      draft.due = words.day();
    else if (words.take("terms"))
      draft.payment_terms = words.next("payment terms");
    else if (words.take("in"))
      draft.currency = words.next("currency");
    else if (words.take("at_rate"))
      draft.exchange_rate = Decimal::parse(words.next("rate"));
    else if (words.take("inclusive"))
      draft.tax_mode = TaxMode::inclusive;
    else if (words.take("by"))
      draft.salesperson = words.next("person");
    else if (words.take("ship_to"))
      draft.ship_to = words.next("address");
    else if (words.take("acknowledged"))
      options.acknowledge_warnings = true;
    else if (words.take("soft_lock_acknowledged"))
      options.acknowledge_soft_lock = true;
    else if (words.take("hold"))
      options.credit_hold = CreditHoldId(std::stoll(words.next("hold")));
    else if (words.take("key"))
      options.idempotency_key = words.next("key");
    else if (words.take("preview"))
      typed.preview = true;
    else if (words.take("coupon"))
      draft.coupons.push_back(words.next("coupon"));
    else if (words.take("reserved"))
      draft.reservation = ReservationId(std::stoll(words.next("reservation")));
    else if (words.take("settles"))
      draft.settles.push_back(voucher(words).id);
    else if (words.take("by_order"))
      draft.allocation = orders(words);
    else if (words.take("because"))
      draft.reason = parse_reason(words.next("reason"));
    else if (words.take("write_off_up_to"))
      draft.write_off_up_to = Decimal::parse(words.next("amount"));
    else
      draft.amount = Decimal::parse(words.next("amount"));
  }
  while (words.more()) read_line(words, draft);
}

std::string Story::post(VoucherKind kind, Words& words) {
  Typed typed{.draft = {.kind = kind}};
  read_voucher(words, typed);
  const auto& [draft, options, preview] = typed;
  if (preview) {
    const Preview seen = session_->vouchers().preview(draft);
    return words.check(seen.voucher.number + " " + amount(seen.voucher.net) + " + " + amount(seen.voucher.tax) + " = " +
                       amount(seen.voucher.total) + shown(seen.companions) + " balance " + amount(seen.balance_after) +
                       (seen.voucher.instalments.size() > 1 ? " due " + shown(seen.voucher.instalments) : ""));
  }
  return posting_text(words, session_->vouchers().post(draft, options));
}

std::string Story::posting_text(Words& words, const PostResult& result) {
  if (!result.posted()) return words.check(refusal_text(result), false);
  const Voucher& posted = *result.voucher;
  std::string answer = posted.number;
  if (!posted.lines.empty()) answer += " " + amount(posted.net) + " + " + amount(posted.tax) + " =";
  answer += " " + amount(posted.total) + shown(result.companions);
  return words.check(answer);
}

Voucher Story::voucher(Words& words) {
  const auto kind = parse_voucher_kind(words.next("voucher kind"));
  if (!kind) mistake("no such voucher kind");
  const std::string number = words.next("number");
  auto found = session_->vouchers().find(*kind, number);
  if (!found) mistake("there is no voucher " + number);
  return std::move(*found);
}

/// `return_goods sale 20260301-1 on 2026-03-05 recalc : 3 of 1 and 2 of 4`; without lines everything that is left.
std::string Story::return_goods(Words& words) {
  ReturnDraft draft{.of = voucher(words).id};
  PostOptions options;
  bool preview = false;
  while (words.more() && !words.take(":")) {
    if (words.take("on"))
      draft.dated = words.day();
    else if (words.take("at"))
      draft.location = words.next("location");
    else if (words.take("recalc"))
      draft.broken = BrokenPromotion::recalc;
    else if (words.take("deny_partial"))
      draft.broken = BrokenPromotion::deny_partial;
    else if (words.take("acknowledged"))
      options.acknowledge_warnings = true;
    else if (words.take("key"))
      options.idempotency_key = words.next("key");
    else if (words.take("preview"))
      preview = true;
    else
      mistake("nobody understands '" + words.left[words.place] + "' of a return");
  }
  while (words.more()) {
    ReturnLine& line = draft.lines.emplace_back();
    line.quantity = Quantity::of(words.next("quantity"));
    if (!words.take("of")) mistake("a line of a return is a quantity `of` a line");
    line.line = std::stoi(words.next("line number"));
    if (words.more() && !words.take("and")) mistake("lines are joined by `and`");
  }
  if (!preview) return posting_text(words, session_->vouchers().return_goods(draft, options));
  const Preview seen = session_->vouchers().preview_return(draft);
  std::string answer = seen.voucher.number + " " + amount(seen.voucher.net) + " + " + amount(seen.voucher.tax) + " = " +
                       amount(seen.voucher.total) + " balance " + amount(seen.balance_after);
  for (const Problem& each : seen.warnings) answer += " " + std::string(to_string(each.code)) + " " + each.field;
  return words.check(answer);
}

std::string Story::reverse(Words& words) {
  const Voucher original = voucher(words);
  const std::optional<Date> on = words.take("on") ? std::optional(words.day()) : std::nullopt;
  const Voucher reversal = session_->vouchers().reverse(original.id, on);
  return words.check(reversal.number + " " + amount(reversal.total));
}

/// `draft sale C001 : 2 P1`
std::string Story::draft(Words& words) {
  const auto kind = parse_voucher_kind(words.next("voucher kind"));
  if (!kind) mistake("no such voucher kind");
  Typed typed{.draft = {.kind = *kind}};
  read_voucher(words, typed);
  return words.check(std::to_string(session_->vouchers().save_draft(typed.draft).value));
}

/// `copy sale 20260301-1 times 2`: into a draft, with so many times the quantities.
std::string Story::copy(Words& words) {
  VoucherDraft draft = session_->vouchers().copy(voucher(words).id);
  if (words.take("times")) {
    const std::int64_t times = std::stoll(words.next("number"));
    for (LineDraft& line : draft.lines) line.quantity.micros *= times;
  }
  return words.check(std::to_string(session_->vouchers().save_draft(draft).value));
}

/// `price_again 1 keep_typed`
std::string Story::price_again(Words& words) {
  const DraftId id(std::stoll(words.next("draft")));
  const auto mode = parse_repricing(words.next("mode"));
  if (!mode) mistake("no such mode");
  const Repriced made = session_->vouchers().reprice_draft(id, *mode);
  std::string answer;
  for (const LineRepricing& line : made.lines) {
    if (!answer.empty()) answer += " | ";
    answer += line.item + " ";
    if (line.before) answer += two_places(*line.before) + " " + std::string(to_string(line.source_before)) + " to ";
    answer += two_places(line.after) + " " + std::string(to_string(line.source_after));
    if (line.found) answer += " not " + two_places(*line.found);
    answer += ": " + std::string(to_string(line.cause));
  }
  for (const Problem& warning : made.warnings) answer += " | " + warning.message;
  return words.check(answer);
}

std::string Story::post_draft(Words& words) {
  const DraftId id(std::stoll(words.next("draft")));
  PostOptions options;
  options.acknowledge_warnings = words.take("acknowledged");
  return posting_text(words, session_->vouchers().post_draft(id, options));
}

/// `correct sale 20260301-1 C001 : 2 P1`, with `reversed_today`, `reversed_on` day or `unless_settled` before the
/// party.
std::string Story::correct(Words& words) {
  const Voucher original = voucher(words);
  CorrectionPolicy policy;
  for (;;) {
    if (words.take("reversed_today"))
      policy.reversal = ReversalDate::today;
    else if (words.take("reversed_on"))
      policy.reversed_on = words.day();
    else if (words.take("unless_settled"))
      policy.undo_allocations = false;
    else if (words.take("for"))
      policy.reason = words.next("reason");
    else
      break;
  }
  Typed typed{.draft = {.kind = original.kind}};
  read_voucher(words, typed);
  const PostResult result = session_->vouchers().correct(original.id, typed.draft, policy, typed.options);
  if (!result.posted()) return words.check(refusal_text(result), false);
  return words.check(result.reversal->number + " " + amount(result.reversal->total) + " then " +
                     result.voucher->number + " " + amount(result.voucher->total) + shown(result.companions));
}

std::string Story::versions(Words& words) {
  std::string answer;
  for (const Voucher& each : session_->vouchers().versions(voucher(words).id))
    answer += (answer.empty() ? "" : ", ") + each.number + " " + amount(each.total) +
              (each.corrected_by  ? " corrected"
               : each.reversed_by ? " reversed"
                                  : "");
  return words.check(answer);
}

/// Vouchers divided by `/`, each with what it settles among those before it behind `settles_entries`, counted from 1:
/// what became of each.
std::string Story::batch(Words& words) {
  const BatchOptions options{.all_or_nothing = words.take("all_or_nothing")};
  std::vector<BatchEntry> entries;
  while (words.more()) {
    Words part("");
    while (words.more() && !words.take("/")) part.left.push_back(words.next("word"));
    const auto kind = parse_voucher_kind(part.next("voucher kind"));
    if (!kind) mistake("no such voucher kind");
    Typed typed{.draft = {.kind = *kind}};
    BatchEntry& entry = entries.emplace_back();
    const auto named = std::ranges::find(part.left, "settles_entries");
    for (auto each = named; each != part.left.end(); ++each)
      if (each != named) entry.settles_entries.push_back(std::stoul(*each) - 1);
    part.left.erase(named, part.left.end());
    read_voucher(part, typed);
    entry.draft = std::move(typed.draft);
    entry.options = std::move(typed.options);
  }
  std::string answer;
  for (const BatchOutcome& each : session_->vouchers().post_batch(entries, options)) {
    answer += answer.empty() ? "" : ", ";
    if (each.posted()) answer += each.result.voucher->number + " " + amount(each.result.voucher->total);
    if (!each.posted() && each.problems.empty()) answer += "kept out";
    for (const Problem& problem : each.problems)
      answer +=
          (&problem == &each.problems.front() ? "" : " ") + std::string(to_string(problem.code)) + " " + problem.field;
  }
  return words.check(answer);
}

std::string Story::void_number(Words& words) {
  const auto kind = parse_voucher_kind(words.next("voucher kind"));
  if (!kind) mistake("no such voucher kind");
  const std::string reason = words.next("reason");
  const std::optional<Date> dated = words.take("on") ? std::optional(words.day()) : std::nullopt;
  return words.check(session_->vouchers().void_number(*kind, reason, dated).number);
}

/// A line of a posted voucher: price, source, and where it was shipped to.
std::string Story::line(Words& words) {
  const Voucher posted = voucher(words);
  const auto index = static_cast<std::size_t>(std::stoul(words.next("line number")) - 1);
  if (index >= posted.lines.size()) mistake("the voucher has no such line");
  const VoucherLine& line = posted.lines[index];
  std::string answer = shown(line.quantity.value()) + " " + line.unit + " " + line.item + " at " +
                       two_places(line.unit_price) + " because " + std::string(to_string(line.source));
  if (!line.trace.empty()) answer += " from " + line.trace.substr(0, line.trace.find(' '));
  if (!line.price_reason.empty()) {
    answer += line.typed_price ? " typed " + two_places(*line.typed_price) : " discount typed";
    if (line.found_price) answer += " not " + two_places(*line.found_price);
    answer += " for " + line.price_reason;
  }
  if (!line.promotion.is_zero()) answer += " less " + amount(line.promotion);
  if (!line.gift_of.empty()) answer += " gift of " + line.gift_of;
  if (line.returns_line != 0) answer += " of line " + std::to_string(line.returns_line);
  if (!line.withheld.is_zero()) answer += " withheld " + amount(line.withheld);
  if (posted.ship_to) answer += " to " + posted.ship_to->street;
  return words.check(answer);
}

std::string Story::instalments(Words& words) { return words.check(shown(voucher(words).instalments)); }

/// A party's vouchers, oldest first.
std::string Story::vouchers(Words& words) {
  VoucherQuery query;
  if (words.more()) query.party = words.next("party");
  std::string answer;
  for (const Voucher& found : session_->vouchers().list(query))
    answer += (answer.empty() ? "" : ", ") + std::string(to_string(found.kind)) + " " + amount(found.total);
  return words.check(answer.empty() ? "nothing" : answer);
}

}  // namespace emptor::test
