/// The credit decision.
#include "credit/rules.hpp"

#include <algorithm>

#include "base/compose.hpp"
#include "settings/policies.hpp"

namespace emptor::credit {
namespace {

CreditVerdict verdict_of(OnExcess on_excess) noexcept {
  switch (on_excess) {
    case OnExcess::ignore:
      return CreditVerdict::pass;
    case OnExcess::warn:
      return CreditVerdict::warn;
    case OnExcess::approve:
      return CreditVerdict::approve;
    case OnExcess::block:
      break;
  }
  return CreditVerdict::block;
}

/// What stops a document more.
constexpr int gravity(CreditVerdict verdict) noexcept {
  return verdict == CreditVerdict::pass      ? 0
         : verdict == CreditVerdict::warn    ? 1
         : verdict == CreditVerdict::approve ? 2
                                             : 3;
}

OnExcess answer_of(CreditStatus status) noexcept {
  return status == CreditStatus::watch  ? OnExcess::warn
         : status == CreditStatus::hold ? OnExcess::approve
                                        : OnExcess::block;
}

std::string percent(Percent value) { return value.value().normalized().to_string() + " %"; }

/// due / open > ratio, exactly.
bool exceeds(std::int64_t due, std::int64_t open, Percent ratio) {
  return Decimal(due) * Decimal(Percent::one) > Decimal(open) * Decimal(ratio.micros);
}

/// The smallest payment of what is due after which the ratio holds: (due - p) / (open - p) <= ratio.
std::int64_t payment_for(std::int64_t due, std::int64_t open, Percent ratio) {
  std::int64_t low = 0;
  std::int64_t high = due;  // with nothing due any more, every ratio holds
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (exceeds(due - middle, open - middle, ratio))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/// One document against one policy: each rule in turn, and what all of them together leave.
class Judgement {
 public:
  Judgement(const CreditPolicy& policy, const Exposure& exposure, Money document, Date on)
      : policy_(policy),
        exposure_(exposure),
        zero_(Money::zero(document.currency)),
        owed_(exposure.uncleared.is_zero() ? exposure.receivable : exposure.receivable + exposure.uncleared),
        replaced_(exposure.replaced.is_zero() ? zero_ : exposure.replaced),
        increases_(document > replaced_),
        on_(on) {
    out_.limit = policy.limit;
    out_.exposure = owed_;
    out_.uncleared = exposure.uncleared.is_zero() ? zero_ : exposure.uncleared;
    out_.document = document;
    out_.excess_amount = zero_;
    out_.age_limit_days = policy.age_limit_days;
    out_.payment_to_clear = zero_;
    if (policy.limit) leave(*policy.limit - owed_);
    for (const PoolExposure& each : exposure.pools)
      if (each.limit) leave(*each.limit - each.used);
    out_.pools = exposure.pools;
    if (exposure.age_start) out_.age_days = std::max(0, on - *exposure.age_start);
  }

  CreditDecision run() {
    if (policy_.status == CreditStatus::no_check) return std::move(out_);
    limit();
    pools();
    age();
    document_max();
    overdue();
    first_order();
    dunning();
    buckets();
    review();
    terms();
    status();
    if (!out_.payment_clears) out_.payment_to_clear = zero_;
    return std::move(out_);
  }

 private:
  void limit() {
    if (!policy_.limit) return;
    keep_within(CreditRule::limit, *policy_.limit, owed_, {});
  }

  void pools() {
    for (const PoolExposure& each : exposure_.pools)
      if (each.limit) keep_within(CreditRule::pool, *each.limit, each.used, each.pool);
  }

  void keep_within(CreditRule rule, Money limit, Money used, const std::string& pool) {
    // What is replaced was allowed before.
    bound(rule, std::max(std::max(zero_, limit - used), replaced_));
    const Money total = used + out_.document;
    if (!increases_ || total <= limit) return;
    out_.over_limit = true;
    out_.excess_amount = std::max(out_.excess_amount, total - limit);
    fire(rule, figure(limit), figure(total), pool);
    pay(total - limit);
  }

  void age() {
    if (!policy_.age_limit_days || out_.age_days <= *policy_.age_limit_days) return;
    bound(CreditRule::age, replaced_);
    if (!increases_) return;
    out_.over_age = true;
    out_.excess_days = out_.age_days - *policy_.age_limit_days;
    fire(CreditRule::age, days(*policy_.age_limit_days), days(out_.age_days));
    pay_if_known(exposure_.age_debt);
  }

  void document_max() {
    if (!policy_.document_max) return;
    bound(CreditRule::document_max, std::max(*policy_.document_max, replaced_));
    if (!increases_ || out_.document <= *policy_.document_max) return;
    fire(CreditRule::document_max, figure(*policy_.document_max), figure(out_.document));
    out_.payment_clears = false;
  }

  void overdue() {
    if (policy_.overdue_days && exposure_.overdue_days > *policy_.overdue_days) {
      bound(CreditRule::overdue, replaced_);
      if (increases_) {
        fire(CreditRule::overdue, days(*policy_.overdue_days), days(exposure_.overdue_days));
        pay_if_known(exposure_.overdue);
      }
    }
    if (!policy_.overdue_ratio || exposure_.due.is_zero()) return;
    const std::int64_t due = exposure_.due.minor;
    const std::int64_t open = exposure_.open.minor;
    if (!exceeds(due, open, *policy_.overdue_ratio)) return;
    bound(CreditRule::overdue_ratio, replaced_);
    if (!increases_) return;
    const Percent found{multiply_round(due, Percent::one, open, Rounding::half_up)};
    fire(CreditRule::overdue_ratio, percent(*policy_.overdue_ratio), percent(found));
    pay(Money{payment_for(due, open, *policy_.overdue_ratio), zero_.currency});
  }

  void first_order() {
    if (!policy_.first_order_max || !exposure_.first_sale) return;
    bound(CreditRule::first_order, std::max(*policy_.first_order_max, replaced_));
    if (!increases_ || out_.document <= *policy_.first_order_max) return;
    fire(CreditRule::first_order, figure(*policy_.first_order_max), figure(out_.document));
    out_.payment_clears = false;
  }

  /// Whether a rule fires that leaves room for nothing new.
  bool stops(CreditRule rule) {
    bound(rule, replaced_);
    return increases_;
  }

  void dunning() {
    if (!policy_.dunning_level || exposure_.dunning_level < *policy_.dunning_level) return;
    if (!stops(CreditRule::dunning)) return;
    fire(CreditRule::dunning, "level " + std::to_string(*policy_.dunning_level),
         "level " + std::to_string(exposure_.dunning_level));
    // Which items it was is not asked here.
    out_.payment_clears = false;
  }

  void buckets() {
    for (std::size_t i = 0; i < policy_.bucket_limits.size() && i < exposure_.past_due.size(); ++i) {
      const BucketLimit& bucket = policy_.bucket_limits[i];
      const Money found = exposure_.past_due[i];
      if (found <= bucket.limit || !stops(CreditRule::bucket)) continue;
      const std::string longer = " for more than " + days(bucket.days);
      fire(CreditRule::bucket, figure(bucket.limit) + longer, figure(found) + longer);
      pay(found - bucket.limit);
    }
  }

  void review() {
    if (!policy_.review_by || on_ <= *policy_.review_by || !stops(CreditRule::review)) return;
    fire(CreditRule::review, policy_.review_by->to_string(), on_.to_string());
    out_.payment_clears = false;
  }

  void terms() {
    if (!policy_.terms_days) return;
    const int allowed = exposure_.agreed_days + *policy_.terms_days;
    if (exposure_.document_days <= allowed) return;
    // Also where a correction adds nothing but time.
    bound(CreditRule::terms, replaced_);
    fire(CreditRule::terms, days(allowed), days(exposure_.document_days));
    out_.payment_clears = false;
  }

  void status() {
    if (policy_.status == CreditStatus::ok) return;
    out_.max_amount_now = least(replaced_);
    if (!increases_) return;
    out_.payment_clears = false;
    speak({.rule = CreditRule::status,
           .answer = answer_of(policy_.status),
           .allowed = "ok",
           .found = std::string(to_string(policy_.status))});
  }

  [[nodiscard]] Money least(Money amount) const {
    return out_.max_amount_now ? std::min(*out_.max_amount_now, amount) : amount;
  }
  /// A rule that stops something leaves at most this.
  void bound(CreditRule rule, Money amount) {
    if (policy_.answer(rule) != OnExcess::ignore) out_.max_amount_now = least(amount);
  }
  void pay(Money amount) { out_.payment_to_clear = std::max(out_.payment_to_clear, amount); }
  /// What is owed in another currency, without a limit that all of them count against, is no figure of this one.
  void pay_if_known(Money amount) {
    if (amount.is_zero())
      out_.payment_clears = false;
    else
      pay(amount);
  }
  /// What is left of an account or a pool; the least of them counts.
  void leave(Money left) {
    left = std::max(zero_, left);
    out_.available = out_.available ? std::min(*out_.available, left) : left;
  }
  void fire(CreditRule rule, std::string allowed, std::string found, std::string pool = {}) {
    speak({.rule = rule,
           .answer = policy_.answer(rule),
           .allowed = std::move(allowed),
           .found = std::move(found),
           .pool = std::move(pool)});
  }
  void speak(CreditFinding finding) {
    const CreditVerdict verdict = verdict_of(finding.answer);
    if (gravity(verdict) > gravity(out_.verdict)) out_.verdict = verdict;
    out_.findings.push_back(std::move(finding));
  }

  const CreditPolicy& policy_;
  const Exposure& exposure_;
  Money zero_;
  Money owed_;  ///< receivables, and what is not cleared yet
  Money replaced_;
  bool increases_;
  Date on_;
  CreditDecision out_;
};

}  // namespace

CreditDecision decide(const CreditPolicy& policy, const Exposure& exposure, Money document, Date on) {
  return Judgement(policy, exposure, document, on).run();
}

std::vector<DocumentLine> fit(std::span<const DocumentLine> lines, std::int64_t room) {
  constexpr std::int64_t unit = 1'000'000;
  std::vector<DocumentLine> found(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const DocumentLine& line = lines[i];
    if (line.amount <= room) {
      found[i] = line;
    } else if (room > 0 && line.quantity.micros > 0) {
      // What is bought costs no more than `room`, which is whole: so does its amount rounded up.
      const std::int64_t bought = multiply_round(room, line.quantity.micros, line.amount, Rounding::floor);
      const std::int64_t whole = bought - bought % unit;
      found[i] = {.quantity = {whole},
                  .amount = multiply_round(line.amount, whole, line.quantity.micros, Rounding::ceiling)};
    }
    room = checked_subtract(room, found[i].amount);
  }
  return found;
}

std::string release_fault(const CreditRelease* release, Money document, Date on) {
  if (release == nullptr) return "it was not released";
  if (!release->released) return "its release was taken back";
  if (document.currency != release->approved.currency) return compose("it is of {}", release->approved.currency.code());
  if (release->valid_until && on > *release->valid_until)
    return compose("it was released until {}", release->valid_until->to_string());
  const Money most = release->approved + Money{multiply_round(release->approved.minor, release->tolerance.micros,
                                                              Percent::one, Rounding::floor),
                                               release->approved.currency};
  if (document > most) return compose("it was released up to {}", figure(most));
  return {};
}

std::int64_t convert(std::int64_t minor, Currency from, Currency to, Ratio rate, Rounding mode) {
  return settings::convert(minor, from, to, rate, mode);
}

}  // namespace emptor::credit
