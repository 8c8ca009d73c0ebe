/// The command line.
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace demo {

struct Options {
  std::filesystem::path data = "examples/data/wideworldimporters";
  std::filesystem::path book = "demo.emptor";
  std::optional<int> days;    ///< only so many days of the range
  bool each_durable = false;  ///< a durable transaction for each voucher
  bool quiet = false;
  bool help = false;
};

/// A command line that cannot be read.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

[[nodiscard]] Options parse_options(int count, const char* const* arguments);
[[nodiscard]] std::string_view usage() noexcept;

}  // namespace demo
