#include "promotions/store_programmes.hpp"

#include <algorithm>
#include <limits>

namespace emptor::promotions {
namespace {

/// Stored: appended, never renumbered.
enum class PartKind : std::uint8_t { item = 1, item_group = 2, customer = 3, customer_group = 4 };

RecordedProgramme programme_row(store::Statement& rows) {
  RecordedProgramme found;
  Programme& programme = found.programme;
  programme.id = rows.id<ProgrammeTag>(0);
  programme.code = rows.string(1);
  found.name = rows.string(2);
  programme.phase = rows.string(3);
  programme.priority = static_cast<int>(rows.integer(4));
  programme.exclusive = rows.integer(5) != 0;
  programme.valid = {rows.optional_date(6), rows.optional_date(7)};
  programme.weekdays = static_cast<std::uint8_t>(rows.integer(8));
  programme.needs = static_cast<Needs>(rows.integer(9));
  programme.min_quantity = rows.integer(10);
  programme.min_amount = rows.integer(11);
  programme.currency = rows.currency(12);
  programme.reward = static_cast<RewardKind>(rows.integer(13));
  programme.value = rows.integer(14);
  programme.per = rows.integer(15);
  programme.get = rows.integer(16);
  programme.mode = static_cast<FreeMode>(rows.integer(17));
  programme.repeats = rows.integer(18) != 0;
  programme.get_max = rows.optional_integer(19).value_or(0);
  programme.get_multiple = rows.integer(20);
  programme.pick = static_cast<Pick>(rows.integer(21));
  programme.gift = rows.optional_integer(22).value_or(0);
  programme.cap = rows.optional_integer(23).value_or(0);
  if (!rows.is_null(24)) found.replaces = rows.id<ProgrammeTag>(24);
  found.withdrawn = rows.integer(25) != 0;
  found.recorded_at = rows.instant(26);
  found.actor = rows.string(27);
  programme.origin = rows.is_null(28) ? programme.id : rows.id<ProgrammeTag>(28);
  programme.by_coupon = rows.integer(29) != 0;
  programme.uses_max = rows.optional_integer(30).value_or(no_limit);
  programme.customer_uses_max = rows.optional_integer(31).value_or(no_limit);
  programme.budget = rows.optional_integer(32).value_or(no_limit);
  programme.overrun = static_cast<Overrun>(rows.integer(33));
  return found;
}

void add_part(Programme& programme, PartKind kind, std::int64_t id, std::int64_t quantity) {
  switch (kind) {
    case PartKind::item:
    case PartKind::item_group:
      programme.products.push_back({kind == PartKind::item ? ProductKind::item : ProductKind::group, id, quantity});
      break;
    case PartKind::customer:
      programme.customers.push_back(id);
      break;
    case PartKind::customer_group:
      programme.customer_groups.push_back(id);
      break;
  }
}

void read_parts(store::Transaction& tx, Programme& programme) {
  auto rows = tx.statement(
      "SELECT kind, part_id, quantity FROM emptor_programme_part WHERE programme_id = ?1 ORDER BY position");
  rows.bind(programme.id);
  while (rows.step()) add_part(programme, static_cast<PartKind>(rows.integer(0)), rows.integer(1), rows.integer(2));
}

std::optional<std::int64_t> unless_zero(std::int64_t value) { return value == 0 ? std::nullopt : std::optional(value); }
std::optional<std::int64_t> unless_unlimited(std::int64_t limit) {
  return limit == no_limit ? std::nullopt : std::optional(limit);
}

}  // namespace

std::vector<RecordedProgramme> programmes_known_at(store::Transaction& tx, std::optional<Instant> known_at) {
  std::vector<RecordedProgramme> found;
  {
    auto rows = tx.statement(
        "SELECT p.id, p.code, p.name, p.phase, p.priority, p.exclusive, p.valid_from, p.valid_until, p.weekdays, "
        "p.needs, p.min_quantity, p.min_amount, p.currency, p.reward, p.value, p.per_quantity, p.get_quantity, p.mode, "
        "p.repeats, p.get_max, p.get_multiple, p.pick, p.gift_item_id, p.cap, p.replaces, p.withdrawn, p.recorded_at, "
        "a.code, p.origin_id, p.by_coupon, p.uses_max, p.customer_uses_max, p.budget, p.overrun FROM emptor_programme "
        "p JOIN emptor_actor a ON a.id = p.actor_id WHERE p.recorded_at <= ?1 AND "
        "p.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM emptor_programme r WHERE r.replaces = p.id AND r.recorded_at <= "
        "?1)");
    rows.bind(known_at.value_or(Instant{std::numeric_limits<std::int64_t>::max()}));
    while (rows.step()) found.push_back(programme_row(rows));
  }
  for (RecordedProgramme& each : found) read_parts(tx, each.programme);
  std::ranges::sort(found, [](const RecordedProgramme& a, const RecordedProgramme& b) {
    return ranks_before(a.programme, b.programme);
  });
  return found;
}

std::optional<RecordedProgramme> read_programme(store::Transaction& tx, ProgrammeId id) {
  std::optional<RecordedProgramme> found;
  {
    auto rows = tx.statement(
        "SELECT p.id, p.code, p.name, p.phase, p.priority, p.exclusive, p.valid_from, p.valid_until, p.weekdays, "
        "p.needs, p.min_quantity, p.min_amount, p.currency, p.reward, p.value, p.per_quantity, p.get_quantity, p.mode, "
        "p.repeats, p.get_max, p.get_multiple, p.pick, p.gift_item_id, p.cap, p.replaces, p.withdrawn, p.recorded_at, "
        "a.code, p.origin_id, p.by_coupon, p.uses_max, p.customer_uses_max, p.budget, p.overrun FROM emptor_programme "
        "p JOIN emptor_actor a ON a.id = p.actor_id WHERE p.id = ?1");
    if (!rows.bind(id).step()) return std::nullopt;
    found = programme_row(rows);
  }
  read_parts(tx, found->programme);
  return found;
}

ProgrammeId replaced_by(store::Transaction& tx, ProgrammeId id) {
  auto row = tx.statement("SELECT id FROM emptor_programme WHERE replaces = ?1");
  return row.bind(id).step() ? row.id<ProgrammeTag>(0) : ProgrammeId();
}

ProgrammeId find_programme(store::Transaction& tx, std::string_view code) {
  auto row = tx.statement(
      "SELECT p.id FROM emptor_programme p WHERE p.code = ?1 AND p.withdrawn = 0 "
      "AND NOT EXISTS (SELECT 1 FROM emptor_programme r WHERE r.replaces = p.id)");
  return row.bind(code).step() ? row.id<ProgrammeTag>(0) : ProgrammeId();
}

ProgrammeId insert_programme(store::Transaction& tx, const RecordedProgramme& recorded, ActorId actor) {
  const Programme& programme = recorded.programme;
  const ProgrammeId id(tx.insert(
      "INSERT INTO emptor_programme (code, name, phase, priority, exclusive, valid_from, valid_until, weekdays, needs, "
      "min_quantity, min_amount, currency, reward, value, per_quantity, get_quantity, mode, repeats, get_max, "
      "get_multiple, pick, gift_item_id, cap, replaces, withdrawn, recorded_at, actor_id, origin_id, by_coupon, "
      "uses_max, customer_uses_max, budget, overrun) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, "
      "?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33)",
      programme.code, recorded.name, programme.phase, programme.priority, programme.exclusive, programme.valid.from,
      programme.valid.until, programme.weekdays, programme.needs, programme.min_quantity, programme.min_amount,
      programme.currency, programme.reward, programme.value, programme.per, programme.get, programme.mode,
      programme.repeats, unless_zero(programme.get_max), programme.get_multiple, programme.pick,
      unless_zero(programme.gift), unless_zero(programme.cap), recorded.replaces, recorded.withdrawn,
      recorded.recorded_at, actor, programme.origin, programme.by_coupon, unless_unlimited(programme.uses_max),
      unless_unlimited(programme.customer_uses_max), unless_unlimited(programme.budget), programme.overrun));
  std::int64_t position = 0;
  const auto part = [&](PartKind kind, std::int64_t part_id, std::int64_t quantity) {
    tx.execute(
        "INSERT INTO emptor_programme_part (programme_id, position, kind, part_id, quantity) "
        "VALUES (?1, ?2, ?3, ?4, ?5)",
        id, ++position, kind, part_id, quantity);
  };
  for (const Product& each : programme.products)
    part(each.kind == ProductKind::item ? PartKind::item : PartKind::item_group, each.id, each.quantity);
  for (const std::int64_t each : programme.customers) part(PartKind::customer, each, 0);
  for (const std::int64_t each : programme.customer_groups) part(PartKind::customer_group, each, 0);
  return id;
}

}  // namespace emptor::promotions
