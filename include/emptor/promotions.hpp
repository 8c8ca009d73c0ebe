/// Room `promotions`: programmes that lower what a basket costs, or add free goods to it.
///
/// A programme says for whom and when it holds, what a basket must contain, and what is given for it. `phase` names
/// when it is applied and with whom it competes (`BookSettings::sales_promotions`); in a phase the smallest priority
/// ranks first, then the code. Programmes are versioned: a correction is a further row, and a posted voucher keeps the
/// versions that it used. They hold for sales.
///
/// A programme may be limited: in how many vouchers it is used, by all and by each customer, and in what it takes off
/// in all (its budget). It may need a coupon, which has limits of its own. What a voucher uses is counted in the
/// transaction that posts it, so that no limit is passed by however many post at once; a reversal gives it back.
/// `Vouchers::reserve` holds uses and money for a while.
///
/// Amounts, thresholds and prices are on the tax basis of the voucher, quantities in stock units.
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
#include "emptor/settings.hpp"

namespace emptor {

struct ProgrammeTag;
/// One version of a programme.
using ProgrammeId = Id<ProgrammeTag>;

struct CouponTag;
using CouponId = Id<CouponTag>;
struct ReservationTag;
using ReservationId = Id<ReservationTag>;

/// What a programme gives. Stored: appended, never renumbered.
enum class RewardKind : std::uint8_t {
  percent = 1,        ///< `value` percent off each line, rounded for each
  amount_off = 2,     ///< `value` off each unit
  unit_price = 3,     ///< each unit costs `value`, where it costs more
  order_percent = 4,  ///< `value` percent off all of it together, shared out to the lines exactly
  order_amount = 5,   ///< `value` off all of it together, likewise; never more than it costs
  set_price = 6,      ///< each set of the products costs `value`, where it costs more, likewise
  free_units = 7,     ///< of each `per` units that are bought `get` are `value` percent off: 100, free, when not given
  free_goods = 8,     ///< for each `per` units that are bought `get` units of `gift` are added, free
};
[[nodiscard]] std::string_view to_string(RewardKind reward) noexcept;
[[nodiscard]] std::optional<RewardKind> parse_reward(std::string_view name) noexcept;

/// How free quantity follows from what is bought. 10 per 100 for 150 bought: 10, 15 and 0. Stored: appended, never
/// renumbered.
enum class FreeMode : std::uint8_t {
  step = 1,     ///< ⌊quantity / per⌋ × get
  prorata = 2,  ///< quantity × get / per
  exact = 3,    ///< as step, only where `per` divides the quantity
};
[[nodiscard]] std::string_view to_string(FreeMode mode) noexcept;
[[nodiscard]] std::optional<FreeMode> parse_free_mode(std::string_view name) noexcept;

/// Which units are free ones. Stored: appended, never renumbered.
enum class Pick : std::uint8_t { cheapest = 1, dearest = 2, document = 3 };
[[nodiscard]] std::string_view to_string(Pick pick) noexcept;
[[nodiscard]] std::optional<Pick> parse_pick(std::string_view name) noexcept;

/// Stored: appended, never renumbered.
enum class Needs : std::uint8_t {
  any = 1,  ///< whatever of the products is bought counts together
  all = 2,  ///< sets: each product in its quantity, as many times as there are
};
[[nodiscard]] std::string_view to_string(Needs needs) noexcept;
[[nodiscard]] std::optional<Needs> parse_needs(std::string_view name) noexcept;

/// What happens when a sale wants more of a budget than is left. Stored: appended, never renumbered.
enum class Overrun : std::uint8_t {
  strict = 1,   ///< the programme does not apply
  partial = 2,  ///< it takes off what is left
  soft = 3,     ///< it applies as long as anything is left: the last sale may pass the budget
};
[[nodiscard]] std::string_view to_string(Overrun overrun) noexcept;
[[nodiscard]] std::optional<Overrun> parse_overrun(std::string_view name) noexcept;

/// Exactly one of item and group.
struct ProgrammeProduct {
  std::optional<std::string> item{};
  std::optional<std::string> group{};
  Decimal quantity = Decimal(1);  ///< in a set; > 0
};

/// Monday is the lowest bit.
inline constexpr std::uint8_t every_day = 0x7F;

struct ProgrammeInput {
  std::string code{};           ///< up to 40
  std::string name{};           ///< up to 100
  std::string phase = "order";  ///< of BookSettings::sales_promotions
  int priority = 100;           ///< 1 to 1,000,000; the smallest ranks first
  bool exclusive = false;       ///< shares no line with another programme, of any phase
  Period valid{};               ///< half-open; see Period::days for inclusive ends
  std::uint8_t weekdays = every_day;
  /// Any of these; both empty: everyone.
  std::vector<std::string> customers{};
  std::vector<std::string> customer_groups{};  ///< with the groups below them
  std::vector<ProgrammeProduct> products{};    ///< empty: everything
  Needs needs = Needs::any;
  Decimal min_quantity = Decimal(0);  ///< of the products together; reached when >= it
  Decimal min_amount = Decimal(0);    ///< what they cost together when the phase begins, likewise
  std::string currency{};  ///< of amounts; the book's when empty. In another one a programme with amounts is off
  RewardKind reward = RewardKind::percent;
  std::optional<Decimal> value{};     ///< a percentage from 0 to 100 (4 decimals), or an amount (6 decimals)
  Decimal per = Decimal(0);           ///< of free units and goods; > 0
  Decimal get = Decimal(0);           ///< likewise
  FreeMode mode = FreeMode::step;     ///< likewise
  bool repeats = true;                ///< false: `get` or one set once, however much is bought
  std::optional<Decimal> get_max{};   ///< the most that is free on one voucher
  Decimal get_multiple = Decimal(1);  ///< free quantity is rounded down to a multiple of it
  Pick pick = Pick::cheapest;         ///< of free units
  std::optional<std::string> gift{};  ///< the item that is added; when not given, the one that is bought most
  std::optional<Decimal> cap{};       ///< the most that is taken off on one voucher
  /// Limits hold for all versions together; they are counted from the first version on that has one.
  bool by_coupon = false;                           ///< only for a sale that names one of its coupons
  std::optional<std::int64_t> uses_max{};           ///< vouchers that it is used in; 1 to 1,000,000,000
  std::optional<std::int64_t> customer_uses_max{};  ///< likewise, of each customer
  std::optional<Decimal> budget{};                  ///< the most that it takes off in all; not of free goods
  Overrun overrun = Overrun::strict;
  std::optional<ProgrammeId> replaces{};  ///< the version that this one corrects
};

struct ProgrammeRecord {
  ProgrammeId id{};
  ProgrammeInput terms;
  Instant recorded_at{};
  std::string actor{};
};

/// Why a programme applies, or not. Stable codes.
enum class PromotionOutcome : std::uint8_t {
  applied = 1,
  not_yet = 2,            ///< starts later
  expired = 3,            ///< has ended
  wrong_weekday = 4,      ///< not on this day of the week
  wrong_customer = 5,     ///< for other customers
  wrong_currency = 6,     ///< its amounts are in another currency
  nothing_in_scope = 7,   ///< none of its products is bought
  quantity_short = 8,     ///< `missing_quantity` more
  amount_short = 9,       ///< for `missing_amount` more
  set_incomplete = 10,    ///< `missing_quantity` of `missing_product`
  lost_rank = 11,         ///< a better ranked programme has taken what it needs
  lost_best = 12,         ///< other programmes are better, by `lost_worth`
  excluded = 13,          ///< an exclusive programme has taken what it needs, or it is exclusive and another one has
  phase_off = 14,         ///< the book has no such phase
  nothing_off = 15,       ///< its reward comes to nothing
  coupon_required = 16,   ///< it needs a coupon, and none of its coupons holds
  used_up = 17,           ///< it was used as often as it may be
  customer_used_up = 18,  ///< likewise, by this customer
  budget_exhausted = 19,  ///< `missing_amount` more than its budget has left
};
[[nodiscard]] std::string_view to_string(PromotionOutcome outcome) noexcept;

/// What became of a programme, and what is missing until it gives something, or more.
struct PromotionVerdict {
  ProgrammeId programme{};
  std::string code{};
  PromotionOutcome outcome = PromotionOutcome::nothing_in_scope;
  Money amount{};  ///< taken off
  std::string gift{};
  Quantity gift_quantity{};
  Quantity missing_quantity{};    ///< also of an applied one: until it gives more free goods
  std::string missing_product{};  ///< "item P1", "group TOP"
  Money missing_amount{};
  std::string by{};                         ///< the programme that it lost to
  Money lost_worth{};                       ///< how much better the chosen set is than the best one with this programme
  bool heuristic = false;                   ///< chosen among too many to try every order of every set
  Money unplaced{};                         ///< what floors did not let it take off
  std::string coupon{};                     ///< by which it applies
  std::optional<std::int64_t> uses_left{};  ///< before this sale: of the tighter of its limits; none: not limited
  std::optional<Money> budget_left{};       ///< likewise
  /// One line: "PR1: 2 more and it applies".
  [[nodiscard]] std::string to_string() const;
};

/// Why a coupon is taken, or not. Stable codes.
enum class CouponOutcome : std::uint8_t {
  taken = 1,
  unknown = 2,           ///< no coupon has this code
  not_yet = 3,           ///< holds later
  expired = 4,           ///< has ended
  withdrawn = 5,         ///< was taken back
  wrong_customer = 6,    ///< another customer's
  used_up = 7,           ///< was used as often as it may be
  customer_used_up = 8,  ///< likewise, by this customer
  not_needed = 9,        ///< another coupon of the sale serves the same programme
  not_applied = 10,      ///< holds, but its programme does not apply: `reason`
};
[[nodiscard]] std::string_view to_string(CouponOutcome outcome) noexcept;

/// What became of a coupon that a sale names. One that is not taken is not used.
struct CouponVerdict {
  std::string code{};
  CouponOutcome outcome = CouponOutcome::unknown;
  std::string programme{};                 ///< its code
  std::string customer{};                  ///< whose it is; empty: anybody's
  Period valid{};                          ///< half-open
  std::optional<std::int64_t> uses_max{};  ///< of the limit that was looked at: all, or this customer's
  std::int64_t uses = 0;                   ///< so far, with what is reserved for others
  std::string reason{};                    ///< of not_applied: what its programme says
  /// One line: "WELCOME10: used_up (1 of 1)".
  [[nodiscard]] std::string to_string() const;
};

struct CouponInput {
  std::string code{};                        ///< up to 40; never used again, also when it is withdrawn
  std::string programme{};                   ///< code of a programme that is `by_coupon`
  std::optional<std::string> customer{};     ///< whose it is; anybody's when not given
  std::optional<std::int64_t> uses_max = 1;  ///< vouchers; none: as often as its programme lets it
  std::optional<std::int64_t> customer_uses_max{};
  Period valid{};  ///< half-open
};

struct CouponRecord {
  CouponId id{};
  CouponInput terms;
  std::int64_t uses = 0;
  std::int64_t reserved = 0;  ///< uses that are held now
  bool withdrawn = false;
  Instant recorded_at{};
  std::string actor{};
};

struct CouponQuery {
  std::optional<std::string> code{};
  std::optional<std::string> programme{};
  CouponId after{};  ///< for paging
  int limit = 100;   ///< 1 to 10,000
};

/// What was used of a programme's limits, by everybody or by one customer.
struct ProgrammeUsage {
  std::int64_t uses = 0;
  std::int64_t reserved = 0;               ///< uses that are held now
  std::optional<std::int64_t> uses_max{};  ///< of a customer: of each one
  Money amount{};                          ///< taken off
  Money reserved_amount{};
  std::optional<Money> budget{};  ///< of everybody
};

struct ProgrammeQuery {
  std::optional<std::string> code{};
  AsOf as_of{};
};

class Promotions {
 public:
  explicit Promotions(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// Adds a programme, or replaces a version. REQUIRED, INVALID, RANGE, SCALE, UNKNOWN_REFERENCE, DUPLICATE_CODE for a
  /// code in use, CONFLICT when the version was replaced since.
  ProgrammeId set(const ProgrammeInput& programme);
  /// It ends now: new vouchers no longer see it; as-known-at questions still do.
  void withdraw(ProgrammeId programme);
  /// By rank.
  [[nodiscard]] std::vector<ProgrammeRecord> list(const ProgrammeQuery& query = {}) const;

  /// REQUIRED, INVALID, RANGE, UNKNOWN_REFERENCE, DUPLICATE_CODE.
  CouponId create_coupon(const CouponInput& coupon);
  /// It ends now. NOT_FOUND, CONFLICT when it was withdrawn before.
  void withdraw_coupon(std::string_view code);
  /// In the order of recording. RANGE on "limit", UNKNOWN_REFERENCE.
  [[nodiscard]] std::vector<CouponRecord> coupons(const CouponQuery& query = {}) const;
  /// UNKNOWN_REFERENCE.
  [[nodiscard]] ProgrammeUsage usage(std::string_view programme, const std::optional<std::string>& customer = {}) const;
  /// What a reservation holds is free again; nothing when it has ended. NOT_FOUND.
  void release(ReservationId reservation);

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
