#include "vouchers/store_rebates.hpp"

#include <algorithm>
#include <limits>

namespace emptor::vouchers {
namespace {

RecordedAgreement agreement_row(store::Statement& rows) {
  RecordedAgreement found;
  Agreement& agreement = found.agreement;
  agreement.id = rows.id<RebateTag>(0);
  agreement.code = rows.string(1);
  found.name = rows.string(2);
  agreement.direction = static_cast<Direction>(rows.integer(3));
  agreement.party = rows.id<PartyTag>(4);
  agreement.group = rows.id<PartyGroupTag>(5);
  agreement.counting = static_cast<RebateCounting>(rows.integer(6));
  agreement.valid = {rows.optional_date(7), rows.optional_date(8)};
  agreement.base = static_cast<RebateBase>(rows.integer(9));
  agreement.mode = static_cast<RebateMode>(rows.integer(10));
  agreement.pays = static_cast<RebatePays>(rows.integer(11));
  agreement.currency = rows.currency(12);
  agreement.expected = rows.optional_integer(13);
  agreement.origin = rows.is_null(14) ? agreement.id : rows.id<RebateTag>(14);
  if (!rows.is_null(15)) found.replaces = rows.id<RebateTag>(15);
  found.withdrawn = rows.integer(16) != 0;
  found.recorded_at = rows.instant(17);
  found.actor = rows.string(18);
  return found;
}

void read_parts(store::Transaction& tx, Agreement& agreement) {
  {
    auto rows =
        tx.statement("SELECT kind, product_id FROM emptor_rebate_product WHERE rebate_id = ?1 ORDER BY position");
    rows.bind(agreement.id);
    while (rows.step())
      agreement.products.push_back({static_cast<promotions::ProductKind>(rows.integer(0)), rows.integer(1)});
  }
  auto rows = tx.statement("SELECT from_base, value FROM emptor_rebate_tier WHERE rebate_id = ?1 ORDER BY tier");
  rows.bind(agreement.id);
  while (rows.step()) agreement.tiers.push_back({rows.integer(0), rows.integer(1)});
}

Volume volume_at(store::Statement& rows, int column) {
  return {.quantity = rows.integer(column), .net = rows.integer(column + 1), .gross = rows.integer(column + 2)};
}

SettlementRow settlement_row(store::Statement& rows) {
  return {.voucher = rows.id<VoucherTag>(0),
          .agreement = rows.id<RebateTag>(1),
          .account = rows.id<PartyTag>(2),
          .party = rows.id<PartyTag>(3),
          .dated = rows.date(4),
          .through = rows.date(5),
          .base = rows.integer(6),
          .earned = rows.integer(7),
          .amount = rows.integer(8),
          .reverses = rows.id<VoucherTag>(9)};
}

}  // namespace

std::vector<RecordedAgreement> agreements_known_at(store::Transaction& tx, std::optional<Instant> known_at) {
  std::vector<RecordedAgreement> found;
  {
    auto rows = tx.statement(
        "SELECT r.id, r.code, r.name, r.direction, r.party_id, r.group_id, r.counting, r.valid_from, r.valid_until, "
        "r.base, r.mode, r.pays, r.currency, r.expected, r.origin_id, r.replaces, r.withdrawn, r.recorded_at, a.code "
        "FROM emptor_rebate r JOIN emptor_actor a ON a.id = r.actor_id WHERE r.recorded_at <= ?1 AND r.withdrawn = 0 "
        "AND NOT EXISTS (SELECT 1 FROM emptor_rebate n WHERE n.replaces = r.id AND n.recorded_at <= ?1)");
    rows.bind(known_at.value_or(Instant{std::numeric_limits<std::int64_t>::max()}));
    while (rows.step()) found.push_back(agreement_row(rows));
  }
  for (RecordedAgreement& each : found) read_parts(tx, each.agreement);
  std::ranges::sort(found, {}, [](const RecordedAgreement& each) { return each.agreement.code; });
  return found;
}

std::optional<RecordedAgreement> read_agreement(store::Transaction& tx, RebateId id) {
  std::optional<RecordedAgreement> found;
  {
    auto row = tx.statement(
        "SELECT r.id, r.code, r.name, r.direction, r.party_id, r.group_id, r.counting, r.valid_from, r.valid_until, "
        "r.base, r.mode, r.pays, r.currency, r.expected, r.origin_id, r.replaces, r.withdrawn, r.recorded_at, a.code "
        "FROM emptor_rebate r JOIN emptor_actor a ON a.id = r.actor_id WHERE r.id = ?1");
    if (!row.bind(id).step()) return std::nullopt;
    found = agreement_row(row);
  }
  read_parts(tx, found->agreement);
  return found;
}

RebateId agreement_replaced_by(store::Transaction& tx, RebateId id) {
  auto row = tx.statement("SELECT id FROM emptor_rebate WHERE replaces = ?1");
  return row.bind(id).step() ? row.id<RebateTag>(0) : RebateId();
}

bool has_agreements(store::Transaction& tx) { return tx.statement("SELECT 1 FROM emptor_rebate LIMIT 1").step(); }

RebateId insert_agreement(store::Transaction& tx, const RecordedAgreement& recorded, ActorId actor) {
  const Agreement& agreement = recorded.agreement;
  const RebateId id(tx.insert(
      "INSERT INTO emptor_rebate (code, name, direction, party_id, group_id, counting, valid_from, valid_until, base, "
      "mode, pays, currency, expected, origin_id, replaces, withdrawn, recorded_at, actor_id) VALUES (?1, ?2, ?3, ?4, "
      "?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
      agreement.code, recorded.name, agreement.direction, agreement.party, agreement.group, agreement.counting,
      agreement.valid.from, agreement.valid.until, agreement.base, agreement.mode, agreement.pays, agreement.currency,
      agreement.expected, agreement.origin, recorded.replaces, recorded.withdrawn, recorded.recorded_at, actor));
  std::int64_t position = 0;
  for (const RebateScope& each : agreement.products)
    tx.execute("INSERT INTO emptor_rebate_product (rebate_id, position, kind, product_id) VALUES (?1, ?2, ?3, ?4)", id,
               ++position, each.kind, each.id);
  position = 0;
  for (const Tier& each : agreement.tiers)
    tx.execute("INSERT INTO emptor_rebate_tier (rebate_id, tier, from_base, value) VALUES (?1, ?2, ?3, ?4)", id,
               ++position, each.from, each.value);
  return id;
}

namespace {

store::Statement select_accumulated(store::Transaction& tx, RebateId origin, PartyId party) {
  auto row = tx.statement("SELECT quantity, net, gross FROM emptor_rebate_base WHERE rebate_id = ?1 AND party_id = ?2");
  row.bind(origin, party);
  return row;
}

}  // namespace

Volume accumulated(store::Transaction& tx, RebateId origin, PartyId party) {
  auto row = select_accumulated(tx, origin, party);
  return row.step() ? volume_at(row, 0) : Volume{};
}

void announce_accumulated(store::Transaction& tx, RebateId origin, PartyId party) {
  select_accumulated(tx, origin, party).announce();
}

void add_counted(store::Transaction& tx, const CountedVoucher& voucher, const Counted& counted) {
  tx.execute(
      "INSERT INTO emptor_rebate_voucher (voucher_id, rebate_id, account_id, party_id, doc_date, lines, quantity, net, "
      "gross) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      voucher.id, counted.agreement, voucher.account, voucher.party, voucher.dated, lines_text(counted.lines),
      counted.volume.quantity, counted.volume.net, counted.volume.gross);
  tx.execute(
      "INSERT INTO emptor_rebate_base (rebate_id, party_id, quantity, net, gross) VALUES (?1, ?2, ?3, ?4, ?5) "
      "ON CONFLICT (rebate_id, party_id) DO UPDATE SET quantity = emptor_rebate_base.quantity + excluded.quantity, "
      "net = emptor_rebate_base.net + excluded.net, gross = emptor_rebate_base.gross + excluded.gross",
      counted.agreement, voucher.party, counted.volume.quantity, counted.volume.net, counted.volume.gross);
}

std::vector<Counted> counted_of(store::Transaction& tx, VoucherId voucher) {
  auto rows = tx.statement(
      "SELECT rebate_id, quantity, net, gross, lines FROM emptor_rebate_voucher WHERE voucher_id = ?1 "
      "ORDER BY rebate_id");
  rows.bind(voucher);
  std::vector<Counted> found;
  while (rows.step())
    found.push_back(
        {.agreement = rows.id<RebateTag>(0), .volume = volume_at(rows, 1), .lines = lines_from(rows.text(4))});
  return found;
}

void forget_counted(store::Transaction& tx, RebateId origin) {
  tx.execute("DELETE FROM emptor_rebate_voucher WHERE rebate_id = ?1", origin);
  tx.execute("DELETE FROM emptor_rebate_base WHERE rebate_id = ?1", origin);
}

std::vector<TakenBack> reversals_of_counted(store::Transaction& tx, RebateId origin) {
  auto rows = tx.statement(
      "SELECT r.reverses, r.id, r.account_id, r.party_id, r.doc_date FROM emptor_rebate_voucher c "
      "JOIN emptor_voucher r ON r.reverses = c.voucher_id WHERE c.rebate_id = ?1 ORDER BY r.id");
  rows.bind(origin);
  std::vector<TakenBack> found;
  while (rows.step())
    found.push_back({.original = rows.id<VoucherTag>(0),
                     .reversal = {.id = rows.id<VoucherTag>(1),
                                  .account = rows.id<PartyTag>(2),
                                  .party = rows.id<PartyTag>(3),
                                  .dated = rows.date(4)}});
  return found;
}

namespace {

std::vector<PartyVolume> party_volumes(store::Statement& rows) {
  std::vector<PartyVolume> found;
  while (rows.step()) found.push_back({.party = rows.id<PartyTag>(0), .volume = volume_at(rows, 1)});
  return found;
}

}  // namespace

std::vector<PartyVolume> volumes_on(store::Transaction& tx, RebateId origin, PartyId party, Date on) {
  if (party) {
    auto rows = tx.statement(
        "SELECT b.party_id, b.quantity - CAST(coalesce(sum(v.quantity), 0) AS BIGINT), "
        "b.net - CAST(coalesce(sum(v.net), 0) AS BIGINT), b.gross - CAST(coalesce(sum(v.gross), 0) AS BIGINT) "
        "FROM emptor_rebate_base b LEFT JOIN emptor_rebate_voucher v ON v.rebate_id = b.rebate_id "
        "AND v.party_id = b.party_id AND v.doc_date > ?2 WHERE b.rebate_id = ?1 AND b.party_id = ?3 "
        "GROUP BY b.party_id, b.quantity, b.net, b.gross ORDER BY b.party_id");
    rows.bind(origin, on, party);
    return party_volumes(rows);
  }
  auto rows = tx.statement(
      "SELECT b.party_id, b.quantity - CAST(coalesce(sum(v.quantity), 0) AS BIGINT), "
      "b.net - CAST(coalesce(sum(v.net), 0) AS BIGINT), b.gross - CAST(coalesce(sum(v.gross), 0) AS BIGINT) "
      "FROM emptor_rebate_base b LEFT JOIN emptor_rebate_voucher v ON v.rebate_id = b.rebate_id "
      "AND v.party_id = b.party_id AND v.doc_date > ?2 WHERE b.rebate_id = ?1 "
      "GROUP BY b.party_id, b.quantity, b.net, b.gross ORDER BY b.party_id");
  rows.bind(origin, on);
  return party_volumes(rows);
}

std::vector<CountedRow> counted_rows(store::Transaction& tx, RebateId origin, PartyId party, const Period& dated) {
  auto rows = tx.statement(
      "SELECT voucher_id, account_id, party_id, doc_date, quantity, net, gross FROM emptor_rebate_voucher "
      "WHERE rebate_id = ?1 AND party_id = ?2 AND doc_date >= ?3 AND doc_date < ?4 ORDER BY doc_date, voucher_id");
  rows.bind(origin, party, dated.from.value_or(Date(std::numeric_limits<std::int32_t>::min())),
            dated.until.value_or(Date(std::numeric_limits<std::int32_t>::max())));
  std::vector<CountedRow> found;
  while (rows.step())
    found.push_back({.voucher = {.id = rows.id<VoucherTag>(0),
                                 .account = rows.id<PartyTag>(1),
                                 .party = rows.id<PartyTag>(2),
                                 .dated = rows.date(3)},
                     .volume = volume_at(rows, 4)});
  return found;
}

void insert_settlement(store::Transaction& tx, const SettlementRow& row) {
  tx.execute(
      "INSERT INTO emptor_rebate_settlement (voucher_id, rebate_id, account_id, party_id, doc_date, through, base, "
      "earned, amount, reverses) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
      row.voucher, row.agreement, row.account, row.party, row.dated, row.through, row.base, row.earned, row.amount,
      row.reverses);
}

std::optional<SettlementRow> settlement_of(store::Transaction& tx, VoucherId voucher) {
  auto row = tx.statement(
      "SELECT voucher_id, rebate_id, account_id, party_id, doc_date, through, base, earned, amount, reverses "
      "FROM emptor_rebate_settlement WHERE voucher_id = ?1");
  return row.bind(voucher).step() ? std::optional(settlement_row(row)) : std::nullopt;
}

std::int64_t settled_on(store::Transaction& tx, RebateId origin, PartyId party, Date on) {
  auto row = tx.statement(
      "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM emptor_rebate_settlement "
      "WHERE rebate_id = ?1 AND party_id = ?2 AND doc_date <= ?3");
  row.bind(origin, party, on).step();
  return row.integer(0);
}

SettledBefore settled_before(store::Transaction& tx, RebateId origin, PartyId party) {
  auto row = tx.statement(
      "SELECT CAST(coalesce(sum(s.amount), 0) AS BIGINT), max(CASE WHEN s.reverses IS NULL AND NOT EXISTS (SELECT 1 "
      "FROM emptor_rebate_settlement r WHERE r.reverses = s.voucher_id) THEN s.through END) "
      "FROM emptor_rebate_settlement s WHERE s.rebate_id = ?1 AND s.party_id = ?2");
  row.bind(origin, party).step();
  return {.amount = row.integer(0), .through = row.optional_date(1)};
}

std::vector<ListedSettlement> list_settlements(store::Transaction& tx, RebateId origin, PartyId party, VoucherId after,
                                               int limit) {
  auto rows = tx.statement(
      "SELECT s.voucher_id, s.rebate_id, s.account_id, s.party_id, s.doc_date, s.through, s.base, s.earned, s.amount, "
      "s.reverses, r.voucher_id FROM emptor_rebate_settlement s "
      "LEFT JOIN emptor_rebate_settlement r ON r.reverses = s.voucher_id WHERE s.voucher_id > ?1 "
      "AND s.reverses IS NULL AND (?2 = 0 OR s.rebate_id = ?2) AND (?3 = 0 OR s.party_id = ?3) "
      "ORDER BY s.voucher_id LIMIT ?4");
  rows.bind(after.value, origin.value, party.value, limit);
  std::vector<ListedSettlement> found;
  while (rows.step()) found.push_back({.row = settlement_row(rows), .reversed_by = rows.id<VoucherTag>(10)});
  return found;
}

}  // namespace emptor::vouchers
