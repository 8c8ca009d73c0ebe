/// Prices that are not in the lists of the book: what entries would do if they were. A version of a list is one, and so
/// is what is rehearsed.
///
/// A cache of one's own is laid over with a draft and builds its cards from the book's entries and these; the book, and
/// the caches of its connections, know nothing of it. Keys that a draft gives lie above all that a store gives.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "access/work.hpp"
#include "emptor/price_changes.hpp"
#include "pricing/store_entries.hpp"

namespace emptor::pricing {

struct Draft {
  static constexpr std::int64_t first_key = std::int64_t{1} << 60U;

  std::vector<ListRow> lists;  ///< that are not there yet
  std::vector<EntryRow> entries;
  boost::unordered_flat_set<std::int64_t> replaced;            ///< entries that these correct or take out
  boost::unordered_flat_map<std::int64_t, Percent> tax_rates;  ///< by tax code, in the place of all others

  /// A row without a key is given one.
  void add(EntryRow row, std::optional<PriceEntryId> replaces);
  /// What the draft makes of current entries.
  void apply_to(std::vector<EntryRow>& rows, ProductKind kind, std::int64_t product) const;
  void apply_to(std::vector<EntryRow>& rows, PriceListId list) const;
  [[nodiscard]] std::optional<Percent> tax_rate(TaxCodeId code) const;

 private:
  using Places = boost::unordered_flat_map<std::int64_t, std::vector<std::size_t>>;
  void append(std::vector<EntryRow>& rows, const Places& places, std::int64_t key) const;

  Places by_product_;  ///< places in `entries`
  Places by_list_;
};

/// What a list's change makes of its entries: what `Prices::set` would be given, and the rows that tell of it.
struct ChangedEntries {
  ListRow list;
  Date from{};
  std::vector<PriceEntryInput> entries;
  std::vector<PriceChangeRow> rows;
};
/// Everything that is wrong with the change is thrown at once; problems carry `prefix`.
[[nodiscard]] ChangedEntries changed_entries(access::Work& work, const PriceChange& change, const std::string& prefix);

/// Checked as `Prices` checks them, against the book and against each other. Problems carry "changes.prices[i].field",
/// "changes.discounts[i].field" and "changes.rules[i].field".
void add_to_draft(access::Work& work, std::span<const PriceEntryInput> prices, Draft& draft);
void add_to_draft(access::Work& work, std::span<const DiscountInput> discounts, Draft& draft);
void add_to_draft(access::Work& work, std::span<const PriceRuleInput> rules, Draft& draft);

}  // namespace emptor::pricing
