#include "promotions/redeeming.hpp"

#include <algorithm>

#include "parties/cards.hpp"

namespace emptor::promotions {
namespace {

UsageKey key_of(const Programme& programme) { return {UsageOf::programme, programme.origin.value}; }
UsageKey key_of(const Coupon& coupon) { return {UsageOf::coupon, coupon.id.value}; }

void sort_unique(std::vector<UsageKey>& keys) {
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

std::int64_t before_max(std::int64_t uses_max) { return uses_max == no_limit ? no_limit : uses_max - 1; }

}  // namespace

Redeeming::Redeeming(access::Work& work, const std::vector<Programme>& programmes, Basket& basket,
                     std::span<const std::string> coupons, ReservationId mine)
    : work_(work), programmes_(programmes), basket_(basket), mine_(mine) {
  if (mine_) check_reservation();
  find_coupons(coupons);
  if (named_.empty() && std::ranges::none_of(programmes_, is_counted)) return;
  basket_.allowances.clear();
  std::vector<UsageKey> keys;
  // Only those that could apply are held: days, customers and products stand still, whoever else posts.
  std::vector<std::size_t> limited;
  for (std::size_t i = 0; i < programmes_.size(); ++i) {
    const Programme& programme = programmes_[i];
    Verdict unused{.programme = i};
    const bool named = !programme.by_coupon || std::ranges::any_of(named_, [&](const Named& each) {
      return each.coupon.programme == programme.origin;
    });
    if (!named || !is_limited(programme) || !is_open_to(basket_, programme, unused) ||
        std::ranges::none_of(basket_.lines, [&](const BasketLine& line) { return is_about(programme, line); }))
      continue;
    limited.push_back(i);
    keys.push_back(key_of(programme));
  }
  for (const Named& each : named_)
    if (each.coupon.id) keys.push_back(key_of(each.coupon));
  lock(work_, std::move(keys));
  judge_coupons();
  for (std::size_t i = 0; i < programmes_.size(); ++i) {
    const bool counts = std::ranges::find(limited, i) != limited.end();
    const bool has_coupon = coupon_for(programmes_[i]) != nullptr;
    Allowance& allowed = basket_.allowances.emplace_back();
    if (counts)
      allowed = allowance(programmes_[i], usage(key_of(programmes_[i])).sum(), has_coupon);
    else if (programmes_[i].by_coupon && !has_coupon)
      allowed.closed = PromotionOutcome::coupon_required;
  }
}

void Redeeming::check_reservation() const {
  const PartyId party = reservation_party(work_.tx(), mine_);
  if (!party)
    throw Error(ErrorCode::not_found, "reservation", "no reservation has this key",
                {{"reservation", std::to_string(mine_.value)}});
  if (party.value != basket_.customer)
    throw Error(ErrorCode::invalid, "reservation", "the reservation is another party's",
                {{"held_for", parties::card(work_, party).code}});
}

void Redeeming::find_coupons(std::span<const std::string> codes) {
  for (const std::string& code : codes) {
    Named& each = named_.emplace_back(Named{.code = code});
    if (auto found = find_coupon(work_.tx(), code)) each.coupon = std::move(found->coupon);
  }
}

void Redeeming::judge_coupons() {
  for (Named& each : named_) {
    if (!each.coupon.id) continue;
    each.used = usage(key_of(each.coupon)).sum();
    each.outcome = judge(each.coupon, each.used, basket_.customer, basket_.on);
    if (each.outcome != CouponOutcome::taken) continue;
    for (const Named& other : named_) {
      if (&other == &each) break;
      if (other.outcome == CouponOutcome::taken && other.coupon.programme == each.coupon.programme)
        each.outcome = CouponOutcome::not_needed;
    }
  }
}

const Redeeming::Named* Redeeming::coupon_for(const Programme& programme) const {
  for (const Named& each : named_)
    if (each.outcome == CouponOutcome::taken && each.coupon.programme == programme.origin) return &each;
  return nullptr;
}

Usage Redeeming::usage(UsageKey key) const { return read_usage(work_.tx(), key, basket_.customer, work_.now(), mine_); }

std::vector<Taken> Redeeming::taken(const Answer& answer) const {
  std::vector<Taken> found;
  for (const Grant& grant : answer.grants) {
    const Programme& programme = programmes_[grant.programme];
    if (!is_counted(programme)) continue;
    Taken& each = found.emplace_back();
    each.redemption = {.programme = programme.origin,
                       .party = PartyId(basket_.customer),
                       .uses = 1,
                       // Money of another currency is not counted: then nothing of the programme is in money.
                       .amount = basket_.currency == programme.currency ? grant.amount : 0};
    each.of_programme = {.uses = before_max(programme.uses_max),
                         .customer_uses = before_max(programme.customer_uses_max),
                         .amount = amount_before_max(programme, grant.amount)};
    const Named* named = coupon_for(programme);
    if (named == nullptr) continue;
    each.redemption.coupon = named->coupon.id;
    each.redemption.coupon_code = named->coupon.code;
    each.of_coupon = {.uses = before_max(named->coupon.uses_max),
                      .customer_uses = before_max(named->coupon.customer_uses_max)};
  }
  std::ranges::sort(found, {}, [](const Taken& each) { return each.redemption.programme; });
  return found;
}

std::vector<CouponVerdict> Redeeming::describe(const Answer& answer,
                                               const std::vector<PromotionVerdict>& promotions) const {
  std::vector<CouponVerdict> told;
  for (const Named& each : named_) {
    CouponVerdict& verdict = told.emplace_back(CouponVerdict{.code = each.code, .outcome = each.outcome});
    if (!each.coupon.id) continue;
    const Coupon& coupon = each.coupon;
    verdict.programme = code_of(work_, coupon.programme);
    if (coupon.customer != 0) verdict.customer = parties::card(work_, PartyId(coupon.customer)).code;
    verdict.valid = coupon.valid;
    const bool of_customer = coupon.uses_max == no_limit || each.outcome == CouponOutcome::customer_used_up;
    verdict.uses = of_customer ? each.used.customer_uses : each.used.uses;
    const std::int64_t limit = of_customer ? coupon.customer_uses_max : coupon.uses_max;
    if (limit != no_limit) verdict.uses_max = limit;
    if (each.outcome != CouponOutcome::taken) continue;
    const auto applied = [&](const Grant& grant) { return programmes_[grant.programme].origin == coupon.programme; };
    if (std::ranges::any_of(answer.grants, applied)) continue;
    verdict.outcome = CouponOutcome::not_applied;
    verdict.reason = "programme " + verdict.programme + " does not hold any more";
    for (std::size_t i = 0; i < programmes_.size() && i < promotions.size(); ++i)
      if (programmes_[i].origin == coupon.programme) verdict.reason = promotions[i].to_string();
  }
  return told;
}

void Redeeming::complete(PromotionVerdict& verdict, const Verdict& of) const {
  const Programme& programme = programmes_[of.programme];
  if (!is_counted(programme)) return;
  const Named* named = coupon_for(programme);
  if (named != nullptr && of.outcome == PromotionOutcome::applied) verdict.coupon = named->code;
  const Allowance& allowed = allowance_of(basket_, of.programme);
  if (allowed.uses_left != no_limit) verdict.uses_left = allowed.uses_left;
  if (allowed.amount_left != no_limit) verdict.budget_left = Money{allowed.amount_left, programme.currency};
}

std::vector<Problem> refusals(std::span<const CouponVerdict> verdicts) {
  std::vector<Problem> found;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const CouponVerdict& each = verdicts[i];
    if (each.outcome == CouponOutcome::taken) continue;
    Problem& problem =
        found.emplace_back(Problem{ErrorCode::coupon_refused,
                                   "coupons[" + std::to_string(i) + "]",
                                   "the coupon is not taken: " + each.to_string(),
                                   {{"coupon", each.code}, {"reason", std::string(to_string(each.outcome))}}});
    if (!each.programme.empty()) problem.figures.emplace_back("programme", each.programme);
    if (each.uses_max) {
      problem.figures.emplace_back("uses", std::to_string(each.uses));
      problem.figures.emplace_back("uses_max", std::to_string(*each.uses_max));
    }
  }
  return found;
}

void redeem(access::Work& work, std::int64_t voucher, PartyId account, std::span<const Taken> taken,
            ReservationId mine) {
  for (const Taken& each : taken) insert_redemption(work.tx(), voucher, account, each.redemption);
  // In the order of the locks.
  for (const Taken& each : taken) {
    const Redemption& used = each.redemption;
    EMPTOR_REQUIRE(add_usage(work.tx(), {UsageOf::programme, used.programme.value}, used.party, used.uses, used.amount,
                             each.of_programme));
  }
  std::vector<const Taken*> with_coupon;
  for (const Taken& each : taken)
    if (each.redemption.coupon) with_coupon.push_back(&each);
  std::ranges::sort(with_coupon, {}, [](const Taken* each) { return each->redemption.coupon; });
  for (const Taken* each : with_coupon)
    EMPTOR_REQUIRE(add_usage(work.tx(), {UsageOf::coupon, each->redemption.coupon.value}, each->redemption.party,
                             each->redemption.uses, 0, each->of_coupon));
  if (mine) end_reservation(work.tx(), mine, voucher);
}

std::vector<UsageKey> counters_of(std::span<const Taken> taken) {
  std::vector<UsageKey> counters;
  for (const Taken& each : taken) {
    counters.push_back({UsageOf::programme, each.redemption.programme.value});
    if (each.redemption.coupon) counters.push_back({UsageOf::coupon, each.redemption.coupon.value});
  }
  return counters;
}

void add_counters(access::Work& work, std::span<const std::string> coupons, std::vector<UsageKey>& counters) {
  for (const Programme& each : current(work))
    if (is_counted(each)) counters.push_back(key_of(each));
  for (const std::string& code : coupons)
    if (const auto found = find_coupon(work.tx(), code)) counters.push_back(key_of(found->coupon));
}

void lock(access::Work& work, std::vector<UsageKey> counters) {
  sort_unique(counters);
  for (const UsageKey& key : counters) work.tx().lock(store::Lock::usage, key.id, static_cast<std::int64_t>(key.of));
}

void hold(access::Work& work, std::vector<UsageKey> counters, std::span<const PartyId> parties) {
  sort_unique(counters);
  for (const UsageKey& key : counters) hold_usage(work.tx(), key, parties);
}

void give_back(access::Work& work, std::int64_t original, std::int64_t reversal, PartyId account) {
  std::vector<Redemption> back = redemptions_of(work.tx(), original);
  for (Redemption& each : back) {
    each.uses = -each.uses;
    each.amount = -each.amount;
    insert_redemption(work.tx(), reversal, account, each);
  }
  const auto add = [&](UsageKey key, const Redemption& each, std::int64_t amount) {
    EMPTOR_REQUIRE(add_usage(work.tx(), key, each.party, each.uses, amount, {}));
  };
  // In the order of the locks.
  for (const Redemption& each : back) add({UsageOf::programme, each.programme.value}, each, each.amount);
  std::ranges::sort(back, {}, &Redemption::coupon);
  for (const Redemption& each : back)
    if (each.coupon) add({UsageOf::coupon, each.coupon.value}, each, 0);
}

}  // namespace emptor::promotions
