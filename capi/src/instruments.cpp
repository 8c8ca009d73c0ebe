/// Cheques and bills.
#include "emptor/instruments.hpp"

#include "handles.hpp"
#include "records.hpp"
#include "rows.hpp"
#include "structs.hpp"
#include "values.hpp"

using namespace emptor;
using namespace emptor::capi;

static_assert(EMPTOR_INSTRUMENT_CHEQUE == static_cast<int>(InstrumentKind::cheque) &&
              EMPTOR_INSTRUMENT_BILL == static_cast<int>(InstrumentKind::bill));
static_assert(EMPTOR_INSTRUMENT_HELD == static_cast<int>(InstrumentState::held) &&
              EMPTOR_INSTRUMENT_DEPOSITED == static_cast<int>(InstrumentState::deposited) &&
              EMPTOR_INSTRUMENT_CLEARED == static_cast<int>(InstrumentState::cleared) &&
              EMPTOR_INSTRUMENT_BOUNCED == static_cast<int>(InstrumentState::bounced) &&
              EMPTOR_INSTRUMENT_RETURNED == static_cast<int>(InstrumentState::returned) &&
              EMPTOR_INSTRUMENT_ENDORSED == static_cast<int>(InstrumentState::endorsed) &&
              EMPTOR_INSTRUMENT_DISCOUNTED == static_cast<int>(InstrumentState::discounted));

namespace {

InstrumentState to_state(std::int32_t state) {
  return choice(state, InstrumentState::held, InstrumentState::discounted, "state");
}

InstrumentInput to_input(const emptor_instrument_input& given) {
  check_reserved(given.reserved, "input.reserved");
  check_array(given.settles, given.settles_count, "settles");
  InstrumentInput input{.kind = choice(given.kind, InstrumentKind::cheque, InstrumentKind::bill, "kind"),
                        .side = choice(given.side, Side::receivable, Side::payable, "side"),
                        .party = text(given.party),
                        .amount = required_figure<Decimal>(given.amount, "amount"),
                        .currency = optional_text(given.currency),
                        .number = text(given.number),
                        .bank = text(given.bank),
                        .on = optional_date(given.on, "on"),
                        .due = optional_date(given.due, "due")};
  for (std::int32_t i = 0; i < given.settles_count; ++i) input.settles.emplace_back(given.settles[i]);
  if (given.allocation != nullptr) input.allocation = to_orders(given.allocation, given.allocation_count, "allocation");
  return input;
}

/// "12,13"
std::string ids_text(const std::vector<VoucherId>& ids) {
  std::string text;
  for (const VoucherId each : ids) text.append(text.empty() ? "" : ",").append(std::to_string(each.value));
  return text;
}

}  // namespace

const char* emptor_instrument_state_name(std::int32_t state) noexcept {
  if (state < EMPTOR_INSTRUMENT_HELD || state > EMPTOR_INSTRUMENT_DISCOUNTED) return "";
  return c_name(to_string(static_cast<InstrumentState>(state)));
}

emptor_status emptor_instrument_receive(emptor_session* session, const emptor_instrument_input* input,
                                        const emptor_post_options* options, std::int64_t* id_out,
                                        emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    const emptor_post_options given = read_optional(options);
    check_reserved(given.reserved, "options.reserved");
    give_id(in.instruments()
                .receive(to_input(read(input)),
                         {.idempotency_key = text(given.idempotency_key),
                          .acknowledge_soft_lock = truth(given.acknowledge_soft_lock, "acknowledge_soft_lock")})
                .id,
            id_out);
  });
}

emptor_status emptor_instrument_move(emptor_session* session, std::int64_t id, std::int32_t to,
                                     const emptor_instrument_step* step, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    const emptor_instrument_step given = read_optional(step);
    static_cast<void>(in.instruments().move(InstrumentId(id), to_state(to),
                                            {.on = optional_date(given.on, "on"),
                                             .fee = optional_figure<Decimal>(given.fee, "fee"),
                                             .supplier = text(given.supplier),
                                             .reason = text(given.reason)}));
  });
}

emptor_status emptor_instrument_list(emptor_session* session, const char* party, std::int32_t state,
                                     std::int32_t uncleared_only, std::int32_t due_until, std::int64_t after,
                                     std::int32_t limit, emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    InstrumentQuery query{.party = optional_text(party),
                          .uncleared_only = truth(uncleared_only, "uncleared_only"),
                          .due_until = optional_date(due_until, "due_until"),
                          .after = InstrumentId(after),
                          .limit = limit};
    if (state != 0) query.state = to_state(state);
    RowsBuilder rows{{"id", kInteger},     {"kind", kText},     {"side", kText},  {"party", kText},
                     {"account", kText},   {"number", kText},   {"bank", kText},  {"due", kDate},
                     {"amount", kDecimal}, {"currency", kText}, {"state", kText}, {"voucher", kInteger}};
    for (const Instrument& each : in.instruments().list(query))
      rows.add(each.id, to_string(each.kind), each.side == Side::receivable ? "receivable" : "payable", each.party,
               each.account, each.number, each.bank, each.due, each.amount, each.amount.currency.code(),
               to_string(each.state), each.voucher ? std::optional(each.voucher) : std::nullopt);
    rows.give(out);
  });
}

emptor_status emptor_instrument_events(emptor_session* session, std::int64_t id, emptor_rows** rows_out,
                                       emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"state", kText},    {"on", kDate},     {"fee", kDecimal},   {"currency", kText},
                     {"supplier", kText}, {"reason", kText}, {"vouchers", kText}, {"recorded_at", kInstant},
                     {"actor", kText}};
    const Instrument found = in.instruments().get(InstrumentId(id));
    for (const InstrumentEvent& each : found.events)
      rows.add(to_string(each.state), each.on, each.fee, found.amount.currency.code(), each.supplier, each.reason,
               ids_text(each.vouchers), each.recorded_at, each.actor);
    rows.give(out);
  });
}
