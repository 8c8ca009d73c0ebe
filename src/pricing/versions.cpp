/// The use cases of versions of price lists: prepared, approved, published, rolled back.
#include "pricing/versions.hpp"

#include <algorithm>

#include "pricing/authoring.hpp"
#include "pricing/scope.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace pricing {

using access::Detail;
using access::Work;

VersionFacts require_version(Work& work, PriceVersionId id) {
  auto found = read_version(work.tx(), id);
  if (!found)
    throw Error(ErrorCode::not_found, "version", "no price version has this key",
                {{"version", std::to_string(id.value)}});
  return *found;
}

PriceScope scope_of(Work& work, const ListRow& list) {
  return {.kind = list.kind,
          .code = code_of(work, list),
          .direction = list.direction,
          .currency = std::string(list.currency.code())};
}

bool add_to_draft(const VersionFacts& version, const std::vector<VersionChange>& changes, Draft& draft) {
  for (const VersionChange& change : changes) {
    if (change.before && !draft.replaced.insert(change.before->row.id.value).second) return false;
    if (!change.after) continue;
    EntryRow row = change.after->row;
    row.list = version.list.id;
    draft.add(std::move(row), std::nullopt);
  }
  return true;
}

namespace {

/// Entries of the list that the version takes out or corrects.
std::set<std::int64_t> removed_by(Work& work, const VersionFacts& version) {
  std::set<std::int64_t> removed;
  for (const VersionChange& change : read_changes(work.tx(), version))
    if (change.before) removed.insert(change.before->row.id.value);
  return removed;
}

void require_state(const VersionFacts& version, VersionState state, const char* sentence) {
  if (version.state != state || (state == VersionState::approved && version.published_from))
    throw Error(ErrorCode::conflict, "version", sentence,
                {{"version", std::to_string(version.id.value)},
                 {"state", version.published_from && version.state == VersionState::approved
                               ? "published"
                               : std::string(to_string(version.state))}});
}

Detail describe(Work& work, const VersionFacts& version) {
  Detail detail;
  detail.set("version", version.name)
      .set("list", std::string(name_of(version.list.kind)) + " " + code_of(work, version.list));
  return detail;
}

void record(Work& work, PriceVersionId id, std::string_view command, const Detail& detail) {
  work.record(Entity::price_version, id.value, command, detail.json());
}

/// Which rows end and which are written, on one day.
class Publication {
 public:
  Publication(Work& work, const VersionFacts& version, Date from) : work_(work), version_(version), from_(from) {}

  /// `ended` no longer holds from the day on; `written` holds from it on.
  void add(const std::optional<RecordedEntry>& ended, const std::optional<RecordedEntry>& written) {
    if (ended && (!ended->current || ended->withdrawn))
      stale_ += (stale_.empty() ? "" : ",") + std::to_string(ended->row.id.value);
    changes_.push_back({ended, written});
  }

  /// All or nothing. `remember`: as what the version has changed.
  void write(bool remember) {
    if (!stale_.empty())
      throw Error(ErrorCode::conflict, "version", "entries that it ends were changed since", {{"entries", stale_}});
    Branch branch{.list = version_.list};
    std::vector<PriceEntryInput> inputs;
    for (const VersionChange& change : changes_) {
      if (change.before) branch.removed.insert(change.before->row.id.value);
      if (holds(change.after)) inputs.push_back(to_input(*change.after));
    }
    Authoring authoring(work_, inputs);
    authoring.set_branch(std::move(branch));
    for (std::size_t i = 0; i < inputs.size(); ++i) authoring.add(inputs[i], "entries[" + std::to_string(i) + "].");
    authoring.finish_checks();
    const auto entries = authoring.entries();
    std::size_t next = 0;
    for (const VersionChange& change : changes_) {
      PublishedRow row;
      if (change.before) {
        end(*change.before);
        row.ended = change.before->row.id;
      }
      if (holds(change.after)) row.entry = insert_entry(work_.tx(), entries[next++], work_.now(), work_.actor());
      if (remember && (row.ended || row.entry)) insert_published(work_.tx(), version_.id, row);
    }
    ended_ = static_cast<std::size_t>(std::count_if(
        changes_.begin(), changes_.end(), [](const VersionChange& change) { return change.before.has_value(); }));
    written_ = inputs.size();
  }
  void tell(Detail& detail) const {
    detail.set("from", from_.to_string()).set("ended", std::to_string(ended_)).set("written", std::to_string(written_));
  }

 private:
  [[nodiscard]] bool holds(const std::optional<RecordedEntry>& written) const {
    return written && (!written->row.until || from_ < *written->row.until);
  }
  PriceEntryInput to_input(const RecordedEntry& written) {
    PriceEntryInput input = to_entry(work_, scope_of(work_, version_.list), written).terms;
    if (!input.valid.from || *input.valid.from < from_) input.valid.from = from_;
    input.replaces.reset();
    return input;
  }
  /// It keeps the days before; one that had none is withdrawn.
  void end(const RecordedEntry& old) {
    if (old.row.until && *old.row.until <= from_) return;
    NewEntry left{.row = old.row,
                  .of_customer = version_.list.kind == PriceListKind::customer,
                  .replaces = old.row.id,
                  .withdrawn = old.row.from && from_ <= *old.row.from};
    if (!left.withdrawn) left.row.until = from_;
    insert_entry(work_.tx(), left, work_.now(), work_.actor());
  }

  Work& work_;
  const VersionFacts& version_;
  const Date from_;
  std::vector<VersionChange> changes_;
  std::string stale_;
  std::size_t ended_ = 0;
  std::size_t written_ = 0;
};

PriceVersion to_version(Work& work, const VersionFacts& facts) {
  return {.id = facts.id,
          .name = facts.name,
          .list = scope_of(work, facts.list),
          .state = facts.state,
          .published_from = facts.published_from,
          .rolled_back_from = facts.rolled_back_from,
          .created_by = facts.created_by,
          .approved_by = facts.approved_by,
          .recorded_at = facts.recorded_at};
}

}  // namespace
}  // namespace pricing

using access::Detail;
using access::Work;

PriceVersionId PriceVersions::create(const PriceScope& scope, std::string_view name) {
  auto work = Work::write(*state_);
  Problems problems;
  problems.check_text("name", name, 100, true);
  auto list = pricing::find_scope(work, scope, "list", problems);
  problems.throw_if_any();
  if (!list->id) {
    list->id = pricing::insert_list(work.tx(), *list, work.now());
    if (list->kind != PriceListKind::customer)
      work.record(Entity::price_list, list->id.value, "prices.create_list",
                  Detail().set("kind", pricing::name_of(list->kind)).set("code", pricing::code_of(work, *list)).json());
  }
  const PriceVersionId id = pricing::insert_version(work.tx(), *list, name, work.now(), work.actor());
  pricing::record(work, id, "price_versions.create", pricing::describe(work, pricing::require_version(work, id)));
  work.commit();
  return id;
}

std::vector<PriceEntryId> PriceVersions::set_all(PriceVersionId id, std::span<const PriceEntryInput> entries) {
  auto work = Work::write(*state_);
  const auto version = pricing::require_version(work, id);
  pricing::require_state(version, VersionState::draft, "only a draft takes changes");
  if (entries.empty()) return {};
  std::vector<PriceEntryInput> inputs(entries.begin(), entries.end());
  for (PriceEntryInput& each : inputs) each.list = pricing::scope_of(work, version.list);
  pricing::Authoring authoring(work, inputs);
  authoring.set_branch(
      {.list = version.list, .additions = version.additions, .removed = pricing::removed_by(work, version)});
  for (std::size_t i = 0; i < inputs.size(); ++i) authoring.add(inputs[i], "entries[" + std::to_string(i) + "].");
  authoring.finish_checks();
  std::vector<PriceEntryId> ids;
  for (pricing::NewEntry& each : authoring.entries()) {
    std::optional<PriceEntryId> corrected;
    if (each.replaces && pricing::read_entry(work.tx(), *each.replaces)->row.list == version.list.id) {
      corrected = each.replaces;
      each.replaces.reset();
    }
    each.row.list = version.additions;
    each.of_customer = true;
    ids.push_back(pricing::insert_entry(work.tx(), each, work.now(), work.actor()));
    if (corrected) pricing::insert_removal(work.tx(), id, *corrected, ids.back());
  }
  pricing::record(work, id, "price_versions.set",
                  pricing::describe(work, version).set("entries", std::to_string(ids.size())));
  work.commit();
  return ids;
}

PriceEntryId PriceVersions::set(PriceVersionId version, const PriceEntryInput& entry) {
  return set_all(version, std::span(&entry, 1)).front();
}

void PriceVersions::remove(PriceVersionId id, PriceEntryId entry) {
  auto work = Work::write(*state_);
  const auto version = pricing::require_version(work, id);
  pricing::require_state(version, VersionState::draft, "only a draft takes changes");
  const std::string key = std::to_string(entry.value);
  const auto old = pricing::read_entry(work.tx(), entry);
  const bool own = old && old->row.list == version.additions;
  if (!old || old->withdrawn || (!own && old->row.list != version.list.id))
    throw Error(ErrorCode::not_found, "entry", "neither the list nor the version has this entry", {{"entry", key}});
  if (!old->current || pricing::removed_by(work, version).contains(entry.value))
    throw Error(ErrorCode::conflict, "entry", "the entry was replaced or taken out before", {{"entry", key}});
  if (own)
    pricing::insert_entry(work.tx(), {.row = old->row, .of_customer = true, .replaces = entry, .withdrawn = true},
                          work.now(), work.actor());
  else
    pricing::insert_removal(work.tx(), id, entry, std::nullopt);
  pricing::record(work, id, "price_versions.remove", pricing::describe(work, version).set("entry", key));
  work.commit();
}

std::vector<PriceVersion> PriceVersions::all() const {
  auto work = Work::read(*state_);
  std::vector<PriceVersion> found;
  for (const auto& each : pricing::read_versions(work.tx())) found.push_back(pricing::to_version(work, each));
  return found;
}

PriceVersion PriceVersions::get(PriceVersionId version) const {
  auto work = Work::read(*state_);
  return pricing::to_version(work, pricing::require_version(work, version));
}

void PriceVersions::approve(PriceVersionId id) {
  auto work = Work::write(*state_);
  const auto version = pricing::require_version(work, id);
  pricing::require_state(version, VersionState::draft, "only a draft is approved");
  if (pricing::read_changes(work.tx(), version).empty())
    throw Error(ErrorCode::required, "version", "it changes nothing", {{"version", std::to_string(id.value)}});
  pricing::insert_step(work.tx(), id, pricing::VersionStep::approved, std::nullopt, work.now(), work.actor());
  pricing::record(work, id, "price_versions.approve", pricing::describe(work, version));
  work.commit();
}

void PriceVersions::publish(PriceVersionId id, std::optional<Date> from) {
  auto work = Work::write(*state_);
  const auto version = pricing::require_version(work, id);
  pricing::require_state(version, VersionState::approved, "only what was approved is published, and once");
  const Date day = from ? *from : settings::today(work);
  pricing::Publication publication(work, version, day);
  for (const auto& change : pricing::read_changes(work.tx(), version)) publication.add(change.before, change.after);
  publication.write(true);
  pricing::insert_step(work.tx(), id, pricing::VersionStep::published, day, work.now(), work.actor());
  Detail detail = pricing::describe(work, version);
  publication.tell(detail);
  pricing::record(work, id, "price_versions.publish", detail);
  work.commit();
}

void PriceVersions::roll_back(PriceVersionId id, std::optional<Date> from) {
  auto work = Work::write(*state_);
  const auto version = pricing::require_version(work, id);
  if (!version.published_from || version.rolled_back_from)
    throw Error(ErrorCode::conflict, "version", "only what was published is rolled back, and once",
                {{"version", std::to_string(id.value)}});
  // Before it began to hold there is nothing to take back.
  const Date day = std::max(from ? *from : settings::today(work), *version.published_from);
  pricing::Publication publication(work, version, day);
  for (const auto& row : pricing::read_published(work.tx(), id)) {
    std::optional<pricing::RecordedEntry> written;
    std::optional<pricing::RecordedEntry> ended;
    if (row.entry) written = pricing::read_entry(work.tx(), *row.entry);
    if (row.ended) ended = pricing::read_entry(work.tx(), *row.ended);
    publication.add(written, ended);
  }
  publication.write(false);
  pricing::insert_step(work.tx(), id, pricing::VersionStep::rolled_back, day, work.now(), work.actor());
  Detail detail = pricing::describe(work, version);
  publication.tell(detail);
  pricing::record(work, id, "price_versions.roll_back", detail);
  work.commit();
}

void PriceVersions::retire(PriceVersionId id) {
  auto work = Work::write(*state_);
  const auto version = pricing::require_version(work, id);
  if (version.published_from || version.state == VersionState::retired)
    throw Error(ErrorCode::conflict, "version", "it was published or retired before: roll it back instead",
                {{"version", std::to_string(id.value)}});
  pricing::insert_step(work.tx(), id, pricing::VersionStep::retired, std::nullopt, work.now(), work.actor());
  pricing::record(work, id, "price_versions.retire", pricing::describe(work, version));
  work.commit();
}

}  // namespace emptor
