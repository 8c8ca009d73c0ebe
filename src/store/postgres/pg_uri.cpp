#include "store/postgres/pg_uri.hpp"

#include <algorithm>
#include <memory>

#include "emptor/base/error.hpp"
#include "store/postgres/libpq.hpp"

namespace emptor::store::postgres {
namespace {

constexpr std::string_view kSchema = "emptor_schema=";

bool is_plain_name(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !name.empty() && name.size() <= 63 && letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || digit(c); });
}

}  // namespace

bool is_uri(std::string_view path) noexcept {
  return path.starts_with("postgresql://") || path.starts_with("postgres://");
}

void check_schema_name(std::string_view name, std::string_view field) {
  if (is_plain_name(name)) return;
  throw Error(ErrorCode::invalid, std::string(field), "a schema is a name of letters, digits and underscores",
              {{"schema", std::string(name)}});
}

Place place_of(std::string_view uri) {
  if (uri.find('\0') != uri.npos) throw Error(ErrorCode::invalid, "path", "a zero byte in the address");
  Place place;
  const std::size_t question = std::min(uri.find('?'), uri.size());
  place.conninfo = uri.substr(0, question);
  std::string_view rest = uri.substr(std::min(question + 1, uri.size()));
  char join = '?';
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view parameter = rest.substr(0, end);
    if (parameter.starts_with(kSchema)) {
      place.schema = parameter.substr(kSchema.size());
    } else {
      place.conninfo += join;
      place.conninfo += parameter;
      join = '&';
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  check_schema_name(place.schema, "path");
  char* said = nullptr;
  ::PQconninfoOption* options = libpq().PQconninfoParse(place.conninfo.c_str(), &said);
  if (options == nullptr) {
    // Without the address itself: it may hold a password.
    libpq().PQfreemem(said);
    throw Error(ErrorCode::invalid, "path", "not an address that libpq understands");
  }
  libpq().PQconninfoFree(options);
  return place;
}

}  // namespace emptor::store::postgres
