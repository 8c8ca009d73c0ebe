#include "store/postgres/pg_sql.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/compose.hpp"
#include "emptor/base/error.hpp"

namespace emptor::store::postgres {
namespace {

/// The length of what begins here and is not looked into: a literal, a quoted name, a comment. 0: nothing of the kind.
std::size_t opaque(std::string_view rest) {
  const auto until = [&](std::string_view end, std::size_t from) {
    const std::size_t found = rest.find(end, from);
    return found == rest.npos ? rest.size() : found + end.size();
  };
  if (rest.starts_with("--")) return until("\n", 2);
  if (rest.starts_with("/*")) return until("*/", 2);
  // A doubled quote inside is the end of one literal and the beginning of the next, which comes to the same.
  if (rest.starts_with("'")) return until("'", 1);
  if (rest.starts_with("\"")) return until("\"", 1);
  return 0;
}

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kTypes{
    {{"INTEGER", "BIGINT"}, {"TEXT", "TEXT COLLATE \"C\""}, {"BLOB", "BYTEA"}}};

bool makes_table(std::string_view statement) {
  while (!statement.empty()) {
    if (is_blank(statement.front())) {
      statement.remove_prefix(1);
    } else if (statement.starts_with("--") || statement.starts_with("/*")) {
      statement.remove_prefix(opaque(statement));
    } else {
      break;
    }
  }
  return statement.starts_with("CREATE TABLE") || statement.starts_with("ALTER TABLE");
}

/// One statement of a script, without its semicolon.
void append_statement(std::string& out, std::string_view statement) {
  const bool table = makes_table(statement);
  while (!statement.empty()) {
    std::size_t take = opaque(statement);
    if (take == 0 && is_word(statement.front())) {
      while (take < statement.size() && is_word(statement[take])) ++take;
      const auto type = std::find_if(kTypes.begin(), kTypes.end(),
                                     [&](const auto& each) { return each.first == statement.substr(0, take); });
      out += table && type != kTypes.end() ? type->second : statement.substr(0, take);
    } else {
      take = std::max<std::size_t>(take, 1);
      out += statement.substr(0, take);
    }
    statement.remove_prefix(take);
  }
}

}  // namespace

Translated translate(std::string_view sql) {
  Translated out;
  out.text.reserve(sql.size() + 8);
  bool ended = false;
  bool any = false;
  const std::string_view whole = sql;
  const auto refuse = [&] { throw Error(ErrorCode::misuse, compose("not exactly one statement [{}]", whole)); };
  while (!sql.empty()) {
    const char c = sql.front();
    if (const std::size_t skip = opaque(sql); skip != 0) {
      if (ended && c != '-' && c != '/') refuse();
      out.text += sql.substr(0, skip);
      sql.remove_prefix(skip);
      continue;
    }
    sql.remove_prefix(1);
    if (c == ';') {
      ended = true;
      continue;
    }
    if (!is_blank(c)) {
      if (ended) refuse();
      any = true;
    }
    out.text += c == '?' ? '$' : c;
    if (c != '?') continue;
    int number = 0;
    while (!sql.empty() && sql.front() >= '0' && sql.front() <= '9') {
      number = number * 10 + (sql.front() - '0');
      out.text += sql.front();
      sql.remove_prefix(1);
    }
    out.parameters = std::max(out.parameters, number);
  }
  if (!any) refuse();
  return out;
}

Row row_of(std::string_view translated) {
  constexpr std::string_view values = " VALUES (";
  const std::size_t found = translated.find(values);
  if (!translated.starts_with("INSERT ") || found == translated.npos) return {};
  const std::size_t begin = found + values.size() - 1;
  std::size_t end = begin;
  for (int open = 0; end < translated.size();) {
    const std::size_t skip = std::max<std::size_t>(opaque(translated.substr(end)), 1);
    if (skip == 1) open += translated[end] == '(' ? 1 : translated[end] == ')' ? -1 : 0;
    end += skip;
    if (open == 0) break;
  }
  const std::string_view before = translated.substr(0, begin);
  const std::string_view after = translated.substr(end);
  for (const std::string_view part : {before, after})
    for (const std::string_view other : {"$", "SELECT", "RETURNING"})
      if (part.find(other) != part.npos) return {};
  return {.begin = begin, .end = end};
}

std::string with_rows(std::string_view translated, Row row, int rows, int parameters) {
  std::string out(translated.substr(0, row.end));
  for (int i = 1; i < rows; ++i) {
    out += ", ";
    std::string_view rest = translated.substr(row.begin, row.end - row.begin);
    while (!rest.empty()) {
      std::size_t take = std::max<std::size_t>(opaque(rest), 1);
      const bool is_parameter = take == 1 && rest.front() == '$';
      int number = 0;
      if (is_parameter)
        for (; take < rest.size() && rest[take] >= '0' && rest[take] <= '9'; ++take)
          number = number * 10 + (rest[take] - '0');
      if (is_parameter)
        out += compose("${}", number + i * parameters);
      else
        out += rest.substr(0, take);
      rest.remove_prefix(take);
    }
  }
  out += translated.substr(row.end);
  return out;
}

std::string translate_script(std::string_view sql) {
  const std::string script = expand(sql, kDialect);
  std::string out;
  out.reserve(script.size() + script.size() / 4);
  std::string_view rest(script);
  std::size_t at = 0;
  while (at < rest.size()) {
    if (rest[at] == ';') {
      append_statement(out, rest.substr(0, at));
      out += ';';
      rest.remove_prefix(at + 1);
      at = 0;
    } else {
      at += std::max<std::size_t>(opaque(rest.substr(at)), 1);
    }
  }
  append_statement(out, rest);
  return out;
}

}  // namespace emptor::store::postgres
