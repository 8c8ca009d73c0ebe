/* Programmes: set, told why, posted, listed, withdrawn. */
#include "check.h"

static emptor_voucher_draft* sale(const char* quantity, const char* gifts) {
  emptor_voucher_input input = EMPTOR_VOUCHER_INPUT_INIT;
  emptor_voucher_line line = EMPTOR_VOUCHER_LINE_INIT;
  emptor_voucher_draft* draft = NULL;
  input.kind = EMPTOR_VOUCHER_SALE;
  input.party = "C002";
  input.dated = day(2026, 3, 31);
  OK(emptor_voucher_draft_new(&input, &draft, &error));
  line.item = "P1";
  line.quantity = quantity;
  OK(emptor_voucher_draft_add_line(draft, &line, &error));
  if (gifts != NULL) {
    line.quantity = gifts;
    line.gift_of = "PR1";
    OK(emptor_voucher_draft_add_line(draft, &line, &error));
  }
  return draft;
}

static void programmes(emptor_session* session) {
  emptor_programme programme = EMPTOR_PROGRAMME_INIT;
  emptor_programme_product product = {"P1", NULL, NULL};
  const char* customers[] = {"C002"};
  emptor_rows* rows = NULL;
  emptor_preview* preview = NULL;
  emptor_post_result* result = NULL;
  emptor_voucher_draft* draft;
  const emptor_voucher* posted;
  int64_t first = 0;
  int64_t second = 0;

  CHECK_INT(emptor_programme_set(session, NULL, NULL, &error) != EMPTOR_OK, 1);
  forget_error();
  programme.code = "PR1";
  programme.reward = EMPTOR_REWARD_FREE_GOODS;
  programme.phase = "line";
  programme.priority = 1;
  programme.per = "10";
  programme.get = "1";
  programme.products = &product;
  programme.product_count = 1;
  OK(emptor_programme_set(session, &programme, &first, &error));
  FAILS(emptor_programme_set(session, &programme, NULL, &error), EMPTOR_E_DUPLICATE_CODE);
  forget_error();

  emptor_programme_init(&programme, (uint32_t)sizeof programme);
  programme.code = "PR2";
  programme.reward = EMPTOR_REWARD_ORDER_PERCENT;
  programme.value = "2";
  programme.min_amount = "380";
  programme.customers = customers;
  programme.customer_count = 1;
  OK(emptor_programme_set(session, &programme, &second, &error));
  programme.code = "PR3";
  programme.value = "101";
  FAILS(emptor_programme_set(session, &programme, NULL, &error), EMPTOR_E_RANGE);
  CHECK_TEXT(emptor_error_field(error), "value");
  forget_error();

  OK(emptor_programme_list(session, NULL, EMPTOR_NO_DATE, EMPTOR_NO_INSTANT, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "code"), "PR1");
  CHECK_TEXT(cell(rows, "reward"), "free_goods");
  CHECK_TEXT(cell(rows, "products"), "item P1");
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "customers"), "C002");
  CHECK_TEXT(cell(rows, "min_amount"), "380");
  emptor_rows_free(rows);

  draft = sale("18", "3");
  OK(emptor_voucher_preview(session, draft, &preview, &error));
  OK(emptor_preview_promotions(preview, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "outcome"), "applied");
  CHECK_TEXT(cell(rows, "gift_quantity"), "1");
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "outcome"), "amount_short");
  CHECK_TEXT(cell(rows, "missing_amount"), "20.00");
  CHECK_TEXT(cell(rows, "text"), "PR2: 20.00 USD more and it applies");
  emptor_rows_free(rows);
  OK(emptor_preview_gift_changes(preview, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "before"), "3");
  CHECK_TEXT(cell(rows, "after"), "1");
  emptor_rows_free(rows);
  emptor_preview_free(preview);
  emptor_voucher_draft_free(draft);

  draft = sale("20", NULL);
  OK(emptor_voucher_post(session, draft, NULL, &result, &error));
  posted = emptor_post_result_voucher(result);
  CHECK_TEXT(emptor_voucher_net(posted), "392.00");
  OK(emptor_voucher_lines(posted, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "promotion"), "8.00");
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "quantity"), "2");
  CHECK_TEXT(cell(rows, "gift_of"), "PR1");
  CHECK_TEXT(cell(rows, "net"), "0.00");
  emptor_rows_free(rows);
  OK(emptor_voucher_promotions(posted, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 3);
  CHECK(emptor_rows_next(rows));
  CHECK_INT(number(rows, "programme"), first);
  emptor_rows_free(rows);
  emptor_post_result_free(result);
  emptor_voucher_draft_free(draft);

  OK(emptor_programme_withdraw(session, second, &error));
  FAILS(emptor_programme_withdraw(session, second, &error), EMPTOR_E_CONFLICT);
  forget_error();
  FAILS(emptor_programme_withdraw(session, 999, &error), EMPTOR_E_NOT_FOUND);
  forget_error();
}

/* A coupon: taken, told why not, held, given back. */
static void coupons(emptor_session* session) {
  emptor_programme programme = EMPTOR_PROGRAMME_INIT;
  emptor_coupon coupon = EMPTOR_COUPON_INIT;
  emptor_rows* rows = NULL;
  emptor_preview* preview = NULL;
  emptor_post_result* result = NULL;
  emptor_voucher_draft* draft;
  int64_t held = 0;

  programme.code = "TEN";
  programme.reward = EMPTOR_REWARD_ORDER_PERCENT;
  programme.value = "10";
  programme.by_coupon = 1;
  programme.budget = "1000";
  OK(emptor_programme_set(session, &programme, NULL, &error));
  coupon.code = "WELCOME";
  coupon.programme = "TEN";
  OK(emptor_coupon_create(session, &coupon, NULL, &error));
  FAILS(emptor_coupon_create(session, &coupon, NULL, &error), EMPTOR_E_DUPLICATE_CODE);
  forget_error();

  draft = sale("1", NULL);
  OK(emptor_voucher_draft_add_coupon(draft, "WELCOME", &error));
  OK(emptor_voucher_reserve(session, draft, 600, &held, &error));
  OK(emptor_coupon_list(session, "TEN", 0, 100, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_INT(number(rows, "reserved"), 1);
  CHECK_INT(number(rows, "uses"), 0);
  emptor_rows_free(rows);
  OK(emptor_voucher_preview(session, draft, &preview, &error));
  OK(emptor_preview_coupons(preview, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "outcome"), "used_up");
  CHECK_TEXT(cell(rows, "text"), "WELCOME: used_up (1 of 1)");
  emptor_rows_free(rows);
  emptor_preview_free(preview);
  FAILS(emptor_voucher_reserve(session, draft, 600, NULL, &error), EMPTOR_E_COUPON_REFUSED);
  forget_error();
  OK(emptor_voucher_draft_set_reservation(draft, held, &error));
  OK(emptor_voucher_post(session, draft, NULL, &result, &error));
  CHECK(emptor_post_result_voucher(result) != NULL);
  OK(emptor_voucher_promotions(emptor_post_result_voucher(result), &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "coupon"), "WELCOME");
  emptor_rows_free(rows);
  emptor_post_result_free(result);
  OK(emptor_programme_usage(session, "TEN", "C002", &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_INT(number(rows, "uses"), 1);
  emptor_rows_free(rows);
  OK(emptor_reservation_release(session, held, &error));
  FAILS(emptor_reservation_release(session, 999, &error), EMPTOR_E_NOT_FOUND);
  forget_error();
  OK(emptor_coupon_withdraw(session, "WELCOME", &error));
  FAILS(emptor_coupon_withdraw(session, "WELCOME", &error), EMPTOR_E_CONFLICT);
  forget_error();
  emptor_voucher_draft_free(draft);
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  fill_shop(session);
  programmes(session);
  coupons(session);
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
