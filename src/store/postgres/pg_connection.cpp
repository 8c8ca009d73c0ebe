#include "store/postgres/pg_connection.hpp"

#include <cstdlib>

#include "base/compose.hpp"
#include "store/postgres/pg_error.hpp"
#include "store/postgres/pg_sql.hpp"
#include "store/postgres/postgres.hpp"

namespace emptor::store::postgres {
namespace {

/// FNV-1a: the same number in every process and version.
std::int64_t lock_of(std::string_view schema) {
  std::uint64_t hash = 14'695'981'039'346'656'037ULL;
  for (const std::string_view part : {std::string_view("emptor:"), schema})
    for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
  return static_cast<std::int64_t>(hash);
}

std::string channel_of(std::string_view schema) {
  constexpr std::size_t name_max = 63;
  std::string channel = compose("emptor_{}", schema);
  // A long name is told apart by its hash.
  if (channel.size() > name_max) channel = compose("emptor_{:016x}", static_cast<std::uint64_t>(lock_of(schema)));
  return channel;
}

}  // namespace

PgConnection::PgConnection(const PgSettings& settings) : PgConnection(settings, nullptr, "emptor_") { connect(); }

PgConnection::PgConnection(const PgSettings& settings, ::PGconn* host, std::string prefix)
    : settings_(settings),
      lock_(lock_of(settings.schema)),
      channel_(channel_of(settings.schema)),
      is_host_(host != nullptr),
      prefix_(std::move(prefix)),
      handle_(host),
      // Not READ WRITE: a standby would refuse these words, with a code that says nothing; it refuses the first row
      // anyway.
      begin_change_("BEGIN ISOLATION LEVEL READ COMMITTED"),
      begin_read_("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
      commit_("COMMIT"),
      read_schema_("SELECT coalesce(max(number), 0) FROM emptor_migration"),
      tell_("SELECT pg_notify(?1, '')"),
      enter_host_(enter_host_sql(settings)),
      leave_host_(leave_host_sql()) {
  begin_change_.name = prefix_ + "change";
  begin_read_.name = prefix_ + "read";
  commit_.name = prefix_ + "commit";
  read_schema_.name = prefix_ + "schema";
  tell_.name = prefix_ + "tell";
  enter_host_.name = prefix_ + "enter";
  leave_host_.name = prefix_ + "leave";
  running_.reserve(16);
}

PgConnection::~PgConnection() { close(); }

void PgConnection::close() noexcept {
  drop_attachments();
  if (handle_ == nullptr) return;
  if (process_id() != process_) {
    // After a fork the socket is the parent's: a good-bye of ours would end its session.
    handle_ = nullptr;
    return;
  }
  if (scope_ != Scope::none) {
    if (is_host_) {
      rollback();
    } else {
      stop_running();
      end();
    }
  }
  closed_ = true;
  disconnect();
}

void PgConnection::disconnect() noexcept {
  if (is_host_)
    deallocate();
  else if (handle_ != nullptr)
    libpq().PQfinish(handle_);
  handle_ = nullptr;
  awaited_.clear();
  waiting_ = {};
  forget_statements();
}

void PgConnection::forget_statements() noexcept {
  each_plan([](Plan& plan) { plan.state = Plan::State::unknown; });
}

void PgConnection::connect() {
  disconnect();
  // What stands before the address can be overridden in it, what stands behind it can not.
  const char* names[] = {"fallback_application_name", "connect_timeout", "dbname", "client_encoding", nullptr};
  const char* values[] = {"emptor", "10", settings_.conninfo.c_str(), "UTF8", nullptr};
  handle_ = libpq().PQconnectdbParams(names, values, 1);
  if (handle_ == nullptr || libpq().PQstatus(handle_) != CONNECTION_OK) {
    const Error error = not_connected(handle_);
    disconnect();
    throw error;
  }
  libpq().PQsetNoticeProcessor(
      handle_, [](void* /*self*/, const char* /*notice*/) {}, nullptr);
  broken_ = false;
  try {
    execute_now(
        compose("SET search_path = \"{}\"; SET lock_timeout = {}; SET client_min_messages = error; "
                "SET standard_conforming_strings = on{}",
                settings_.schema, std::max(settings_.busy_timeout_ms, 1),
                settings_.relaxed ? "; SET synchronous_commit = off" : ""));
    // What a posting asks of a table that is small today is asked again when it has grown, by the plan of today: a plan
    // that reads all of it must not look cheap. An administrator's own value stays.
    execute_now("SELECT set_config('random_page_cost', '1.1', false) WHERE current_setting('random_page_cost') = '4'");
    // A standby tells nobody: there the bound alone counts.
    if (settings_.listens && parameter("in_hot_standby") != "on") execute_now(compose("LISTEN \"{}\"", channel_));
    libpq().PQenterPipelineMode(handle_);
  } catch (...) {
    disconnect();
    throw;
  }
}

bool PgConnection::is_lost() const {
  return broken_ || handle_ == nullptr || libpq().PQstatus(handle_) != CONNECTION_OK;
}

int PgConnection::server_version() const { return libpq().PQserverVersion(handle_); }

std::string PgConnection::parameter(const char* name) const {
  const char* value = libpq().PQparameterStatus(handle_, name);
  return value != nullptr ? value : "";
}

std::string PgConnection::ask(const std::string& sql) {
  const bool pipeline = libpq().PQpipelineStatus(handle_) != PQ_PIPELINE_OFF;
  if (pipeline) {
    collect();
    libpq().PQexitPipelineMode(handle_);
  }
  ++round_trips_;
  const Result answer(libpq().PQexec(handle_, sql.c_str()));
  const auto status = libpq().PQresultStatus(answer.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    const Error error = error_of(handle_, answer.get(), std::string_view(sql).substr(0, 200));
    if (pipeline) libpq().PQenterPipelineMode(handle_);
    throw error;
  }
  if (pipeline) libpq().PQenterPipelineMode(handle_);
  return libpq().PQntuples(answer.get()) > 0 ? libpq().PQgetvalue(answer.get(), 0, 0) : "";
}

void PgConnection::execute_now(const std::string& sql) { static_cast<void>(ask(sql)); }

PreparedStatement& PgConnection::kept(Kept& where, const char* sql, bool insert) {
  const auto found = where.find(sql);
  if (found != where.end()) [[likely]]
    return found->second->take();
  require_transaction();
  auto plan = std::make_shared<Plan>(sql, insert);
  plan->name = compose("{}{}", prefix_, ++names_);
  auto statement = std::make_unique<PgStatement>(*this, std::move(plan));
  return where.emplace(sql, std::move(statement)).first->second->take();
}

std::unique_ptr<PreparedStatement> PgConnection::prepare_once(std::string_view sql) {
  require_transaction();
  return std::make_unique<PgStatement>(*this, std::make_shared<Plan>(sql));
}

void PgConnection::execute_script(std::string_view sql) {
  require_transaction();
  ++changing_;
  try {
    execute_now(translate_script(sql));
  } catch (const Error&) {
    usable_ = false;
    throw;
  }
}

bool PgConnection::has_table(std::string_view name) {
  Statement find(prepare("SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = ?1"));
  return find.bind(name).step();
}

std::int64_t PgConnection::last_insert_id() {
  collect();
  return last_id_;
}

PreparedStatement& PgConnection::prepare_next_id(const char* table) {
  if (const auto found = next_ids_.find(table); found != next_ids_.end()) return found->second->take();
  require_transaction();
  // The name that the server gives the sequence of an identity column: looking it up would cost more than the number.
  auto plan = std::make_shared<Plan>(compose("SELECT nextval('{}_id_seq')", table));
  plan->name = compose("{}{}", prefix_, ++names_);
  plan->gives = true;
  auto statement = std::make_unique<PgStatement>(*this, std::move(plan));
  return next_ids_.emplace(table, std::move(statement)).first->second->take();
}

std::int64_t PgConnection::changes(std::int64_t of) {
  collect();
  if (of <= 0 || sent_changes_ - of >= static_cast<std::int64_t>(changes_.size()))
    throw Error(ErrorCode::misuse, "the rows that a statement changed are asked for too late");
  return changes_[static_cast<std::size_t>(of) % changes_.size()];
}

void PgConnection::follow_ids(std::string_view table) {
  execute_script(
      compose("SELECT setval(pg_get_serial_sequence('{0}', 'id'), coalesce(max(id), 1), max(id) IS NOT "
              "NULL) FROM {0}",
              table));
}

void follow_ids(Connection& connection, std::string_view table) {
  if (auto* ours = dynamic_cast<PgConnection*>(&connection)) ours->follow_ids(table);
}

}  // namespace emptor::store::postgres
