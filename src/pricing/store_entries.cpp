#include "pricing/store_entries.hpp"

#include <algorithm>

namespace emptor::pricing {
namespace {

using store::Statement;
using store::Transaction;

ListRow list_row(Statement& rows) {
  return {.id = rows.id<PriceListTag>(0),
          .kind = static_cast<PriceListKind>(rows.integer(1)),
          .direction = static_cast<Direction>(rows.integer(2)),
          .code = rows.string(3),
          .owner = rows.integer(4),
          .name = rows.string(5),
          .currency = rows.currency(6),
          .tax_included = rows.integer(7) != 0,
          .step = rows.string(8),
          .programme = rows.string(9)};
}

/// "5+2.5" for millionths of one, and back.
std::string percents_text(const std::vector<std::int64_t>& percents) {
  std::string text;
  for (const std::int64_t each : percents)
    (text += text.empty() ? "" : "+") += Percent{each}.value().normalized().to_string();
  return text;
}
std::vector<std::int64_t> percents_of(std::string_view text) {
  std::vector<std::int64_t> percents;
  while (!text.empty()) {
    // A surcharge carries its own sign: "5+-2".
    const std::size_t end = std::min(text.find('+', 1), text.size());
    percents.push_back(Percent::of(text.substr(0, end)).micros);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return percents;
}

EntryRow entry_row(Statement& rows) {
  return {.id = rows.id<PriceEntryTag>(0),
          .list = rows.id<PriceListTag>(1),
          .product_kind = static_cast<ProductKind>(rows.integer(2)),
          .product = rows.integer(3),
          .kind = static_cast<ValueKind>(rows.integer(4)),
          .value = rows.integer(5),
          .further_percents = percents_of(rows.text(11)),
          .formula = {.addend = rows.integer(16),
                      .multiple = rows.integer(17),
                      .offset = rows.integer(18),
                      .rounding = static_cast<Rounding>(rows.integer(19)),
                      .on_breach = static_cast<OnBreach>(rows.integer(20)),
                      .of_cost = rows.integer(21) != 0},
          .of_list = rows.id<PriceListTag>(15),
          .rate_type = rows.string(22),
          .rate_on = rows.optional_date(23),
          .net = rows.integer(12) != 0,
          .scale = static_cast<Scale>(rows.integer(13)),
          .from = rows.optional_date(6),
          .until = rows.optional_date(7),
          .basis = {.unit = rows.id<UnitTag>(8),
                    .per = Ratio::of(rows.integer(9), 1'000'000),
                    .min_quantity = rows.integer(10),
                    .min_amount = rows.integer(14),
                    .counts = static_cast<BreakScope>(rows.integer(24)),
                    .measure = static_cast<BreakMeasure>(rows.integer(25))}};
}

template <class Row>
std::vector<Row> all(Statement& rows, Row (*read)(Statement&)) {
  std::vector<Row> found;
  while (rows.step()) found.push_back(read(rows));
  return found;
}

RecordedEntry recorded_entry(Statement& rows) {
  return {.row = entry_row(rows),
          .replaces = rows.is_null(26) ? std::nullopt : std::optional(rows.id<PriceEntryTag>(26)),
          .withdrawn = rows.integer(27) != 0,
          .current = rows.integer(28) != 0,
          .recorded_at = rows.instant(29),
          .actor = rows.string(30)};
}

}  // namespace

std::vector<ListRow> read_lists(Transaction& tx, PriceListKind kind) {
  auto rows = tx.statement(
      "SELECT id, kind, direction, code, owner_id, name, currency, tax_included, step, programme FROM "
      "emptor_price_list WHERE kind = "
      "?1");
  rows.bind(kind);
  return all(rows, list_row);
}

std::optional<ListRow> read_list(Transaction& tx, PriceListId id) {
  auto rows = tx.statement(
      "SELECT id, kind, direction, code, owner_id, name, currency, tax_included, step, programme FROM "
      "emptor_price_list WHERE id = ?1");
  if (!rows.bind(id).step()) return std::nullopt;
  return list_row(rows);
}

std::optional<ListRow> find_list(Transaction& tx, PriceListKind kind, Direction direction, std::int64_t owner,
                                 std::string_view code, std::string_view step, std::string_view programme) {
  auto rows = tx.statement(
      "SELECT id, kind, direction, code, owner_id, name, currency, tax_included, step, programme FROM "
      "emptor_price_list "
      "WHERE kind = ?1 AND direction = ?2 AND owner_id = ?3 AND code = ?4 AND step = ?5 AND programme = ?6");
  if (!rows.bind(kind, direction, owner, code, step, programme).step()) return std::nullopt;
  return list_row(rows);
}

std::vector<ListRow> lists_of_owner(Transaction& tx, PriceListKind kind, Direction direction, std::int64_t owner) {
  auto rows = tx.statement(
      "SELECT id, kind, direction, code, owner_id, name, currency, tax_included, step, programme FROM "
      "emptor_price_list "
      "WHERE kind = ?1 AND direction = ?2 AND owner_id = ?3 ORDER BY id");
  rows.bind(kind, direction, owner);
  return all(rows, list_row);
}

PriceListId insert_list(Transaction& tx, const ListRow& list, Instant recorded_at) {
  return PriceListId(tx.insert(
      "INSERT INTO emptor_price_list (kind, direction, code, owner_id, step, programme, name, currency, tax_included, "
      "recorded_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
      list.kind, list.direction, list.code, list.owner, list.step, list.programme, list.name, list.currency,
      list.tax_included, recorded_at));
}

std::vector<ListRow> discount_lists(Transaction& tx, Direction direction) {
  auto rows = tx.statement(
      "SELECT id, kind, direction, code, owner_id, name, currency, tax_included, step, programme FROM "
      "emptor_price_list WHERE direction = ?1 AND step <> '' ORDER BY id");
  rows.bind(direction);
  return all(rows, list_row);
}

std::vector<EntryRow> entries_of_list(Transaction& tx, PriceListId list) {
  auto rows = tx.statement(
      "SELECT e.id, e.list_id, e.product_kind, e.product_id, e.value_kind, e.value, e.valid_from, e.valid_until, "
      "e.unit_id, e.per_quantity, e.min_quantity, e.further_percents, e.net, e.scale, e.min_amount, e.of_list_id, "
      "e.addend, e.multiple, e.ending_offset, e.rounding, e.on_breach, e.of_cost, e.rate_type, e.rate_on, e.counts, "
      "e.measure FROM "
      "emptor_price_entry e WHERE e.list_id "
      "= ?1 AND e.withdrawn = 0 "
      "AND NOT EXISTS (SELECT 1 FROM emptor_price_entry r WHERE r.replaces = e.id)");
  rows.bind(list);
  return all(rows, entry_row);
}

std::vector<EntryRow> entries_of_list(Transaction& tx, PriceListId list, ProductKind kind, std::int64_t product) {
  auto rows = tx.statement(
      "SELECT e.id, e.list_id, e.product_kind, e.product_id, e.value_kind, e.value, e.valid_from, e.valid_until, "
      "e.unit_id, e.per_quantity, e.min_quantity, e.further_percents, e.net, e.scale, e.min_amount, e.of_list_id, "
      "e.addend, e.multiple, e.ending_offset, e.rounding, e.on_breach, e.of_cost, e.rate_type, e.rate_on, e.counts, "
      "e.measure FROM "
      "emptor_price_entry e WHERE e.list_id "
      "= ?1 AND "
      "e.product_kind = ?2 AND e.product_id = ?3 AND e.withdrawn = 0 "
      "AND NOT EXISTS (SELECT 1 FROM emptor_price_entry r WHERE r.replaces = e.id) ORDER BY e.id");
  rows.bind(list, kind, product);
  return all(rows, entry_row);
}

std::vector<EntryRow> entries_of_product(Transaction& tx, ProductKind kind, std::int64_t product) {
  auto rows = tx.statement(
      "SELECT e.id, e.list_id, e.product_kind, e.product_id, e.value_kind, e.value, e.valid_from, e.valid_until, "
      "e.unit_id, e.per_quantity, e.min_quantity, e.further_percents, e.net, e.scale, e.min_amount, e.of_list_id, "
      "e.addend, e.multiple, e.ending_offset, e.rounding, e.on_breach, e.of_cost, e.rate_type, e.rate_on, e.counts, "
      "e.measure FROM "
      "emptor_price_entry e WHERE "
      "e.product_kind = ?1 AND "
      "e.product_id = ?2 AND e.of_customer = 0 AND e.withdrawn = 0 "
      "AND NOT EXISTS (SELECT 1 FROM emptor_price_entry r WHERE r.replaces = e.id)");
  rows.bind(kind, product);
  return all(rows, entry_row);
}

std::optional<RecordedEntry> read_entry(Transaction& tx, PriceEntryId id) {
  auto rows = tx.statement(
      "SELECT e.id, e.list_id, e.product_kind, e.product_id, e.value_kind, e.value, e.valid_from, e.valid_until, "
      "e.unit_id, e.per_quantity, e.min_quantity, e.further_percents, e.net, e.scale, e.min_amount, e.of_list_id, "
      "e.addend, e.multiple, e.ending_offset, e.rounding, e.on_breach, e.of_cost, e.rate_type, e.rate_on, e.counts, "
      "e.measure, e.replaces, "
      "e.withdrawn, "
      "NOT EXISTS (SELECT 1 FROM emptor_price_entry r WHERE r.replaces = e.id), e.recorded_at, a.code "
      "FROM emptor_price_entry e JOIN emptor_actor a ON a.id = e.actor_id WHERE e.id = ?1");
  if (!rows.bind(id).step()) return std::nullopt;
  return recorded_entry(rows);
}

std::vector<RecordedEntry> entries_known_at(Transaction& tx, PriceListId list, std::optional<Instant> known_at) {
  auto rows = tx.statement(
      "SELECT e.id, e.list_id, e.product_kind, e.product_id, e.value_kind, e.value, e.valid_from, e.valid_until, "
      "e.unit_id, e.per_quantity, e.min_quantity, e.further_percents, e.net, e.scale, e.min_amount, e.of_list_id, "
      "e.addend, e.multiple, e.ending_offset, e.rounding, e.on_breach, e.of_cost, e.rate_type, e.rate_on, e.counts, "
      "e.measure, e.replaces, "
      "e.withdrawn, 1, "
      "e.recorded_at, a.code "
      "FROM emptor_price_entry e JOIN emptor_actor a ON a.id = e.actor_id WHERE e.list_id = ?1 AND e.withdrawn = 0 "
      "AND (?2 IS NULL OR e.recorded_at <= ?2) AND NOT EXISTS (SELECT 1 FROM emptor_price_entry r "
      "WHERE r.replaces = e.id AND (?2 IS NULL OR r.recorded_at <= ?2)) ORDER BY e.id");
  rows.bind(list, known_at);
  return all(rows, recorded_entry);
}

std::vector<FormulaEdge> formula_edges(Transaction& tx) {
  auto rows = tx.statement(
      "SELECT e.id, e.list_id, e.of_list_id FROM emptor_price_entry e WHERE e.of_list_id IS NOT NULL AND e.withdrawn = "
      "0 "
      "AND NOT EXISTS (SELECT 1 FROM emptor_price_entry r WHERE r.replaces = e.id) ORDER BY e.id");
  std::vector<FormulaEdge> found;
  while (rows.step()) found.push_back({rows.id<PriceEntryTag>(0), rows.id<PriceListTag>(1), rows.id<PriceListTag>(2)});
  return found;
}

PriceEntryId insert_entry(Transaction& tx, const NewEntry& entry, Instant recorded_at, ActorId actor) {
  const EntryRow& row = entry.row;
  // A price per so many units is kept as typed, in millionths.
  const std::int64_t per = scale_by(1'000'000, row.basis.per);
  const std::string further = percents_text(row.further_percents);
  return PriceEntryId(tx.insert(
      "INSERT INTO emptor_price_entry (list_id, of_customer, product_kind, product_id, min_quantity, unit_id, "
      "per_quantity, value_kind, value, further_percents, net, scale, min_amount, of_list_id, addend, multiple, "
      "ending_offset, rounding, on_breach, valid_from, valid_until, replaces, withdrawn, recorded_at, actor_id, "
      "of_cost, rate_type, rate_on, counts, measure) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, "
      "?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30)",
      row.list, entry.of_customer, row.product_kind, row.product, row.basis.min_quantity, row.basis.unit, per, row.kind,
      row.value, further.empty() ? std::nullopt : std::optional<std::string_view>(further), row.net, row.scale,
      row.basis.min_amount, row.of_list, row.formula.addend, row.formula.multiple, row.formula.offset,
      row.formula.rounding, row.formula.on_breach, row.from, row.until, entry.replaces, entry.withdrawn, recorded_at,
      actor, row.formula.of_cost, row.rate_type.empty() ? std::nullopt : std::optional<std::string_view>(row.rate_type),
      row.rate_on, row.basis.counts, row.basis.measure));
}

}  // namespace emptor::pricing
