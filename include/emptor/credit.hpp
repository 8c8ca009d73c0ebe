/// Room `credit`: may we sell to them on credit, and if not, by how much and how many days?
///
/// The policy is made of terms (limit, age limit, what to do on excess) found on the customer, else its groups, else
/// the book. `decide` is pure. The check inside a posting runs under the writer's lock in the same transaction as the
/// posting that it allows; `Credit::check` answers the same question without a lock and promises nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"
#include "emptor/parties.hpp"
#include "emptor/settings.hpp"

namespace emptor {

enum class CreditStage : std::uint8_t { order = 1, sale = 2 };

enum class CreditVerdict : std::uint8_t {
  pass = 1,
  warn = 2,  ///< needs an acknowledgement
  block = 3,
};
[[nodiscard]] std::string_view to_string(CreditVerdict verdict) noexcept;

/// What the policy says for one customer on one day.
struct CreditPolicy {
  std::optional<Money> limit{};         ///< nullopt: not managed; 0: no credit
  std::optional<int> age_limit_days{};  ///< nullopt: not managed
  OnExcess on_excess = OnExcess::block;
  AgeBasis age_basis = AgeBasis::balance;
};

/// What counts against the limit, in the limit's currency. Parts that later rooms fill stay zero until then.
struct Exposure {
  Money receivable{};  ///< posted and open, net of unapplied collections
  std::optional<Date> age_start{};
  /// What the document takes the place of, and `receivable` does not hold any more: a document that is no greater
  /// exceeds nothing. Zero, also with no currency, for a document of its own.
  Money replaced{};
};

/// The answer with its figures.
struct CreditDecision {
  CreditVerdict verdict = CreditVerdict::pass;
  bool over_limit = false;
  bool over_age = false;
  std::optional<Money> limit{};
  Money exposure{};       ///< before this document
  Money document{};       ///< what this document adds, tax included
  Money excess_amount{};  ///< exposure + document - limit; 0 when within
  std::optional<int> age_limit_days{};
  int age_days = 0;
  int excess_days = 0;  ///< age - age limit; 0 when within
  /// What is left of the limit: limit - exposure, at least 0; none without a limit. The age may speak against it.
  std::optional<Money> available{};
  Money payment_to_clear{};  ///< the collection after which this document passes the amount check
  std::string account{};     ///< whose credit it is: the customer, or its head office

  /// One readable sentence with the figures.
  [[nodiscard]] std::string to_string() const;
};

namespace credit {
/// Whether `document` may be posted on `on`. Equal to the limit is no excess. An age excess only speaks against
/// documents that increase the exposure. Throws CURRENCY_MISMATCH, OVERFLOW. Constant time, no allocation of note.
[[nodiscard]] CreditDecision decide(const CreditPolicy& policy, const Exposure& exposure, Money document, Date on);
}  // namespace credit

struct CreditReport {
  std::string customer{};
  std::string name{};
  std::string account{};
  CreditPolicy policy;
  Money used{};
  std::optional<Money> available{};
  int age_days = 0;
  CreditVerdict verdict = CreditVerdict::pass;  ///< what a document of the smallest amount would meet
};

struct CreditReportQuery {
  std::optional<std::string> group{};        ///< members of this group or of any below it
  std::optional<std::string> salesperson{};  ///< with this person in charge
  std::optional<Date> on{};                  ///< today when not given
  std::string after_code{};                  ///< for paging: codes greater than this
  int limit = 1'000;                         ///< 1..10,000
};

/// A change of a credit term: who, when, old and new.
struct CreditChange {
  Term term = Term::credit_limit;
  std::optional<Date> from{};  ///< the day from which it holds; nullopt: since ever
  std::string before{};        ///< the value that held on that day until then; "none"; empty: inherited
  std::string after{};
  Instant recorded_at{};
  std::string actor{};
};

class Credit {
 public:
  explicit Credit(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// Advisory: no lock is held, so a posting a moment later may meet other figures. Not set dates are today.
  [[nodiscard]] CreditDecision check(std::string_view customer, Money document, std::optional<Date> on = {},
                                     CreditStage stage = CreditStage::sale) const;
  [[nodiscard]] CreditReport report(std::string_view customer, std::optional<Date> on = {}) const;
  /// Customers with a credit policy or a balance, by code; a branch shows the figures of its head office's account.
  [[nodiscard]] std::vector<CreditReport> reports(const CreditReportQuery& query = {}) const;
  /// Every change of the owner's own credit terms (limit, currency, age, answers) in the order of recording. What held
  /// since ever when it was first said is no change.
  [[nodiscard]] std::vector<CreditChange> history(const TermOwner& owner) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
