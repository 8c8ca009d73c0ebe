/// The matrix: resolved in one snapshot, kept as plain values, told as an Arrow stream.
#include <algorithm>
#include <string>

#include "base/arrow.hpp"
#include "catalog/cards.hpp"
#include "emptor/price_analysis.hpp"
#include "parties/cards.hpp"
#include "pricing/breaks.hpp"
#include "pricing/matrix_changes.hpp"
#include "pricing/matrix_selection.hpp"
#include "pricing/question.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Work;

constexpr std::size_t prices_max = 20'000'000;
constexpr int amount_scale = 4;  ///< no currency has more minor units

struct Cell {
  std::int64_t quantity = 0;
  std::int64_t unit_price = 0;
  std::int64_t base_price = 0;
  std::int64_t amount = 0;  ///< minor units
  std::int64_t list = 0;
  std::int64_t entry = 0;
  std::uint32_t customer = 0;
  std::uint32_t item = 0;
  Currency currency{};
  PriceSource source = PriceSource::none;  ///< none: no price applies
  bool tax_included = false;
  bool has_base = false;
  bool no_rate = false;  ///< without a price, for want of an exchange rate
};

struct Product {
  std::string code;
  std::string unit;
};

/// The finished matrix.
class Table final : public arrow::Source {
 public:
  std::vector<std::string> customers;
  std::vector<Product> items;
  std::vector<Cell> cells;

  [[nodiscard]] static std::vector<arrow::Column> columns() {
    using arrow::Kind;
    return {{"customer", Kind::text},
            {"item", Kind::text},
            {"unit", Kind::text},
            {"quantity", Kind::decimal, Quantity::scale},
            {"unit_price", Kind::decimal, UnitPrice::scale},
            {"currency", Kind::text},
            {"tax_included", Kind::truth},
            {"amount", Kind::decimal, amount_scale},
            {"base_price", Kind::decimal, UnitPrice::scale},
            {"source", Kind::text},
            {"list", Kind::integer},
            {"entry", Kind::integer},
            {"missing", Kind::text}};
  }

  void fill(std::vector<arrow::Values>& out) override {
    const std::size_t end = std::min(at_ + arrow::rows_of_batch, cells.size());
    for (arrow::Values& column : out) column.reserve(end - at_);
    for (; at_ < end; ++at_) add(cells[at_], out);
  }

 private:
  void add(const Cell& cell, std::vector<arrow::Values>& out) const {
    const Product& item = items[cell.item];
    out[0].add(std::string_view(customers[cell.customer]));
    out[1].add(std::string_view(item.code));
    out[2].add(std::string_view(item.unit));
    out[3].add(detail::Int128{cell.quantity});
    if (cell.source == PriceSource::none) {
      for (std::size_t i = 4; i < 12; ++i) out[i].add_null();
      out[12].add(to_string(cell.no_rate ? ErrorCode::no_rate : ErrorCode::no_price));
      return;
    }
    out[4].add(detail::Int128{cell.unit_price});
    out[5].add(cell.currency.code());
    out[6].add(cell.tax_included);
    out[7].add(arrow::rescaled(cell.amount, cell.currency.minor_units(), amount_scale));
    cell.has_base ? out[8].add(detail::Int128{cell.base_price}) : out[8].add_null();
    out[9].add(to_string(cell.source));
    cell.list != 0 ? out[10].add(detail::Int128{cell.list}) : out[10].add_null();
    cell.entry != 0 ? out[11].add(detail::Int128{cell.entry}) : out[11].add_null();
    out[12].add_null();
  }

  std::size_t at_ = 0;
};

void sort_out(auto& found) {
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
}

/// Keys in the order of their codes.
template <class IdType, class CodeOf>
void sort_by_code(std::vector<IdType>& ids, std::vector<std::string>& codes, CodeOf code_of) {
  std::vector<std::pair<std::string, IdType>> named;
  named.reserve(ids.size());
  for (const IdType id : ids) named.emplace_back(code_of(id), id);
  std::sort(named.begin(), named.end());
  codes.reserve(named.size());
  for (std::size_t i = 0; i < named.size(); ++i) {
    ids[i] = named[i].second;
    codes.push_back(std::move(named[i].first));
  }
}

class Resolving {
 public:
  Resolving(Work& work, const MatrixQuery& query, pricing::MatrixSelection asked)
      : work_(work),
        cache_(work.cache<pricing::PriceCache>()),
        asked_(std::move(asked)),
        since_(query.changed_since),
        rounding_(settings::current(work).rounding),
        table_(std::make_unique<Table>()) {
    for (const Quantity quantity : query.quantities) quantities_.push_back(quantity.micros);
    sort_out(quantities_);
    sort_by_code(asked_.customers, table_->customers, [&](PartyId id) { return parties::card(work_, id).code; });
    std::vector<std::string> codes;
    sort_by_code(asked_.items, codes, [&](ItemId id) { return catalog::card(work_, id).code; });
    for (std::size_t i = 0; i < codes.size(); ++i)
      table_->items.push_back(
          {std::move(codes[i]), catalog::unit_code(work_, catalog::card(work_, asked_.items[i]).unit)});
    cache_.refresh(work_);
    if (since_) follow(*since_);
  }

  std::unique_ptr<Table> run() {
    check_size(asked_.customers.size() * asked_.items.size() * std::max<std::size_t>(quantities_.size(), 1));
    if (!since_) table_->cells.reserve(asked_.customers.size() * asked_.items.size() * quantities_.size());
    for (std::uint32_t customer = 0; customer < asked_.customers.size(); ++customer)
      for (std::uint32_t item = 0; item < asked_.items.size(); ++item) price(customer, item);
    return std::move(table_);
  }

 private:
  static void check_size(std::size_t prices) {
    if (prices > prices_max)
      throw Error(ErrorCode::limit, "customers", "a matrix holds up to 20,000,000 prices; ask in parts",
                  {{"prices", std::to_string(prices)}, {"max", std::to_string(prices_max)}});
  }

  void follow(const MatrixRevision& since) {
    changes_.emplace(work_, since.change);
    everything_ =
        changes_->everything() || cache_.policy().sequence(asked_.question.direction).names(PriceSource::last_price);
    if (everything_) return;
    // Once for each item, and not for each of its customers.
    for (const ItemId item : asked_.items) item_changed_.push_back(changes_->touches(catalog::card(work_, item)));
  }
  /// By what was recorded since.
  bool changed(std::uint32_t customer, std::uint32_t item) {
    if (!since_ || everything_ || item_changed_[item]) return true;
    const PartyId party = asked_.customers[customer];
    return changes_->touches(party) || changes_->touches(party, catalog::card(work_, asked_.items[item]));
  }

  void price(std::uint32_t customer, std::uint32_t item) {
    pricing::Question question = asked_.question;
    question.party = asked_.customers[customer];
    question.item = asked_.items[item];
    const bool recorded = changed(customer, item);
    if (!recorded && since_->on == question.on) return;
    for (const std::int64_t quantity : quantities_.empty() ? breaks(question) : quantities_) {
      question.quantity.micros = quantity;
      const auto found = pricing::answer(work_, cache_, question);
      if (!recorded) {
        pricing::Question before = question;
        before.on = since_->on;
        if (pricing::answer(work_, cache_, before) == found) continue;
      }
      keep(customer, item, question, found);
    }
  }

  /// 1, and where the price changes.
  const std::vector<std::int64_t>& breaks(pricing::Question question) {
    breaks_.clear();
    question.quantity.micros = Percent::one;
    breaks_.push_back(question.quantity.micros);
    const pricing::Answer first = pricing::answer(work_, cache_, question);
    if (first.missing == ErrorCode::no_rate) return breaks_;
    const pricing::Thresholds found =
        pricing::thresholds(pricing::BoundQuestion(work_, cache_, question, false).facts());
    std::vector<std::int64_t> wanted = found.quantities;
    std::erase_if(wanted, [](std::int64_t quantity) { return quantity <= Percent::one; });
    sort_out(wanted);
    auto before = first.quote;
    const auto ask = [&](std::int64_t quantity) {
      question.quantity.micros = quantity;
      auto quote = pricing::answer(work_, cache_, question).quote;
      const bool same = quote.has_value() == before.has_value() &&
                        (!quote || (quote->unit_price == before->unit_price && quote->entry == before->entry));
      if (!same) breaks_.push_back(quantity);
      before = quote;
    };
    if (found.amounts.empty()) {
      for (const std::int64_t quantity : wanted) ask(quantity);
      return breaks_;
    }
    // Amounts are reached at quantities that hang on the price, which hangs on the quantity: from each price on, where
    // would it be?
    std::vector<std::int64_t> all = wanted;
    all.push_back(Percent::one);
    for (const std::int64_t from : std::vector<std::int64_t>(all)) {
      question.quantity.micros = from;
      const auto quote = pricing::answer(work_, cache_, question).quote;
      if (!quote) continue;
      const UnitPrice price = quote->price_before_discounts.value_or(quote->unit_price);
      for (const std::int64_t amount : found.amounts)
        if (price.micros > 0) all.push_back(pricing::quantity_for(amount, price.micros));
    }
    std::erase_if(all, [](std::int64_t quantity) { return quantity <= Percent::one; });
    sort_out(all);
    for (const std::int64_t quantity : all) ask(quantity);
    return breaks_;
  }

  void keep(std::uint32_t customer, std::uint32_t item, const pricing::Question& question,
            const pricing::Answer& found) {
    check_size(table_->cells.size() + 1);
    Cell& cell = table_->cells.emplace_back();
    cell.customer = customer;
    cell.item = item;
    cell.quantity = question.quantity.micros;
    cell.no_rate = found.missing == ErrorCode::no_rate;
    const std::optional<PriceQuote>& quote = found.quote;
    if (!quote) return;
    cell.unit_price = quote->unit_price.micros;
    cell.currency = quote->currency;
    cell.tax_included = quote->tax_included;
    cell.source = quote->source;
    cell.list = quote->list.value;
    cell.entry = quote->entry.value;
    cell.amount = quote->amount ? quote->amount->minor
                                : extend(question.quantity, quote->unit_price, quote->currency, rounding_).minor;
    cell.has_base = quote->base_price.has_value();
    if (quote->base_price) cell.base_price = quote->base_price->micros;
  }

  Work& work_;
  pricing::PriceCache& cache_;
  pricing::MatrixSelection asked_;
  std::optional<MatrixRevision> since_;
  Rounding rounding_;
  std::vector<std::int64_t> quantities_;
  std::vector<std::int64_t> breaks_;
  std::optional<pricing::MatrixChanges> changes_;
  bool everything_ = false;
  std::vector<bool> item_changed_;
  std::unique_ptr<Table> table_;
};

std::int64_t newest_change(Work& work) {
  auto rows = work.tx().statement("SELECT coalesce(max(id), 0) FROM emptor_change");
  rows.step();
  return rows.integer(0);
}

}  // namespace

PriceMatrix PriceAnalysis::matrix(const MatrixQuery& query) const {
  auto work = Work::read(*state_);
  pricing::MatrixSelection asked = pricing::select(work, query);
  PriceMatrix made;
  made.revision = {newest_change(work), asked.question.on};
  if (query.changed_since && query.changed_since->change > made.revision.change)
    throw Error(
        ErrorCode::range, "changed_since", "the audit trail has not come that far",
        {{"change", std::to_string(query.changed_since->change)}, {"newest", std::to_string(made.revision.change)}});
  auto table = Resolving(work, query, std::move(asked)).run();
  made.rows = static_cast<std::int64_t>(table->cells.size());
  made.stream = arrow::make_stream(
      Table::columns(),
      {{"emptor.revision", std::to_string(made.revision.change)}, {"emptor.on", made.revision.on.to_string()}},
      std::move(table));
  return made;
}

}  // namespace emptor
