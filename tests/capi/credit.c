/* Credit rules, what they leave, and a hold that is released. */
#include "check.h"

static void term(emptor_session* session, int32_t which, const char* value) {
  OK(emptor_term_set(session, EMPTOR_ORIGIN_PARTY, "C001", which, value, EMPTOR_NO_DATE, &error));
}

static void rules(emptor_session* session) {
  emptor_credit_decision* decision = NULL;
  emptor_rows* rows = NULL;
  term(session, EMPTOR_TERM_CREDIT_DOCUMENT_MAX, "300");
  term(session, EMPTOR_TERM_CREDIT_ANSWERS, "document_max@quotation=approve");
  OK(emptor_credit_check(session, "C001", "301", NULL, EMPTOR_NO_DATE, EMPTOR_STAGE_QUOTATION, NULL, &decision,
                         &error));
  CHECK_INT(emptor_credit_decision_verdict(decision), EMPTOR_VERDICT_APPROVE);
  CHECK_TEXT(emptor_credit_verdict_name(EMPTOR_VERDICT_APPROVE), "approve");
  CHECK_TEXT(emptor_credit_decision_max_amount_now(decision), "300.00");
  CHECK_INT(emptor_credit_decision_payment_clears(decision), 0);
  OK(emptor_credit_decision_findings(decision, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "rule"), "document_max");
  CHECK_TEXT(cell(rows, "answer"), "approve");
  CHECK_TEXT(cell(rows, "allowed"), "300.00");
  CHECK_TEXT(cell(rows, "found"), "301.00");
  emptor_rows_free(rows);
  emptor_credit_decision_free(decision);
  CHECK(emptor_credit_decision_max_amount_now(NULL) == NULL);
  FAILS(emptor_credit_check(session, "C001", "1", NULL, EMPTOR_NO_DATE, 9, NULL, &decision, &error), EMPTOR_E_INVALID);
  forget_error();
}

static void hold(emptor_session* session) {
  emptor_voucher_draft* draft = sale_of("C001", "15", day(2026, 3, 31));
  emptor_credit_release release = EMPTOR_CREDIT_RELEASE_INIT;
  emptor_post_options options = EMPTOR_POST_OPTIONS_INIT;
  emptor_post_result* result = NULL;
  emptor_rows* rows = NULL;
  int64_t id;
  OK(emptor_credit_hold(session, "C001", "10", NULL, EMPTOR_NO_DATE, EMPTOR_STAGE_SALE, NULL, NULL, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 0);
  emptor_rows_free(rows);
  OK(emptor_credit_hold(session, "C001", "330", NULL, EMPTOR_NO_DATE, EMPTOR_STAGE_SALE, NULL, "ORD-7", &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "rules"), "document_max");
  CHECK_TEXT(cell(rows, "amount"), "330.00");
  id = number(rows, "id");
  emptor_rows_free(rows);
  options.credit_hold = id;
  OK(emptor_voucher_post(session, draft, &options, &result, &error));
  CHECK_INT(emptor_post_result_posted(result), 0);
  CHECK_INT(emptor_error_code(emptor_post_result_refusal(result)), EMPTOR_E_CREDIT_BLOCKED);
  emptor_post_result_free(result);
  FAILS(emptor_credit_hold_release(session, id, &release, &error), EMPTOR_E_REQUIRED);
  forget_error();
  release.reason = "known for years";
  release.approved = "325";
  release.tolerance = "2";
  OK(emptor_credit_hold_release(session, id, &release, &error));
  OK(emptor_credit_holds(session, "C001", 1, 0, 100, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 0);
  emptor_rows_free(rows);
  OK(emptor_credit_holds(session, NULL, 0, 0, 100, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "approved"), "325.00");
  CHECK_TEXT(cell(rows, "reason"), "known for years");
  emptor_rows_free(rows);
  OK(emptor_voucher_post(session, draft, &options, &result, &error));
  CHECK_INT(emptor_post_result_posted(result), 1);
  emptor_post_result_free(result);
  OK(emptor_credit_events(session, NULL, 1, 0, 100, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 0);
  emptor_rows_free(rows);
  OK(emptor_credit_events(session, "C001", 0, 0, 100, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "rules"), "document_max");
  emptor_rows_free(rows);
  FAILS(emptor_credit_events(session, NULL, 1, 0, 0, &rows, &error), EMPTOR_E_RANGE);
  forget_error();
  OK(emptor_credit_hold_revoke(session, id, "done", &error));
  FAILS(emptor_credit_hold_revoke(session, id, "done", &error), EMPTOR_E_INVALID);
  forget_error();
  FAILS(emptor_credit_hold_release(session, 99, &release, &error), EMPTOR_E_NOT_FOUND);
  forget_error();
  emptor_voucher_draft_free(draft);
}

static void pools(emptor_session* session) {
  emptor_credit_decision* decision = NULL;
  emptor_rows* rows = NULL;
  OK(emptor_credit_pool_create(session, "GROUP", "The group", NULL, NULL, "100", &error));
  OK(emptor_credit_pool_create(session, "EAST", NULL, "GROUP", NULL, NULL, &error));
  FAILS(emptor_credit_pool_create(session, "EAST", NULL, NULL, NULL, NULL, &error), EMPTOR_E_DUPLICATE_CODE);
  forget_error();
  FAILS(emptor_credit_pool_move(session, "GROUP", "EAST", &error), EMPTOR_E_CYCLE);
  forget_error();
  OK(emptor_credit_pool_join(session, "C002", "EAST", EMPTOR_NO_DATE, &error));
  OK(emptor_credit_check(session, "C002", "101", NULL, day(2026, 3, 31), EMPTOR_STAGE_SALE, NULL, &decision, &error));
  CHECK_INT(emptor_credit_decision_verdict(decision), EMPTOR_VERDICT_BLOCK);
  CHECK_TEXT(emptor_credit_decision_max_amount_now(decision), "100.00");
  OK(emptor_credit_decision_findings(decision, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "rule"), "pool");
  CHECK_TEXT(cell(rows, "pool"), "GROUP");
  emptor_rows_free(rows);
  emptor_credit_decision_free(decision);
  OK(emptor_credit_pool_set_limit(session, "GROUP", "250.50", &error));
  OK(emptor_credit_pools(session, EMPTOR_NO_DATE, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "parent"), "GROUP");
  CHECK_TEXT(cell(rows, "available"), "250.50");
  CHECK_INT(number(rows, "members"), 1);
  emptor_rows_free(rows);
  OK(emptor_credit_pool_leave(session, "C002", day(2026, 4, 1), &error));
  FAILS(emptor_credit_pool_leave(session, "C002", day(2026, 4, 1), &error), EMPTOR_E_NOT_FOUND);
  forget_error();
}

/* What of the lines of a refused sale would pass, and who would be over if limits were cut. */
static void fitting_and_what_if(emptor_session* session) {
  emptor_voucher_draft* draft = sale_of("C001", "20", day(2026, 3, 31));
  emptor_credit_scenario scenario = EMPTOR_CREDIT_SCENARIO_INIT;
  const char* const failing[] = {"C001"};
  emptor_preview* preview = NULL;
  emptor_rows* rows = NULL;
  int32_t count;
  OK(emptor_voucher_preview(session, draft, &preview, &error));
  OK(emptor_credit_decision_fitting(emptor_preview_credit(preview), &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_INT(number(rows, "line"), 1);
  CHECK_TEXT(cell(rows, "item"), "P1");
  emptor_rows_free(rows);
  emptor_preview_free(preview);
  emptor_voucher_draft_free(draft);
  OK(emptor_credit_what_if(session, NULL, &rows, &error));
  count = (int32_t)emptor_rows_count(rows);
  emptor_rows_free(rows);
  scenario.limits = "0";
  scenario.failing = failing;
  scenario.failing_count = 1;
  OK(emptor_credit_what_if(session, &scenario, &rows, &error));
  CHECK(emptor_rows_count(rows) > count);
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "kind"), "account");
  CHECK_TEXT(cell(rows, "code"), "C001");
  CHECK_TEXT(cell(rows, "limit"), "0.00");
  CHECK_TEXT(cell(rows, "over"), cell(rows, "used"));
  CHECK_TEXT(cell(rows, "lost"), cell(rows, "used"));
  CHECK_TEXT(cell(rows, "verdict"), "block");
  emptor_rows_free(rows);
  scenario.limits = "1001";
  FAILS(emptor_credit_what_if(session, &scenario, &rows, &error), EMPTOR_E_RANGE);
  forget_error();
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  fill_shop(session);
  rules(session);
  hold(session);
  pools(session);
  fitting_and_what_if(session);
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
