#include "store/postgres/pg_error.hpp"

#include <string>
#include <utility>
#include <vector>

#include "base/compose.hpp"

namespace emptor::store::postgres {
namespace {

using Figures = std::vector<std::pair<std::string, std::string>>;

/// libpq's messages end in a line break and may have several lines; a sentence has one.
std::string sentence(const char* text) {
  std::string line(text != nullptr ? text : "");
  while (!line.empty() && (line.back() == '\n' || line.back() == ' ')) line.pop_back();
  for (char& c : line)
    if (c == '\n' || c == '\t') c = ' ';
  return line;
}

std::string field(const ::PGresult* result, int which) {
  const char* text = result != nullptr ? libpq().PQresultErrorField(result, which) : nullptr;
  return text != nullptr ? text : "";
}

/// "Key (kind, prefix)=(1, A) already exists." of a table gives "table.kind, table.prefix". The words are in the
/// server's language; the parentheses are not.
std::string columns_of_key(const std::string& table, const std::string& detail) {
  const std::size_t open = detail.find('(');
  const std::size_t close = detail.find(")=(");
  if (open == detail.npos || close == detail.npos || close < open) return table;
  std::string_view names = std::string_view(detail).substr(open + 1, close - open - 1);
  std::string out;
  while (!names.empty()) {
    const std::size_t comma = std::min(names.find(", "), names.size());
    if (!out.empty()) out += ", ";
    out += table;
    out += '.';
    out += names.substr(0, comma);
    names.remove_prefix(std::min(comma + 2, names.size()));
  }
  return out;
}

Error violation(const std::string& state, const ::PGresult* result, std::string_view doing) {
  const std::string table = field(result, PG_DIAG_TABLE_NAME);
  if (state == "23505") {
    const std::string name = columns_of_key(table, field(result, PG_DIAG_MESSAGE_DETAIL));
    return Error(ErrorCode::conflict, name, "the key is taken", Figures{{"constraint", name}});
  }
  const std::string column = field(result, PG_DIAG_COLUMN_NAME);
  const std::string constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
  const std::string name = column.empty() ? constraint : table + "." + column;
  return Error(ErrorCode::internal, "",
               compose("{} [{}]", sentence(field(result, PG_DIAG_MESSAGE_PRIMARY).c_str()), doing),
               Figures{{"constraint", name}});
}

/// From the five characters of SQLSTATE: the class first, then the exceptions within it.
ErrorCode code_of(const std::string& state) {
  static constexpr std::pair<std::string_view, ErrorCode> known[] = {
      {"55P03", ErrorCode::busy},             // lock_timeout
      {"57014", ErrorCode::busy},             // statement_timeout, or cancelled by the host
      {"40001", ErrorCode::busy},             // could not serialize
      {"40P01", ErrorCode::busy},             // deadlock
      {"25006", ErrorCode::read_only},        // a standby, or a read transaction
      {"53100", ErrorCode::disk_full},        //
      {"53200", ErrorCode::out_of_memory},    //
      {"53300", ErrorCode::unavailable},      // too many connections
      {"57P03", ErrorCode::unavailable},      // starting up or shutting down
      {"57P01", ErrorCode::connection_lost},  // terminated by an administrator
      {"57P02", ErrorCode::connection_lost},  // another process of the server crashed
      {"57P05", ErrorCode::connection_lost},  // idle_session_timeout
      {"25P03", ErrorCode::connection_lost},  // idle_in_transaction_session_timeout
      {"25P04", ErrorCode::connection_lost},  // transaction_timeout
      {"42501", ErrorCode::forbidden},        //
      {"3D000", ErrorCode::not_found},        // no such database
      {"22003", ErrorCode::range},            //
      {"22021", ErrorCode::bad_utf8},         // not a character
      {"08", ErrorCode::connection_lost},     //
      {"28", ErrorCode::forbidden},           // who are you
      {"58", ErrorCode::io},                  //
      {"XX001", ErrorCode::corrupt},          //
      {"XX002", ErrorCode::corrupt},          //
  };
  for (const auto& [prefix, code] : known)
    if (state.starts_with(prefix)) return code;
  return ErrorCode::internal;
}

}  // namespace

Error error_of(::PGconn* connection, const ::PGresult* result, std::string_view doing) {
  const std::string state = field(result, PG_DIAG_SQLSTATE);
  const bool gone = libpq().PQstatus(connection) == CONNECTION_BAD;
  if (gone || state.empty()) {
    std::string said = sentence(result != nullptr ? libpq().PQresultErrorMessage(result) : nullptr);
    if (said.empty()) said = sentence(libpq().PQerrorMessage(connection));
    if (!gone) return Error(ErrorCode::internal, "", compose("{} [{}]", said, doing));
    return Error(ErrorCode::connection_lost, "",
                 compose("the connection to the server was lost; nothing of this transaction was kept ({})", said),
                 {{"outcome", "undone"}});
  }
  if (state.starts_with("23")) return violation(state, result, doing);
  const ErrorCode code = code_of(state);
  std::string message = sentence(field(result, PG_DIAG_MESSAGE_PRIMARY).c_str());
  Figures figures{{"sqlstate", state}};
  if (code == ErrorCode::connection_lost) {
    figures.emplace_back("outcome", "undone");
    message = compose("the server ended the connection; nothing of this transaction was kept ({})", message);
  } else if (code == ErrorCode::busy) {
    message = compose("another transaction was in the way ({})", message);
  } else {
    message = compose("{} [{}]", message, doing);
  }
  return Error(code, "", std::move(message), std::move(figures));
}

Error lost_in_commit(::PGconn* connection) {
  return Error(ErrorCode::connection_lost, "",
               compose("the connection was lost while the transaction was being committed, so its outcome is "
                       "unknown: repeat the call with the same idempotency key ({})",
                       sentence(libpq().PQerrorMessage(connection))),
               {{"outcome", "unknown"}});
}

Error not_connected(::PGconn* connection) {
  const std::string said = sentence(connection != nullptr ? libpq().PQerrorMessage(connection) : "out of memory");
  return Error(ErrorCode::unavailable, "path", compose("no connection to the server: {}", said));
}

}  // namespace emptor::store::postgres
