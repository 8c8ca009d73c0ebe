/// Transactions: how they begin, what they lock, how they end, and marks inside them.
#include <algorithm>

#include "base/compose.hpp"
#include "store/postgres/pg_connection.hpp"
#include "store/postgres/pg_error.hpp"

namespace emptor::store::postgres {
namespace {

/// The finalizer of splitmix64: every bit of the input moves every bit of the output.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e37'79b9'7f4a'7c15ULL;
  value = (value ^ (value >> 30U)) * 0xbf58'476d'1ce4'e5b9ULL;
  value = (value ^ (value >> 27U)) * 0x94d0'49bb'1331'11ebULL;
  return value ^ (value >> 31U);
}

}  // namespace

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
    send_start(begin_read_);
  } catch (...) {
    rollback();
    throw;
  }
}

void PgConnection::send_start(Plan& begin) {
  if (joined_)
    send(kJoin);
  else
    send(begin, Parameters());
  if (!is_host_) return;
  send(enter_host_, Parameters());
  awaited_.back().what = Answer::host;
}

void PgConnection::send_begin(bool share) {
  send_start(begin_change_);
  waiting_.locks = {lock_};
  waiting_.shares = share;
  waiting_.begins = true;
}

bool PgConnection::begin_post() {
  begin(Scope::write);
  try {
    send_begin(true);
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
  if (waiting_.rows != 0) send_waiting();
  waiting_.locks.push_back(static_cast<std::int64_t>(key));
}

void PgConnection::begin_write() {
  begin(Scope::write);
  const auto since = std::chrono::steady_clock::now();
  try {
    try {
      send_begin(false);
      collect();
    } catch (const Error&) {
      if (!is_lost() || is_host_) throw;
      // Nothing has happened yet that could be lost.
      drop_attachments();
      connect();
      usable_ = true;
      send_begin(false);
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
    channel.set_copy(1, channel_);
    send(tell_, channel);
  }
  if (joined_) {
    keep_joined();
    return;
  }
  if (scope_ == Scope::read && !is_host_) {
    // Its answer is of no interest, so it is not waited for.
    send(commit_, Parameters());
    sync();
    libpq().PQflush(handle_);
    ignore_awaited();
    end();
    return;
  }
  send(commit_, Parameters());
  awaited_.back().what = Answer::commit;
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
  waiting_ = {};
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
  waiting_ = {};
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
    waiting_ = {};
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