/// Room `credit`: may we sell to them on credit, and if not, by how much and how many days?
///
/// The policy is made of terms (limit, age limit, what to do on excess) found on the customer, else its groups, else
/// the book. `decide` is pure. The check inside a posting runs under the writer's lock in the same transaction as the
/// posting that it allows; `Credit::check` answers the same question without a lock and promises nothing.
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
#include "emptor/settings.hpp"

namespace emptor {

/// Where in a sale it is asked. Stored: appended, never renumbered.
enum class CreditStage : std::uint8_t { order = 1, sale = 2, quotation = 3, delivery = 4 };
[[nodiscard]] std::string_view to_string(CreditStage stage) noexcept;

/// What can speak against a document. Stored: appended, never renumbered.
enum class CreditRule : std::uint8_t {
  limit = 1,          ///< more than the limit
  age = 2,            ///< a debt older than the age limit
  document_max = 3,   ///< a document greater than one may be
  overdue = 4,        ///< an item past due for longer than allowed
  overdue_ratio = 5,  ///< more of what is open is past due than allowed
  status = 6,         ///< said by hand, whatever the figures are
  first_order = 7,    ///< a first sale greater than that may be
  pool = 8,           ///< with which the members of a credit pool owe more than its limit
  dunning = 9,        ///< while an open item was reminded of at this level or a higher one
  bucket = 10,        ///< while more is past due for longer than a bucket allows
  review = 11,        ///< after the day by which the credit was to be reviewed
  terms = 12,         ///< due later than the customer's payment terms say
};
[[nodiscard]] std::string_view to_string(CreditRule rule) noexcept;

/// Said by hand (term `credit_status`).
enum class CreditStatus : std::uint8_t {
  ok = 0,
  watch = 1,     ///< every document needs an acknowledgement
  hold = 2,      ///< every document needs a release
  stop = 3,      ///< locked: nothing is sold; collections, returns and ledgers work
  no_check = 4,  ///< nothing is checked
};

enum class CreditVerdict : std::uint8_t {
  pass = 1,
  warn = 2,  ///< needs an acknowledgement
  block = 3,
  approve = 4,  ///< needs a release
};
[[nodiscard]] std::string_view to_string(CreditVerdict verdict) noexcept;

/// A rule with an answer of its own.
struct CreditAnswer {
  CreditRule rule = CreditRule::limit;
  OnExcess answer = OnExcess::block;
  friend bool operator==(const CreditAnswer&, const CreditAnswer&) = default;
};

/// At most this may be past due for more than so many days.
struct BucketLimit {
  int days = 0;
  Money limit{};
  friend bool operator==(const BucketLimit&, const BucketLimit&) = default;
};

/// What the policy says for one customer on one day, at one stage.
struct CreditPolicy {
  std::optional<Money> limit{};          ///< nullopt: not managed; 0: no credit
  std::optional<int> age_limit_days{};   ///< nullopt: not managed
  OnExcess on_excess = OnExcess::block;  ///< of rules without an answer of their own
  AgeBasis age_basis = AgeBasis::balance;
  // What is not set is not managed.
  std::optional<Money> document_max{};
  std::optional<int> overdue_days{};
  std::optional<Percent> overdue_ratio{};
  std::optional<Money> first_order_max{};
  CreditStatus status = CreditStatus::ok;
  std::vector<CreditAnswer> answers{};
  bool leave_out_disputed = false;  ///< rules by age and on what is overdue do not look at disputed items
  std::optional<int> dunning_level{};
  std::vector<BucketLimit> bucket_limits{};  ///< days ascending
  std::optional<Date> review_by{};
  std::optional<int> terms_days{};  ///< that a part of a document may be due later than agreed

  [[nodiscard]] OnExcess answer(CreditRule rule) const noexcept {
    for (const CreditAnswer& each : answers)
      if (each.rule == rule) return each.answer;
    return on_excess;
  }
};

/// A credit pool that a document counts against.
struct PoolExposure {
  std::string pool{};            ///< its code
  std::optional<Money> limit{};  ///< nullopt: not managed
  Money used{};                  ///< what its members owe, and those of pools below it; uncleared cheques too

  friend bool operator==(const PoolExposure&, const PoolExposure&) = default;
};

/// What counts against the limit, in the limit's currency. Parts that later rooms fill stay zero until then.
struct Exposure {
  Money receivable{};  ///< posted and open, net of unapplied collections
  Money uncleared{};   ///< cheques and bills that were received and are not cleared; likewise zero with no currency
  std::optional<Date> age_start{};
  /// What the document takes the place of, and `receivable` does not hold any more: a document that is no greater
  /// exceeds nothing. Zero, also with no currency, for a document of its own.
  Money replaced{};
  // Only where the policy asks for them.
  Money due{};                    ///< open items past due, whatever for how long
  Money overdue{};                ///< of these, past due for longer than allowed
  int overdue_days = 0;           ///< of the oldest of these
  Money open{};                   ///< all open items that are owed
  Money age_debt{};               ///< what must be paid until the age is within its limit
  bool first_sale = false;        ///< nothing was sold to the account yet
  int dunning_level = 0;          ///< the highest of an open item; 0: none was reminded of
  std::vector<Money> past_due{};  ///< for each of the policy's buckets, what is past due for longer
  // Of the part of the document that is due latest beyond what was agreed, from the document's date; both 0: none is.
  int agreed_days = 0;
  int document_days = 0;
  /// The account's pool, then those above it, in the currency of the limit.
  std::vector<PoolExposure> pools{};
};

/// A rule that speaks against a document.
struct CreditFinding {
  CreditRule rule = CreditRule::limit;
  OnExcess answer = OnExcess::block;
  std::string allowed{};  ///< "1000.00", "60 days", "25 %", "stop"
  std::string found{};
  std::string pool{};  ///< which credit pool, by the rule `pool`
};

/// How much of a line passes.
struct FittingLine {
  int line = 0;  ///< of the document, from 1
  std::string item{};
  Quantity quantity{};  ///< in the line's unit
  Money amount{};       ///< tax included, in the document's currency

  friend bool operator==(const FittingLine&, const FittingLine&) = default;
};

/// The answer with its figures.
struct CreditDecision {
  CreditVerdict verdict = CreditVerdict::pass;
  bool over_limit = false;  ///< of the account, or of a pool
  bool over_age = false;
  std::optional<Money> limit{};
  Money exposure{};       ///< before this document
  Money uncleared{};      ///< of these, cheques and bills that are not cleared yet
  Money document{};       ///< what this document adds, tax included
  Money excess_amount{};  ///< exposure + document - limit, the greatest of account and pools; 0 when within
  std::optional<int> age_limit_days{};
  int age_days = 0;
  int excess_days = 0;  ///< age - age limit; 0 when within
  /// What is left: limit - exposure, at least 0, the least of account and pools; none without a limit. The age may
  /// speak against it.
  std::optional<Money> available{};
  /// The smallest collection, of the oldest items first, after which no rule speaks against this document. Zero when
  /// none does, and when no payment helps (`payment_clears`).
  Money payment_to_clear{};
  bool payment_clears = true;
  /// The greatest document that passes now; none: however great. 0 where a rule speaks against any.
  std::optional<Money> max_amount_now{};
  std::vector<CreditFinding> findings{};  ///< rules that speak against it, also those that are ignored
  std::string account{};                  ///< whose credit it is: the customer, or its head office
  std::vector<PoolExposure> pools{};      ///< that it counts against, the account's own first
  /// Of a document with lines that does not pass: those that fit into `max_amount_now`, taken in their order, each as
  /// far as whole units go, at the prices that they have here. Gifts are left out.
  std::vector<FittingLine> fitting{};

  /// One readable sentence with the figures.
  [[nodiscard]] std::string to_string() const;
};

namespace credit {
/// Whether `document` may be posted on `on`. Equal to the limit is no excess. An age excess only speaks against
/// documents that increase the exposure. Throws CURRENCY_MISMATCH, OVERFLOW. Constant time, no allocation of note.
[[nodiscard]] CreditDecision decide(const CreditPolicy& policy, const Exposure& exposure, Money document, Date on);

/// A line as `fit` looks at it.
struct DocumentLine {
  Quantity quantity{};
  std::int64_t amount = 0;  ///< tax included, minor units
};
/// What of each line fits into `room`, in their order: all of it, else as many whole units as do; nothing (0) where not
/// one does. A part costs its share of the line, rounded up, so that what fits never costs more than `room`. Returned
/// lines (negative amounts) fit whole and make room for those behind them. Linear, one place for each line.
[[nodiscard]] std::vector<DocumentLine> fit(std::span<const DocumentLine> lines, std::int64_t room);
}  // namespace credit

struct CreditScenario;  // emptor/credit_portfolio.hpp
struct CreditOutlook;

struct CreditReport {
  std::string customer{};
  std::string name{};
  std::string account{};
  CreditPolicy policy;
  Money used{};
  std::optional<Money> available{};
  int age_days = 0;
  CreditVerdict verdict = CreditVerdict::pass;  ///< what a document of the smallest amount would meet
};

struct CreditReportQuery {
  std::optional<std::string> group{};        ///< members of this group or of any below it
  std::optional<std::string> salesperson{};  ///< with this person in charge
  std::optional<Date> on{};                  ///< today when not given
  std::string after_code{};                  ///< for paging: codes greater than this
  int limit = 1'000;                         ///< 1..10,000
};

/// A change of a credit term: who, when, old and new.
struct CreditChange {
  Term term = Term::credit_limit;
  std::optional<Date> from{};  ///< the day from which it holds; nullopt: since ever
  std::string before{};        ///< the value that held on that day until then; "none"; empty: inherited
  std::string after{};
  Instant recorded_at{};
  std::string actor{};
};

struct CreditHoldTag;
using CreditHoldId = Id<CreditHoldTag>;

/// A document that the credit policy does not let through, for somebody to look at.
struct CreditHoldInput {
  std::string customer{};
  Money document{};          ///< tax included; > 0
  std::optional<Date> on{};  ///< today when not given
  CreditStage stage = CreditStage::sale;
  std::string reference{};                     ///< of the document, e.g. an order's number; up to 100
  std::optional<std::string> payment_terms{};  ///< of the document; the customer's when not given
};

struct CreditReleaseInput {
  std::string reason{};               ///< required, up to 200
  std::optional<Money> approved{};    ///< up to which amount; the held document's when not given
  Percent tolerance{};                ///< that a document may be greater than approved; 0 to 100 %
  std::optional<Date> valid_until{};  ///< the last day of a document that it lets through; not given: any
  bool whole_customer = false;        ///< lets any number of documents through; needs `valid_until`
};

/// What was said about a hold. Appended, never changed; the last one holds.
struct CreditRelease {
  bool released = false;  ///< false: taken back
  Money approved{};
  Percent tolerance{};
  std::optional<Date> valid_until{};
  bool whole_customer = false;
  std::string reason{};
  Instant recorded_at{};
  std::string actor{};
};

struct CreditHold {
  CreditHoldId id{};
  std::string customer{};
  std::string account{};
  CreditStage stage = CreditStage::sale;
  Date dated{};
  Money document{};
  std::string reference{};
  CreditVerdict verdict = CreditVerdict::block;
  std::string rules{};     ///< that spoke against it: "limit, overdue"
  std::string decision{};  ///< in a sentence with the figures of then
  Instant recorded_at{};
  std::string actor{};
  std::vector<CreditRelease> releases{};  ///< in the order of recording
  std::vector<std::int64_t> vouchers{};   ///< that were let through
  [[nodiscard]] bool released() const noexcept { return !releases.empty() && releases.back().released; }
};

struct CreditHoldQuery {
  std::optional<std::string> customer{};
  bool waiting_only = true;  ///< not released
  CreditHoldId after{};      ///< for paging: the last one of the page before
  int limit = 100;           ///< 1..10,000
};

struct CreditEventTag;
using CreditEventId = Id<CreditEventTag>;

/// A voucher that was posted although a rule spoke against it: its answer is to ignore, the warning was acknowledged,
/// or a hold was released. Appended, never changed.
struct CreditEvent {
  CreditEventId id{};
  std::int64_t voucher = 0;
  std::string account{};
  CreditVerdict verdict = CreditVerdict::pass;
  bool acknowledged = false;  ///< a warning that the actor has accepted
  std::string rules{};        ///< that stop a document: "limit, overdue"; empty when each is ignored
  std::optional<Money> limit{};
  Money exposure{};  ///< before the voucher
  Money document{};
  Money excess_amount{};
  std::optional<int> age_limit_days{};
  int age_days = 0;
  int excess_days = 0;
  Instant recorded_at{};
  std::string actor{};
};

struct CreditEventQuery {
  std::optional<std::string> customer{};  ///< of its account
  bool acknowledged_only = true;
  CreditEventId after{};  ///< for paging: the last one of the page before
  int limit = 100;        ///< 1..10,000
};

struct CreditPoolTag;
using CreditPoolId = Id<CreditPoolTag>;

/// Credit that several accounts share. Pools nest: what is owed in one counts in those above it, and a document passes
/// when it passes in each.
struct CreditPool {
  CreditPoolId id{};                    ///< given by the book
  std::string code{};                   ///< unique, up to 30
  std::string name{};                   ///< up to 100
  std::optional<std::string> parent{};  ///< the pool that it lies in
  std::string currency{};               ///< the book's when empty
  std::optional<Money> limit{};         ///< in this currency, >= 0; nullopt: not managed
};

struct CreditPoolReport {
  CreditPool pool{};
  Money used{};                        ///< by its members and those of pools below it, in the pool's currency
  std::optional<Money> available{};    ///< the least of what is left in it and in those above it; none without limits
  std::vector<std::string> members{};  ///< accounts in the pool itself on the day, by code
};

class Credit {
 public:
  explicit Credit(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// Advisory: no lock is held, so a posting a moment later may meet other figures. Not set dates are today.
  /// `payment_terms` are the document's, the customer's when not given: INVALID and RANGE on "payment_terms".
  [[nodiscard]] CreditDecision check(std::string_view customer, Money document, std::optional<Date> on = {},
                                     CreditStage stage = CreditStage::sale,
                                     std::optional<std::string_view> payment_terms = {}) const;
  [[nodiscard]] CreditReport report(std::string_view customer, std::optional<Date> on = {}) const;
  /// Customers with a credit policy or a balance, by code; a branch shows the figures of its head office's account.
  [[nodiscard]] std::vector<CreditReport> reports(const CreditReportQuery& query = {}) const;
  /// Every account under other limits and terms, and without the customers that fail: who would be over its limit, and
  /// by how much. Writes nothing. One pass over the counters; one statement more for each account with a rule on what
  /// is overdue. RANGE, UNKNOWN_REFERENCE, NO_RATE.
  [[nodiscard]] CreditOutlook what_if(const CreditScenario& scenario) const;
  /// Every change of the owner's own credit terms (limit, currency, age, answers) in the order of recording. What held
  /// since ever when it was first said is no change.
  [[nodiscard]] std::vector<CreditChange> history(const TermOwner& owner) const;

  /// Checks a document and keeps what was decided, when it may not pass: nullopt when it may, or a warning does.
  std::optional<CreditHold> hold(const CreditHoldInput& input);
  /// Lets a posting through that names the hold (`PostOptions::credit_hold`): of the same account and currency, up to
  /// the amount approved and its tolerance, until its last day; one voucher, or any number for a whole customer. Who,
  /// when and why is kept. Nothing lets a customer through that is locked by hand. NOT_FOUND, REQUIRED, RANGE,
  /// CURRENCY_MISMATCH.
  CreditHold release(CreditHoldId hold, const CreditReleaseInput& input);
  /// Takes a release back; what was posted stays. INVALID on "hold" when it is not released.
  CreditHold revoke(CreditHoldId hold, std::string_view reason);
  [[nodiscard]] CreditHold get_hold(CreditHoldId hold) const;
  /// In the order of recording.
  [[nodiscard]] std::vector<CreditHold> holds(const CreditHoldQuery& query = {}) const;
  /// Vouchers that were posted with a rule against them, in the order of recording; RANGE, UNKNOWN_REFERENCE. One
  /// customer's are found by an index, everybody's are read in order.
  [[nodiscard]] std::vector<CreditEvent> events(const CreditEventQuery& query = {}) const;

  /// DUPLICATE_CODE, REQUIRED, TOO_LONG, UNKNOWN_REFERENCE (parent), UNKNOWN_CURRENCY, CURRENCY_MISMATCH, RANGE
  /// (limit).
  CreditPoolId create_pool(const CreditPool& pool);
  [[nodiscard]] CreditPool get_pool(std::string_view pool) const;  ///< NOT_FOUND
  /// From now on; nullopt: not managed. NOT_FOUND, CURRENCY_MISMATCH, RANGE.
  void set_pool_limit(std::string_view pool, std::optional<Money> limit);
  /// Puts a pool with everything below it under another one, or under none. NOT_FOUND, UNKNOWN_REFERENCE, CYCLE.
  void move_pool(std::string_view pool, std::optional<std::string_view> parent);
  /// From a day on (since ever when not given) what the customer owes counts in the pool, whenever it was sold, and in
  /// no other one; until what was said of a later day. Of a branch its head office is the member: what is said of an
  /// account that another one pays for has no effect. UNKNOWN_REFERENCE.
  void join_pool(std::string_view customer, std::string_view pool, std::optional<Date> from = {});
  /// From this day on in none. NOT_FOUND on "customer" when it is in none on that day.
  void leave_pool(std::string_view customer, Date from);
  /// Every pool by code, with what is used on a day; today when not given. NO_RATE.
  [[nodiscard]] std::vector<CreditPoolReport> pools(std::optional<Date> on = {}) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
