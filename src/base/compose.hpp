// Text from a pattern, as fmt::format makes it. fmt's own code is compiled in one file only: the header-only form,
// which a static library wants (its user may link another fmt), otherwise costs seconds and megabytes in every file
// that calls it.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <vector>

namespace emptor {

std::string compose_arguments(fmt::string_view pattern, fmt::format_args arguments);

/// `pattern` with its {} filled in; checked against the types when compiled.
template <typename... Args>
std::string compose(fmt::format_string<Args...> pattern, Args&&... arguments) {
  return compose_arguments(pattern, fmt::make_format_args(arguments...));
}

/// The parts one after the other, with `between` between them.
std::string joined(const std::vector<std::string>& parts, std::string_view between);

}  // namespace emptor
