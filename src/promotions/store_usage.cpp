#include "promotions/store_usage.hpp"

#include <algorithm>

namespace emptor::promotions {
namespace {

constexpr std::int64_t kEverybody = 0;

std::optional<std::int64_t> unless_unlimited(std::int64_t limit) {
  return limit == no_limit ? std::nullopt : std::optional(limit);
}
std::optional<std::int64_t> unless_none(std::int64_t value) { return value == 0 ? std::nullopt : std::optional(value); }

bool add_to(store::Transaction& tx, UsageKey key, std::int64_t party, std::int64_t uses, std::int64_t amount,
            std::int64_t uses_before_max, std::int64_t amount_before_max) {
  const auto add = [&] {
    return tx.execute(
               "UPDATE emptor_usage SET uses = uses + ?4, amount = amount + ?5 "
               "WHERE kind = ?1 AND of_id = ?2 AND party_id = ?3 AND uses <= ?6 AND amount <= ?7",
               key.of, key.id, party, uses, amount, uses_before_max, amount_before_max) != 0;
  };
  if (add()) return true;
  // The first use of it, or one that does not fit.
  tx.execute(
      "INSERT INTO emptor_usage (kind, of_id, party_id, uses, amount) VALUES (?1, ?2, ?3, 0, 0) "
      "ON CONFLICT (kind, of_id, party_id) DO NOTHING",
      key.of, key.id, party);
  return add();
}

RecordedCoupon coupon_row(store::Statement& rows) {
  return {.coupon = {.id = rows.id<CouponTag>(0),
                     .code = rows.string(1),
                     .programme = rows.id<ProgrammeTag>(2),
                     .customer = rows.optional_integer(3).value_or(0),
                     .uses_max = rows.optional_integer(4).value_or(no_limit),
                     .customer_uses_max = rows.optional_integer(5).value_or(no_limit),
                     .valid = {rows.optional_date(6), rows.optional_date(7)},
                     .withdrawn = !rows.is_null(10)},
          .recorded_at = rows.instant(8),
          .actor = rows.string(9)};
}

}  // namespace

Used Usage::sum() const {
  return {.uses = counted.uses + reserved.uses,
          .customer_uses = counted.customer_uses + reserved.customer_uses,
          .amount = counted.amount + reserved.amount,
          .customer_amount = counted.customer_amount + reserved.customer_amount};
}

Usage read_usage(store::Transaction& tx, UsageKey key, std::int64_t party, Instant now, ReservationId mine) {
  Usage found;
  auto counters = tx.statement(
      "SELECT party_id, uses, amount FROM emptor_usage WHERE kind = ?1 AND of_id = ?2 AND party_id IN (0, ?3)");
  counters.bind(key.of, key.id, party);
  while (counters.step()) {
    if (counters.integer(0) == kEverybody) {
      found.counted.uses = counters.integer(1);
      found.counted.amount = counters.integer(2);
    } else {
      found.counted.customer_uses = counters.integer(1);
      found.counted.customer_amount = counters.integer(2);
    }
  }
  auto reserved = tx.statement(
      "SELECT party_id, amount FROM emptor_reserved WHERE kind = ?1 AND of_id = ?2 AND expires_at > ?3 "
      "AND waiting = 1 AND reservation_id <> ?4");
  reserved.bind(key.of, key.id, now, mine.value);
  while (reserved.step()) {
    ++found.reserved.uses;
    found.reserved.amount = checked_add(found.reserved.amount, reserved.integer(1));
    if (reserved.integer(0) != party) continue;
    ++found.reserved.customer_uses;
    found.reserved.customer_amount = checked_add(found.reserved.customer_amount, reserved.integer(1));
  }
  return found;
}

bool add_usage(store::Transaction& tx, UsageKey key, PartyId party, std::int64_t uses, std::int64_t amount,
               const Guard& guard) {
  if (!add_to(tx, key, kEverybody, uses, amount, guard.uses, guard.amount)) return false;
  if (add_to(tx, key, party.value, uses, amount, guard.customer_uses, no_limit)) return true;
  EMPTOR_REQUIRE(add_to(tx, key, kEverybody, -uses, -amount, no_limit, no_limit));
  return false;
}

void hold_usage(store::Transaction& tx, UsageKey key, std::span<const PartyId> parties) {
  std::vector<std::int64_t> ascending{kEverybody};
  for (const PartyId each : parties) ascending.push_back(each.value);
  std::ranges::sort(ascending);
  ascending.erase(std::unique(ascending.begin(), ascending.end()), ascending.end());
  for (const std::int64_t party : ascending)
    tx.execute("UPDATE emptor_usage SET uses = uses WHERE kind = ?1 AND of_id = ?2 AND party_id = ?3", key.of, key.id,
               party);
}

void insert_redemption(store::Transaction& tx, std::int64_t voucher, PartyId account, const Redemption& redemption) {
  tx.append(
      "INSERT INTO emptor_redemption (voucher_id, account_id, programme_id, coupon_id, party_id, uses, amount) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      voucher, account, redemption.programme, redemption.coupon, redemption.party, redemption.uses, redemption.amount);
}

std::vector<Redemption> redemptions_of(store::Transaction& tx, std::int64_t voucher) {
  auto rows = tx.statement(
      "SELECT r.programme_id, r.coupon_id, c.code, r.party_id, r.uses, r.amount FROM emptor_redemption r "
      "LEFT JOIN emptor_coupon c ON c.id = r.coupon_id WHERE r.voucher_id = ?1 ORDER BY r.programme_id");
  rows.bind(voucher);
  std::vector<Redemption> found;
  while (rows.step())
    found.push_back({.programme = rows.id<ProgrammeTag>(0),
                     .coupon = rows.id<CouponTag>(1),
                     .coupon_code = rows.string(2),
                     .party = rows.id<PartyTag>(3),
                     .uses = rows.integer(4),
                     .amount = rows.integer(5)});
  return found;
}

std::optional<RecordedCoupon> find_coupon(store::Transaction& tx, std::string_view code) {
  auto row = tx.statement(
      "SELECT c.id, c.code, c.programme_id, c.party_id, c.uses_max, c.customer_uses_max, c.valid_from, c.valid_until, "
      "c.recorded_at, a.code, w.recorded_at FROM emptor_coupon c JOIN emptor_actor a ON a.id = c.actor_id "
      "LEFT JOIN emptor_coupon_withdrawal w ON w.coupon_id = c.id WHERE c.code = ?1");
  return row.bind(code).step() ? std::optional(coupon_row(row)) : std::nullopt;
}

std::vector<RecordedCoupon> list_coupons(store::Transaction& tx, ProgrammeId programme, CouponId after, int limit) {
  auto rows =
      programme ? tx.statement(
                      "SELECT c.id, c.code, c.programme_id, c.party_id, c.uses_max, c.customer_uses_max, c.valid_from, "
                      "c.valid_until, c.recorded_at, a.code, w.recorded_at FROM emptor_coupon c "
                      "JOIN emptor_actor a ON a.id = c.actor_id "
                      "LEFT JOIN emptor_coupon_withdrawal w ON w.coupon_id = c.id "
                      "WHERE c.id > ?1 AND c.programme_id = ?3 ORDER BY c.id LIMIT ?2")
                : tx.statement(
                      "SELECT c.id, c.code, c.programme_id, c.party_id, c.uses_max, c.customer_uses_max, c.valid_from, "
                      "c.valid_until, c.recorded_at, a.code, w.recorded_at FROM emptor_coupon c "
                      "JOIN emptor_actor a ON a.id = c.actor_id "
                      "LEFT JOIN emptor_coupon_withdrawal w ON w.coupon_id = c.id "
                      "WHERE c.id > ?1 ORDER BY c.id LIMIT ?2");
  if (programme)
    rows.bind(after.value, limit, programme);
  else
    rows.bind(after.value, limit);
  std::vector<RecordedCoupon> found;
  while (rows.step()) found.push_back(coupon_row(rows));
  return found;
}

CouponId insert_coupon(store::Transaction& tx, const Coupon& coupon, Instant now, ActorId actor) {
  return CouponId(
      tx.insert("INSERT INTO emptor_coupon (code, programme_id, party_id, uses_max, customer_uses_max, valid_from, "
                "valid_until, recorded_at, actor_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                coupon.code, coupon.programme, unless_none(coupon.customer), unless_unlimited(coupon.uses_max),
                unless_unlimited(coupon.customer_uses_max), coupon.valid.from, coupon.valid.until, now, actor));
}

void insert_withdrawal(store::Transaction& tx, CouponId coupon, Instant now, ActorId actor) {
  tx.execute("INSERT INTO emptor_coupon_withdrawal (coupon_id, recorded_at, actor_id) VALUES (?1, ?2, ?3)", coupon, now,
             actor);
}

ReservationId insert_reservation(store::Transaction& tx, PartyId party, Instant expires_at, std::span<const Held> held,
                                 Instant now, ActorId actor) {
  const ReservationId id(
      tx.insert("INSERT INTO emptor_reservation (party_id, expires_at, recorded_at, actor_id) VALUES (?1, ?2, ?3, ?4)",
                party, expires_at, now, actor));
  for (const Held& each : held)
    tx.execute(
        "INSERT INTO emptor_reserved (kind, of_id, expires_at, reservation_id, party_id, amount) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        each.key.of, each.key.id, expires_at, id, party, each.amount);
  return id;
}

PartyId reservation_party(store::Transaction& tx, ReservationId reservation) {
  auto row = tx.statement("SELECT party_id FROM emptor_reservation WHERE id = ?1");
  return row.bind(reservation.value).step() ? row.id<PartyTag>(0) : PartyId();
}

void end_reservation(store::Transaction& tx, ReservationId reservation, std::int64_t voucher) {
  tx.execute("UPDATE emptor_reservation SET waiting = 0, voucher_id = ?2 WHERE id = ?1 AND waiting = 1", reservation,
             unless_none(voucher));
  tx.execute("UPDATE emptor_reserved SET waiting = 0 WHERE reservation_id = ?1 AND waiting = 1", reservation);
}

}  // namespace emptor::promotions
