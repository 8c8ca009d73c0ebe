/* Copies of vouchers, and drafts that are priced again. */
#include "check.h"

static emptor_voucher_draft* sale(void) {
  emptor_voucher_input input = EMPTOR_VOUCHER_INPUT_INIT;
  emptor_voucher_line line = EMPTOR_VOUCHER_LINE_INIT;
  emptor_voucher_draft* draft = NULL;
  input.party = "C002";
  OK(emptor_voucher_draft_new(&input, &draft, &error));
  line.item = "P1";
  line.quantity = "10";
  OK(emptor_voucher_draft_add_line(draft, &line, &error));
  line.unit_price = "8";
  line.price_reason = "promised";
  OK(emptor_voucher_draft_add_line(draft, &line, &error));
  return draft;
}

static void expect(emptor_rows* rows, const char* before, const char* after, const char* cause) {
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "before"), before);
  CHECK_TEXT(cell(rows, "after"), after);
  CHECK_TEXT(cell(rows, "cause"), cause);
}

static void modes(emptor_session* session) {
  emptor_voucher_draft* draft = sale();
  emptor_line_price price = EMPTOR_LINE_PRICE_INIT;
  emptor_error* warnings = NULL;
  emptor_rows* rows = NULL;
  emptor_post_result* result = NULL;
  emptor_voucher_draft* copied = NULL;
  int64_t id = 0;
  OK(emptor_voucher_reprice(session, draft, EMPTOR_REPRICE_FROZEN, &rows, &warnings, &error));
  CHECK(warnings == NULL);
  expect(rows, NULL, "20", "first");
  expect(rows, "8", "8", "typed");
  CHECK_TEXT(cell(rows, "found"), "20");
  emptor_rows_free(rows);
  OK(emptor_price_set_base(session, "P1", "22", NULL, &error));
  OK(emptor_voucher_reprice(session, draft, EMPTOR_REPRICE_DRY, &rows, NULL, &error));
  expect(rows, "20", "22", "entry");
  emptor_rows_free(rows);
  OK(emptor_voucher_draft_lines(draft, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "priced"), "20");
  CHECK_TEXT(cell(rows, "priced_source"), "base");
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "priced"), NULL);
  CHECK_TEXT(cell(rows, "price_reason"), "promised");
  emptor_rows_free(rows);
  rows = NULL;
  FAILS(emptor_voucher_reprice(session, draft, 5, &rows, &warnings, &error), EMPTOR_E_INVALID);
  CHECK_TEXT(emptor_error_field(error), "mode");
  CHECK(rows == NULL);
  forget_error();

  OK(emptor_draft_save(session, draft, 0, &id, &error));
  OK(emptor_draft_reprice(session, id, EMPTOR_REPRICE_KEEP_TYPED, &rows, NULL, &error));
  expect(rows, "20", "22", "entry");
  emptor_rows_free(rows);
  OK(emptor_draft_post(session, id, NULL, &result, &error));
  CHECK_TEXT(emptor_voucher_total(emptor_post_result_voucher(result)), "330.00");
  OK(emptor_price_set_base(session, "P1", "40", NULL, &error));
  OK(emptor_voucher_copy(session, emptor_voucher_id(emptor_post_result_voucher(result)), &copied, &error));
  emptor_post_result_free(result);
  result = NULL;
  OK(emptor_voucher_post(session, copied, NULL, &result, &error));
  CHECK_TEXT(emptor_voucher_total(emptor_post_result_voucher(result)), "330.00");
  OK(emptor_voucher_lines(emptor_post_result_voucher(result), &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "typed_price"), NULL);
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "found_price"), "40.00");
  CHECK_TEXT(cell(rows, "price_reason"), "promised");
  emptor_rows_free(rows);
  emptor_post_result_free(result);
  result = NULL;
  FAILS(emptor_voucher_copy(session, 987654, &copied, &error), EMPTOR_E_NOT_FOUND);
  forget_error();

  /* A price that the host kept itself, and one that it made up. */
  price.unit_price = "20";
  price.source = "base";
  price.quantity = "10";
  OK(emptor_voucher_draft_keep_price(draft, 0, &price, &error));
  OK(emptor_voucher_post(session, draft, NULL, &result, &error));
  CHECK_TEXT(emptor_voucher_total(emptor_post_result_voucher(result)), "308.00");
  emptor_post_result_free(result);
  result = NULL;
  price.entry = 987654;
  OK(emptor_voucher_draft_keep_price(draft, 0, &price, &error));
  FAILS(emptor_voucher_post(session, draft, NULL, &result, &error), EMPTOR_E_INVALID);
  CHECK_TEXT(emptor_error_field(error), "lines[0].priced");
  forget_error();
  FAILS(emptor_voucher_draft_keep_price(draft, 2, &price, &error), EMPTOR_E_RANGE);
  forget_error();
  price.source = "thin air";
  FAILS(emptor_voucher_draft_keep_price(draft, 0, &price, &error), EMPTOR_E_INVALID);
  forget_error();
  emptor_voucher_draft_free(draft);
  emptor_voucher_draft_free(copied);
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  fill_shop(session);
  modes(session);
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
