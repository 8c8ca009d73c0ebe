/// Disputes, promises, reminders.
#include "emptor/dunning.hpp"

#include "handles.hpp"
#include "rows.hpp"
#include "structs.hpp"
#include "values.hpp"

using namespace emptor;
using namespace emptor::capi;

struct emptor_dunning_run {
  DunningRun run;
};

namespace {

static_assert(EMPTOR_MARK_DISPUTE == static_cast<int>(ItemMarkKind::dispute) &&
              EMPTOR_MARK_PROMISE == static_cast<int>(ItemMarkKind::promise) &&
              EMPTOR_MARK_BLOCK == static_cast<int>(ItemMarkKind::block));
static_assert(EMPTOR_DAYS_ACTUAL_365 == static_cast<int>(DayCount::actual_365) &&
              EMPTOR_DAYS_ACTUAL_360 == static_cast<int>(DayCount::actual_360));

ItemMarkKind to_kind(std::int32_t kind) { return choice(kind, ItemMarkKind::dispute, ItemMarkKind::block, "kind"); }

RowsBuilder letter_rows() {
  return {{"id", kInteger},       {"on", kDate},       {"party", kText},      {"name", kText},
          {"level", kInteger},    {"open", kDecimal},  {"credits", kDecimal}, {"fee", kDecimal},
          {"interest", kDecimal}, {"claim", kInteger}, {"currency", kText}};
}

void add_letter(RowsBuilder& rows, const DunningLetter& letter) {
  rows.add(letter.id, letter.on, letter.party, letter.name, letter.level, letter.open, letter.credits, letter.fee,
           letter.interest, letter.claim, letter.open.currency.code());
}

}  // namespace

emptor_status emptor_item_mark_set(emptor_session* session, const emptor_item_mark* mark, std::int64_t* id_out,
                                   emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    const emptor_item_mark given = read(mark);
    give_id(in.dunning().mark({.kind = to_kind(given.kind),
                               .party = std::string(required(given.party, "party")),
                               .side = choice(given.side, Side::receivable, Side::payable, "side"),
                               .currency = optional_text(given.currency),
                               .voucher = VoucherId(given.voucher),
                               .instalment = given.instalment,
                               .from = optional_date(given.from, "from"),
                               .until = optional_date(given.until, "until"),
                               .amount = optional_figure<Decimal>(given.amount, "amount"),
                               .reason = text(given.reason)}),
            id_out);
  });
}

emptor_status emptor_item_mark_end(emptor_session* session, std::int64_t mark, const char* reason, std::int32_t on,
                                   emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    in.dunning().end_mark(ItemMarkId(mark), text(reason), optional_date(on, "on"));
  });
}

emptor_status emptor_item_mark_list(emptor_session* session, const char* party, std::int32_t kind,
                                    std::int32_t broken_only, std::int32_t holding_only, std::int32_t on,
                                    std::int64_t after, std::int32_t limit, emptor_rows** rows_out,
                                    emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    ItemMarkQuery query{.party = optional_text(party),
                        .broken_only = truth(broken_only, "broken_only"),
                        .holding_only = truth(holding_only, "holding_only"),
                        .on = optional_date(on, "on"),
                        .after = ItemMarkId(after),
                        .limit = limit};
    if (kind != 0) query.kind = to_kind(kind);
    RowsBuilder rows{{"id", kInteger},    {"kind", kText},          {"party", kText},       {"voucher", kInteger},
                     {"number", kText},   {"instalment", kInteger}, {"from", kDate},        {"until", kDate},
                     {"ended_on", kDate}, {"open", kDecimal},       {"promised", kDecimal}, {"paid", kDecimal},
                     {"promise", kText},  {"reason", kText},        {"end_reason", kText},  {"recorded_at", kInstant},
                     {"actor", kText},    {"currency", kText}};
    for (const ItemMark& each : in.dunning().marks(query))
      rows.add(each.id, to_string(each.kind), each.party, each.voucher, each.number, each.instalment, each.from,
               each.until, each.ended_on, each.open, each.promised, each.paid, to_string(each.promise), each.reason,
               each.end_reason, each.recorded_at, each.actor, each.open.currency.code());
    rows.give(out);
  });
}

emptor_status emptor_dunning_policy_set(emptor_session* session, const char* currency,
                                        const emptor_dunning_level* levels, std::int32_t level_count,
                                        std::int32_t day_count, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    check_array(levels, level_count, "levels");
    DunningPolicy policy{.currency = text(currency),
                         .day_count = choice(day_count, DayCount::actual_365, DayCount::actual_360, "day_count")};
    for (std::int32_t i = 0; i < level_count; ++i) {
      const emptor_dunning_level& each = levels[i];
      const std::string field = "levels[" + std::to_string(i) + "]";
      check_reserved(each.reserved, "levels.reserved");
      policy.levels.push_back(
          {.days = each.days,
           .minimum = optional_figure<Decimal>(each.minimum, field + ".minimum").value_or(Decimal()),
           .fee = optional_figure<Decimal>(each.fee, field + ".fee").value_or(Decimal()),
           .interest = optional_figure<Percent>(each.interest, field + ".interest").value_or(Percent())});
    }
    in.dunning().set_policy(policy);
  });
}

emptor_status emptor_dunning_policy_get(emptor_session* session, const char* currency, emptor_rows** rows_out,
                                        emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    const DunningPolicy policy = in.dunning().policy(optional_view(currency));
    RowsBuilder rows{{"level", kInteger},    {"days", kInteger},      {"minimum", kDecimal}, {"fee", kDecimal},
                     {"interest", kDecimal}, {"day_count", kInteger}, {"currency", kText}};
    std::int32_t level = 0;
    for (const DunningLevel& each : policy.levels)
      rows.add(++level, each.days, each.minimum, each.fee, each.interest, static_cast<std::int32_t>(policy.day_count),
               policy.currency);
    rows.give(out);
  });
}

emptor_status emptor_dunning_plan(emptor_session* session, const char* party, const char* group, const char* currency,
                                  std::int32_t on, emptor_dunning_run** run_out, emptor_error** error_out) noexcept {
  return with_session(session, run_out, "run_out", error_out, [&](Session& in, emptor_dunning_run*& out) {
    out = give<emptor_dunning_run>(emptor_dunning_run{in.dunning().plan({.party = optional_text(party),
                                                                         .group = optional_text(group),
                                                                         .currency = optional_text(currency),
                                                                         .on = optional_date(on, "on")})});
  });
}

emptor_status emptor_dunning_commit(emptor_session* session, const emptor_dunning_run* plan,
                                    emptor_dunning_run** run_out, emptor_error** error_out) noexcept {
  return with_session(session, run_out, "run_out", error_out, [&](Session& in, emptor_dunning_run*& out) {
    out = give<emptor_dunning_run>(emptor_dunning_run{in.dunning().commit(require(plan, "plan").run)});
  });
}

void emptor_dunning_run_free(emptor_dunning_run* run) noexcept { delete run; }

std::int64_t emptor_dunning_run_id(const emptor_dunning_run* run) noexcept {
  return run != nullptr ? run->run.id.value : 0;
}

emptor_status emptor_dunning_run_letters(const emptor_dunning_run* run, emptor_rows** rows_out,
                                         emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows = letter_rows();
    for (const DunningLetter& each : require(run, "run").run.letters) add_letter(rows, each);
    rows.give(out);
  });
}

emptor_status emptor_dunning_run_items(const emptor_dunning_run* run, emptor_rows** rows_out,
                                       emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"party", kText},         {"voucher", kInteger},    {"number", kText},
                     {"instalment", kInteger}, {"dated", kDate},         {"due", kDate},
                     {"days", kInteger},       {"level", kInteger},      {"level_before", kInteger},
                     {"open", kDecimal},       {"interest_from", kDate}, {"interest", kDecimal},
                     {"currency", kText}};
    for (const DunningLetter& letter : require(run, "run").run.letters)
      for (const DunningItem& each : letter.items)
        rows.add(letter.party, each.voucher, each.number, each.instalment, each.dated, each.due, each.days, each.level,
                 each.level_before, each.open, each.interest_from, each.interest, each.open.currency.code());
    rows.give(out);
  });
}

emptor_status emptor_dunning_run_omissions(const emptor_dunning_run* run, emptor_rows** rows_out,
                                           emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"party", kText},   {"voucher", kInteger}, {"number", kText}, {"instalment", kInteger},
                     {"open", kDecimal}, {"because", kText},    {"until", kDate},  {"currency", kText}};
    for (const DunningOmission& each : require(run, "run").run.omissions)
      rows.add(each.party, each.voucher, each.number, each.instalment, each.open, to_string(each.because), each.until,
               each.open.currency.code());
    rows.give(out);
  });
}

emptor_status emptor_dunning_letter_list(emptor_session* session, const char* party, std::int32_t unclaimed_only,
                                         std::int64_t after, std::int32_t limit, emptor_rows** rows_out,
                                         emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = letter_rows();
    for (const DunningLetter& each : in.dunning().letters({.party = optional_text(party),
                                     .unclaimed_only = truth(unclaimed_only, "unclaimed_only"),
                                     .after = DunningLetterId(after),
                                     .limit = limit}))
      add_letter(rows, each);
    rows.give(out);
  });
}
