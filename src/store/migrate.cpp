#include "store/migrate.hpp"

#include <algorithm>
#include <optional>

#include "base/compose.hpp"

namespace emptor::store {
namespace {

constexpr std::string_view kLog = R"sql(
CREATE TABLE IF NOT EXISTS emptor_migration (
  number INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at INTEGER NOT NULL
) {rows};
)sql";

/// A transaction of a bare connection, before there is a Database to begin one.
class Scope {
 public:
  Scope(Connection& connection, Access access) : connection_(connection) {
    if (access == Access::write)
      connection.begin_write();
    else
      connection.begin_read();
  }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope() {
    if (open_) connection_.rollback();
  }
  void commit() {
    connection_.commit();
    open_ = false;
  }

 private:
  Connection& connection_;
  bool open_ = true;
};

/// The next step, or false when none is missing. The version is read under the write lock: another process may just
/// have taken the step.
bool take_step(Connection& connection, std::span<const Migration> steps, Instant now,
               const std::function<void(int)>& stamp) {
  Scope scope(connection, Access::write);
  const int version = schema_version(connection);
  refuse_newer(version, steps);
  if (version == static_cast<int>(steps.size())) return false;
  const Migration& step = steps[static_cast<std::size_t>(version)];
  if (version == 0) connection.execute_script(kLog);
  connection.execute_script(step.sql);
  Statement(connection.prepare("INSERT INTO emptor_migration (number, name, applied_at) VALUES (?1, ?2, ?3)"))
      .bind(step.number, step.name, now)
      .run();
  stamp(step.number);
  scope.commit();
  return true;
}

}  // namespace

std::string expand(std::string_view sql, const Dialect& dialect) {
  const std::pair<std::string_view, std::string_view> words[] = {
      {"id", dialect.id}, {"rows", dialect.rows}, {"clustered", dialect.clustered}};
  const std::pair<std::string_view, std::string_view> functions[] = {{"day:", dialect.day},
                                                                     {"instant:", dialect.instant}};
  const auto spell = [&](std::string_view token) -> std::optional<std::string> {
    for (const auto& [word, spelled] : words)
      if (token == word) return std::string(spelled);
    for (const auto& [name, spelled] : functions) {
      if (!token.starts_with(name)) continue;
      std::string call(spelled);
      return call.replace(call.find('$'), 1, token.substr(name.size()));
    }
    return std::nullopt;
  };
  std::string out;
  out.reserve(sql.size() + 256);
  while (!sql.empty()) {
    const std::size_t brace = std::min(sql.find('{'), sql.size());
    out.append(sql.substr(0, brace));
    sql.remove_prefix(brace);
    const std::size_t end = sql.find('}');
    if (const auto spelled = end == sql.npos ? std::nullopt : spell(sql.substr(1, end - 1))) {
      out.append(*spelled);
      sql.remove_prefix(end + 1);
    } else if (!sql.empty()) {
      out += '{';
      sql.remove_prefix(1);
    }
  }
  return out;
}

int schema_version(Connection& connection) {
  if (!connection.has_table("emptor_migration")) return 0;
  Statement log(
      connection.prepare("SELECT count(*), coalesce(min(number), 1), coalesce(max(number), 0) FROM emptor_migration"));
  log.step();
  const std::int64_t last = log.integer(2);
  if (log.integer(1) != 1 || last != log.integer(0))
    throw Error(ErrorCode::corrupt, "", "the book's log of schema steps is damaged",
                {{"steps", std::to_string(log.integer(0))}, {"last", std::to_string(last)}});
  return static_cast<int>(last);
}

void refuse_newer(int version, std::span<const Migration> steps) {
  if (version <= static_cast<int>(steps.size())) return;
  throw Error(ErrorCode::newer_schema, "",
              compose("the book has schema {}, this library knows schemas up to {}", version, steps.size()),
              {{"schema", std::to_string(version)}, {"known", std::to_string(steps.size())}});
}

void migrate(Connection& connection, std::span<const Migration> steps, Instant now,
             const std::function<void(int)>& stamp) {
  for (std::size_t i = 0; i < steps.size(); ++i) EMPTOR_REQUIRE(steps[i].number == static_cast<int>(i) + 1);
  {
    // A look without the write lock: the usual open changes nothing and waits for nobody.
    Scope scope(connection, Access::read);
    const int version = schema_version(connection);
    refuse_newer(version, steps);
    if (version == static_cast<int>(steps.size())) return;
  }
  while (take_step(connection, steps, now, stamp)) {
  }
}

}  // namespace emptor::store
