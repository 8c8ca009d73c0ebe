/// Money of one currency that settles debts of another: a pair of vouchers with the rate between them.
#include <algorithm>
#include <array>

#include "credit/pools.hpp"
#include "settings/policies.hpp"
#include "vouchers/posting.hpp"
#include "vouchers/repeating.hpp"

namespace emptor::vouchers {
namespace {

using access::Work;

std::string request_text(const CurrencyTransferDraft& draft) {
  const auto shown = [](const std::optional<Decimal>& amount) {
    return amount ? amount->normalized().to_string() : std::string("-");
  };
  std::string text = "transfer_currency " + std::to_string(draft.credit.value) + " " + shown(draft.amount) + " " +
                     draft.to + " " + shown(draft.to_amount) + " " + (draft.dated ? draft.dated->to_string() : "-");
  for (const VoucherId each : draft.settles) text += " " + std::to_string(each.value);
  for (const AllocationOrder each : draft.allocation) text += " by " + std::to_string(static_cast<int>(each));
  return text += " " + draft.memo;
}

/// The credit whose money is moved, and what is left of it.
struct Source {
  Document document;
  receivables::ItemKey item;
  std::int64_t left = 0;
};

Source source_of(Work& work, VoucherId credit) {
  auto document = load(work, credit);
  std::int64_t left = 0;
  receivables::ItemKey item;
  if (document) {
    item = {document->dated, document->id, 1};
    left = -receivables::open_amount(work, account_key(*document), item).value_or(0);
  }
  if (!document || effect(*document) >= 0 || left <= 0)
    throw Error(ErrorCode::unknown_reference, "credit", "no credit with something left is this voucher",
                {{"voucher", std::to_string(credit.value)}});
  return {std::move(*document), item, left};
}

std::int64_t amount_of(const Decimal& amount, Currency currency, const char* field) {
  if (amount.sign() <= 0)
    throw Error(ErrorCode::range, field, "the amount must be greater than 0", {{"amount", amount.to_string()}});
  try {
    return Money::of(amount, currency).minor;
  } catch (const Error& error) {
    throw Error(error.code(), field, error.message(), {{"amount", amount.to_string()}});
  }
}

/// Minor units of one currency as a fraction of its major unit.
Ratio major(std::int64_t minor, Currency currency) {
  std::int64_t unit = 1;
  for (int i = 0; i < currency.minor_units(); ++i) unit *= 10;
  return Ratio::of(minor, unit);
}

std::int64_t worth_in(Work& work, std::int64_t minor, Currency from, Currency to, Date on) {
  auto rate = settings::find_rate(work, from, to, on);
  const Currency book = settings::current(work).currency;
  if (!rate) {
    // Two foreign currencies meet in the book's.
    const auto one = settings::find_rate(work, from, book, on);
    const auto other = settings::find_rate(work, book, to, on);
    if (one && other) rate = *one * *other;
  }
  if (!rate)
    throw Error(
        ErrorCode::no_rate, "to_amount",
        "no exchange rate from " + std::string(from.code()) + " to " + std::string(to.code()) + " on " + on.to_string(),
        {{"from", std::string(from.code())}, {"to", std::string(to.code())}, {"on", on.to_string()}});
  return settings::convert(minor, from, to, *rate, settings::current(work).rounding);
}

Document leg(const Source& source, Currency currency, Date dated, std::int64_t net) {
  Document out;
  out.kind = VoucherKind::currency_transfer;
  out.side = source.document.side;
  out.dated = out.due = out.priced_on = dated;
  out.party = source.document.party;
  out.account = source.document.account;
  out.identity_id = source.document.identity_id;
  out.person = source.document.person;
  out.currency = currency;
  out.net = net;
  return out;
}

/// What each leg is worth in the book's currency: the credit as it was booked, unless the book's own money says it.
void set_rates(Document& taken, Document& settling, const Source& source, Currency book) {
  taken.rate = source.document.rate;
  const std::int64_t from = taken.net;
  const std::int64_t to = -settling.net;
  const Ratio per_unit = major(from, taken.currency) * major(to, settling.currency).inverse();
  if (taken.currency == book)
    settling.rate = per_unit;
  else if (settling.currency == book)
    taken.rate = per_unit.inverse();
  else if (taken.rate)
    settling.rate = *taken.rate * per_unit;
}

std::string post_leg(Work& work, Document& document) {
  receivables::post(work, postings(document).front());
  credit::move_pools(work, account_key(document), effect(document), document.dated);
  return number_and_save(work, document);
}

void require_room(Work& work, const Document& document) {
  static_cast<void>(receivables::before_posting(work, account_key(document), document.party, effect(document)));
  credit::require_pool_room(work, account_key(document), effect(document));
}

PostResult transfer(Work& work, const CurrencyTransferDraft& draft, bool soft_acknowledged) {
  const auto to = Currency::find(draft.to);
  if (!to) throw Error(ErrorCode::unknown_currency, "to", "not an ISO 4217 currency", {{"currency", draft.to}});
  const Source source = source_of(work, draft.credit);
  const Currency from = source.document.currency;
  if (*to == from)
    throw Error(ErrorCode::invalid, "to", "the credit is of this currency already", {{"currency", draft.to}});
  const Date day = draft.dated ? *draft.dated : std::max(settings::today(work), source.document.dated);
  if (day < source.document.dated)
    throw Error(ErrorCode::range, "dated", "money cannot be transferred before it came in",
                {{"dated", day.to_string()}, {"credit", source.document.dated.to_string()}});
  settings::require_open_period(work, day, "dated", soft_acknowledged);
  const std::int64_t amount = draft.amount ? amount_of(*draft.amount, from, "amount") : source.left;
  if (amount > source.left)
    throw Error(ErrorCode::over_allocated, "amount", "more than what is left of the credit",
                {{"amount", Money{amount, from}.amount().to_string()},
                 {"left", Money{source.left, from}.amount().to_string()}});
  const std::int64_t there =
      draft.to_amount ? amount_of(*draft.to_amount, *to, "to_amount") : worth_in(work, amount, from, *to, day);
  if (there <= 0)
    throw Error(ErrorCode::range, "to_amount", "the amount is worth nothing in this currency",
                {{"amount", Money{amount, from}.amount().to_string()}});

  Document taken = leg(source, from, day, amount);
  Document settling = leg(source, *to, day, -there);
  settling.memo = draft.memo;
  set_rates(taken, settling, source, settings::current(work).currency);
  require_room(work, taken);
  require_room(work, settling);
  identify(work, settling);
  PostResult out;
  std::string number = post_leg(work, settling);
  const auto planned =
      receivables::plan(work, account_key(settling), there, {.first = draft.settles, .orders = draft.allocation});
  static_cast<void>(receivables::commit(work, account_key(settling), {day, settling.id, 1}, planned, day));
  taken.companion_of = settling.id;
  identify(work, taken);
  std::string taken_number = post_leg(work, taken);
  const std::array<receivables::Settlement, 1> whole{
      receivables::Settlement{.debit = {day, taken.id, 1}, .money = amount}};
  static_cast<void>(receivables::commit(work, account_key(taken), source.item, whole, day));
  record_soft_lock(work, settling);
  out.voucher = describe(work, settling, std::move(number));
  out.companions.push_back(describe(work, taken, std::move(taken_number)));
  return out;
}

void check(const CurrencyTransferDraft& draft) {
  Problems problems;
  problems.check_text("to", draft.to, 3, true);
  problems.check_text("memo", draft.memo, 2'000);
  for (const AllocationOrder order : draft.allocation)
    if (order < AllocationOrder::oldest_dated || order > AllocationOrder::exact)
      problems.add(ErrorCode::invalid, "allocation", "not a known order");
  problems.throw_if_any();
}

}  // namespace
}  // namespace emptor::vouchers

namespace emptor {

PostResult Vouchers::transfer_currency(const CurrencyTransferDraft& draft, const PostOptions& options) {
  vouchers::check(draft);
  auto work = access::Work::write(*state_);
  const std::string request = vouchers::request_text(draft);
  vouchers::Repeat repeat(work, options, request);
  if (repeat.first()) return vouchers::repeated(work, repeat.first());
  PostResult out = vouchers::transfer(work, draft, options.acknowledge_soft_lock);
  repeat.remember(out.voucher->id);
  work.commit();
  return out;
}

}  // namespace emptor
