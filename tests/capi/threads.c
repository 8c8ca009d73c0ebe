/* Two threads, each with a session of its own, sell to one customer whose limit holds exactly ten sales: ten are
 * posted. A session that two threads use at once says so. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <unistd.h>

#include "check.h"

enum { kSales = 20, kFitting = 10 };

/* Checks of other threads are counted by their own thread and reported by the first one. */
struct seller {
  emptor_session* session;
  const emptor_voucher_draft* draft;
  int posted;
  int refused;
  int failed;
};

static void* sell(void* context) {
  struct seller* seller = context;
  int i;
  for (i = 0; i < kSales; ++i) {
    emptor_post_result* result = NULL;
    emptor_error* problem = NULL;
    if (emptor_voucher_post(seller->session, seller->draft, NULL, &result, &problem) != EMPTOR_OK) {
      ++seller->failed;
      fprintf(stderr, "%s\n", emptor_error_text(problem));
      emptor_error_free(problem);
      continue;
    }
    if (emptor_post_result_posted(result))
      ++seller->posted;
    else if (emptor_error_code(emptor_post_result_refusal(result)) == EMPTOR_E_CREDIT_BLOCKED)
      ++seller->refused;
    emptor_post_result_free(result);
  }
  return NULL;
}

static void the_limit_holds(const char* path) {
  emptor_book_options options = EMPTOR_BOOK_OPTIONS_INIT;
  emptor_book* book = NULL;
  emptor_session* session = NULL;
  emptor_voucher_draft* draft = NULL;
  struct seller sellers[2];
  pthread_t threads[2];
  int i;
  memset(sellers, 0, sizeof sellers);
  options.path = path;
  options.currency = "USD";
  options.sync = EMPTOR_SYNC_NORMAL;
  options.busy_timeout_ms = 60000;
  options.clock = fixed_clock;
  OK(emptor_book_open(&options, &book, &error));
  session = open_session(book);
  fill_shop(session);
  create_customer(session, "LIMIT", "220.00"); /* ten sales of 22.00 */
  draft = sale_of("LIMIT", "1", day(2026, 3, 31));
  for (i = 0; i < 2; ++i) {
    sellers[i].session = open_session(book);
    sellers[i].draft = draft;
  }
  for (i = 0; i < 2; ++i) CHECK_INT(pthread_create(&threads[i], NULL, sell, &sellers[i]), 0);
  for (i = 0; i < 2; ++i) CHECK_INT(pthread_join(threads[i], NULL), 0);
  CHECK_INT(sellers[0].posted + sellers[1].posted, kFitting);
  CHECK_INT(sellers[0].refused + sellers[1].refused, 2 * kSales - kFitting);
  CHECK_INT(sellers[0].failed + sellers[1].failed, 0);
  CHECK_TEXT(balance_of(session, "LIMIT").amount, "220.00");
  check_sound(book);
  for (i = 0; i < 2; ++i) emptor_session_close(sellers[i].session);
  emptor_voucher_draft_free(draft);
  emptor_session_close(session);
  emptor_book_close(book);
}

/* Holds the session, in a call to the host's clock, until the other thread has tried. */
struct gate {
  pthread_mutex_t mutex;
  pthread_cond_t moved;
  int armed;
  int inside;
  int leave;
};

static int64_t slow_clock(void* context) {
  struct gate* gate = context;
  pthread_mutex_lock(&gate->mutex);
  if (gate->armed) {
    gate->armed = 0;
    gate->inside = 1;
    pthread_cond_broadcast(&gate->moved);
    while (!gate->leave) pthread_cond_wait(&gate->moved, &gate->mutex);
  }
  pthread_mutex_unlock(&gate->mutex);
  return fixed_clock(NULL);
}

static void* ask_today(void* context) {
  int32_t today = 0;
  return emptor_session_today(context, &today, NULL) == EMPTOR_OK ? NULL : context;
}

static void one_session_one_thread(void) {
  struct gate gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0, 0};
  emptor_book_options options = EMPTOR_BOOK_OPTIONS_INIT;
  emptor_book* book = NULL;
  emptor_session* session = NULL;
  pthread_t thread;
  void* failed = NULL;
  int32_t today = 0;
  options.path = ":memory:";
  options.currency = "USD";
  options.clock = slow_clock;
  options.clock_context = &gate;
  OK(emptor_book_open(&options, &book, &error));
  session = open_session(book);

  pthread_mutex_lock(&gate.mutex);
  gate.armed = 1;
  CHECK_INT(pthread_create(&thread, NULL, ask_today, session), 0);
  while (!gate.inside) pthread_cond_wait(&gate.moved, &gate.mutex);
  pthread_mutex_unlock(&gate.mutex);
  FAILS(emptor_session_today(session, &today, &error), EMPTOR_E_MISUSE);
  CHECK_TEXT(emptor_error_field(error), "session");
  forget_error();
  pthread_mutex_lock(&gate.mutex);
  gate.leave = 1;
  pthread_cond_broadcast(&gate.moved);
  pthread_mutex_unlock(&gate.mutex);
  CHECK_INT(pthread_join(thread, &failed), 0);
  CHECK(failed == NULL);
  OK(emptor_session_today(session, &today, &error));
  CHECK_INT(today, day(2026, 3, 31));
  emptor_session_close(session);
  emptor_book_close(book);
}

int main(void) {
  const char* folder = getenv("TMPDIR");
  char path[160];
  char name[200];
  static const char* const suffixes[] = {"", "-wal", "-shm", "-journal"};
  int i;
  int pass;
  snprintf(path, sizeof path, "%s/emptor-capi-threads-%ld.emptor", folder != NULL ? folder : "/tmp", (long)getpid());
  for (pass = 0; pass < 2; ++pass) {
    for (i = 0; i < 4; ++i) {
      snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
      remove(name);
    }
    if (pass == 0) the_limit_holds(path);
  }
  one_session_one_thread();
  return done();
}
