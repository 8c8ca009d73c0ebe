/* Rebates from C: an agreement, where a customer stands, settlement and its reversal, accruals. */
#include "check.h"

static int64_t agree(emptor_session* session, const char* code, int32_t mode) {
  const emptor_rebate_tier tiers[] = {{"0", "0"}, {"10000", "2"}, {"50000", "4"}};
  const emptor_rebate_product products[] = {{"P1", NULL}};
  emptor_rebate rebate = EMPTOR_REBATE_INIT;
  int64_t id = 0;
  rebate.code = code;
  rebate.party = "C002";
  rebate.mode = mode;
  rebate.from = day(2026, 1, 1);
  rebate.until = day(2027, 1, 1);
  rebate.products = products;
  rebate.product_count = 1;
  rebate.tiers = tiers;
  rebate.tier_count = 3;
  rebate.expected = mode == EMPTOR_REBATE_INCREMENTAL ? "1.5" : NULL;
  OK(emptor_rebate_set(session, &rebate, &id, &error));
  return id;
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  emptor_rebate rebate = EMPTOR_REBATE_INIT;
  emptor_post_options options = EMPTOR_POST_OPTIONS_INIT;
  emptor_rows* rows = NULL;
  emptor_voucher* reversal = NULL;
  int64_t id, settlement;
  fill_shop(session);
  OK(emptor_stock_adjust(session, "P1", "W1", "3000", day(2026, 1, 1), "more of it", &error));
  id = agree(session, "ALL", EMPTOR_REBATE_ALL_UNITS);
  CHECK(agree(session, "STEPS", EMPTOR_REBATE_INCREMENTAL) != id);
  emptor_post_result_free(post(session, sale_of("C002", "3000", day(2026, 3, 1)))); /* at 20.00 */

  OK(emptor_rebate_list(session, "STEPS", EMPTOR_NO_DATE, EMPTOR_NO_INSTANT, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "products"), "item P1");
  CHECK_TEXT(cell(rows, "tiers"), "0 0\n10000 2\n50000 4");
  CHECK_TEXT(cell(rows, "mode"), "incremental");
  CHECK_TEXT(cell(rows, "expected"), "1.5");
  CHECK(cell(rows, "group") == NULL);
  emptor_rows_free(rows);

  OK(emptor_rebate_standings(session, "ALL", NULL, day(2026, 3, 31), &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "party"), "C002");
  CHECK_TEXT(cell(rows, "base"), "60000");
  CHECK_INT(number(rows, "tier"), 3);
  CHECK_TEXT(cell(rows, "earned"), "2400.00");
  CHECK(cell(rows, "next_tier") == NULL);
  emptor_rows_free(rows);
  FAILS(emptor_rebate_standings(session, "ALL", "C001", day(2026, 3, 31), &rows, &error), EMPTOR_E_INVALID);
  CHECK_TEXT(emptor_error_field(error), "party");
  forget_error();

  OK(emptor_rebate_settle(session, "STEPS", "C002", day(2026, 3, 31), day(2026, 3, 31), 1, NULL, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "amount"), "1200.00");
  CHECK(cell(rows, "voucher") == NULL);
  emptor_rows_free(rows);
  options.idempotency_key = "Q1";
  OK(emptor_rebate_settle(session, "STEPS", "C002", day(2026, 3, 31), day(2026, 3, 31), 0, &options, &rows, &error));
  CHECK(emptor_rows_next(rows));
  settlement = number(rows, "voucher");
  CHECK(settlement > 0);
  emptor_rows_free(rows);
  OK(emptor_rebate_settle(session, "STEPS", "C002", day(2026, 3, 31), day(2026, 3, 31), 0, &options, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_INT(number(rows, "voucher"), settlement);
  CHECK_INT(number(rows, "repeated"), 1);
  emptor_rows_free(rows);

  OK(emptor_rebate_accruals(session, "STEPS", NULL, day(2026, 1, 1), day(2027, 1, 1), &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "accrued"), "900.00");
  CHECK_TEXT(cell(rows, "settled"), "1200.00");
  CHECK_TEXT(cell(rows, "owed"), "-300.00");
  emptor_rows_free(rows);
  OK(emptor_rebate_counted(session, "STEPS", "C002", EMPTOR_NO_DATE, EMPTOR_NO_DATE, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "quantity"), "3000");
  CHECK_TEXT(cell(rows, "net"), "60000.00");
  CHECK_TEXT(cell(rows, "accrued"), "900.00");
  emptor_rows_free(rows);

  OK(emptor_voucher_reverse(session, settlement, EMPTOR_NO_DATE, NULL, &reversal, &error));
  CHECK_TEXT(emptor_voucher_total(reversal), "-1200.00");
  emptor_voucher_free(reversal);
  OK(emptor_rebate_settlements(session, NULL, NULL, 0, 100, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  CHECK(emptor_rows_next(rows));
  CHECK(number(rows, "reversed_by") > settlement);
  emptor_rows_free(rows);
  CHECK_TEXT(emptor_voucher_kind_name(EMPTOR_VOUCHER_REBATE), "rebate");

  OK(emptor_rebate_withdraw(session, id, &error));
  FAILS(emptor_rebate_withdraw(session, id, &error), EMPTOR_E_CONFLICT);
  forget_error();
  rebate.code = "BAD";
  rebate.tier_count = 1;
  FAILS(emptor_rebate_set(session, &rebate, NULL, &error), EMPTOR_E_MISUSE);
  forget_error();
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
