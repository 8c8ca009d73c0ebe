/// Coupons, and what was used of them and of programmes, in SQL.
///
/// A counter (`emptor_usage`) stands for a programme (by its first version) or a coupon, once for everybody (party 0)
/// and once for each customer. Rows of `emptor_redemption` say which voucher used what; a reversal has negative ones.
/// What reservations hold is summed from those that wait and have not expired, so that time alone frees it. Every
/// caller that changes a counter holds the lock of it (`store::Lock::usage`) or the whole book.
#pragma once

#include <optional>
#include <vector>

#include "promotions/rules.hpp"
#include "store/store.hpp"

namespace emptor::promotions {

/// Stored: appended, never renumbered. Counters are locked and changed in this order.
enum class UsageOf : std::uint8_t { programme = 1, coupon = 2 };

struct UsageKey {
  UsageOf of = UsageOf::programme;
  std::int64_t id = 0;

  friend auto operator<=>(const UsageKey&, const UsageKey&) = default;
};

/// What was used before `now`, and what reservations other than `mine` hold then.
struct Usage {
  Used counted;
  Used reserved;

  [[nodiscard]] Used sum() const;
};
/// Two statements. Party 0: no customer.
[[nodiscard]] Usage read_usage(store::Transaction& tx, UsageKey key, std::int64_t party, Instant now,
                               ReservationId mine = {});

/// Most that a counter may hold before the change that it guards.
struct Guard {
  std::int64_t uses = no_limit;
  std::int64_t customer_uses = no_limit;
  std::int64_t amount = no_limit;
};
/// Adds to the counters of everybody and of the party; false, and nothing is added, where a guard does not let it.
[[nodiscard]] bool add_usage(store::Transaction& tx, UsageKey key, PartyId party, std::int64_t uses,
                             std::int64_t amount, const Guard& guard);

/// Nobody else changes the counters of everybody and of these parties until the end of the transaction.
void hold_usage(store::Transaction& tx, UsageKey key, std::span<const PartyId> parties);

struct Redemption {
  ProgrammeId programme{};  ///< its first version
  CouponId coupon{};
  std::string coupon_code{};
  PartyId party{};
  std::int64_t uses = 0;
  std::int64_t amount = 0;
};
void insert_redemption(store::Transaction& tx, std::int64_t voucher, PartyId account, const Redemption& redemption);
/// By programme.
[[nodiscard]] std::vector<Redemption> redemptions_of(store::Transaction& tx, std::int64_t voucher);

struct RecordedCoupon {
  Coupon coupon;
  Instant recorded_at{};
  std::string actor{};
};
[[nodiscard]] std::optional<RecordedCoupon> find_coupon(store::Transaction& tx, std::string_view code);
/// After a key, of a programme's first version where given.
[[nodiscard]] std::vector<RecordedCoupon> list_coupons(store::Transaction& tx, ProgrammeId programme, CouponId after,
                                                       int limit);
CouponId insert_coupon(store::Transaction& tx, const Coupon& coupon, Instant now, ActorId actor);
void insert_withdrawal(store::Transaction& tx, CouponId coupon, Instant now, ActorId actor);

/// A use of a programme or coupon, and the money of a programme.
struct Held {
  UsageKey key{};
  std::int64_t amount = 0;
};
ReservationId insert_reservation(store::Transaction& tx, PartyId party, Instant expires_at, std::span<const Held> held,
                                 Instant now, ActorId actor);
/// Whose it is; none when there is no such reservation.
[[nodiscard]] PartyId reservation_party(store::Transaction& tx, ReservationId reservation);
/// It holds nothing any more; `voucher`: that used it, 0 when released. Nothing when it has ended.
void end_reservation(store::Transaction& tx, ReservationId reservation, std::int64_t voucher);

}  // namespace emptor::promotions
