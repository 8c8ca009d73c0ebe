/// Plans and commits what money settles, and undoes it.
#include "receivables/ledger_allocating.hpp"

#include <algorithm>
#include <string>

#include "receivables/ledger.hpp"
#include "receivables/rules.hpp"
#include "settings/policies.hpp"

namespace emptor::receivables {

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

namespace {

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

}  // namespace

void announce_plan(access::Work& work, const AccountKey& key, const Wish& wish) {
  for (const VoucherId each : wish.first) announce_open_document(work, key, each);
  if (!wish.orders.empty()) DebitWalk(work, key).announce();
}

bool has_advance(access::Work& work, const AccountKey& key) { return select_credits(work, key).step(); }

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

}  // namespace emptor::receivables
