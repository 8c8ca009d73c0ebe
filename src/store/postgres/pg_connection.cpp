#include "store/postgres/pg_connection.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "base/compose.hpp"
#include "store/postgres/pg_error.hpp"
#include "store/postgres/pg_sql.hpp"
#include "store/postgres/pg_value.hpp"
#include "store/postgres/postgres.hpp"

namespace emptor::store::postgres {
namespace {

/// Answers that may wait to be collected: they fill the buffers of both sides.
constexpr std::size_t kAwaitedMax = 512;

std::int64_t milliseconds_since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count();
}

/// FNV-1a: the same number in every process and version.
std::int64_t lock_of(std::string_view schema) {
  std::uint64_t hash = 14'695'981'039'346'656'037ULL;
  for (const std::string_view part : {std::string_view("emptor:"), schema})
    for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
  return static_cast<std::int64_t>(hash);
}

/// The finalizer of splitmix64: every bit of the input moves every bit of the output.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e37'79b9'7f4a'7c15ULL;
  value = (value ^ (value >> 30U)) * 0xbf58'476d'1ce4'e5b9ULL;
  value = (value ^ (value >> 27U)) * 0x94d0'49bb'1331'11ebULL;
  return value ^ (value >> 31U);
}

/// Where the hosts of a book tell each other that something was changed.
std::string channel_of(std::string_view schema) {
  constexpr std::size_t name_max = 63;
  std::string channel = compose("emptor_{}", schema);
  // A long name is told apart by its hash.
  if (channel.size() > name_max) channel = compose("emptor_{:016x}", static_cast<std::uint64_t>(lock_of(schema)));
  return channel;
}

/// Of a column of whole numbers; 0 for NULL.
std::int64_t number_in(const ::PGresult* rows, int column) {
  if (libpq().PQgetisnull(rows, 0, column) != 0) return 0;
  return integer_of(libpq().PQftype(rows, column), {libpq().PQgetvalue(rows, 0, column),
                                                    static_cast<std::size_t>(libpq().PQgetlength(rows, 0, column))});
}

}  // namespace

PgConnection::PgConnection(const PgSettings& settings) : PgConnection(settings, nullptr, "emptor_") { connect(); }

PgConnection::PgConnection(const PgSettings& settings, ::PGconn* host, std::string prefix)
    : settings_(settings),
      lock_(lock_of(settings.schema)),
      is_host_(host != nullptr),
      prefix_(std::move(prefix)),
      handle_(host),
      take_lock_("SELECT pg_advisory_xact_lock(?1)"),
      share_lock_("SELECT pg_advisory_xact_lock_shared(?1)"),
      read_schema_("SELECT coalesce(max(number), 0) FROM emptor_migration"),
      tell_("SELECT pg_notify(?1, '')"),
      enter_host_(enter_host_sql(settings)),
      leave_host_(leave_host_sql()) {
  take_lock_.name = prefix_ + "lock";
  share_lock_.name = prefix_ + "share";
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
  forget_statements();
}

void PgConnection::forget_statements() noexcept {
  for (Kept* each : {&kept_, &inserts_, &next_ids_})
    for (auto& [sql, statement] : *each) statement->plan().state = Plan::State::unknown;
  for (Plan* plan : {&take_lock_, &share_lock_, &read_schema_, &tell_, &enter_host_, &leave_host_})
    plan->state = Plan::State::unknown;
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
    // A standby tells nobody: there the bound alone counts.
    if (settings_.listens && parameter("in_hot_standby") != "on")
      execute_now(compose("LISTEN \"{}\"", channel_of(settings_.schema)));
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
  auto plan = std::make_shared<Plan>(compose("SELECT nextval(pg_get_serial_sequence('{}', 'id'))", table));
  plan->name = compose("{}{}", prefix_, ++names_);
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

// --- Sending and collecting

void PgConnection::sent(int ok, Awaited awaited) {
  if (ok != 1) {
    const Error error = error_of(handle_, nullptr, awaited.doing);
    usable_ = false;
    throw error;
  }
  awaited_.push_back(awaited);
}

void PgConnection::send(const char* text, Answer what) {
  sent(libpq().PQsendQueryParams(handle_, text, 0, nullptr, nullptr, nullptr, nullptr, 1), {what, nullptr, text});
}

void PgConnection::send(Plan& plan, const Parameters& parameters) {
  parameters.fill(arrays_);
  if (plan.name.empty()) {
    static_cast<void>(parameters.fit(plan));
    sent(libpq().PQsendQueryParams(handle_, plan.sql.c_str(), parameters.count(), plan.types.data(),
                                   arrays_.values.data(), arrays_.lengths.data(), arrays_.formats.data(), 1),
         {Answer::done, &plan, {}});
  } else {
    const bool known = plan.state != Plan::State::unknown;
    if (parameters.fit(plan)) {
      if (known) plan.name = compose("{}{}", prefix_, ++names_);  // for other types: rare, and the old one stays
      sent(libpq().PQsendPrepare(handle_, plan.name.c_str(), plan.sql.c_str(), plan.parameters, plan.types.data()),
           {Answer::prepared, &plan, plan.sql});
      plan.state = Plan::State::sent;
    }
    sent(libpq().PQsendQueryPrepared(handle_, plan.name.c_str(), parameters.count(), arrays_.values.data(),
                                     arrays_.lengths.data(), arrays_.formats.data(), 1),
         {Answer::done, &plan, plan.sql});
  }
  if (plan.changes) {
    ++changing_;
    awaited_.back().number = ++sent_changes_;
  }
}

void PgConnection::sync() { sent(libpq().PQpipelineSync(handle_), {Answer::sync, nullptr, "sync"}); }

void PgConnection::queue(Plan& plan, const Parameters& parameters) {
  if (ahead_) throw Uncached{};
  send(plan, parameters);
  if (awaited_.size() >= kAwaitedMax) collect();
}

PgConnection::Announced* PgConnection::find_announced(const Plan& plan, const Parameters& parameters) {
  // What was changed since may have changed the answer.
  std::erase_if(announced_, [this](const Announced& each) { return each.changes != changing_; });
  if (announced_.empty()) return nullptr;
  const std::string wanted = parameters.key();
  const auto found = std::find_if(announced_.begin(), announced_.end(), [&](const Announced& each) {
    return each.plan == &plan && each.parameters == wanted;
  });
  return found != announced_.end() ? &*found : nullptr;
}

void PgConnection::announce(Plan& plan, const Parameters& parameters) {
  if (plan.changes || plan.name.empty() || awaited_.size() >= kAwaitedMax ||
      find_announced(plan, parameters) != nullptr)
    return;
  send(plan, parameters);
  Awaited& awaited = awaited_.back();
  awaited.what = Answer::announced;
  awaited.number = ++announcements_;
  announced_.push_back({.number = announcements_, .plan = &plan, .parameters = parameters.key(), .changes = changing_});
}

Result PgConnection::query(Plan& plan, const Parameters& parameters) {
  if (ahead_) {
    announce(plan, parameters);
    throw Uncached{};
  }
  if (!announced_.empty()) {
    if (Announced* found = find_announced(plan, parameters)) {
      if (!found->answered) collect();
      Result rows = std::move(found->rows);
      announced_.erase(announced_.begin() + (found - announced_.data()));
      return rows;
    }
  }
  send(plan, parameters);
  return collect();
}

void PgConnection::take_answer(const Awaited& awaited, const ::PGresult* answer, std::optional<Error>& error) {
  const auto status = libpq().PQresultStatus(answer);
  const bool failed = status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
  if (awaited.what == Answer::prepared) awaited.plan->state = failed ? Plan::State::unknown : Plan::State::ready;
  if (failed) {
    Error failure = error_of(handle_, answer, awaited.doing);
    if (failure.code() == ErrorCode::connection_lost) broken_ = true;
    if (error || (awaited.ignored && !broken_)) return;
    failed_at_ = awaited.what;
    error.emplace(std::move(failure));
    return;
  }
  if (status == PGRES_PIPELINE_ABORTED) {
    if (awaited.what == Answer::prepared) awaited.plan->state = Plan::State::unknown;
    return;
  }
  if (awaited.ignored || error) return;
  switch (awaited.what) {
    case Answer::schema:
      if (const auto schema = number_in(answer, 0); schema > known_schema_)
        error.emplace(ErrorCode::newer_schema, "",
                      compose("the book has moved on to schema {}, this library knows {}", schema, known_schema_),
                      std::vector<std::pair<std::string, std::string>>{{"schema", std::to_string(schema)},
                                                                       {"known", std::to_string(known_schema_)}});
      break;
    case Answer::host:
      take_host_settings(answer, error);
      break;
    case Answer::commit:
      // The server's answer to the commit of a transaction in which something had failed.
      if (std::string_view(libpq().PQcmdStatus(const_cast<::PGresult*>(answer))) != "COMMIT")
        error.emplace(ErrorCode::internal, "the server has rolled the transaction back");
      break;
    case Answer::done:
      if (awaited.plan == nullptr) break;
      if (awaited.plan->changes)
        changes_[static_cast<std::size_t>(awaited.number) % changes_.size()] =
            std::strtoll(libpq().PQcmdTuples(const_cast<::PGresult*>(answer)), nullptr, 10);
      if (awaited.plan->returns_id && libpq().PQntuples(answer) == 1) last_id_ = number_in(answer, 0);
      break;
    case Answer::announced:
    case Answer::prepared:
    case Answer::sync:
      break;
  }
}

/// Puts the answer of something announced where it will be looked for; what is no longer wanted is dropped.
void PgConnection::keep_announced(std::int64_t number, Result answer) {
  const auto place =
      std::find_if(announced_.begin(), announced_.end(), [&](const Announced& each) { return each.number == number; });
  if (place == announced_.end()) return;
  place->rows = std::move(answer);
  place->answered = true;
}

Result PgConnection::collect() {
  if (awaited_.empty()) return nullptr;
  if (awaited_.back().what != Answer::sync) sync();
  // What nobody is interested in any more is there already, as a rule.
  if (std::any_of(awaited_.begin(), awaited_.end(), [](const Awaited& each) { return !each.ignored; })) ++round_trips_;
  const auto since = std::chrono::steady_clock::now();
  std::optional<Error> error;
  Result last;
  while (!awaited_.empty() && handle_ != nullptr) {
    const Awaited awaited = awaited_.front();
    Result answer(libpq().PQgetResult(handle_));
    if (!answer) {
      // Only a connection that is gone has nothing to say.
      broken_ = true;
      if (!error) error.emplace(error_of(handle_, nullptr, awaited.doing));
      failed_at_ = awaited.what;
      break;
    }
    awaited_.pop_front();
    take_answer(awaited, answer.get(), error);
    if (awaited.what == Answer::sync) continue;
    while (const Result rest{libpq().PQgetResult(handle_)}) {
    }
    if (libpq().PQstatus(handle_) != CONNECTION_OK) broken_ = true;
    if (broken_) break;
    if (awaited.ignored) continue;
    if (awaited.what == Answer::announced)
      keep_announced(awaited.number, std::move(answer));
    else
      last = std::move(answer);
  }
  if (broken_) {
    awaited_.clear();
    usable_ = false;
    if (!error) error.emplace(error_of(handle_, nullptr, "collect"));
  }
  if (error) {
    usable_ = false;
    if (error->code() != ErrorCode::busy) throw Error(*error);
    auto figures = error->problems().front().figures;
    figures.emplace_back("waited_ms", std::to_string(milliseconds_since(since)));
    throw Error(ErrorCode::busy, "", error->message(), std::move(figures));
  }
  return last;
}

void PgConnection::ignore_awaited() noexcept {
  for (Awaited& each : awaited_) each.ignored = true;
}

// --- Transactions

void PgConnection::throw_unusable() const {
  if (handle_ == nullptr) throw Error(ErrorCode::closed, "the book is closed");
  if (scope_ != Scope::none) throw Error(ErrorCode::misuse, "a statement of this transaction has failed: roll it back");
  throw Error(ErrorCode::misuse, "a statement outside of a transaction");
}

void PgConnection::require_process() const {
  if (process_id() != process_) throw_wrong_process();
}

/// A server that went away while the connection was idle has left its last words and the end of the stream: seen
/// without asking it.
void PgConnection::look_for_end() noexcept {
  if (is_lost()) return;
  try {
    collect();  // what the end of the last transaction left unread
  } catch (const std::exception&) {
    broken_ = true;
  }
  // The first look may find only the words.
  for (int look = 0; look < 2 && !broken_; ++look) {
    broken_ = libpq().PQconsumeInput(handle_) == 0;
    if (!broken_) static_cast<void>(libpq().PQisBusy(handle_));
  }
}

void PgConnection::begin(Scope scope) {
  require_process();
  if (scope_ != Scope::none) throw Error(ErrorCode::misuse, "a transaction is open already");
  if (closed_) throw_unusable();
  if (is_host_) {
    join_host();
  } else {
    look_for_end();
    if (is_lost()) {
      // What is cached may come from a server that is not the one of now.
      drop_attachments();
      connect();
    }
  }
  // What is read from here on is no older than what was told.
  if (settings_.listens && handle_ != nullptr) static_cast<void>(take_notices());
  scope_ = scope;
  usable_ = true;
  ahead_ = false;
  tells_ = false;
  told_ = false;
  changing_ = 0;
}

bool PgConnection::ask_ahead(bool on) {
  ahead_ = on;
  return true;
}

/// True when somebody has told of a change.
bool PgConnection::take_notices() noexcept {
  bool any = false;
  while (::PGnotify* notice = libpq().PQnotifies(handle_)) {
    libpq().PQfreemem(notice);
    any = true;
  }
  return any;
}

bool PgConnection::begin_cached() {
  require_process();
  if (scope_ != Scope::none) throw Error(ErrorCode::misuse, "a transaction is open already");
  if (closed_) throw_unusable();
  // A host's connection hears for the host.
  if (is_host_) return true;
  look_for_end();
  if (is_lost()) return false;
  told_ = take_notices() || told_;
  return !told_;
}

void PgConnection::begin_read() {
  begin(Scope::read);
  try {
    send_start("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  } catch (...) {
    rollback();
    throw;
  }
}

void PgConnection::send_start(const char* begin) {
  send(joined_ ? kJoin : begin);
  if (!is_host_) return;
  send(enter_host_, Parameters());
  awaited_.back().what = Answer::host;
}

void PgConnection::send_begin(Plan& lock) {
  // Not READ WRITE: a standby would refuse these words, with a code that says nothing; it refuses the first row anyway.
  send_start("BEGIN ISOLATION LEVEL READ COMMITTED");
  Parameters book;
  book.set_integer(1, lock_);
  send(lock, book);
  if (known_schema_ < 0) return;
  send(read_schema_, Parameters());
  awaited_.back().what = Answer::schema;
}

bool PgConnection::begin_post() {
  begin(Scope::write);
  try {
    send_begin(share_lock_);
  } catch (...) {
    rollback();
    throw;
  }
  return true;
}

void PgConnection::lock(Lock what, std::int64_t id, std::int64_t of) {
  require_transaction();
  std::uint64_t key = static_cast<std::uint64_t>(lock_);
  for (const std::uint64_t part :
       {static_cast<std::uint64_t>(what) + 1, static_cast<std::uint64_t>(id), static_cast<std::uint64_t>(of)})
    key = mixed(key ^ part);
  Parameters lock;
  lock.set_integer(1, static_cast<std::int64_t>(key));
  send(take_lock_, lock);
}

void PgConnection::begin_write() {
  begin(Scope::write);
  const auto since = std::chrono::steady_clock::now();
  try {
    try {
      send_begin(take_lock_);
      collect();
    } catch (const Error&) {
      if (!is_lost() || is_host_) throw;
      // Nothing has happened yet that could be lost.
      drop_attachments();
      connect();
      usable_ = true;
      send_begin(take_lock_);
      collect();
    }
  } catch (const Error& error) {
    rollback();
    if (error.code() != ErrorCode::busy) throw;
    const auto waited = milliseconds_since(since);
    throw Error(ErrorCode::busy, "", compose("another process held the book for longer than {} ms", waited),
                {{"waited_ms", std::to_string(waited)}});
  } catch (...) {
    rollback();
    throw;
  }
}

void PgConnection::commit() {
  require_process();
  if (!usable_) throw_unusable();
  stop_running();
  if (tells_) {
    Parameters channel;
    channel.set_copy(1, channel_of(settings_.schema));
    send(tell_, channel);
  }
  if (joined_) {
    keep_joined();
    return;
  }
  if (scope_ == Scope::read && !is_host_) {
    // Its answer is of no interest, so it is not waited for.
    send("COMMIT");
    sync();
    libpq().PQflush(handle_);
    ignore_awaited();
    end();
    return;
  }
  send("COMMIT", Answer::commit);
  try {
    collect();
  } catch (const Error& error) {
    // What the server said before it came to the commit is certain.
    const bool certain = failed_at_ == Answer::done && !error.problems().front().figures.empty() &&
                         error.problems().front().figures.front().first == "sqlstate";
    if (is_lost() && !certain) throw lost_in_commit(handle_);
    throw;
  }
  end();
}

void PgConnection::rollback() noexcept {
  if (scope_ == Scope::none || process_id() != process_) return;
  stop_running();
  bool drop = joined_ || (scope_ == Scope::write && (changing_ != 0 || !usable_));
  try {
    if (!is_lost()) {
      // A failed statement makes the server skip everything up to the sync.
      if (!awaited_.empty() && awaited_.back().what != Answer::sync) sync();
      if (joined_) send(kJoinUndo);
      send(joined_ ? kJoinKeep : "ROLLBACK");
      sync();
      libpq().PQflush(handle_);
    }
    ignore_awaited();
    // A host finds its connection with nothing left to be read.
    if (is_host_) collect();
  } catch (const std::exception&) {
    // The server rolls back what has lost its connection.
    broken_ = true;
    drop = true;
  }
  ignore_awaited();
  if (drop) drop_attachments();
  end();
}

void PgConnection::end() noexcept {
  announced_.clear();
  scope_ = Scope::none;
  usable_ = false;
  marks_.clear();
  if (is_host_) leave_host();
}

void PgConnection::stopped(PgStatement& statement) noexcept {
  const auto found = std::find(running_.rbegin(), running_.rend(), &statement);
  if (found != running_.rend()) {
    *found = running_.back();
    running_.pop_back();
  }
}

void PgConnection::stop_running() noexcept {
  while (!running_.empty()) running_.back()->reset();
}

// --- Marks

void PgConnection::savepoint(int level) {
  Mark& mark = marks_.free(level);
  require_transaction();
  send(mark.save.c_str());
  mark.changes = changing_;
  mark.set = true;
}

void PgConnection::release(int level) {
  Mark& mark = marks_.at(level);
  require_transaction();
  send(mark.release.c_str());
  // What was kept must be sound: errors of statements that were not waited for come here.
  collect();
  mark.set = false;
}

void PgConnection::rollback_to(int level) noexcept {
  if (process_id() != process_) return;
  try {
    Mark& mark = marks_.at(level);
    if (!mark.set) return;
    mark.set = false;
    if (changing_ != mark.changes || !usable_) drop_attachments();
    announced_.clear();
    usable_ = false;
    if (is_lost()) return;
    if (!awaited_.empty() && awaited_.back().what != Answer::sync) sync();
    ignore_awaited();
    send(mark.undo.c_str());
    send(mark.release.c_str());
    collect();
    usable_ = true;
  } catch (const std::exception&) {
    // Half undone must not be committed.
    drop_attachments();
    usable_ = false;
  }
}

}  // namespace emptor::store::postgres
