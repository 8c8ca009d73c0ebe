/// What the breaks of a document count: before its lines are priced, and when they are audited.
#include <algorithm>
#include <map>

#include "catalog/cards.hpp"
#include "pricing/cache.hpp"
#include "pricing/discounts.hpp"
#include "pricing/resolve.hpp"
#include "pricing/store_entries.hpp"

namespace emptor::pricing {
namespace {

/// What the lines of a voucher say about one entry.
struct Told {
  std::size_t first = 0;  ///< the first line that names it
  Exact counted;
  Exact least;  ///< of the lines that name it
};

Exact in_unit(const catalog::ItemCard& item, UnitId from, UnitId to, std::int64_t quantity) {
  const auto factor = [&](UnitId unit) { return unit ? item.factor(unit) : std::optional(Ratio{}); };
  const auto of_from = factor(from);
  const auto of_to = factor(to);
  if (!of_from || !of_to) return {};
  return Exact(quantity < 0 ? -quantity : quantity).times(*of_from).times(of_to->inverse());
}

std::string shown(const Exact& micros) { return Quantity{micros.rounded()}.value().normalized().to_string(); }

}  // namespace

bool counts_documents(access::Work& work) { return work.cache<PriceCache>().counts_documents(); }

void count_line(access::Work& work, DocumentCounts& counts, Direction direction, ItemId item, Quantity quantity,
                UnitId unit) {
  auto& cache = work.cache<PriceCache>();
  cache.refresh(work);
  const ItemPrices& card = cache.item(work, item, direction);
  const std::optional<Ratio> factor = card.factor(unit);
  EMPTOR_REQUIRE(factor.has_value());
  counts.add(card, Exact(quantity.micros < 0 ? -quantity.micros : quantity.micros).times(*factor));
}

std::string kept_trace(std::string_view trace) {
  if (trace.find('&') == std::string_view::npos) return std::string(trace);
  ReadDiscounting read = read_discounting(trace);
  for (CountedBreak& each : read.discounting.counted) each.elsewhere = true;
  return to_text(read.discounting, read.step_names);
}

std::optional<std::pair<std::size_t, std::string>> check_counts(access::Work& work, Direction direction,
                                                                std::span<const CountedLine> lines) {
  std::map<std::int64_t, Told> told;
  DocumentCounts now;
  for (const CountedLine& line : lines) count_line(work, now, direction, line.item, line.quantity, line.unit);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].trace.find('&') == std::string::npos) continue;
    for (const CountedBreak& each : read_discounting(lines[i].trace).discounting.counted) {
      if (each.elsewhere) continue;
      const auto entry = read_entry(work.tx(), PriceEntryId(each.entry));
      if (!entry) continue;  // check_trace says so
      const EntryRow& row = entry->row;
      // What items weighed then is not kept.
      if (row.basis.measure != BreakMeasure::quantity) continue;
      const std::string name = "entry " + std::to_string(each.entry) + " counted " + shown(each.counted);
      const Exact own =
          in_unit(catalog::card(work, lines[i].item), lines[i].unit, row.basis.unit, lines[i].quantity.micros);
      if (row.basis.counts == BreakScope::item || row.product_kind != ProductKind::group) {
        const bool of_item = row.basis.counts == BreakScope::item || row.product_kind == ProductKind::item;
        const Exact* const sum = now.find(of_item ? ProductKind::item : ProductKind::everything,
                                          of_item ? lines[i].item.value : 0, row.basis.unit);
        if (sum == nullptr || *sum != each.counted)
          return std::pair(i, name + ", the lines come to " + (sum == nullptr ? "nothing" : shown(*sum)));
        continue;
      }
      const auto [place, is_new] = told.try_emplace(each.entry, Told{i, each.counted, own});
      if (is_new) continue;
      if (place->second.counted != each.counted) return std::pair(i, name + ", another line has it otherwise");
      place->second.least = place->second.least.plus(own);
    }
  }
  for (const auto& [entry, of] : told) {
    const auto row = read_entry(work.tx(), PriceEntryId(entry));
    Exact most;
    for (const CountedLine& line : lines)
      most = most.plus(in_unit(catalog::card(work, line.item), line.unit, row->row.basis.unit, line.quantity.micros));
    if (of.counted.less_than(of.least) || most.less_than(of.counted))
      return std::pair(of.first, "entry " + std::to_string(entry) + " counted " + shown(of.counted) +
                                     ", the lines come to " + shown(of.least) + " to " + shown(most));
  }
  return std::nullopt;
}

}  // namespace emptor::pricing
