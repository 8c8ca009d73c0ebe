/* Failures: what an error object tells, and that a careless caller gets a status and never a crash. */
#include "check.h"

static void names_of_statuses(void) {
  CHECK_TEXT(emptor_status_name(EMPTOR_OK), "OK");
  CHECK_TEXT(emptor_status_name(EMPTOR_E_DUPLICATE_CODE), "DUPLICATE_CODE");
  CHECK_TEXT(emptor_status_name(EMPTOR_E_READ_ONLY), "READ_ONLY");
  CHECK_TEXT(emptor_status_name(4711), "UNKNOWN");
  CHECK_TEXT(emptor_price_source_name(EMPTOR_PRICE_SOURCE_SPECIAL_ITEM), "special_item");
  CHECK_TEXT(emptor_price_source_name(99), "");
  CHECK_TEXT(emptor_term_name(EMPTOR_TERM_CREDIT_LIMIT), "credit_limit");
  CHECK_TEXT(emptor_term_name(0), "");
  CHECK_TEXT(emptor_voucher_kind_name(EMPTOR_VOUCHER_COLLECTION), "collection");
  CHECK_TEXT(emptor_voucher_kind_name(-1), "");
  CHECK_TEXT(emptor_credit_verdict_name(EMPTOR_VERDICT_BLOCK), "block");
}

static void version(void) {
  char text[32];
  snprintf(text, sizeof text, "%d.%d.%d", EMPTOR_VERSION_MAJOR, EMPTOR_VERSION_MINOR, EMPTOR_VERSION_PATCH);
  CHECK_INT(emptor_version_number(), EMPTOR_VERSION_NUMBER);
  CHECK_TEXT(emptor_version_string(), text);
  CHECK(strstr(emptor_build_info(), text) != NULL);
}

static void days(void) {
  int32_t date = 7;
  emptor_text text;
  CHECK_INT(day(1970, 1, 1), 0);
  CHECK_INT(day(2026, 3, 31), 20543);
  FAILS(emptor_date_of(2026, 2, 29, &date, &error), EMPTOR_E_INVALID);
  CHECK_INT(date, 7); /* outputs are written on success only */
  forget_error();
  FAILS(emptor_date_of(2026, -1, 1, &date, NULL), EMPTOR_E_INVALID);
  FAILS(emptor_date_of(2026, 1, 1, NULL, NULL), EMPTOR_E_MISUSE);
  OK(emptor_date_parse("2026-03-31", &date, &error));
  CHECK_INT(date, 20543);
  FAILS(emptor_date_parse("31.03.2026", &date, NULL), EMPTOR_E_INVALID);
  FAILS(emptor_date_parse(NULL, &date, NULL), EMPTOR_E_REQUIRED);
  OK(emptor_date_text(20543, &text, &error));
  CHECK_TEXT(text.text, "2026-03-31");
  FAILS(emptor_date_text(EMPTOR_NO_DATE, &text, NULL), EMPTOR_E_INVALID);
  FAILS(emptor_date_text(2147483647, &text, NULL), EMPTOR_E_RANGE);
}

/* An error carries every problem, each with its field, sentence and figures. */
static void every_problem_at_once(emptor_session* session) {
  char long_name[102];
  emptor_party_input party = EMPTOR_PARTY_INPUT_INIT;
  int32_t i;
  int seen_code = 0;
  int seen_name = 0;
  memset(long_name, 'x', 101);
  long_name[101] = 0;
  party.name = long_name; /* 100 are allowed, and the code is missing */
  FAILS(emptor_party_create(session, &party, NULL, &error), EMPTOR_E_REQUIRED); /* the code of the first problem */
  CHECK_INT(emptor_error_problem_count(error), 2);
  for (i = 0; i < emptor_error_problem_count(error); ++i) {
    CHECK(strlen(emptor_error_problem_message(error, i)) > 0);
    if (strcmp(emptor_error_problem_field(error, i), "code") == 0) {
      seen_code = 1;
      CHECK_INT(emptor_error_problem_code(error, i), EMPTOR_E_REQUIRED);
    }
    if (strcmp(emptor_error_problem_field(error, i), "name") == 0) {
      seen_name = 1;
      CHECK_INT(emptor_error_problem_code(error, i), EMPTOR_E_TOO_LONG);
      CHECK(emptor_error_figure_count(error, i) > 0);
      CHECK_TEXT(emptor_error_figure_name(error, i, 0), "limit");
      CHECK_TEXT(emptor_error_figure_value(error, i, 0), "100");
    }
  }
  CHECK(seen_code && seen_name);
  CHECK_TEXT(emptor_error_code_name(error), emptor_status_name(emptor_error_code(error)));
  CHECK(strstr(emptor_error_text(error), "TOO_LONG(name)") != NULL);
  CHECK(strstr(emptor_error_text(error), "REQUIRED(code)") != NULL);
  /* What is not there is empty, not a crash. */
  CHECK_TEXT(emptor_error_problem_message(error, 2), "");
  CHECK_TEXT(emptor_error_problem_field(error, -1), "");
  CHECK_INT(emptor_error_problem_code(error, 99), EMPTOR_OK);
  CHECK_INT(emptor_error_figure_count(error, 99), 0);
  CHECK_TEXT(emptor_error_figure_name(error, 0, 99), "");
  CHECK_TEXT(emptor_error_figure_value(error, 0, -1), "");
  forget_error();
}

static void bad_text(emptor_session* session) {
  emptor_rows* rows = NULL;
  emptor_party_input party = EMPTOR_PARTY_INPUT_INIT;
  party.code = "C\xff\xfe";
  party.name = "Broken";
  FAILS(emptor_party_create(session, &party, NULL, &error), EMPTOR_E_BAD_UTF8);
  CHECK_TEXT(emptor_error_field(error), "code");
  forget_error();
  party.code = "CTRL\x01";
  FAILS(emptor_party_create(session, &party, NULL, NULL), EMPTOR_E_BAD_UTF8);
  OK(emptor_party_find(session, "\xc3\x28", &rows, &error)); /* no party has such a code */
  CHECK_INT(emptor_rows_count(rows), 0);
  emptor_rows_free(rows);
  /* SQL is only text. */
  party.code = "'; DROP TABLE emptor_party;--";
  party.name = "Bobby";
  OK(emptor_party_create(session, &party, NULL, &error));
  OK(emptor_party_get(session, party.code, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "name"), "Bobby");
  emptor_rows_free(rows);
}

static void unknown_codes(emptor_session* session) {
  emptor_rows* rows = NULL;
  emptor_price_quote* quote = NULL;
  emptor_voucher* voucher = NULL;
  emptor_price_request request = EMPTOR_PRICE_REQUEST_INIT;
  FAILS(emptor_party_get(session, "NOBODY", &rows, &error), EMPTOR_E_NOT_FOUND);
  CHECK(rows == NULL);
  CHECK(strlen(emptor_error_message(error)) > 0);
  forget_error();
  request.item = "NOTHING";
  request.customer = "C001";
  FAILS(emptor_price_resolve(session, &request, &quote, &error), EMPTOR_E_UNKNOWN_REFERENCE);
  CHECK_TEXT(emptor_error_field(error), "item");
  CHECK(quote == NULL);
  forget_error();
  create_item(session, "UNPRICED", NULL);
  request.item = "UNPRICED";
  FAILS(emptor_price_resolve(session, &request, &quote, NULL), EMPTOR_E_NO_PRICE);
  FAILS(emptor_voucher_get(session, 4711, &voucher, NULL), EMPTOR_E_NOT_FOUND);
  OK(emptor_voucher_find(session, EMPTOR_VOUCHER_SALE, "20990101-1", &voucher, &error));
  CHECK(voucher == NULL);
}

static void bad_figures(emptor_session* session) {
  emptor_voucher_draft* draft = sale_of("C001", "1", day(2026, 3, 31));
  emptor_voucher_line line = EMPTOR_VOUCHER_LINE_INIT;
  line.item = "P1";
  FAILS(emptor_voucher_draft_add_line(draft, &line, &error), EMPTOR_E_REQUIRED);
  CHECK_TEXT(emptor_error_field(error), "lines[1].quantity");
  forget_error();
  line.quantity = "ten";
  FAILS(emptor_voucher_draft_add_line(draft, &line, &error), EMPTOR_E_INVALID);
  CHECK_TEXT(emptor_error_field(error), "lines[1].quantity");
  forget_error();
  line.quantity = "1.0000001";
  FAILS(emptor_voucher_draft_add_line(draft, &line, NULL), EMPTOR_E_SCALE);
  line.quantity = "99999999999999999999";
  FAILS(emptor_voucher_draft_add_line(draft, &line, NULL), EMPTOR_E_OVERFLOW);
  line.quantity = "1";
  line.unit_price = "nan";
  FAILS(emptor_voucher_draft_add_line(draft, &line, &error), EMPTOR_E_INVALID);
  CHECK_TEXT(emptor_error_field(error), "lines[1].unit_price");
  forget_error();
  emptor_voucher_draft_free(draft);
  FAILS(emptor_price_set_base(session, "P1", NULL, NULL, NULL), EMPTOR_E_REQUIRED);
  FAILS(emptor_price_set_base(session, "P1", "1e", NULL, NULL), EMPTOR_E_INVALID);
}

static void bad_choices(emptor_session* session) {
  emptor_rows* rows = NULL;
  emptor_balance balance = EMPTOR_BALANCE_INIT;
  emptor_voucher* voucher = NULL;
  FAILS(emptor_party_list(session, 0, NULL, &rows, NULL), EMPTOR_E_INVALID);
  FAILS(emptor_term_set(session, EMPTOR_ORIGIN_PARTY, "C001", 99, "1", EMPTOR_NO_DATE, NULL), EMPTOR_E_INVALID);
  FAILS(emptor_term_set(session, EMPTOR_ORIGIN_NOWHERE, "C001", 1, "1", EMPTOR_NO_DATE, NULL), EMPTOR_E_INVALID);
  FAILS(emptor_balance_get(session, "C001", 3, 1, NULL, EMPTOR_NO_DATE, &balance, &error), EMPTOR_E_INVALID);
  CHECK_TEXT(emptor_error_field(error), "side");
  forget_error();
  FAILS(emptor_balance_get(session, "C001", 1, 0, NULL, EMPTOR_NO_DATE, &balance, NULL), EMPTOR_E_INVALID);
  FAILS(emptor_balance_get(session, "C001", 1, 1, "usd", EMPTOR_NO_DATE, &balance, NULL), EMPTOR_E_UNKNOWN_CURRENCY);
  FAILS(emptor_voucher_find(session, 0, "1", &voucher, NULL), EMPTOR_E_INVALID);
  FAILS(emptor_voucher_find(session, 1000, "1", &voucher, NULL), EMPTOR_E_INVALID);
  FAILS(emptor_audit_list(session, 77, 0, 0, 10, &rows, NULL), EMPTOR_E_INVALID);
  CHECK(rows == NULL);
}

/* Every kind of function with NULL where something is needed. */
static void nulls(emptor_book* book, emptor_session* session) {
  emptor_rows* rows = NULL;
  emptor_session* other = NULL;
  emptor_post_result* result = NULL;
  emptor_voucher_draft* draft = sale_of("C001", "1", day(2026, 3, 31));
  emptor_price_value value;
  int64_t id = 5;

  FAILS(emptor_book_open(NULL, &book, &error), EMPTOR_E_MISUSE);
  CHECK_TEXT(emptor_error_code_name(error), "MISUSE");
  forget_error();
  FAILS(emptor_book_verify(NULL, &rows, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_book_verify(book, NULL, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_book_backup(book, NULL, NULL), EMPTOR_E_REQUIRED);
  FAILS(emptor_session_open(NULL, NULL, &other, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_session_open(book, NULL, NULL, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_session_open(book, "stranger", &other, NULL), EMPTOR_E_UNKNOWN_REFERENCE);
  FAILS(emptor_batch_begin(NULL, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_party_create(NULL, NULL, NULL, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_party_create(session, NULL, &id, NULL), EMPTOR_E_MISUSE);
  CHECK_INT(id, 5);
  FAILS(emptor_party_get(session, NULL, &rows, &error), EMPTOR_E_REQUIRED);
  CHECK_TEXT(emptor_error_field(error), "code");
  forget_error();
  FAILS(emptor_party_get(session, "C001", NULL, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_unit_create(session, NULL, NULL, NULL, NULL), EMPTOR_E_REQUIRED);
  FAILS(emptor_term_set(session, EMPTOR_ORIGIN_PARTY, NULL, 1, "USD", EMPTOR_NO_DATE, NULL), EMPTOR_E_REQUIRED);
  FAILS(emptor_price_view_quote(NULL, NULL, 0, NULL, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_price_view_quote(NULL, NULL, 1, &value, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_voucher_post(session, NULL, NULL, &result, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_voucher_post(session, draft, NULL, NULL, NULL), EMPTOR_E_MISUSE); /* and nothing was posted */
  FAILS(emptor_voucher_post(NULL, draft, NULL, &result, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_voucher_draft_add_line(NULL, NULL, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_stock_adjust(session, "P1", "W1", NULL, day(2026, 1, 1), "x", NULL), EMPTOR_E_REQUIRED);
  FAILS(emptor_stock_adjust(session, "P1", "W1", "1", EMPTOR_NO_DATE, "x", NULL), EMPTOR_E_REQUIRED);
  FAILS(emptor_settings_set(session, "rounding", NULL, NULL), EMPTOR_E_REQUIRED);
  CHECK_TEXT(balance_of(session, "C001").amount, "0.00");
  emptor_voucher_draft_free(draft);

  /* Getters of nothing say nothing. */
  CHECK_TEXT(emptor_error_text(NULL), "");
  CHECK_INT(emptor_error_code(NULL), EMPTOR_OK);
  CHECK_INT(emptor_rows_next(NULL), 0);
  CHECK_INT(emptor_rows_count(NULL), 0);
  CHECK_INT(emptor_rows_column(NULL, "x"), -1);
  CHECK_TEXT(emptor_rows_text(NULL, 0), NULL);
  CHECK_INT(emptor_rows_date(NULL, 0), EMPTOR_NO_DATE);
  CHECK_TEXT(emptor_voucher_number(NULL), NULL);
  CHECK_INT(emptor_voucher_dated(NULL), EMPTOR_NO_DATE);
  CHECK(emptor_post_result_voucher(NULL) == NULL);
  CHECK(emptor_post_result_refusal(NULL) == NULL);
  CHECK_INT(emptor_credit_decision_verdict(NULL), 0);
  CHECK_TEXT(emptor_price_quote_unit_price(NULL), NULL);
  CHECK(emptor_price_explanation_quote(NULL) == NULL);
  CHECK(emptor_preview_voucher(NULL) == NULL);

  emptor_error_free(NULL);
  emptor_rows_free(NULL);
  emptor_book_close(NULL);
  emptor_session_close(NULL);
  emptor_price_quote_free(NULL);
  emptor_price_explanation_free(NULL);
  emptor_price_view_close(NULL);
  emptor_credit_decision_free(NULL);
  emptor_voucher_draft_free(NULL);
  emptor_voucher_free(NULL);
  emptor_post_result_free(NULL);
  emptor_preview_free(NULL);
  emptor_book_options_init(NULL, 64);
}

static void books_that_do_not_open(void) {
  emptor_book_options options = EMPTOR_BOOK_OPTIONS_INIT;
  emptor_book* book = NULL;
  FAILS(emptor_book_open(&options, &book, NULL), EMPTOR_E_REQUIRED); /* path */
  options.path = ":memory:";
  FAILS(emptor_book_open(&options, &book, &error), EMPTOR_E_REQUIRED);
  CHECK_TEXT(emptor_error_field(error), "currency");
  forget_error();
  options.currency = "XXQ";
  FAILS(emptor_book_open(&options, &book, NULL), EMPTOR_E_UNKNOWN_CURRENCY);
  options.currency = "USD";
  options.time_zone = "Middle/Earth";
  FAILS(emptor_book_open(&options, &book, NULL), EMPTOR_E_INVALID);
  options.time_zone = NULL;
  options.sync = 9;
  FAILS(emptor_book_open(&options, &book, NULL), EMPTOR_E_INVALID);
  options.sync = EMPTOR_SYNC_NORMAL;
  options.busy_timeout_ms = -1;
  FAILS(emptor_book_open(&options, &book, NULL), EMPTOR_E_RANGE);
  options.busy_timeout_ms = 0;
  options.create = 0;
  options.path = "/no/such/folder/book.emptor";
  FAILS(emptor_book_open(&options, &book, NULL), EMPTOR_E_NOT_FOUND);
  CHECK(book == NULL);
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  fill_shop(session);
  names_of_statuses();
  version();
  days();
  every_problem_at_once(session);
  bad_text(session);
  unknown_codes(session);
  bad_figures(session);
  bad_choices(session);
  nulls(book, session);
  books_that_do_not_open();
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
