/* Exchange differences from C: the same figures as in the story. */
#include "check.h"

static emptor_book* open_rupees(void) {
  emptor_book_options options = EMPTOR_BOOK_OPTIONS_INIT;
  emptor_book* book = NULL;
  options.path = test_path(":memory:");
  options.currency = "INR";
  options.clock = fixed_clock;
  OK(emptor_book_open(&options, &book, &error));
  return book;
}

static emptor_post_result* post_amount(emptor_session* session, int32_t kind, const char* currency, const char* amount,
                                       const char* rate, int32_t dated) {
  emptor_voucher_input head = EMPTOR_VOUCHER_INPUT_INIT;
  emptor_voucher_draft* draft = NULL;
  head.kind = kind;
  head.party = "HARBOUR";
  head.currency = currency;
  head.amount = amount;
  head.dated = dated;
  OK(emptor_voucher_draft_new(&head, &draft, &error));
  OK(emptor_voucher_draft_set_exchange_rate(draft, rate, &error));
  return post(session, draft);
}

static void realised(emptor_session* session) {
  emptor_foreign_query query = EMPTOR_FOREIGN_QUERY_INIT;
  emptor_rows* rows = NULL;
  OK(emptor_realised_list(session, NULL, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "party"), "HARBOUR");
  CHECK_TEXT(cell(rows, "settled"), "400.00");
  CHECK_TEXT(cell(rows, "currency"), "USD");
  CHECK_TEXT(cell(rows, "difference"), "800.00");
  CHECK_TEXT(cell(rows, "book_currency"), "INR");
  emptor_rows_free(rows);
  query.currency = "USD";
  query.side = EMPTOR_RECEIVABLE;
  OK(emptor_realised_documents(session, &query, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_INT(number(rows, "booked_numerator"), 83);
  CHECK_INT(number(rows, "settled_numerator"), 85);
  emptor_rows_free(rows);
  query.from = day(2026, 3, 11);
  OK(emptor_realised_documents(session, &query, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 0);
  emptor_rows_free(rows);
  query.currency = "INR";
  FAILS(emptor_realised_list(session, &query, &rows, &error), EMPTOR_E_INVALID);
  forget_error();
}

static void revalued(emptor_session* session) {
  emptor_foreign_query query = EMPTOR_FOREIGN_QUERY_INIT;
  emptor_rows* rows = NULL;
  int64_t id = 0;
  query.day = day(2026, 3, 31);
  OK(emptor_valuation_list(session, &query, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "open"), "600.00");
  CHECK_TEXT(cell(rows, "booked"), "49800.00");
  CHECK_TEXT(cell(rows, "closing"), "51600.00");
  CHECK_TEXT(cell(rows, "difference"), "1800.00");
  emptor_rows_free(rows);
  OK(emptor_revalue(session, query.day, &id, &error));
  OK(emptor_revaluation_list(session, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_INT(number(rows, "id"), id);
  CHECK_INT(number(rows, "reversed_on"), day(2026, 4, 1));
  CHECK_TEXT(cell(rows, "difference"), "1800.00");
  CHECK_INT(number(rows, "replaced"), 0);
  emptor_rows_free(rows);
  OK(emptor_revaluation_items(session, id, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_INT(number(rows, "closing_numerator"), 86);
  emptor_rows_free(rows);
  FAILS(emptor_revaluation_items(session, 99, &rows, &error), EMPTOR_E_NOT_FOUND);
  forget_error();
}

static void transferred(emptor_session* session) {
  emptor_currency_transfer transfer = EMPTOR_CURRENCY_TRANSFER_INIT;
  emptor_post_result* money = post_amount(session, EMPTOR_VOUCHER_COLLECTION, "INR", "25800", NULL, day(2026, 3, 31));
  emptor_post_result* result = NULL;
  const emptor_voucher* paid = NULL;
  int64_t numerator = 0;
  int64_t denominator = 0;
  transfer.credit = emptor_voucher_id(emptor_post_result_voucher(money));
  transfer.to = "EUR";
  transfer.dated = day(2026, 3, 31);
  FAILS(emptor_voucher_transfer_currency(session, &transfer, NULL, &result, &error), EMPTOR_E_NO_RATE);
  forget_error();
  transfer.to = "USD";
  transfer.to_amount = "300";
  OK(emptor_voucher_transfer_currency(session, &transfer, NULL, &result, &error));
  paid = emptor_post_result_voucher(result);
  CHECK_INT(emptor_voucher_kind(paid), EMPTOR_VOUCHER_CURRENCY_TRANSFER);
  CHECK_TEXT(emptor_voucher_kind_name(EMPTOR_VOUCHER_CURRENCY_TRANSFER), "currency_transfer");
  CHECK_TEXT(emptor_voucher_total(paid), "-300.00");
  CHECK_INT(emptor_voucher_exchange_rate(paid, &numerator, &denominator), 1);
  CHECK_INT(numerator, 86);
  CHECK_INT(denominator, 1);
  CHECK_INT(emptor_voucher_exchange_rate(emptor_post_result_voucher(money), NULL, NULL), 0);
  CHECK_INT(emptor_voucher_exchange_rate(NULL, NULL, NULL), 0);
  emptor_post_result_free(result);
  emptor_post_result_free(money);
}

int main(void) {
  emptor_book* book = open_rupees();
  emptor_session* session = open_session(book);
  create_customer(session, "HARBOUR", NULL);
  OK(emptor_exchange_rate_set(session, "USD", "INR", day(2026, 3, 1), "83", &error));
  OK(emptor_exchange_rate_set(session, "USD", "INR", day(2026, 3, 31), "86", &error));
  emptor_post_result_free(post_amount(session, EMPTOR_VOUCHER_OPENING_BALANCE, "USD", "1000", NULL, day(2026, 3, 1)));
  emptor_post_result_free(post_amount(session, EMPTOR_VOUCHER_COLLECTION, "USD", "400", "85", day(2026, 3, 10)));
  realised(session);
  revalued(session);
  transferred(session);
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
