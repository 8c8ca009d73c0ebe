#include "access/work.hpp"

namespace emptor::access {
namespace {

void append_json_text(std::string& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4U];
      out += digits[byte & 0xFU];
    } else {
      out += c;
    }
  }
  out += '"';
}

/// Whether cards are made of records of this kind, so that other hosts want to hear of a change.
bool is_kept(Entity entity) {
  return entity != Entity::draft && entity != Entity::voucher && entity != Entity::stock &&
         entity != Entity::credit_hold;
}

}  // namespace

void Caches::trim() {
  for (auto& [type, cache] : caches_) cache->trim();
}

bool Caches::catch_up(store::Transaction& transaction) {
  // A fresh connection starts from the newest row instead of replaying the whole trail. What a batch may have loaded
  // after a rollback dropped the caches is of unknown age: it goes.
  if (seen_ < 0) {
    caches_.clear();
    auto newest = transaction.statement("SELECT coalesce(max(id), 0) FROM emptor_change");
    newest.step();
    seen_ = newest.integer(0);
    return true;
  }
  auto rows = transaction.statement("SELECT id, entity, entity_id FROM emptor_change WHERE id > ?1 ORDER BY id");
  rows.bind(seen_);
  bool any = false;
  while (rows.step()) {
    forget(static_cast<Entity>(rows.integer(1)), rows.integer(2), rows.integer(0));
    any = true;
  }
  return any;
}

void Caches::forget(Entity entity, std::int64_t id, std::int64_t change_id) {
  for (auto& [type, cache] : caches_) cache->forget(entity, id);
  seen_ = change_id;
}

Work::Work(SessionState& session, store::Access access, Undo undo, AheadRef ahead)
    : session_(&session), transaction_(nullptr), caches_(nullptr), undo_(undo) {
  if (session.open) {
    transaction_ = &*session.open;
    if (access != store::Access::read) {
      if (transaction_->access() == store::Access::read)
        throw Error(ErrorCode::misuse, "a snapshot only reads: end it before changing the book");
      if (undo_ == Undo::use_case) savepoint_.emplace(*transaction_, ++session.savepoints);
    }
    caches_ = &transaction_->connection().attachment<Caches>();
    caches_->trim();
    return;
  }
  // Before the transaction: what is committed later may not be seen by it.
  const std::int64_t changes = session.database->changes();
  own_.emplace(session.database->begin(access));
  transaction_ = &*own_;
  caches_ = &transaction_->connection().attachment<Caches>();
  caches_->trim();
  if (transaction_->access() == store::Access::cached) {
    if (caches_->is_fresh(now(), changes, session.freshness_ms)) return;
    transaction_->begin_read();
  }
  const bool asked = ahead && caches_->has_caught_up() && run_ahead(ahead);
  const bool changed = caches_->catch_up(*transaction_);
  ahead_ = asked && !changed;
  if (session.freshness_ms > 0) caches_->set_looked(now(), changes);
}

bool Work::run_ahead(AheadRef ahead) {
  store::Connection& connection = transaction_->connection();
  if (!connection.ask_ahead(true)) return false;
  bool done = false;
  try {
    ahead(*this);
    done = true;
  } catch (const store::Uncached&) {  // NOLINT(bugprone-empty-catch): from here on it is asked in turn
  } catch (const Error&) {            // NOLINT(bugprone-empty-catch): said again, by the cards of now
  }
  connection.ask_ahead(false);
  return done;
}

Work::~Work() {
  if (savepoint_) --session_->savepoints;
  // Half a use case must not be kept with the rest of the batch.
  if (writing_ && undo_ == Undo::batch && !own_) transaction_->rollback();
}

Work Work::read(SessionState& session) { return Work(session, store::Access::read, Undo::use_case, {}); }
Work Work::write(SessionState& session, Undo undo) { return Work(session, store::Access::write, undo, {}); }
Work Work::post(SessionState& session, Undo undo) { return Work(session, store::Access::post, undo, {}); }

void Work::record(Entity entity, std::int64_t entity_id, std::string_view command, std::string_view detail) {
  // Who follows the trail by its numbers must never be overtaken by a later one.
  tx().lock(store::Lock::trail, 0);
  const std::int64_t id = tx().insert(
      "INSERT INTO emptor_change (recorded_at, actor_id, entity, entity_id, command, detail) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      now(), actor(), entity, entity_id, command, detail);
  if (is_kept(entity)) tx().tell_others();
  caches_->forget(entity, entity_id, id);
}

void Work::commit() {
  writing_ = false;
  if (savepoint_)
    savepoint_->keep();
  else if (own_)
    own_->commit();
}

void Detail::key(std::string_view field) {
  if (!json_.empty()) json_ += ',';
  append_json_text(json_, field);
  json_ += ':';
}

Detail& Detail::change(std::string_view field, std::string_view before, std::string_view after) {
  if (before == after) return *this;
  key(field);
  json_ += '[';
  append_json_text(json_, before);
  json_ += ',';
  append_json_text(json_, after);
  json_ += ']';
  return *this;
}

Detail& Detail::set(std::string_view field, std::string_view value) {
  key(field);
  append_json_text(json_, value);
  return *this;
}

ActorId find_actor(Work& work, std::string_view code) {
  auto row = work.tx().statement("SELECT id FROM emptor_actor WHERE code = ?1");
  row.bind(code);
  if (!row.step())
    throw Error(ErrorCode::unknown_reference, "actor", "no actor has this code", {{"code", std::string(code)}});
  return row.id<ActorTag>(0);
}

namespace {

/// Actors are few and their codes never change.
class ActorCodes final : public Cache {
 public:
  void forget(Entity /*entity*/, std::int64_t /*id*/) override {}
  std::vector<std::pair<ActorId, std::unique_ptr<std::string>>> known;
};

}  // namespace

const std::string& actor_code(Work& work, ActorId id) {
  auto& known = work.cache<ActorCodes>().known;
  for (const auto& [actor, code] : known)
    if (actor == id) return *code;
  auto row = work.tx().statement("SELECT code FROM emptor_actor WHERE id = ?1");
  row.bind(id);
  EMPTOR_REQUIRE(row.step());
  return *known.emplace_back(id, std::make_unique<std::string>(row.text(0))).second;
}

}  // namespace emptor::access

namespace emptor {

using access::Work;

ActorId Access::create_actor(std::string_view code, std::string_view name) {
  Problems problems;
  problems.check_code("code", code, 30);
  problems.check_text("name", name, 100);
  problems.throw_if_any();
  auto work = Work::write(*state_);
  auto known = work.tx().statement("SELECT 1 FROM emptor_actor WHERE code = ?1");
  if (known.bind(code).step())
    throw Error(ErrorCode::duplicate_code, "code", "an actor of this code exists", {{"code", std::string(code)}});
  const ActorId id(work.tx().insert("INSERT INTO emptor_actor (code, name, recorded_at) VALUES (?1, ?2, ?3)", code,
                                    name, work.now()));
  work.record(Entity::actor, id.value, "access.create_actor",
              access::Detail().set("code", code).set("name", name).json());
  work.commit();
  return id;
}

std::vector<Change> Access::audit(const AuditQuery& query) const {
  if (query.limit < 1 || query.limit > 10'000)
    throw Error(ErrorCode::range, "limit", "limit must lie between 1 and 10,000",
                {{"limit", std::to_string(query.limit)}});
  auto work = Work::read(*state_);
  auto rows = work.tx().statement(
      "SELECT c.id, c.recorded_at, a.code, c.entity, c.entity_id, c.command, c.detail FROM emptor_change c "
      "JOIN emptor_actor a ON a.id = c.actor_id "
      "WHERE c.id > ?1 AND (?2 IS NULL OR c.entity = ?2) AND (?3 IS NULL OR c.entity_id = ?3) ORDER BY c.id LIMIT ?4");
  rows.bind(query.after_id, query.entity, query.entity_id, query.limit);
  std::vector<Change> found;
  while (rows.step())
    found.push_back({.id = rows.integer(0),
                     .recorded_at = rows.instant(1),
                     .actor = rows.string(2),
                     .entity = static_cast<Entity>(rows.integer(3)),
                     .entity_id = rows.integer(4),
                     .command = rows.string(5),
                     .detail = rows.string(6)});
  return found;
}

std::string_view to_string(Entity entity) noexcept {
  switch (entity) {
    case Entity::setting:
      return "setting";
    case Entity::actor:
      return "actor";
    case Entity::party:
      return "party";
    case Entity::party_group:
      return "party_group";
    case Entity::person:
      return "person";
    case Entity::item:
      return "item";
    case Entity::item_group:
      return "item_group";
    case Entity::unit:
      return "unit";
    case Entity::tax_code:
      return "tax_code";
    case Entity::location:
      return "location";
    case Entity::price_list:
      return "price_list";
    case Entity::price_entry:
      return "price_entry";
    case Entity::stock:
      return "stock";
    case Entity::exchange_rate:
      return "exchange_rate";
    case Entity::draft:
      return "draft";
    case Entity::voucher:
      return "voucher";
    case Entity::credit_hold:
      return "credit_hold";
    case Entity::programme:
      return "programme";
    case Entity::coupon:
      return "coupon";
    case Entity::credit_pool:
      return "credit_pool";
    case Entity::price_version:
      return "price_version";
    case Entity::item_mark:
      return "item_mark";
    case Entity::dunning:
      return "dunning";
    case Entity::revaluation:
      return "revaluation";
    case Entity::instrument:
      return "instrument";
    case Entity::rebate:
      return "rebate";
  }
  return {};
}

}  // namespace emptor
