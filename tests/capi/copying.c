/* A book is copied to another place and back: the host is told how far it is, and the content is the same. */
#define _GNU_SOURCE
#include "check.h"

typedef struct seen {
  int calls;
  int64_t actors;
} seen;

static void tell(const char* table, int64_t rows, void* context) {
  seen* so_far = context;
  ++so_far->calls;
  if (strcmp(table, "emptor_actor") == 0) so_far->actors = rows;
}

int main(void) {
  emptor_book_options options = EMPTOR_BOOK_OPTIONS_INIT;
  emptor_book* book = NULL;
  emptor_book* copy = NULL;
  seen so_far = {0, 0};
  char hash[EMPTOR_CONTENT_HASH_SIZE];
  char again[EMPTOR_CONTENT_HASH_SIZE];
  char folder[] = "/tmp/emptor-copy-XXXXXX";
  char file[64];
  CHECK(mkdtemp(folder) != NULL);
  snprintf(file, sizeof file, "%s/copy.emptor", folder);

  options.path = test_path(":memory:");
  options.currency = "USD";
  options.clock = fixed_clock;
  options.quote_freshness_ms = -1;
  FAILS(emptor_book_open(&options, &book, &error), EMPTOR_E_RANGE);
  CHECK_TEXT(emptor_error_field(error), "quote_freshness_ms");
  forget_error();
  options.quote_freshness_ms = 500;
  OK(emptor_book_open(&options, &book, &error));

  OK(emptor_book_copy_to(book, file, tell, &so_far, hash, &error));
  CHECK_INT(strlen(hash), EMPTOR_CONTENT_HASH_SIZE - 1);
  CHECK(so_far.calls > 10);
  CHECK_INT(so_far.actors, 1);
  FAILS(emptor_book_copy_to(book, file, NULL, NULL, NULL, &error), EMPTOR_E_DUPLICATE_CODE);
  forget_error();
  FAILS(emptor_book_content_hash(book, NULL, &error), EMPTOR_E_MISUSE);
  forget_error();

  options.path = file;
  OK(emptor_book_open(&options, &copy, &error));
  OK(emptor_book_content_hash(copy, again, &error));
  CHECK_TEXT(again, hash);
  OK(emptor_book_copy_to(copy, test_path(":memory:"), NULL, NULL, again, &error));
  CHECK_TEXT(again, hash);
  emptor_book_close(copy);
  emptor_book_close(book);
  unlink(file);
  rmdir(folder);
  return failures == 0 ? 0 : 1;
}
