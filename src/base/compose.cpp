#define FMT_HEADER_ONLY 1
#include "base/compose.hpp"

#include <fmt/format.h>

namespace emptor {

std::string compose_arguments(fmt::string_view pattern, fmt::format_args arguments) {
  return fmt::vformat(pattern, arguments);
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  return fmt::format("{}", fmt::join(parts, between));
}

}  // namespace emptor
