#include "parties/cards.hpp"
#include "receivables/dunning.hpp"

namespace emptor::receivables {

using access::Work;

KeptPolicy load_policy(Work& work, Currency currency) {
  KeptPolicy found{.policy = {.currency = std::string(currency.code())}};
  auto row = work.tx().statement(
      "SELECT id, day_count FROM emptor_dunning_policy WHERE currency = ?1 ORDER BY id DESC LIMIT 1");
  if (!row.bind(currency).step()) return found;
  found.id = row.id<DunningPolicyTag>(0);
  found.policy.day_count = static_cast<DayCount>(row.integer(1));
  auto levels = work.tx().statement(
      "SELECT days, minimum, fee, interest FROM emptor_dunning_level WHERE policy_id = ?1 ORDER BY level");
  levels.bind(found.id);
  while (levels.step())
    found.policy.levels.push_back({.days = static_cast<int>(levels.integer(0)),
                                   .minimum = Money{levels.integer(1), currency}.amount(),
                                   .fee = Money{levels.integer(2), currency}.amount(),
                                   .interest = Percent{levels.integer(3)}});
  return found;
}

std::string voucher_number(Work& work, VoucherId voucher) {
  std::string kind;
  std::string number;
  if (const auto describe = work.session().describe_voucher; describe != nullptr)
    describe(work, voucher.value, kind, number);
  return number;
}

Reminded reminded_of(Work& work, PartyId account, VoucherId voucher, int instalment) {
  auto row = work.tx().statement(
      "SELECT coalesce(max(level), 0), max(interest_until) FROM emptor_dunning_item WHERE account_id = ?1 "
      "AND voucher_id = ?2 AND instalment = ?3");
  row.bind(account, voucher, instalment).step();
  return {.level = static_cast<int>(row.integer(0)), .interest_until = row.optional_date(1)};
}

bool is_claim(Work& work, VoucherId voucher) {
  auto row = work.tx().statement("SELECT 1 FROM emptor_dunning_claim WHERE voucher_id = ?1 LIMIT 1");
  return row.bind(voucher).step();
}

namespace {

void load_items(Work& work, DunningLetter& letter, PartyId account, Currency currency) {
  auto rows = work.tx().statement(
      "SELECT d.voucher_id, d.instalment, d.doc_date, i.due_date, d.days, d.level, d.level_before, d.open_amount, "
      "d.interest_from, d.interest FROM emptor_dunning_item d JOIN emptor_open_item i ON i.account_id = ?2 "
      "AND i.side = ?3 AND i.currency = ?4 AND i.doc_date = d.doc_date AND i.voucher_id = d.voucher_id "
      "AND i.instalment = d.instalment WHERE d.letter_id = ?1 ORDER BY d.doc_date, d.voucher_id, d.instalment");
  rows.bind(letter.id, account, Side::receivable, currency);
  while (rows.step()) {
    const auto voucher = rows.id<VoucherTag>(0);
    letter.items.push_back({.voucher = voucher,
                            .number = voucher_number(work, voucher),
                            .instalment = static_cast<int>(rows.integer(1)),
                            .dated = rows.date(2),
                            .due = rows.date(3),
                            .days = static_cast<int>(rows.integer(4)),
                            .level = static_cast<int>(rows.integer(5)),
                            .level_before = static_cast<int>(rows.integer(6)),
                            .open = Money{rows.integer(7), currency},
                            .interest_from = rows.date(8),
                            .interest = Money{rows.integer(9), currency}});
  }
}

/// id, day, account, currency, level, open, credits, fee, interest.
DunningLetter letter_of(Work& work, const store::Statement& row) {
  const auto account = row.id<PartyTag>(2);
  const Currency currency = row.currency(3);
  const parties::PartyCard& party = parties::card(work, account);
  DunningLetter letter{.id = row.id<DunningLetterTag>(0),
                       .on = row.date(1),
                       .party = party.code,
                       .name = party.name,
                       .level = static_cast<int>(row.integer(4)),
                       .open = Money{row.integer(5), currency},
                       .credits = Money{row.integer(6), currency},
                       .fee = Money{row.integer(7), currency},
                       .interest = Money{row.integer(8), currency}};
  load_items(work, letter, account, currency);
  auto claim =
      work.tx().statement("SELECT voucher_id FROM emptor_dunning_claim WHERE letter_id = ?1 ORDER BY id DESC LIMIT 1");
  if (claim.bind(letter.id).step()) letter.claim = claim.id<VoucherTag>(0);
  return letter;
}

}  // namespace

DunningLetter load_letter(Work& work, DunningLetterId letter) {
  auto row = work.tx().statement(
      "SELECT l.id, r.on_date, l.account_id, p.currency, l.level, l.open_amount, l.credits, l.fee, l.interest "
      "FROM emptor_dunning_letter l JOIN emptor_dunning_run r ON r.id = l.run_id "
      "JOIN emptor_dunning_policy p ON p.id = r.policy_id WHERE l.id = ?1");
  if (!row.bind(letter).step())
    throw Error(ErrorCode::not_found, "letter", "no letter has this id", {{"id", std::to_string(letter.value)}});
  return letter_of(work, row);
}

std::vector<DunningLetter> load_letters(Work& work, const DunningLetterQuery& query) {
  auto rows = work.tx().statement(
      query.party
          ? store::Sql(
                "SELECT l.id FROM emptor_dunning_letter l WHERE l.id > ?1 AND (?2 = 0 OR (l.fee + l.interest > 0 "
                "AND NOT EXISTS (SELECT 1 FROM emptor_dunning_claim c WHERE c.letter_id = l.id))) "
                "AND l.account_id = ?4 ORDER BY l.id LIMIT ?3")
          : store::Sql(
                "SELECT l.id FROM emptor_dunning_letter l WHERE l.id > ?1 AND (?2 = 0 OR (l.fee + l.interest > 0 "
                "AND NOT EXISTS (SELECT 1 FROM emptor_dunning_claim c WHERE c.letter_id = l.id))) "
                "ORDER BY l.id LIMIT ?3"));
  if (query.party)
    rows.bind(query.after.value, query.unclaimed_only, query.limit, parties::require(work, *query.party, "party").id);
  else
    rows.bind(query.after.value, query.unclaimed_only, query.limit);
  std::vector<DunningLetter> found;
  while (rows.step()) found.push_back(load_letter(work, rows.id<DunningLetterTag>(0)));
  return found;
}

void save_run(Work& work, DunningPolicyId policy, DunningRun& run) {
  run.id = DunningRunId(work.tx().insert(
      "INSERT INTO emptor_dunning_run (policy_id, on_date, recorded_at, actor_id) VALUES (?1, ?2, ?3, ?4)", policy,
      run.on, work.now(), work.actor()));
  for (DunningLetter& letter : run.letters) {
    const PartyId account = parties::require(work, letter.party, "party").id;
    letter.id = DunningLetterId(work.tx().insert(
        "INSERT INTO emptor_dunning_letter (run_id, account_id, level, open_amount, credits, fee, interest) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        run.id, account, letter.level, letter.open.minor, letter.credits.minor, letter.fee.minor,
        letter.interest.minor));
    for (const DunningItem& item : letter.items) {
      // What bears no interest yet leaves its days to a later letter.
      const std::optional<Date> interest_until = item.interest.is_zero() ? std::nullopt : std::optional(run.on);
      work.tx().execute(
          "INSERT INTO emptor_dunning_item (letter_id, account_id, currency, doc_date, voucher_id, instalment, level, "
          "level_before, days, open_amount, interest_from, interest_until, interest) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
          letter.id, account, item.open.currency, item.dated, item.voucher, item.instalment, item.level,
          item.level_before, item.days, item.open.minor, item.interest_from, interest_until, item.interest.minor);
    }
  }
}

void save_claim(Work& work, DunningLetterId letter, VoucherId voucher) {
  work.tx().execute("INSERT INTO emptor_dunning_claim (letter_id, voucher_id) VALUES (?1, ?2)", letter, voucher);
}

}  // namespace emptor::receivables
