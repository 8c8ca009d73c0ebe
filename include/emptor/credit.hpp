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
  std::string account{};
  CreditPolicy policy;
  Money used{};
  std::optional<Money> available{};
  int age_days = 0;
  CreditVerdict verdict = CreditVerdict::pass;  ///< what a document of the smallest amount would meet
};

class Credit {
 public:
  explicit Credit(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// Advisory: no lock is held, so a posting a moment later may meet other figures. Not set dates are today.
  [[nodiscard]] CreditDecision check(std::string_view customer, Money document, std::optional<Date> on = {},
                                     CreditStage stage = CreditStage::sale) const;
  [[nodiscard]] CreditReport report(std::string_view customer, std::optional<Date> on = {}) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
