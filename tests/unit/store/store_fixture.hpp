/// What the tests of room `store` share: a folder that goes away, a small schema, the code of a failure.
#pragma once

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string>

#include "store/sqlite/sqlite_database.hpp"
#include "store/store.hpp"
#include "support/test.hpp"
#include "support/test_store.hpp"
#if EMPTOR_POSTGRES
#include "store/postgres/pg_database.hpp"
#include "store/postgres/pg_uri.hpp"
#endif

namespace emptor::store::test {

using emptor::test::on_postgres;

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "emptor-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  /// A book; on PostgreSQL the address of a schema.
  [[nodiscard]] std::string file(const std::string& name) const { return places_.file(path_.string(), name); }

 private:
  std::filesystem::path path_;
  mutable emptor::test::TestPlaces places_;
};

inline constexpr Migration kSteps[] = {
    {1, "notes", "CREATE TABLE emptor_note (id {id}, code TEXT NOT NULL UNIQUE, amount INTEGER, body BLOB) {rows};"},
    {2, "tags",
     "CREATE TABLE emptor_tag (note_id INTEGER NOT NULL REFERENCES emptor_note (id), tag TEXT NOT NULL, "
     "PRIMARY KEY (note_id, tag)) {clustered};"
     "CREATE INDEX emptor_tag_tag ON emptor_tag (tag);"},
    {3, "default", "ALTER TABLE emptor_note ADD COLUMN extra TEXT NOT NULL DEFAULT '{}';"},
};

/// On the store that the tests run on; ":memory:" is a fresh book there.
[[nodiscard]] inline std::shared_ptr<Database> open_with(OpenOptions options, std::span<const Migration> steps) {
  options.path = emptor::test::test_path(options.path);
#if EMPTOR_POSTGRES
  if (postgres::is_uri(options.path)) return postgres::open(options, steps);
#endif
  return sqlite::open(options, steps);
}
[[nodiscard]] inline std::shared_ptr<Database> open_notes(const OpenOptions& options) {
  return open_with(options, kSteps);
}
[[nodiscard]] inline std::shared_ptr<Database> open_notes(const std::string& path) {
  return open_notes(OpenOptions{.path = path});
}

inline std::int64_t add_note(Transaction& transaction, std::string_view code, std::int64_t amount = 0) {
  return transaction.insert("INSERT INTO emptor_note (code, amount) VALUES (?1, ?2)", code, amount);
}
inline void commit_note(Database& database, std::string_view code, std::int64_t amount = 0) {
  Transaction transaction = database.begin(Access::write);
  add_note(transaction, code, amount);
  transaction.commit();
}
[[nodiscard]] inline std::int64_t count_notes(Transaction& transaction) {
  Statement count = transaction.statement("SELECT count(*) FROM emptor_note");
  count.step();
  return count.integer(0);
}
[[nodiscard]] inline std::int64_t count_notes(Database& database) {
  Transaction transaction = database.begin(Access::read);
  return count_notes(transaction);
}

/// The code that `call` fails with; none when it does not.
template <class Call>
[[nodiscard]] std::optional<ErrorCode> failure_of(Call&& call) {
  try {
    std::invoke(call);
  } catch (const Error& error) {
    return error.code();
  }
  return std::nullopt;
}

/// All bytes. Not of a file that this process has open: closing it again would drop SQLite's locks.
[[nodiscard]] inline std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
inline void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// Another process, forked while nothing is open. It waits for `go` first, and `finish` gives what `work` returned.
class OtherProcess {
 public:
  explicit OtherProcess(const std::function<int()>& work) {
    int gate[2];
    int words[2];
    if (pipe(gate) != 0 || pipe(words) != 0) throw std::runtime_error("no pipe");
    child_ = fork();
    if (child_ == 0) {
      ::close(gate[1]);
      ::close(words[0]);
      out_ = words[1];
      char byte = 0;
      int code = 99;
      if (read(gate[0], &byte, 1) == 1) {
        try {
          current() = this;
          code = work();
        } catch (const Error& error) {
          code = static_cast<int>(error.code());
        } catch (...) {
          code = 98;
        }
      }
      _exit(code);
    }
    ::close(gate[0]);
    ::close(words[1]);
    gate_ = gate[1];
    in_ = words[0];
  }
  OtherProcess(const OtherProcess&) = delete;
  OtherProcess& operator=(const OtherProcess&) = delete;
  ~OtherProcess() {
    ::close(gate_);
    if (child_ > 0) finish();
    ::close(in_);
  }
  void go() const {
    if (write(gate_, "g", 1) != 1) throw std::runtime_error("the other process is gone");
  }
  /// In the child: a sign to the parent.
  static void say() {
    if (write(current()->out_, "s", 1) != 1) _exit(97);
  }
  /// In the parent: waits for a sign; false when the child ended instead.
  [[nodiscard]] bool hear() const {
    char byte = 0;
    return read(in_, &byte, 1) == 1;
  }
  [[nodiscard]] pid_t pid() const { return child_; }
  int finish() {
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  static OtherProcess*& current() {
    static OtherProcess* process = nullptr;
    return process;
  }
  pid_t child_ = 0;
  int gate_ = -1;
  int in_ = -1;
  int out_ = -1;
};

}  // namespace emptor::store::test
