#include "pricing/lint_rules.hpp"

#include <algorithm>
#include <tuple>

namespace emptor::pricing {
namespace {

constexpr std::int64_t one_unit = Percent::one;

std::string shown(std::int64_t micros) { return UnitPrice{micros}.value().normalized().to_string(); }
std::string shown(Date day) { return day.to_string(); }

bool holds(const EntryRow& row, Date on) { return Period{row.from, row.until}.contains(on); }

/// The days of both; nullopt: there are none.
std::optional<Period> common(const EntryRow& a, const EntryRow& b) {
  Period days{a.from, a.until};
  if (b.from && (!days.from || *days.from < *b.from)) days.from = b.from;
  if (b.until && (!days.until || *b.until < *days.until)) days.until = b.until;
  if (days.from && days.until && *days.until <= *days.from) return std::nullopt;
  return days;
}

bool same_product(const EntryRow& a, const EntryRow& b) {
  return a.product_kind == b.product_kind && a.product == b.product;
}

/// Base prices, named lists and levels are meant to be without gaps; special prices end where they please.
bool meant_to_cover(PriceListKind kind) {
  return kind == PriceListKind::base || kind == PriceListKind::named || kind == PriceListKind::level;
}

LintFact about(const LintItem& item, LintRule rule, LintGrade grade) {
  return {.rule = rule, .grade = grade, .product_kind = ProductKind::item, .product = item.item};
}

}  // namespace

std::optional<Ratio> LintItem::factor(UnitId unit) const noexcept {
  if (!unit || unit == stock_unit) return Ratio{};
  for (const UnitRatio& each : units)
    if (each.unit == unit) return each.factor;
  return std::nullopt;
}

std::optional<LintItem::Reaching> LintItem::reaching(const EntryRow& row) const {
  const auto of_unit = factor(row.basis.unit);
  if (!of_unit || row.basis.measure == BreakMeasure::amount) return std::nullopt;
  if (row.basis.measure == BreakMeasure::quantity) return Reaching{row.basis.min_quantity, row.basis.unit, *of_unit};
  const std::optional<std::int64_t>& each = row.basis.measure == BreakMeasure::weight ? weight : volume;
  if (!each || *each == 0) return std::nullopt;
  return Reaching{.quantity = Exact(row.basis.min_quantity).times(Exact(one_unit, *each)).rounded(Rounding::ceiling)};
}

std::vector<LintFact> ties_between(std::span<const EntryRow> rows, std::span<const EntryRow> others, Date on) {
  const auto key = [](const EntryRow& row) {
    return std::tuple(row.product_kind, row.product, row.basis.unit.value, row.basis.min_quantity);
  };
  std::multimap<decltype(key(rows.front())), const EntryRow*> by_key;
  for (const EntryRow& other : others) by_key.emplace(key(other), &other);
  std::vector<LintFact> found;
  for (const EntryRow& row : rows)
    for (auto [at, end] = by_key.equal_range(key(row)); at != end; ++at) {
      const EntryRow& other = *at->second;
      const auto days = common(row, other);
      if (!days || (days->until && *days->until <= on)) continue;
      found.push_back({.rule = LintRule::tie,
                       .grade = LintGrade::warning,
                       .product_kind = row.product_kind,
                       .product = row.product,
                       .entry = row.id,
                       .other = other.id,
                       .days = *days});
    }
  return found;
}

void ListLint::add(LintFact fact) {
  const std::pair rows{fact.entry.value, fact.other.value};
  // What two rows do to each other is told once, whatever item or day shows it.
  if (fact.entry && !told_.insert({fact.rule, rows}).second) return;
  facts_.push_back(std::move(fact));
}

void ListLint::look_at_rows(std::span<const EntryRow> rows) {
  std::vector<const EntryRow*> sorted;
  for (const EntryRow& row : rows)
    if (!row.until || wishes_.on < *row.until) sorted.push_back(&row);
  const auto key = [](const EntryRow* row) {
    return std::tuple(row->product_kind, row->product, row->basis.unit.value, row->basis.min_quantity);
  };
  const auto start = [](const EntryRow* row) { return row->from ? row->from->days() : since_ever_day; };
  std::sort(sorted.begin(), sorted.end(), [&](const EntryRow* a, const EntryRow* b) {
    return std::tuple(key(a), start(a), a->id.value) < std::tuple(key(b), start(b), b->id.value);
  });
  for (std::size_t i = 0; i < sorted.size(); ++i)
    // A price without an end makes room for whatever follows: only stated ends are contradicted.
    for (std::size_t j = i + 1; sorted[i]->until && j < sorted.size() && key(sorted[j]) == key(sorted[i]); ++j) {
      const auto days = common(*sorted[i], *sorted[j]);
      if (!days) break;
      add({.rule = LintRule::overlap,
           .grade = LintGrade::warning,
           .product_kind = sorted[i]->product_kind,
           .product = sorted[i]->product,
           .entry = sorted[i]->id,
           .other = sorted[j]->id,
           .days = *days,
           .figures = {{"from", shown(*days->from)}, {"until", days->until ? shown(*days->until) : ""}},
           .message = "its period meets that of an entry that starts later, which speaks on those days"});
    }
}

void ListLint::look_at_item(const LintItem& item, LintResolver& resolver) {
  find_ties(item);
  if (meant_to_cover(wishes_.kind)) find_gaps(item, resolver);
  compare_breaks(item, resolver);
  find_ends(item, resolver);
  reach(item, resolver);
}

void ListLint::find_ties(const LintItem& item) {
  for (std::size_t i = 0; i < item.rows.size(); ++i)
    for (std::size_t j = i + 1; j < item.rows.size(); ++j) {
      const EntryRow& a = *item.rows[i];
      const EntryRow& b = *item.rows[j];
      if (!same_product(a, b) || a.from != b.from || a.basis.measure != b.basis.measure) continue;
      const auto of_a = item.factor(a.basis.unit);
      const auto of_b = item.factor(b.basis.unit);
      const auto days = common(a, b);
      if (!of_a || !of_b || !days || (days->until && *days->until <= wishes_.on)) continue;
      const bool of_quantity = a.basis.measure == BreakMeasure::quantity;
      if (Exact(a.basis.min_quantity).times(of_quantity ? *of_a : Ratio{}) !=
          Exact(b.basis.min_quantity).times(of_quantity ? *of_b : Ratio{}))
        continue;
      LintFact fact = about(item, LintRule::tie, LintGrade::warning);
      fact.entry = a.id < b.id ? b.id : a.id;
      fact.other = a.id < b.id ? a.id : b.id;
      fact.days = *days;
      fact.figures = {{"min_quantity", shown(Exact(a.basis.min_quantity).times(*of_a).rounded())}};
      fact.message =
          "in the item's stock unit both begin at the same quantity and on the same day: the older one speaks";
      add(std::move(fact));
    }
}

/// The first day that is looked at, and every later one on which a row begins or ends.
std::vector<Date> ListLint::days_of_change(const LintItem& item) const {
  std::vector<Date> days{wishes_.on};
  for (const EntryRow* row : item.rows) {
    if (row->from && wishes_.on < *row->from) days.push_back(*row->from);
    if (row->until && wishes_.on < *row->until) days.push_back(*row->until);
  }
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

/// Of the rows that hold on a day (of all that have not ended), ascending, each quantity once.
std::vector<ListLint::Break> ListLint::breaks(const LintItem& item, std::optional<Date> on) const {
  std::vector<Break> found;
  for (const EntryRow* row : item.rows) {
    if (on ? !holds(*row, *on) : row->until && *row->until <= wishes_.on) continue;
    const auto least = item.reaching(*row);
    if (!least) continue;
    found.push_back({.stock_quantity = Exact(least->quantity).times(least->factor),
                     .quantity = least->quantity,
                     .unit = least->unit,
                     .factor = least->factor});
  }
  std::sort(found.begin(), found.end(),
            [](const Break& a, const Break& b) { return a.stock_quantity.less_than(b.stock_quantity); });
  found.erase(std::unique(found.begin(), found.end(),
                          [](const Break& a, const Break& b) { return a.stock_quantity == b.stock_quantity; }),
              found.end());
  return found;
}

void ListLint::find_gaps(const LintItem& item, LintResolver& resolver) {
  // The greatest break reaches whatever the list has.
  const auto all = breaks(item, std::nullopt);
  Break most{.stock_quantity = Exact(one_unit), .quantity = one_unit};
  if (!all.empty() && most.stock_quantity.less_than(all.back().stock_quantity)) most = all.back();
  const auto days = days_of_change(item);
  std::vector<std::optional<LintAnswer>> answers;
  answers.reserve(days.size());
  for (const Date day : days) answers.push_back(resolver.answer(day, most.quantity, most.unit));

  // What ended last before the first day.
  PriceEntryId before;
  std::optional<Date> ended;
  for (const EntryRow* row : item.rows)
    if (row->until && *row->until <= wishes_.on && item.factor(row->basis.unit) && (!ended || *ended < *row->until)) {
      before = row->id;
      ended = row->until;
    }
  for (std::size_t i = 0; i < days.size(); ++i) {
    if (answers[i]) {
      before = answers[i]->entry;
      ended.reset();
      continue;
    }
    std::size_t next = i + 1;
    while (next < days.size() && !answers[next]) ++next;
    const bool follows = next < days.size();
    const bool first = i == 0;
    // A price that ends for good is told as one that expires.
    if (follows || first) {
      const bool hole = follows && before;
      const bool falls_back =
          wishes_.kind != PriceListKind::base && resolver.base_answers(days[i], most.quantity, most.unit);
      LintFact fact =
          about(item, hole ? LintRule::hole : LintRule::no_price, falls_back ? LintGrade::note : LintGrade::warning);
      fact.other = before;
      if (follows) fact.entry = answers[next]->entry;
      fact.days.from = ended ? *ended : days[i];
      if (follows) fact.days.until = days[next];
      fact.figures = {{"from", shown(*fact.days.from)}, {"until", follows ? shown(days[next]) : ""}};
      if (hole) fact.figures.emplace_back("days", std::to_string(days[next] - *fact.days.from));
      fact.message = std::string(hole ? "between two prices the list has none" : "the list has no price for the item") +
                     (falls_back ? "; the base price answers" : "");
      add(std::move(fact));
    }
    i = follows ? next - 1 : days.size();
  }
}

void ListLint::compare_breaks(const LintItem& item, LintResolver& resolver) {
  for (const Date day : days_of_change(item)) {
    std::optional<std::pair<Break, LintAnswer>> lower;
    for (const Break& each : breaks(item, day)) {
      const auto answer = resolver.answer(day, each.quantity, each.unit);
      if (!answer) continue;
      find_losses(item, day, *answer);
      if (lower && lower->second.entry != answer->entry) compare(item, day, lower->first, lower->second, each, *answer);
      lower.emplace(each, *answer);
    }
  }
}

void ListLint::compare(const LintItem& item, Date on, const Break& lower, const LintAnswer& below, const Break& upper,
                       const LintAnswer& above) {
  const auto row_of = [&](PriceEntryId id) {
    const auto at =
        std::find_if(item.rows.begin(), item.rows.end(), [&](const EntryRow* row) { return row->id == id; });
    return at == item.rows.end() ? nullptr : *at;
  };
  const Exact low = Exact(below.price).times(lower.factor.inverse());
  const Exact high = Exact(above.price).times(upper.factor.inverse());
  const std::string from = shown(upper.stock_quantity.rounded());
  // Answers are rounded to millionths: less than one of them is no difference.
  if (low.plus(Exact(1)).less_than(high)) {
    LintFact fact = about(item, LintRule::dearer_unit, LintGrade::warning);
    fact.entry = above.entry;
    fact.other = below.entry;
    fact.days.from = on;
    fact.figures = {{"quantity", from}, {"price", shown(high.rounded())}, {"price_below", shown(low.rounded())}};
    fact.message = "from " + from + " on a unit costs " + shown(high.rounded()) + ", below it " + shown(low.rounded());
    return add(std::move(fact));
  }
  const EntryRow* const cheap = row_of(above.entry);
  const EntryRow* const dear = row_of(below.entry);
  if (cheap == nullptr || dear == nullptr || cheap->scale != Scale::all_units || dear->scale != Scale::all_units)
    return;
  // One unit less: the greatest whole number of stock units below the break.
  const Exact less(upper.stock_quantity.minus(Exact(1)).times(Exact(1, one_unit)).rounded(Rounding::floor), 1);
  const Exact less_micros = less.times(Exact(one_unit));
  if (less == Exact() || less_micros.less_than(lower.stock_quantity)) return;
  const Exact cost_of_less = less.times(low);
  const Exact cost = upper.stock_quantity.times(Exact(1, one_unit)).times(high);
  if (!cost.less_than(cost_of_less)) return;
  LintFact fact = about(item, LintRule::dearer_total, LintGrade::note);
  fact.entry = above.entry;
  fact.other = below.entry;
  fact.days.from = on;
  const std::string pieces = shown(less_micros.rounded());
  fact.figures = {{"quantity", pieces},
                  {"amount", shown(cost_of_less.rounded())},
                  {"break", from},
                  {"amount_at_break", shown(cost.rounded())}};
  fact.message = pieces + " cost " + shown(cost_of_less.rounded()) + ", " + from + " cost " + shown(cost.rounded());
  add(std::move(fact));
}

void ListLint::find_losses(const LintItem& item, Date on, const LintAnswer& answer) {
  const auto add_loss = [&](LintRule rule, const char* name, const LintAnswer::Compared& with) {
    LintFact fact = about(item, rule, LintGrade::warning);
    fact.entry = answer.entry;
    fact.other = with.entry;
    fact.days.from = on;
    fact.figures = {{"price", shown(answer.price)}, {name, shown(with.price)}};
    fact.message = "the price " + shown(answer.price) + " lies below the " + name + " of " + shown(with.price);
    add(std::move(fact));
  };
  if (answer.floor) add_loss(LintRule::below_floor, "floor", *answer.floor);
  if (answer.cost) add_loss(LintRule::below_cost, "cost", *answer.cost);
}

void ListLint::find_ends(const LintItem& item, LintResolver& resolver) {
  for (const EntryRow* row : item.rows) {
    if (!row->until || *row->until <= wishes_.on || wishes_.on + wishes_.expiring_days < *row->until) continue;
    const auto least = item.reaching(*row);
    if (!least || resolver.answer(*row->until, least->quantity, least->unit)) continue;
    LintFact fact{.rule = LintRule::expiring,
                  .grade = LintGrade::note,
                  .product_kind = row->product_kind,
                  .product = row->product,
                  .entry = row->id};
    fact.days.until = row->until;
    const std::string days = std::to_string(*row->until - wishes_.on);
    fact.figures = {{"until", shown(*row->until)}, {"days", days}};
    fact.message = "it ends in " + days + (days == "1" ? " day" : " days") + ", and nothing in its list follows";
    add(std::move(fact));
  }
}

void ListLint::reach(const LintItem& item, LintResolver& resolver) {
  std::vector<Date> days;
  for (const EntryRow* row : item.rows) {
    if (row->from) days.push_back(*row->from);
    if (row->until) days.push_back(*row->until);
  }
  std::sort(days.begin(), days.end());
  const Date earliest = days.empty() || wishes_.on < days.front() ? wishes_.on : days.front() - 1;
  for (const EntryRow* row : item.rows) {
    if (row->until && *row->until <= wishes_.on) continue;
    const auto least = item.reaching(*row);
    if (!least) continue;
    asked_.insert(row->id.value);
    if (reached_.contains(row->id.value)) continue;
    const auto answers = [&](Date day) {
      const auto answer = resolver.answer(day, least->quantity, least->unit);
      if (answer && answer->entry == row->id) return true;
      if (answer) hidden_by_.try_emplace(row->id.value, answer->entry);
      return false;
    };
    bool found = answers(row->from ? *row->from : earliest);
    for (std::size_t i = 0; !found && i < days.size(); ++i) found = holds(*row, days[i]) && answers(days[i]);
    if (found) reached_.insert(row->id.value);
  }
}

void ListLint::look_at_reach(std::span<const EntryRow> rows) {
  for (const EntryRow& row : rows) {
    if ((row.until && *row.until <= wishes_.on) || reached_.contains(row.id.value)) continue;
    LintFact fact{.rule = LintRule::unreachable,
                  .grade = LintGrade::warning,
                  .product_kind = row.product_kind,
                  .product = row.product,
                  .entry = row.id};
    if (const auto hidden = hidden_by_.find(row.id.value); hidden != hidden_by_.end()) fact.other = hidden->second;
    fact.days = {row.from, row.until};
    fact.message = !asked_.contains(row.id.value)
                       ? "no item can be sold by it: none is in its group, or traded in its unit"
                   : fact.other ? "another entry always comes before it"
                                : "nothing is priced by it: what it is computed from, or a break at 0, is missing";
    add(std::move(fact));
  }
}

std::vector<LintFact> ListLint::take() {
  std::stable_sort(facts_.begin(), facts_.end(), [](const LintFact& a, const LintFact& b) {
    return std::tuple(a.rule, a.product_kind, a.product, a.entry.value) <
           std::tuple(b.rule, b.product_kind, b.product, b.entry.value);
  });
  return std::move(facts_);
}

}  // namespace emptor::pricing
