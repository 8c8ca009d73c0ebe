/// Disputes, promises to pay and reminders on what is open.
///
/// A posted voucher never changes; what is said about it stands beside it, with days of its own and only added to: the
/// customer disputes it, has promised to pay it, or is not to be reminded of it. Reminders (dunning) look at what is
/// past due, leave such items out, and charge fees and interest.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/receivables.hpp"

namespace emptor {

struct ItemMarkTag;
using ItemMarkId = Id<ItemMarkTag>;

/// What is said about an item. Stored: appended, never renumbered.
enum class ItemMarkKind : std::uint8_t {
  dispute = 1,  ///< the customer does not accept it
  promise = 2,  ///< it will be paid by a day
  block = 3,    ///< no reminders
};
[[nodiscard]] std::string_view to_string(ItemMarkKind kind) noexcept;

struct ItemMarkInput {
  ItemMarkKind kind = ItemMarkKind::dispute;
  std::string party{};  ///< the account
  Side side = Side::receivable;
  std::optional<std::string> currency{};  ///< the party's when not given
  VoucherId voucher{};                    ///< a sale or another debit of the account
  int instalment = 0;                     ///< 0: every one
  std::optional<Date> from{};             ///< the first day; today when not given
  std::optional<Date> until{};      ///< the last day; none: until it is ended. Of a promise required: paid by then
  std::optional<Decimal> amount{};  ///< of a promise; what is open when not given
  std::string reason{};             ///< up to 200; required of disputes and blocks
};

/// What became of a promise. Paid is what was settled from the day of the promise on.
enum class PromiseState : std::uint8_t {
  none = 0,     ///< it is no promise
  waiting = 1,  ///< its last day has not passed
  kept = 2,     ///< by its last day what was promised was paid
  broken = 3,   ///< its last day has passed, and it was not
};
[[nodiscard]] std::string_view to_string(PromiseState state) noexcept;

struct ItemMark {
  ItemMarkId id{};
  ItemMarkKind kind = ItemMarkKind::dispute;
  std::string party{};  ///< the account
  VoucherId voucher{};
  std::string number{};
  int instalment = 0;  ///< 0: every one
  Date from{};
  std::optional<Date> until{};     ///< as it was said
  std::optional<Date> ended_on{};  ///< the first day on which it does not hold any more, when it was ended
  Money open{};                    ///< now
  Money promised{};                ///< of a promise
  Money paid{};                    ///< of a promise: from its first to its last day
  PromiseState promise = PromiseState::none;
  std::string reason{};
  std::string end_reason{};
  Instant recorded_at{};
  std::string actor{};
};

struct ItemMarkQuery {
  std::optional<std::string> party{};
  std::optional<ItemMarkKind> kind{};
  bool broken_only = false;  ///< promises that were not kept by `on`
  bool holding_only = true;  ///< that hold on `on`; not asked of broken promises
  std::optional<Date> on{};  ///< today when not given
  ItemMarkId after{};        ///< for paging: the last one of the page before
  int limit = 100;           ///< 1..10,000
};

/// How days become parts of a year.
enum class DayCount : std::uint8_t {
  actual_365 = 1,  ///< calendar days, of 365
  actual_360 = 2,  ///< calendar days, of 360
};

/// A step of reminders. Amounts are in the policy's currency.
struct DunningLevel {
  int days = 0;        ///< an item is at this level when it is past due for at least so many days; 1..3,650
  Decimal minimum{};   ///< no letter for less than this past due; >= 0
  Decimal fee{};       ///< of a letter of this level; >= 0
  Percent interest{};  ///< per year, on what is open of an item of this level; 0 to 100 %
};

/// How customers are reminded of what they owe in one currency.
struct DunningPolicy {
  std::string currency{};              ///< the book's when empty
  std::vector<DunningLevel> levels{};  ///< level 1 first, days ascending; up to 9; none: no reminders
  DayCount day_count = DayCount::actual_365;
};

struct DunningQuery {
  std::optional<std::string> party{};     ///< one account; all when not given
  std::optional<std::string> group{};     ///< accounts in this group or below
  std::optional<std::string> currency{};  ///< the book's when not given
  std::optional<Date> on{};               ///< today when not given
};

/// An item in a letter. Interest runs from the day after the due date, or from where an earlier letter left it: for
/// each day on what was open on it, all of it added up exactly and rounded once.
struct DunningItem {
  VoucherId voucher{};
  std::string number{};
  int instalment = 1;
  Date dated{};
  Date due{};
  int days = 0;  ///< past due
  int level = 0;
  int level_before = 0;  ///< of the last letter that named it; 0: none did
  Money open{};
  Date interest_from{};  ///< the day of which the first night is charged
  Money interest{};      ///< from there to the day of the run, at the rate of its level
};

struct DunningLetterTag;
using DunningLetterId = Id<DunningLetterTag>;

/// One letter to one account over all that is past due and not left out.
struct DunningLetter {
  DunningLetterId id{};  ///< none in a plan
  Date on{};
  std::string party{};  ///< the account
  std::string name{};
  int level = 0;  ///< the highest of its items
  std::vector<DunningItem> items{};
  Money open{};     ///< of its items
  Money credits{};  ///< of the account, not allocated to anything; negative
  Money fee{};
  Money interest{};
  VoucherId claim{};  ///< that charges fee and interest; none: not charged yet
};

/// An item past due that is left out, and why.
struct DunningOmission {
  std::string party{};
  VoucherId voucher{};
  std::string number{};
  int instalment = 1;
  Money open{};
  ItemMarkKind because = ItemMarkKind::dispute;
  std::optional<Date> until{};
};

struct DunningRunTag;
using DunningRunId = Id<DunningRunTag>;

struct DunningRun {
  DunningRunId id{};  ///< none in a plan, and when there was nothing to send
  Date on{};
  std::string currency{};
  std::optional<std::string> party{};  ///< what it was narrowed to
  std::optional<std::string> group{};
  std::vector<DunningLetter> letters{};      ///< by code
  std::vector<DunningOmission> omissions{};  ///< by code
  /// SHA-256 of the letters, by which a commit knows that they are still the same.
  std::string hash{};
};

struct DunningLetterQuery {
  std::optional<std::string> party{};
  bool unclaimed_only = false;  ///< with a fee or interest that no voucher charges
  DunningLetterId after{};      ///< for paging: the last one of the page before
  int limit = 100;              ///< 1..10,000
};

class Dunning {
 public:
  explicit Dunning(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// REQUIRED (reason, until), TOO_LONG, RANGE (until, amount, instalment), UNKNOWN_REFERENCE (party, voucher).
  ItemMarkId mark(const ItemMarkInput& input);
  /// From `on` (today when not given) on it does not hold any more. NOT_FOUND, REQUIRED (reason); INVALID when it was
  /// ended before; RANGE for a day before its first.
  void end_mark(ItemMarkId mark, std::string_view reason, std::optional<Date> on = {});
  /// In the order of recording. One party's are found by an index, everybody's are read in order. RANGE.
  [[nodiscard]] std::vector<ItemMark> marks(const ItemMarkQuery& query = {}) const;

  /// From now on, for this currency; letters that were sent stay what they are. RANGE, LIMIT, SCALE, UNKNOWN_CURRENCY
  /// naming "levels[i].…".
  void set_policy(const DunningPolicy& policy);
  /// The last one said of the currency (the book's when not given); without levels when nothing was.
  [[nodiscard]] DunningPolicy policy(std::optional<std::string_view> currency = {}) const;
  /// Which letters a run would send; writes nothing. An account gets one when an item of its has reached a higher level
  /// than it was reminded of, unless its unallocated credits cover what is past due. Reads what is open.
  /// UNKNOWN_REFERENCE.
  [[nodiscard]] DunningRun plan(const DunningQuery& query = {}) const;
  /// Keeps the letters as planned; a run of the same day finds nothing new afterwards. CONFLICT when anything that was
  /// planned has changed since.
  DunningRun commit(const DunningRun& plan);
  /// In the order of recording. One party's are found by an index. RANGE, UNKNOWN_REFERENCE.
  [[nodiscard]] std::vector<DunningLetter> letters(const DunningLetterQuery& query = {}) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
