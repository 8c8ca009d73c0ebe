/* A book on the host's own SQLite connection: it shares the host's transaction, and refuses another copy of SQLite.
 *
 * The host's SQLite is found at run time, in the one that the library itself has loaded; a build that hides its own
 * copy has none to share, and nothing to attach to. */
#define _GNU_SOURCE
#include <dlfcn.h>

#include "check.h"

typedef struct sqlite3 sqlite3;

/* Of <sqlite3.h>, as far as this host needs it. */
static int (*sqlite3_open)(const char*, sqlite3**);
static int (*sqlite3_close)(sqlite3*);
static int (*sqlite3_exec)(sqlite3*, const char*, int (*)(void*, int, char**, char**), void*, char**);
static int (*sqlite3_get_autocommit)(sqlite3*);
static const char* (*sqlite3_libversion)(void);

/* A function pointer out of what dlsym() gives; C has no cast for it. */
static int find(void* function, size_t size, const char* name) {
  void* address = dlsym(RTLD_DEFAULT, name);
  memcpy(function, &address, size);
  return address != NULL;
}

#define FIND(function) find(&(function), sizeof(function), #function)

static void run(sqlite3* host, const char* sql) { CHECK_INT(sqlite3_exec(host, sql, NULL, NULL, NULL), 0); }

static int store_number(void* context, int columns, char** values, char** names) {
  (void)names;
  *(int*)context = columns == 1 && values[0] != NULL ? atoi(values[0]) : -1;
  return 0;
}

static int ask(sqlite3* host, const char* sql) {
  int number_out = -1;
  CHECK_INT(sqlite3_exec(host, sql, store_number, &number_out, NULL), 0);
  return number_out;
}

static void no_function(void) {}

int main(void) {
  emptor_book_options options = EMPTOR_BOOK_OPTIONS_INIT;
  emptor_book* book = NULL;
  emptor_session* session = NULL;
  sqlite3* host = NULL;
  int64_t count = 0;
  if (!(FIND(sqlite3_open) && FIND(sqlite3_close) && FIND(sqlite3_exec) && FIND(sqlite3_get_autocommit) &&
        FIND(sqlite3_libversion))) {
    puts("no shared SQLite in this build: nothing to attach to");
    return 0;
  }
  CHECK_INT(sqlite3_open(":memory:", &host), 0);
  run(host, "CREATE TABLE shop_order (id INTEGER PRIMARY KEY)");
  options.currency = "USD";
  options.clock = fixed_clock;

  /* Another copy of SQLite has other addresses. */
  FAILS(emptor_book_attach(host, no_function, &options, &book, &error), EMPTOR_E_FOREIGN_SQLITE);
  CHECK(book == NULL);
  forget_error();
  FAILS(emptor_book_attach(host, NULL, &options, &book, NULL), EMPTOR_E_FOREIGN_SQLITE);
  FAILS(emptor_book_attach(NULL, (emptor_function)sqlite3_libversion, &options, &book, NULL), EMPTOR_E_MISUSE);

  /* Where <sqlite3.h> is included, EMPTOR_SQLITE_WITNESS is this address. */
  OK(emptor_book_attach(host, (emptor_function)sqlite3_libversion, &options, &book, &error));
  session = open_session(book);
  fill_shop(session);
  CHECK_INT(ask(host, "SELECT count(*) FROM emptor_party"), 2);

  /* What the host rolls back is gone, in its tables and in the book alike. */
  run(host, "BEGIN");
  run(host, "INSERT INTO shop_order VALUES (1)");
  emptor_post_result_free(post(session, sale_of("C001", "1", day(2026, 3, 31))));
  CHECK_TEXT(balance_of(session, "C001").amount, "22.00");
  CHECK_INT(sqlite3_get_autocommit(host), 0);
  run(host, "ROLLBACK");
  CHECK_TEXT(balance_of(session, "C001").amount, "0.00");
  CHECK_INT(ask(host, "SELECT count(*) FROM shop_order"), 0);

  /* What it commits stays. */
  run(host, "BEGIN");
  run(host, "INSERT INTO shop_order VALUES (1)");
  emptor_post_result_free(post(session, sale_of("C001", "1", day(2026, 3, 31))));
  run(host, "COMMIT");
  CHECK_TEXT(balance_of(session, "C001").amount, "22.00");
  CHECK_INT(ask(host, "SELECT count(*) FROM shop_order"), 1);

  /* A batch of the book inside the host's transaction. */
  run(host, "BEGIN");
  OK(emptor_batch_begin(session, &error));
  create_customer(session, "C003", NULL);
  OK(emptor_batch_commit(session, &error));
  run(host, "ROLLBACK");
  OK(emptor_party_count(session, EMPTOR_CUSTOMER, &count, &error));
  CHECK_INT(count, 2);

  /* Without one, calls are transactions of their own. */
  create_customer(session, "C003", NULL);
  CHECK_INT(sqlite3_get_autocommit(host), 1);
  CHECK_INT(ask(host, "SELECT count(*) FROM emptor_party"), 3);
  check_sound(book);

  /* The book ends, the connection stays the host's; the book is found again. */
  emptor_session_close(session);
  emptor_book_close(book);
  CHECK_INT(ask(host, "SELECT count(*) FROM shop_order"), 1);
  OK(emptor_book_attach(host, (emptor_function)sqlite3_libversion, &options, &book, &error));
  session = open_session(book);
  CHECK_TEXT(balance_of(session, "C001").amount, "22.00");
  emptor_session_close(session);
  emptor_book_close(book);
  CHECK_INT(sqlite3_close(host), 0);
  return done();
}
