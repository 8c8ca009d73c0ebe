/// Room `pricing`: versions of a price list, prepared aside and published as one.
///
/// A version is a branch of one list: it holds changes of its own (entries to add, to correct, to take out) and no
/// quote uses it. It can be asked what something would cost, and compared with the list: row by row, and by what
/// changes for which customers. Approved, it no longer changes. Publishing writes all of it or nothing, from a day on;
/// rolling back publishes the opposite, so nothing is ever deleted.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"
#include "emptor/pricing.hpp"

namespace emptor {

struct PriceVersionTag;
using PriceVersionId = Id<PriceVersionTag>;

/// Stored: appended, never renumbered.
enum class VersionState : std::uint8_t {
  draft = 1,     ///< takes changes
  approved = 2,  ///< takes none, and may be published
  retired = 3,   ///< given up, or rolled back
};
[[nodiscard]] std::string_view to_string(VersionState state) noexcept;

struct PriceVersion {
  PriceVersionId id{};
  std::string name{};
  PriceScope list{};  ///< with its currency
  VersionState state = VersionState::draft;
  std::optional<Date> published_from{};    ///< the first day of its prices
  std::optional<Date> rolled_back_from{};  ///< the first day on which they no longer hold
  std::string created_by{};
  std::string approved_by{};  ///< "" for a draft
  Instant recorded_at{};
};

enum class RowChange : std::uint8_t { added = 1, changed = 2, removed = 3 };
[[nodiscard]] std::string_view to_string(RowChange change) noexcept;

/// A row of a version beside the row of the list.
struct VersionRow {
  RowChange change = RowChange::added;
  std::optional<PriceEntry> before{};  ///< of the list; none: added
  std::optional<PriceEntry> after{};   ///< of the version; none: removed
};

/// What a version changes for a customer.
struct VersionEffect {
  std::string customer{};
  std::string item{};
  Quantity quantity{};
  std::optional<PriceQuote> before{};
  std::optional<PriceQuote> after{};
  std::optional<ErrorCode>
      missing_before{};  ///< without a quote: no_price, or no_rate where an exchange rate is missing
  std::optional<ErrorCode> missing_after{};
};

struct EffectQuery {
  std::optional<Date> on{};              ///< today when not given
  std::vector<std::string> customers{};  ///< all when empty; suppliers of a list of purchases
  std::vector<std::string> items{};      ///< those that the changes are about when empty
  int limit = 10'000;                    ///< 1 to 1,000,000
};

struct VersionEffects {
  std::vector<VersionEffect> changed{};  ///< by customer, item and quantity, in the order of their keys
  std::int64_t left_out = 0;             ///< beyond the limit
  std::int64_t compared = 0;             ///< questions that were asked
  std::int64_t no_rate = 0;              ///< among them: no answer before and after, for want of an exchange rate
};

class PriceVersions {
 public:
  explicit PriceVersions(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// A draft without changes. REQUIRED, TOO_LONG (name, up to 100), UNKNOWN_REFERENCE.
  PriceVersionId create(const PriceScope& list, std::string_view name);
  /// Adds entries, all or nothing, each checked as `Prices::set` checks it, against the list with the version's
  /// changes; their `list` is the version's and not looked at. `replaces` names an entry of the list, or of the version
  /// itself. Problems carry "entries[i].field". CONFLICT unless it is a draft.
  std::vector<PriceEntryId> set_all(PriceVersionId version, std::span<const PriceEntryInput> entries);
  PriceEntryId set(PriceVersionId version, const PriceEntryInput& entry);
  /// Takes an entry of the list, or one of the version itself, out of the version. NOT_FOUND, CONFLICT.
  void remove(PriceVersionId version, PriceEntryId entry);
  /// In the order of their making.
  [[nodiscard]] std::vector<PriceVersion> all() const;
  /// NOT_FOUND.
  [[nodiscard]] PriceVersion get(PriceVersionId version) const;

  /// The changes, row by row; of a version that was published what it has changed.
  [[nodiscard]] std::vector<VersionRow> rows(PriceVersionId version) const;
  /// The questions whose answer differs, at the smallest quantity and at each break of the changes.
  [[nodiscard]] VersionEffects effects(PriceVersionId version, const EffectQuery& query = {}) const;
  /// What it would cost if the version were published. NO_PRICE, UNKNOWN_REFERENCE, UNIT_MISMATCH.
  [[nodiscard]] PriceQuote quote(PriceVersionId version, const QuoteRequest& request) const;
  [[nodiscard]] PriceExplanation explain(PriceVersionId version, const QuoteRequest& request) const;

  /// CONFLICT unless it is a draft; REQUIRED when it changes nothing.
  void approve(PriceVersionId version);
  /// All its changes from `from` on (today when not given), in one transaction and one row of the audit trail: what is
  /// corrected or taken out ends on that day, what is added begins on it, or on its own later start. CONFLICT when the
  /// version is not approved or was published before, or names an entry that was changed since: "entries" are theirs.
  void publish(PriceVersionId version, std::optional<Date> from = std::nullopt);
  /// From `from` on the list has the entries that it had before; the version is retired. CONFLICT when it was not
  /// published, or its entries were changed since.
  void roll_back(PriceVersionId version, std::optional<Date> from = std::nullopt);
  /// Gives up a version that was not published. CONFLICT.
  void retire(PriceVersionId version);

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
