/// Rehearsing changes of prices on past sales.
#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <limits>
#include <span>

#include "catalog/cards.hpp"
#include "emptor/simulation.hpp"
#include "emptor/vouchers.hpp"
#include "insight/rules.hpp"
#include "parties/selection.hpp"
#include "pricing/draft.hpp"
#include "pricing/question.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Work;
using insight::Compared;
using insight::LineFacts;
using insight::Sums;

/// A line as it was sold, or as it is only asked about.
struct Line {
  pricing::Question question{};
  LineFacts facts{};
  TaxCodeId tax_code{};
  Percent tax_rate{};  ///< as sold
  std::int64_t net = 0;
  std::int64_t tax = 0;
  bool keep = false;
  bool posted = false;  ///< else its document takes the tax basis of the price
  bool gift = false;    ///< counts for no break
};

/// The first day that is asked about; nullopt: since ever.
std::optional<Date> first_day(const SimulationQuery& query, Date today) {
  if (query.on) return query.on;
  if (query.lines.empty()) return query.dated.from;
  Date first = query.lines.front().on.value_or(today);
  for (const SimulatedLine& line : query.lines) first = std::min(first, line.on.value_or(today));
  return first;
}

pricing::Draft draft_of(Work& work, const SimulatedChanges& changes, std::optional<Date> first_day) {
  Problems problems;
  pricing::Draft draft;
  for (std::size_t i = 0; i < changes.tax_rates.size(); ++i) {
    const TaxRateChange& change = changes.tax_rates[i];
    const std::string field = "changes.tax_rates[" + std::to_string(i) + "].";
    const TaxCodeId code = catalog::find_tax_code(work, change.tax_code);
    if (!code)
      problems.add(ErrorCode::unknown_reference, field + "tax_code", "no tax code has this code",
                   {{"code", change.tax_code}});
    if (change.rate.micros < 0 || change.rate.micros > 10 * Percent::one)
      problems.add(ErrorCode::range, field + "rate", "a tax rate lies between 0 % and 1,000 %",
                   {{"rate", change.rate.value().to_string()}});
    draft.tax_rates[code.value] = change.rate;
  }
  problems.throw_if_any();
  std::vector<PriceEntryInput> prices = changes.prices;
  for (std::size_t i = 0; i < changes.price_changes.size(); ++i) {
    PriceChange change = changes.price_changes[i];
    if (!change.from && !first_day)
      throw Error(ErrorCode::required, "changes.price_changes[" + std::to_string(i) + "].from",
                  "without a first day of sales, a change says from when on it holds");
    if (!change.from) change.from = first_day;
    auto changed = pricing::changed_entries(work, change, "changes.price_changes[" + std::to_string(i) + "].");
    for (PriceEntryInput& entry : changed.entries) prices.push_back(std::move(entry));
  }
  pricing::add_to_draft(work, std::span<const PriceEntryInput>(prices), draft);
  pricing::add_to_draft(work, std::span<const DiscountInput>(changes.discounts), draft);
  pricing::add_to_draft(work, std::span<const PriceRuleInput>(changes.rules), draft);
  return draft;
}

class Simulating {
 public:
  Simulating(Work& work, const SimulationQuery& query, const pricing::Draft& draft)
      : work_(work), query_(query), now_(work.cache<pricing::PriceCache>()) {
    then_.rehearse(draft);
    const BookSettings& settings = settings::current(work);
    rounding_ = settings.rounding;
    currency_ = settings.currency;
    if (query.currency) {
      const auto currency = Currency::find(*query.currency);
      if (!currency)
        throw Error(ErrorCode::unknown_currency, "currency", "not an ISO 4217 code", {{"code", *query.currency}});
      currency_ = *currency;
    }
    chosen_ = parties::select(
        work, {.party = query.customer, .group = query.customer_group, .salesperson = query.salesperson},
        query.on ? *query.on : settings::today(work));
    memory_.resize(remembered);
  }

  Simulation run() {
    if (query_.lines.empty())
      all_posted();
    else
      typed();
    Simulation made{.total = total_.figures(currency_), .other_currencies = other_currencies_};
    made.customers = rows(customers_, [&](std::int64_t id) {
      const auto& card = parties::card(work_, PartyId(id));
      return SimulationRow{card.code, card.name};
    });
    made.items = rows(items_, [&](std::int64_t id) {
      const auto& card = catalog::card(work_, ItemId(id));
      return SimulationRow{card.code, card.name};
    });
    made.rules = rows(rules_, [&](std::int64_t source) {
      const std::string name = source == kept_rule ? "kept" : std::string(to_string(static_cast<PriceSource>(source)));
      return SimulationRow{name, name};
    });
    return made;
  }

 private:
  static constexpr std::int64_t kept_rule = -1;
  /// Answers kept for questions that come again: the last one in each place.
  static constexpr std::size_t remembered = 1U << 14U;

  struct Answers {
    pricing::Question question{};
    LineFacts facts{};
    TaxCodeId tax_code{};
    Percent tax_rate{};
    Compared compared{};
    PriceSource source = PriceSource::none;
    bool posted = false;
  };
  using Groups = boost::unordered_flat_map<std::int64_t, Sums>;

  /// Whether a break has been met that counts more than its line.
  [[nodiscard]] bool counts_documents() const noexcept { return now_.counts_documents() || then_.counts_documents(); }

  void all_posted() {
    const bool together = counts_documents();
    posted(together);
    if (together || !counts_documents()) return;
    // It became known on the way.
    total_ = {};
    customers_.clear();
    items_.clear();
    rules_.clear();
    other_currencies_ = 0;
    posted(true);
  }

  /// `together`: the lines of a voucher are counted before any of them is priced.
  void posted(bool together) {
    auto rows = work_.tx().statement(
        together ? store::Sql("SELECT v.party_id, v.doc_date, v.priced_on, v.currency, v.tax_mode, v.location_id, "
                              "l.item_id, l.unit_id, "
                              "l.quantity, l.source, l.discount, l.tax_code_id, l.tax_rate, l.net, l.tax, l.promotion, "
                              "l.gift_of, v.id "
                              "FROM emptor_voucher v JOIN emptor_voucher_line l ON l.voucher_id = v.id "
                              "WHERE v.doc_date >= ?1 AND v.doc_date < ?2 AND v.kind = ?3 AND v.reverses IS NULL "
                              "AND NOT EXISTS (SELECT 1 FROM emptor_voucher r WHERE r.reverses = v.id) "
                              "ORDER BY v.id, l.line")
                 : store::Sql("SELECT v.party_id, v.doc_date, v.priced_on, v.currency, v.tax_mode, v.location_id, "
                              "l.item_id, l.unit_id, "
                              "l.quantity, l.source, l.discount, l.tax_code_id, l.tax_rate, l.net, l.tax, l.promotion, "
                              "l.gift_of, v.id "
                              "FROM emptor_voucher v JOIN emptor_voucher_line l ON l.voucher_id = v.id "
                              "WHERE v.doc_date >= ?1 AND v.doc_date < ?2 AND v.kind = ?3 AND v.reverses IS NULL "
                              "AND NOT EXISTS (SELECT 1 FROM emptor_voucher r WHERE r.reverses = v.id)"));
    rows.bind(query_.dated.from.value_or(parties::since_ever),
              query_.dated.until.value_or(Date(std::numeric_limits<std::int32_t>::max())), VoucherKind::sale);
    std::vector<Line> lines;
    std::int64_t voucher = 0;
    while (rows.step()) {
      const PartyId party = rows.id<PartyTag>(0);
      if (chosen_ && !std::binary_search(chosen_->begin(), chosen_->end(), party)) continue;
      if (rows.currency(3) != currency_) {
        ++other_currencies_;
        continue;
      }
      const auto source = static_cast<PriceSource>(rows.integer(9));
      const Percent discount{rows.integer(10)};
      Line line;
      line.posted = true;
      line.question = {.party = party,
                       .item = rows.id<ItemTag>(6),
                       .quantity = Quantity{rows.integer(8)},
                       .unit = rows.id<UnitTag>(7),
                       .on = query_.on         ? *query_.on
                             : rows.is_null(2) ? rows.date(1)
                                               : rows.date(2),
                       .currency = currency_,
                       .location = rows.id<LocationTag>(5)};
      // What a customer rate took off is no typed discount.
      if (source != PriceSource::customer_rate && discount.micros != 0) {
        line.question.without_rate = true;
        line.facts.discount = discount;
      }
      line.facts.quantity = line.question.quantity;
      line.facts.mode = static_cast<TaxMode>(rows.integer(4));
      line.facts.promotion = rows.is_null(15) ? 0 : rows.integer(15);
      line.tax_code = rows.id<TaxCodeTag>(11);
      line.tax_rate = Percent{rows.integer(12)};
      line.net = rows.integer(13);
      line.tax = rows.integer(14);
      line.keep = !rows.is_null(16) || (source == PriceSource::typed && query_.typed_prices == TypedPrices::keep);
      if (!together) {
        add(line);
        continue;
      }
      if (voucher != rows.integer(17)) add_together(lines);
      voucher = rows.integer(17);
      line.gift = !rows.is_null(16);
      lines.push_back(line);
    }
    add_together(lines);
  }

  /// The lines of one voucher, which then are none.
  void add_together(std::vector<Line>& lines) {
    pricing::DocumentCounts counts;
    for (const Line& line : lines)
      if (!line.gift)
        pricing::count_line(work_, counts, Direction::sales, line.question.item, line.question.quantity,
                            line.question.unit);
    for (Line& line : lines) {
      line.question.document = &counts;
      add(line);
    }
    lines.clear();
  }

  void typed() {
    for (std::size_t i = 0; i < query_.lines.size(); ++i) {
      const SimulatedLine& given = query_.lines[i];
      Line line;
      try {
        line.question = pricing::to_question(work_, {.item = given.item,
                                                     .customer = given.customer,
                                                     .quantity = given.quantity,
                                                     .unit = given.unit,
                                                     .on = query_.on ? query_.on : given.on,
                                                     .currency = std::string(currency_.code()),
                                                     .location = given.location});
      } catch (const Error& error) {
        throw Error(error.code(), "lines[" + std::to_string(i) + "]." + error.field(), error.message());
      }
      line.question.without_rate = given.discount.micros != 0;
      line.facts = {.quantity = given.quantity, .discount = given.discount};
      line.tax_code = catalog::card(work_, line.question.item).tax_code;
      add(line);
    }
  }

  void add(const Line& line) {
    const Answers& answers = ask(line);
    Compared compared = answers.compared;
    compared.sold = line.net;
    if (line.keep) {
      const std::int64_t amount = line.facts.mode == TaxMode::inclusive ? checked_add(line.net, line.tax) : line.net;
      compared.kept = compared.priced = true;
      compared.before = {line.net, line.tax};
      compared.after = insight::taxed(amount, line.facts.mode, rate_after(line), rounding_);
      if (rate_after(line) == line.tax_rate) compared.after = compared.before;
    }
    total_.add(compared);
    customers_[line.question.party.value].add(compared);
    items_[line.question.item.value].add(compared);
    rules_[line.keep ? kept_rule : static_cast<std::int64_t>(answers.source)].add(compared);
  }

  [[nodiscard]] Percent rate_before(const Line& line) {
    if (line.posted && !query_.on) return line.tax_rate;
    return catalog::tax_rate(work_, line.tax_code, line.question.on);
  }
  [[nodiscard]] Percent rate_after(const Line& line) {
    const auto changed = then_.draft()->tax_rate(line.tax_code);
    return changed ? *changed : rate_before(line);
  }

  static std::size_t place_of(const pricing::Question& question) {
    const auto mixed = static_cast<std::uint64_t>(question.party.value) * 0x9E3779B97F4A7C15U +
                       static_cast<std::uint64_t>(question.item.value) * 0xC2B2AE3D27D4EB4FU +
                       static_cast<std::uint64_t>(question.quantity.micros) * 0x165667B19E3779F9U +
                       static_cast<std::uint64_t>(question.on.days());
    return static_cast<std::size_t>((mixed ^ (mixed >> 29U)) * 0x9E3779B97F4A7C15U >> 50U);
  }
  static bool same(const Answers& answers, const Line& line) {
    const pricing::Question& a = answers.question;
    const pricing::Question& b = line.question;
    return a.party == b.party && a.item == b.item && a.quantity.micros == b.quantity.micros && a.unit == b.unit &&
           a.on == b.on && a.location == b.location && a.without_rate == b.without_rate &&
           answers.facts.mode == line.facts.mode && answers.facts.discount == line.facts.discount &&
           answers.facts.promotion == line.facts.promotion && answers.tax_code == line.tax_code &&
           answers.tax_rate == line.tax_rate && answers.posted == line.posted;
  }

  const Answers& ask(const Line& line) {
    Answers& answers = memory_[place_of(line.question)];
    if (line.question.document == nullptr && same(answers, line)) return answers;
    answers = {.question = line.question,
               .facts = line.facts,
               .tax_code = line.tax_code,
               .tax_rate = line.tax_rate,
               .posted = line.posted};
    const auto before = price(now_, line, rate_before(line), answers.compared.cost_before);
    const auto after = price(then_, line, rate_after(line), answers.compared.cost_after);
    answers.compared.priced = before && after;
    if (before) answers.compared.before = before->first;
    if (after) {
      answers.compared.after = after->first;
      answers.source = after->second;
    }
    return answers;
  }

  using Answer = std::optional<std::pair<insight::Priced, PriceSource>>;

  Answer price(pricing::PriceCache& cache, const Line& line, Percent rate, std::optional<std::int64_t>& cost_out) {
    const pricing::BoundQuestion bound(work_, cache, line.question, false);
    if (const auto cost = pricing::cost_quote(work_, cache, line.question.item, bound.facts()))
      cost_out = extend(line.facts.quantity, cost->unit_price, currency_, rounding_).minor;
    const auto quote = pricing::resolve(bound.facts());
    if (!quote) return std::nullopt;
    std::optional<pricing::Exact> exact;
    if (quote->amount && line.facts.discount.micros != 0) {
      pricing::Discounting discounting;
      static_cast<void>(pricing::resolve(bound.facts(), discounting));
      exact = discounting.result;
    }
    LineFacts facts = line.facts;
    if (!line.posted && quote->tax_included) facts.mode = TaxMode::inclusive;
    return std::pair{insight::price_line(facts, *quote, exact, rate, rounding_), quote->source};
  }

  template <class Describe>
  std::vector<SimulationRow> rows(const Groups& groups, Describe describe) {
    std::vector<SimulationRow> found;
    found.reserve(groups.size());
    for (const auto& [key, sums] : groups) {
      found.push_back(describe(key));
      found.back().figures = sums.figures(currency_);
    }
    const auto size = [](const SimulationRow& row) {
      const std::int64_t gain = row.figures.gain().minor;
      return gain < 0 ? -gain : gain;
    };
    std::sort(found.begin(), found.end(), [&](const SimulationRow& a, const SimulationRow& b) {
      return size(a) != size(b) ? size(a) > size(b) : a.code < b.code;
    });
    return found;
  }

  Work& work_;
  const SimulationQuery& query_;
  pricing::PriceCache& now_;  ///< what the book says
  pricing::PriceCache then_;  ///< what it would say
  Rounding rounding_ = Rounding::half_up;
  Currency currency_{};
  std::optional<std::vector<PartyId>> chosen_;
  std::vector<Answers> memory_;
  Sums total_;
  Groups customers_;
  Groups items_;
  Groups rules_;
  std::int64_t other_currencies_ = 0;
};

}  // namespace

Simulation Simulations::simulate(const SimulatedChanges& changes, const SimulationQuery& query) const {
  if (query.dated.from && query.dated.until && *query.dated.until < *query.dated.from)
    throw Error(ErrorCode::range, "dated", "the period ends before it begins");
  if (query.typed_prices != TypedPrices::keep && query.typed_prices != TypedPrices::reprice)
    throw Error(ErrorCode::invalid, "typed_prices", "not a way to treat typed prices");
  auto work = Work::read(*state_);
  const pricing::Draft draft = draft_of(work, changes, first_day(query, settings::today(work)));
  return Simulating(work, query, draft).run();
}

}  // namespace emptor
