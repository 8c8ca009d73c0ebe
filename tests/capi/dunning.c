/* Disputes and promises, and reminders with what they claim. */
#include "check.h"

static int64_t sold;

static void sell(emptor_session* session) {
  emptor_voucher_draft* draft = sale_of("C001", "10", day(2026, 1, 1));
  emptor_post_result* result = NULL;
  OK(emptor_voucher_post(session, draft, NULL, &result, &error));
  CHECK_INT(emptor_post_result_posted(result), 1);
  sold = emptor_voucher_id(emptor_post_result_voucher(result));
  emptor_post_result_free(result);
  emptor_voucher_draft_free(draft);
}

static int64_t marks(emptor_session* session) {
  emptor_item_mark mark = EMPTOR_ITEM_MARK_INIT;
  emptor_ageing_query query = EMPTOR_AGEING_QUERY_INIT;
  emptor_rows* rows = NULL;
  int64_t id = 0;
  mark.party = "C001";
  mark.voucher = sold;
  FAILS(emptor_item_mark_set(session, &mark, &id, &error), EMPTOR_E_REQUIRED);
  forget_error();
  mark.reason = "short delivery";
  OK(emptor_item_mark_set(session, &mark, &id, &error));
  OK(emptor_item_mark_list(session, "C001", EMPTOR_MARK_DISPUTE, 0, 1, EMPTOR_NO_DATE, 0, 10, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "kind"), "dispute");
  CHECK_TEXT(cell(rows, "promise"), "");
  CHECK_INT(number(rows, "id"), id);
  emptor_rows_free(rows);
  query.party = "C001";
  query.disputed_apart = 1;
  OK(emptor_ageing_list(session, &query, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "disputed"), cell(rows, "balance"));
  emptor_rows_free(rows);
  mark.kind = 9;
  FAILS(emptor_item_mark_set(session, &mark, NULL, &error), EMPTOR_E_INVALID);
  forget_error();
  return id;
}

static void reminders(emptor_session* session, int64_t dispute) {
  const emptor_dunning_level levels[] = {{10, 0, NULL, NULL, NULL}, {30, 0, "1", "5", "12"}};
  emptor_dunning_run* plan = NULL;
  emptor_dunning_run* run = NULL;
  emptor_voucher* claim = NULL;
  emptor_rows* rows = NULL;
  int64_t letter;
  OK(emptor_dunning_policy_set(session, NULL, levels, 2, EMPTOR_DAYS_ACTUAL_365, &error));
  OK(emptor_dunning_policy_get(session, NULL, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  emptor_rows_free(rows);
  OK(emptor_dunning_plan(session, "C001", NULL, NULL, EMPTOR_NO_DATE, &plan, &error));
  OK(emptor_dunning_run_letters(plan, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 0);
  emptor_rows_free(rows);
  OK(emptor_dunning_run_omissions(plan, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "because"), "dispute");
  emptor_rows_free(rows);
  OK(emptor_item_mark_end(session, dispute, "delivered", EMPTOR_NO_DATE, &error));
  FAILS(emptor_item_mark_end(session, dispute, "delivered", EMPTOR_NO_DATE, &error), EMPTOR_E_INVALID);
  forget_error();
  FAILS(emptor_dunning_commit(session, plan, &run, &error), EMPTOR_E_CONFLICT);
  forget_error();
  emptor_dunning_run_free(plan);
  OK(emptor_dunning_plan(session, "C001", NULL, NULL, EMPTOR_NO_DATE, &plan, &error));
  CHECK_INT(emptor_dunning_run_id(plan), 0);
  OK(emptor_dunning_commit(session, plan, &run, &error));
  CHECK(emptor_dunning_run_id(run) > 0);
  OK(emptor_dunning_run_items(run, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_INT(number(rows, "level"), 2);
  CHECK_INT(number(rows, "voucher"), sold);
  emptor_rows_free(rows);
  OK(emptor_dunning_letter_list(session, NULL, 1, 0, 10, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "fee"), "5.00");
  letter = number(rows, "id");
  emptor_rows_free(rows);
  OK(emptor_voucher_post_claim(session, letter, EMPTOR_NO_DATE, NULL, &claim, &error));
  emptor_voucher_free(claim);
  FAILS(emptor_voucher_post_claim(session, letter, EMPTOR_NO_DATE, NULL, &claim, &error), EMPTOR_E_CONFLICT);
  forget_error();
  OK(emptor_dunning_letter_list(session, "C001", 1, 0, 10, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 0);
  emptor_rows_free(rows);
  emptor_dunning_run_free(run);
  emptor_dunning_run_free(plan);
  emptor_dunning_run_free(NULL);
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  fill_shop(session);
  sell(session);
  reminders(session, marks(session));
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
