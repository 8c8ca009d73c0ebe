/// Names of the error codes, and how problems become the text of an Error.

#include "emptor/base/error.hpp"

#include "base/compose.hpp"
#include "emptor/base/text.hpp"

namespace emptor {
namespace {

std::string describe(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) {
    if (!text.empty()) text += '\n';
    text += to_string(problem.code);
    if (!problem.field.empty()) {
      text += '(';
      text += problem.field;
      text += ')';
    }
    text += ": ";
    text += problem.message;
    // The figures that the sentence does not tell already, such as the code that was not found.
    std::string untold;
    for (const auto& [name, value] : problem.figures)
      if (problem.message.find(value) == std::string::npos)
        untold += compose("{}{} {}", untold.empty() ? "" : ", ", name, value);
    if (!untold.empty()) text += compose(" ({})", untold);
  }
  return text;
}

/// Figures echo what was typed. Whatever that was, they are text that a host can print: well-formed, and not endless.
void tidy(std::vector<Problem>& problems) {
  constexpr std::size_t longest = 200;
  for (Problem& problem : problems)
    for (auto& [name, value] : problem.figures) {
      if (value.size() > longest) {
        value.resize(longest);
        // Not in the middle of a character.
        while (!value.empty() && (static_cast<unsigned char>(value.back()) & 0xC0U) == 0x80U) value.pop_back();
        if (!value.empty() && (static_cast<unsigned char>(value.back()) & 0x80U) != 0) value.pop_back();
        value += "...";
      }
      if (is_clean_utf8(value)) continue;
      for (char& c : value)
        if (c < ' ' || c > '~') c = '?';
    }
}

std::vector<Problem> single(ErrorCode code, std::string field, std::string message,
                            std::vector<std::pair<std::string, std::string>> figures) {
  std::vector<Problem> problems;
  problems.push_back({code, std::move(field), std::move(message), std::move(figures)});
  tidy(problems);
  return problems;
}

}  // namespace

std::string_view to_string(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid:
      return "INVALID";
    case ErrorCode::required:
      return "REQUIRED";
    case ErrorCode::too_long:
      return "TOO_LONG";
    case ErrorCode::bad_utf8:
      return "BAD_UTF8";
    case ErrorCode::range:
      return "RANGE";
    case ErrorCode::scale:
      return "SCALE";
    case ErrorCode::limit:
      return "LIMIT";
    case ErrorCode::unknown_reference:
      return "UNKNOWN_REFERENCE";
    case ErrorCode::duplicate_code:
      return "DUPLICATE_CODE";
    case ErrorCode::cycle:
      return "CYCLE";
    case ErrorCode::overlap:
      return "OVERLAP";
    case ErrorCode::unknown_currency:
      return "UNKNOWN_CURRENCY";
    case ErrorCode::currency_mismatch:
      return "CURRENCY_MISMATCH";
    case ErrorCode::unit_mismatch:
      return "UNIT_MISMATCH";
    case ErrorCode::overflow:
      return "OVERFLOW";
    case ErrorCode::division_by_zero:
      return "DIVISION_BY_ZERO";
    case ErrorCode::not_found:
      return "NOT_FOUND";
    case ErrorCode::conflict:
      return "CONFLICT";
    case ErrorCode::no_price:
      return "NO_PRICE";
    case ErrorCode::ambiguous_price:
      return "AMBIGUOUS_PRICE";
    case ErrorCode::no_rate:
      return "NO_RATE";
    case ErrorCode::period_locked:
      return "PERIOD_LOCKED";
    case ErrorCode::inactive:
      return "INACTIVE";
    case ErrorCode::idempotency_conflict:
      return "IDEMPOTENCY_CONFLICT";
    case ErrorCode::already_reversed:
      return "ALREADY_REVERSED";
    case ErrorCode::credit_blocked:
      return "CREDIT_BLOCKED";
    case ErrorCode::credit_warning:
      return "CREDIT_WARNING";
    case ErrorCode::customer_locked:
      return "CUSTOMER_LOCKED";
    case ErrorCode::price_limit:
      return "PRICE_LIMIT";
    case ErrorCode::coupon_refused:
      return "COUPON_REFUSED";
    case ErrorCode::wrong_state:
      return "WRONG_STATE";
    case ErrorCode::stock_short:
      return "STOCK_SHORT";
    case ErrorCode::forbidden:
      return "FORBIDDEN";
    case ErrorCode::over_allocated:
      return "OVER_ALLOCATED";
    case ErrorCode::in_use:
      return "IN_USE";
    case ErrorCode::credit_approval:
      return "CREDIT_APPROVAL";
    case ErrorCode::busy:
      return "BUSY";
    case ErrorCode::disk_full:
      return "DISK_FULL";
    case ErrorCode::io:
      return "IO";
    case ErrorCode::corrupt:
      return "CORRUPT";
    case ErrorCode::not_a_book:
      return "NOT_A_BOOK";
    case ErrorCode::newer_schema:
      return "NEWER_SCHEMA";
    case ErrorCode::foreign_sqlite:
      return "FOREIGN_SQLITE";
    case ErrorCode::wrong_process:
      return "WRONG_PROCESS";
    case ErrorCode::closed:
      return "CLOSED";
    case ErrorCode::misuse:
      return "MISUSE";
    case ErrorCode::out_of_memory:
      return "OUT_OF_MEMORY";
    case ErrorCode::internal:
      return "INTERNAL";
    case ErrorCode::read_only:
      return "READ_ONLY";
    case ErrorCode::connection_lost:
      return "CONNECTION_LOST";
    case ErrorCode::unavailable:
      return "UNAVAILABLE";
  }
  return "UNKNOWN";
}

Error::Error(ErrorCode code, std::string message) : Error(code, {}, std::move(message)) {}

Error::Error(ErrorCode code, std::string field, std::string message,
             std::vector<std::pair<std::string, std::string>> figures)
    : problems_(single(code, std::move(field), std::move(message), std::move(figures))), what_(describe(problems_)) {}

Error::Error(std::vector<Problem> problems) : problems_(std::move(problems)) {
  // Invariant: code() and message() read the first problem without asking.
  EMPTOR_REQUIRE(!problems_.empty());
  tidy(problems_);
  what_ = describe(problems_);
}

void Problems::add(ErrorCode code, std::string field, std::string message,
                   std::vector<std::pair<std::string, std::string>> figures) {
  found_.push_back({code, std::move(field), std::move(message), std::move(figures)});
}

void Problems::check_text(std::string_view field, std::string_view text, std::size_t max_length, bool required) {
  if (text.empty()) {
    if (required) add(ErrorCode::required, std::string(field), compose("{} is required", field));
    return;
  }
  // Why first: the length of malformed text means nothing.
  if (!is_clean_utf8(text)) {
    add(ErrorCode::bad_utf8, std::string(field),
        compose("{} is not well-formed UTF-8 or holds a control character", field));
    return;
  }
  if (required && is_blank(text)) {
    add(ErrorCode::invalid, std::string(field), compose("{} is nothing but blanks", field));
    return;
  }
  if (const std::size_t length = utf8_length(text); length > max_length) {
    add(ErrorCode::too_long, std::string(field),
        compose("{} has {} characters and may have {}", field, length, max_length),
        {{"limit", compose("{}", max_length)}, {"length", compose("{}", length)}});
  }
}

void Problems::check_code(std::string_view field, std::string_view code, std::size_t max_length) {
  check_text(field, code, max_length, true);
  if (is_clean_utf8(code) && !is_blank(code) && !is_code(code))
    add(ErrorCode::invalid, std::string(field),
        compose("{} has a blank at an end, a line break, an invisible or a decomposed character", field),
        {{std::string(field), std::string(code)}});
}

void Problems::throw_if_any() {
  // Why exchange: the collector is empty again afterwards, however the call ends.
  if (!found_.empty()) throw Error(std::exchange(found_, {}));
}

void broken_invariant(const char* condition, const char* file, int line) {
  std::string_view name(file);
  // Why only the last part: the path of the machine that compiled says nothing to a reader.
  if (const auto slash = name.find_last_of("/\\"); slash != std::string_view::npos) name.remove_prefix(slash + 1);
  throw Error(ErrorCode::internal, compose("broken invariant: {} ({}:{})", condition, name, line));
}

}  // namespace emptor
