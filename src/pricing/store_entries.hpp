/// Price lists and entries in SQL. Entries are append-only: a correction is a row that `replaces` another one, a
/// withdrawal a row that replaces without a value of its own. Current is what nothing replaces.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pricing/cards.hpp"
#include "store/store.hpp"

namespace emptor::pricing {

/// Holds the entries of a version of a list and is owned by it: no card and no view knows lists of this kind.
inline constexpr auto version_list = static_cast<PriceListKind>(8);

/// A list as its row has it.
struct ListRow {
  PriceListId id{};
  PriceListKind kind = PriceListKind::base;
  Direction direction = Direction::sales;
  /// Of named lists and levels; of all others, and of discounts, their currency's, because each owner may have one list
  /// for each currency.
  std::string code{};
  /// Party, party group or location of special prices and discounts; of a level's discounts the level; else 0.
  std::int64_t owner = 0;
  std::string name{};
  Currency currency{};
  bool tax_included = false;
  std::string step{};       ///< of discounts; "" for prices
  std::string programme{};  ///< of discounts
};

[[nodiscard]] std::vector<ListRow> read_lists(store::Transaction& tx, PriceListKind kind);
[[nodiscard]] std::optional<ListRow> read_list(store::Transaction& tx, PriceListId id);
[[nodiscard]] std::optional<ListRow> find_list(store::Transaction& tx, PriceListKind kind, Direction direction,
                                               std::int64_t owner, std::string_view code, std::string_view step = {},
                                               std::string_view programme = {});
/// The lists of an owner, of prices and of discounts.
[[nodiscard]] std::vector<ListRow> lists_of_owner(store::Transaction& tx, PriceListKind kind, Direction direction,
                                                  std::int64_t owner);
/// All lists of discounts, those of single customers too.
[[nodiscard]] std::vector<ListRow> discount_lists(store::Transaction& tx, Direction direction);
PriceListId insert_list(store::Transaction& tx, const ListRow& list, Instant recorded_at);

/// Current entries.
[[nodiscard]] std::vector<EntryRow> entries_of_list(store::Transaction& tx, PriceListId list);
/// Current entries of one product in one list.
[[nodiscard]] std::vector<EntryRow> entries_of_list(store::Transaction& tx, PriceListId list, ProductKind kind,
                                                    std::int64_t product);
/// Current entries in all lists but those of single customers.
[[nodiscard]] std::vector<EntryRow> entries_of_product(store::Transaction& tx, ProductKind kind, std::int64_t product);

/// An entry, and what became of it.
struct RecordedEntry {
  EntryRow row;
  std::optional<PriceEntryId> replaces{};
  bool withdrawn = false;  ///< the row that ended `replaces`
  bool current = true;
  Instant recorded_at{};
  std::string actor{};
};
[[nodiscard]] std::optional<RecordedEntry> read_entry(store::Transaction& tx, PriceEntryId id);
/// What was current at an instant, in the order of recording; nullopt: now.
[[nodiscard]] std::vector<RecordedEntry> entries_known_at(store::Transaction& tx, PriceListId list,
                                                          std::optional<Instant> known_at);
struct NewEntry {
  EntryRow row;
  bool of_customer = false;
  std::optional<PriceEntryId> replaces{};
  bool withdrawn = false;
};
/// A current entry that computes its price from another list's.
struct FormulaEdge {
  PriceEntryId entry{};  ///< none: not written yet
  PriceListId list{};
  PriceListId of_list{};
};
[[nodiscard]] std::vector<FormulaEdge> formula_edges(store::Transaction& tx);
PriceEntryId insert_entry(store::Transaction& tx, const NewEntry& entry, Instant recorded_at, ActorId actor);

}  // namespace emptor::pricing
