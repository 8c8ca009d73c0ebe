/// Limits, budgets and coupons while a sale is judged and posted.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "promotions/programmes.hpp"
#include "promotions/store_usage.hpp"

namespace emptor::promotions {

/// What a voucher uses of one programme, and the guards of its counters.
struct Taken {
  Redemption redemption{};
  Guard of_programme{};
  Guard of_coupon{};
};

/// Judges the coupons that a sale names, holds the counters that matter to it (programmes, then coupons, each
/// ascending) and reads them. A sale without coupons in a book without limits costs no statement.
class Redeeming {
 public:
  /// Fills `basket.allowances`. All are borrowed. NOT_FOUND and INVALID on "reservation".
  Redeeming(access::Work& work, const std::vector<Programme>& programmes, Basket& basket,
            std::span<const std::string> coupons, ReservationId mine);

  /// By the programme's first version.
  [[nodiscard]] std::vector<Taken> taken(const Answer& answer) const;
  /// In the order in which they were named.
  [[nodiscard]] std::vector<CouponVerdict> describe(const Answer& answer,
                                                    const std::vector<PromotionVerdict>& promotions) const;
  /// Adds what only limits know.
  void complete(PromotionVerdict& verdict, const Verdict& of) const;

 private:
  struct Named {
    std::string code{};
    CouponOutcome outcome = CouponOutcome::unknown;
    Coupon coupon{};
    Used used{};
  };
  void find_coupons(std::span<const std::string> codes);
  void judge_coupons();
  void check_reservation() const;
  [[nodiscard]] const Named* coupon_for(const Programme& programme) const;
  [[nodiscard]] Usage usage(UsageKey key) const;

  access::Work& work_;
  const std::vector<Programme>& programmes_;
  Basket& basket_;
  ReservationId mine_;
  std::vector<Named> named_;
};

/// COUPON_REFUSED on "coupons[i]" for each that is not taken.
[[nodiscard]] std::vector<Problem> refusals(std::span<const CouponVerdict> verdicts);

/// Writes down what a voucher uses and counts it; ends the reservation. The counters are held since they were judged: a
/// guard that does not let it is a broken invariant.
void redeem(access::Work& work, std::int64_t voucher, PartyId account, std::span<const Taken> taken,
            ReservationId mine);
/// The counters of what a voucher has used.
[[nodiscard]] std::vector<UsageKey> counters_of(std::span<const Taken> taken);
/// Adds those that a sale with these coupons could use.
void add_counters(access::Work& work, std::span<const std::string> coupons, std::vector<UsageKey>& counters);
/// Holds counters against those who judge by them; for who changes them without asking. In any order.
void lock(access::Work& work, std::vector<UsageKey> counters);
/// For who changes counters more than once: nobody else changes those of everybody and of these parties until the end.
/// In any order, after `lock`.
void hold(access::Work& work, std::vector<UsageKey> counters, std::span<const PartyId> parties);
/// What the original used is free again.
void give_back(access::Work& work, std::int64_t original, std::int64_t reversal, PartyId account);

struct UsageDifference {
  std::string where{};
  std::string kept{};
  std::string computed{};
};
/// Counters against the redemptions that they count.
[[nodiscard]] std::vector<UsageDifference> verify_usage(access::Work& work);

}  // namespace emptor::promotions
