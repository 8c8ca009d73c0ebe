/// Opening: which server, which schema, which version.

#include "base/compose.hpp"
#include "store/migrate.hpp"
#include "store/postgres/pg_database.hpp"
#include "store/postgres/pg_uri.hpp"

namespace emptor::store::postgres {
namespace {

constexpr int kOldestServer = 150'000;

void check_timeout(int busy_timeout_ms) {
  if (busy_timeout_ms < 0 || busy_timeout_ms > 3'600'000)
    throw Error(ErrorCode::range, "busy_timeout_ms", "0 to 3,600,000 ms",
                {{"busy_timeout_ms", std::to_string(busy_timeout_ms)}});
}

void check(const OpenOptions& options) {
  check_timeout(options.busy_timeout_ms);
  if (options.readers_max < 1 || options.readers_max > 256)
    throw Error(ErrorCode::range, "readers_max", "1 to 256 readers",
                {{"readers_max", std::to_string(options.readers_max)}});
}

void check_server(const PgConnection& connection, const char* field) {
  if (connection.server_version() < kOldestServer)
    throw Error(ErrorCode::unavailable, field,
                compose("PostgreSQL {} is too old, 15 is needed", connection.parameter("server_version")));
  if (const std::string encoding = connection.parameter("server_encoding"); encoding != "UTF8")
    throw Error(ErrorCode::invalid, field,
                compose("the database keeps its texts in {}; a book needs one that was made with UTF8", encoding));
}

/// What a schema holds: "nothing" (there is none), "empty", "book", "other".
std::string look_at(PgConnection& connection, const std::string& schema) {
  // One look: what others make at the same time is there as a whole or not at all.
  return connection.ask(
      compose("SELECT CASE WHEN to_regnamespace('\"{0}\"') IS NULL THEN 'nothing' "
              "WHEN count(*) FILTER (WHERE c.relname = 'emptor_migration') > 0 THEN 'book' "
              "WHEN count(*) > 0 THEN 'other' ELSE 'empty' END "
              "FROM pg_catalog.pg_class c WHERE c.relnamespace = to_regnamespace('\"{0}\"')",
              schema));
}

[[noreturn]] void refuse_other(const char* field, const std::string& schema) {
  throw Error(ErrorCode::not_a_book, field, compose("the schema {} holds other tables than a book's", schema));
}

/// Makes the schema when it is missing, and leaves one alone that holds something else.
void check_schema(PgConnection& connection, const OpenOptions& options, const std::string& schema) {
  const std::string found = look_at(connection, schema);
  if (found == "book") return;
  if (found == "other") refuse_other("path", schema);
  if (found == "empty") {
    if (!options.read_only && options.create) return;
    throw Error(ErrorCode::not_a_book, "path", compose("the schema {} is not a book yet", schema));
  }
  if (options.read_only || !options.create)
    throw Error(ErrorCode::not_found, "path", compose("the database has no schema {}", schema));
  // Several hosts may be at it at once; IF NOT EXISTS alone does not keep them apart.
  connection.execute_now(
      compose("SELECT pg_advisory_xact_lock(hashtext('emptor {0}')); "
              "CREATE SCHEMA IF NOT EXISTS \"{0}\"",
              schema));
}

/// The same on a host's connection, within the host's transaction when there is one; a refusal leaves it as it was.
void check_host_schema(PgConnection& connection, const AttachOptions& options, const std::string& schema) {
  const auto within = [&](auto begin, auto use) {
    (connection.*begin)();
    try {
      use();
      connection.commit();
    } catch (...) {
      connection.rollback();
      throw;
    }
  };
  std::string found;
  within(&PgConnection::begin_read, [&] { found = look_at(connection, schema); });
  if (found == "book") return;
  if (found == "other") refuse_other("connection", schema);
  if (!options.create)
    throw Error(ErrorCode::not_found, "connection", compose("the schema {} holds no book yet", schema));
  if (found == "empty") return;
  within(&PgConnection::begin_write,
         [&] { connection.execute_now(compose("CREATE SCHEMA IF NOT EXISTS \"{}\"", schema)); });
}

Instant now(const Clock* clock) { return clock != nullptr ? clock->now() : system_clock().now(); }

}  // namespace

std::shared_ptr<Database> open(const OpenOptions& options, std::span<const Migration> steps) {
  check(options);
  const Place place = place_of(options.path);
  const PgSettings settings{.conninfo = place.conninfo,
                            .schema = place.schema,
                            .busy_timeout_ms = options.busy_timeout_ms,
                            .relaxed = options.durability == Durability::normal,
                            .listens = options.listen};
  // Only who reads wants to hear of changes: what writes looks each time.
  PgSettings of_first = settings;
  of_first.listens = settings.listens && options.read_only;
  auto connection = std::make_unique<PgConnection>(of_first);
  check_server(*connection, "path");
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

std::shared_ptr<Database> attach(::pg_conn* host, const void* witness, std::string_view schema,
                                 const AttachOptions& options, std::span<const Migration> steps) {
  // First of all, and before the handle is touched: another copy's handle may have another layout.
  if (witness != reinterpret_cast<const void*>(libpq().PQlibVersion))
    throw Error(ErrorCode::unavailable, "witness",
                "the host's connection belongs to another copy of libpq than the one that this library uses");
  if (host == nullptr) throw Error(ErrorCode::required, "connection", "a connection");
  check_timeout(options.busy_timeout_ms);
  check_schema_name(schema, "schema");
  const PgSettings settings{.conninfo = {}, .schema = std::string(schema), .busy_timeout_ms = options.busy_timeout_ms};
  auto connection = std::make_unique<PgConnection>(settings, host);
  check_server(*connection, "connection");
  if (const std::string encoding = connection->parameter("client_encoding"); encoding != "UTF8")
    throw Error(ErrorCode::invalid, "connection",
                compose("the connection's client_encoding is {}; a book needs UTF8", encoding));
  check_host_schema(*connection, options, settings.schema);
  migrate(*connection, steps, now(options.clock), [](int) {});
  return std::make_shared<PgDatabase>(settings, static_cast<int>(steps.size()), std::move(connection));
}

}  // namespace emptor::store::postgres
