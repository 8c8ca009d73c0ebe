/// Sealed periods: each voucher has a hash, and each seal one over these and the seal before it.

#include "base/sha256.hpp"
#include "settings/policies.hpp"
#include "vouchers/document.hpp"

namespace emptor::vouchers {
namespace {

using access::Work;

/// Length and value of each cell, so that no two rows have one text.
void add_row(Sha256& hash, const store::Statement& row, int columns) {
  for (int i = 0; i < columns; ++i) {
    const std::string_view text = row.text(i);
    hash.add(row.is_null(i) ? std::string("-") : std::to_string(text.size()) + ":");
    hash.add(text);
  }
  hash.add("\n");
}

bool says_return(std::string_view kind) {
  return kind == std::to_string(static_cast<int>(VoucherKind::sales_return)) ||
         kind == std::to_string(static_cast<int>(VoucherKind::purchase_return));
}

/// Over everything that a voucher says, and the rate at which another currency was booked. Columns are named and turned
/// into text: a later column, or another engine, changes no hash. Empty when there is no such voucher.
std::string hash_of(Work& work, VoucherId id) {
  auto head = work.tx().statement(
      "SELECT CAST(v.id AS TEXT), CAST(v.kind AS TEXT), CAST(v.side AS TEXT), s.prefix, CAST(v.number AS TEXT), "
      "CAST(v.doc_date AS TEXT), CAST(v.due_date AS TEXT), CAST(v.priced_on AS TEXT), CAST(v.party_id AS TEXT), "
      "CAST(v.account_id AS TEXT), CAST(v.identity_id AS TEXT), CAST(v.currency AS TEXT), CAST(v.tax_mode AS TEXT), "
      "CAST(v.net AS TEXT), CAST(v.tax AS TEXT), CAST(v.location_id AS TEXT), CAST(v.person_id AS TEXT), "
      "CAST(v.ship_to_id AS TEXT), v.reference, v.memo, v.payment_terms, CAST(v.reverses AS TEXT), "
      "CAST(v.companion_of AS TEXT), CAST(v.reason AS TEXT), CAST(v.recorded_at AS TEXT), CAST(v.actor_id AS TEXT), "
      "v.project, v.fields "
      "FROM emptor_voucher v JOIN emptor_number_series s ON s.id = v.series_id WHERE v.id = ?1");
  if (!head.bind(id).step()) return {};
  Sha256 hash;
  add_row(hash, head, 28);
  auto lines = work.tx().statement(
      "SELECT CAST(line AS TEXT), CAST(item_id AS TEXT), CAST(unit_id AS TEXT), CAST(quantity AS TEXT), "
      "CAST(stock_quantity AS TEXT), CAST(unit_price AS TEXT), CAST(source AS TEXT), CAST(entry_id AS TEXT), "
      "CAST(base_price AS TEXT), CAST(discount AS TEXT), trace, CAST(tax_code_id AS TEXT), CAST(tax_rate AS TEXT), "
      "CAST(net AS TEXT), CAST(tax AS TEXT), memo, CAST(promotion AS TEXT), CAST(gift_of AS TEXT), "
      "CAST(typed_price AS TEXT), CAST(found_price AS TEXT), price_reason FROM emptor_voucher_line WHERE voucher_id = "
      "?1 ORDER BY line");
  lines.bind(id);
  while (lines.step()) add_row(hash, lines, 21);
  if (says_return(head.text(1))) {
    auto returned = work.tx().statement(
        "SELECT CAST(line AS TEXT), CAST(of_voucher_id AS TEXT), CAST(of_line AS TEXT), CAST(withheld_net AS TEXT), "
        "CAST(withheld_tax AS TEXT) FROM emptor_returned WHERE voucher_id = ?1 ORDER BY line");
    returned.bind(id);
    while (returned.step()) add_row(hash, returned, 5);
  }
  if (head.text(11) == std::to_string(settings::current(work).currency.numeric())) return hash.hex();
  auto rates = work.tx().statement(
      "SELECT CAST(o.instalment AS TEXT), CAST(o.rate_numerator AS TEXT), CAST(o.rate_denominator AS TEXT) "
      "FROM emptor_voucher v JOIN emptor_open_item o ON o.account_id = v.account_id AND o.side = v.side "
      "AND o.currency = v.currency AND o.doc_date = v.doc_date AND o.voucher_id = v.id WHERE v.id = ?1 "
      "ORDER BY o.instalment");
  rates.bind(id);
  while (rates.step()) add_row(hash, rates, 3);
  return hash.hex();
}

/// Hashes of vouchers, put together in the order of their ids behind the seal before.
class SealHash {
 public:
  explicit SealHash(std::string_view before) { hash_.add(before); }
  void add(VoucherId id, std::string_view hash) {
    hash_.add(std::to_string(id.value));
    hash_.add(" ");
    hash_.add(hash);
    hash_.add("\n");
    ++vouchers_;
  }
  [[nodiscard]] std::int64_t vouchers() const noexcept { return vouchers_; }
  [[nodiscard]] std::string hex() { return hash_.hex(); }

 private:
  Sha256 hash_;
  std::int64_t vouchers_ = 0;
};

std::string name_of(Work& work, VoucherId id) {
  std::string kind;
  std::string number;
  describe_voucher(work, id.value, kind, number);
  return number.empty() ? "voucher " + std::to_string(id.value) : kind + " " + number;
}

struct Kept {
  std::int64_t id = 0;
  Date through;
  std::int64_t vouchers = 0;
  std::string hash;
};

std::vector<Kept> load_seals(Work& work) {
  auto rows = work.tx().statement("SELECT id, through, vouchers, hash FROM emptor_seal ORDER BY id");
  std::vector<Kept> found;
  while (rows.step()) found.push_back({rows.integer(0), rows.date(1), rows.integer(2), rows.string(3)});
  return found;
}

/// Each voucher of a seal against its hash; gives the seal that these hashes make.
std::string check_vouchers(Work& work, const Kept& seal, std::string_view before, std::vector<Finding>& found) {
  auto rows =
      work.tx().statement("SELECT voucher_id, hash FROM emptor_sealed_voucher WHERE seal_id = ?1 ORDER BY voucher_id");
  rows.bind(seal.id);
  SealHash whole(before);
  while (rows.step()) {
    const auto id = rows.id<VoucherTag>(0);
    const std::string kept = rows.string(1);
    whole.add(id, kept);
    std::string computed = hash_of(work, id);
    if (computed == kept) continue;
    found.push_back({"sealed voucher", name_of(work, id), kept, computed.empty() ? "no voucher" : std::move(computed)});
  }
  return whole.hex();
}

}  // namespace

void verify_seals(Work& work, std::vector<Finding>& found) {
  std::string before;
  std::optional<Date> through;
  for (const Kept& seal : load_seals(work)) {
    std::string computed = check_vouchers(work, seal, before, found);
    if (computed != seal.hash)
      found.push_back({"seal", "through " + seal.through.to_string(), seal.hash, std::move(computed)});
    before = seal.hash;
    through = seal.through;
  }
  const auto kept = settings::current(work).sealed_through;
  const auto shown = [](const std::optional<Date>& day) { return day ? day->to_string() : std::string("none"); };
  if (kept != through) found.push_back({"sealed through", "settings", shown(kept), shown(through)});
  if (!through) return;
  auto strange = work.tx().statement(
      "SELECT v.id FROM emptor_voucher v WHERE v.doc_date <= ?1 "
      "AND NOT EXISTS (SELECT 1 FROM emptor_sealed_voucher s WHERE s.voucher_id = v.id) ORDER BY v.id");
  strange.bind(*through);
  while (strange.step())
    found.push_back({"sealed voucher", name_of(work, strange.id<VoucherTag>(0)), "not sealed",
                     "dated in a period that is sealed through " + through->to_string()});
}

}  // namespace emptor::vouchers

namespace emptor {

using access::Work;

Seal Vouchers::seal_through(Date day) {
  auto work = Work::write(*state_);
  const PeriodState state = settings::period_state(work, day);
  if (state == PeriodState::sealed)
    throw Error(ErrorCode::range, "day", "these days are sealed already",
                {{"day", day.to_string()}, {"sealed_through", settings::current(work).sealed_through->to_string()}});
  if (state != PeriodState::closed)
    throw Error(ErrorCode::invalid, "day", "a period is closed before it is sealed",
                {{"day", day.to_string()}, {"state", std::string(to_string(state))}});
  const auto earlier = vouchers::load_seals(work);
  const std::int64_t id = work.tx().insert(
      "INSERT INTO emptor_seal (through, vouchers, hash, recorded_at, actor_id) VALUES (?1, 0, '', ?2, ?3)", day,
      work.now(), work.actor());
  vouchers::SealHash whole(earlier.empty() ? std::string_view() : earlier.back().hash);
  auto rows = work.tx().statement(
      "SELECT id FROM emptor_voucher WHERE doc_date <= ?1 AND (?2 IS NULL OR doc_date > ?2) ORDER BY id");
  rows.bind(day, earlier.empty() ? std::nullopt : std::optional(earlier.back().through));
  while (rows.step()) {
    const auto voucher = rows.id<VoucherTag>(0);
    const std::string hash = vouchers::hash_of(work, voucher);
    whole.add(voucher, hash);
    work.tx().execute("INSERT INTO emptor_sealed_voucher (seal_id, voucher_id, hash) VALUES (?1, ?2, ?3)", id, voucher,
                      hash);
  }
  Seal seal{.through = day,
            .vouchers = whole.vouchers(),
            .hash = whole.hex(),
            .recorded_at = work.now(),
            .actor = access::actor_code(work, work.actor())};
  work.tx().execute("UPDATE emptor_seal SET vouchers = ?2, hash = ?3 WHERE id = ?1", id, seal.vouchers, seal.hash);
  settings::set_sealed_through(work, day);
  work.commit();
  return seal;
}

std::vector<Seal> Vouchers::seals() const {
  auto work = Work::read(*state_);
  auto rows = work.tx().statement("SELECT through, vouchers, hash, recorded_at, actor_id FROM emptor_seal ORDER BY id");
  std::vector<Seal> found;
  while (rows.step())
    found.push_back({.through = rows.date(0),
                     .vouchers = rows.integer(1),
                     .hash = rows.string(2),
                     .recorded_at = rows.instant(3),
                     .actor = access::actor_code(work, rows.id<ActorTag>(4))});
  return found;
}

}  // namespace emptor
