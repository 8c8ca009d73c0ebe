/* Who outlives whom: handles end in any order, a closed book answers CLOSED, batches and snapshots end as promised. */
#include <unistd.h>

#include "check.h"

static void in_any_order(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* first = open_session(book);
  emptor_session* second = open_session(book);
  emptor_price_view* view = NULL;
  emptor_price_quote* quote = NULL;
  emptor_price_explanation* why = NULL;
  emptor_price_request request = EMPTOR_PRICE_REQUEST_INIT;
  emptor_post_result* result = NULL;
  emptor_rows* rows = NULL;
  emptor_rows* lines = NULL;
  emptor_balance balance = EMPTOR_BALANCE_INIT;

  fill_shop(first);
  result = post(first, sale_of("C001", "1", day(2026, 3, 31)));
  OK(emptor_party_list(second, EMPTOR_CUSTOMER, NULL, &rows, &error));
  request.item = "P1";
  request.customer = "C001";
  OK(emptor_price_resolve(second, &request, &quote, &error));
  OK(emptor_price_explain(second, &request, &why, &error));
  OK(emptor_price_view_open(second, &view, &error));

  emptor_book_close(book);
  emptor_session_close(second);
  FAILS(emptor_balance_get(first, "C001", EMPTOR_RECEIVABLE, EMPTOR_BASIS_ACCOUNT, NULL, EMPTOR_NO_DATE, &balance,
                           &error),
        EMPTOR_E_CLOSED);
  forget_error();
  FAILS(emptor_batch_begin(first, NULL), EMPTOR_E_CLOSED);
  FAILS(emptor_unit_create(first, "KG", "kilogram", NULL, NULL), EMPTOR_E_CLOSED);
  CHECK(quote != NULL);
  {
    emptor_price_quote* other = NULL;
    FAILS(emptor_price_view_resolve(view, &request, &other, NULL), EMPTOR_E_CLOSED);
  }

  /* Results are values: they need neither session nor book. */
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "20.00");
  CHECK_TEXT(emptor_price_quote_unit_price(emptor_price_explanation_quote(why)), "20.00");
  CHECK_TEXT(emptor_voucher_total(emptor_post_result_voucher(result)), "22.00");
  OK(emptor_voucher_lines(emptor_post_result_voucher(result), &lines, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "code"), "C001");

  emptor_price_view_close(view);
  emptor_session_close(first);
  emptor_post_result_free(result);
  CHECK(emptor_rows_next(lines));
  CHECK_TEXT(cell(lines, "item"), "P1"); /* rows outlive what they were made from */
  emptor_rows_free(lines);
  emptor_rows_free(rows);
  emptor_price_explanation_free(why);
  emptor_price_quote_free(quote);
}

/* A price view keeps its session's book for itself. */
static void view_outlives_session(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  emptor_price_view* view = NULL;
  emptor_price_quote* quote = NULL;
  emptor_price_request request = EMPTOR_PRICE_REQUEST_INIT;
  fill_shop(session);
  OK(emptor_price_view_open(session, &view, &error));
  emptor_session_close(session);
  request.item = "P1";
  request.customer = "C002";
  OK(emptor_price_view_resolve(view, &request, &quote, &error));
  emptor_price_quote_free(quote);
  emptor_price_view_close(view);
  emptor_book_close(book);
}

static void batches(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  emptor_party_input party = EMPTOR_PARTY_INPUT_INIT;
  int64_t count = 0;
  fill_shop(session);

  FAILS(emptor_batch_commit(session, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_batch_rollback(session, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_snapshot_end(session, NULL), EMPTOR_E_MISUSE);

  OK(emptor_batch_begin(session, &error));
  FAILS(emptor_batch_begin(session, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_snapshot_begin(session, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_snapshot_end(session, NULL), EMPTOR_E_MISUSE);
  create_customer(session, "C003", NULL);
  party.code = "C003"; /* a call that fails undoes itself, not the batch */
  party.name = "again";
  FAILS(emptor_party_create(session, &party, NULL, NULL), EMPTOR_E_DUPLICATE_CODE);
  OK(emptor_settings_set(session, "credit_at_sale", "ignore", &error));
  OK(emptor_batch_commit(session, &error));
  OK(emptor_party_count(session, EMPTOR_CUSTOMER, &count, &error));
  CHECK_INT(count, 3);

  OK(emptor_batch_begin(session, &error));
  create_customer(session, "C004", NULL);
  emptor_post_result_free(post(session, sale_of("C004", "5", day(2026, 3, 31))));
  OK(emptor_batch_rollback(session, &error));
  OK(emptor_party_count(session, EMPTOR_CUSTOMER, &count, &error));
  CHECK_INT(count, 3);

  OK(emptor_snapshot_begin(session, &error));
  OK(emptor_party_count(session, EMPTOR_CUSTOMER, &count, &error));
  FAILS(emptor_unit_create(session, "KG", "kilogram", NULL, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_batch_commit(session, NULL), EMPTOR_E_MISUSE);
  OK(emptor_snapshot_end(session, &error));

  /* Closing the session rolls back. */
  OK(emptor_batch_begin(session, &error));
  create_customer(session, "C005", NULL);
  emptor_session_close(session);
  session = open_session(book);
  OK(emptor_party_count(session, EMPTOR_CUSTOMER, &count, &error));
  CHECK_INT(count, 3);
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
}

/* A batch does not survive its book, and leaves the file to the next one. */
static void closing_during_a_batch(const char* path) {
  emptor_book* book = open_book(path);
  emptor_session* session = open_session(book);
  int64_t count = 0;
  fill_shop(session);
  OK(emptor_batch_begin(session, &error));
  create_customer(session, "C003", NULL);
  emptor_book_close(book);
  FAILS(emptor_batch_commit(session, NULL), EMPTOR_E_CLOSED);
  emptor_session_close(session);

  book = open_book(path);
  session = open_session(book);
  OK(emptor_party_count(session, EMPTOR_CUSTOMER, &count, &error));
  CHECK_INT(count, 2);
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
}

/* A book in a file: read only, backed up, opened again with what was kept. */
static void files(const char* path, const char* copy) {
  emptor_book_options options = EMPTOR_BOOK_OPTIONS_INIT;
  emptor_book* book = open_book(path);
  emptor_session* session = open_session(book);
  emptor_post_result_free(post(session, sale_of("C002", "2", day(2026, 3, 31))));
  OK(emptor_book_backup(book, copy, &error));
  emptor_session_close(session);
  emptor_book_close(book);

  options.path = copy;
  options.read_only = 1;
  options.create = 0;
  OK(emptor_book_open(&options, &book, &error));
  session = open_session(book);
  CHECK_TEXT(balance_of(session, "C002").amount, "44.00");
  FAILS(emptor_unit_create(session, "KG", "kilogram", NULL, NULL), EMPTOR_E_READ_ONLY);
  emptor_session_close(session);
  emptor_book_close(book);
}

static void remove_book(const char* path) {
  static const char* const suffixes[] = {"", "-wal", "-shm", "-journal"};
  char name[200];
  size_t i;
  for (i = 0; i < sizeof suffixes / sizeof *suffixes; ++i) {
    snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
    remove(name);
  }
}

int main(void) {
  const char* folder = getenv("TMPDIR");
  char path[160];
  char copy[160];
  snprintf(path, sizeof path, "%s/emptor-capi-lifetimes-%ld.emptor", folder != NULL ? folder : "/tmp", (long)getpid());
  snprintf(copy, sizeof copy, "%s/emptor-capi-lifetimes-%ld-copy.emptor", folder != NULL ? folder : "/tmp",
           (long)getpid());
  remove_book(path);
  remove_book(copy);
  in_any_order();
  view_outlives_session();
  batches();
  closing_during_a_batch(path);
  files(path, copy);
  remove_book(path);
  remove_book(copy);
  return done();
}
