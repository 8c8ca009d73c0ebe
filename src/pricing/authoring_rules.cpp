/// Checks of what endings, limits and formulas say.
#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "pricing/authoring.hpp"
#include "pricing/rules.hpp"
#include "pricing/scope.hpp"
#include "settings/policies.hpp"

namespace emptor::pricing {

void Authoring::add(const PriceRuleInput& input, const std::string& prefix) {
  if (to_string(input.kind).empty())
    return problems_.add(ErrorCode::invalid, prefix + "kind", "not a kind of price rule");
  const bool ending = input.kind == PriceRuleKind::ending;
  if (!ending && to_string(input.base).empty())
    return problems_.add(ErrorCode::invalid, prefix + "base", "not a base of limits");
  const auto list = find_step_scope(work_, input.buyer, to_string(input.kind),
                                    ending ? std::string_view() : to_string(input.base), prefix + "buyer", problems_);
  Prepared prepared{.list = list.value_or(ListRow{}), .entry = {}, .prefix = prefix};
  EntryRow& row = prepared.entry.row;
  row.list = prepared.list.id;
  prepared.entry.of_customer = input.buyer.kind == PriceListKind::customer;
  prepared.entry.replaces = input.replaces;
  check_product(input.product, prefix, row);
  check_value(input, prefix, row);
  check_basis(input.unit, Decimal(1), input.min_quantity, prefix, row);
  row.basis.min_amount = scaled(prefix + "min_price", input.min_price, UnitPrice::scale, Decimal(0), greatest());
  check_valid(input.valid, prefix, row);
  if (list && input.replaces) check_replaced(*input.replaces, prefix, *list, row);
  prepared_.push_back(std::move(prepared));
}

void Authoring::check_value(const PriceRuleInput& input, const std::string& prefix, EntryRow& row) {
  if (input.kind == PriceRuleKind::ending) {
    row.kind = ValueKind::ending;
    if (input.value) problems_.add(ErrorCode::invalid, prefix + "value", "only floors and ceilings have a value");
    if (input.ending.multiple.sign() == 0)
      problems_.add(ErrorCode::required, prefix + "ending.multiple", "an ending has a multiple");
    return check_ending(input.ending, prefix + "ending", row.formula);
  }
  row.kind = limit_kind(input.base);
  if (input.ending != PriceEnding{})
    problems_.add(ErrorCode::invalid, prefix + "ending", "a floor or ceiling has no ending");
  if (input.min_price.sign() != 0)
    problems_.add(ErrorCode::invalid, prefix + "min_price", "only endings have a smallest price");
  if (to_string(input.on_breach).empty())
    problems_.add(ErrorCode::invalid, prefix + "on_breach", "not an answer to a breach");
  row.formula.on_breach = input.on_breach;
  if (!input.value) return problems_.add(ErrorCode::required, prefix + "value", "a floor or ceiling has a value");
  if (input.base == LimitBase::amount)
    row.value = scaled(prefix + "value", *input.value, UnitPrice::scale, Decimal(0), greatest());
  else if (input.base == LimitBase::margin)
    row.value = scaled(prefix + "value", *input.value, 4, Decimal(0), Decimal::scaled(999'999, 4));
  else
    row.value = scaled(prefix + "value", *input.value, 4, Decimal(0), Decimal(10'000));
}

void Authoring::check_ending(const PriceEnding& ending, const std::string& field, Formula& out) {
  out.multiple = scaled(field + ".multiple", ending.multiple, UnitPrice::scale, Decimal(0), Decimal(1'000'000'000));
  out.offset = scaled(field + ".offset", ending.offset, UnitPrice::scale, -ending.multiple, ending.multiple);
  if (ending.rounding > Rounding::floor)
    problems_.add(ErrorCode::invalid, field + ".rounding", "not a way of rounding");
  out.rounding = ending.rounding;
}

void Authoring::check_formula(const PriceEntryInput& input, const std::string& prefix, const ListRow* list,
                              EntryRow& row) {
  if (!input.of_list && (!input.rate_type.empty() || input.rate_on))
    problems_.add(ErrorCode::invalid, prefix + (input.rate_on ? "rate_on" : "rate_type"),
                  "only a price of another list is converted");
  if (!input.of_list && input.addend.sign() == 0 && input.ending == PriceEnding{} && !input.margin) return;
  const auto invalid = [&](const char* field, const char* sentence) {
    problems_.add(ErrorCode::invalid, prefix + field, sentence);
  };
  if (input.margin && input.of_list) return invalid("of_list", "a margin is over the cost, not over another list");
  if (!input.percent_of_base && !input.margin)
    return invalid("percent_of_base", "a list, an addend or an ending goes with a percentage");
  if (input.scale != Scale::all_units) invalid("scale", "a formula follows the breaks of the list that it looks at");
  row.kind = ValueKind::formula;
  row.formula.addend = scaled(prefix + "addend", input.addend, UnitPrice::scale, -greatest(), greatest());
  check_ending(input.ending, prefix + "ending", row.formula);
  if (!input.of_list) return;
  const std::string field = prefix + "of_list";
  const auto of_list = pricing::find_list(work_.tx(), PriceListKind::named, input.list.direction, 0, *input.of_list);
  if (!of_list)
    return problems_.add(ErrorCode::unknown_reference, field, "no list has this code", {{"code", *input.of_list}});
  row.of_list = of_list->id;
  if (list == nullptr) return;
  check_conversion(input, prefix, *list, *of_list, row);
  if (of_list->tax_included != list->tax_included)
    invalid("of_list", "one of the two lists includes the tax, the other does not");
  check_cycle(field, of_list->id, *list);
}

/// A rate that is missing is refused here where it can be known: on a day that is given.
void Authoring::check_conversion(const PriceEntryInput& input, const std::string& prefix, const ListRow& list,
                                 const ListRow& of_list, EntryRow& row) {
  if (of_list.currency == list.currency) {
    if (!input.rate_type.empty() || input.rate_on)
      problems_.add(ErrorCode::invalid, prefix + (input.rate_on ? "rate_on" : "rate_type"),
                    "lists of one currency are not converted");
    return;
  }
  if (!input.rate_type.empty()) problems_.check_code(prefix + "rate_type", input.rate_type, 40);
  row.rate_type = input.rate_type;
  row.rate_on = input.rate_on;
  if (!input.rate_on || settings::find_rate(work_, of_list.currency, list.currency, *input.rate_on, input.rate_type))
    return;
  const Error missing =
      settings::no_rate(prefix + "rate_on", of_list.currency, list.currency, *input.rate_on, input.rate_type);
  const Problem& problem = missing.problems().front();
  problems_.add(problem.code, problem.field, problem.message, problem.figures);
}

/// Walks from the list that is looked at: it must not come back, nor go too far.
void Authoring::check_cycle(const std::string& field, PriceListId of_list, const ListRow& list) {
  std::vector<FormulaEdge> edges = formula_edges(work_.tx());
  std::erase_if(edges, [&](const FormulaEdge& edge) { return replaced_.contains(edge.entry); });
  edges.insert(edges.end(), edges_.begin(), edges_.end());
  // Level by level, each list once: many entries of one list look at the same other one.
  std::map<PriceListId, std::string> level{{of_list, {}}};
  int below = 1;
  for (int depth = 1; depth <= chain_max && !level.empty(); ++depth) {
    if (const auto circle = level.find(list.id); circle != level.end() && list.id)
      return problems_.add(ErrorCode::cycle, field, "the list would be derived from itself",
                           {{"entries", circle->second}});
    below = depth;
    std::map<PriceListId, std::string> next;
    for (const FormulaEdge& edge : edges) {
      const auto from = level.find(edge.list);
      if (from == level.end()) continue;
      const std::string entry = edge.entry ? std::to_string(edge.entry.value) : std::string("new");
      next.try_emplace(edge.of_list, from->second.empty() ? entry : from->second + "," + entry);
    }
    level = std::move(next);
  }
  if (!level.empty()) below = chain_max + 1;
  // What is derived from this list already hangs below it.
  int above = 0;
  std::set<PriceListId> hanging{list.id};
  while (list.id && !hanging.empty() && above <= chain_max) {
    std::set<PriceListId> next;
    for (const FormulaEdge& edge : edges)
      if (hanging.contains(edge.of_list)) next.insert(edge.list);
    hanging = std::move(next);
    if (!hanging.empty()) ++above;
  }
  if (below + above > chain_max)
    return problems_.add(ErrorCode::limit, field, "too many lists that are derived from each other",
                         {{"max", std::to_string(chain_max)}});
  edges_.push_back({PriceEntryId(), list.id, of_list});
}

}  // namespace emptor::pricing
