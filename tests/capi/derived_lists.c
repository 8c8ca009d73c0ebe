/* Price lists derived from the cost, and from lists in other currencies by rates of a type. */
#include "check.h"

static void formulas(emptor_session* session) {
  emptor_price_list list = EMPTOR_PRICE_LIST_INIT;
  emptor_price_entry entry = EMPTOR_PRICE_ENTRY_INIT;
  emptor_price_request request = EMPTOR_PRICE_REQUEST_INIT;
  emptor_price_quote* quote = NULL;
  emptor_rows* rows = NULL;
  int64_t numerator = 0;
  int64_t denominator = 0;
  entry.direction = EMPTOR_PURCHASES;
  entry.item = "P1";
  entry.price = "8";
  OK(emptor_price_entry_set(session, &entry, NULL, &error));
  list.code = "COST";
  list.name = "Cost and a fifth";
  OK(emptor_price_list_create(session, &list, NULL, &error));
  list.code = "ABROAD";
  list.name = "Abroad";
  list.currency = "JPY";
  OK(emptor_price_list_create(session, &list, NULL, &error));
  emptor_price_entry_init(&entry, (uint32_t)sizeof entry);
  entry.list_kind = EMPTOR_LIST_NAMED;
  entry.list_code = "COST";
  entry.margin = "20";
  OK(emptor_price_entry_set(session, &entry, NULL, &error));
  emptor_price_entry_init(&entry, (uint32_t)sizeof entry);
  entry.list_kind = EMPTOR_LIST_NAMED;
  entry.list_code = "ABROAD";
  entry.percent_of_base = "100";
  entry.of_list = "COST";
  entry.rate_type = "list";
  entry.rate_on = day(2026, 1, 1);
  FAILS(emptor_price_entry_set(session, &entry, NULL, &error), EMPTOR_E_NO_RATE);
  CHECK_TEXT(emptor_error_field(error), "rate_on");
  forget_error();
  OK(emptor_exchange_rate_set_of_type(session, "list", "USD", "JPY", day(2026, 1, 1), "150", &error));
  OK(emptor_exchange_rate_get_of_type(session, "list", "USD", "JPY", day(2026, 3, 1), &numerator, &denominator,
                                      &error));
  CHECK_INT(numerator, 150);
  FAILS(emptor_exchange_rate_get(session, "USD", "JPY", day(2026, 3, 1), &numerator, &denominator, &error),
        EMPTOR_E_NO_RATE);
  forget_error();
  OK(emptor_price_entry_set(session, &entry, NULL, &error));
  request.customer = "C002";
  request.item = "P1";
  request.list = "ABROAD";
  request.currency = "JPY";
  OK(emptor_price_resolve(session, &request, &quote, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "1500");
  emptor_price_quote_free(quote);
  OK(emptor_price_entry_list(session, EMPTOR_LIST_NAMED, "ABROAD", EMPTOR_SALES, NULL, EMPTOR_NO_DATE,
                             EMPTOR_NO_INSTANT, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "rate_type"), "list");
  CHECK_TEXT(cell(rows, "margin"), NULL);
  emptor_rows_free(rows);
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  fill_shop(session);
  formulas(session);
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
