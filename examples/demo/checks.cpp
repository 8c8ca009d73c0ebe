#include "checks.hpp"

#include <algorithm>

namespace demo {

void Check::differs(const std::string& where, const std::string& got, const std::string& expected) {
  ++differing_;
  keep(where + ": " + got + ", the source says " + expected);
}

void Check::failed(std::string where, std::string why) {
  ++compared_;
  ++differing_;
  keep(std::move(where) + ": " + std::move(why));
}

void Check::keep(std::string example) {
  if (examples_.size() < kept_max) examples_.push_back(std::move(example));
}

bool Checks::passed() const { return std::ranges::all_of(checks_, &Check::passed); }

void Checks::report(Console& console) const {
  Table table({"compared with the source", ">pairs", ">differing", ""});
  for (const Check& check : checks_)
    table.row({check.what(), grouped(check.compared()), grouped(check.differing()),
               check.passed()          ? "equal"
               : check.compared() == 0 ? "NEVER COMPARED"
                                       : "DIFFERENT"});
  console.table(table);
  for (const Check& check : checks_) {
    if (check.passed()) continue;
    console.always(check.what() + ": " + counted(check.differing(), "difference") + " in " +
                   counted(check.compared(), "pair"));
    for (const std::string& example : check.examples()) console.always("    " + example);
  }
}

}  // namespace demo
