/// Room `vouchers`: rebates that are earned by what was bought over a period.
///
/// An agreement says with whom (a customer, or the members of a group and of the groups below it), over which period,
/// on what products, and what the tiers pay; likewise with suppliers, for what is earned by purchases. What counts is
/// added to an accumulator in the transaction that posts, and taken off by a reversal, whenever that is dated: it
/// belongs to the period of its sale. A posting that is dated in the period and in the agreement's currency counts.
///
///     base S     net amount, gross amount or quantity, of the products
///     all_units  the tier that S reaches pays on all of S
///     incremental  each tier pays on the part of S from its threshold to the next one
///
/// A settlement posts tiers(S) less what was settled before, as a voucher of the kind `rebate`, any number of times:
/// the parts add up to tiers(S), and one that comes after a reversal takes back what was settled too much. Accruals are
/// figures and post nothing. One agreement is one period; the next year is another one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"
#include "emptor/parties.hpp"
#include "emptor/vouchers.hpp"

namespace emptor {

struct RebateTag;
/// One version of an agreement.
using RebateId = Id<RebateTag>;

/// What tiers are reached by. Stored: appended, never renumbered.
enum class RebateBase : std::uint8_t {
  net = 1,       ///< what the products cost, without tax
  gross = 2,     ///< with tax
  quantity = 3,  ///< stock units of them; gifts do not count
};
[[nodiscard]] std::string_view to_string(RebateBase base) noexcept;
[[nodiscard]] std::optional<RebateBase> parse_rebate_base(std::string_view name) noexcept;

/// Stored: appended, never renumbered.
enum class RebateMode : std::uint8_t {
  all_units = 1,    ///< the tier that is reached pays on everything
  incremental = 2,  ///< each tier pays on its own part
};
[[nodiscard]] std::string_view to_string(RebateMode mode) noexcept;
[[nodiscard]] std::optional<RebateMode> parse_rebate_mode(std::string_view name) noexcept;

/// What the value of a tier is. Stored: appended, never renumbered.
enum class RebatePays : std::uint8_t {
  percent = 1,   ///< of the net amount; with `RebateBase::gross` of the gross amount
  per_unit = 2,  ///< of each stock unit, in the agreement's currency
};
[[nodiscard]] std::string_view to_string(RebatePays pays) noexcept;
[[nodiscard]] std::optional<RebatePays> parse_rebate_pays(std::string_view name) noexcept;

/// Whose base reaches the tiers of an agreement with a group. Stored: appended, never renumbered.
enum class RebateCounting : std::uint8_t {
  each = 1,      ///< each member's own
  together = 2,  ///< all members' together; what it pays is shared out by their bases, exactly
};
[[nodiscard]] std::string_view to_string(RebateCounting counting) noexcept;
[[nodiscard]] std::optional<RebateCounting> parse_rebate_counting(std::string_view name) noexcept;

struct RebateTier {
  Decimal from = Decimal(0);   ///< reached when the base is not less; amounts in the currency, or stock units
  Decimal value = Decimal(0);  ///< by `pays`: a percentage from 0 to 100, or an amount of a stock unit

  friend bool operator==(const RebateTier&, const RebateTier&) = default;
};

/// Exactly one of item and group.
struct RebateProduct {
  std::optional<std::string> item{};
  std::optional<std::string> group{};  ///< with the groups below it
};

struct RebateInput {
  std::string code{};                      ///< up to 40
  std::string name{};                      ///< up to 100
  Direction direction = Direction::sales;  ///< purchases: what we earn from a supplier
  std::optional<std::string> party{};      ///< exactly one of party and group
  std::optional<std::string> group{};      ///< its members on the day of the voucher, and of the groups below it
  RebateCounting counting = RebateCounting::each;  ///< of a group
  Period valid{};                                  ///< half-open: what is dated in it counts
  std::vector<RebateProduct> products{};           ///< up to 100, each once; empty: everything
  RebateBase base = RebateBase::net;
  RebateMode mode = RebateMode::all_units;
  RebatePays pays = RebatePays::percent;
  std::vector<RebateTier> tiers{};  ///< 1 to 50, thresholds ascending; below the first one nothing is earned
  std::string currency{};           ///< of vouchers, thresholds and what is paid; the book's when empty
  /// What is accrued, by `pays`; what the tiers have earned so far when not given.
  std::optional<Decimal> expected{};
  /// The version that this one corrects. What counts is then counted anew from the documents.
  std::optional<RebateId> replaces{};
};

struct RebateRecord {
  RebateId id{};
  RebateInput terms{};
  Instant recorded_at{};
  std::string actor{};
};

struct RebateQuery {
  std::optional<std::string> code{};
  AsOf as_of{};
};

/// What is missing to the next tier.
struct NextTier {
  int tier = 0;  ///< counts from 1
  Decimal from{};
  Decimal value{};
  Decimal missing{};  ///< of the base: an amount, or stock units
  /// What reaching it pays more than now, where what is missing costs as much as what was bought; none where nothing
  /// was. Of an agreement that counts together: the group's.
  std::optional<Money> gain{};
};

/// Where a party stands in an agreement at the end of a day.
struct RebateStanding {
  std::string agreement{};
  std::string party{};
  Date on{};
  Quantity quantity{};  ///< of the party, in stock units
  Money net{};
  Money gross{};
  RebateBase base_kind = RebateBase::net;
  RebatePays pays = RebatePays::percent;
  Decimal base{};   ///< that reaches tiers: the party's, or the group's together
  int tier = 0;     ///< that is reached, counting from 1; 0: none
  Decimal value{};  ///< what it pays; 0 for none
  Money earned{};   ///< by the party: tiers(base), or its share of it
  Money accrued{};  ///< by the expected rate, or what is earned
  Money settled{};  ///< by vouchers that are dated by then, less their reversals
  std::optional<NextTier> next{};
  /// One line: "12 units short of 4 %, worth 36.00 USD".
  [[nodiscard]] std::string to_string() const;
};

/// What a settlement posts, or would.
struct RebateSettlement {
  std::string agreement{};
  std::string party{};
  Date through{};  ///< the last day that counts
  Date dated{};
  Decimal base{};       ///< as of `through`
  Money earned{};       ///< by then
  Money settled{};      ///< before
  Money amount{};       ///< earned − settled; negative where too much was settled
  VoucherId voucher{};  ///< none where the amount is 0, and of a plan
  VoucherId reversed_by{};
  bool repeated = false;  ///< the idempotency key was known: this is the first result
};

struct RebateSettlementQuery {
  std::optional<std::string> agreement{};
  std::optional<std::string> party{};
  VoucherId after{};  ///< for paging
  int limit = 100;    ///< 1..10,000
};

struct SettleRebate {
  std::string agreement{};
  std::string party{};
  std::optional<Date> through{};  ///< today when not given
  std::optional<Date> dated{};    ///< of the voucher; today when not given
};

/// What a party's agreements accrue in a period: what is accrued at its end less what was at its beginning, so that
/// periods add up.
struct RebateAccrual {
  std::string agreement{};
  std::string party{};
  Money base{};  ///< net amount that counted in the period; gross with `RebateBase::gross`
  Quantity quantity{};
  Money accrued{};  ///< in the period
  Money settled{};  ///< likewise
  Money owed{};     ///< accrued and not settled, at its end
};

struct RebateAccrualQuery {
  Period dated{};  ///< until is required
  std::optional<std::string> agreement{};
  std::optional<std::string> party{};
};

/// A voucher that counts for an agreement; negative for a reversal.
struct RebateVoucher {
  VoucherId voucher{};
  Date dated{};
  std::string party{};
  Quantity quantity{};
  Money net{};
  Money gross{};
  /// What it adds to the accrual, by the expected rate: the parts add up. None without such a rate.
  std::optional<Money> accrued{};
};

class Rebates {
 public:
  explicit Rebates(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// Adds an agreement, or replaces a version; what was posted in its period before is counted now. REQUIRED, INVALID,
  /// RANGE, SCALE, LIMIT, UNKNOWN_REFERENCE, DUPLICATE_CODE for a code in use, NOT_FOUND and CONFLICT on "replaces",
  /// OVERFLOW. O(documents of the period).
  RebateId set(const RebateInput& agreement);
  /// New vouchers no longer count; what was settled stays. NOT_FOUND, CONFLICT when it was replaced before.
  void withdraw(RebateId agreement);
  /// By code.
  [[nodiscard]] std::vector<RebateRecord> list(const RebateQuery& query = {}) const;

  /// UNKNOWN_REFERENCE on "agreement" and "party"; INVALID on "party" for one that the agreement is not with. `on`:
  /// today when not given.
  [[nodiscard]] RebateStanding standing(std::string_view agreement, std::string_view party,
                                        std::optional<Date> on = {}) const;
  /// Of everybody who has something that counts, by party. UNKNOWN_REFERENCE.
  [[nodiscard]] std::vector<RebateStanding> standings(std::string_view agreement, std::optional<Date> on = {}) const;

  /// What `settle` would post. Reads only.
  [[nodiscard]] RebateSettlement plan(const SettleRebate& wanted) const;
  /// Posts earned − settled as of the end of `through` for one party, as a voucher of its account dated `dated`, which
  /// settles what is open, the oldest first; what is negative increases what is owed. Nothing is posted where that is
  /// 0. Reversing the voucher gives the settlement back. What `standing` throws; RANGE on "through" for a day before
  /// the period, or before a day that is settled; PERIOD_LOCKED on "dated", IDEMPOTENCY_CONFLICT.
  RebateSettlement settle(const SettleRebate& wanted, const PostOptions& options = {});
  /// In the order of recording. RANGE on "limit", UNKNOWN_REFERENCE.
  [[nodiscard]] std::vector<RebateSettlement> settlements(const RebateSettlementQuery& query = {}) const;

  /// By agreement, then party. REQUIRED on "dated", UNKNOWN_REFERENCE.
  [[nodiscard]] std::vector<RebateAccrual> accruals(const RebateAccrualQuery& query) const;
  /// What counts of a party for an agreement, by date. UNKNOWN_REFERENCE.
  [[nodiscard]] std::vector<RebateVoucher> counted(std::string_view agreement, std::string_view party,
                                                   Period dated = {}) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
