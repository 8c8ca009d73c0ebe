/* A book on the host's own connection to a server: it shares the host's transaction, and refuses another copy of libpq.
 *
 * The host's libpq is found at run time, as the library finds its own. */
#define _GNU_SOURCE
#include <dlfcn.h>

#include "check.h"

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;

/* Of <libpq-fe.h>, as far as this host needs it. */
static PGconn* (*PQconnectdb)(const char*);
static void (*PQfinish)(PGconn*);
static int (*PQlibVersion)(void);
static PGresult* (*PQexec)(PGconn*, const char*);
static int (*PQresultStatus)(const PGresult*);
static char* (*PQgetvalue)(const PGresult*, int, int);
static void (*PQclear)(PGresult*);

/* A function pointer out of what dlsym() gives; C has no cast for it. */
static int find(void* library, void* function, size_t size, const char* name) {
  void* address = dlsym(library, name);
  memcpy(function, &address, size);
  return address != NULL;
}

#define FIND(function) find(libpq, &(function), sizeof(function), #function)

static void run(PGconn* host, const char* sql) {
  PGresult* result = PQexec(host, sql);
  CHECK_INT(PQresultStatus(result), 1);
  PQclear(result);
}

static int ask(PGconn* host, const char* sql) {
  PGresult* result = PQexec(host, sql);
  int number = -1;
  CHECK_INT(PQresultStatus(result), 2);
  if (PQresultStatus(result) == 2) number = atoi(PQgetvalue(result, 0, 0));
  PQclear(result);
  return number;
}

static void no_function(void) {}

int main(void) {
  emptor_book_options options = EMPTOR_BOOK_OPTIONS_INIT;
  emptor_book* book = NULL;
  emptor_session* session = NULL;
  PGconn* host = NULL;
  char schema[64];
  char sql[160];
  const char* server = getenv("EMPTOR_TEST_STORE");
  void* libpq = dlopen("libpq.so.5", RTLD_NOW);
  if (server == NULL || libpq == NULL) {
    puts("no server: nothing to attach to");
    return 0;
  }
  CHECK(FIND(PQconnectdb) && FIND(PQfinish) && FIND(PQlibVersion) && FIND(PQexec) && FIND(PQresultStatus) &&
        FIND(PQgetvalue) && FIND(PQclear));
  host = PQconnectdb(server);
  run(host, "SET client_encoding = 'UTF8'");
  run(host, "CREATE TEMP TABLE shop_order (id INTEGER)");
  snprintf(schema, sizeof schema, "test_attach_%d", ask(host, "SELECT pg_backend_pid()"));
  options.currency = "USD";
  options.clock = fixed_clock;

  FAILS(emptor_book_attach_postgres(host, no_function, schema, &options, &book, &error), EMPTOR_E_UNAVAILABLE);
  CHECK(book == NULL);
  forget_error();
  FAILS(emptor_book_attach_postgres(NULL, (emptor_function)PQlibVersion, schema, &options, &book, NULL),
        EMPTOR_E_MISUSE);

  /* Where <libpq-fe.h> is included, EMPTOR_LIBPQ_WITNESS is this address. */
  OK(emptor_book_attach_postgres(host, (emptor_function)PQlibVersion, schema, &options, &book, &error));
  session = open_session(book);
  fill_shop(session);

  /* What the host rolls back is gone, in its tables and in the book alike. */
  run(host, "BEGIN");
  run(host, "INSERT INTO shop_order VALUES (1)");
  emptor_post_result_free(post(session, sale_of("C001", "1", day(2026, 3, 31))));
  CHECK_TEXT(balance_of(session, "C001").amount, "22.00");
  run(host, "ROLLBACK");
  CHECK_TEXT(balance_of(session, "C001").amount, "0.00");
  CHECK_INT(ask(host, "SELECT count(*) FROM shop_order"), 0);
  snprintf(sql, sizeof sql, "SELECT count(*) FROM %s.emptor_voucher", schema);
  CHECK_INT(ask(host, sql), 0);

  /* What it commits stays. */
  run(host, "BEGIN");
  run(host, "INSERT INTO shop_order VALUES (1)");
  emptor_post_result_free(post(session, sale_of("C001", "1", day(2026, 3, 31))));
  run(host, "COMMIT");
  CHECK_TEXT(balance_of(session, "C001").amount, "22.00");
  CHECK_INT(ask(host, "SELECT count(*) FROM shop_order"), 1);
  CHECK_INT(ask(host, sql), 1);
  check_sound(book);

  /* The book ends, the connection stays the host's. */
  emptor_session_close(session);
  emptor_book_close(book);
  CHECK_INT(ask(host, sql), 1);
  snprintf(sql, sizeof sql, "DROP SCHEMA %s CASCADE", schema);
  run(host, "SET client_min_messages = error");
  run(host, sql);
  PQfinish(host);
  return done();
}
