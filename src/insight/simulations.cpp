/// Rehearsing changes of prices and promotions on past sales.
#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <limits>
#include <map>
#include <set>

#include "catalog/cards.hpp"
#include "emptor/vouchers.hpp"
#include "insight/asking.hpp"
#include "insight/baskets.hpp"
#include "parties/selection.hpp"
#include "pricing/question.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Work;
using insight::Compared;
using insight::Line;
using insight::Sums;

/// The first day that is asked about; nullopt: since ever.
std::optional<Date> first_day(const SimulationQuery& query, Date today) {
  if (query.on) return query.on;
  if (query.lines.empty()) return query.dated.from;
  Date first = query.lines.front().on.value_or(today);
  for (const SimulatedLine& line : query.lines) first = std::min(first, line.on.value_or(today));
  return first;
}

class Simulating {
 public:
  Simulating(Work& work, const SimulationQuery& query, const insight::Rehearsal& rehearsal)
      : work_(work), query_(query), rehearsal_(rehearsal), asking_(work, query, rehearsal) {
    if (rehearsal.promotes) baskets_.emplace(work, rehearsal, asking_.before(), asking_.after(), query.dated);
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
  }

  Simulation run() {
    if (query_.lines.empty())
      all_posted();
    else
      typed();
    promote();
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
      const std::string name = source == kept_rule   ? "kept"
                               : source == gift_rule ? "gift"
                                                     : std::string(to_string(static_cast<PriceSource>(source)));
      return SimulationRow{name, name};
    });
    std::map<std::int64_t, SimulationRow> names;
    std::set<std::string> limited;
    for (const auto* programmes : {&rehearsal_.before, &rehearsal_.after})
      for (const promotions::RecordedProgramme& each : *programmes) {
        names[each.programme.origin.value] = {each.programme.code, each.name};
        if (promotions::is_limited(each.programme) && programmes_.contains(each.programme.origin.value))
          limited.insert(each.programme.code);
      }
    made.programmes = rows(programmes_, [&](std::int64_t origin) { return names[origin]; });
    made.limits_not_counted.assign(limited.begin(), limited.end());
    return made;
  }

 private:
  static constexpr std::int64_t kept_rule = -1;
  static constexpr std::int64_t gift_rule = -2;
  using Groups = boost::unordered_flat_map<std::int64_t, Sums>;

  void all_posted() {
    const bool together = asking_.counts_documents();
    posted(together);
    if (together || !asking_.counts_documents()) return;
    // It became known on the way.
    sale_.clear();
    lines_.clear();
    total_ = {};
    for (Groups* each : {&customers_, &items_, &rules_, &programmes_}) each->clear();
    other_currencies_ = 0;
    posted(true);
  }

  /// `together`: the lines of a voucher are counted before any of them is priced.
  void posted(bool together) {
    auto rows = work_.tx().statement(
        "SELECT v.party_id, v.doc_date, v.priced_on, v.currency, v.tax_mode, v.location_id, l.item_id, l.unit_id, "
        "l.quantity, l.source, l.discount, l.tax_code_id, l.tax_rate, l.net, l.tax, l.promotion, l.gift_of, v.id, "
        "l.found_price "
        "FROM emptor_voucher v JOIN emptor_voucher_line l ON l.voucher_id = v.id "
        "WHERE v.doc_date >= ?1 AND v.doc_date < ?2 AND v.kind = ?3 AND v.reverses IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM emptor_voucher r WHERE r.reverses = v.id) "
        "ORDER BY v.doc_date, v.id, l.line");
    rows.bind(query_.dated.from.value_or(parties::since_ever),
              query_.dated.until.value_or(Date(std::numeric_limits<std::int32_t>::max())), VoucherKind::sale);
    std::vector<Line> lines;
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
      line.voucher = rows.id<VoucherTag>(17);
      line.question = {.party = party,
                       .item = rows.id<ItemTag>(6),
                       .quantity = Quantity{rows.integer(8)},
                       .unit = rows.id<UnitTag>(7),
                       .on = query_.on         ? *query_.on
                             : rows.is_null(2) ? rows.date(1)
                                               : rows.date(2),
                       .currency = currency_,
                       .location = rows.id<LocationTag>(5)};
      // What a customer rate took off is no typed discount; one of 0 is, and stands beside what would have been paid.
      const bool typed_zero = !rows.is_null(18) && source != PriceSource::typed;
      if (source != PriceSource::customer_rate && (discount.micros != 0 || typed_zero)) {
        line.question.without_rate = true;
        line.facts.discount = discount;
      }
      line.facts.quantity = line.question.quantity;
      line.facts.mode = static_cast<TaxMode>(rows.integer(4));
      line.promotion = rows.is_null(15) ? 0 : rows.integer(15);
      line.tax_code = rows.id<TaxCodeTag>(11);
      line.tax_rate = Percent{rows.integer(12)};
      line.net = rows.integer(13);
      line.tax = rows.integer(14);
      line.gift = !rows.is_null(16);
      line.keep = line.gift || (source == PriceSource::typed && query_.typed_prices == TypedPrices::keep);
      if (!together) {
        add(line);
        continue;
      }
      if (!lines.empty() && lines.front().voucher != line.voucher) add_together(lines);
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
    if (baskets_) {
      // What programmes gave is asked anew.
      if (!line.gift) gather(line);
      return;
    }
    const insight::AskedLine asked = asking_.ask(line);
    Compared compared = insight::compare(asked.before, line.promotion, asked.after, line.promotion, rounding_);
    if (line.keep) {
      compared.before = {line.net, line.tax};
      if (asking_.rate_after(line) == line.tax_rate) compared.after = compared.before;
      if (line.gift) compared.promotions_before = compared.promotions_after = 0;
    }
    count(line, asked.after.source, compared);
  }

  void count(const Line& line, PriceSource source, Compared& compared) {
    compared.sold = line.net;
    compared.kept = line.keep;
    total_.add(compared);
    customers_[line.question.party.value].add(compared);
    items_[line.question.item.value].add(compared);
    rules_[line.keep ? kept_rule : static_cast<std::int64_t>(source)].add(compared);
  }

  /// Lines of one sale are neighbours.
  void gather(const Line& line) {
    if (!sale_.empty()) {
      const Line& last = sale_.back();
      const bool same = line.voucher
                            ? line.voucher == last.voucher
                            : line.question.party == last.question.party && line.question.on == last.question.on;
      if (!same) promote();
    }
    const insight::AskedLine asked = asking_.ask(line);
    if (asked.before.priced && asked.after.priced) {
      lines_.push_back(asked);
      sale_.push_back(line);
      sale_.back().question.document = nullptr;
      return;
    }
    Compared unpriced{.priced = false};
    count(line, PriceSource::none, unpriced);
  }

  /// What programmes give to the sale that was gathered.
  void promote() {
    if (sale_.empty()) return;
    const insight::Promoted given = baskets_->promote(sale_.front().voucher, lines_);
    for (std::size_t i = 0; i < sale_.size(); ++i) {
      const insight::AskedLine& each = lines_[i];
      Compared compared = insight::compare(each.before, given.off_before[i], each.after, given.off_after[i], rounding_);
      count(sale_[i], each.after.source, compared);
    }
    for (const insight::ProgrammeShare& share : given.shares) {
      programmes_[share.programme.value].add(share.figures);
      if (!share.gift) continue;
      total_.add(share.figures);
      customers_[sale_.front().question.party.value].add(share.figures);
      items_[share.gift.value].add(share.figures);
      rules_[gift_rule].add(share.figures);
    }
    sale_.clear();
    lines_.clear();
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
  const insight::Rehearsal& rehearsal_;
  insight::Asking asking_;
  Rounding rounding_ = Rounding::half_up;
  Currency currency_{};
  std::optional<std::vector<PartyId>> chosen_;
  Sums total_;
  Groups customers_;
  Groups items_;
  Groups rules_;
  Groups programmes_;  ///< by their first version
  std::optional<insight::Baskets> baskets_;
  std::vector<Line> sale_;  ///< what was gathered of one
  std::vector<insight::AskedLine> lines_;
  std::int64_t other_currencies_ = 0;
};

}  // namespace

Simulation Simulations::simulate(const SimulatedChanges& changes, const SimulationQuery& query) const {
  if (query.dated.from && query.dated.until && *query.dated.until < *query.dated.from)
    throw Error(ErrorCode::range, "dated", "the period ends before it begins");
  if (query.typed_prices != TypedPrices::keep && query.typed_prices != TypedPrices::reprice)
    throw Error(ErrorCode::invalid, "typed_prices", "not a way to treat typed prices");
  auto work = Work::read(*state_);
  const auto rehearsal = insight::rehearse(work, changes, first_day(query, settings::today(work)));
  return Simulating(work, query, rehearsal).run();
}

}  // namespace emptor
