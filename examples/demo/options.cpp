#include "options.hpp"

#include <charconv>
#include <string>

namespace demo {

Options parse_options(int count, const char* const* arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view option = arguments[i];
    const auto value = [&] {
      if (i + 1 == count) throw UsageError(std::string(option) + " needs a value");
      return std::string_view(arguments[++i]);
    };
    if (option == "--data") {
      options.data = value();
    } else if (option == "--book") {
      options.book = value();
    } else if (option == "--days") {
      const std::string_view text = value();
      int days = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
      if (error != std::errc() || end != text.data() + text.size() || days < 1)
        throw UsageError("--days needs a whole number from 1 on");
      options.days = days;
    } else if (option == "--each") {
      options.each_durable = true;
    } else if (option == "--quiet") {
      options.quiet = true;
    } else if (option == "--help" || option == "-h") {
      options.help = true;
    } else {
      throw UsageError("unknown option " + std::string(option));
    }
  }
  return options;
}

std::string_view usage() noexcept {
  return "Replays the trade of a wholesaler through a book and compares every figure with the source.\n"
         "\n"
         "usage: emptor_demo [--data DIR] [--book FILE] [--days N] [--each] [--quiet]\n"
         "  --data DIR   the files of WideWorldImporters (examples/data/wideworldimporters)\n"
         "  --book FILE  the book that is made and left behind (demo.emptor); one of an earlier run is replaced\n"
         "               or postgresql://host/database?emptor_schema=name, where there must be none yet\n"
         "  --days N     only the first N days\n"
         "  --each       a durable transaction for each voucher instead of one for each day\n"
         "  --quiet      only the verdict\n"
         "Exit code: 0 when all figures are equal, 1 when one differs, 2 when it could not run.\n";
}

}  // namespace demo
