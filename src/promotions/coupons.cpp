/// The use cases of coupons and limits: create, withdraw, list, what was used, release.
#include "parties/cards.hpp"
#include "promotions/programmes.hpp"
#include "promotions/store_programmes.hpp"
#include "promotions/store_usage.hpp"

namespace emptor {
namespace {

using access::Detail;
using access::Work;
using promotions::Coupon;
using promotions::no_limit;
using promotions::Programme;

const Programme* find_current(Work& work, std::string_view code) {
  for (const Programme& each : promotions::current(work))
    if (each.code == code) return &each;
  return nullptr;
}

void add_unknown(Problems& problems, std::string_view field, std::string_view what, std::string_view code) {
  problems.add(ErrorCode::unknown_reference, std::string(field), "no " + std::string(what) + " has this code",
               {{"code", std::string(code)}});
}

const Programme& require_programme(Work& work, std::string_view code) {
  const Programme* found = find_current(work, code);
  if (found == nullptr) {
    Problems problems;
    add_unknown(problems, "programme", "programme", code);
    problems.throw_if_any();
  }
  return *found;
}

std::int64_t uses(Problems& problems, const char* field, const std::optional<std::int64_t>& value) {
  if (value && (*value < 1 || *value > 1'000'000'000))
    problems.add(ErrorCode::range, field, "must lie between 1 and 1,000,000,000", {{"value", std::to_string(*value)}});
  return value.value_or(no_limit);
}

Coupon check(Work& work, const CouponInput& input) {
  Problems problems;
  problems.check_code("code", input.code, 40);
  Coupon coupon{.code = input.code,
                .uses_max = uses(problems, "uses_max", input.uses_max),
                .customer_uses_max = uses(problems, "customer_uses_max", input.customer_uses_max),
                .valid = input.valid};
  if (const Programme* programme = find_current(work, input.programme)) {
    coupon.programme = programme->origin;
    if (!programme->by_coupon)
      problems.add(ErrorCode::invalid, "programme", "the programme applies without a coupon",
                   {{"code", input.programme}});
  } else {
    add_unknown(problems, "programme", "programme", input.programme);
  }
  if (input.customer) {
    coupon.customer = parties::find_id(work, *input.customer).value;
    if (coupon.customer == 0) add_unknown(problems, "customer", "customer", *input.customer);
  }
  if (input.valid.empty()) problems.add(ErrorCode::invalid, "valid", "it ends before it begins");
  if (promotions::find_coupon(work.tx(), input.code))
    problems.add(ErrorCode::duplicate_code, "code", "a coupon has or had this code", {{"code", input.code}});
  problems.throw_if_any();
  return coupon;
}

std::optional<std::int64_t> limit_of(std::int64_t value) {
  return value == no_limit ? std::nullopt : std::optional(value);
}

CouponRecord to_record(Work& work, const promotions::RecordedCoupon& recorded) {
  const Coupon& coupon = recorded.coupon;
  const promotions::Usage usage =
      promotions::read_usage(work.tx(), {promotions::UsageOf::coupon, coupon.id.value}, 0, work.now());
  CouponRecord out{.id = coupon.id,
                   .terms = {.code = coupon.code,
                             .programme = promotions::code_of(work, coupon.programme),
                             .uses_max = limit_of(coupon.uses_max),
                             .customer_uses_max = limit_of(coupon.customer_uses_max),
                             .valid = coupon.valid},
                   .uses = usage.counted.uses,
                   .reserved = usage.reserved.uses,
                   .withdrawn = coupon.withdrawn,
                   .recorded_at = recorded.recorded_at,
                   .actor = recorded.actor};
  if (coupon.customer != 0) out.terms.customer = parties::card(work, PartyId(coupon.customer)).code;
  return out;
}

}  // namespace

CouponId Promotions::create_coupon(const CouponInput& input) {
  auto work = Work::write(*state_);
  const Coupon coupon = check(work, input);
  const CouponId id = promotions::insert_coupon(work.tx(), coupon, work.now(), work.actor());
  Detail detail;
  detail.set("code", input.code).set("programme", input.programme);
  if (input.customer) detail.set("customer", *input.customer);
  if (input.uses_max) detail.set("uses_max", std::to_string(*input.uses_max));
  if (input.customer_uses_max) detail.set("customer_uses_max", std::to_string(*input.customer_uses_max));
  if (input.valid.from) detail.set("from", input.valid.from->to_string());
  if (input.valid.until) detail.set("until", input.valid.until->to_string());
  work.record(Entity::coupon, id.value, "promotions.create_coupon", detail.json());
  work.commit();
  return id;
}

void Promotions::withdraw_coupon(std::string_view code) {
  auto work = Work::write(*state_);
  const auto found = promotions::find_coupon(work.tx(), code);
  if (!found) throw Error(ErrorCode::not_found, "code", "no coupon has this code", {{"code", std::string(code)}});
  if (found->coupon.withdrawn)
    throw Error(ErrorCode::conflict, "code", "the coupon was withdrawn before", {{"code", std::string(code)}});
  promotions::insert_withdrawal(work.tx(), found->coupon.id, work.now(), work.actor());
  work.record(Entity::coupon, found->coupon.id.value, "promotions.withdraw_coupon",
              Detail().set("code", found->coupon.code).json());
  work.commit();
}

std::vector<CouponRecord> Promotions::coupons(const CouponQuery& query) const {
  if (query.limit < 1 || query.limit > 10'000)
    throw Error(ErrorCode::range, "limit", "must lie between 1 and 10,000", {{"limit", std::to_string(query.limit)}});
  auto work = Work::read(*state_);
  const ProgrammeId programme = query.programme ? require_programme(work, *query.programme).origin : ProgrammeId();
  std::vector<CouponRecord> found;
  if (query.code) {
    const auto one = promotions::find_coupon(work.tx(), *query.code);
    if (one && query.after < one->coupon.id && (!programme || one->coupon.programme == programme))
      found.push_back(to_record(work, *one));
    return found;
  }
  for (const promotions::RecordedCoupon& each :
       promotions::list_coupons(work.tx(), programme, query.after, query.limit))
    found.push_back(to_record(work, each));
  return found;
}

ProgrammeUsage Promotions::usage(std::string_view programme, const std::optional<std::string>& customer) const {
  auto work = Work::read(*state_);
  const Programme& found = require_programme(work, programme);
  const PartyId party = customer ? parties::require(work, *customer, "customer").id : PartyId();
  const promotions::Usage usage =
      promotions::read_usage(work.tx(), {promotions::UsageOf::programme, found.origin.value}, party.value, work.now());
  const auto money = [&](std::int64_t minor) { return Money{minor, found.currency}; };
  if (party)
    return {.uses = usage.counted.customer_uses,
            .reserved = usage.reserved.customer_uses,
            .uses_max = limit_of(found.customer_uses_max),
            .amount = money(usage.counted.customer_amount),
            .reserved_amount = money(usage.reserved.customer_amount)};
  ProgrammeUsage out{.uses = usage.counted.uses,
                     .reserved = usage.reserved.uses,
                     .uses_max = limit_of(found.uses_max),
                     .amount = money(usage.counted.amount),
                     .reserved_amount = money(usage.reserved.amount)};
  if (found.budget != no_limit) out.budget = money(found.budget);
  return out;
}

void Promotions::release(ReservationId reservation) {
  auto work = Work::write(*state_);
  if (!promotions::reservation_party(work.tx(), reservation))
    throw Error(ErrorCode::not_found, "reservation", "no reservation has this key",
                {{"reservation", std::to_string(reservation.value)}});
  promotions::end_reservation(work.tx(), reservation, 0);
  work.commit();
}

}  // namespace emptor
