#include "receivables/instrument_records.hpp"

#include <limits>

namespace emptor::receivables {
namespace {

using access::Work;

/// Whether the book has any: most books have none, and pay for one look.
class InstrumentCards final : public access::Cache {
 public:
  void forget(Entity entity, std::int64_t id) override {
    if (entity == Entity::instrument || id == 0) any.reset();
  }
  std::optional<bool> any;
};

bool has_instruments(Work& work) {
  auto& cards = work.cache<InstrumentCards>();
  if (!cards.any) cards.any = work.tx().statement("SELECT 1 FROM emptor_instrument LIMIT 1").step();
  return *cards.any;
}

InstrumentRow row_of(const store::Statement& row) {
  return {.id = row.id<InstrumentTag>(0),
          .kind = static_cast<int>(row.integer(1)),
          .state = static_cast<int>(row.integer(2)),
          .side = static_cast<Side>(row.integer(3)),
          .party = row.id<PartyTag>(4),
          .account = row.id<PartyTag>(5),
          .amount = Money{row.integer(6), row.currency(7)},
          .number = row.string(8),
          .bank = row.string(9),
          .due = row.date(10),
          .uncleared = row.integer(11) != 0};
}

/// In the order in which `load_standing` names the columns.
std::vector<InstrumentStanding> read_standings(store::Statement rows) {
  std::vector<InstrumentStanding> found;
  while (rows.step()) {
    InstrumentStanding& each = found.emplace_back(InstrumentStanding{.voucher = rows.id<VoucherTag>(0),
                                                                     .party = rows.id<PartyTag>(1),
                                                                     .account = rows.id<PartyTag>(2),
                                                                     .side = static_cast<Side>(rows.integer(3)),
                                                                     .amount = Money{rows.integer(5), rows.currency(4)},
                                                                     .from = rows.date(6),
                                                                     .recorded_at = rows.instant(7),
                                                                     .until = rows.optional_date(8),
                                                                     .cleared = rows.integer(10) != 0});
    if (!rows.is_null(9)) each.ended_at = rows.instant(9);
  }
  return found;
}

std::vector<InstrumentVoucher> read_vouchers(store::Statement rows) {
  std::vector<InstrumentVoucher> found;
  while (rows.step())
    found.push_back({.voucher = rows.id<VoucherTag>(0), .role = static_cast<InstrumentRole>(rows.integer(1))});
  return found;
}

}  // namespace

InstrumentId insert_instrument(Work& work, const InstrumentRow& row) {
  return InstrumentId(work.tx().insert(
      "INSERT INTO emptor_instrument (kind, state, side, party_id, account_id, amount, currency, number, bank, "
      "due_date, "
      "uncleared, recorded_at, actor_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
      row.kind, row.state, row.side, row.party, row.account, row.amount.minor, row.amount.currency, row.number,
      row.bank, row.due, row.uncleared, work.now(), work.actor()));
}

void insert_event(Work& work, InstrumentId id, const InstrumentEventRow& event,
                  const std::vector<InstrumentVoucher>& vouchers, PartyId account, bool uncleared) {
  const std::int64_t key = work.tx().insert(
      "INSERT INTO emptor_instrument_event (instrument_id, state, on_date, fee, supplier_id, reason, recorded_at, "
      "actor_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      id, event.state, event.on, event.fee, event.supplier, event.reason, work.now(), work.actor());
  for (const InstrumentVoucher& each : vouchers)
    work.tx().execute(
        "INSERT INTO emptor_instrument_voucher (voucher_id, event_id, instrument_id, role) VALUES (?1, ?2, ?3, ?4)",
        each.voucher, key, id, each.role);
  work.tx().execute("UPDATE emptor_instrument SET state = ?2, account_id = ?3, uncleared = ?4 WHERE id = ?1", id,
                    event.state, account, uncleared);
}

std::optional<InstrumentRow> load_instrument(Work& work, InstrumentId id) {
  auto row = work.tx().statement(
      "SELECT id, kind, state, side, party_id, account_id, amount, currency, number, bank, due_date, uncleared "
      "FROM emptor_instrument WHERE id = ?1");
  if (!row.bind(id).step()) return std::nullopt;
  return row_of(row);
}

std::vector<InstrumentEventRow> load_events(Work& work, InstrumentId id) {
  auto rows = work.tx().statement(
      "SELECT id, state, on_date, fee, supplier_id, reason, recorded_at, actor_id FROM emptor_instrument_event "
      "WHERE instrument_id = ?1 ORDER BY id");
  rows.bind(id);
  std::vector<InstrumentEventRow> found;
  while (rows.step())
    found.push_back({.id = rows.integer(0),
                     .state = static_cast<int>(rows.integer(1)),
                     .on = rows.date(2),
                     .fee = rows.optional_integer(3),
                     .supplier = rows.id<PartyTag>(4),
                     .reason = rows.string(5),
                     .recorded_at = rows.instant(6),
                     .actor = rows.id<ActorTag>(7)});
  return found;
}

std::vector<InstrumentVoucher> vouchers_of_event(Work& work, std::int64_t event) {
  auto rows = work.tx().statement(
      "SELECT voucher_id, role FROM emptor_instrument_voucher WHERE event_id = ?1 ORDER BY voucher_id");
  rows.bind(event);
  return read_vouchers(std::move(rows));
}

std::vector<InstrumentVoucher> vouchers_of(Work& work, InstrumentId id) {
  auto rows = work.tx().statement(
      "SELECT voucher_id, role FROM emptor_instrument_voucher WHERE instrument_id = ?1 AND role <= 2 "
      "ORDER BY voucher_id");
  rows.bind(id);
  return read_vouchers(std::move(rows));
}

InstrumentId instrument_of(Work& work, VoucherId voucher) {
  if (!has_instruments(work)) return {};
  auto row =
      work.tx().statement("SELECT instrument_id FROM emptor_instrument_voucher WHERE voucher_id = ?1 AND role <= 2");
  return row.bind(voucher).step() ? row.id<InstrumentTag>(0) : InstrumentId();
}

std::vector<InstrumentRow> list_instruments(Work& work, const InstrumentFilter& filter) {
  const Date until = filter.due_until.value_or(Date(std::numeric_limits<std::int32_t>::max()));
  std::vector<InstrumentRow> found;
  const auto take = [&](store::Statement rows) {
    while (rows.step()) found.push_back(row_of(rows));
  };
  if (filter.party) {
    auto rows = work.tx().statement(
        "SELECT id, kind, state, side, party_id, account_id, amount, currency, number, bank, due_date, uncleared "
        "FROM emptor_instrument WHERE id > ?1 AND (?2 = 0 OR state = ?2) AND due_date < ?3 AND party_id = ?5 "
        "AND (?6 = 0 OR uncleared = 1) ORDER BY id LIMIT ?4");
    rows.bind(filter.after.value, filter.state, until, filter.limit, filter.party, filter.uncleared_only);
    take(std::move(rows));
  } else if (filter.uncleared_only) {
    auto rows = work.tx().statement(
        "SELECT id, kind, state, side, party_id, account_id, amount, currency, number, bank, due_date, uncleared "
        "FROM emptor_instrument WHERE id > ?1 AND (?2 = 0 OR state = ?2) AND due_date < ?3 AND uncleared = 1 "
        "ORDER BY id LIMIT ?4");
    rows.bind(filter.after.value, filter.state, until, filter.limit);
    take(std::move(rows));
  } else {
    auto rows = work.tx().statement(
        "SELECT id, kind, state, side, party_id, account_id, amount, currency, number, bank, due_date, uncleared "
        "FROM emptor_instrument WHERE id > ?1 AND (?2 = 0 OR state = ?2) AND due_date < ?3 ORDER BY id LIMIT ?4");
    rows.bind(filter.after.value, filter.state, until, filter.limit);
    take(std::move(rows));
  }
  return found;
}

void insert_standing(Work& work, InstrumentId id, const InstrumentStanding& standing) {
  work.tx().execute(
      "INSERT INTO emptor_instrument_standing (voucher_id, instrument_id, party_id, account_id, side, currency, "
      "amount, "
      "from_date, recorded_at, cleared) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0)",
      standing.voucher, id, standing.party, standing.account, standing.side, standing.amount.currency,
      standing.amount.minor, standing.from, work.now());
}

void end_standing(Work& work, VoucherId voucher, Date until, bool cleared) {
  work.tx().execute(
      "UPDATE emptor_instrument_standing SET until_date = ?2, ended_at = ?3, cleared = ?4 WHERE voucher_id = ?1",
      voucher, until, work.now(), cleared);
}

std::optional<InstrumentStanding> load_standing(Work& work, VoucherId voucher) {
  auto rows = work.tx().statement(
      "SELECT voucher_id, party_id, account_id, side, currency, amount, from_date, recorded_at, until_date, ended_at, "
      "cleared FROM emptor_instrument_standing WHERE voucher_id = ?1");
  rows.bind(voucher);
  auto found = read_standings(std::move(rows));
  return found.empty() ? std::nullopt : std::optional(found.front());
}

std::vector<Money> uncleared(Work& work, PartyId account, Date on) {
  if (!has_instruments(work)) return {};
  auto rows = work.tx().statement(
      "SELECT currency, CAST(sum(amount) AS BIGINT) FROM emptor_instrument_standing WHERE account_id = ?1 "
      "AND side = ?2 AND from_date <= ?3 AND (until_date IS NULL OR (until_date > ?3 AND cleared = 1)) "
      "GROUP BY currency ORDER BY currency");
  rows.bind(account, Side::receivable, on);
  std::vector<Money> found;
  while (rows.step()) found.push_back(Money{rows.integer(1), rows.currency(0)});
  return found;
}

std::vector<Money> uncleared(Work& work, PartyId account) {
  return uncleared(work, account, Date(std::numeric_limits<std::int32_t>::max()));
}

std::optional<Date> last_cleared(Work& work, PartyId account) {
  if (!has_instruments(work)) return std::nullopt;
  auto row =
      work.tx().statement("SELECT max(until_date) FROM emptor_instrument_standing WHERE account_id = ?1 AND side = ?2");
  row.bind(account, Side::receivable).step();
  return row.optional_date(0);
}

std::vector<InstrumentStanding> standing_on(Work& work, Side side, Currency currency, Date day) {
  if (!has_instruments(work)) return {};
  auto rows = work.tx().statement(
      "SELECT voucher_id, party_id, account_id, side, currency, amount, from_date, recorded_at, until_date, ended_at, "
      "cleared FROM emptor_instrument_standing WHERE side = ?1 AND currency = ?2 AND from_date <= ?3 "
      "AND (until_date IS NULL OR until_date > ?3)");
  rows.bind(side, currency, day);
  return read_standings(std::move(rows));
}

std::vector<InstrumentStanding> standing_on(Work& work, const AccountKey& key, Date day,
                                            std::optional<Instant> known_at) {
  if (!has_instruments(work)) return {};
  // What ended after the instant is anywhere among the days, so that question reads all of the account's.
  auto rows = work.tx().statement(
      known_at ? store::Sql("SELECT voucher_id, party_id, account_id, side, currency, amount, from_date, recorded_at, "
                            "until_date, ended_at, cleared FROM emptor_instrument_standing WHERE account_id = ?1 "
                            "AND side = ?2 AND currency = ?3 AND from_date <= ?4 AND recorded_at <= ?5 "
                            "AND (until_date IS NULL OR until_date > ?4 OR ended_at > ?5)")
               : store::Sql("SELECT voucher_id, party_id, account_id, side, currency, amount, from_date, recorded_at, "
                            "until_date, ended_at, cleared FROM emptor_instrument_standing WHERE account_id = ?1 "
                            "AND side = ?2 AND currency = ?3 AND from_date <= ?4 "
                            "AND (until_date IS NULL OR until_date > ?4)"));
  if (known_at)
    rows.bind(key.account, key.side, key.currency, day, *known_at);
  else
    rows.bind(key.account, key.side, key.currency, day);
  return read_standings(std::move(rows));
}

}  // namespace emptor::receivables
