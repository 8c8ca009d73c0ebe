/// Room `access`: who acts, and what was changed by whom.
///
/// Every mutating call belongs to an actor and leaves a row in the append-only audit trail; a posted voucher is its own
/// audit row. A session is one actor's way into a book.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/base.hpp"

namespace emptor {

struct ActorTag;
using ActorId = Id<ActorTag>;

/// What an audit row is about. Numbers are stored: appended, never changed.
enum class Entity : std::uint8_t {
  setting = 1,
  actor = 2,
  party = 3,
  party_group = 4,
  person = 5,
  item = 6,
  item_group = 7,
  unit = 8,
  tax_code = 9,
  location = 10,
  price_list = 11,
  price_entry = 12,
  stock = 13,
  exchange_rate = 14,
  draft = 15,
  voucher = 16,  ///< only what a voucher itself does not say, e.g. that a soft lock was passed
  credit_hold = 17,
  programme = 18,
  coupon = 19,
  credit_pool = 20,
  price_version = 21,
  item_mark = 22,  ///< a dispute, a promise, a stop of reminders
  dunning = 23,    ///< levels and runs
  revaluation = 24,
  instrument = 25,  ///< a cheque or bill
  rebate = 26,      ///< an agreement
};
/// "party", "credit_hold" …; "" for a number that is none.
[[nodiscard]] std::string_view to_string(Entity entity) noexcept;

/// One row of the audit trail.
struct Change {
  std::int64_t id = 0;
  Instant recorded_at{};
  std::string actor{};
  Entity entity = Entity::setting;
  std::int64_t entity_id = 0;
  std::string command{};  ///< e.g. "customers.set_term"
  std::string detail{};   ///< JSON object: field -> [old, new]
};

struct AuditQuery {
  std::optional<Entity> entity{};
  std::optional<std::int64_t> entity_id{};
  std::int64_t after_id = 0;  ///< for paging: rows with a greater id
  int limit = 100;            ///< 1..10,000
};

/// A session's inner state; opaque to hosts.
class SessionState;

/// Actors and the audit trail.
class Access {
 public:
  explicit Access(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// Adds a user. DUPLICATE_CODE, TOO_LONG (code 30, name 100).
  ActorId create_actor(std::string_view code, std::string_view name);
  /// Rows in the order of recording.
  [[nodiscard]] std::vector<Change> audit(const AuditQuery& query = {}) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
