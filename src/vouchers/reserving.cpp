/// Holding what a sale would use of limited programmes and coupons, until it is posted or time is over.
#include "vouchers/posting.hpp"

namespace emptor {

using access::Work;

namespace {

constexpr std::int64_t kSecondsMax = std::int64_t{31} * 24 * 60 * 60;

std::vector<promotions::Held> held_by(const vouchers::Document& document) {
  std::vector<promotions::Held> held;
  for (const promotions::Taken& each : document.taken) {
    const promotions::Redemption& used = each.redemption;
    held.push_back({{promotions::UsageOf::programme, used.programme.value}, used.amount});
    if (used.coupon) held.push_back({{promotions::UsageOf::coupon, used.coupon.value}, 0});
  }
  return held;
}

}  // namespace

Reservation Vouchers::reserve(const VoucherDraft& draft, std::int64_t seconds) {
  vouchers::check_choices(draft);
  Problems problems;
  if (seconds < 1 || seconds > kSecondsMax)
    problems.add(ErrorCode::range, "seconds", "must lie between 1 second and 31 days",
                 {{"seconds", std::to_string(seconds)}});
  if (draft.kind != VoucherKind::sale) problems.add(ErrorCode::invalid, "kind", "only sales are reserved for");
  problems.throw_if_any();
  auto work = Work::post(*state_, access::Undo::use_case);
  vouchers::lock(work, draft, {});
  vouchers::PromotionReport report;
  vouchers::Document document = vouchers::prepare(work, draft, true, &report);
  if (!document.coupon_problems.empty()) throw Error(std::move(document.coupon_problems));
  Reservation out{.expires_at = Instant{checked_add(work.now().micros, seconds * 1'000'000)},
                  .promotions = std::move(report.verdicts),
                  .coupons = std::move(report.coupons)};
  // The one that it names is taken up in this one.
  if (draft.reservation) promotions::end_reservation(work.tx(), draft.reservation, 0);
  out.id = promotions::insert_reservation(work.tx(), document.party, out.expires_at, held_by(document), work.now(),
                                          work.actor());
  work.commit();
  return out;
}

}  // namespace emptor
