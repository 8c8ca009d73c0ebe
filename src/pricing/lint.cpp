/// Price lists checked: which lists, items and days are looked at, and who answers. What is wrong is for lint_rules.hpp
/// to say.
#include "pricing/lint.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include "catalog/cards.hpp"
#include "parties/cards.hpp"
#include "pricing/lint_rules.hpp"
#include "pricing/question.hpp"
#include "pricing/scope.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace pricing {
namespace {

using access::Work;

constexpr std::size_t saved_items_max = 1'000;

Sequence sequence_for(PriceListKind kind) {
  switch (kind) {
    case PriceListKind::base:
      return Sequence::of({.sources = {PriceSource::base}});
    case PriceListKind::named:
      return Sequence::of({.sources = {PriceSource::assigned_list}});
    case PriceListKind::location:
      return Sequence::of({.sources = {PriceSource::location_item, PriceSource::location_group}});
    default:
      return Sequence::of({.sources = {PriceSource::special_item, PriceSource::special_group}});
  }
}

/// Answers for one list. Cards are its own, so that what is not committed leaves nothing behind.
class ListResolver final : public LintResolver {
 public:
  ListResolver(Work& work, std::optional<PriceCache>& cache, const ListRow& list)
      : work_(work),
        cache_(cache),
        list_(list),
        sequence_(sequence_for(list.kind)),
        base_(sequence_for(PriceListKind::base)) {
    prepare();
  }

  void turn_to(ItemId item) {
    if (cache_->bytes() > PriceCache::bytes_max) {
      cache_.emplace();
      prepare();
    }
    item_ = item;
    facts_.item = &cache_->item(work_, item, list_.direction);
  }

  std::optional<LintAnswer> answer(Date on, std::int64_t quantity, UnitId unit) override {
    if (!bind(on, quantity, unit)) return std::nullopt;
    facts_.sequence = &sequence_;
    std::optional<CostQuote> cost;
    if (list_.direction == Direction::sales) cost = cost_quote(work_, *cache_, item_, facts_);
    facts_.cost = cost ? std::optional(cost->unit_price) : std::nullopt;
    const auto quote = resolve_now(facts_);
    if (!quote || quote->list != list_.id) return std::nullopt;
    LintAnswer answer{.entry = quote->entry, .price = quote->price_before_rules.value_or(quote->unit_price).micros};
    if (quote->limit && quote->limit->side == PriceRuleKind::floor)
      answer.floor = {.price = quote->limit->price.micros, .entry = quote->limit->entry};
    if (cost) {
      const Exact with_tax(checked_add(Percent::one, quote->tax_included ? facts_.tax_rate.micros : 0), Percent::one);
      const Exact compared = cost->unit_price.times(with_tax);
      if (Exact(answer.price).less_than(compared))
        answer.cost = {.price = compared.rounded(), .entry = cost->quote.entry};
    }
    return answer;
  }

  bool base_answers(Date on, std::int64_t quantity, UnitId unit) override {
    if (!bind(on, quantity, unit)) return false;
    facts_.sequence = &base_;
    facts_.cost.reset();
    Facts of_base = facts_;
    of_base.list_chosen = false;
    return resolve_now(of_base).has_value();
  }

 private:
  /// Where an exchange rate is missing, there is no price.
  static std::optional<PriceQuote> resolve_now(const Facts& facts) {
    try {
      return resolve(facts);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::no_rate) throw;
      return std::nullopt;
    }
  }

  void prepare() {
    cache_->refresh(work_);
    buyer_ = cache_->buyer_of(work_, list_);
    const ListHandle handle = cache_->lists().handle(list_.id);
    facts_ = {};
    facts_.party = buyer_.get();
    facts_.lists = cache_->lists().facts();
    facts_.bases = &cache_->bases();
    facts_.currency = list_.currency;
    facts_.base = cache_->lists().base(list_.direction, list_.currency);
    facts_.rounding = cache_->policy().rounding;
    if (list_.kind == PriceListKind::location) facts_.location = handle;
    facts_.list_chosen = list_.kind == PriceListKind::named;
    if (facts_.list_chosen) facts_.chosen = handle;
  }

  bool bind(Date on, std::int64_t quantity, UnitId unit) {
    const auto factor = facts_.item->factor(unit);
    if (!factor) return false;
    facts_.on = on;
    facts_.quantity = quantity;
    facts_.unit = unit;
    facts_.factor = *factor;
    facts_.tax_rate = catalog::tax_rate(work_, catalog::card(work_, item_).tax_code, on);
    formulas_.bind(work_, *cache_, item_, list_.direction, facts_);
    return true;
  }

  Work& work_;
  std::optional<PriceCache>& cache_;
  const ListRow& list_;
  const Sequence sequence_;
  const Sequence base_;
  PackedPtr<PartyPrices> buyer_;
  ItemId item_{};
  Facts facts_{};
  FormulaFacts formulas_;
};

class Linter {
 public:
  Linter(Work& work, const LintQuery& query)
      : work_(work), query_(query), on_(query.on ? *query.on : settings::today(work)) {}

  LintReport run() {
    if (query_.unused_since && work_.session().visit_used_prices != nullptr)
      work_.session().visit_used_prices(work_, *query_.unused_since, [&](std::int64_t entry) { used_.insert(entry); });
    for (const ListRow& list : wanted_lists()) look_at(list);
    return std::move(report_);
  }

  /// Only what concerns these entries of the list.
  void look_at(const ListRow& list, const std::unordered_set<std::int64_t>* only = nullptr) {
    if (!cache_ || cache_->bytes() > PriceCache::bytes_max) cache_.emplace();
    const auto recorded = entries_known_at(work_.tx(), list.id, std::nullopt);
    if (recorded.empty()) return;
    std::vector<EntryRow> rows;
    rows.reserve(recorded.size());
    for (const RecordedEntry& each : recorded) rows.push_back(each.row);
    report_.entries += static_cast<std::int64_t>(rows.size());

    ListLint lint({.kind = list.kind, .on = on_, .expiring_days = query_.expiring_days});
    lint.look_at_rows(rows);
    bool complete = true;
    look_at_items(list, rows, only, lint, complete);
    std::vector<LintFact> facts;
    if (complete) lint.look_at_reach(rows);
    facts = lint.take();
    add_switched_off(list, rows, facts);
    add_group_ties(list, rows, facts);
    if (query_.unused_since) add_unused(recorded, facts);
    give(list, facts, only);
  }

  [[nodiscard]] LintReport& report() noexcept { return report_; }

 private:
  [[nodiscard]] bool asked(LintRule rule) const {
    return query_.rules.empty() || std::find(query_.rules.begin(), query_.rules.end(), rule) != query_.rules.end();
  }

  std::vector<ListRow> wanted_lists() {
    std::vector<ListRow> lists;
    if (query_.list) {
      Problems problems;
      const auto list = find_scope(work_, *query_.list, "list", problems);
      problems.throw_if_any();
      if (list->id) lists.push_back(*list);
      return lists;
    }
    for (const auto kind : {PriceListKind::base, PriceListKind::named, PriceListKind::level, PriceListKind::customer,
                            PriceListKind::customer_group, PriceListKind::location, PriceListKind::everyone})
      for (ListRow& row : read_lists(work_.tx(), kind))
        if (row.step.empty()) lists.push_back(std::move(row));
    std::sort(lists.begin(), lists.end(), [](const ListRow& a, const ListRow& b) { return a.id < b.id; });
    return lists;
  }

  /// The items that a list prices; of one that is meant to cover, all. `complete`: none was left out.
  void look_at_items(const ListRow& list, const std::vector<EntryRow>& rows,
                     const std::unordered_set<std::int64_t>* only, ListLint& lint, bool& complete) {
    std::multimap<std::pair<ProductKind, std::int64_t>, const EntryRow*> by_product;
    std::vector<ItemId> items;
    bool everything = only == nullptr && list.kind <= PriceListKind::level && asked(LintRule::no_price);
    for (const EntryRow& row : rows) {
      by_product.emplace(std::pair(row.product_kind, row.product), &row);
      if (only != nullptr && !only->contains(row.id.value)) continue;
      if (row.product_kind == ProductKind::item && !catalog::card(work_, ItemId(row.product)).archived)
        items.emplace_back(row.product);
      if (row.product_kind == ProductKind::everything) everything = true;
      if (row.product_kind == ProductKind::group) {
        const auto members = catalog::items(work_, ItemGroupId(row.product));
        items.insert(items.end(), members.begin(), members.end());
      }
    }
    if (everything) items = catalog::items(work_);
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
    if (only != nullptr && items.size() > saved_items_max) {
      items.resize(saved_items_max);
      complete = false;
    }
    ListResolver resolver(work_, cache_, list);
    for (const ItemId id : items) {
      resolver.turn_to(id);
      const catalog::ItemCard& card = catalog::card(work_, id);
      std::vector<UnitRatio> units;
      for (const catalog::UnitFactor& unit : card.units) units.push_back({unit.unit, unit.factor});
      LintItem item{.item = id.value, .units = units, .stock_unit = card.unit};
      item.weight = card.weight;
      item.volume = card.volume;
      const auto add = [&](ProductKind kind, std::int64_t product) {
        const auto [begin, end] = by_product.equal_range({kind, product});
        for (auto at = begin; at != end; ++at) item.rows.push_back(at->second);
      };
      add(ProductKind::item, id.value);
      for (const ItemGroupId group : card.groups) add(ProductKind::group, group.value);
      add(ProductKind::everything, 0);
      lint.look_at_item(item, resolver);
    }
  }

  /// Special prices whose source the access sequence does not name.
  void add_switched_off(const ListRow& list, const std::vector<EntryRow>& rows, std::vector<LintFact>& facts) {
    const bool location = list.kind == PriceListKind::location;
    if (!location && list.kind <= PriceListKind::level && list.kind != PriceListKind::level) return;
    const Sequence& sequence = cache_->policy().sequence(list.direction);
    for (const EntryRow& row : rows) {
      const bool item = row.product_kind == ProductKind::item;
      const PriceSource source = location ? (item ? PriceSource::location_item : PriceSource::location_group)
                                          : (item ? PriceSource::special_item : PriceSource::special_group);
      if (sequence.names(source) || (row.until && *row.until <= on_)) continue;
      facts.push_back({.rule = LintRule::unreachable,
                       .grade = LintGrade::warning,
                       .product_kind = row.product_kind,
                       .product = row.product,
                       .entry = row.id,
                       .days = {row.from, row.until},
                       .figures = {{"source", std::string(to_string(source))}},
                       .message = "the access sequence does not name its source"});
    }
  }

  /// Customers that are in two groups of one priority get the prices of the one whose code comes first.
  void add_group_ties(const ListRow& list, const std::vector<EntryRow>& rows, std::vector<LintFact>& facts) {
    if (list.kind != PriceListKind::customer_group || cache_->policy().sequence(list.direction).best_price) return;
    const PartyGroupId group(list.owner);
    const auto members = parties::members(work_, group, on_);
    for (const ListRow& other : read_lists(work_.tx(), PriceListKind::customer_group)) {
      if (!other.step.empty() || other.owner == list.owner || other.direction != list.direction ||
          other.currency != list.currency ||
          parties::group_priority(work_, PartyGroupId(other.owner)) != parties::group_priority(work_, group))
        continue;
      const auto theirs = parties::members(work_, PartyGroupId(other.owner), on_);
      const auto both = std::find_if(members.begin(), members.end(), [&](PartyId party) {
        return std::binary_search(theirs.begin(), theirs.end(), party) && holds_directly(party, group) &&
               holds_directly(party, PartyGroupId(other.owner));
      });
      if (both == members.end()) continue;
      const std::string code = parties::group_code(work_, group);
      const std::string their_code = parties::group_code(work_, PartyGroupId(other.owner));
      // Told once, with the list whose code comes later: its prices are the ones that are not given.
      if (code < their_code) continue;
      for (LintFact& fact : ties_between(rows, entries_of_list(work_.tx(), other.id), on_)) {
        fact.figures = {{"customer", parties::card(work_, *both).code}, {"group", code}, {"other_group", their_code}};
        fact.message =
            "customers in both groups get the other one's price, because its code comes first: the groups "
            "have the same priority";
        facts.push_back(std::move(fact));
      }
    }
  }

  [[nodiscard]] bool holds_directly(PartyId party, PartyGroupId group) {
    const auto& groups = parties::card(work_, party).on(on_).groups;
    return std::any_of(groups.begin(), groups.end(),
                       [&](const parties::GroupRank& rank) { return rank.group == group && rank.distance == 0; });
  }

  void add_unused(const std::vector<RecordedEntry>& recorded, std::vector<LintFact>& facts) {
    constexpr std::int64_t day_micros = std::int64_t{86'400} * 1'000'000;
    const Date since = *query_.unused_since;
    for (const RecordedEntry& each : recorded) {
      const EntryRow& row = each.row;
      const bool in_force = (!row.from || *row.from <= since) && (!row.until || on_ < *row.until);
      if (!in_force || each.recorded_at.micros > since.days() * day_micros || used_.contains(row.id.value)) continue;
      facts.push_back({.rule = LintRule::unused,
                       .grade = LintGrade::note,
                       .product_kind = row.product_kind,
                       .product = row.product,
                       .entry = row.id,
                       .days = {since, {}},
                       .figures = {{"since", since.to_string()}},
                       .message = "no voucher dated since " + since.to_string() + " has used it"});
    }
  }

  void give(const ListRow& list, const std::vector<LintFact>& facts, const std::unordered_set<std::int64_t>* only) {
    std::map<LintRule, int> given;
    const PriceScope scope{.kind = list.kind,
                           .code = code_of(work_, list),
                           .direction = list.direction,
                           .currency = std::string(list.currency.code())};
    for (const LintFact& fact : facts) {
      if (!asked(fact.rule)) continue;
      if (only != nullptr && !only->contains(fact.entry.value) && !only->contains(fact.other.value)) continue;
      if (++given[fact.rule] > query_.limit) {
        ++report_.left_out;
        continue;
      }
      LintFinding& finding = report_.findings.emplace_back();
      finding.rule = fact.rule;
      finding.grade = fact.grade;
      finding.list = scope;
      if (fact.product_kind == ProductKind::item)
        finding.product.item = catalog::card(work_, ItemId(fact.product)).code;
      if (fact.product_kind == ProductKind::group)
        finding.product.group = catalog::item_group_code(work_, ItemGroupId(fact.product));
      finding.entry = fact.entry;
      finding.other = fact.other;
      finding.days = fact.days;
      finding.figures = fact.figures;
      finding.message = fact.message;
    }
  }

  Work& work_;
  const LintQuery& query_;
  const Date on_;
  std::optional<PriceCache> cache_;
  std::unordered_set<std::int64_t> used_;
  LintReport report_;
};

}  // namespace

std::vector<std::vector<LintFinding>> lint_saved(Work& work, std::span<const PriceEntryId> entries) {
  std::unordered_set<std::int64_t> saved;
  std::set<PriceListId> lists;
  for (const PriceEntryId id : entries) {
    saved.insert(id.value);
    lists.insert(read_entry(work.tx(), id)->row.list);
  }
  const LintQuery query{.limit = 100'000};
  Linter linter(work, query);
  for (const PriceListId list : lists) linter.look_at(*read_list(work.tx(), list), &saved);
  std::vector<std::vector<LintFinding>> found(entries.size());
  std::map<PriceEntryId, std::size_t> places;
  for (std::size_t i = 0; i < entries.size(); ++i) places.emplace(entries[i], i);
  for (const LintFinding& finding : linter.report().findings)
    for (const PriceEntryId row : {finding.entry, finding.other})
      if (const auto at = places.find(row); at != places.end()) found[at->second].push_back(finding);
  return found;
}

}  // namespace pricing

LintReport Prices::lint(const LintQuery& query) const {
  constexpr int days_max = 3'660;
  constexpr int limit_max = 100'000;
  Problems problems;
  if (query.expiring_days < 0 || query.expiring_days > days_max)
    problems.add(ErrorCode::range, "expiring_days", "between 0 and 3,660 days",
                 {{"value", std::to_string(query.expiring_days)}, {"max", std::to_string(days_max)}});
  if (query.limit < 1 || query.limit > limit_max)
    problems.add(ErrorCode::range, "limit", "between 1 and 100,000 findings",
                 {{"value", std::to_string(query.limit)}, {"max", std::to_string(limit_max)}});
  for (std::size_t i = 0; i < query.rules.size(); ++i)
    if (to_string(query.rules[i]).empty())
      problems.add(ErrorCode::invalid, "rules[" + std::to_string(i) + "]", "not a rule");
  problems.throw_if_any();
  auto work = access::Work::read(*state_);
  return pricing::Linter(work, query).run();
}

}  // namespace emptor
