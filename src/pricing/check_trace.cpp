/// What voucher lines keep of their discounts, checked against the entries, which never change.
#include "pricing/discounts.hpp"
#include "pricing/resolve.hpp"
#include "pricing/store_entries.hpp"

namespace emptor::pricing {
namespace {

/// "" when the entry says what was applied.
std::string check_applied(access::Work& work, const AppliedDiscount& applied, const std::string& step) {
  const std::string name = "entry " + std::to_string(applied.entry);
  const auto entry = read_entry(work.tx(), PriceEntryId(applied.entry));
  if (!entry) return name + " is missing";
  const auto list = read_list(work.tx(), entry->row.list);
  if (!list || list->step != step) return name + " is no discount of step " + step;
  if (entry->row.kind != applied.kind) return name + " is of another kind";
  if (applied.kind == ValueKind::percent_off && remaining_factor(entry->row) != applied.factor)
    return name + " has another percentage";
  // An amount in the stock unit may have been taken off another one: its sign is all that stays.
  if (applied.kind == ValueKind::amount_off && applied.amount.negative() != (entry->row.value < 0))
    return name + " has another amount";
  return {};
}

/// "" when the rule says what was done.
std::string check_finish(access::Work& work, const FinishStep& step) {
  const std::string name = "rule " + std::to_string(step.entry);
  const auto entry = read_entry(work.tx(), PriceEntryId(step.entry));
  if (!entry) return name + " is missing";
  const auto list = read_list(work.tx(), entry->row.list);
  if (!list || list->step != to_string(step.kind)) return name + " is no " + std::string(to_string(step.kind));
  const Formula& kept = entry->row.formula;
  if (step.kind == PriceRuleKind::ending &&
      (kept.multiple != step.ending.multiple || kept.offset != step.ending.offset ||
       kept.rounding != step.ending.rounding))
    return name + " is another ending";
  return {};
}

/// "" when each entry of a chain goes back to the next one's list.
std::string check_lineage(access::Work& work, const std::vector<std::int64_t>& lineage) {
  std::optional<PriceListId> of_list;
  for (std::size_t i = 0; i < lineage.size(); ++i) {
    const std::string name = "entry " + std::to_string(lineage[i]);
    const auto entry = read_entry(work.tx(), PriceEntryId(lineage[i]));
    if (!entry) return name + " is missing";
    const bool last = i + 1 == lineage.size();
    const bool formula = entry->row.kind == ValueKind::formula || entry->row.kind == ValueKind::percent_of_base;
    if ((!last && !formula) || (of_list && *of_list && entry->row.list != *of_list))
      return name + " is not part of this chain";
    of_list = entry->row.of_list;
  }
  return {};
}

/// "" when the break counts beyond its line, and what it counted reaches it.
std::string check_counted(access::Work& work, const CountedBreak& counted) {
  const std::string name = "entry " + std::to_string(counted.entry);
  const auto entry = read_entry(work.tx(), PriceEntryId(counted.entry));
  if (!entry) return name + " is missing";
  if (!entry->row.basis.counts_more()) return name + " counts the line";
  if (counted.counted.less_than(Exact(entry->row.basis.min_quantity))) return name + " was not reached";
  return {};
}

}  // namespace

std::string check_trace(access::Work& work, std::string_view trace, bool tax_included, UnitPrice unit_price) {
  const ReadDiscounting read = read_discounting(trace);
  for (std::size_t i = 0; i < read.discounting.steps.size(); ++i)
    for (const AppliedDiscount& each : read.discounting.steps[i].applied)
      if (std::string fault = check_applied(work, each, read.step_names[i]); !fault.empty()) return fault;
  for (const FinishStep& step : read.discounting.finish)
    if (std::string fault = check_finish(work, step); !fault.empty()) return fault;
  for (const CountedBreak& counted : read.discounting.counted)
    if (std::string fault = check_counted(work, counted); !fault.empty()) return fault;
  if (std::string fault = check_lineage(work, read.discounting.lineage); !fault.empty()) return fault;
  const std::int64_t replayed = replay(read.discounting);
  if (replayed != read.discounting.unit_price)
    return "replayed to " + UnitPrice{replayed}.value().normalized().to_string();
  // On the other tax basis the price was rounded by a policy of that day, which is not kept.
  if (read.discounting.tax_included == tax_included && replayed != unit_price.micros)
    return "the price of the line is " + unit_price.value().normalized().to_string();
  return {};
}

std::string check_kept_price(access::Work& work, ItemId item, PriceEntryId entry, std::string_view trace,
                             bool tax_included, UnitPrice unit_price) {
  if (entry) {
    const std::string name = "entry " + std::to_string(entry.value);
    const auto found = read_entry(work.tx(), entry);
    if (!found) return name + " is missing";
    if (found->row.product_kind == ProductKind::item && found->row.product != item.value)
      return name + " is of another item";
  }
  return trace.empty() ? std::string() : check_trace(work, trace, tax_included, unit_price);
}

}  // namespace emptor::pricing
