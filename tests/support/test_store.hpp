/// The store that the tests run on: SQLite, or PostgreSQL when EMPTOR_TEST_STORE holds the address of a server
/// ("postgresql://…"). There every book is a schema of its own, dropped when the program ends.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#if EMPTOR_POSTGRES
#include "store/postgres/pg_connection.hpp"
#endif

namespace emptor::test {

/// Empty: SQLite.
[[nodiscard]] inline const std::string& test_server() {
  static const std::string address = [] {
    const char* given = std::getenv("EMPTOR_TEST_STORE");
    return std::string(given != nullptr ? given : "");
  }();
  return address;
}
[[nodiscard]] inline bool on_postgres() { return !test_server().empty(); }

/// Schemas to drop. Children that were forked leave it to their parent.
class TestSchemas {
 public:
  static TestSchemas& all() {
    static TestSchemas schemas;
    return schemas;
  }
  TestSchemas() = default;
  TestSchemas(const TestSchemas&) = delete;
  TestSchemas& operator=(const TestSchemas&) = delete;
  ~TestSchemas() {
#if EMPTOR_POSTGRES
    if (names_.empty() || process_ != ::getpid()) return;
    try {
      store::postgres::PgConnection connection({.conninfo = test_server(), .schema = "public"});
      for (const std::string& name : names_) connection.execute_now("DROP SCHEMA IF EXISTS " + name + " CASCADE");
    } catch (const std::exception&) {
      // The server itself is thrown away too.
    }
#endif
  }
  /// A name that nobody else uses, with `suffix` at its end.
  std::string add(std::string_view suffix) {
    std::string name = "test_" + std::to_string(process_) + "_" + std::to_string(++count_);
    if (!suffix.empty()) name.append("_").append(suffix);
    names_.push_back(name);
    return name;
  }
  [[nodiscard]] static std::string address(const std::string& schema) {
    const bool more = test_server().find('?') != std::string::npos;
    return test_server() + (more ? "&" : "?") + "emptor_schema=" + schema;
  }

 private:
  const pid_t process_ = ::getpid();
  int count_ = 0;
  std::vector<std::string> names_;
};

/// Where a test opens a fresh book that it would open at `path`, i.e. ":memory:".
[[nodiscard]] inline std::string test_path(const std::string& path = ":memory:") {
  return on_postgres() && path == ":memory:" ? TestSchemas::address(TestSchemas::all().add("")) : path;
}

/// Names in a folder that is gone afterwards; on PostgreSQL, the addresses of schemas.
class TestPlaces {
 public:
  [[nodiscard]] std::string file(const std::string& folder, const std::string& name) {
    for (const auto& [known, address] : known_)
      if (known == name) return address;
    std::string suffix;
    for (const char c : name) suffix += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_';
    return known_
        .emplace_back(name, on_postgres() ? TestSchemas::address(TestSchemas::all().add(suffix)) : folder + "/" + name)
        .second;
  }

 private:
  std::vector<std::pair<std::string, std::string>> known_;
};

}  // namespace emptor::test
