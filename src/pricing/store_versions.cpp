#include "pricing/store_versions.hpp"

#include <algorithm>
#include <map>

namespace emptor::pricing {
namespace {

using store::Statement;
using store::Transaction;

VersionFacts version_facts(Transaction& tx, Statement& row) {
  VersionFacts version{.id = row.id<PriceVersionTag>(0),
                       .name = row.string(2),
                       .created_by = row.string(4),
                       .recorded_at = row.instant(3)};
  version.list = *read_list(tx, row.id<PriceListTag>(1));
  version.additions = find_list(tx, version_list, version.list.direction, version.id.value, "")->id;
  auto steps = tx.statement(
      "SELECT s.step, s.from_day, a.code FROM emptor_price_version_step s JOIN emptor_actor a ON a.id = s.actor_id "
      "WHERE s.version_id = ?1 ORDER BY s.id");
  steps.bind(version.id);
  while (steps.step()) switch (static_cast<VersionStep>(steps.integer(0))) {
      case VersionStep::approved:
        version.state = VersionState::approved;
        version.approved_by = steps.string(2);
        break;
      case VersionStep::published:
        version.published_from = steps.date(1);
        break;
      case VersionStep::rolled_back:
        version.rolled_back_from = steps.date(1);
        version.state = VersionState::retired;
        break;
      case VersionStep::retired:
        version.state = VersionState::retired;
        break;
    }
  return version;
}

std::optional<PriceEntryId> optional_entry(Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.id<PriceEntryTag>(column);
}

}  // namespace

std::vector<VersionFacts> read_versions(Transaction& tx) {
  std::vector<VersionFacts> found;
  auto rows = tx.statement(
      "SELECT v.id, v.list_id, v.name, v.recorded_at, a.code FROM emptor_price_version v "
      "JOIN emptor_actor a ON a.id = v.actor_id ORDER BY v.id");
  while (rows.step()) found.push_back(version_facts(tx, rows));
  return found;
}

std::optional<VersionFacts> read_version(Transaction& tx, PriceVersionId id) {
  auto rows = tx.statement(
      "SELECT v.id, v.list_id, v.name, v.recorded_at, a.code FROM emptor_price_version v "
      "JOIN emptor_actor a ON a.id = v.actor_id WHERE v.id = ?1");
  if (!rows.bind(id).step()) return std::nullopt;
  return version_facts(tx, rows);
}

PriceVersionId insert_version(Transaction& tx, const ListRow& list, std::string_view name, Instant recorded_at,
                              ActorId actor) {
  const PriceVersionId id(
      tx.insert("INSERT INTO emptor_price_version (list_id, name, recorded_at, actor_id) VALUES (?1, ?2, ?3, ?4)",
                list.id, name, recorded_at, actor));
  insert_list(tx,
              {.kind = version_list,
               .direction = list.direction,
               .owner = id.value,
               .currency = list.currency,
               .tax_included = list.tax_included},
              recorded_at);
  return id;
}

void insert_step(Transaction& tx, PriceVersionId version, VersionStep step, std::optional<Date> from,
                 Instant recorded_at, ActorId actor) {
  tx.execute(
      "INSERT INTO emptor_price_version_step (version_id, step, from_day, recorded_at, actor_id) "
      "VALUES (?1, ?2, ?3, ?4, ?5)",
      version, step, from, recorded_at, actor);
}

void insert_removal(Transaction& tx, PriceVersionId version, PriceEntryId entry,
                    std::optional<PriceEntryId> corrected_by) {
  tx.execute("INSERT INTO emptor_price_version_removal (version_id, entry_id, corrected_by) VALUES (?1, ?2, ?3)",
             version, entry, corrected_by);
}

std::vector<VersionChange> read_changes(Transaction& tx, const VersionFacts& version) {
  std::map<PriceEntryId, RecordedEntry> added;
  for (RecordedEntry& each : entries_known_at(tx, version.additions, std::nullopt)) added.emplace(each.row.id, each);
  // What was corrected within the version speaks through its latest correction.
  std::map<PriceEntryId, PriceEntryId> first_of;
  for (const auto& [id, entry] : added) {
    PriceEntryId first = id;
    for (auto older = entry.replaces; older; older = read_entry(tx, *older)->replaces) first = *older;
    first_of.emplace(first, id);
  }
  std::map<PriceEntryId, std::optional<PriceEntryId>> removed;
  auto rows =
      tx.statement("SELECT entry_id, corrected_by FROM emptor_price_version_removal WHERE version_id = ?1 ORDER BY id");
  rows.bind(version.id);
  while (rows.step()) removed[rows.id<PriceEntryTag>(0)] = optional_entry(rows, 1);

  std::vector<VersionChange> changes;
  for (const auto& [entry, corrected_by] : removed) {
    VersionChange change{.before = read_entry(tx, entry)};
    if (corrected_by) {
      const auto now = first_of.find(*corrected_by);
      // The correction was taken out again, so the entry stays.
      if (now == first_of.end()) continue;
      const auto at = added.find(now->second);
      change.after = std::move(at->second);
      added.erase(at);
    }
    changes.push_back(std::move(change));
  }
  for (auto& [id, entry] : added) changes.push_back({.before = {}, .after = std::move(entry)});
  return changes;
}

void insert_published(Transaction& tx, PriceVersionId version, const PublishedRow& row) {
  tx.execute("INSERT INTO emptor_price_version_row (version_id, ended_id, entry_id) VALUES (?1, ?2, ?3)", version,
             row.ended, row.entry);
}

std::vector<PublishedRow> read_published(Transaction& tx, PriceVersionId version) {
  std::vector<PublishedRow> found;
  auto rows = tx.statement("SELECT ended_id, entry_id FROM emptor_price_version_row WHERE version_id = ?1 ORDER BY id");
  rows.bind(version);
  while (rows.step()) found.push_back({.ended = optional_entry(rows, 0), .entry = optional_entry(rows, 1)});
  return found;
}

}  // namespace emptor::pricing
