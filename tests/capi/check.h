/* What the tests of the C ABI share: checks that count and go on, and a small shop. Plain C99. */
#ifndef EMPTOR_TESTS_CAPI_CHECK_H
#define EMPTOR_TESTS_CAPI_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "emptor.h"

static int failures = 0;

#define CHECK(condition) \
  ((condition) ? (void)0 : (void)(++failures, fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition)))
#define CHECK_INT(got, want) check_int((long long)(got), (long long)(want), #got, __FILE__, __LINE__)
#define CHECK_TEXT(got, want) check_text((got), (want), #got, __FILE__, __LINE__)
/* A call that must succeed; it says what went wrong, and what follows would be of no use. */
#define OK(call) check_ok((call), #call, __FILE__, __LINE__)
/* A call that must fail with this status. Its error, if it stored one, is read and freed by the next call. */
#define FAILS(call, status) check_int((long long)(call), (long long)(status), #call, __FILE__, __LINE__)

/* The error of the last call that was given &error. */
static emptor_error* error = NULL;

static inline void check_int(long long got, long long want, const char* what, const char* file, int line) {
  if (got == want) return;
  ++failures;
  fprintf(stderr, "%s:%d: %s is %lld, not %lld %s\n", file, line, what, got, want, emptor_error_text(error));
}

static inline void check_text(const char* got, const char* want, const char* what, const char* file, int line) {
  if (got != NULL && want != NULL ? strcmp(got, want) == 0 : got == want) return;
  ++failures;
  fprintf(stderr, "%s:%d: %s is %s, not %s\n", file, line, what, got != NULL ? got : "NULL",
          want != NULL ? want : "NULL");
}

static inline void check_ok(emptor_status status, const char* what, const char* file, int line) {
  if (status == EMPTOR_OK) return;
  fprintf(stderr, "%s:%d: %s\n  %s\n", file, line, what, emptor_error_text(error));
  exit(1);
}

static inline void forget_error(void) {
  emptor_error_free(error);
  error = NULL;
}

static inline int32_t day(int32_t year, int32_t month, int32_t of_month) {
  int32_t date = EMPTOR_NO_DATE;
  OK(emptor_date_of(year, month, of_month, &date, &error));
  return date;
}

/* The value of a column in the row that the cursor stands on. */
static inline const char* cell(const emptor_rows* rows, const char* column) {
  CHECK(emptor_rows_column(rows, column) >= 0);
  return emptor_rows_text(rows, emptor_rows_column(rows, column));
}

static inline int64_t number(const emptor_rows* rows, const char* column) {
  CHECK(emptor_rows_column(rows, column) >= 0);
  return emptor_rows_int64(rows, emptor_rows_column(rows, column));
}

/* Noon of 2026-03-31, for every test. */
static inline int64_t fixed_clock(void* context) {
  (void)context;
  return ((int64_t)20543 * 86400 + 43200) * 1000000;
}

/* Where a test opens a fresh book: on PostgreSQL, when EMPTOR_TEST_STORE holds the address of a server, a schema of its
 * own instead of ":memory:". Good until the next call. */
static inline const char* test_path(const char* path) {
  static char address[1024];
  static int count = 0;
  const char* server = getenv("EMPTOR_TEST_STORE");
  if (server == NULL || strcmp(path, ":memory:") != 0) return path;
  snprintf(address, sizeof address, "%s&emptor_schema=test_c_%ld_%d", server, (long)getpid(), ++count);
  return address;
}

static inline emptor_book* open_book(const char* path) {
  emptor_book_options options = EMPTOR_BOOK_OPTIONS_INIT;
  options.path = test_path(path);
  options.currency = "USD";
  options.clock = fixed_clock;
  emptor_book* book = NULL;
  OK(emptor_book_open(&options, &book, &error));
  return book;
}

static inline emptor_session* open_session(emptor_book* book) {
  emptor_session* session = NULL;
  OK(emptor_session_open(book, NULL, &session, &error));
  return session;
}

static inline int64_t create_item(emptor_session* session, const char* code, const char* group) {
  int64_t id = 0;
  emptor_item_input item = EMPTOR_ITEM_INPUT_INIT;
  item.code = code;
  item.name = code;
  item.unit = "PCS";
  item.tax_code = "VAT10";
  item.groups = &group;
  item.group_count = group != NULL ? 1 : 0;
  OK(emptor_item_create(session, &item, &id, &error));
  return id;
}

static inline int64_t create_customer(emptor_session* session, const char* code, const char* limit) {
  int64_t id = 0;
  emptor_term_value term = {EMPTOR_TERM_CREDIT_LIMIT, 0, NULL};
  emptor_party_input party = EMPTOR_PARTY_INPUT_INIT;
  term.value = limit;
  party.code = code;
  party.name = code;
  party.terms = &term;
  party.term_count = limit != NULL ? 1 : 0;
  OK(emptor_party_create(session, &party, &id, &error));
  return id;
}

/* Unit PCS, tax 10 %, location W1, item group TOP, item P1 at 20.00 with 100 in stock, customer C001 with a limit of
 * 1000.00, customer C002 without one. */
static inline void fill_shop(emptor_session* session) {
  OK(emptor_unit_create(session, "PCS", "piece", NULL, &error));
  OK(emptor_tax_code_create(session, "VAT10", "VAT 10 %", "10", NULL, &error));
  OK(emptor_location_create(session, "W1", "Main warehouse", NULL, &error));
  OK(emptor_item_group_create(session, "TOP", "Top sellers", NULL, NULL, &error));
  create_item(session, "P1", "TOP");
  OK(emptor_price_set_base(session, "P1", "20.00", NULL, &error));
  OK(emptor_stock_adjust(session, "P1", "W1", "100", day(2026, 1, 1), "opening stock", &error));
  create_customer(session, "C001", "1000.00");
  create_customer(session, "C002", NULL);
}

/* A draft of a sale of `quantity` P1. */
static inline emptor_voucher_draft* sale_of(const char* customer, const char* quantity, int32_t dated) {
  emptor_voucher_input head = EMPTOR_VOUCHER_INPUT_INIT;
  emptor_voucher_line line = EMPTOR_VOUCHER_LINE_INIT;
  emptor_voucher_draft* draft = NULL;
  head.kind = EMPTOR_VOUCHER_SALE;
  head.party = customer;
  head.dated = dated;
  head.location = "W1";
  line.item = "P1";
  line.quantity = quantity;
  OK(emptor_voucher_draft_new(&head, &draft, &error));
  OK(emptor_voucher_draft_add_line(draft, &line, &error));
  return draft;
}

static inline emptor_voucher_draft* collection_of(const char* customer, const char* amount, int32_t dated) {
  emptor_voucher_input head = EMPTOR_VOUCHER_INPUT_INIT;
  emptor_voucher_draft* draft = NULL;
  head.kind = EMPTOR_VOUCHER_COLLECTION;
  head.party = customer;
  head.dated = dated;
  head.amount = amount;
  OK(emptor_voucher_draft_new(&head, &draft, &error));
  return draft;
}

/* Posts and frees the draft. */
static inline emptor_post_result* post(emptor_session* session, emptor_voucher_draft* draft) {
  emptor_post_result* result = NULL;
  OK(emptor_voucher_post(session, draft, NULL, &result, &error));
  emptor_voucher_draft_free(draft);
  return result;
}

static inline emptor_balance balance_of(emptor_session* session, const char* customer) {
  emptor_balance balance = EMPTOR_BALANCE_INIT;
  OK(emptor_balance_get(session, customer, EMPTOR_RECEIVABLE, EMPTOR_BASIS_ACCOUNT, NULL, day(2026, 3, 31), &balance,
                        &error));
  return balance;
}

static inline void check_sound(emptor_book* book) {
  emptor_rows* differences = NULL;
  OK(emptor_book_verify(book, &differences, &error));
  while (emptor_rows_next(differences))
    fprintf(stderr, "differs: %s %s: %s, computed %s\n", cell(differences, "what"), cell(differences, "where"),
            cell(differences, "kept"), cell(differences, "computed"));
  CHECK_INT(emptor_rows_count(differences), 0);
  emptor_rows_free(differences);
}

static inline int done(void) {
  forget_error();
  if (failures > 0) fprintf(stderr, "%d checks failed\n", failures);
  return failures > 0 ? 1 : 0;
}

#endif /* EMPTOR_TESTS_CAPI_CHECK_H */
