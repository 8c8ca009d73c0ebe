/* Vouchers: the refusal with its figures, acknowledgement, idempotency, preview, drafts, reversal, and the books
 * behind. */
#include "check.h"

static void sale_and_collection(emptor_session* session) {
  emptor_post_result* result = post(session, sale_of("C001", "10", day(2026, 1, 10)));
  const emptor_voucher* voucher = emptor_post_result_voucher(result);
  emptor_rows* rows = NULL;
  emptor_text on_hand;
  CHECK_INT(emptor_post_result_posted(result), 1);
  CHECK_INT(emptor_post_result_repeated(result), 0);
  CHECK(emptor_post_result_refusal(result) == NULL);
  CHECK_INT(emptor_credit_decision_verdict(emptor_post_result_credit(result)), EMPTOR_VERDICT_PASS);
  CHECK_INT(emptor_voucher_kind(voucher), EMPTOR_VOUCHER_SALE);
  CHECK_TEXT(emptor_voucher_number(voucher), "20260110-1");
  CHECK_INT(emptor_voucher_dated(voucher), day(2026, 1, 10));
  CHECK_TEXT(emptor_voucher_party(voucher), "C001");
  CHECK_TEXT(emptor_voucher_account(voucher), "C001");
  CHECK_TEXT(emptor_voucher_currency(voucher), "USD");
  CHECK_TEXT(emptor_voucher_location(voucher), "W1");
  CHECK_TEXT(emptor_voucher_net(voucher), "200.00");
  CHECK_TEXT(emptor_voucher_tax(voucher), "20.00");
  CHECK_TEXT(emptor_voucher_total(voucher), "220.00");
  CHECK_TEXT(emptor_voucher_actor(voucher), "owner");
  CHECK_INT(emptor_voucher_recorded_at(voucher), fixed_clock(NULL));
  CHECK_INT(emptor_voucher_tax_mode(voucher), EMPTOR_TAX_EXCLUSIVE);
  OK(emptor_voucher_lines(voucher, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "item"), "P1");
  CHECK_TEXT(cell(rows, "quantity"), "10");
  CHECK_TEXT(cell(rows, "unit_price"), "20.00");
  CHECK_TEXT(cell(rows, "source"), "base");
  CHECK_TEXT(cell(rows, "tax_rate"), "10");
  CHECK_TEXT(cell(rows, "net"), "200.00");
  CHECK(!emptor_rows_next(rows));
  emptor_rows_free(rows);
  OK(emptor_voucher_taxes(voucher, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "tax_code"), "VAT10");
  CHECK_TEXT(cell(rows, "tax"), "20.00");
  emptor_rows_free(rows);
  OK(emptor_voucher_ship_to(voucher, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 0);
  emptor_rows_free(rows);
  emptor_post_result_free(result);
  OK(emptor_stock_on_hand(session, "P1", "W1", &on_hand, &error));
  CHECK_TEXT(on_hand.text, "90");

  result = post(session, collection_of("C001", "100", day(2026, 3, 1)));
  CHECK_INT(emptor_post_result_posted(result), 1);
  CHECK(emptor_post_result_credit(result) == NULL);
  emptor_post_result_free(result);
  CHECK_TEXT(balance_of(session, "C001").amount, "120.00");
  CHECK_INT(balance_of(session, "C001").age_days, 80);
  CHECK_INT(balance_of(session, "C001").age_months, 2);
  CHECK_INT(balance_of(session, "C001").age_start, day(2026, 1, 10));
}

/* What the host keeps with a voucher. */
static void project_and_fields(emptor_session* session) {
  emptor_voucher_input input = EMPTOR_VOUCHER_INPUT_INIT;
  emptor_voucher_draft* draft = NULL;
  emptor_post_result* result = NULL;
  emptor_rows* rows = NULL;
  emptor_voucher_query query = EMPTOR_VOUCHER_QUERY_INIT;
  input.kind = EMPTOR_VOUCHER_COLLECTION;
  input.party = "C001";
  input.amount = "1";
  input.dated = day(2026, 3, 2);
  input.project = "HARBOUR";
  OK(emptor_voucher_draft_new(&input, &draft, &error));
  OK(emptor_voucher_draft_add_field(draft, "till", "4", &error));
  OK(emptor_voucher_draft_add_field(draft, "shift", "early", &error));
  result = post(session, draft);
  CHECK_TEXT(emptor_voucher_project(emptor_post_result_voucher(result)), "HARBOUR");
  OK(emptor_voucher_fields(emptor_post_result_voucher(result), &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  CHECK(emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "name"), "shift");
  CHECK_TEXT(cell(rows, "value"), "early");
  emptor_rows_free(rows);
  emptor_post_result_free(result);
  query.project = "HARBOUR";
  OK(emptor_voucher_list(session, &query, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_free(rows);
}

/* 120.00 open and 60 x 22.00 more, against a limit of 1000.00. */
static void refusal(emptor_session* session) {
  emptor_post_result* result = post(session, sale_of("C001", "60", day(2026, 3, 31)));
  const emptor_credit_decision* credit = emptor_post_result_credit(result);
  const emptor_error* why = emptor_post_result_refusal(result);
  emptor_credit_decision* checked = NULL;
  int32_t i;
  int seen = 0;
  CHECK_INT(emptor_post_result_posted(result), 0);
  CHECK(emptor_post_result_voucher(result) == NULL);
  CHECK_INT(emptor_error_code(why), EMPTOR_E_CREDIT_BLOCKED);
  CHECK_TEXT(emptor_error_code_name(why), "CREDIT_BLOCKED");
  CHECK(strlen(emptor_error_message(why)) > 0);
  for (i = 0; i < emptor_error_figure_count(why, 0); ++i)
    if (strcmp(emptor_error_figure_name(why, 0, i), "excess_amount") == 0) {
      seen = 1;
      CHECK_TEXT(emptor_error_figure_value(why, 0, i), "440.00");
    }
  CHECK(seen);
  CHECK_INT(emptor_credit_decision_verdict(credit), EMPTOR_VERDICT_BLOCK);
  CHECK_INT(emptor_credit_decision_over_limit(credit), 1);
  CHECK_INT(emptor_credit_decision_over_age(credit), 0);
  CHECK_TEXT(emptor_credit_decision_currency(credit), "USD");
  CHECK_TEXT(emptor_credit_decision_limit(credit), "1000.00");
  CHECK_TEXT(emptor_credit_decision_exposure(credit), "120.00");
  CHECK_TEXT(emptor_credit_decision_document(credit), "1320.00");
  CHECK_TEXT(emptor_credit_decision_excess_amount(credit), "440.00");
  CHECK_TEXT(emptor_credit_decision_available(credit), "880.00");
  CHECK_TEXT(emptor_credit_decision_payment_to_clear(credit), "440.00");
  CHECK_INT(emptor_credit_decision_age_limit_days(credit), -1);
  CHECK_INT(emptor_credit_decision_excess_days(credit), 0);
  CHECK_TEXT(emptor_credit_decision_account(credit), "C001");
  CHECK(strstr(emptor_credit_decision_text(credit), "440.00") != NULL);
  emptor_post_result_free(result);
  CHECK_TEXT(balance_of(session, "C001").amount, "120.00"); /* nothing was saved */

  OK(emptor_credit_check(session, "C001", "880.00", NULL, day(2026, 3, 31), EMPTOR_STAGE_SALE, NULL, &checked, &error));
  CHECK_INT(emptor_credit_decision_verdict(checked), EMPTOR_VERDICT_PASS); /* equal to the limit is within */
  emptor_credit_decision_free(checked);
  OK(emptor_credit_check(session, "C001", "880.01", "USD", day(2026, 3, 31), EMPTOR_STAGE_SALE, NULL, &checked,
                         &error));
  CHECK_INT(emptor_credit_decision_verdict(checked), EMPTOR_VERDICT_BLOCK);
  CHECK_TEXT(emptor_credit_decision_excess_amount(checked), "0.01");
  emptor_credit_decision_free(checked);
}

static void warning(emptor_session* session) {
  emptor_post_options options = EMPTOR_POST_OPTIONS_INIT;
  emptor_post_result* result = NULL;
  emptor_preview* preview = NULL;
  emptor_voucher_draft* draft = sale_of("C001", "60", day(2026, 3, 31));
  OK(emptor_settings_set(session, "credit_at_sale", "warn", &error));

  OK(emptor_voucher_preview(session, draft, &preview, &error));
  CHECK_TEXT(emptor_voucher_total(emptor_preview_voucher(preview)), "1320.00");
  CHECK_INT(emptor_voucher_id(emptor_preview_voucher(preview)), 0);
  CHECK_INT(emptor_credit_decision_verdict(emptor_preview_credit(preview)), EMPTOR_VERDICT_WARN);
  CHECK_INT(emptor_error_code(emptor_preview_warnings(preview)), EMPTOR_E_CREDIT_WARNING);
  CHECK_TEXT(emptor_preview_balance_after(preview), "1440.00");
  emptor_preview_free(preview);

  OK(emptor_voucher_post(session, draft, NULL, &result, &error));
  CHECK_INT(emptor_post_result_posted(result), 0);
  CHECK_INT(emptor_error_code(emptor_post_result_refusal(result)), EMPTOR_E_CREDIT_WARNING);
  emptor_post_result_free(result);

  options.acknowledge_warnings = 1;
  OK(emptor_voucher_post(session, draft, &options, &result, &error));
  CHECK_INT(emptor_post_result_posted(result), 1);
  CHECK_TEXT(emptor_voucher_number(emptor_post_result_voucher(result)), "20260331-1");
  emptor_post_result_free(result);
  CHECK_TEXT(balance_of(session, "C001").amount, "1440.00");
  emptor_voucher_draft_free(draft);
  OK(emptor_settings_set(session, "credit_at_sale", "block", &error));
}

static void idempotency(emptor_session* session) {
  emptor_post_options options = EMPTOR_POST_OPTIONS_INIT;
  emptor_voucher_draft* draft = sale_of("C002", "1", day(2026, 3, 31));
  emptor_voucher_draft* other = sale_of("C002", "2", day(2026, 3, 31));
  emptor_post_result* first = NULL;
  emptor_post_result* again = NULL;
  options.idempotency_key = "order 4711";
  OK(emptor_voucher_post(session, draft, &options, &first, &error));
  OK(emptor_voucher_post(session, draft, &options, &again, &error));
  CHECK_INT(emptor_post_result_repeated(first), 0);
  CHECK_INT(emptor_post_result_repeated(again), 1);
  CHECK_INT(emptor_voucher_id(emptor_post_result_voucher(again)), emptor_voucher_id(emptor_post_result_voucher(first)));
  emptor_post_result_free(first);
  emptor_post_result_free(again);
  again = NULL;
  FAILS(emptor_voucher_post(session, other, &options, &again, &error), EMPTOR_E_IDEMPOTENCY_CONFLICT);
  CHECK(again == NULL);
  forget_error();
  CHECK_TEXT(balance_of(session, "C002").amount, "22.00");
  emptor_voucher_draft_free(draft);
  emptor_voucher_draft_free(other);
}

static void kept_drafts(emptor_session* session) {
  emptor_voucher_draft* draft = sale_of("C002", "3", day(2026, 3, 31));
  emptor_voucher_draft* loaded = NULL;
  emptor_voucher_line line = EMPTOR_VOUCHER_LINE_INIT;
  emptor_post_result* result = NULL;
  emptor_rows* rows = NULL;
  int64_t id = 0;
  int64_t second = 0;
  OK(emptor_draft_save(session, draft, 0, &id, &error));
  emptor_voucher_draft_free(draft);
  OK(emptor_draft_load(session, id, &loaded, &error));
  OK(emptor_voucher_draft_head(loaded, &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_INT(number(rows, "kind"), EMPTOR_VOUCHER_SALE);
  CHECK_TEXT(cell(rows, "party"), "C002");
  CHECK_TEXT(cell(rows, "dated"), "2026-03-31");
  CHECK_INT(emptor_rows_date(rows, emptor_rows_column(rows, "dated")), day(2026, 3, 31));
  CHECK_TEXT(cell(rows, "currency"), NULL); /* not given, not empty */
  emptor_rows_free(rows);
  line.item = "P1";
  line.quantity = "0.5";
  line.unit_price = "10.125";
  line.tax_code = "";
  OK(emptor_voucher_draft_add_line(loaded, &line, &error));
  OK(emptor_voucher_draft_lines(loaded, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "quantity"), "3");
  CHECK_TEXT(cell(rows, "unit_price"), NULL);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "quantity"), "0.5");
  CHECK_TEXT(cell(rows, "unit_price"), "10.125");
  CHECK_TEXT(cell(rows, "tax_code"), "");
  emptor_rows_free(rows);
  OK(emptor_draft_save(session, loaded, id, &second, &error));
  emptor_voucher_draft_free(loaded);
  OK(emptor_draft_list(session, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_free(rows);
  OK(emptor_draft_post(session, second, NULL, &result, &error));
  CHECK_TEXT(emptor_voucher_total(emptor_post_result_voucher(result)), "71.06"); /* 66.00 + 5.06 */
  emptor_post_result_free(result);
  FAILS(emptor_draft_discard(session, second, NULL), EMPTOR_E_NOT_FOUND);
}

static void reversal(emptor_session* session) {
  emptor_voucher* found = NULL;
  emptor_voucher* reversal_voucher = NULL;
  OK(emptor_voucher_find(session, EMPTOR_VOUCHER_SALE, "20260331-1", &found, &error));
  CHECK(found != NULL);
  OK(emptor_voucher_reverse(session, emptor_voucher_id(found), day(2026, 3, 31), NULL, &reversal_voucher, &error));
  CHECK_INT(emptor_voucher_reverses(reversal_voucher), emptor_voucher_id(found));
  CHECK_TEXT(emptor_voucher_total(reversal_voucher), "-1320.00");
  CHECK_TEXT(balance_of(session, "C001").amount, "120.00");
  FAILS(emptor_voucher_reverse(session, emptor_voucher_id(found), EMPTOR_NO_DATE, NULL, &reversal_voucher, NULL),
        EMPTOR_E_ALREADY_REVERSED);
  emptor_voucher_free(reversal_voucher);
  OK(emptor_voucher_get(session, emptor_voucher_id(found), &reversal_voucher, &error));
  CHECK(emptor_voucher_reversed_by(reversal_voucher) != 0);
  emptor_voucher_free(found);
  emptor_voucher_free(reversal_voucher);
}

static void lists(emptor_session* session) {
  emptor_voucher_query query = EMPTOR_VOUCHER_QUERY_INIT;
  emptor_ageing_query ageing = EMPTOR_AGEING_QUERY_INIT;
  const int32_t bounds[] = {60, 120};
  emptor_rows* rows = NULL;
  emptor_text amount;
  int64_t minor = 0;
  int64_t c001 = 0;
  int64_t sale = 0;

  query.party = "C001";
  query.kind = EMPTOR_VOUCHER_COLLECTION;
  OK(emptor_voucher_list(session, &query, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "kind"), "collection");
  CHECK_TEXT(cell(rows, "total"), "100.00");
  emptor_rows_free(rows);

  OK(emptor_open_item_list(session, "C001", EMPTOR_RECEIVABLE, NULL, 1000, &rows, &error));
  CHECK(emptor_rows_count(rows) >= 1);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "number"), "20260110-1");
  CHECK_TEXT(cell(rows, "amount"), "220.00");
  CHECK_TEXT(cell(rows, "open"), "120.00");
  CHECK_TEXT(cell(rows, "currency"), "USD");
  sale = number(rows, "voucher");
  emptor_rows_free(rows);
  OK(emptor_allocation_list(session, sale, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_next(rows);
  CHECK_INT(number(rows, "debit"), sale);
  CHECK_TEXT(cell(rows, "amount"), "100.00");
  CHECK_TEXT(cell(rows, "effective"), "2026-03-01");
  emptor_rows_free(rows);

  OK(emptor_ledger_list(session, "C001", day(2026, 1, 1), day(2026, 3, 31), EMPTOR_RECEIVABLE, EMPTOR_BASIS_ACCOUNT,
                        NULL, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 5); /* carried forward, two sales, a collection, a reversal */
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "balance"), "0.00");
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "kind"), "sale");
  CHECK_TEXT(cell(rows, "debit"), "220.00");
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "kind"), "collection");
  CHECK_TEXT(cell(rows, "credit"), "100.00");
  CHECK_TEXT(cell(rows, "balance"), "120.00");
  emptor_rows_rewind(rows);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "balance"), "0.00");
  emptor_rows_free(rows);

  OK(emptor_balance_at(session, "C001", day(2026, 2, 28), EMPTOR_RECEIVABLE, EMPTOR_BASIS_ACCOUNT, NULL, &amount,
                       &error));
  CHECK_TEXT(amount.text, "220.00");
  OK(emptor_party_get(session, "C001", &rows, &error));
  emptor_rows_next(rows);
  c001 = number(rows, "id");
  emptor_rows_free(rows);
  OK(emptor_balance_by_key(session, c001, EMPTOR_RECEIVABLE, "USD", &minor, &error));
  CHECK_INT(minor, 12000);

  ageing.party = "C001";
  ageing.as_of = day(2026, 3, 31);
  ageing.bounds = bounds;
  ageing.bound_count = 2;
  OK(emptor_ageing_list(session, &ageing, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "code"), "C001");
  CHECK_TEXT(cell(rows, "0-60"), "0.00");
  CHECK_TEXT(cell(rows, "61-120"), "120.00");
  CHECK_TEXT(cell(rows, "over 120"), "0.00");
  CHECK_TEXT(cell(rows, "balance"), "120.00");
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "code"), NULL); /* the total */
  CHECK_TEXT(cell(rows, "balance"), "120.00");
  emptor_rows_free(rows);
  ageing.by = EMPTOR_SUMMARY_SALESPERSON;
  ageing.basis = EMPTOR_AGEING_POSTING;
  ageing.credits = EMPTOR_CREDITS_OLDEST_FIRST;
  OK(emptor_ageing_list(session, &ageing, &rows, &error));
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "code"), ""); /* nobody is in charge */
  CHECK_TEXT(cell(rows, "balance"), "120.00");
  CHECK_TEXT(cell(rows, "61-120"), "0.00"); /* it was recorded just now */
  emptor_rows_free(rows);
  ageing.known_at = 0; /* 1970: nothing was recorded yet */
  OK(emptor_ageing_list(session, &ageing, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "balance"), "0.00");
  emptor_rows_free(rows);
  ageing.by = 9;
  FAILS(emptor_ageing_list(session, &ageing, &rows, NULL), EMPTOR_E_INVALID);
  OK(emptor_ageing_list(session, NULL, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 3);
  emptor_rows_free(rows);

  OK(emptor_voucher_best_customers(session, day(2026, 1, 1), EMPTOR_NO_DATE, 10, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "party"), "C001");
  CHECK_TEXT(cell(rows, "net"), "200.00");
  emptor_rows_free(rows);

  OK(emptor_credit_report(session, "C001", day(2026, 3, 31), &rows, &error));
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "limit"), "1000.00");
  CHECK_TEXT(cell(rows, "age_limit_days"), NULL);
  CHECK_TEXT(cell(rows, "used"), "120.00");
  CHECK_TEXT(cell(rows, "available"), "880.00");
  CHECK_TEXT(cell(rows, "on_excess"), "block");
  CHECK_TEXT(cell(rows, "verdict"), "pass");
  emptor_rows_free(rows);
}

static emptor_post_result* post_amount(emptor_session* session, int32_t kind, const char* amount, int32_t dated) {
  emptor_voucher_input head = EMPTOR_VOUCHER_INPUT_INIT;
  emptor_voucher_draft* draft = NULL;
  head.kind = kind;
  head.party = "C002";
  head.dated = dated;
  head.amount = amount;
  OK(emptor_voucher_draft_new(&head, &draft, &error));
  return post(session, draft);
}

/* C002: 500 opening, a sale of 220, 50 upwards, 200 collected, 5 downwards. */
static void reports(emptor_session* session) {
  emptor_summary_query summary = EMPTOR_SUMMARY_QUERY_INIT;
  emptor_uncollected_query uncollected = EMPTOR_UNCOLLECTED_QUERY_INIT;
  emptor_statement_query statement = EMPTOR_STATEMENT_QUERY_INIT;
  emptor_credit_report_query credit = EMPTOR_CREDIT_REPORT_QUERY_INIT;
  emptor_statement* account = NULL;
  emptor_post_result* result = NULL;
  emptor_rows* rows = NULL;

  result = post_amount(session, EMPTOR_VOUCHER_OPENING_BALANCE, "500", day(2025, 5, 31));
  CHECK_INT(emptor_voucher_side(emptor_post_result_voucher(result)), EMPTOR_RECEIVABLE);
  emptor_post_result_free(result);
  emptor_post_result_free(post(session, sale_of("C002", "10", day(2025, 6, 5))));
  emptor_post_result_free(post_amount(session, EMPTOR_VOUCHER_ADJUSTMENT, "50", day(2025, 6, 6)));
  emptor_post_result_free(post(session, collection_of("C002", "200", day(2025, 6, 20))));
  emptor_post_result_free(post_amount(session, EMPTOR_VOUCHER_ADJUSTMENT, "-5", day(2025, 6, 30)));

  summary.party = "C002";
  summary.from = day(2025, 6, 1);
  summary.last = day(2025, 6, 30);
  OK(emptor_summary_list(session, &summary, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "code"), "C002");
  CHECK_TEXT(cell(rows, "opening"), "500.00");
  CHECK_TEXT(cell(rows, "trade"), "220.00");
  CHECK_TEXT(cell(rows, "other_increases"), "50.00");
  CHECK_TEXT(cell(rows, "collected"), "200.00");
  CHECK_TEXT(cell(rows, "difference"), "-5.00");
  CHECK_TEXT(cell(rows, "balance"), "565.00");
  emptor_rows_next(rows);
  CHECK_INT(number(rows, "total"), 1);
  CHECK_TEXT(cell(rows, "code"), NULL);
  CHECK_TEXT(cell(rows, "balance"), "565.00");
  emptor_rows_free(rows);

  uncollected.party = "C002";
  uncollected.as_of = day(2025, 6, 30);
  OK(emptor_uncollected_list(session, &uncollected, &rows, &error));
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "balance"), "565.00");
  CHECK_INT(number(rows, "age_days"), 30);
  CHECK_INT(number(rows, "age_months"), 1);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "party"), NULL);
  CHECK_TEXT(cell(rows, "balance"), "565.00");
  emptor_rows_free(rows);

  statement.party = "C002";
  statement.from = day(2025, 6, 1);
  statement.last = day(2025, 6, 30);
  statement.rows = EMPTOR_STATEMENT_LINES;
  OK(emptor_statement_get(session, &statement, &account, &error));
  OK(emptor_statement_head(account, &rows, &error));
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "name"), "C002");
  CHECK_TEXT(cell(rows, "opening"), "500.00");
  CHECK_TEXT(cell(rows, "closing"), "565.00");
  CHECK_TEXT(cell(rows, "credit_limit"), NULL);
  emptor_rows_free(rows);
  OK(emptor_statement_rows(account, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 6); /* carried forward, sale, its line, and three more */
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "balance"), "500.00");
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "debit"), "220.00");
  CHECK_TEXT(cell(rows, "item"), NULL);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "item"), "P1");
  CHECK_TEXT(cell(rows, "net"), "200.00");
  CHECK_TEXT(cell(rows, "balance"), NULL);
  emptor_rows_free(rows);
  emptor_statement_free(account);
  OK(emptor_statement_list(session, &statement, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "currency"), "USD");
  CHECK_TEXT(cell(rows, "closing"), "565.00");
  emptor_rows_free(rows);
  statement.side = 9;
  FAILS(emptor_statement_get(session, &statement, &account, NULL), EMPTOR_E_INVALID);

  credit.on = day(2026, 3, 31);
  OK(emptor_credit_report_list(session, &credit, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "customer"), "C001");
  CHECK_TEXT(cell(rows, "limit"), "1000.00");
  emptor_rows_free(rows);
  OK(emptor_term_set(session, EMPTOR_ORIGIN_PARTY, "C001", EMPTOR_TERM_CREDIT_LIMIT, "1500", EMPTOR_NO_DATE, &error));
  OK(emptor_credit_history(session, EMPTOR_ORIGIN_PARTY, "C001", &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "term"), "credit_limit");
  CHECK_TEXT(cell(rows, "before"), "1000");
  CHECK_TEXT(cell(rows, "after"), "1500");
  CHECK_TEXT(cell(rows, "actor"), "owner");
  emptor_rows_free(rows);
}

/* 490.00 settles 500.00 of 1,100.00 at 2 %; in the past, so that other checks see nothing of it. */
static void early_payment(emptor_session* session) {
  emptor_voucher_input head = EMPTOR_VOUCHER_INPUT_INIT;
  emptor_voucher_line line = EMPTOR_VOUCHER_LINE_INIT;
  emptor_voucher_draft* draft = NULL;
  emptor_post_result* result = NULL;
  emptor_preview* preview = NULL;
  const emptor_voucher* discount = NULL;
  emptor_rows* rows = NULL;
  create_customer(session, "C010", NULL);
  head.party = "C010";
  head.dated = day(2024, 3, 1);
  head.payment_terms = "1/2 net 30, rest net 60, 2% within 10";
  line.item = "P1";
  line.quantity = "50";
  OK(emptor_voucher_draft_new(&head, &draft, &error));
  OK(emptor_voucher_draft_add_line(draft, &line, &error));
  result = post(session, draft);
  CHECK_TEXT(emptor_voucher_payment_terms(emptor_post_result_voucher(result)), "1/2 net 30, rest net 60, 2% within 10");
  OK(emptor_voucher_instalments(emptor_post_result_voucher(result), &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "amount"), "550.00");
  CHECK_TEXT(cell(rows, "due"), "2024-03-31");
  CHECK_TEXT(cell(rows, "discount_until"), "2024-03-11");
  CHECK_TEXT(cell(rows, "discount"), "11.00");
  emptor_rows_free(rows);
  emptor_post_result_free(result);

  draft = collection_of("C010", "490", day(2024, 3, 11));
  OK(emptor_voucher_preview(session, draft, &preview, &error));
  CHECK_INT(emptor_preview_companion_count(preview), 1);
  CHECK_TEXT(emptor_voucher_total(emptor_preview_companion(preview, 0)), "10.00");
  CHECK_TEXT(emptor_preview_balance_after(preview), "600.00");
  emptor_preview_free(preview);
  result = post(session, draft);
  CHECK_INT(emptor_post_result_companion_count(result), 1);
  discount = emptor_post_result_companion(result, 0);
  CHECK_INT(emptor_voucher_kind(discount), EMPTOR_VOUCHER_DISCOUNT);
  CHECK_INT(emptor_voucher_companion_of(discount), emptor_voucher_id(emptor_post_result_voucher(result)));
  CHECK(emptor_post_result_companion(result, 1) == NULL);
  emptor_post_result_free(result);
  OK(emptor_open_item_list(session, "C010", EMPTOR_RECEIVABLE, NULL, 10, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "open"), "50.00");
  CHECK_TEXT(cell(rows, "discount"), "1.00");
  emptor_rows_free(rows);
}

/* An advance is planned, committed and undone. */
static void allocation(emptor_session* session) {
  emptor_voucher_input head = EMPTOR_VOUCHER_INPUT_INIT;
  emptor_allocation_request request = EMPTOR_ALLOCATION_REQUEST_INIT;
  emptor_chosen_debit chosen = {0, NULL, 0, 0};
  const int32_t exact[] = {EMPTOR_ALLOCATE_EXACT};
  emptor_voucher_draft* draft = NULL;
  emptor_post_result* result = NULL;
  emptor_allocation_plan* plan = NULL;
  emptor_rows* rows = NULL;
  int64_t sale = 0;
  int64_t money = 0;
  create_customer(session, "C011", NULL);
  result = post(session, sale_of("C011", "1", day(2024, 3, 1)));
  sale = emptor_voucher_id(emptor_post_result_voucher(result));
  emptor_post_result_free(result);
  head.kind = EMPTOR_VOUCHER_COLLECTION;
  head.party = "C011";
  head.dated = day(2024, 3, 2);
  head.amount = "22";
  head.allocation = exact; /* with a count of 0: nothing is settled */
  OK(emptor_voucher_draft_new(&head, &draft, &error));
  result = post(session, draft);
  money = emptor_voucher_id(emptor_post_result_voucher(result));
  emptor_post_result_free(result);

  request.party = "C011";
  request.credit = money;
  request.orders = exact;
  request.order_count = 1;
  OK(emptor_allocation_plan_new(session, &request, &plan, &error));
  CHECK_TEXT(emptor_allocation_plan_available(plan), "22.00");
  CHECK_TEXT(emptor_allocation_plan_left(plan), "0.00");
  OK(emptor_allocation_plan_rows(plan, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_next(rows);
  CHECK_INT(number(rows, "debit"), sale);
  CHECK_TEXT(cell(rows, "amount"), "22.00");
  emptor_rows_free(rows);
  OK(emptor_allocation_commit(session, plan, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_free(rows);
  FAILS(emptor_allocation_commit(session, plan, &rows, NULL), EMPTOR_E_CONFLICT);
  emptor_allocation_plan_free(plan);
  OK(emptor_allocation_undo(session, "C011", money, EMPTOR_RECEIVABLE, NULL, EMPTOR_NO_DATE, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_free(rows);
  chosen.voucher = sale;
  chosen.amount = "22.01";
  request.chosen = &chosen;
  request.chosen_count = 1;
  FAILS(emptor_allocation_plan_new(session, &request, &plan, NULL), EMPTOR_E_OVER_ALLOCATED);

  head.kind = EMPTOR_VOUCHER_WRITE_OFF;
  head.amount = "22.01";
  head.allocation = NULL;
  head.reason = EMPTOR_REASON_BAD_DEBT;
  OK(emptor_voucher_draft_new(&head, &draft, &error));
  FAILS(emptor_voucher_post(session, draft, NULL, &result, NULL), EMPTOR_E_OVER_ALLOCATED);
  emptor_voucher_draft_free(draft);
  head.kind = EMPTOR_VOUCHER_REFUND;
  head.amount = "22";
  head.reason = 0;
  OK(emptor_voucher_draft_new(&head, &draft, &error));
  emptor_post_result_free(post(session, draft));
  CHECK_TEXT(balance_of(session, "C011").amount, "22.00");
}

static void closed_period(emptor_session* session) {
  emptor_voucher_draft* draft = sale_of("C002", "1", day(2026, 1, 5));
  emptor_post_result* result = NULL;
  OK(emptor_settings_lock_through(session, day(2026, 1, 31), &error));
  FAILS(emptor_voucher_post(session, draft, NULL, &result, &error), EMPTOR_E_PERIOD_LOCKED);
  CHECK(result == NULL);
  forget_error();
  OK(emptor_settings_lock_through(session, EMPTOR_NO_DATE, &error));
  OK(emptor_voucher_post(session, draft, NULL, &result, &error));
  emptor_post_result_free(result);
  emptor_voucher_draft_free(draft);
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  fill_shop(session);
  sale_and_collection(session);
  refusal(session);
  warning(session);
  idempotency(session);
  kept_drafts(session);
  reversal(session);
  lists(session);
  closed_period(session);
  reports(session);
  early_payment(session);
  allocation(session);
  project_and_fields(session);
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
