/* Prices as an Arrow stream, asked backwards, and rehearsed. */
#include "check.h"

/* As the Arrow project prints it, for hosts to copy. */
struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

/* Of millionths that fit 64 bits. */
static int64_t unit_price(const struct ArrowArray* batch, int64_t row) {
  return ((const int64_t*)batch->children[4]->buffers[1])[2 * row];
}

static int64_t read_whole(struct ArrowArrayStream* stream, int64_t* first_price) {
  struct ArrowSchema schema;
  struct ArrowArray batch;
  int64_t rows = 0;
  CHECK_INT(stream->get_schema(stream, &schema), 0);
  CHECK_TEXT(schema.format, "+s");
  CHECK_INT(schema.n_children, 13);
  CHECK_TEXT(schema.children[4]->name, "unit_price");
  CHECK_TEXT(schema.children[4]->format, "d:38,6");
  schema.release(&schema);
  for (;;) {
    CHECK_INT(stream->get_next(stream, &batch), 0);
    if (batch.release == NULL) break;
    if (rows == 0) *first_price = unit_price(&batch, 0);
    rows += batch.length;
    batch.release(&batch);
  }
  stream->release(stream);
  return rows;
}

static void matrix(emptor_session* session) {
  emptor_matrix_query query = EMPTOR_MATRIX_QUERY_INIT;
  struct ArrowArrayStream stream;
  const char* items[] = {"P1"};
  const char* quantities[] = {"1", "2.5"};
  const char* nobody[] = {"NOBODY"};
  int64_t revision = 0;
  int64_t price = 0;

  query.items = items;
  query.item_count = 1;
  query.quantities = quantities;
  query.quantity_count = 2;
  query.on = day(2026, 3, 31);
  OK(emptor_prices_matrix(session, &query, &stream, &revision, &error));
  CHECK_INT(read_whole(&stream, &price), 4);
  CHECK_INT(revision > 0, 1);

  query.changed_since = revision;
  OK(emptor_prices_matrix(session, &query, &stream, NULL, &error));
  CHECK_INT(read_whole(&stream, &price), 0);
  OK(emptor_price_set_special(session, "C002", "P1", "11", EMPTOR_NO_DATE, EMPTOR_NO_DATE, NULL, &error));
  OK(emptor_prices_matrix(session, &query, &stream, NULL, &error));
  CHECK_INT(read_whole(&stream, &price), 2);
  CHECK_INT(price, 11000000);

  query.customers = nobody;
  query.customer_count = 1;
  FAILS(emptor_prices_matrix(session, &query, &stream, NULL, &error), EMPTOR_E_UNKNOWN_REFERENCE);
  forget_error();
  FAILS(emptor_prices_matrix(session, &query, NULL, NULL, &error), EMPTOR_E_MISUSE);
  forget_error();
}

/* Kinds of vouchers through Arrow. */
static void exports(emptor_session* session) {
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray batch;
  OK(emptor_export(session, EMPTOR_EXPORT_PARTIES, EMPTOR_NO_DATE, EMPTOR_NO_DATE, &stream, &error));
  CHECK_INT(stream.get_schema(&stream, &schema), 0);
  CHECK_TEXT(schema.children[0]->name, "party");
  CHECK_TEXT(schema.children[5]->format, "tdD");
  schema.release(&schema);
  CHECK_INT(stream.get_next(&stream, &batch), 0);
  CHECK(batch.length > 1);
  CHECK(memcmp(batch.children[0]->buffers[2], "C001", 4) == 0);
  batch.release(&batch);
  CHECK_INT(stream.get_next(&stream, &batch), 0);
  CHECK(batch.release == NULL);
  stream.release(&stream);
  FAILS(emptor_export(session, EMPTOR_EXPORT_PARTIES, day(2026, 1, 1), EMPTOR_NO_DATE, &stream, &error),
        EMPTOR_E_INVALID);
  CHECK_TEXT(emptor_error_field(error), "dated");
  forget_error();
  FAILS(emptor_export(session, 8, EMPTOR_NO_DATE, EMPTOR_NO_DATE, &stream, &error), EMPTOR_E_INVALID);
  forget_error();
}

static void inverse(emptor_session* session) {
  emptor_price_request request = EMPTOR_PRICE_REQUEST_INIT;
  emptor_price_entry entry = EMPTOR_PRICE_ENTRY_INIT;
  emptor_rows* rows = NULL;
  entry.item = "P1";
  entry.price = "10.5";
  entry.list_kind = EMPTOR_LIST_CUSTOMER;
  entry.list_code = "C002";
  entry.min_quantity = "12";
  OK(emptor_price_entry_set(session, &entry, NULL, &error));
  request.item = "P1";
  request.customer = "C002";
  request.quantity = "10";
  request.on = day(2026, 3, 31);
  OK(emptor_price_next_breaks(session, &request, NULL, 0, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(emptor_rows_text(rows, emptor_rows_column(rows, "more")), "2");
  CHECK_TEXT(emptor_rows_text(rows, emptor_rows_column(rows, "less_each")), "0.50");
  CHECK_TEXT(emptor_rows_text(rows, emptor_rows_column(rows, "more_in_all")), "16.00");
  emptor_rows_free(rows);

  OK(emptor_price_for_target(session, &request, NULL, "99", &rows, &error));
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(emptor_rows_text(rows, emptor_rows_column(rows, "unit_price")), "9.90");
  CHECK_TEXT(emptor_rows_text(rows, emptor_rows_column(rows, "discount")), "10");
  CHECK_INT(emptor_rows_is_null(rows, emptor_rows_column(rows, "cost")), 1);
  emptor_rows_free(rows);
  FAILS(emptor_price_for_target(session, &request, "20", NULL, &rows, &error), EMPTOR_E_NOT_FOUND);
  forget_error();

  OK(emptor_price_cheapest_packs(session, &request, &rows, &error));
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(emptor_rows_text(rows, emptor_rows_column(rows, "total")), "110.00");
  emptor_rows_free(rows);
}

static void rehearsal(emptor_session* session) {
  emptor_voucher_input input = EMPTOR_VOUCHER_INPUT_INIT;
  emptor_voucher_line line = EMPTOR_VOUCHER_LINE_INIT;
  emptor_simulation simulation = EMPTOR_SIMULATION_INIT;
  emptor_price_change change = EMPTOR_PRICE_CHANGE_INIT;
  emptor_programme programme = EMPTOR_PROGRAMME_INIT;
  const int64_t no_version = 99;
  const char* const no_programme = "NONE";
  emptor_voucher_draft* draft = NULL;
  emptor_post_result* result = NULL;
  emptor_rows* rows = NULL;

  input.kind = EMPTOR_VOUCHER_SALE;
  input.party = "C002";
  input.dated = day(2026, 3, 31);
  OK(emptor_voucher_draft_new(&input, &draft, &error));
  line.item = "P1";
  line.quantity = "10";
  OK(emptor_voucher_draft_add_line(draft, &line, &error));
  OK(emptor_voucher_post(session, draft, NULL, &result, &error));
  emptor_post_result_free(result);
  emptor_voucher_draft_free(draft);

  change.list_kind = EMPTOR_LIST_CUSTOMER;
  change.list_code = "C002";
  change.percent = "10";
  simulation.price_changes = &change;
  simulation.price_change_count = 1;
  simulation.from = day(2026, 1, 1);
  simulation.until = day(2027, 1, 1);
  OK(emptor_simulate(session, &simulation, &rows, &error));
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(emptor_rows_text(rows, emptor_rows_column(rows, "kind")), "total");
  CHECK_TEXT(emptor_rows_text(rows, emptor_rows_column(rows, "before")), "110.00");
  CHECK_TEXT(emptor_rows_text(rows, emptor_rows_column(rows, "after")), "121.00");
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(emptor_rows_text(rows, emptor_rows_column(rows, "code")), "C002");
  emptor_rows_free(rows);

  programme.code = "TEN";
  programme.value = "10";
  programme.uses_max = 5;
  simulation.programmes = &programme;
  simulation.programme_count = 1;
  OK(emptor_simulate(session, &simulation, &rows, &error));
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(emptor_rows_text(rows, emptor_rows_column(rows, "after")), "108.90");
  CHECK_TEXT(emptor_rows_text(rows, emptor_rows_column(rows, "promotions_after")), "12.10");
  while (emptor_rows_next(rows) == 1 &&
         strcmp(emptor_rows_text(rows, emptor_rows_column(rows, "kind")), "programme") != 0)
    continue;
  CHECK_TEXT(emptor_rows_text(rows, emptor_rows_column(rows, "code")), "TEN");
  CHECK_INT(emptor_rows_int64(rows, emptor_rows_column(rows, "unlimited")), 1);
  emptor_rows_free(rows);
  programme.value = "101";
  FAILS(emptor_simulate(session, &simulation, &rows, &error), EMPTOR_E_RANGE);
  CHECK_TEXT(emptor_error_field(error), "changes.programmes[0].value");
  forget_error();
  simulation.programme_count = 0;
  simulation.versions = &no_version;
  simulation.version_count = 1;
  FAILS(emptor_simulate(session, &simulation, &rows, &error), EMPTOR_E_NOT_FOUND);
  CHECK_TEXT(emptor_error_field(error), "changes.versions[0]");
  forget_error();
  simulation.version_count = 0;
  simulation.without_programmes = &no_programme;
  simulation.without_programme_count = 1;
  FAILS(emptor_simulate(session, &simulation, &rows, &error), EMPTOR_E_UNKNOWN_REFERENCE);
  forget_error();
  simulation.without_programme_count = 0;
  simulation.customer = "NOBODY";
  FAILS(emptor_simulate(session, &simulation, &rows, &error), EMPTOR_E_UNKNOWN_REFERENCE);
  forget_error();
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  fill_shop(session);
  matrix(session);
  exports(session);
  inverse(session);
  rehearsal(session);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
