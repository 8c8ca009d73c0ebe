/// The names of what lint finds and of what becomes of versions.
#include <array>
#include <utility>

#include "emptor/price_lint.hpp"
#include "emptor/price_versions.hpp"

namespace emptor {
namespace {

constexpr std::array<std::pair<LintRule, std::string_view>, 11> rules{{
    {LintRule::tie, "tie"},
    {LintRule::overlap, "overlap"},
    {LintRule::unreachable, "unreachable"},
    {LintRule::no_price, "no_price"},
    {LintRule::hole, "hole"},
    {LintRule::dearer_unit, "dearer_unit"},
    {LintRule::dearer_total, "dearer_total"},
    {LintRule::below_floor, "below_floor"},
    {LintRule::below_cost, "below_cost"},
    {LintRule::expiring, "expiring"},
    {LintRule::unused, "unused"},
}};

}  // namespace

std::string_view to_string(LintRule rule) noexcept {
  for (const auto& [each, name] : rules)
    if (each == rule) return name;
  return "";
}

std::optional<LintRule> parse_lint_rule(std::string_view name) noexcept {
  for (const auto& [rule, each] : rules)
    if (each == name) return rule;
  return std::nullopt;
}

std::string_view to_string(LintGrade grade) noexcept {
  switch (grade) {
    case LintGrade::note:
      return "note";
    case LintGrade::warning:
      return "warning";
  }
  return "";
}

std::string_view to_string(VersionState state) noexcept {
  switch (state) {
    case VersionState::draft:
      return "draft";
    case VersionState::approved:
      return "approved";
    case VersionState::retired:
      return "retired";
  }
  return "";
}

std::string_view to_string(RowChange change) noexcept {
  switch (change) {
    case RowChange::added:
      return "added";
    case RowChange::changed:
      return "changed";
    case RowChange::removed:
      return "removed";
  }
  return "";
}

}  // namespace emptor
