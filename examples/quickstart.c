/* The first page of Emptor in C: terms, prices, a sale, a collection, a sale refused on credit.
 * quickstart.cpp and quickstart.py tell the same story and print the same lines. */
#include <emptor.h>
#include <stdio.h>
#include <stdlib.h>

static emptor_error* error = NULL;

/* Every call that can fail goes through here. A host would hand the error on; a first page says it and ends. */
static void must(emptor_status status) {
  if (status == EMPTOR_OK) return;
  fprintf(stderr, "%s\n", emptor_error_text(error));
  emptor_error_free(error);
  exit(1);
}

static int32_t day(int32_t year, int32_t month, int32_t of_month) {
  int32_t date = EMPTOR_NO_DATE;
  must(emptor_date_of(year, month, of_month, &date, &error));
  return date;
}

static void create_item(emptor_session* session, const char* code, const char* name, const char* group) {
  emptor_item_input item = EMPTOR_ITEM_INPUT_INIT;
  item.code = code;
  item.name = name;
  item.unit = "PCS";
  item.tax_code = "VAT10";
  item.groups = &group;
  item.group_count = group != NULL ? 1 : 0;
  must(emptor_item_create(session, &item, NULL, &error));
}

static void stock_the_shelves(emptor_session* session) {
  must(emptor_unit_create(session, "PCS", "piece", NULL, &error));
  must(emptor_tax_code_create(session, "VAT10", "VAT 10 %", "10", NULL, &error));
  must(emptor_location_create(session, "W1", "Main warehouse", NULL, &error));
  must(emptor_item_group_create(session, "TOP", "Top sellers", NULL, NULL, &error));
  create_item(session, "P1", "Lamp", "TOP");
  create_item(session, "P2", "Bulb", NULL);
  create_item(session, "P3", "Chandelier", "TOP");
  must(emptor_stock_adjust(session, "P1", "W1", "100", day(2026, 1, 1), "opening stock", &error));
}

static void agree_on_prices(emptor_session* session) {
  must(emptor_price_set_base(session, "P1", "20.00", NULL, &error));
  must(emptor_price_set_base(session, "P2", "10.00", NULL, &error));
  must(emptor_price_set_base(session, "P3", "40.00", NULL, &error));

  emptor_price_list level = EMPTOR_PRICE_LIST_INIT;
  level.kind = EMPTOR_LIST_LEVEL;
  level.code = "WHOLESALE";
  level.name = "Wholesale";
  must(emptor_price_list_create(session, &level, NULL, &error));

  emptor_price_entry lamp = EMPTOR_PRICE_ENTRY_INIT;
  lamp.list_kind = EMPTOR_LIST_LEVEL;
  lamp.list_code = "WHOLESALE";
  lamp.item = "P1";
  lamp.price = "17.50";
  must(emptor_price_entry_set(session, &lamp, NULL, &error));

  emptor_price_entry top = EMPTOR_PRICE_ENTRY_INIT;
  top.list_kind = EMPTOR_LIST_LEVEL;
  top.list_code = "WHOLESALE";
  top.group = "TOP";
  top.percent_of_base = "90";
  must(emptor_price_entry_set(session, &top, NULL, &error));
}

static void meet_the_customers(emptor_session* session) {
  const emptor_term_value terms[] = {{EMPTOR_TERM_SALES_LEVEL, 0, "WHOLESALE"},
                                     {EMPTOR_TERM_CREDIT_LIMIT, 0, "1000.00"},
                                     {EMPTOR_TERM_CREDIT_AGE_DAYS, 0, "60"}};
  emptor_party_input an_phat = EMPTOR_PARTY_INPUT_INIT;
  an_phat.code = "C001";
  an_phat.name = "An Phat";
  an_phat.terms = terms;
  an_phat.term_count = 3;
  must(emptor_party_create(session, &an_phat, NULL, &error));

  emptor_party_input binh_minh = EMPTOR_PARTY_INPUT_INIT;
  binh_minh.code = "C002";
  binh_minh.name = "Binh Minh";
  must(emptor_party_create(session, &binh_minh, NULL, &error));
}

static void quote(emptor_session* session, const char* item, const char* customer) {
  emptor_price_request request = EMPTOR_PRICE_REQUEST_INIT;
  request.item = item;
  request.customer = customer;
  request.on = day(2026, 3, 31);
  emptor_price_quote* found = NULL;
  must(emptor_price_resolve(session, &request, &found, &error));
  printf("%s for %s: %s %s (%s)\n", item, customer, emptor_price_quote_unit_price(found),
         emptor_price_quote_currency(found), emptor_price_source_name(emptor_price_quote_source(found)));
  emptor_price_quote_free(found);
}

/* Posts a voucher; a sale has one line. */
static emptor_post_result* post(emptor_session* session, const emptor_voucher_input* head, const char* item,
                                const char* quantity) {
  emptor_voucher_draft* draft = NULL;
  must(emptor_voucher_draft_new(head, &draft, &error));
  if (item != NULL) {
    emptor_voucher_line line = EMPTOR_VOUCHER_LINE_INIT;
    line.item = item;
    line.quantity = quantity;
    must(emptor_voucher_draft_add_line(draft, &line, &error));
  }
  emptor_post_result* result = NULL;
  must(emptor_voucher_post(session, draft, NULL, &result, &error));
  emptor_voucher_draft_free(draft);
  return result;
}

static emptor_balance balance_of(emptor_session* session, const char* customer) {
  emptor_balance balance = EMPTOR_BALANCE_INIT;
  must(emptor_balance_get(session, customer, EMPTOR_RECEIVABLE, EMPTOR_BASIS_ACCOUNT, NULL, day(2026, 3, 31), &balance,
                          &error));
  return balance;
}

static void sell_and_collect(emptor_session* session) {
  emptor_voucher_input sale = EMPTOR_VOUCHER_INPUT_INIT;
  sale.kind = EMPTOR_VOUCHER_SALE;
  sale.party = "C001";
  sale.dated = day(2026, 1, 10);
  sale.location = "W1";
  emptor_post_result* sold = post(session, &sale, "P1", "10");
  const emptor_voucher* posted = emptor_post_result_voucher(sold);
  emptor_text on_hand;
  must(emptor_stock_on_hand(session, "P1", "W1", &on_hand, &error));
  printf("sale %s: net %s + tax %s = %s %s; stock of P1 at W1: %s\n", emptor_voucher_number(posted),
         emptor_voucher_net(posted), emptor_voucher_tax(posted), emptor_voucher_total(posted),
         emptor_voucher_currency(posted), on_hand.text);
  emptor_post_result_free(sold);

  emptor_voucher_input collection = EMPTOR_VOUCHER_INPUT_INIT;
  collection.kind = EMPTOR_VOUCHER_COLLECTION;
  collection.party = "C001";
  collection.dated = day(2026, 3, 1);
  collection.amount = "100.00";
  emptor_post_result* collected = post(session, &collection, NULL, NULL);
  const emptor_balance balance = balance_of(session, "C001");
  printf("collection %s: balance of C001 %s %s, %d days old\n",
         emptor_voucher_number(emptor_post_result_voucher(collected)), balance.amount, balance.currency,
         (int)balance.age_days);
  emptor_post_result_free(collected);
}

static void sell_too_much(emptor_session* session) {
  emptor_voucher_input sale = EMPTOR_VOUCHER_INPUT_INIT;
  sale.kind = EMPTOR_VOUCHER_SALE;
  sale.party = "C001";
  sale.dated = day(2026, 3, 31);
  emptor_post_result* refused = post(session, &sale, "P3", "50");
  if (!emptor_post_result_posted(refused)) {
    const emptor_credit_decision* credit = emptor_post_result_credit(refused);
    printf("blocked: excess %s %s and %d days\n", emptor_credit_decision_excess_amount(credit),
           emptor_credit_decision_currency(credit), (int)emptor_credit_decision_excess_days(credit));
  }
  emptor_post_result_free(refused);
  const emptor_balance balance = balance_of(session, "C001");
  printf("balance of C001: %s %s\n", balance.amount, balance.currency);
}

static void show_the_ageing(emptor_session* session) {
  emptor_ageing_query query = EMPTOR_AGEING_QUERY_INIT;
  query.party = "C001";
  query.as_of = day(2026, 3, 31);
  emptor_rows* ageing = NULL;
  must(emptor_ageing_list(session, &query, &ageing, &error));
  static const char* const buckets[] = {"0-30", "31-60", "61-90", "over 90"};
  emptor_rows_next(ageing);
  printf("ageing of C001:");
  for (int i = 0; i < 4; ++i)
    printf("%s %s %s", i > 0 ? "," : "", buckets[i], emptor_rows_text(ageing, emptor_rows_column(ageing, buckets[i])));
  printf("\n");
  emptor_rows_free(ageing);
}

int main(void) {
  emptor_book_options options = EMPTOR_BOOK_OPTIONS_INIT;
  options.path = ":memory:";
  options.currency = "USD";
  emptor_book* book = NULL;
  emptor_session* session = NULL;
  must(emptor_book_open(&options, &book, &error));
  must(emptor_session_open(book, NULL, &session, &error));

  stock_the_shelves(session);
  agree_on_prices(session);
  meet_the_customers(session);
  quote(session, "P1", "C001");
  quote(session, "P3", "C001");
  quote(session, "P1", "C002");
  sell_and_collect(session);
  sell_too_much(session);
  show_the_ageing(session);

  emptor_rows* differences = NULL;
  must(emptor_book_verify(book, &differences, &error));
  printf("verify: %d differences\n", (int)emptor_rows_count(differences));
  emptor_rows_free(differences);

  emptor_session_close(session);
  emptor_book_close(book);
  return 0;
}
