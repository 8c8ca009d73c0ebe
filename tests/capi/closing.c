/* Corrections, batches, voided numbers, and a month that is locked softly, closed and sealed. */
#include "check.h"

static int64_t posted_id(emptor_post_result* result) {
  const int64_t id = emptor_voucher_id(emptor_post_result_voucher(result));
  CHECK_INT(emptor_post_result_posted(result), 1);
  emptor_post_result_free(result);
  return id;
}

static void correction(emptor_session* session) {
  const int64_t wrong = posted_id(post(session, sale_of("C002", "3", day(2026, 1, 10))));
  emptor_voucher_draft* draft = sale_of("C002", "2", day(2026, 1, 10));
  emptor_correction_policy policy = EMPTOR_CORRECTION_POLICY_INIT;
  emptor_post_result* result = NULL;
  emptor_voucher* kept = NULL;
  emptor_rows* rows = NULL;
  int64_t right;
  policy.reason = "one was not delivered";
  policy.reversed_on = day(2026, 1, 9);
  FAILS(emptor_voucher_correct(session, wrong, draft, &policy, NULL, &result, &error), EMPTOR_E_RANGE);
  CHECK_TEXT(emptor_error_field(error), "reversed_on");
  CHECK(result == NULL);
  forget_error();
  policy.reversed_on = EMPTOR_NO_DATE;
  policy.reversal = 9;
  FAILS(emptor_voucher_correct(session, wrong, draft, &policy, NULL, &result, &error), EMPTOR_E_INVALID);
  forget_error();
  policy.reversal = EMPTOR_REVERSAL_ORIGINAL_IF_OPEN;
  OK(emptor_voucher_correct(session, wrong, draft, &policy, NULL, &result, &error));
  CHECK_INT(emptor_post_result_posted(result), 1);
  CHECK_INT(emptor_voucher_corrects(emptor_post_result_voucher(result)), wrong);
  CHECK_INT(emptor_voucher_reverses(emptor_post_result_reversal(result)), wrong);
  CHECK_INT(emptor_voucher_dated(emptor_post_result_reversal(result)), day(2026, 1, 10));
  CHECK_TEXT(emptor_voucher_total(emptor_post_result_voucher(result)), "44.00");
  right = emptor_voucher_id(emptor_post_result_voucher(result));
  emptor_post_result_free(result);
  OK(emptor_voucher_get(session, wrong, &kept, &error));
  CHECK_INT(emptor_voucher_corrected_by(kept), right);
  emptor_voucher_free(kept);
  OK(emptor_voucher_versions(session, right, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "total"), "66.00");
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "total"), "44.00");
  emptor_rows_free(rows);
  FAILS(emptor_voucher_correct(session, wrong, draft, NULL, NULL, &result, &error), EMPTOR_E_ALREADY_REVERSED);
  forget_error();
  FAILS(emptor_voucher_correct(session, 999, draft, NULL, NULL, &result, &error), EMPTOR_E_NOT_FOUND);
  forget_error();
  CHECK(emptor_post_result_reversal(NULL) == NULL);
  emptor_voucher_draft_free(draft);
}

static void batch(emptor_session* session) {
  emptor_voucher_draft* good = sale_of("C002", "1", day(2026, 1, 20));
  emptor_voucher_draft* bad = sale_of("NOBODY", "1", day(2026, 1, 20));
  const emptor_voucher_draft* drafts[3];
  emptor_batch_result* result = NULL;
  const emptor_post_result* second;
  drafts[0] = good;
  drafts[1] = bad;
  drafts[2] = good;
  OK(emptor_voucher_post_batch(session, drafts, NULL, 3, NULL, 0, 0, &result, &error));
  CHECK_INT(emptor_batch_result_count(result), 3);
  CHECK_INT(emptor_batch_result_posted(result), 2);
  CHECK_INT(emptor_post_result_posted(emptor_batch_result_at(result, 0)), 1);
  second = emptor_batch_result_at(result, 1);
  CHECK_INT(emptor_post_result_posted(second), 0);
  CHECK_INT(emptor_error_code(emptor_post_result_refusal(second)), EMPTOR_E_UNKNOWN_REFERENCE);
  CHECK_TEXT(emptor_error_field(emptor_post_result_refusal(second)), "party");
  CHECK(emptor_batch_result_at(result, 3) == NULL);
  CHECK(emptor_batch_result_at(result, -1) == NULL);
  emptor_batch_result_free(result);
  result = NULL;
  OK(emptor_voucher_post_batch(session, drafts, NULL, 3, NULL, 0, 1, &result, &error));
  CHECK_INT(emptor_batch_result_posted(result), 0);
  CHECK(emptor_post_result_refusal(emptor_batch_result_at(result, 0)) == NULL);
  CHECK(emptor_post_result_refusal(emptor_batch_result_at(result, 1)) != NULL);
  emptor_batch_result_free(result);
  result = NULL;
  FAILS(emptor_voucher_post_batch(session, NULL, NULL, 3, NULL, 0, 0, &result, &error), EMPTOR_E_MISUSE);
  forget_error();
  CHECK_INT(emptor_batch_result_count(NULL), 0);
  CHECK_INT(emptor_batch_result_posted(NULL), 0);
  emptor_voucher_draft_free(good);
  emptor_voucher_draft_free(bad);
}

/* A collection settles a sale of its own batch. */
static void links(emptor_session* session) {
  emptor_voucher_draft* sale = sale_of("C002", "1", day(2026, 1, 19));
  emptor_voucher_input input = EMPTOR_VOUCHER_INPUT_INIT;
  emptor_voucher_draft* money = NULL;
  const emptor_voucher_draft* drafts[3];
  emptor_batch_link link = {2, 1};
  emptor_batch_result* result = NULL;
  emptor_rows* rows = NULL;
  const emptor_error* refusal;
  input.kind = EMPTOR_VOUCHER_COLLECTION;
  input.party = "C002";
  input.dated = day(2026, 1, 21);
  input.amount = "22";
  OK(emptor_voucher_draft_new(&input, &money, &error));
  drafts[0] = sale;
  drafts[1] = sale;
  drafts[2] = money;
  OK(emptor_voucher_post_batch(session, drafts, NULL, 3, &link, 1, 0, &result, &error));
  CHECK_INT(emptor_batch_result_posted(result), 3);
  OK(emptor_allocation_list(session, emptor_voucher_id(emptor_post_result_voucher(emptor_batch_result_at(result, 2))),
                            &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_INT(number(rows, "debit"), emptor_voucher_id(emptor_post_result_voucher(emptor_batch_result_at(result, 1))));
  emptor_rows_free(rows);
  emptor_batch_result_free(result);
  result = NULL;
  link.settles = 2;
  OK(emptor_voucher_post_batch(session, drafts, NULL, 3, &link, 1, 1, &result, &error));
  refusal = emptor_post_result_refusal(emptor_batch_result_at(result, 2));
  CHECK_INT(emptor_error_code(refusal), EMPTOR_E_RANGE);
  CHECK_TEXT(emptor_error_field(refusal), "settles_entries[0]");
  emptor_batch_result_free(result);
  result = NULL;
  link.entry = 3;
  FAILS(emptor_voucher_post_batch(session, drafts, NULL, 3, &link, 1, 0, &result, &error), EMPTOR_E_RANGE);
  CHECK_TEXT(emptor_error_field(error), "links[0]");
  forget_error();
  link.entry = 2;
  link.settles = -1;
  FAILS(emptor_voucher_post_batch(session, drafts, NULL, 3, &link, 1, 0, &result, &error), EMPTOR_E_RANGE);
  forget_error();
  emptor_voucher_draft_free(sale);
  emptor_voucher_draft_free(money);
}

static void voided(emptor_session* session) {
  emptor_rows* rows = NULL;
  OK(emptor_voucher_void_number(session, EMPTOR_VOUCHER_SALE, day(2026, 1, 20), "spoilt", &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "number"), "20260120-3");
  emptor_rows_free(rows);
  FAILS(emptor_voucher_void_number(session, EMPTOR_VOUCHER_SALE, EMPTOR_NO_DATE, NULL, &rows, &error),
        EMPTOR_E_REQUIRED);
  forget_error();
  OK(emptor_voucher_voided_numbers(session, 0, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "kind"), "sale");
  CHECK_TEXT(cell(rows, "reason"), "spoilt");
  emptor_rows_free(rows);
  OK(emptor_voucher_voided_numbers(session, EMPTOR_VOUCHER_PURCHASE, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 0);
  emptor_rows_free(rows);
}

static int32_t state_of(emptor_session* session, int32_t on) {
  int32_t state = -1;
  OK(emptor_period_state(session, on, &state, &error));
  return state;
}

static void periods(emptor_session* session) {
  const int32_t last = day(2026, 1, 31);
  emptor_voucher_draft* draft = sale_of("C002", "1", last);
  emptor_post_options options = EMPTOR_POST_OPTIONS_INIT;
  emptor_post_result* result = NULL;
  emptor_rows* rows = NULL;
  CHECK_INT(state_of(session, last), EMPTOR_PERIOD_OPEN);
  OK(emptor_settings_soft_lock_through(session, last, &error));
  CHECK_INT(state_of(session, last), EMPTOR_PERIOD_SOFT);
  FAILS(emptor_voucher_post(session, draft, NULL, &result, &error), EMPTOR_E_PERIOD_LOCKED);
  forget_error();
  options.acknowledge_soft_lock = 1;
  OK(emptor_voucher_post(session, draft, &options, &result, &error));
  emptor_post_result_free(result);
  FAILS(emptor_period_seal(session, last, &rows, &error), EMPTOR_E_INVALID);
  forget_error();
  OK(emptor_settings_lock_through(session, last, &error));
  CHECK_INT(state_of(session, last), EMPTOR_PERIOD_CLOSED);
  FAILS(emptor_voucher_post(session, draft, &options, &result, &error), EMPTOR_E_PERIOD_LOCKED);
  forget_error();
  OK(emptor_period_seal(session, last, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_INT(strlen(cell(rows, "hash")), 64);
  emptor_rows_free(rows);
  CHECK_INT(state_of(session, last), EMPTOR_PERIOD_SEALED);
  FAILS(emptor_settings_lock_through(session, EMPTOR_NO_DATE, &error), EMPTOR_E_PERIOD_LOCKED);
  forget_error();
  OK(emptor_period_seals(session, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_free(rows);
  emptor_voucher_draft_free(draft);
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  fill_shop(session);
  correction(session);
  batch(session);
  links(session);
  voided(session);
  periods(session);
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
