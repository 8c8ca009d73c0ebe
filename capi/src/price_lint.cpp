/// Price lists checked.
#include "emptor/price_lint.hpp"

#include "emptor/price_changes.hpp"
#include "handles.hpp"
#include "prices.hpp"
#include "rows.hpp"

using namespace emptor;
using namespace emptor::capi;

namespace {

std::vector<Column> finding_columns() {
  return {{"rule", kText},     {"grade", kText}, {"list_kind", kInteger}, {"list", kText},     {"direction", kInteger},
          {"currency", kText}, {"item", kText},  {"group", kText},        {"entry", kInteger}, {"other", kInteger},
          {"from", kDate},     {"until", kDate}, {"figures", kText},      {"message", kText}};
}

Cell entry_cell(PriceEntryId entry) { return entry ? Cell(entry) : Cell(); }

std::vector<Cell> finding_cells(const LintFinding& finding) {
  std::string figures;
  for (const auto& [name, value] : finding.figures) {
    figures += figures.empty() ? "" : ",";
    figures += name;
    figures += '=';
    figures += value;
  }
  return {to_string(finding.rule),
          to_string(finding.grade),
          static_cast<std::int32_t>(finding.list.kind),
          finding.list.code,
          static_cast<std::int32_t>(finding.list.direction),
          finding.list.currency,
          finding.product.item,
          finding.product.group,
          entry_cell(finding.entry),
          entry_cell(finding.other),
          finding.days.from,
          finding.days.until,
          figures,
          finding.message};
}

std::vector<LintRule> to_rules(std::string_view given) {
  std::vector<LintRule> rules;
  while (!given.empty()) {
    const std::size_t end = std::min(given.find(','), given.size());
    const auto rule = parse_lint_rule(given.substr(0, end));
    if (!rule) throw Error(ErrorCode::invalid, "rules", "not a rule", {{"rule", std::string(given.substr(0, end))}});
    rules.push_back(*rule);
    given.remove_prefix(std::min(end + 1, given.size()));
  }
  return rules;
}

}  // namespace

emptor_status emptor_price_lint(emptor_session* session, const emptor_price_lint_query* query,
                                std::int64_t* left_out_out, emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    const emptor_price_lint_query given = read(query);
    check_reserved(given.reserved, "query.reserved");
    LintQuery wanted{.on = optional_date(given.on, "on"),
                     .expiring_days = given.expiring_days,
                     .unused_since = optional_date(given.unused_since, "unused_since"),
                     .limit = given.limit};
    if (given.list_kind != 0) wanted.list = to_scope(given.list_kind, given.list_code, given.direction, given.currency);
    if (given.rules != nullptr) wanted.rules = to_rules(given.rules);
    const LintReport report = in.prices().lint(wanted);
    RowsBuilder rows(finding_columns());
    for (const LintFinding& finding : report.findings) rows.add(finding_cells(finding));
    rows.give(out);
    if (left_out_out != nullptr) *left_out_out = report.left_out;
  });
}

emptor_status emptor_price_lint_entries(emptor_session* session, const emptor_price_entry* entries, std::int32_t count,
                                        std::int32_t overlap, emptor_rows** rows_out,
                                        emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    const BulkReport report =
        in.price_changes().load(to_inputs(entries, count, "entries", to_entry),
                                {.dry_run = DryRun::yes,
                                 .overlap = choice(overlap, Overlap::latest, Overlap::split, "overlap"),
                                 .warn = Warn::yes});
    std::vector<Problem> problems;
    std::vector<Column> columns = finding_columns();
    columns.insert(columns.begin(), Column{"row", kInteger});
    RowsBuilder rows(std::move(columns));
    for (std::size_t i = 0; i < report.rows.size(); ++i) {
      for (Problem problem : report.rows[i].problems) {
        problem.field.insert(0, "entries[" + std::to_string(i) + "].");
        problems.push_back(std::move(problem));
      }
      for (const LintFinding& finding : report.rows[i].warnings) {
        std::vector<Cell> cells = finding_cells(finding);
        cells.insert(cells.begin(), Cell(static_cast<std::int64_t>(i)));
        rows.add(std::move(cells));
      }
    }
    if (!problems.empty()) throw Error(std::move(problems));
    rows.give(out);
  });
}
