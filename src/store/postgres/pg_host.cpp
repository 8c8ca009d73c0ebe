/// A host's connection: joining its transaction, and leaving the connection as it was found.

#include <algorithm>
#include <array>
#include <atomic>

#include "base/compose.hpp"
#include "store/postgres/pg_connection.hpp"
#include "store/postgres/pg_error.hpp"

namespace emptor::store::postgres {
namespace {

/// Of no other book that is attached in this process.
std::string host_prefix() {
  static std::atomic<std::int64_t> count = 0;
  return compose("emptor_h{}_", ++count);
}

/// What a book's transaction needs, in the order in which it is put back.
constexpr std::array kHostSettings{"search_path", "lock_timeout", "client_min_messages", "standard_conforming_strings"};

}  // namespace

PgConnection::PgConnection(const PgSettings& settings, ::PGconn* host) : PgConnection(settings, host, host_prefix()) {}

/// Sets it until the end of the transaction, and tells what was set before. The first step is over before the second
/// begins.
std::string PgConnection::enter_host_sql(const PgSettings& settings) {
  const std::array values{compose("\"{}\"", settings.schema), std::to_string(std::max(settings.busy_timeout_ms, 1)),
                          std::string("error"), std::string("on")};
  std::string before;
  std::string after;
  for (std::size_t i = 0; i < kHostSettings.size(); ++i) {
    before += compose("current_setting('{}') AS s{}, ", kHostSettings[i], i);
    after += compose(", set_config('{}', '{}', true)", kHostSettings[i], values[i]);
  }
  return compose(
      "WITH host AS MATERIALIZED (SELECT {}current_setting('transaction_isolation') AS isolation) "
      "SELECT s0, s1, s2, s3, isolation{} FROM host",
      before, after);
}

std::string PgConnection::leave_host_sql() {
  std::string sql;
  for (std::size_t i = 0; i < kHostSettings.size(); ++i)
    sql += compose("{}set_config('{}', ?{}, true)", i == 0 ? "SELECT " : ", ", kHostSettings[i], i + 1);
  return sql;
}

void PgConnection::join_host() {
  if (libpq().PQstatus(handle_) != CONNECTION_OK) throw error_of(handle_, nullptr, "begin");
  if (libpq().PQpipelineStatus(handle_) != PQ_PIPELINE_OFF)
    throw Error(ErrorCode::misuse, "the host's connection is in pipeline mode");
  const auto status = libpq().PQtransactionStatus(handle_);
  if (status == PQTRANS_INERROR)
    throw Error(ErrorCode::misuse, "a statement of the host's transaction has failed: roll it back");
  if (status != PQTRANS_IDLE && status != PQTRANS_INTRANS)
    throw Error(ErrorCode::misuse, "the host's connection is in the middle of a statement");
  if (libpq().PQenterPipelineMode(handle_) != 1)
    throw Error(ErrorCode::misuse, "the host's connection is in the middle of a statement");
  joined_ = status == PQTRANS_INTRANS;
  broken_ = false;
  const int backend = libpq().PQbackendPID(handle_);
  if (backend == host_backend_) return;
  // The host has reset it: another server process, which knows nothing of us.
  host_backend_ = backend;
  forget_statements();
  drop_attachments();
}

void PgConnection::take_host_settings(const ::PGresult* answer, std::optional<Error>& error) {
  const auto text = [&](int column) {
    return std::string_view(libpq().PQgetvalue(answer, 0, column),
                            static_cast<std::size_t>(libpq().PQgetlength(answer, 0, column)));
  };
  for (std::size_t i = 0; i < host_settings_.size(); ++i) host_settings_[i] = text(static_cast<int>(i));
  // On an older snapshot a statement would not see what the former holder of a lock has committed.
  if (joined_ && scope_ == Scope::write && text(static_cast<int>(host_settings_.size())) != "read committed")
    error.emplace(ErrorCode::misuse, "a book changes only within a host's transaction that is READ COMMITTED");
}

/// The host decides whether it stays, unseen by us.
void PgConnection::keep_joined() {
  collect();  // what was set before is known once the beginning was answered
  Parameters before;
  for (std::size_t i = 0; i < host_settings_.size(); ++i)
    before.set_borrowed(static_cast<int>(i) + 1, Type::text, host_settings_[i]);
  send(leave_host_, before);
  send(kJoinKeep);
  collect();
  drop_attachments();
  end();
}

void PgConnection::leave_host() noexcept {
  joined_ = false;
  if (handle_ != nullptr && !is_lost()) libpq().PQexitPipelineMode(handle_);
}

/// The server forgets our statements, wherever the host's connection is in a state that lets us say so.
void PgConnection::deallocate() noexcept {
  if (is_lost() || libpq().PQpipelineStatus(handle_) != PQ_PIPELINE_OFF ||
      libpq().PQbackendPID(handle_) != host_backend_)
    return;
  const auto status = libpq().PQtransactionStatus(handle_);
  if (status != PQTRANS_IDLE && status != PQTRANS_INTRANS) return;
  const auto run = [this](const char* sql) {
    const Result done(libpq().PQexec(handle_, sql));
    return libpq().PQresultStatus(done.get()) == PGRES_COMMAND_OK;
  };
  try {
    std::string all;
    each_plan([&](const Plan& plan) {
      if (plan.state != Plan::State::unknown) all += compose("DEALLOCATE {}; ", plan.name);
    });
    if (all.empty()) return;
    // The host may have forgotten them before us (DISCARD ALL), which is no harm to its transaction.
    const bool inside = status == PQTRANS_INTRANS;
    if (inside && !run(kJoin)) return;
    if (!run(all.c_str()) && inside) run(kJoinUndo);
    if (inside) run(kJoinKeep);
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): without memory they stay until the host closes
  }
}

}  // namespace emptor::store::postgres
