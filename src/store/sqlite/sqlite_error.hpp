/// From SQLite's result codes to emptor::Error.
#pragma once

#include <string>
#include <string_view>

#include "emptor/base/error.hpp"

struct sqlite3;

namespace emptor::store::sqlite {

/// The error that a call on `db` just returned; `doing` names the thing, e.g. the statement's text. Reads the handle,
/// so call it before anything else is done there. `db` may be null.
[[nodiscard]] Error error_of(::sqlite3* db, int result, std::string_view doing);

}  // namespace emptor::store::sqlite
