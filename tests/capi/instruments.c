/* Cheques and bills from C. */
#include "check.h"

static int64_t receive(emptor_session* session, const char* number, const char* amount) {
  emptor_instrument_input input = EMPTOR_INSTRUMENT_INPUT_INIT;
  int64_t id = 0;
  input.party = "C002";
  input.amount = amount;
  input.number = number;
  input.bank = "First Bank";
  input.on = day(2026, 3, 1);
  input.due = day(2026, 3, 20);
  OK(emptor_instrument_receive(session, &input, NULL, &id, &error));
  return id;
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  emptor_instrument_step step = EMPTOR_INSTRUMENT_STEP_INIT;
  emptor_ageing_query ageing = EMPTOR_AGEING_QUERY_INIT;
  emptor_rows* rows = NULL;
  emptor_credit_decision* decision = NULL;
  int64_t id;
  long long collection, reversal;
  char* rest = NULL;
  fill_shop(session);
  emptor_post_result_free(post(session, sale_of("C002", "10", day(2026, 3, 1))));
  id = receive(session, "CH-1", "220");
  CHECK_TEXT(balance_of(session, "C002").amount, "0.00");
  ageing.party = "C002";
  ageing.as_of = day(2026, 3, 2);
  ageing.with_instruments = 1;
  OK(emptor_ageing_list(session, &ageing, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "balance"), "0.00");
  CHECK_TEXT(cell(rows, "instruments"), "220.00");
  emptor_rows_free(rows);
  ageing.with_instruments = 2;
  FAILS(emptor_ageing_list(session, &ageing, &rows, NULL), EMPTOR_E_INVALID);
  OK(emptor_term_set(session, EMPTOR_ORIGIN_PARTY, "C002", EMPTOR_TERM_CREDIT_LIMIT, "1000", EMPTOR_NO_DATE, &error));
  OK(emptor_credit_check(session, "C002", "1", NULL, day(2026, 3, 2), EMPTOR_STAGE_SALE, NULL, &decision, &error));
  CHECK_TEXT(emptor_credit_decision_uncleared(decision), "220.00");
  emptor_credit_decision_free(decision);
  step.on = day(2026, 3, 19);
  FAILS(emptor_instrument_move(session, id, EMPTOR_INSTRUMENT_DEPOSITED, &step, &error), EMPTOR_E_RANGE);
  forget_error();
  step.on = day(2026, 3, 20);
  FAILS(emptor_instrument_move(session, id, EMPTOR_INSTRUMENT_CLEARED, &step, &error), EMPTOR_E_WRONG_STATE);
  CHECK_TEXT(emptor_error_field(error), "state");
  forget_error();
  OK(emptor_instrument_move(session, id, EMPTOR_INSTRUMENT_DEPOSITED, &step, &error));
  step.on = day(2026, 3, 25);
  step.fee = "15";
  step.reason = "no funds";
  OK(emptor_instrument_move(session, id, EMPTOR_INSTRUMENT_BOUNCED, &step, &error));
  CHECK_TEXT(balance_of(session, "C002").amount, "235.00");
  OK(emptor_instrument_list(session, "C002", 0, 0, EMPTOR_NO_DATE, 0, 100, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "number"), "CH-1");
  CHECK_TEXT(cell(rows, "state"), "bounced");
  CHECK(cell(rows, "voucher") == NULL);
  emptor_rows_free(rows);
  OK(emptor_instrument_list(session, NULL, 0, 1, EMPTOR_NO_DATE, 0, 100, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 0);
  emptor_rows_free(rows);
  OK(emptor_instrument_events(session, id, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 3);
  CHECK(emptor_rows_next(rows));
  collection = strtoll(cell(rows, "vouchers"), NULL, 10);
  CHECK(collection > 0);
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "vouchers"), "");
  CHECK(emptor_rows_next(rows));
  /* A bounce takes the collection back and charges the fee. */
  reversal = strtoll(cell(rows, "vouchers"), &rest, 10);
  CHECK(reversal > collection && *rest == ',');
  CHECK(strtoll(*rest != '\0' ? rest + 1 : rest, &rest, 10) > reversal && *rest == '\0');
  emptor_rows_free(rows);
  CHECK_TEXT(emptor_instrument_state_name(EMPTOR_INSTRUMENT_ENDORSED), "endorsed");
  CHECK_TEXT(emptor_instrument_state_name(99), "");
  FAILS(emptor_instrument_move(session, id, 99, NULL, &error), EMPTOR_E_INVALID);
  forget_error();
  FAILS(emptor_instrument_events(session, 99, &rows, &error), EMPTOR_E_NOT_FOUND);
  forget_error();
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
