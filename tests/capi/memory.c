/* An exhausted memory: each allocation of a call fails once, in turn. The call says OUT_OF_MEMORY with an error that
 * needs no memory, nothing is half done, and the book works on.
 *
 * This program's malloc stands before the system's. Sanitizers bring their own, so there is nothing to test with them.
 */
#include "check.h"

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

extern void* __libc_malloc(size_t size);

static long until_failure = -1; /* -1: none fails */

/* Seen by the library too, whatever visibility this program is compiled with. */
__attribute__((visibility("default"))) void* malloc(size_t size) {
  if (until_failure >= 0 && until_failure-- == 0) return NULL;
  return __libc_malloc(size);
}

enum { kMostAllocations = 1000000 };

static emptor_session* session = NULL;
static emptor_voucher_draft* draft = NULL;

static emptor_status list_parties(void) {
  emptor_rows* rows = NULL;
  const emptor_status status = emptor_party_list(session, EMPTOR_CUSTOMER, NULL, &rows, &error);
  CHECK((status == EMPTOR_OK) == (rows != NULL));
  emptor_rows_free(rows);
  return status;
}

static emptor_status resolve(void) {
  emptor_price_request request = EMPTOR_PRICE_REQUEST_INIT;
  emptor_price_quote* quote = NULL;
  emptor_status status = EMPTOR_OK;
  request.item = "P1";
  request.customer = "C001";
  status = emptor_price_resolve(session, &request, &quote, &error);
  CHECK((status == EMPTOR_OK) == (quote != NULL));
  emptor_price_quote_free(quote);
  return status;
}

/* The key makes it one posting, however often the answer was lost. */
static emptor_status post_once(void) {
  emptor_post_options options = EMPTOR_POST_OPTIONS_INIT;
  emptor_post_result* result = NULL;
  emptor_status status = EMPTOR_OK;
  options.idempotency_key = "once";
  status = emptor_voucher_post(session, draft, &options, &result, &error);
  CHECK((status == EMPTOR_OK) == (result != NULL));
  emptor_post_result_free(result);
  return status;
}

static emptor_status unknown_party(void) {
  emptor_rows* rows = NULL;
  emptor_status status = emptor_party_get(session, "a code that is not in the book", &rows, &error);
  CHECK(rows == NULL);
  return status == EMPTOR_E_NOT_FOUND ? EMPTOR_OK : status;
}

static emptor_status open_another(void) {
  emptor_book_options options = EMPTOR_BOOK_OPTIONS_INIT;
  emptor_book* book = NULL;
  emptor_status status = EMPTOR_OK;
  options.path = ":memory:";
  options.currency = "EUR";
  options.clock = fixed_clock;
  status = emptor_book_open(&options, &book, &error);
  CHECK((status == EMPTOR_OK) == (book != NULL));
  emptor_book_close(book);
  return status;
}

/* Every allocation of the first hundred, then at growing distances: making a book takes very many. */
static void exhaust(emptor_status (*call)(void), const char* what) {
  long nth;
  for (nth = 0; nth < kMostAllocations; nth += 1 + nth / 100) {
    emptor_status status;
    long left;
    until_failure = nth;
    status = call();
    left = until_failure;
    until_failure = -1;
    if (status != EMPTOR_OK) {
      if (status != EMPTOR_E_OUT_OF_MEMORY)
        fprintf(stderr, "%s, allocation %ld: %s\n", what, nth, emptor_error_text(error));
      CHECK_INT(status, EMPTOR_E_OUT_OF_MEMORY);
      CHECK_INT(emptor_error_code(error), EMPTOR_E_OUT_OF_MEMORY);
      CHECK_INT(emptor_error_problem_count(error), 1);
      CHECK(strstr(emptor_error_text(error), "OUT_OF_MEMORY") != NULL);
      CHECK(strlen(emptor_error_message(error)) > 0);
    }
    forget_error();
    if (failures > 0) return;
    if (status == EMPTOR_OK && left >= 0) { /* it needed no more than that */
      CHECK(nth > 0);
      return;
    }
  }
  CHECK(!"it never came through");
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  session = open_session(book);
  fill_shop(session);
  draft = sale_of("C001", "2", day(2026, 3, 31));
  exhaust(list_parties, "list");
  exhaust(resolve, "resolve");
  exhaust(unknown_party, "get");
  exhaust(post_once, "post");
  exhaust(open_another, "open");
  CHECK_TEXT(balance_of(session, "C001").amount, "44.00");
  check_sound(book);
  emptor_voucher_draft_free(draft);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}

#else

int main(void) {
  puts("this build brings its own malloc");
  return done();
}

#endif
