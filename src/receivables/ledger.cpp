#include "receivables/ledger.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string>

#include "receivables/records.hpp"
#include "receivables/rules.hpp"
#include "settings/policies.hpp"

namespace emptor::receivables {
namespace {

std::int64_t negated(std::int64_t amount) { return checked_subtract(0, amount); }

/// Moves the counters that hold `before`, whose cursor has moved already.
void move_counters(access::Work& work, const AccountKey& key, PartyId party, std::int64_t amount, Date latest,
                   Counters& before) {
  const bool own = party == key.account;
  before.latest = std::max(before.latest.value_or(latest), latest);
  add_counters(work, key,
               {.kept = before.kept,
                .own_amount = own ? amount : 0,
                .account_amount = amount,
                .age = before.age,
                .latest = before.latest});
  if (!own) add_own_amount(work, party, key, amount);
  before.kept = true;
  before.account_amount += amount;
  if (own) before.own_amount += amount;
}

/// An allocation holds from the day on which both documents are there, so that at every day what is open adds up to the
/// documents until then; and not before an earlier one was undone, so that at no day more is settled than there is.
Date effective_day(Date wanted, const Item& one, const ItemKey& other, std::optional<Date> other_reopened) {
  return std::max({wanted, one.key.dated, other.dated, one.reopened.value_or(wanted), other_reopened.value_or(wanted)});
}

Allocation settle(access::Work& work, const AccountKey& key, const AllocationRow& row) {
  insert_allocation(work, key, row);
  return {.debit = row.debit.voucher,
          .credit = row.credit.voucher,
          .amount = Money{row.amount, key.currency},
          .effective = row.effective};
}

/// The account's latest day covers what was settled later than `item` is dated.
void raise_latest_of(access::Work& work, const AccountKey& key, const ItemKey& item,
                     const std::vector<Allocation>& done) {
  Date latest = item.dated;
  for (const Allocation& each : done) latest = std::max(latest, each.effective);
  if (latest > item.dated) raise_latest(work, key, latest);
}

[[noreturn]] void throw_no_debit(std::size_t place, VoucherId voucher) {
  throw Error(ErrorCode::unknown_reference, "settles[" + std::to_string(place) + "]",
              "the account has no debit of this voucher", {{"voucher", std::to_string(voucher.value)}});
}

[[noreturn]] void throw_settled(std::size_t place, VoucherId voucher) {
  throw Error(ErrorCode::over_allocated, "settles[" + std::to_string(place) + "]",
              "nothing of this voucher is open any more", {{"voucher", std::to_string(voucher.value)}, {"open", "0"}});
}

/// Gathers what money settles, debit after debit.
class Planner {
 public:
  Planner(access::Work& work, const AccountKey& key, std::int64_t money, std::optional<Date> paid_on)
      : work_(work), key_(key), left_(money), paid_on_(paid_on), rounding_(settings::current(work).rounding) {}

  void named(const ItemKey& wanted, std::size_t place) {
    named(wanted, load_document(work_, key_, wanted.dated, wanted.voucher), place);
  }
  /// `items`: of the document.
  void named(const ItemKey& wanted, const std::vector<Item>& items, std::size_t place) {
    bool known = false;
    bool open = false;
    for (const Item& item : items) {
      if (item.amount <= 0 || (wanted.instalment != 0 && wanted.instalment != item.key.instalment)) continue;
      known = true;
      open = open || item.open > 0;
      take({.key = item.key,
            .open = item.open,
            .discount_until = item.discount_until,
            .discount = item.discount,
            .reopened = item.reopened});
    }
    if (!known) throw_no_debit(place, wanted.voucher);
    if (!open) throw_settled(place, wanted.voucher);
  }
  void oldest() {
    if (left_ <= 0) return;
    DebitWalk walk(work_, key_);
    while (left_ > 0) {
      const auto debit = walk.next();
      if (!debit) return;
      take(*debit);
    }
  }
  void by(AllocationOrder order) {
    if (order == AllocationOrder::oldest_dated) return oldest();
    std::vector<OpenDebit> debits;
    for (DebitWalk walk(work_, key_); auto debit = walk.next();) debits.push_back(*debit);
    std::erase_if(debits, [&](const OpenDebit& debit) { return is_planned(debit.key); });
    if (order == AllocationOrder::exact) {
      for (const std::size_t place : exact_subset(debits, left_)) take(debits[place]);
      return;
    }
    sort_by(debits, order);
    for (const OpenDebit& debit : debits) take(debit);
  }
  [[nodiscard]] std::vector<Settlement> result() { return std::move(found_); }

 private:
  void take(const OpenDebit& debit) {
    if (left_ <= 0 || debit.open <= 0) return;
    // Named ones come again among the oldest; the money of one that is not paid in full is at an end.
    if (is_planned(debit.key)) return;
    found_.push_back(receivables::settle(debit, left_, paid_on_, rounding_));
    left_ -= found_.back().money;
  }

  [[nodiscard]] bool is_planned(const ItemKey& debit) const {
    return std::ranges::find(found_, debit, &Settlement::debit) != found_.end();
  }

  access::Work& work_;
  const AccountKey& key_;
  std::int64_t left_;
  std::optional<Date> paid_on_;
  Rounding rounding_;
  std::vector<Settlement> found_;
};

std::vector<Settlement> plan_to(access::Work& work, const AccountKey& key, std::int64_t money,
                                std::span<const ItemKey> first, std::optional<Date> paid_on) {
  Planner planner(work, key, money, paid_on);
  for (std::size_t i = 0; i < first.size(); ++i) planner.named(first[i], i);
  planner.oldest();
  return planner.result();
}

/// `place`: of the first one in what is named.
std::vector<ItemKey> find_named(access::Work& work, const AccountKey& key, std::span<const VoucherId> first,
                                std::size_t place = 0) {
  std::vector<ItemKey> named;
  named.reserve(first.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    const auto dated = find_debit_date(work, key, first[i]);
    if (!dated) throw_no_debit(place + i, first[i]);
    named.push_back({.dated = *dated, .voucher = first[i], .instalment = 0});
  }
  return named;
}

/// Settles the item as planned and says what it did.
std::vector<Allocation> settle_all(access::Work& work, const AccountKey& key, const Item& credit,
                                   std::span<const Settlement> planned, Date effective) {
  std::vector<Allocation> done;
  std::int64_t paid = 0;
  for (const Settlement& each : planned) {
    if (each.money <= 0) continue;
    add_open(work, key, each.debit, -each.money);
    done.push_back(settle(work, key,
                          {.debit = each.debit,
                           .credit = credit.key,
                           .amount = each.money,
                           .effective = effective_day(effective, credit, each.debit, each.reopened)}));
    paid += each.money;
  }
  if (paid != 0) add_open(work, key, credit.key, paid);
  raise_latest_of(work, key, credit.key, done);
  return done;
}

Item credit_item(access::Work& work, const AccountKey& key, const ItemKey& credit) {
  auto item = load_item(work, key, credit);
  EMPTOR_REQUIRE(item.has_value() && item->open <= 0);
  return *item;
}

/// After every item of an account.
constexpr ItemKey newest{.dated = Date(std::numeric_limits<std::int32_t>::max()),
                         .voucher = VoucherId(std::numeric_limits<std::int64_t>::max()),
                         .instalment = std::numeric_limits<int>::max()};

/// Σ of the documents after `day` that lower what is owed; <= 0.
std::int64_t credits_after(access::Work& work, const AccountKey& key, Date day) {
  auto sum = work.tx().statement(
      "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM emptor_open_item "
      "WHERE account_id = ?1 AND side = ?2 AND currency = ?3 AND doc_date > ?4 AND amount < 0");
  sum.bind(key.account, key.side, key.currency, day).step();
  return sum.integer(0);
}

}  // namespace

AccountState state(access::Work& work, const AccountKey& key) {
  auto row = work.tx().statement(
      "SELECT account_amount, age_date FROM emptor_balance WHERE party_id = ?1 AND side = ?2 AND currency = ?3");
  if (!row.bind(key.account, key.side, key.currency).step()) return {};
  const std::int64_t balance = row.integer(0);
  return {.balance = balance, .age_start = balance > 0 ? row.optional_date(1) : std::nullopt};
}

std::vector<std::pair<Currency, AccountState>> states(access::Work& work, PartyId account, Side side) {
  auto rows = work.tx().statement(
      "SELECT currency, account_amount, age_date FROM emptor_balance WHERE party_id = ?1 AND side = ?2 "
      "ORDER BY currency");
  rows.bind(account, side);
  std::vector<std::pair<Currency, AccountState>> found;
  while (rows.step()) {
    const std::int64_t balance = rows.integer(1);
    found.emplace_back(rows.currency(0), AccountState{.balance = balance,
                                                      .age_start = balance > 0 ? rows.optional_date(2) : std::nullopt});
  }
  return found;
}

namespace {

/// What the counters of an account, with `latest` the day of its newest document, say of `day`.
AccountState state_on(access::Work& work, const AccountKey& key, AccountState state, std::optional<Date> latest,
                      Date day) {
  if (latest && *latest > day) {
    if (const std::int64_t later = credits_after(work, key, day); later != 0) {
      state.balance = checked_subtract(state.balance, later);
      const auto increases = StoredIncreases(work, key).back_from(newest);
      const AgeCursor age = recompute_age(state.balance, *increases);
      state.age_start = age.at ? std::optional{age.at->dated} : std::nullopt;
    }
  }
  if (state.balance <= 0) state.age_start = std::nullopt;
  return state;
}

}  // namespace

std::vector<std::pair<Currency, AccountState>> states_on(access::Work& work, PartyId account, Side side, Date day) {
  auto rows = select_counters(work, account, side);
  std::vector<std::pair<Currency, AccountState>> found;
  while (rows.step()) {
    const AccountKey key{.account = account, .side = side, .currency = rows.currency(0)};
    found.emplace_back(key.currency,
                       state_on(work, key, {.balance = rows.integer(2), .age_start = rows.optional_date(3)},
                                rows.optional_date(7), day));
  }
  return found;
}

StateWalk::StateWalk(access::Work& work, Side side, Date day)
    : work_(work),
      side_(side),
      day_(day),
      rows_(work.tx().statement("SELECT party_id, currency, account_amount, age_date, latest_date FROM emptor_balance "
                                "WHERE side = ?1 AND latest_date IS NOT NULL ORDER BY party_id, currency")) {
  rows_.bind(side);
  more_ = rows_.step();
}

std::optional<StateWalk::Account> StateWalk::next() {
  if (!more_) return std::nullopt;
  Account found{.id = rows_.id<PartyTag>(0), .states = {}};
  do {
    const AccountKey key{.account = found.id, .side = side_, .currency = rows_.currency(1)};
    found.states.emplace_back(key.currency,
                              state_on(work_, key, {.balance = rows_.integer(2), .age_start = rows_.optional_date(3)},
                                       rows_.optional_date(4), day_));
    more_ = rows_.step();
  } while (more_ && rows_.id<PartyTag>(0) == found.id);
  return found;
}

std::optional<Date> oldest_open(access::Work& work, const AccountKey& key, Date day) {
  auto row = work.tx().statement(
      "SELECT doc_date FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 AND currency = ?3 AND open_amount > 0 "
      "ORDER BY doc_date, voucher_id, instalment LIMIT 1");
  row.bind(key.account, key.side, key.currency);
  std::optional<Date> oldest = row.step() ? std::optional(row.date(0)) : std::nullopt;
  std::map<ItemKey, std::int64_t> settled;
  for (const OpenPart& each : settled_after(work, key, day)) settled[each.key] += each.open;
  for (const auto& [debit, amount] : settled) {
    if (amount <= 0) continue;
    if (!oldest || debit.dated < *oldest) oldest = debit.dated;
    break;
  }
  return oldest;
}

std::optional<std::int64_t> open_amount(access::Work& work, const AccountKey& key, const ItemKey& item) {
  const auto found = load_item(work, key, item);
  return found ? std::optional{found->open} : std::nullopt;
}

void lock(access::Work& work, std::span<const PartyId> parties) {
  std::vector<PartyId> ascending(parties.begin(), parties.end());
  std::sort(ascending.begin(), ascending.end());
  ascending.erase(std::unique(ascending.begin(), ascending.end()), ascending.end());
  for (const PartyId each : ascending)
    if (each) work.tx().lock(store::Lock::account, each.value);
}

void announce_states(access::Work& work, PartyId account, Side side) {
  select_counters(work, account, side).announce();
}

void announce_posting(access::Work& work, const AccountKey& key, PartyId party, std::int64_t amount) {
  select_counters(work, key.account, key.side).announce();
  if (party != key.account) select_counters(work, party, key.side).announce();
  if (amount > 0) select_credits(work, key).announce();
}

void announce_plan(access::Work& work, const AccountKey& key, const Wish& wish) {
  for (const VoucherId each : wish.first) announce_open_document(work, key, each);
  if (!wish.orders.empty()) DebitWalk(work, key).announce();
}

bool has_advance(access::Work& work, const AccountKey& key) { return select_credits(work, key).step(); }

namespace {

/// SQL would not say OVERFLOW.
void require_room(std::int64_t balance, std::int64_t amount, Currency currency) {
  if (std::int64_t sum = 0; !__builtin_add_overflow(balance, amount, &sum)) return;
  throw Error(ErrorCode::overflow, "party", "a balance cannot hold so much",
              {{"balance", Money{balance, currency}.amount().to_string()},
               {"amount", Money{amount, currency}.amount().to_string()}});
}

}  // namespace

Counters before_posting(access::Work& work, const AccountKey& key, PartyId party, std::int64_t amount) {
  Counters found = load_counters(work, key);
  require_room(found.account_amount, amount, key.currency);
  const std::int64_t own =
      party == key.account
          ? found.own_amount
          : load_counters(work, {.account = party, .side = key.side, .currency = key.currency}).own_amount;
  require_room(own, amount, key.currency);
  return found;
}

void post(access::Work& work, const Posting& posting, Counters& before) {
  insert_item(work, posting, posting.amount, false);
  const std::int64_t balance = checked_add(before.account_amount, posting.amount);
  StoredIncreases increases(work, posting.key);
  if (posting.amount > 0)
    increase_added(before.age, {.key = posting.item, .amount = posting.amount}, balance, increases);
  else
    decrease_added(before.age, balance, increases);
  move_counters(work, posting.key, posting.party, posting.amount, posting.item.dated, before);
}

void post(access::Work& work, const Posting& posting) {
  Counters before = before_posting(work, posting.key, posting.party, posting.amount);
  post(work, posting, before);
}

std::vector<Settlement> plan(access::Work& work, const AccountKey& key, std::int64_t money, const Wish& wish) {
  Planner planner(work, key, money, wish.paid_on);
  for (std::size_t i = 0; i < wish.first.size(); ++i) {
    // Nearly always it is open, and one look finds it.
    if (const auto open = load_open_document(work, key, wish.first[i]); !open.empty())
      planner.named({.dated = {}, .voucher = wish.first[i], .instalment = 0}, open, i);
    else
      planner.named(find_named(work, key, wish.first.subspan(i, 1), i).front(), i);
  }
  for (const AllocationOrder order : wish.orders) planner.by(order);
  return planner.result();
}

std::int64_t advance_of(access::Work& work, const AccountKey& key) {
  std::int64_t sum = 0;
  for (const OpenPart& credit : oldest_credits(work, key, std::numeric_limits<std::int64_t>::max()))
    sum = checked_subtract(sum, credit.open);
  return sum;
}

std::vector<Allocation> commit(access::Work& work, const AccountKey& key, const ItemKey& credit,
                               std::span<const Settlement> planned, Date effective) {
  return settle_all(work, key, credit_item(work, key, credit), planned, effective);
}

std::vector<Allocation> commit(access::Work& work, const Posting& credit, std::span<const Settlement> planned,
                               Date effective) {
  const Item item{.key = credit.item, .party = credit.party, .amount = credit.amount, .open = credit.amount};
  return settle_all(work, credit.key, item, planned, effective);
}

void allocate_only(access::Work& work, const AccountKey& key, const ItemKey& item, VoucherId debit, Date effective) {
  const auto credit = load_item(work, key, item);
  EMPTOR_REQUIRE(credit.has_value());
  if (credit->open >= 0) return;
  std::int64_t left = negated(credit->open);
  std::vector<Settlement> planned;
  for (const Item& each : load_open_document(work, key, debit)) {
    const std::int64_t amount = std::min(left, each.open);
    planned.push_back({.debit = each.key, .money = amount, .reopened = each.reopened});
    left -= amount;
  }
  settle_all(work, key, *credit, planned, effective);
}

std::vector<Allocation> allocate_to(access::Work& work, const AccountKey& key, const ItemKey& credit,
                                    std::span<const ItemKey> first, Date effective) {
  const Item item = credit_item(work, key, credit);
  return settle_all(work, key, item, plan_to(work, key, negated(item.open), first, std::nullopt), effective);
}

std::vector<Allocation> allocate(access::Work& work, const AccountKey& key, const ItemKey& credit,
                                 std::span<const VoucherId> first, Date effective) {
  return allocate_to(work, key, credit, find_named(work, key, first), effective);
}

std::vector<Allocation> absorb_advances(access::Work& work, const AccountKey& key, const ItemKey& debit,
                                        Date effective) {
  // Why the probe: nearly always there is no advance, and then a sale has paid one look for it.
  if (oldest_credits(work, key, 1).empty()) return {};
  const auto item = load_item(work, key, debit);
  EMPTOR_REQUIRE(item.has_value() && item->open >= 0);
  std::vector<Allocation> done;
  std::int64_t wanted = item->open;
  for (const OpenPart& credit : oldest_credits(work, key, wanted)) {
    const std::int64_t amount = std::min(wanted, negated(credit.open));
    const auto reopened = take_open(work, key, credit.key, amount);
    done.push_back(settle(work, key,
                          {.debit = debit,
                           .credit = credit.key,
                           .amount = amount,
                           .effective = effective_day(effective, *item, credit.key, reopened)}));
    wanted -= amount;
  }
  if (!done.empty()) add_open(work, key, debit, wanted - item->open);
  raise_latest_of(work, key, debit, done);
  return done;
}

std::vector<ItemKey> undo_allocations(access::Work& work, const AccountKey& key, const ItemKey& item, Date effective) {
  std::vector<ItemKey> others;
  std::int64_t reopened = 0;
  Date latest = item.dated;
  for (AllocationRow row : load_allocations(work, key, item)) {
    const std::int64_t undone = row.id;
    const bool as_debit = row.debit == item;
    // Not before the allocation held itself.
    row.effective = std::max(row.effective, effective);
    latest = std::max(latest, row.effective);
    others.push_back(as_debit ? row.credit : row.debit);
    reopen(work, key, others.back(), as_debit ? -row.amount : row.amount, row.effective);
    reopened += as_debit ? row.amount : -row.amount;
    row.amount = -row.amount;
    insert_allocation(work, key, row, undone);
  }
  if (reopened != 0) reopen(work, key, item, reopened, latest);
  if (latest > item.dated) raise_latest(work, key, latest);
  return others;
}

void settle_again(access::Work& work, const AccountKey& key, std::span<const ItemKey> reopened, Date effective) {
  for (const ItemKey& each : reopened) {
    const auto item = load_item(work, key, each);
    EMPTOR_REQUIRE(item.has_value());
    if (item->open < 0)
      allocate_to(work, key, each, {}, effective);
    else if (item->open > 0)
      absorb_advances(work, key, each, effective);
  }
}

void reverse(access::Work& work, const AccountKey& key, const ItemKey& item, const Posting& reversal) {
  const auto original = load_item(work, key, item);
  EMPTOR_REQUIRE(original.has_value());
  if (original->reversed)
    throw Error(ErrorCode::already_reversed, "", "the item is reversed already",
                {{"voucher", std::to_string(item.voucher.value)}});
  EMPTOR_REQUIRE(original->open == original->amount && reversal.amount == negated(original->amount));
  EMPTOR_REQUIRE(reversal.party == original->party);
  Counters before = before_posting(work, key, reversal.party, reversal.amount);
  const std::int64_t balance = before.account_amount + reversal.amount;
  // Neither is open nor dates a debt from here on; both stay in the ledger.
  update_item(work, key, item, 0, true);
  insert_item(work, reversal, 0, true);
  Date settled = reversal.item.dated;
  if (original->amount != 0) {
    settled = effective_day(settled, *original, reversal.item, {});
    const bool debit = original->amount > 0;
    settle(work, key,
           {.debit = debit ? item : reversal.item,
            .credit = debit ? reversal.item : item,
            .amount = debit ? original->amount : reversal.amount,
            .effective = settled});
  }
  StoredIncreases increases(work, key);
  if (original->amount > 0)
    increase_removed(before.age, {.key = item, .amount = original->amount}, balance, increases);
  else
    decrease_removed(before.age, balance, increases);
  move_counters(work, key, reversal.party, reversal.amount, settled, before);
}

}  // namespace emptor::receivables
