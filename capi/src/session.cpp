/// Sessions, their batches and snapshots, actors and the audit trail.
#include "handles.hpp"
#include "rows.hpp"
#include "values.hpp"

using namespace emptor;
using namespace emptor::capi;

namespace {

static_assert(EMPTOR_ENTITY_SETTING == static_cast<int>(Entity::setting) &&
              EMPTOR_ENTITY_ACTOR == static_cast<int>(Entity::actor) &&
              EMPTOR_ENTITY_PARTY == static_cast<int>(Entity::party) &&
              EMPTOR_ENTITY_PARTY_GROUP == static_cast<int>(Entity::party_group) &&
              EMPTOR_ENTITY_PERSON == static_cast<int>(Entity::person) &&
              EMPTOR_ENTITY_ITEM == static_cast<int>(Entity::item) &&
              EMPTOR_ENTITY_ITEM_GROUP == static_cast<int>(Entity::item_group) &&
              EMPTOR_ENTITY_UNIT == static_cast<int>(Entity::unit) &&
              EMPTOR_ENTITY_TAX_CODE == static_cast<int>(Entity::tax_code) &&
              EMPTOR_ENTITY_LOCATION == static_cast<int>(Entity::location) &&
              EMPTOR_ENTITY_PRICE_LIST == static_cast<int>(Entity::price_list) &&
              EMPTOR_ENTITY_PRICE_ENTRY == static_cast<int>(Entity::price_entry) &&
              EMPTOR_ENTITY_STOCK == static_cast<int>(Entity::stock) &&
              EMPTOR_ENTITY_EXCHANGE_RATE == static_cast<int>(Entity::exchange_rate) &&
              EMPTOR_ENTITY_DRAFT == static_cast<int>(Entity::draft) &&
              EMPTOR_ENTITY_PROGRAMME == static_cast<int>(Entity::programme) &&
              EMPTOR_ENTITY_COUPON == static_cast<int>(Entity::coupon) &&
              EMPTOR_ENTITY_CREDIT_POOL == static_cast<int>(Entity::credit_pool) &&
              EMPTOR_ENTITY_PRICE_VERSION == static_cast<int>(Entity::price_version) &&
              EMPTOR_ENTITY_REVALUATION == static_cast<int>(Entity::revaluation) &&
              EMPTOR_ENTITY_ITEM_MARK == static_cast<int>(Entity::item_mark) &&
              EMPTOR_ENTITY_DUNNING == static_cast<int>(Entity::dunning) &&
              EMPTOR_ENTITY_INSTRUMENT == static_cast<int>(Entity::instrument) &&
              EMPTOR_ENTITY_REBATE == static_cast<int>(Entity::rebate));

/// The owner, whom every book has.
constexpr const char* kOwner = "owner";

/// Runs `body(core)` as one use of the session.
template <class Body>
emptor_status with_core(emptor_session* session, emptor_error** error_out, Body&& body) noexcept {
  return at_boundary(error_out, [&] {
    Use use(*require(session, "session").core);
    body(use.core());
  });
}

void require_open(const SessionCore& core, Open wanted, const char* message) {
  if (core.open != wanted) throw_misuse("session", message);
}

}  // namespace

emptor_status emptor_session_open(emptor_book* book, const char* actor, emptor_session** session_out,
                                  emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_session*& out = require(session_out, "session_out");
    auto core = std::make_shared<SessionCore>();
    core->book = require(book, "book").state;
    core->session.emplace(core->book->book->as(actor != nullptr ? actor : kOwner));
    out = give<emptor_session>(std::move(core));
  });
}

void emptor_session_close(emptor_session* session) noexcept {
  if (session == nullptr) return;
  // Price views may keep the core; what was not committed ends here in any case.
  session->core->end_batch();
  delete session;
}

emptor_status emptor_session_today(emptor_session* session, std::int32_t* date_out, emptor_error** error_out) noexcept {
  return with_session(session, date_out, "date_out", error_out,
                      [](Session& in, std::int32_t& out) { out = in.today().days(); });
}

emptor_status emptor_batch_begin(emptor_session* session, emptor_error** error_out) noexcept {
  return with_core(session, error_out, [](SessionCore& core) {
    require_open(core, Open::nothing, "has a batch or a snapshot open already");
    core.batch.emplace(core.session->batch());
    core.open = Open::batch;
  });
}

emptor_status emptor_batch_commit(emptor_session* session, emptor_error** error_out) noexcept {
  return with_core(session, error_out, [](SessionCore& core) {
    require_open(core, Open::batch, "has no batch open");
    core.batch->commit();
    core.end_batch();
  });
}

emptor_status emptor_batch_rollback(emptor_session* session, emptor_error** error_out) noexcept {
  return with_core(session, error_out, [](SessionCore& core) {
    require_open(core, Open::batch, "has no batch open");
    core.end_batch();
  });
}

emptor_status emptor_snapshot_begin(emptor_session* session, emptor_error** error_out) noexcept {
  return with_core(session, error_out, [](SessionCore& core) {
    require_open(core, Open::nothing, "has a batch or a snapshot open already");
    core.batch.emplace(core.session->snapshot());
    core.open = Open::snapshot;
  });
}

emptor_status emptor_snapshot_end(emptor_session* session, emptor_error** error_out) noexcept {
  return with_core(session, error_out, [](SessionCore& core) {
    require_open(core, Open::snapshot, "has no snapshot open");
    core.end_batch();
  });
}

emptor_status emptor_actor_create(emptor_session* session, const char* code, const char* name, std::int64_t* id_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    give_id(in.access().create_actor(required(code, "code"), required(name, "name")), id_out);
  });
}

emptor_status emptor_audit_list(emptor_session* session, std::int32_t entity, std::int64_t entity_id,
                                std::int64_t after_id, std::int32_t limit, emptor_rows** rows_out,
                                emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    AuditQuery query{.after_id = after_id, .limit = limit};
    if (entity != EMPTOR_ENTITY_ANY) query.entity = choice(entity, Entity::setting, Entity::rebate, "entity");
    if (entity_id != 0) query.entity_id = entity_id;
    RowsBuilder rows{{"id", kInteger},        {"recorded_at", kInstant}, {"actor", kText}, {"entity", kInteger},
                     {"entity_id", kInteger}, {"command", kText},        {"detail", kText}};
    for (const Change& change : in.access().audit(query))
      rows.add(change.id, change.recorded_at, change.actor, static_cast<std::int32_t>(change.entity), change.entity_id,
               change.command, change.detail);
    rows.give(out);
  });
}
