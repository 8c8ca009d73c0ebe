/// The credit check inside a posting.
#pragma once

#include "access/work.hpp"
#include "emptor/credit.hpp"
#include "parties/cards.hpp"
#include "receivables/ledger.hpp"
#include "receivables/rules.hpp"

namespace emptor::credit {

struct Question {
  PartyId account;
  Money document;
  Money replaces{};  ///< what it takes the place of, in the document's currency; no currency: nothing
  Date on;
  CreditStage stage = CreditStage::sale;
  std::optional<receivables::LaterDue> later{};  ///< than agreed
};
/// How much later than the customer's payment terms a document of `total` > 0 is due; none when nothing of it is.
[[nodiscard]] std::optional<receivables::LaterDue> later_than_agreed(access::Work& work,
                                                                     const parties::PartyCard& customer, Date dated,
                                                                     std::int64_t total,
                                                                     std::vector<receivables::Due> given);
/// The same of a document with payment terms as text. INVALID and RANGE on "payment_terms".
[[nodiscard]] std::optional<receivables::LaterDue> later_than_agreed(access::Work& work,
                                                                     const parties::PartyCard& customer, Date dated,
                                                                     std::int64_t total, std::string_view terms);

/// Tells the store that the counters for `check` are going to be asked for, when they are.
void announce(access::Work& work, const Question& question);
/// Finds the policy of the account, reads its counters (one statement) and decides. Inside a write transaction the
/// answer holds until it commits. NO_RATE when a balance or the document cannot be brought to the limit's currency.
[[nodiscard]] CreditDecision check(access::Work& work, const Question& question);
/// What the policy of an account says at a sale, and what it owes. For `decide` with a document of any amount in the
/// currency of the exposure.
struct Standing {
  CreditPolicy policy{};
  Exposure exposure{};
};
using States = std::vector<std::pair<Currency, receivables::AccountState>>;
/// `states` are the account's on `on`; what is open is due `terms_days` later than it is. Without the account's pools.
[[nodiscard]] Standing standing_on(access::Work& work, PartyId account, const States& states, Date on, int terms_days);
/// The account's pools on a day, in `currency`: a limit in another one is brought to it, at most what it is worth.
[[nodiscard]] std::vector<PoolExposure> pools_of(access::Work& work, PartyId account, Currency currency, Date on);
/// The customer's credit on a day: its account's policy, what is used and what is left.
[[nodiscard]] CreditReport report(access::Work& work, const parties::PartyCard& customer, Date on);
/// At the rate of the day; rounded as the book does when nothing else is said. NO_RATE.
[[nodiscard]] Money convert_on(access::Work& work, Money money, Currency to, Date on,
                               std::optional<Rounding> rounding = {});
/// Keeps what was decided about a posted voucher with a rule against it. Posted with a warning, it was acknowledged.
void record(access::Work& work, std::int64_t voucher, PartyId account, const CreditDecision& decision);

// holds.cpp
/// NOT_FOUND on `field`.
[[nodiscard]] CreditHold load_hold(access::Work& work, CreditHoldId hold, std::string_view field);
/// Why the hold's release does not let a document through; empty when it does. What else it let through is not looked
/// at. INVALID on "credit_hold" for another account's.
[[nodiscard]] std::string release_fault(access::Work& work, CreditHoldId hold, PartyId account, Money document,
                                        Date on);
/// A voucher was let through.
void use_hold(access::Work& work, CreditHoldId hold, std::int64_t voucher);
/// "limit, overdue": the rules that stop a document.
[[nodiscard]] std::string stopping_rules(const CreditDecision& decision);

// verify.cpp
/// What is kept beside the documents and differs from them.
struct Difference {
  std::string what{};   ///< "credit hold", "credit pool"
  std::string where{};  ///< "hold 7", a pool's code
  std::string kept{};
  std::string computed{};
};
[[nodiscard]] std::vector<Difference> verify(access::Work& work);

}  // namespace emptor::credit
