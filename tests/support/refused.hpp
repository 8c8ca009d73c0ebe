/// What a call was refused for.
#pragma once

#include <string>
#include <string_view>

#include "emptor/base.hpp"
#include "support/test.hpp"

namespace emptor::test {

/// Runs a call that must throw an Error, and returns it.
template <class Call>
[[nodiscard]] Error refused(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  FAIL("the call was not refused");
  return {ErrorCode::internal, ""};
}

/// "TOO_LONG(name) DUPLICATE_CODE(code)": every problem of a refused call.
template <class Call>
[[nodiscard]] std::string refusal(Call call) {
  const Error error = refused(call);
  std::string text;
  for (const Problem& problem : error.problems()) {
    if (!text.empty()) text += ' ';
    text += std::string(to_string(problem.code)) + '(' + problem.field + ')';
  }
  return text;
}

/// A figure of the first problem; "" when it has none of this name.
[[nodiscard]] inline std::string figure(const Error& error, std::string_view name) {
  for (const auto& [key, value] : error.problems().front().figures)
    if (key == name) return value;
  return {};
}

}  // namespace emptor::test
