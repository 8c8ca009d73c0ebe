/// Open items, allocations and balance counters inside a posting.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "access/work.hpp"
#include "receivables/age.hpp"

namespace emptor::receivables {

/// What a voucher adds to an account. Positive amounts increase what is owed.
struct Posting {
  AccountKey key{};
  PartyId party{};  ///< that traded; equal to the account, or one of its branches
  ItemKey item{};
  Date due{};
  std::int64_t amount = 0;
  ItemKind kind = ItemKind::trade;
  std::optional<Date> discount_until{};  ///< the last day on which paying it earns the discount
  Percent discount{};
  std::optional<Ratio> rate{};  ///< one unit of another currency in the book's, when it was posted
};

struct AccountState {
  std::int64_t balance = 0;         ///< of the account, minor units
  std::optional<Date> age_start{};  ///< FEATURES #27, by AgeBasis::balance
};
/// One statement: the counters of the account. Zero when nothing was ever posted.
[[nodiscard]] AccountState state(access::Work& work, const AccountKey& key);
/// All currencies of an account; one statement.
[[nodiscard]] std::vector<std::pair<Currency, AccountState>> states(access::Work& work, PartyId account, Side side);
/// The same as a creditor sees it on `day`: money that comes in later only, a post-dated cheque, has not paid anything
/// yet. What was sold later counts. One statement, two more for each currency with a document after `day`.
[[nodiscard]] std::vector<std::pair<Currency, AccountState>> states_on(access::Work& work, PartyId account, Side side,
                                                                       Date day);
/// `states_on` of every account that has a document, by key: one pass over the counters, and two statements more for
/// each currency of an account with a document after `day`.
class StateWalk {
 public:
  StateWalk(access::Work& work, Side side, Date day);
  struct Account {
    PartyId id{};
    std::vector<std::pair<Currency, AccountState>> states{};
  };
  [[nodiscard]] std::optional<Account> next();

 private:
  access::Work& work_;
  Side side_;
  Date day_;
  store::Statement rows_;
  bool more_ = false;
};
/// The document date of the oldest debit that is open at the end of `day` (AgeBasis::open_items): what is settled by
/// money that comes in later only, is. Two statements.
[[nodiscard]] std::optional<Date> oldest_open(access::Work& work, const AccountKey& key, Date day);

/// What is past due on a day, for an account.
struct OverdueQuestion {
  Date on{};
  int days_allowed = 0;
  std::int64_t tolerance = 0;       ///< items of which no more than this is open are not past due
  int terms_days = 0;               ///< everything is due so many days later, or (negative) earlier
  bool leave_out_disputed = false;  ///< what is disputed on that day counts nowhere
  std::vector<int> buckets{};       ///< days
};
struct Overdue {
  std::int64_t open = 0;             ///< all that is owed
  std::int64_t due = 0;              ///< past due
  std::int64_t overdue = 0;          ///< past due for more than the days allowed
  int days = 0;                      ///< of the oldest of these
  std::vector<std::int64_t> past{};  ///< for each bucket, what is past due for more days
};
/// As it is open at the end of the day, like `oldest_open`. One statement over the open items, one over what is said
/// about them when disputes are left out.
[[nodiscard]] Overdue overdue_on(access::Work& work, const AccountKey& key, const OverdueQuestion& question);
/// `oldest_open` and `open_before` without what is disputed on that day.
[[nodiscard]] std::optional<Date> oldest_undisputed(access::Work& work, const AccountKey& key, Date day);
[[nodiscard]] std::int64_t undisputed_before(access::Work& work, const AccountKey& key, Date first, Date on);
/// The highest level at which the account was reminded of an item that is open. One statement.
[[nodiscard]] int dunning_level(access::Work& work, PartyId account);
/// What of `balance` the increases from `first` on do not cover (AgeBasis::balance).
[[nodiscard]] std::int64_t balance_before(access::Work& work, const AccountKey& key, std::int64_t balance, Date first);
/// What of documents before `first` is open at the end of `on` (AgeBasis::open_items). One statement.
[[nodiscard]] std::int64_t open_before(access::Work& work, const AccountKey& key, Date first, Date on);
/// Whether anything was sold to (bought for) the account that was not reversed.
[[nodiscard]] bool has_trade(access::Work& work, PartyId account, Side side);

/// A row of counters. For a head office or a party that is its own account both amounts count; the cursor is the
/// account's.
struct Counters {
  bool kept = false;  ///< there is such a row
  std::int64_t own_amount = 0;
  std::int64_t account_amount = 0;
  AgeCursor age{};
  std::optional<Date> latest{};  ///< of the account's items and allocations: from this day on, open then is open now
};

/// Holds an account, and a party of it, for a posting: what is read of them afterwards stands until it commits.
void lock(access::Work& work, std::span<const PartyId> parties);
/// Tells the store that `states_on`, or `before_posting` and `has_advance`, are going to be asked.
void announce_states(access::Work& work, PartyId account, Side side);
void announce_posting(access::Work& work, const AccountKey& key, PartyId party, std::int64_t amount);

/// The counters of an account, to which `amount` more of `party` can be added: else OVERFLOW. Reads only; one
/// statement, two for a branch.
[[nodiscard]] Counters before_posting(access::Work& work, const AccountKey& key, PartyId party, std::int64_t amount);
/// Adds an open item and moves the counters, which hold `before`; afterwards `before` is what they hold then.
void post(access::Work& work, const Posting& posting, Counters& before);
/// The same, from the counters as they are.
void post(access::Work& work, const Posting& posting);
struct Settlement;
/// Where money is to go.
struct Wish {
  std::span<const VoucherId> first{};         ///< these debits, in order
  std::span<const AllocationOrder> orders{};  ///< then by these; none: only what is named
  std::optional<Date> paid_on{};  ///< the day of payment, which earns early-payment discounts; none: nothing is earned
};
/// What `money` would settle, each debit with the discount that it earns. Writes nothing. UNKNOWN_REFERENCE on
/// "settles[i]" for what is no debit of this account, OVER_ALLOCATED for one of which nothing is open any more.
[[nodiscard]] std::vector<Settlement> plan(access::Work& work, const AccountKey& key, std::int64_t money,
                                           const Wish& wish);
/// Tells the store that `plan` is going to ask.
void announce_plan(access::Work& work, const AccountKey& key, const Wish& wish);
/// What is open of the account's credits, as a positive amount.
[[nodiscard]] std::int64_t advance_of(access::Work& work, const AccountKey& key);
/// Settles a credit item (a collection, a payment) as planned; discounts are left to the caller. What is left of it
/// stays open as an advance. Returns what it did.
std::vector<Allocation> commit(access::Work& work, const AccountKey& key, const ItemKey& credit,
                               std::span<const Settlement> planned, Date effective);
/// The same for a credit that was posted just now.
std::vector<Allocation> commit(access::Work& work, const Posting& credit, std::span<const Settlement> planned,
                               Date effective);
/// Plans and commits what a credit item has left: the named ones, then the oldest, without discounts.
std::vector<Allocation> allocate(access::Work& work, const AccountKey& key, const ItemKey& credit,
                                 std::span<const VoucherId> first, Date effective);
/// The same for a caller that knows the days of the documents it names, which spares the search for them; an instalment
/// of 0 means every instalment.
std::vector<Allocation> allocate_to(access::Work& work, const AccountKey& key, const ItemKey& credit,
                                    std::span<const ItemKey> first, Date effective);
/// Gives what a credit has left to one document and to nothing else; does nothing where `item` is no
/// open credit.
void allocate_only(access::Work& work, const AccountKey& key, const ItemKey& item, VoucherId debit, Date effective);
/// Whether a credit of the account is open, for a new debit to take. One statement.
[[nodiscard]] bool has_advance(access::Work& work, const AccountKey& key);
/// A new debit (a sale) takes what is open of earlier advances, oldest first. Returns what it did.
std::vector<Allocation> absorb_advances(access::Work& work, const AccountKey& key, const ItemKey& debit,
                                        Date effective);
/// Undoes every allocation of the voucher by further rows, reopening the other side, which it returns. What is settled
/// anew with either side holds from then on: what was open on a past day stays what it was.
std::vector<ItemKey> undo_allocations(access::Work& work, const AccountKey& key, const ItemKey& item, Date effective);
/// Puts what an undoing reopened to use again, as a new document would be: credits pay the oldest debits, debits take
/// the oldest advances.
void settle_again(access::Work& work, const AccountKey& key, std::span<const ItemKey> reopened, Date effective);
/// Takes an item out: posts the mirror `reversal`, settles the two against each other and marks both reversed. The
/// item's allocations must have been undone.
void reverse(access::Work& work, const AccountKey& key, const ItemKey& item, const Posting& reversal);
/// What is open of an item; nullopt when there is none.
[[nodiscard]] std::optional<std::int64_t> open_amount(access::Work& work, const AccountKey& key, const ItemKey& item);

/// The debits that a credit settles, or settled until `undone_at`, in the order of recording, and what is open of each
/// document. What was undone earlier is not among them. One statement.
[[nodiscard]] std::vector<std::pair<VoucherId, std::int64_t>> debits_of(access::Work& work, const AccountKey& key,
                                                                        VoucherId credit, Instant undone_at);
/// The exchange rate that the document's items keep; none in the book's currency, and where none was known.
[[nodiscard]] std::optional<Ratio> rate_of(access::Work& work, const AccountKey& key, Date dated, VoucherId voucher);

/// A counter that differs from the documents that it counts.
struct Difference {
  std::string what{};  ///< "open item", "allocation", "balance", "account balance", "age", "latest day", "reopened day"
  std::string where{};  ///< "C001 receivable USD", followed by the document where one is meant
  std::string kept{};
  std::string computed{};
};
/// Recomputes open amounts, balances and ages from items and allocations; reads all of them.
[[nodiscard]] std::vector<Difference> verify(access::Work& work);

}  // namespace emptor::receivables
