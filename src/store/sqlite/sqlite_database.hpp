/// The SQLite driver: one connection that writes, several that read, lent to one thread at a time.
///
/// Journal mode: WAL with NORMAL locking, decided with this in view. Readers never wait for the writer nor it for them,
/// and a commit is one append and one flush. Against it stands what a second SQLite library in the process does (see
/// file_identity.hpp): a rollback journal fails loudly there (I/O error on commit), WAL loses commits silently, and
/// locking_mode=EXCLUSIVE loses other processes' rows in either journal. WAL keeps its speed and gets its noise from
/// the tripwire; EXCLUSIVE is never used. Attached databases keep the host's mode.
///
/// Settings of own connections, all per connection, none stored in the file but the journal mode:
/// - synchronous FULL (NORMAL on request); fullfsync where the system's flush stops short of the disk
/// - foreign_keys on; trusted_schema off, defensive on: a doctored file can not run functions by being opened; quoted
///   text is never taken for a literal
/// - page_size 4096 for new files (a voucher dirties few bytes on many pages: larger ones cost more to log)
/// - cache 64 MiB for the writer, 16 MiB for each reader, grown on demand; temp_store memory; no mmap, because an I/O
///   error under a map is a signal that would end the host
/// - secure_delete FAST: what is erased is zeroed where the page is written anyway, which costs nothing; ON, which
///   some systems compile in, writes free pages too
/// - automatic checkpoints off. A commit that leaves more than 64 MiB in the log copies it into the file before the
///   writer's connection is lent again: one in some thousands, too few for the 99.9th percentile, and with nobody
///   writing beside it, so that the log starts over instead of growing. `checkpoint` does it beside the work when the
///   host has a quiet moment; closing does it anyway. journal_size_limit cuts the log back after a long reader.
///
/// A commit is a flush, and a flush takes longer than a posting. So threads that wait to post share it: see
/// ConnectionPool. Each adds to the open transaction behind a savepoint, is undone alone, and returns from its commit
/// when all is on disk; a reader sees all or nothing of it. One thread alone commits as ever.
///
/// Waiting is bounded by busy_timeout_ms for the writer's place in this process and the file's lock together.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "store/pool.hpp"
#include "store/sqlite/file_identity.hpp"
#include "store/sqlite/sqlite_connection.hpp"
#include "store/store.hpp"

namespace emptor::store::sqlite {

/// `steps` is `migrations()` outside of tests.
[[nodiscard]] std::shared_ptr<Database> open(const OpenOptions& options, std::span<const Migration> steps);
[[nodiscard]] std::shared_ptr<Database> attach(::sqlite3* host, const void* witness, const AttachOptions& options,
                                               std::span<const Migration> steps);

/// Pages in the log from which a commit takes the time for a checkpoint.
inline constexpr int kLogPagesMax = 16'384;

class SqliteDatabase final : public Database {
 public:
  /// `shared`: the one connection reads and writes (in memory, or a host's).
  enum class Pool : std::uint8_t { separate, shared };

  SqliteDatabase(const OpenOptions& options, Pool pool, std::unique_ptr<SqliteConnection> writer,
                 std::unique_ptr<Tripwire> tripwire, std::unique_ptr<OpenFile> file);
  SqliteDatabase(const SqliteDatabase&) = delete;
  SqliteDatabase& operator=(const SqliteDatabase&) = delete;
  ~SqliteDatabase() override = default;

  [[nodiscard]] bool has_one_connection() const noexcept override { return connections_.has_one(); }
  [[nodiscard]] std::string description() const override;
  void backup(const std::string& path) override;
  [[nodiscard]] std::vector<std::string> check_integrity() override;
  void checkpoint() override;
  void close() noexcept override { connections_.close(); }

 protected:
  Connection& borrow(Access access) override;
  void give_back(Connection& connection, Access access) noexcept override;
  /// While other threads wait to post, a posting leaves its transaction open to them: one flush for all.
  void finish(Connection& connection, Access access) override;

 private:
  [[nodiscard]] std::unique_ptr<Connection> open_reader() const;
  /// Commits what several threads have posted.
  void end_shared(SqliteConnection& writer) noexcept;
  [[nodiscard]] bool is_host() const noexcept { return pool_ == Pool::shared && options_.path.empty(); }

  const OpenOptions options_;
  const Pool pool_;
  const std::unique_ptr<Tripwire> tripwire_;
  std::unique_ptr<OpenFile> file_;            ///< null for what is no file of ours
  int next_checkpoint_pages_ = kLogPagesMax;  ///< touched by who holds the writer
  ConnectionPool connections_;
};

/// Opens and sets up a connection of our own.
enum class Role : std::uint8_t { writer, reader };
[[nodiscard]] std::unique_ptr<SqliteConnection> connect(const OpenOptions& options, Role role);

}  // namespace emptor::store::sqlite
