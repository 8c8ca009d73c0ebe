/// Opening: which server, which schema, which version.
#include <fmt/format.h>

#include "store/migrate.hpp"
#include "store/postgres/pg_database.hpp"
#include "store/postgres/pg_uri.hpp"

namespace emptor::store::postgres {
namespace {

constexpr int kOldestServer = 150'000;

void check(const OpenOptions& options) {
  if (options.busy_timeout_ms < 0 || options.busy_timeout_ms > 3'600'000)
    throw Error(ErrorCode::range, "busy_timeout_ms", "0 to 3,600,000 ms",
                {{"busy_timeout_ms", std::to_string(options.busy_timeout_ms)}});
  if (options.readers_max < 1 || options.readers_max > 256)
    throw Error(ErrorCode::range, "readers_max", "1 to 256 readers",
                {{"readers_max", std::to_string(options.readers_max)}});
}

void check_server(const PgConnection& connection) {
  if (connection.server_version() < kOldestServer)
    throw Error(ErrorCode::unavailable, "path",
                fmt::format("PostgreSQL {} is too old, 15 is needed", connection.parameter("server_version")));
  if (const std::string encoding = connection.parameter("server_encoding"); encoding != "UTF8")
    throw Error(ErrorCode::invalid, "path",
                fmt::format("the database keeps its texts in {}; a book needs one that was made with UTF8", encoding));
}

/// Makes the schema when it is missing, and leaves one alone that holds something else.
void check_schema(PgConnection& connection, const OpenOptions& options, const std::string& schema) {
  // One look: what others make at the same time is there as a whole or not at all.
  const std::string found =
      connection.ask(fmt::format("SELECT CASE WHEN to_regnamespace('\"{0}\"') IS NULL THEN 'nothing' "
                                 "WHEN count(*) FILTER (WHERE c.relname = 'emptor_migration') > 0 THEN 'book' "
                                 "WHEN count(*) > 0 THEN 'other' ELSE 'empty' END "
                                 "FROM pg_catalog.pg_class c WHERE c.relnamespace = to_regnamespace('\"{0}\"')",
                                 schema));
  if (found == "book") return;
  if (found == "other")
    throw Error(ErrorCode::not_a_book, "path", fmt::format("the schema {} holds other tables than a book's", schema));
  if (found == "empty") {
    if (!options.read_only && options.create) return;
    throw Error(ErrorCode::not_a_book, "path", fmt::format("the schema {} is not a book yet", schema));
  }
  if (options.read_only || !options.create)
    throw Error(ErrorCode::not_found, "path", fmt::format("the database has no schema {}", schema));
  // Several hosts may be at it at once; IF NOT EXISTS alone does not keep them apart.
  connection.execute_now(
      fmt::format("SELECT pg_advisory_xact_lock(hashtext('emptor {0}')); "
                  "CREATE SCHEMA IF NOT EXISTS \"{0}\"",
                  schema));
}

Instant now(const Clock* clock) { return clock != nullptr ? clock->now() : system_clock().now(); }

}  // namespace

std::shared_ptr<Database> open(const OpenOptions& options, std::span<const Migration> steps) {
  check(options);
  const Place place = place_of(options.path);
  const PgSettings settings{.conninfo = place.conninfo,
                            .schema = place.schema,
                            .busy_timeout_ms = options.busy_timeout_ms,
                            .relaxed = options.durability == Durability::normal};
  auto connection = std::make_unique<PgConnection>(settings);
  check_server(*connection);
  check_schema(*connection, options, place.schema);
  if (options.read_only) {
    connection->begin_read();
    const int version = schema_version(*connection);
    connection->commit();
    refuse_newer(version, steps);
    if (version < static_cast<int>(steps.size()))
      throw Error(ErrorCode::read_only, "", "the book needs new tables first: open it once for writing",
                  {{"schema", std::to_string(version)}, {"known", std::to_string(steps.size())}});
  } else {
    migrate(*connection, steps, now(options.clock), [](int) {});
  }
  return std::make_shared<PgDatabase>(options, settings, static_cast<int>(steps.size()), std::move(connection));
}

}  // namespace emptor::store::postgres
