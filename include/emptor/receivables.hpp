/// Room `receivables`: open items, allocation, balances, ageing; payables mirror them.
///
/// Every posted voucher that changes what a party owes (or is owed) leaves an open item: positive for a sale or a
/// purchase, negative for a collection, a payment or a return. Allocations settle the two against each other; they are
/// append-only. Items belong to the *account*: the party itself, or the head office that it is billed to. Balances are
/// counters kept in the same transaction and recomputed by `Book::verify`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"
#include "emptor/parties.hpp"

namespace emptor {

struct VoucherTag;
using VoucherId = Id<VoucherTag>;

enum class Side : std::uint8_t { receivable = 1, payable = 2 };

/// Whose items are added up.
enum class BalanceBasis : std::uint8_t {
  account = 1,     ///< what this party owes, its branches' purchases included (relation basis)
  individual = 2,  ///< what this party itself traded
};

struct Balance {
  Money amount{};                   ///< negative: an advance
  std::optional<Date> age_start{};  ///< of the oldest unpaid increase (FEATURES #27); none when nothing is owed
  int age_days = 0;                 ///< as of the day asked for
  int age_months = 0;               ///< ⌊days / 30⌋
};

/// What a document did to an account; the columns of a summary. Stored: appended, never renumbered.
enum class ItemKind : std::uint8_t {
  trade = 1,       ///< a sale or a purchase; negative: its return
  other = 2,       ///< another increase: an opening balance, an adjustment upwards
  money = 3,       ///< a collection or a payment
  difference = 4,  ///< a decrease without money: an adjustment downwards
};

struct OpenItem {
  VoucherId voucher{};
  std::string number{};
  int instalment = 1;
  std::string party{};  ///< that traded
  Date dated{};
  Date due{};
  Money amount{};                        ///< as posted, signed
  Money open{};                          ///< what is left
  std::optional<Date> discount_until{};  ///< the last day on which paying it earns its discount
  Money discount{};                      ///< what paying all of it by then would earn
};

struct Allocation {
  VoucherId debit{};   ///< sale or purchase
  VoucherId credit{};  ///< collection, payment or return
  Money amount{};
  Date effective{};
};

/// Which debits money goes to.
enum class AllocationOrder : std::uint8_t {
  oldest_dated = 1,  ///< by the date of the document; what postings do by themselves
  oldest_due = 2,    ///< by the due date
  smallest = 3,      ///< the smallest open amount first
  largest = 4,       ///< the largest open amount first
  /// The oldest documents that add up exactly to the money. Nothing when there are none, or when 200,000 steps of the
  /// search did not find any.
  exact = 5,
};

/// A debit that is chosen by hand.
struct ChosenDebit {
  VoucherId voucher{};
  int instalment = 0;               ///< 0: all of them, in order
  std::optional<Decimal> amount{};  ///< as much as the money allows when not given; else exactly this, > 0
};

struct AllocationRequest {
  std::string party{};  ///< the account
  Side side = Side::receivable;
  std::optional<std::string> currency{};  ///< the party's when not given
  VoucherId credit{};                     ///< a collection, payment or other credit that has something left
  std::vector<ChosenDebit> chosen{};      ///< these first
  std::vector<AllocationOrder> orders{AllocationOrder::oldest_dated};  ///< then by these, one after the other
  std::optional<Date> on{};  ///< from when it holds; today when not given, never before both documents
};

struct PlannedAllocation {
  VoucherId debit{};
  std::string number{};
  int instalment = 1;
  Date dated{};
  Date due{};
  Money open{};    ///< when it was planned
  Money amount{};  ///< > 0
};

/// What would be settled. A plan that is committed after anything of it has changed is refused, CONFLICT.
struct AllocationPlan {
  std::string party{};
  Side side = Side::receivable;
  VoucherId credit{};
  Date credit_dated{};
  Date on{};
  Money available{};  ///< of the credit, when it was planned
  std::vector<PlannedAllocation> rows{};
  Money left{};  ///< stays open as an advance
};

/// From which day on an item ages.
enum class AgeingBasis : std::uint8_t {
  document = 1,  ///< the date of the document
  due = 2,       ///< the due date: an item due on `as_of` itself is 0 days over, not `not_due`
  posting = 3,   ///< the day on which it was recorded, however it is dated
};

/// Where collections and returns stand that settle nothing yet.
enum class AgeingCredits : std::uint8_t {
  apart = 1,         ///< in a column of their own: they make nobody's debt look younger
  by_age = 2,        ///< in the bucket of their own document (posting) date
  oldest_first = 3,  ///< off the account's oldest column first, disputed items last; what is left stays apart
};

/// What a summary or an ageing has a row for.
enum class SummaryBy : std::uint8_t {
  party = 1,
  salesperson = 2,  ///< the party's person in charge on the last day; parties without one have a row without a code
  group = 3,        ///< every group with all below it; who is in several counts in each, and once in the totals
};

struct AgeingQuery {
  Side side = Side::receivable;
  std::optional<std::string> party{};        ///< one account; all when not given
  std::optional<std::string> group{};        ///< accounts in this group or below
  std::optional<std::string> salesperson{};  ///< accounts with this person in charge on `as_of`
  std::optional<Date> as_of{};               ///< today when not given
  /// Only what was recorded until then counts: documents, what settled them and what was undone, disputes. Groups and
  /// people in charge are those of `as_of` as they are known now. Now when not given.
  std::optional<Instant> known_at{};
  AgeingBasis basis = AgeingBasis::document;
  /// With `individual` each party is a row, and what one of them paid for another settles nothing: columns add up to
  /// the party's own balance.
  BalanceBasis balance_basis = BalanceBasis::account;
  /// Upper bounds in days: {30, 60, 90} gives 0-30, 31-60, 61-90 and over 90. Ascending, at least one.
  std::vector<int> bounds{30, 60, 90};
  std::optional<std::string> currency{};  ///< the book's when not given
  bool disputed_apart = false;            ///< what is disputed on `as_of` has a column of its own, whatever its age
  /// Cheques and bills that are not cleared on `as_of` have a column. They have settled what they are for, so they
  /// stand beside the balance: it and they together are what is owed until a bank has paid.
  bool with_instruments = false;
  AgeingCredits credits = AgeingCredits::apart;
  SummaryBy by = SummaryBy::party;
};

struct AgeingRow {
  std::string code{};  ///< of the account, person or group; empty in the total
  std::string name{};
  Money not_due{};               ///< only with basis due
  std::vector<Money> buckets{};  ///< bounds.size() + 1
  Money disputed{};              ///< only with disputed_apart
  Money credits{};               ///< what they do not take off another column, negative
  Money balance{};               ///< the sum of the columns above
  Money instruments{};           ///< only with with_instruments; not part of the balance
};

struct Ageing {
  Date as_of{};
  std::vector<int> bounds{};
  std::vector<AgeingRow> rows{};  ///< with a balance, an open item or (with_instruments) an instrument, by code
  AgeingRow total{};
};

struct SummaryQuery {
  Side side = Side::receivable;
  SummaryBy by = SummaryBy::party;
  BalanceBasis basis = BalanceBasis::account;
  std::optional<std::string> party{};
  std::optional<std::string> group{};        ///< members of this group or of any below it on the last day
  std::optional<std::string> salesperson{};  ///< with this person in charge on the last day
  std::optional<Date> from{};                ///< the first day of the last month when not given
  std::optional<Date> last{};                ///< the last day of this month when not given
  std::optional<std::string> currency{};     ///< every currency when not given
  bool include_archived = true;              ///< without them the totals would not be what is owed
};

/// balance = opening + trade + other_increases - collected + difference, for every row.
struct SummaryRow {
  std::string code{};  ///< of the party, person or group; empty in a total
  std::string name{};
  Money opening{};          ///< at the end of the day before the first
  Money trade{};            ///< sales, or purchases; returns and reversals taken off
  Money other_increases{};  ///< opening balances and adjustments upwards
  Money collected{};        ///< or paid
  Money difference{};       ///< what else moved the balance: adjustments downwards
  Money balance{};          ///< at the end of the last day
};

struct Summary {
  Date from{};
  Date last{};
  std::vector<SummaryRow> rows{};    ///< those with any figure, by code and currency
  std::vector<SummaryRow> totals{};  ///< one for each currency, by its code
};

struct UncollectedQuery {
  Side side = Side::receivable;
  BalanceBasis basis = BalanceBasis::account;
  std::optional<std::string> party{};
  std::optional<std::string> group{};
  std::optional<std::string> salesperson{};
  std::optional<Date> as_of{};            ///< today when not given
  std::optional<std::string> currency{};  ///< every currency when not given
};

struct UncollectedRow {
  std::string party{};
  std::string name{};
  Money balance{};                  ///< as of the day; negative: an advance, which has no age
  std::optional<Date> age_start{};  ///< of the oldest increase that was unpaid on that day (FEATURES #27)
  int age_days = 0;
  int age_months = 0;  ///< ⌊days / 30⌋
};

struct Uncollected {
  Date as_of{};
  std::vector<UncollectedRow> rows{};  ///< balances other than 0, by code and currency
  std::vector<Money> totals{};         ///< one for each currency, by its code
};

struct LedgerRow {
  Date dated{};
  std::string kind{};  ///< "carried_forward" (the first row, the day before `from`), "sale", "collection" …
  std::string number{};
  std::string party{};
  VoucherId voucher{};
  Money debit{};
  Money credit{};
  Money balance{};  ///< running
};

class Receivables {
 public:
  explicit Receivables(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// One read. `on` matters for the age only. The currency is the party's when not given.
  [[nodiscard]] Balance balance(std::string_view party, Side side = Side::receivable,
                                BalanceBasis basis = BalanceBasis::account,
                                std::optional<std::string_view> currency = {}, std::optional<Date> on = {}) const;
  /// The hot path by key.
  [[nodiscard]] Money balance(PartyId account, Side side, Currency currency) const;
  /// As it stood at the end of `day`, from the documents.
  [[nodiscard]] Money balance_at(std::string_view party, Date day, Side side = Side::receivable,
                                 BalanceBasis basis = BalanceBasis::account,
                                 std::optional<std::string_view> currency = {}) const;
  /// Items that are not settled, oldest due first. At most `limit` of them.
  [[nodiscard]] std::vector<OpenItem> open_items(std::string_view party, Side side = Side::receivable,
                                                 std::optional<std::string_view> currency = {}, int limit = 1000) const;
  /// What the money that a credit has left would settle; writes nothing. UNKNOWN_REFERENCE on "credit" or
  /// "chosen[i].voucher" for what is no open credit or no debit of this account; OVER_ALLOCATED on "chosen[i].amount"
  /// for more than is open or left; RANGE.
  [[nodiscard]] AllocationPlan plan(const AllocationRequest& request) const;
  /// Settles as planned. CONFLICT when an amount that the plan saw has changed, PERIOD_LOCKED on "on".
  std::vector<Allocation> commit(const AllocationPlan& plan);
  /// Undoes every allocation of a voucher of this account by further rows, from `on` (today when not given) on. What it
  /// settled is open again. UNKNOWN_REFERENCE on "voucher", PERIOD_LOCKED on "on", INVALID for a reversed voucher.
  std::vector<Allocation> undo(std::string_view party, VoucherId voucher, Side side = Side::receivable,
                               std::optional<std::string_view> currency = {}, std::optional<Date> on = {});
  /// In the order of recording; undoing one is a further row with a negative amount, so that sums say what holds.
  [[nodiscard]] std::vector<Allocation> allocations(VoucherId voucher) const;
  /// What is open, by age. The columns of a row but `instruments` add up to the balance at that day. RANGE on "bounds".
  /// With `known_at`, by posting date and by individual basis it reads the allocations of each account that it is
  /// about.
  [[nodiscard]] Ageing ageing(const AgeingQuery& query = {}) const;
  /// What came in and went out over a period, by party, salesperson or group. Reads the documents since `from`. RANGE
  /// on "last".
  [[nodiscard]] Summary summary(const SummaryQuery& query = {}) const;
  /// For how long balances have been unpaid, as of any day.
  [[nodiscard]] Uncollected uncollected(const UncollectedQuery& query = {}) const;
  /// Documents from `from` to `last` (inclusive), after a carried-forward row, with a running balance. An increase of
  /// what is owed is a debit on either side. RANGE on "last".
  [[nodiscard]] std::vector<LedgerRow> ledger(std::string_view party, Date from, Date last,
                                              Side side = Side::receivable,
                                              std::optional<std::string_view> currency = {},
                                              BalanceBasis basis = BalanceBasis::account) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
