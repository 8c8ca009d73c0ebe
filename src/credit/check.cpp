#include "credit/check.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include "credit/pools.hpp"
#include "credit/rules.hpp"
#include "parties/cards.hpp"
#include "receivables/instrument_records.hpp"
#include "receivables/ledger.hpp"
#include "settings/policies.hpp"

namespace emptor::credit {
namespace {

using access::Work;

/// The credit terms of an account over a stretch of days, typed.
struct PolicySegment {
  Date from;
  std::optional<Money> limit;
  Currency currency;  ///< of the limit
  std::optional<int> age_limit_days;
  std::optional<OnExcess> at_order;
  std::optional<OnExcess> at_sale;
  std::vector<StagedAnswer> answers;
  std::optional<Money> document_max;
  std::optional<int> overdue_days;
  std::optional<Money> overdue_tolerance;
  std::optional<Percent> overdue_ratio;
  std::optional<Money> first_order_max;
  CreditStatus status = CreditStatus::ok;
  bool leave_out_disputed = false;
  std::optional<int> dunning_level;
  std::vector<BucketLimit> bucket_limits;
  std::optional<Date> review_by;
  std::optional<int> terms_days;
  Currency trade;  ///< in which the account is asked about when no document says so
};

struct PolicyCard {
  std::string code;
  std::vector<PolicySegment> segments;  ///< ascending, the first one since ever

  [[nodiscard]] const PolicySegment& on(Date day) const noexcept {
    const PolicySegment* found = &segments.front();
    for (const PolicySegment& each : segments)
      if (each.from <= day) found = &each;
    return *found;
  }
};

/// Policies by account. Terms come from the party, its groups and the book, so a change of a group or of the settings
/// drops all of them.
class PolicyCards final : public access::Cache {
 public:
  static constexpr std::size_t kept_max = 131'072;

  void forget(Entity entity, std::int64_t id) override {
    if (entity == Entity::party) cards.erase(id);
    if (entity == Entity::party_group || entity == Entity::setting || id == 0) cards.clear();
  }
  void trim() override {
    if (cards.size() > kept_max) cards.clear();
  }
  boost::unordered_flat_map<std::int64_t, PolicyCard> cards;
};

std::optional<OnExcess> on_excess_of(const EffectiveTerm& term) {
  return term.value ? parse_on_excess(*term.value) : std::nullopt;
}

std::optional<int> days_of(const EffectiveTerm& term) {
  return term.value ? std::optional(static_cast<int>(Decimal::parse(*term.value).to_scaled(0))) : std::nullopt;
}

/// Why floor: an amount that was set for another currency may have more decimals, and must not grow.
std::optional<Money> amount_of(const EffectiveTerm& term, Currency currency) {
  return term.value ? std::optional(Money::rounded(Decimal::parse(*term.value), currency, Rounding::floor))
                    : std::nullopt;
}

/// Of the term `credit_bucket_limits`, which was checked when it was set: "30:500,60:0".
std::vector<BucketLimit> bucket_limits_of(const EffectiveTerm& term, Currency currency) {
  std::vector<BucketLimit> found;
  if (!term.value) return found;
  for (std::string_view rest = *term.value; !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    const std::size_t colon = part.find(':');
    found.push_back({.days = static_cast<int>(Decimal::parse(part.substr(0, colon)).to_scaled(0)),
                     .limit = Money::rounded(Decimal::parse(part.substr(colon + 1)), currency, Rounding::floor)});
  }
  return found;
}

PolicySegment read_segment(const parties::TermSegment& terms, Currency book) {
  PolicySegment segment{.from = terms.from,
                        .currency = book,
                        .at_order = on_excess_of(terms.term(Term::credit_at_order)),
                        .at_sale = on_excess_of(terms.term(Term::credit_at_sale)),
                        .trade = book};
  if (const auto& currency = terms.term(Term::credit_currency).value) segment.currency = Currency::of(*currency);
  if (const auto& currency = terms.term(Term::currency).value) segment.trade = Currency::of(*currency);
  segment.limit = amount_of(terms.term(Term::credit_limit), segment.currency);
  segment.age_limit_days = days_of(terms.term(Term::credit_age_days));
  segment.document_max = amount_of(terms.term(Term::credit_document_max), segment.currency);
  segment.overdue_days = days_of(terms.term(Term::credit_overdue_days));
  segment.overdue_tolerance = amount_of(terms.term(Term::credit_overdue_tolerance), segment.currency);
  segment.first_order_max = amount_of(terms.term(Term::credit_first_order_max), segment.currency);
  if (const auto& ratio = terms.term(Term::credit_overdue_ratio).value) segment.overdue_ratio = Percent::of(*ratio);
  if (const auto& status = terms.term(Term::credit_status).value) segment.status = parse_status(*status);
  segment.leave_out_disputed = terms.term(Term::credit_disputed).value == "leave_out";
  segment.dunning_level = days_of(terms.term(Term::credit_dunning_level));
  segment.bucket_limits = bucket_limits_of(terms.term(Term::credit_bucket_limits), segment.currency);
  if (const auto& day = terms.term(Term::credit_review_by).value) segment.review_by = Date::parse(*day);
  segment.terms_days = days_of(terms.term(Term::credit_terms_days));
  if (const auto& answers = terms.term(Term::credit_answers).value) segment.answers = parse_answers(*answers);
  return segment;
}

const PolicyCard& policy_card(Work& work, PartyId account) {
  auto& cards = work.cache<PolicyCards>().cards;
  if (const auto found = cards.find(account.value); found != cards.end()) [[likely]]
    return found->second;
  const parties::PartyCard& party = parties::card(work, account);
  const Currency book = settings::current(work).currency;
  PolicyCard card{.code = party.code, .segments = {}};
  for (const parties::TermSegment& terms : party.segments) card.segments.push_back(read_segment(terms, book));
  return cards.emplace(account.value, std::move(card)).first->second;
}

/// Of rules without an answer of their own. Goods that leave are checked as the sale is; a quotation is free.
OnExcess on_excess_at(const PolicySegment& segment, const BookSettings& book, CreditStage stage) {
  switch (stage) {
    case CreditStage::quotation:
      return OnExcess::ignore;
    case CreditStage::order:
      return segment.at_order.value_or(book.credit_at_order);
    case CreditStage::delivery:
    case CreditStage::sale:
      break;
  }
  return segment.at_sale.value_or(book.credit_at_sale);
}

CreditPolicy policy_of(const PolicySegment& segment, const BookSettings& book, CreditStage stage) {
  return {.limit = segment.limit,
          .age_limit_days = segment.age_limit_days,
          .on_excess = on_excess_at(segment, book, stage),
          .age_basis = book.credit_age,
          .document_max = segment.document_max,
          .overdue_days = segment.overdue_days,
          .overdue_ratio = segment.overdue_ratio,
          .first_order_max = segment.first_order_max,
          .status = segment.status,
          .answers = answers_at(segment.answers, stage),
          .leave_out_disputed = segment.leave_out_disputed,
          .dunning_level = segment.dunning_level,
          .bucket_limits = segment.bucket_limits,
          .review_by = segment.review_by,
          .terms_days = segment.terms_days};
}

std::optional<Date> earlier(std::optional<Date> a, std::optional<Date> b) { return !a || (b && *b < *a) ? b : a; }

/// What the account owes, in `currency`. With a limit every currency counts against it, without one only its own does;
/// the age is that of the oldest debt in any currency.
class Reading {
 public:
  Reading(Work& work, PartyId account, const CreditPolicy& policy, const std::optional<Money>& tolerance,
          Currency currency, Date on, int terms_days = 0)
      : work_(work),
        account_(account),
        policy_(policy),
        tolerance_(tolerance),
        currency_(currency),
        on_(on),
        terms_days_(terms_days) {}

  Exposure run() { return run(receivables::states_on(work_, account_, Side::receivable, on_)); }

  Exposure run(const States& states) {
    const Money zero = Money::zero(currency_);
    Exposure found{.past_due = std::vector<Money>(policy_.bucket_limits.size(), zero)};
    found.receivable = found.uncleared = found.due = found.overdue = found.open = found.age_debt = zero;
    for (const auto& [each, state] : states) {
      const receivables::AccountKey key{.account = account_, .side = Side::receivable, .currency = each};
      if (counts(each)) found.receivable += converted(state.balance, each);
      if (policy_.overdue_days || policy_.overdue_ratio || !policy_.bucket_limits.empty()) add_overdue(key, found);
      if (state.balance > 0) add_age(key, state, found);
    }
    if (policy_.dunning_level) found.dunning_level = receivables::dunning_level(work_, account_);
    if (policy_.limit && settings::current(work_).uncleared_instruments == UnclearedInstruments::count)
      for (const Money& each : receivables::uncleared(work_, account_, on_))
        found.uncleared += converted(each.minor, each.currency);
    if (policy_.first_order_max) found.first_sale = !receivables::has_trade(work_, account_, Side::receivable);
    return found;
  }

 private:
  /// Amounts of other currencies count against a limit alone; days count in every currency.
  [[nodiscard]] bool counts(Currency each) const { return policy_.limit || each == currency_; }
  [[nodiscard]] Money converted(std::int64_t minor, Currency from) {
    return convert_on(work_, Money{minor, from}, currency_, on_);
  }

  void add_age(const receivables::AccountKey& key, const receivables::AccountState& state, Exposure& found) {
    const bool by_balance = policy_.age_basis == AgeBasis::balance;
    const bool whole = !policy_.leave_out_disputed;
    const auto start = by_balance ? state.age_start
                       : whole    ? receivables::oldest_open(work_, key, on_)
                                  : receivables::oldest_undisputed(work_, key, on_);
    found.age_start = earlier(found.age_start, start);
    if (!policy_.age_limit_days || !start || on_ - *start <= *policy_.age_limit_days) return;
    if (!counts(key.currency)) return;
    const Date oldest_allowed = on_ - *policy_.age_limit_days;
    found.age_debt += converted(by_balance ? receivables::balance_before(work_, key, state.balance, oldest_allowed)
                                : whole    ? receivables::open_before(work_, key, oldest_allowed, on_)
                                           : receivables::undisputed_before(work_, key, oldest_allowed, on_),
                                key.currency);
  }

  void add_overdue(const receivables::AccountKey& key, Exposure& found) {
    const std::int64_t tolerance =
        tolerance_ ? convert_on(work_, *tolerance_, key.currency, on_).minor : std::int64_t{0};
    receivables::OverdueQuestion question{.on = on_,
                                          .days_allowed = policy_.overdue_days.value_or(0),
                                          .tolerance = tolerance,
                                          .terms_days = terms_days_,
                                          .leave_out_disputed = policy_.leave_out_disputed};
    for (const BucketLimit& each : policy_.bucket_limits) question.buckets.push_back(each.days);
    const receivables::Overdue state = receivables::overdue_on(work_, key, question);
    found.overdue_days = std::max(found.overdue_days, state.days);
    if (!counts(key.currency)) return;
    found.open += converted(state.open, key.currency);
    found.due += converted(state.due, key.currency);
    found.overdue += converted(state.overdue, key.currency);
    for (std::size_t i = 0; i < state.past.size(); ++i) found.past_due[i] += converted(state.past[i], key.currency);
  }

  Work& work_;
  PartyId account_;
  const CreditPolicy& policy_;
  const std::optional<Money>& tolerance_;
  Currency currency_;
  Date on_;
  int terms_days_;
};

/// Whether there is a rule at all: without one nobody asks for the figures of the account.
bool is_managed(const CreditPolicy& policy) {
  return policy.limit || policy.age_limit_days || policy.overdue_days || policy.overdue_ratio ||
         policy.first_order_max || policy.dunning_level || !policy.bucket_limits.empty() || policy.document_max ||
         policy.status != CreditStatus::ok;
}

}  // namespace

std::vector<PoolExposure> pools_of(Work& work, PartyId account, Currency currency, Date on) {
  std::vector<PoolExposure> found;
  if (pools(work).empty()) return found;
  for (const PoolNode* pool : pool_path(pools(work), pool_on(pool_steps(work, account), on))) {
    PoolExposure exposure{.pool = pool->code, .used = Money::zero(currency)};
    if (pool->limit) {
      exposure.limit = convert_on(work, Money{*pool->limit, pool->currency}, currency, on, Rounding::floor);
      for (const Money& each : pool_used(work, pool->id, on)) exposure.used += convert_on(work, each, currency, on);
    }
    found.push_back(std::move(exposure));
  }
  return found;
}

namespace {

std::vector<receivables::Due> dues_by(Work& work, std::string_view text, Date dated, std::int64_t total) {
  Problems problems;
  problems.check_text("payment_terms", text, 200, true);
  problems.throw_if_any();
  const auto terms = parties::parse_payment_terms(text, "payment_terms", problems);
  problems.throw_if_any();
  return receivables::schedule(*terms, dated, total, settings::current(work).rounding);
}

/// Amounts of the policy are in the currency of the limit.
Currency currency_for(const CreditPolicy& policy, const PolicySegment& segment, Currency otherwise) {
  const bool amounts = policy.limit || policy.document_max || policy.first_order_max || !policy.bucket_limits.empty();
  return amounts ? segment.currency : otherwise;
}

}  // namespace

Standing standing_on(Work& work, PartyId account, const States& states, Date on, int terms_days) {
  const PolicySegment& segment = policy_card(work, account).on(on);
  Standing found{.policy = policy_of(segment, settings::current(work), CreditStage::sale)};
  const Currency currency = currency_for(found.policy, segment, segment.trade);
  found.exposure =
      Reading(work, account, found.policy, segment.overdue_tolerance, currency, on, terms_days).run(states);
  return found;
}

namespace {

struct Finding {
  CreditPolicy policy;
  CreditDecision decision;
};

/// A report asks without a document: what the smallest one would meet.
Finding find(Work& work, PartyId account, std::optional<Money> document, Money replaces, Date on, CreditStage stage,
             const std::optional<receivables::LaterDue>& later) {
  const PolicyCard& card = policy_card(work, account);
  const PolicySegment& segment = card.on(on);
  Finding found{.policy = policy_of(segment, settings::current(work), stage), .decision = {}};
  const CreditPolicy& policy = found.policy;
  const Currency currency = currency_for(policy, segment, document ? document->currency : segment.trade);
  const Money asked = document ? convert_on(work, *document, currency, on) : Money{1, currency};
  std::vector<PoolExposure> pools = pools_of(work, account, currency, on);
  Exposure exposure = is_managed(policy) || !pools.empty() || !document
                          ? Reading(work, account, policy, segment.overdue_tolerance, currency, on).run()
                          : Exposure{.receivable = Money::zero(currency)};
  if (!replaces.is_zero()) exposure.replaced = convert_on(work, replaces, currency, on);
  exposure.pools = std::move(pools);
  if (later) {
    exposure.agreed_days = later->agreed_days;
    exposure.document_days = later->days;
  }
  found.decision = decide(policy, exposure, asked, on);
  found.decision.account = card.code;
  return found;
}

}  // namespace

Money convert_on(Work& work, Money money, Currency to, Date on, std::optional<Rounding> rounding) {
  if (money.currency == to) return money;
  const auto rate = settings::find_rate(work, money.currency, to, on);
  if (!rate) {
    const std::string from(money.currency.code());
    throw Error(ErrorCode::no_rate, "currency",
                "no exchange rate from " + from + " to " + std::string(to.code()) + " on " + on.to_string(),
                {{"from", from}, {"to", std::string(to.code())}, {"on", on.to_string()}});
  }
  return Money{convert(money.minor, money.currency, to, *rate, rounding.value_or(settings::current(work).rounding)),
               to};
}

void announce(Work& work, const Question& question) {
  const CreditPolicy policy =
      policy_of(policy_card(work, question.account).on(question.on), settings::current(work), question.stage);
  if (policy.limit || policy.age_limit_days) receivables::announce_states(work, question.account, Side::receivable);
}

std::optional<receivables::LaterDue> later_than_agreed(Work& work, const parties::PartyCard& customer, Date dated,
                                                       std::int64_t total, std::vector<receivables::Due> given) {
  std::vector<receivables::Due> agreed{{.due = dated, .amount = total}};
  if (const auto& term = customer.on(dated).term(Term::payment_terms); term.value)
    agreed = dues_by(work, *term.value, dated, total);
  return receivables::latest_beyond(std::move(agreed), std::move(given), dated);
}

std::optional<receivables::LaterDue> later_than_agreed(Work& work, const parties::PartyCard& customer, Date dated,
                                                       std::int64_t total, std::string_view terms) {
  if (total <= 0) return std::nullopt;
  return later_than_agreed(work, customer, dated, total, dues_by(work, terms, dated, total));
}

CreditDecision check(Work& work, const Question& question) {
  return find(work, question.account, question.document, question.replaces, question.on, question.stage, question.later)
      .decision;
}

CreditReport report(Work& work, const parties::PartyCard& customer, Date on) {
  auto found = find(work, parties::account_of(work, customer, on), std::nullopt, Money{}, on, CreditStage::sale, {});
  CreditReport report{.customer = customer.code,
                      .name = customer.name,
                      .account = std::move(found.decision.account),
                      .policy = found.policy,
                      .used = found.decision.exposure,
                      .age_days = found.decision.age_days,
                      .verdict = found.decision.verdict};
  report.available = found.decision.available;
  return report;
}

}  // namespace emptor::credit

namespace emptor {

using access::Work;

CreditDecision Credit::check(std::string_view customer, Money document, std::optional<Date> on, CreditStage stage,
                             std::optional<std::string_view> payment_terms) const {
  const auto question = [&](Work& work) -> credit::Question {
    const Date day = on ? *on : settings::today(work);
    const parties::PartyCard& party = parties::require(work, customer, "customer");
    credit::Question asked{
        .account = parties::account_of(work, party, day), .document = document, .on = day, .stage = stage};
    if (payment_terms) asked.later = credit::later_than_agreed(work, party, day, document.minor, *payment_terms);
    return asked;
  };
  // In one way to the store: the account's state is asked along with the look for changes.
  auto work = Work::read(*state_, [&](Work& ahead) { static_cast<void>(credit::check(ahead, question(ahead))); });
  return credit::check(work, question(work));
}

CreditReport Credit::report(std::string_view customer, std::optional<Date> on) const {
  auto work = Work::read(*state_);
  const Date day = on ? *on : settings::today(work);
  return credit::report(work, parties::require(work, customer, "customer"), day);
}

}  // namespace emptor
