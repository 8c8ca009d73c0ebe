#include "simulation/company.hpp"
#include "support/test.hpp"

namespace emptor::simulation {

void Company::allocate() {
  const std::string party = any_party();
  for (const OpenItem& item : book_->receivables().open_items(party)) {
    if (item.open.minor >= 0) continue;
    AllocationRequest request{.party = party, .credit = item.voucher, .orders = orders()};
    if (one_in(3)) request.on = past_day();
    const AllocationPlan plan = book_->receivables().plan(request);
    std::int64_t planned = plan.left.minor;
    for (const PlannedAllocation& row : plan.rows) planned += row.amount.minor;
    REQUIRE(planned == plan.available.minor);
    if (!model_.is_open(plan.on, false)) {
      REQUIRE_THROWS_AS(book_->receivables().commit(plan), Error);
      return;
    }
    static_cast<void>(book_->receivables().commit(plan));
    if (!plan.rows.empty()) REQUIRE_THROWS_AS(book_->receivables().commit(plan), Error);
    return;
  }
}

void Company::undo() {
  if (model_.posted.empty()) return;
  const Voucher& any = any_posted();
  const Date on = one_in(3) ? past_day() : today_;
  try {
    static_cast<void>(book_->receivables().undo(any.party, any.id, any.side, {}, on));
    REQUIRE(model_.is_open(on, false));
  } catch (const Error& error) {
    INFO(error.what());
    REQUIRE(error.code() == (model_.is_open(on, false) ? ErrorCode::unknown_reference : ErrorCode::period_locked));
  }
}

/// Never as far as today, so that there is always a day to reverse on.
void Company::lock() {
  const auto through = one_in(3) ? std::nullopt : std::optional(today_ - 1 - below(40));
  if (one_in(2)) {
    book_->settings().lock_through(through);
    model_.locked_through = through;
  } else {
    book_->settings().soft_lock_through(through);
    model_.soft_locked_through = through;
  }
}

void Company::change_policy() {
  const std::string& party = any_party();
  CustomerTold& told = model_.customers[party];
  const TermOwner owner = TermOwner::party(party);
  const auto from = one_in(2) ? std::nullopt : std::optional(today_ - 10 + below(20));
  auto customers = book_->customers();
  switch (below(4)) {
    case 0: {
      const std::int64_t limit = one_in(8) ? 0 : 100 * (1 + below(4'000));
      customers.set_term(owner, Term::credit_limit, Decimal::scaled(limit, 2).to_string(), from);
      return told.limit.say(from, limit);
    }
    case 1:
      customers.set_term_none(owner, Term::credit_limit, from);
      return told.limit.say(from, std::nullopt);
    case 2: {
      const auto answer = static_cast<OnExcess>(below(3));
      constexpr std::array names{"ignore", "warn", "block"};
      customers.set_term(owner, Term::credit_at_sale, names.at(static_cast<std::size_t>(answer)), from);
      return told.at_sale.say(from, answer);
    }
    default: {
      constexpr std::array terms{"30", "2/5 net 10, rest net 60", "net 20, 3% within 7", "end_of_month net 10"};
      return customers.set_term(owner, Term::payment_terms, terms.at(static_cast<std::size_t>(below(4))), from);
    }
  }
}

void Company::change_pool() {
  if (model_.pools.empty()) return;
  constexpr std::array codes{"ALL", "A", "B"};
  const std::string pool = codes.at(static_cast<std::size_t>(below(3)));
  auto credit = book_->credit();
  if (one_in(3)) {
    const auto limit = one_in(3) ? std::nullopt : std::optional<std::int64_t>(100 * (1 + below(8'000)));
    credit.set_pool_limit(pool, limit ? std::optional(Money{*limit, Currency::of("USD")}) : std::nullopt);
    model_.pools[pool].limit = limit;
    return;
  }
  const std::string& party = any_party();
  auto& told = model_.customers[party].pool;
  const Date day = today_ - 10 + below(20);
  if (one_in(3)) {
    if (told.on(day, "").empty()) {
      REQUIRE_THROWS_AS(credit.leave_pool(party, day), Error);
      return;
    }
    credit.leave_pool(party, day);
    return told.say(day, "");
  }
  const auto from = one_in(3) ? std::nullopt : std::optional(day);
  credit.join_pool(party, pool, from);
  told.say(from, pool);
}

}  // namespace emptor::simulation
