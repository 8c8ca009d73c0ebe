/// Open items, allocations and counters: SQL to values and back. No judgement.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "receivables/ledger.hpp"
#include "receivables/rules.hpp"

namespace emptor::receivables {

/// What `load_counters` and `states_on` read, so that one answer serves both: of every currency, the amounts own and of
/// the account, the cursor of the age, and the latest day.
[[nodiscard]] store::Statement select_counters(access::Work& work, PartyId party, Side side);
[[nodiscard]] Counters load_counters(access::Work& work, const AccountKey& key);
/// Adds `own_amount` and `account_amount` of `change` to what is kept, if `change.kept`, else makes the row; the cursor
/// and the latest day replace what is kept.
void add_counters(access::Work& work, const AccountKey& key, const Counters& change);
/// Only what a branch traded itself.
void add_own_amount(access::Work& work, PartyId party, const AccountKey& key, std::int64_t amount);
/// Never backwards.
void raise_latest(access::Work& work, const AccountKey& key, Date day);

struct Item {
  ItemKey key{};
  PartyId party{};
  std::int64_t amount = 0;
  std::int64_t open = 0;
  bool reversed = false;
  std::optional<Date> reopened{};  ///< the latest day on which an allocation of it was undone
  std::optional<Date> discount_until{};
  Percent discount{};
};
[[nodiscard]] std::optional<Item> load_item(access::Work& work, const AccountKey& key, const ItemKey& item);
void insert_item(access::Work& work, const Posting& posting, std::int64_t open, bool reversed);
void update_item(access::Work& work, const AccountKey& key, const ItemKey& item, std::int64_t open, bool reversed);
/// Changes what is open of an item that is there.
void add_open(access::Work& work, const AccountKey& key, const ItemKey& item, std::int64_t change);
/// The same; gives the day of `Item::reopened`.
[[nodiscard]] std::optional<Date> take_open(access::Work& work, const AccountKey& key, const ItemKey& item,
                                            std::int64_t change);
/// Gives back what an allocation had taken, from `day` on.
void reopen(access::Work& work, const AccountKey& key, const ItemKey& item, std::int64_t change, Date day);
/// All instalments of a document, whatever is open of them.
[[nodiscard]] std::vector<Item> load_document(access::Work& work, const AccountKey& key, Date dated, VoucherId voucher);

/// The same of a document of which a debit is open, by its id alone; empty for one that has none. One statement.
[[nodiscard]] std::vector<Item> load_open_document(access::Work& work, const AccountKey& key, VoucherId voucher);
/// It is going to be asked for.
void announce_open_document(access::Work& work, const AccountKey& key, VoucherId voucher);

/// What is open of one item.
struct OpenPart {
  ItemKey key{};
  std::int64_t open = 0;
};
/// What allocations that hold only after `day` took from debits, one by one; what undid one comes with a minus.
[[nodiscard]] std::vector<OpenPart> settled_after(access::Work& work, const AccountKey& key, Date day);
/// Open debits, oldest document first, read as they are asked for.
class DebitWalk {
 public:
  DebitWalk(access::Work& work, const AccountKey& key);
  /// The walk is going to be begun.
  void announce() { rows_.announce(); }
  [[nodiscard]] std::optional<OpenDebit> next();

 private:
  store::Statement rows_;
};
/// Every open credit, oldest document first: day, voucher, instalment, what is open.
[[nodiscard]] store::Statement select_credits(access::Work& work, const AccountKey& key);
/// Open credits, oldest document first, only as many as it takes to cover `wanted` (> 0).
[[nodiscard]] std::vector<OpenPart> oldest_credits(access::Work& work, const AccountKey& key, std::int64_t wanted);
/// The day of a debit document that is open, or that was settled; none when the account has no such debit.
[[nodiscard]] std::optional<Date> find_debit_date(access::Work& work, const AccountKey& key, VoucherId voucher);

struct AllocationRow {
  std::int64_t id = 0;
  ItemKey debit{};
  ItemKey credit{};
  std::int64_t amount = 0;
  Date effective{};
};
void insert_allocation(access::Work& work, const AccountKey& key, const AllocationRow& row,
                       std::optional<std::int64_t> undoes = {});
/// In force: not undone.
[[nodiscard]] std::vector<AllocationRow> load_allocations(access::Work& work, const AccountKey& key,
                                                          const ItemKey& item);

/// Items of the voucher in this account that have allocations in force.
[[nodiscard]] std::vector<ItemKey> settled_items(access::Work& work, const AccountKey& key, VoucherId voucher);

/// The increases of an account as the cursor asks for them.
class StoredIncreases final : public Increases {
 public:
  StoredIncreases(access::Work& work, const AccountKey& key) noexcept : work_(&work), key_(key) {}
  [[nodiscard]] std::unique_ptr<IncreaseWalk> newer_than(const ItemKey& key) override;
  [[nodiscard]] std::unique_ptr<IncreaseWalk> back_from(const ItemKey& key) override;

 private:
  access::Work* work_;
  AccountKey key_;
};
/// Increases that a party traded itself, newest first, whoever owes them: for the age by individual basis.
[[nodiscard]] std::unique_ptr<IncreaseWalk> own_increases(access::Work& work, PartyId party, const AccountKey& key);

}  // namespace emptor::receivables
