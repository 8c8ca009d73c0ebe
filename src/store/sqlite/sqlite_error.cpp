#include "store/sqlite/sqlite_error.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "base/compose.hpp"

namespace emptor::store::sqlite {
namespace {

using Figures = std::vector<std::pair<std::string, std::string>>;

/// "UNIQUE constraint failed: emptor_party.code" gives "emptor_party.code".
std::string_view constraint_name(std::string_view message) {
  const std::size_t colon = message.find("failed: ");
  return colon == std::string_view::npos ? message : message.substr(colon + 8);
}

Error violation(int extended, std::string_view message, std::string_view doing) {
  const std::string name(constraint_name(message));
  switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return Error(ErrorCode::conflict, name, "the key is taken", Figures{{"constraint", name}});
    default:
      return Error(ErrorCode::internal, "", compose("{} [{}]", message, doing), Figures{{"constraint", name}});
  }
}

/// A quota that is used up is a full disk to its owner, although SQLite calls it an I/O error.
bool out_of_space(int system_error) {
#ifdef EDQUOT
  if (system_error == EDQUOT) return true;
#endif
  return system_error == ENOSPC;
}

ErrorCode code_of(int extended, int system_error) {
  if (extended == SQLITE_IOERR_NOMEM) return ErrorCode::out_of_memory;
  switch (extended & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_INTERRUPT:
      return ErrorCode::busy;
    case SQLITE_FULL:
      return ErrorCode::disk_full;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOLFS:
      return out_of_space(system_error) ? ErrorCode::disk_full : ErrorCode::io;
    case SQLITE_CORRUPT:
      return ErrorCode::corrupt;
    case SQLITE_NOTADB:
      return ErrorCode::not_a_book;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return ErrorCode::read_only;
    case SQLITE_NOMEM:
      return ErrorCode::out_of_memory;
    case SQLITE_TOOBIG:
      return ErrorCode::range;
    case SQLITE_AUTH:
      return ErrorCode::forbidden;
    default:
      return ErrorCode::internal;
  }
}

}  // namespace

Error error_of(::sqlite3* db, int result, std::string_view doing) {
  // The extended code says more, but only while the handle still remembers this very failure.
  int extended = result;
  std::string message = sqlite3_errstr(result);
  int system_error = 0;
  if (db != nullptr && (sqlite3_errcode(db) & 0xff) == (result & 0xff)) {
    extended = sqlite3_extended_errcode(db);
    message = sqlite3_errmsg(db);
    system_error = sqlite3_system_errno(db);
  }
  if ((extended & 0xff) == SQLITE_CONSTRAINT) return violation(extended, message, doing);
  const ErrorCode code = code_of(extended, system_error);
  Figures figures{{"sqlite", std::to_string(extended)}};
  const bool of_the_file = code == ErrorCode::io || code == ErrorCode::disk_full || code == ErrorCode::read_only;
  if (of_the_file && system_error != 0) figures.emplace_back("errno", std::to_string(system_error));
  // What was being done helps who mends the library, and nobody else.
  if (code == ErrorCode::internal) message = compose("{} [{}]", message, doing);
  return Error(code, "", std::move(message), std::move(figures));
}

}  // namespace emptor::store::sqlite
