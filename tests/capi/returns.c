/* Returns from C: the same figures as in the stories. */
#include "check.h"

static int64_t sold(emptor_session* session, const char* quantity, int32_t dated) {
  emptor_post_result* result = post(session, sale_of("C001", quantity, dated));
  const int64_t id = emptor_voucher_id(emptor_post_result_voucher(result));
  emptor_post_result_free(result);
  return id;
}

static void returned(emptor_session* session) {
  const int64_t sale = sold(session, "3", day(2026, 3, 2));
  const int32_t lines[] = {1};
  const char* quantities[] = {"2"};
  emptor_return goods = EMPTOR_RETURN_INIT;
  emptor_post_options options = EMPTOR_POST_OPTIONS_INIT;
  emptor_post_result* result = NULL;
  emptor_preview* preview = NULL;
  emptor_voucher* undone = NULL;
  const emptor_voucher* made = NULL;
  emptor_rows* rows = NULL;
  goods.of = sale;
  goods.dated = day(2026, 3, 5);
  goods.lines = lines;
  goods.quantities = quantities;
  goods.line_count = 1;
  goods.memo = "scratched";
  options.idempotency_key = "R1";
  OK(emptor_voucher_preview_return(session, &goods, &preview, &error));
  CHECK_TEXT(emptor_voucher_total(emptor_preview_voucher(preview)), "44.00");
  CHECK(emptor_preview_warnings(preview) == NULL);
  emptor_preview_free(preview);
  OK(emptor_voucher_return_goods(session, &goods, &options, &result, &error));
  made = emptor_post_result_voucher(result);
  CHECK_INT(emptor_voucher_kind(made), EMPTOR_VOUCHER_SALES_RETURN);
  CHECK_TEXT(emptor_voucher_kind_name(EMPTOR_VOUCHER_SALES_RETURN), "sales_return");
  CHECK_TEXT(emptor_voucher_kind_name(EMPTOR_VOUCHER_PURCHASE_RETURN), "purchase_return");
  CHECK_TEXT(emptor_voucher_number(made), "20260305-1");
  CHECK_TEXT(emptor_voucher_memo(made), "scratched");
  CHECK_INT(emptor_voucher_returns(made), sale);
  CHECK_INT(emptor_voucher_returns(NULL), 0);
  OK(emptor_voucher_lines(made, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_INT(number(rows, "returns_line"), 1);
  CHECK_TEXT(cell(rows, "quantity"), "2");
  CHECK_TEXT(cell(rows, "withheld"), "0.00");
  emptor_rows_free(rows);
  CHECK_TEXT(balance_of(session, "C001").amount, "22.00");

  FAILS(emptor_voucher_return_goods(session, &goods, NULL, &result, &error), EMPTOR_E_RANGE);
  forget_error();
  goods.broken = 4;
  FAILS(emptor_voucher_return_goods(session, &goods, NULL, &result, &error), EMPTOR_E_INVALID);
  forget_error();
  goods.broken = EMPTOR_BROKEN_KEEP;
  quantities[0] = "two";
  FAILS(emptor_voucher_return_goods(session, &goods, NULL, &result, &error), EMPTOR_E_INVALID);
  CHECK_TEXT(emptor_error_field(error), "lines[0].quantity");
  forget_error();
  FAILS(emptor_voucher_reverse(session, sale, EMPTOR_NO_DATE, NULL, &undone, &error), EMPTOR_E_IN_USE);
  forget_error();
  OK(emptor_voucher_reverse(session, emptor_voucher_id(made), EMPTOR_NO_DATE, NULL, &undone, &error));
  CHECK_TEXT(emptor_voucher_total(undone), "-44.00");
  emptor_voucher_free(undone);
  emptor_post_result_free(result);
}

static void denied(emptor_session* session) {
  emptor_programme programme = EMPTOR_PROGRAMME_INIT;
  emptor_return goods = EMPTOR_RETURN_INIT;
  emptor_post_result* result = NULL;
  emptor_preview* preview = NULL;
  const int32_t lines[] = {1};
  const char* quantities[] = {"1"};
  int64_t id = 0;
  programme.code = "TEN";
  programme.name = "Ten of them";
  programme.reward = EMPTOR_REWARD_PERCENT;
  programme.min_quantity = "10";
  programme.value = "10";
  OK(emptor_programme_set(session, &programme, &id, &error));
  goods.of = sold(session, "10", day(2026, 3, 10));
  goods.lines = lines;
  goods.quantities = quantities;
  goods.line_count = 1;
  goods.broken = EMPTOR_BROKEN_DENY_PARTIAL;
  OK(emptor_voucher_return_goods(session, &goods, NULL, &result, &error));
  CHECK(emptor_post_result_voucher(result) == NULL);
  CHECK_INT(emptor_error_code(emptor_post_result_refusal(result)), EMPTOR_E_IN_USE);
  emptor_post_result_free(result);
  goods.broken = EMPTOR_BROKEN_RECALC;
  OK(emptor_voucher_preview_return(session, &goods, &preview, &error));
  CHECK_TEXT(emptor_voucher_total(emptor_preview_voucher(preview)), "0.00");
  emptor_preview_free(preview);
  goods.lines = NULL;
  goods.quantities = NULL;
  goods.line_count = 0;
  OK(emptor_voucher_return_goods(session, &goods, NULL, &result, &error));
  CHECK_TEXT(emptor_voucher_total(emptor_post_result_voucher(result)), "198.00");
  emptor_post_result_free(result);
}

static void unknown(emptor_session* session) {
  emptor_voucher_input head = EMPTOR_VOUCHER_INPUT_INIT;
  emptor_voucher_line line = EMPTOR_VOUCHER_LINE_INIT;
  emptor_voucher_draft* draft = NULL;
  emptor_post_result* result = NULL;
  head.kind = EMPTOR_VOUCHER_SALES_RETURN;
  head.party = "C002";
  head.dated = day(2026, 3, 20);
  line.item = "P1";
  line.quantity = "2";
  OK(emptor_voucher_draft_new(&head, &draft, &error));
  OK(emptor_voucher_draft_add_line(draft, &line, &error));
  result = post(session, draft);
  CHECK_TEXT(emptor_voucher_total(emptor_post_result_voucher(result)), "44.00");
  CHECK_INT(emptor_voucher_returns(emptor_post_result_voucher(result)), 0);
  CHECK_TEXT(balance_of(session, "C002").amount, "-44.00");
  emptor_post_result_free(result);
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  fill_shop(session);
  returned(session);
  denied(session);
  unknown(session);
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
