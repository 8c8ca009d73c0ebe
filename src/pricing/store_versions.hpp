/// Versions of price lists in SQL. The entries that a version adds stand in a list of their own (`version_list`), the
/// entries of the list that it takes out or corrects in `emptor_price_version_removal`; what becomes of it is a row of
/// `emptor_price_version_step`. Publishing remembers which rows it ended and which it wrote.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emptor/price_versions.hpp"
#include "pricing/store_entries.hpp"

namespace emptor::pricing {

/// Stored: appended, never renumbered.
enum class VersionStep : std::uint8_t { approved = 1, published = 2, rolled_back = 3, retired = 4 };

/// A version, its list, and what became of it.
struct VersionFacts {
  PriceVersionId id{};
  ListRow list{};
  PriceListId additions{};
  std::string name{};
  VersionState state = VersionState::draft;
  std::optional<Date> published_from{};
  std::optional<Date> rolled_back_from{};
  std::string created_by{};
  std::string approved_by{};
  Instant recorded_at{};
};

/// What it changes: a row of the list that goes, the version's row that comes, or both.
struct VersionChange {
  std::optional<RecordedEntry> before{};
  std::optional<RecordedEntry> after{};
};

[[nodiscard]] std::vector<VersionFacts> read_versions(store::Transaction& tx);
[[nodiscard]] std::optional<VersionFacts> read_version(store::Transaction& tx, PriceVersionId id);
/// The list of its own included.
PriceVersionId insert_version(store::Transaction& tx, const ListRow& list, std::string_view name, Instant recorded_at,
                              ActorId actor);
void insert_step(store::Transaction& tx, PriceVersionId version, VersionStep step, std::optional<Date> from,
                 Instant recorded_at, ActorId actor);
void insert_removal(store::Transaction& tx, PriceVersionId version, PriceEntryId entry,
                    std::optional<PriceEntryId> corrected_by);
/// In the order of what goes, then of what is only added.
[[nodiscard]] std::vector<VersionChange> read_changes(store::Transaction& tx, const VersionFacts& version);

/// A row that a publication ended, one that it wrote, or both.
struct PublishedRow {
  std::optional<PriceEntryId> ended{};
  std::optional<PriceEntryId> entry{};
};
void insert_published(store::Transaction& tx, PriceVersionId version, const PublishedRow& row);
[[nodiscard]] std::vector<PublishedRow> read_published(store::Transaction& tx, PriceVersionId version);

}  // namespace emptor::pricing
