/* Breaks that count the lines of a document together. */
#include "check.h"

static void mixed_and_matched(emptor_session* session) {
  emptor_price_entry entry = EMPTOR_PRICE_ENTRY_INIT;
  emptor_price_request request = EMPTOR_PRICE_REQUEST_INIT;
  emptor_price_quote* quote = NULL;
  emptor_price_explanation* why = NULL;
  emptor_rows* rows = NULL;
  int64_t id = 0;
  entry.list_kind = EMPTOR_LIST_EVERYONE;
  entry.group = "TOP";
  entry.price = "9";
  entry.min_quantity = "10";
  entry.counts = EMPTOR_COUNTS_PRODUCT;
  OK(emptor_price_entry_set(session, &entry, &id, &error));
  entry.min_quantity = "20";
  entry.counts = EMPTOR_COUNTS_ITEM;
  FAILS(emptor_price_entry_set(session, &entry, NULL, &error), EMPTOR_E_CONFLICT);
  CHECK_TEXT(emptor_error_field(error), "counts");
  forget_error();
  entry.counts = 9;
  FAILS(emptor_price_entry_set(session, &entry, NULL, &error), EMPTOR_E_INVALID);
  forget_error();

  OK(emptor_price_entry_list(session, EMPTOR_LIST_EVERYONE, NULL, EMPTOR_SALES, NULL, EMPTOR_NO_DATE, EMPTOR_NO_INSTANT,
                             &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "counts"), "product");
  emptor_rows_free(rows);

  request.customer = "C002";
  request.item = "P1";
  request.quantity = "6";
  request.document_quantity = "12";
  OK(emptor_price_resolve(session, &request, &quote, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "9.00");
  CHECK_INT(emptor_price_quote_entry(quote), id);
  emptor_price_quote_free(quote);
  request.document_quantity = "9";
  OK(emptor_price_explain(session, &request, &why, &error));
  OK(emptor_price_explanation_candidates(why, &rows, &error));
  while (emptor_rows_next(rows) && strcmp(cell(rows, "counts"), "product") != 0) continue;
  CHECK_TEXT(cell(rows, "outcome"), "quantity_short");
  CHECK_TEXT(cell(rows, "counted"), "9");
  emptor_rows_free(rows);
  emptor_price_explanation_free(why);
  request.document_quantity = "5";
  FAILS(emptor_price_resolve(session, &request, &quote, &error), EMPTOR_E_RANGE);
  CHECK_TEXT(emptor_error_field(error), "document_quantity");
  forget_error();
}

static void discounted(emptor_session* session) {
  emptor_discount discount = EMPTOR_DISCOUNT_INIT;
  emptor_rows* rows = NULL;
  discount.item = "P1";
  discount.percents = "5";
  discount.min_quantity = "20";
  discount.counts = EMPTOR_COUNTS_ITEM;
  OK(emptor_discount_set(session, &discount, NULL, &error));
  OK(emptor_discount_list(session, EMPTOR_SALES, NULL, EMPTOR_NO_DATE, EMPTOR_NO_INSTANT, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "counts"), "item");
  emptor_rows_free(rows);
}

static void weighed(emptor_session* session) {
  emptor_item_input input = EMPTOR_ITEM_INPUT_INIT;
  emptor_item_changes changes = EMPTOR_ITEM_CHANGES_INIT;
  emptor_price_entry entry = EMPTOR_PRICE_ENTRY_INIT;
  emptor_price_request request = EMPTOR_PRICE_REQUEST_INIT;
  emptor_price_explanation* why = NULL;
  emptor_price_quote* quote = NULL;
  emptor_rows* rows = NULL;
  input.code = "SACK";
  input.name = "Sack of flour";
  input.unit = "PCS";
  input.volume = "0.04";
  OK(emptor_item_create(session, &input, NULL, &error));
  OK(emptor_price_set_base(session, "SACK", "20", NULL, &error));
  entry.item = "SACK";
  entry.price = "18";
  entry.min_quantity = "500";
  entry.measure = EMPTOR_MEASURE_WEIGHT;
  OK(emptor_price_entry_set(session, &entry, NULL, &error));
  entry.min_quantity = "30";
  entry.measure = EMPTOR_MEASURE_QUANTITY;
  FAILS(emptor_price_entry_set(session, &entry, NULL, &error), EMPTOR_E_CONFLICT);
  CHECK_TEXT(emptor_error_field(error), "measure");
  forget_error();

  request.customer = "C002";
  request.item = "SACK";
  request.quantity = "20";
  OK(emptor_price_explain(session, &request, &why, &error));
  OK(emptor_price_explanation_candidates(why, &rows, &error));
  while (emptor_rows_next(rows) && strcmp(cell(rows, "measure"), "weight") != 0) continue;
  CHECK_TEXT(cell(rows, "outcome"), "no_measure");
  CHECK_TEXT(cell(rows, "counted"), NULL);
  emptor_rows_free(rows);
  emptor_price_explanation_free(why);

  changes.weight = "25";
  OK(emptor_item_update(session, "SACK", &changes, &error));
  OK(emptor_item_get(session, "SACK", &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "weight"), "25");
  CHECK_TEXT(cell(rows, "volume"), "0.04");
  emptor_rows_free(rows);
  OK(emptor_price_resolve(session, &request, &quote, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "18.00");
  emptor_price_quote_free(quote);
  changes.weight = "-1";
  FAILS(emptor_item_update(session, "SACK", &changes, &error), EMPTOR_E_RANGE);
  CHECK_TEXT(emptor_error_field(error), "weight");
  forget_error();
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  fill_shop(session);
  mixed_and_matched(session);
  discounted(session);
  weighed(session);
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
