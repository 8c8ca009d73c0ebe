/* Customers, terms, catalogue, prices, settings, the audit trail: what goes in comes out. */
#include "check.h"

static void parties(emptor_session* session) {
  const char* const groups[] = {"HANOI"};
  emptor_party_input party = EMPTOR_PARTY_INPUT_INIT;
  emptor_party_changes changes = EMPTOR_PARTY_CHANGES_INIT;
  emptor_party_query query = EMPTOR_PARTY_QUERY_INIT;
  emptor_address address = EMPTOR_ADDRESS_INIT;
  emptor_contact contact = EMPTOR_CONTACT_INIT;
  emptor_person person = EMPTOR_PERSON_INIT;
  emptor_rows* rows = NULL;
  int64_t count = 0;
  int64_t id = 0;

  OK(emptor_party_group_create(session, "NORTH", "The north", NULL, 100, NULL, &error));
  OK(emptor_party_group_create(session, "HANOI", "Hanoi", "NORTH", 10, NULL, &error));
  OK(emptor_party_group_create(session, "VIP", "Important", NULL, 5, NULL, &error));
  FAILS(emptor_party_group_move(session, "NORTH", "HANOI", NULL), EMPTOR_E_CYCLE);
  OK(emptor_party_group_list(session, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 3);
  while (emptor_rows_next(rows))
    if (strcmp(cell(rows, "code"), "HANOI") == 0) {
      CHECK_TEXT(cell(rows, "parent"), "NORTH");
      CHECK_INT(number(rows, "priority"), 10);
    }
  emptor_rows_free(rows);

  party.code = "C100";
  party.name =
      "H\xc3\xb2"
      "a B\xc3\xacnh";
  party.roles = EMPTOR_CUSTOMER | EMPTOR_SUPPLIER;
  party.groups = groups;
  party.group_count = 1;
  party.since = day(2020, 2, 29);
  party.phone = "+84 24";
  OK(emptor_party_create(session, &party, &id, &error));
  CHECK(id != 0);
  FAILS(emptor_party_create(session, &party, &id, NULL), EMPTOR_E_DUPLICATE_CODE);

  OK(emptor_party_find(session, "C100", &rows, &error));
  CHECK(emptor_rows_next(rows));
  CHECK_INT(number(rows, "id"), id);
  CHECK_TEXT(cell(rows, "name"),
             "H\xc3\xb2"
             "a B\xc3\xacnh");
  CHECK_INT(number(rows, "customer"), 1);
  CHECK_INT(number(rows, "supplier"), 1);
  CHECK_TEXT(cell(rows, "since"), "2020-02-29");
  CHECK_INT(emptor_rows_date(rows, emptor_rows_column(rows, "since")), day(2020, 2, 29));
  CHECK_INT(emptor_rows_column_type(rows, emptor_rows_column(rows, "since")), EMPTOR_COLUMN_DATE);
  CHECK_INT(emptor_rows_date(rows, emptor_rows_column(rows, "name")), EMPTOR_NO_DATE);
  CHECK(!emptor_rows_next(rows));
  CHECK(!emptor_rows_next(rows));
  CHECK_TEXT(cell(rows, "name"), NULL);
  emptor_rows_free(rows);

  changes.code = "C101";
  changes.phone = "";
  changes.supplier = EMPTOR_NO;
  OK(emptor_party_update(session, "C100", &changes, &error));
  OK(emptor_party_get(session, "C100", &rows, &error)); /* the old code keeps resolving */
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "code"), "C101");
  CHECK_TEXT(cell(rows, "phone"), "");
  CHECK_INT(number(rows, "supplier"), 0);
  CHECK_INT(number(rows, "archived"), 0);
  emptor_rows_free(rows);

  query.text = "binh hoa";
  OK(emptor_party_list(session, EMPTOR_CUSTOMER, &query, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_free(rows);
  query.text = NULL;
  query.group = "NORTH";
  OK(emptor_party_list(session, EMPTOR_CUSTOMER, &query, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_free(rows);
  query.limit = 0;
  FAILS(emptor_party_list(session, EMPTOR_CUSTOMER, &query, &rows, NULL), EMPTOR_E_RANGE);
  OK(emptor_party_count(session, EMPTOR_CUSTOMER, &count, &error));
  CHECK_INT(count, 3);
  OK(emptor_party_count(session, EMPTOR_SUPPLIER, &count, &error));
  CHECK_INT(count, 0);

  OK(emptor_party_join_group(session, "C101", "VIP", day(2026, 1, 1), &error));
  OK(emptor_party_groups_of(session, "C101", day(2026, 3, 31), EMPTOR_NO_INSTANT, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "code"), "VIP");
  emptor_rows_free(rows);
  OK(emptor_party_leave_group(session, "C101", "VIP", day(2026, 3, 1), &error));
  OK(emptor_party_groups_of(session, "C101", day(2026, 3, 31), EMPTOR_NO_INSTANT, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_free(rows);

  address.name = "HQ";
  address.street = "1 Main street";
  address.country = "VN";
  address.is_default = 1;
  OK(emptor_address_save(session, "C101", &address, &error));
  OK(emptor_address_list(session, "C101", &rows, &error));
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "street"), "1 Main street");
  CHECK_INT(number(rows, "is_default"), 1);
  emptor_rows_free(rows);
  contact.name = "Lan";
  contact.role = "buyer";
  OK(emptor_contact_save(session, "C101", &contact, &error));
  OK(emptor_contact_list(session, "C101", &rows, &error));
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "role"), "buyer");
  emptor_rows_free(rows);
  person.code = "S1";
  person.name = "Minh";
  OK(emptor_person_create(session, &person, NULL, &error));
  OK(emptor_person_end(session, "S1", day(2026, 12, 31), &error));
  OK(emptor_person_list(session, &rows, &error));
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "active_from"), NULL);
  CHECK_TEXT(cell(rows, "active_until"), "2027-01-01");
  emptor_rows_free(rows);
}

static void terms(emptor_session* session) {
  emptor_rows* rows = NULL;
  OK(emptor_term_set(session, EMPTOR_ORIGIN_GROUP, "NORTH", EMPTOR_TERM_CREDIT_LIMIT, "500", EMPTOR_NO_DATE, &error));
  OK(emptor_term_get(session, "C101", EMPTOR_TERM_CREDIT_LIMIT, day(2026, 3, 31), EMPTOR_NO_INSTANT, &rows, &error));
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "value"), "500");
  CHECK_INT(number(rows, "origin"), EMPTOR_ORIGIN_GROUP);
  CHECK_TEXT(cell(rows, "origin_code"), "NORTH");
  emptor_rows_free(rows);
  OK(emptor_term_set_none(session, EMPTOR_ORIGIN_PARTY, "C101", EMPTOR_TERM_CREDIT_LIMIT, day(2026, 1, 1), &error));
  OK(emptor_term_get(session, "C101", EMPTOR_TERM_CREDIT_LIMIT, day(2026, 3, 31), EMPTOR_NO_INSTANT, &rows, &error));
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "value"), NULL);
  CHECK_INT(number(rows, "none"), 1);
  CHECK_INT(number(rows, "origin"), EMPTOR_ORIGIN_PARTY);
  emptor_rows_free(rows);
  OK(emptor_term_inherit(session, EMPTOR_ORIGIN_PARTY, "C101", EMPTOR_TERM_CREDIT_LIMIT, day(2026, 3, 1), &error));
  OK(emptor_term_get(session, "C101", EMPTOR_TERM_CREDIT_LIMIT, day(2026, 3, 31), EMPTOR_NO_INSTANT, &rows, &error));
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "value"), "500");
  emptor_rows_free(rows);
  OK(emptor_term_history(session, EMPTOR_ORIGIN_PARTY, "C101", EMPTOR_TERM_CREDIT_LIMIT, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "state"), "none");
  CHECK_TEXT(cell(rows, "from"), "2026-01-01");
  CHECK_TEXT(cell(rows, "actor"), "owner");
  CHECK_INT(number(rows, "recorded_at"), fixed_clock(NULL));
  emptor_rows_free(rows);
  OK(emptor_term_set(session, EMPTOR_ORIGIN_BOOK, NULL, EMPTOR_TERM_PAYMENT_TERMS, "30", EMPTOR_NO_DATE, &error));
  FAILS(emptor_term_set(session, EMPTOR_ORIGIN_PARTY, "C101", EMPTOR_TERM_SALES_LEVEL, "NOLEVEL", EMPTOR_NO_DATE, NULL),
        EMPTOR_E_UNKNOWN_REFERENCE);
}

static void catalogue(emptor_session* session) {
  const emptor_item_unit units[] = {{"DZN", 12, 1}};
  const char* const groups[] = {"TOP", "ALL"};
  emptor_item_input item = EMPTOR_ITEM_INPUT_INIT;
  emptor_item_changes changes = EMPTOR_ITEM_CHANGES_INIT;
  emptor_item_query query = EMPTOR_ITEM_QUERY_INIT;
  emptor_rows* rows = NULL;
  emptor_text text;

  OK(emptor_unit_create(session, "DZN", "dozen", NULL, &error));
  OK(emptor_item_group_create(session, "ALL", "Everything", NULL, NULL, &error));
  item.code = "EGG";
  item.name = "Egg";
  item.unit = "PCS";
  item.units = units;
  item.unit_count = 1;
  item.groups = groups;
  item.group_count = 2;
  OK(emptor_item_create(session, &item, NULL, &error));
  OK(emptor_item_get(session, "EGG", &rows, &error));
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "unit"), "PCS");
  CHECK_TEXT(cell(rows, "tax_code"), "");
  CHECK_INT(number(rows, "stocked"), 1);
  emptor_rows_free(rows);
  OK(emptor_item_groups_of(session, "EGG", &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  emptor_rows_free(rows);
  OK(emptor_item_units_of(session, "EGG", &rows, &error));
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "unit"), "DZN");
  CHECK_INT(number(rows, "numerator"), 12);
  CHECK_INT(number(rows, "denominator"), 1);
  emptor_rows_free(rows);
  changes.groups = groups;
  changes.archived = EMPTOR_YES;
  OK(emptor_item_update(session, "EGG", &changes, &error));
  OK(emptor_item_groups_of(session, "EGG", &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 0);
  emptor_rows_free(rows);
  OK(emptor_item_list(session, NULL, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_free(rows);
  query.include_archived = 1;
  OK(emptor_item_list(session, &query, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  emptor_rows_free(rows);
  OK(emptor_item_find(session, "NOPE", &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 0);
  emptor_rows_free(rows);
  changes.archived = EMPTOR_NO;
  changes.groups = NULL;
  OK(emptor_item_update(session, "EGG", &changes, &error));

  OK(emptor_tax_rate_set(session, "VAT10", "8", day(2026, 7, 1), &error));
  OK(emptor_tax_rate_get(session, "VAT10", day(2026, 6, 30), &text, &error));
  CHECK_TEXT(text.text, "10");
  OK(emptor_tax_rate_get(session, "VAT10", day(2026, 7, 1), &text, &error));
  CHECK_TEXT(text.text, "8");
  OK(emptor_location_list(session, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_free(rows);
  OK(emptor_item_group_list(session, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  emptor_rows_free(rows);
  OK(emptor_stock_adjust(session, "P1", "W1", "-0.5", day(2026, 1, 2), "broken", &error));
  OK(emptor_stock_levels(session, "P1", &rows, &error));
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "on_hand"), "99.5");
  emptor_rows_free(rows);
}

/* 7 % off in March for all, 10+5 for one customer; told back, explained, and ended. 20.00 is the base price. */
static void discounts(emptor_session* session) {
  emptor_discount discount = EMPTOR_DISCOUNT_INIT;
  emptor_price_request request = EMPTOR_PRICE_REQUEST_INIT;
  emptor_price_quote* quote = NULL;
  emptor_price_explanation* why = NULL;
  emptor_rows* rows = NULL;
  int64_t ids[2] = {0, 0};
  emptor_discount both[2];
  emptor_item_input item = EMPTOR_ITEM_INPUT_INIT;

  item.code = "TEA";
  item.name = "Tea";
  item.unit = "PCS";
  OK(emptor_item_create(session, &item, NULL, &error));
  OK(emptor_price_set_base(session, "TEA", "20", NULL, &error));
  discount.item = "TEA";
  discount.percents = "7";
  discount.from = day(2026, 3, 1);
  discount.until = day(2026, 4, 1);
  both[0] = discount;
  both[1] = discount;
  both[1].buyer_kind = EMPTOR_LIST_CUSTOMER;
  both[1].buyer_code = "C001";
  both[1].percents = "10+5";
  both[1].programme = "VIP";
  OK(emptor_discount_set_all(session, both, 2, ids, &error));
  CHECK(ids[0] != 0 && ids[1] != 0);

  request.item = "TEA";
  request.customer = "C001";
  request.on = day(2026, 3, 31);
  OK(emptor_price_resolve(session, &request, &quote, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "17.10"); /* 20 x 0.9 x 0.95 */
  CHECK_TEXT(emptor_price_quote_price_before_discounts(quote), "20.00");
  emptor_price_quote_free(quote);
  OK(emptor_price_explain(session, &request, &why, &error));
  CHECK(strstr(emptor_price_explanation_text(why), "VIP") != NULL);
  emptor_price_explanation_free(why);

  OK(emptor_discount_list(session, EMPTOR_SALES, "VIP", EMPTOR_NO_DATE, EMPTOR_NO_INSTANT, &rows, &error));
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(cell(rows, "percents"), "10+5");
  CHECK_TEXT(cell(rows, "buyer"), "C001");
  CHECK_INT(emptor_rows_next(rows), 0);
  emptor_rows_free(rows);

  OK(emptor_price_entry_withdraw(session, ids[1], &error));
  OK(emptor_price_resolve(session, &request, &quote, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "18.60");
  emptor_price_quote_free(quote);
  request.on = day(2026, 4, 1);
  OK(emptor_price_resolve(session, &request, &quote, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "20.00");
  CHECK(emptor_price_quote_price_before_discounts(quote) == NULL);
  emptor_price_quote_free(quote);

  discount.percents = "101";
  FAILS(emptor_discount_set(session, &discount, NULL, &error), EMPTOR_E_RANGE);
  CHECK_TEXT(emptor_error_field(error), "percents[0]");
  forget_error();
  discount.percents = "5";
  discount.step = "winter";
  FAILS(emptor_discount_set(session, &discount, NULL, &error), EMPTOR_E_UNKNOWN_REFERENCE);
  CHECK_TEXT(emptor_error_field(error), "step");
  forget_error();
}

/* An ending for all, a floor that holds a price and refuses a typed one; a list that follows another one. */
static void price_rules(emptor_session* session) {
  emptor_price_rule rule = EMPTOR_PRICE_RULE_INIT;
  emptor_price_list list = EMPTOR_PRICE_LIST_INIT;
  emptor_price_entry entry = EMPTOR_PRICE_ENTRY_INIT;
  emptor_price_request request = EMPTOR_PRICE_REQUEST_INIT;
  emptor_price_quote* quote = NULL;
  emptor_rows* rows = NULL;
  int64_t ending = 0;
  int64_t floor = 0;
  emptor_item_input item = EMPTOR_ITEM_INPUT_INIT;

  item.code = "JAM";
  item.name = "Jam";
  item.unit = "PCS";
  OK(emptor_item_create(session, &item, NULL, &error));
  OK(emptor_price_set_base(session, "JAM", "12.34", NULL, &error));
  rule.kind = EMPTOR_RULE_ENDING;
  rule.item = "JAM";
  rule.ending_multiple = "1";
  rule.ending_offset = "-0.01";
  OK(emptor_price_rule_set(session, &rule, &ending, &error));
  request.item = "JAM";
  request.customer = "C001";
  request.on = day(2026, 3, 31);
  OK(emptor_price_resolve(session, &request, &quote, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "11.99");
  CHECK_TEXT(emptor_price_quote_price_before_rules(quote), "12.34");
  CHECK(emptor_price_quote_limit(quote) == NULL);
  CHECK_INT(emptor_price_quote_limit_side(quote), 0);
  emptor_price_quote_free(quote);

  emptor_price_rule_init(&rule, (uint32_t)sizeof rule);
  rule.item = "JAM";
  rule.base = EMPTOR_LIMIT_BASE_PRICE;
  rule.value = "98";
  OK(emptor_price_rule_set_all(session, &rule, 1, &floor, &error));
  OK(emptor_price_resolve(session, &request, &quote, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "12.0932");
  CHECK_TEXT(emptor_price_quote_limit(quote), "12.0932");
  CHECK_INT(emptor_price_quote_limit_side(quote), EMPTOR_RULE_FLOOR);
  CHECK_INT(emptor_price_quote_limit_on_breach(quote), EMPTOR_BREACH_CLAMP);
  CHECK(emptor_price_quote_limit_rule(quote) == floor);
  emptor_price_quote_free(quote);

  OK(emptor_price_rule_list(session, EMPTOR_SALES, EMPTOR_RULE_FLOOR, EMPTOR_NO_DATE, EMPTOR_NO_INSTANT, &rows,
                            &error));
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(cell(rows, "kind"), "floor");
  CHECK_TEXT(cell(rows, "base"), "base_price");
  CHECK_TEXT(cell(rows, "value"), "98");
  CHECK_TEXT(cell(rows, "on_breach"), "clamp");
  CHECK_INT(emptor_rows_next(rows), 0);
  emptor_rows_free(rows);
  OK(emptor_price_entry_withdraw(session, floor, &error));
  OK(emptor_price_entry_withdraw(session, ending, &error));
  rule.value = "-1";
  FAILS(emptor_price_rule_set(session, &rule, NULL, &error), EMPTOR_E_RANGE);
  CHECK_TEXT(emptor_error_field(error), "value");
  forget_error();

  list.code = "TRADE";
  list.name = "Trade";
  OK(emptor_price_list_create(session, &list, NULL, &error));
  list.code = "WEB";
  list.name = "Web";
  OK(emptor_price_list_create(session, &list, NULL, &error));
  entry.list_kind = EMPTOR_LIST_NAMED;
  entry.list_code = "TRADE";
  entry.item = "JAM";
  entry.price = "10";
  OK(emptor_price_entry_set(session, &entry, NULL, &error));
  emptor_price_entry_init(&entry, (uint32_t)sizeof entry);
  entry.list_kind = EMPTOR_LIST_NAMED;
  entry.list_code = "WEB";
  entry.percent_of_base = "108";
  entry.of_list = "TRADE";
  entry.addend = "0.11";
  entry.ending_multiple = "0.05";
  entry.rounding = EMPTOR_ROUND_UP;
  OK(emptor_price_entry_set(session, &entry, NULL, &error));
  request.list = "WEB";
  OK(emptor_price_resolve(session, &request, &quote, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "10.95"); /* 10.80 + 0.11, up to 0.05 */
  emptor_price_quote_free(quote);
  entry.list_code = "TRADE";
  entry.of_list = "WEB";
  FAILS(emptor_price_entry_set(session, &entry, NULL, &error), EMPTOR_E_CYCLE);
  CHECK_TEXT(emptor_error_field(error), "of_list");
  forget_error();
}

/* Two entries in bulk, rehearsed and saved; an increase by 3 % of one of them. */
static void mass_changes(emptor_session* session) {
  emptor_price_entry entries[2];
  emptor_price_change change = EMPTOR_PRICE_CHANGE_INIT;
  const char* items[1] = {"JAM"};
  emptor_rows* rows = NULL;
  int32_t saved = -1;

  emptor_price_entry_init(&entries[0], (uint32_t)sizeof entries[0]);
  entries[0].item = "JAM";
  entries[0].price = "15.00";
  entries[0].from = day(2026, 5, 1);
  entries[1] = entries[0];
  entries[1].item = "NONE";
  OK(emptor_price_load(session, entries, 2, EMPTOR_OVERLAP_LATEST, 0, &saved, &rows, &error));
  CHECK_INT(saved, 0);
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(cell(rows, "code"), "");
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(cell(rows, "code"), "UNKNOWN_REFERENCE");
  CHECK_TEXT(cell(rows, "field"), "product.item");
  CHECK_INT(emptor_rows_next(rows), 0);
  emptor_rows_free(rows);
  OK(emptor_price_load(session, entries, 1, EMPTOR_OVERLAP_SPLIT, 0, &saved, &rows, &error));
  CHECK_INT(saved, 1);
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK(strlen(cell(rows, "cut")) > 0);
  emptor_rows_free(rows);
  FAILS(emptor_price_load(session, entries, 1, 9, 0, &saved, &rows, &error), EMPTOR_E_INVALID);
  forget_error();

  change.items = items;
  change.item_count = 1;
  change.percent = "3";
  change.from = day(2026, 5, 1);
  change.dry_run = 1;
  OK(emptor_price_change_apply(session, &change, &rows, &error));
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(cell(rows, "item"), "JAM");
  CHECK_TEXT(cell(rows, "before"), "15");
  CHECK_TEXT(cell(rows, "after"), "15.45");
  CHECK_INT(emptor_rows_next(rows), 0);
  emptor_rows_free(rows);
  {
    emptor_price_request request = EMPTOR_PRICE_REQUEST_INIT;
    request.item = "JAM";
    request.customer = "C001";
    OK(emptor_price_timeline(session, &request, day(2026, 4, 30), day(2026, 5, 3), &rows, &error));
    CHECK_INT(emptor_rows_next(rows), 1);
    CHECK_TEXT(cell(rows, "unit_price"), "12.34");
    CHECK_TEXT(cell(rows, "lowest"), "1");
    CHECK_INT(emptor_rows_next(rows), 1);
    CHECK_TEXT(cell(rows, "unit_price"), "15.00");
    CHECK_INT(emptor_rows_next(rows), 0);
    emptor_rows_free(rows);
  }
  change.percent = "-100";
  FAILS(emptor_price_change_apply(session, &change, &rows, &error), EMPTOR_E_RANGE);
  CHECK_TEXT(emptor_error_field(error), "percent");
  forget_error();
}

/* A list in which more costs more, and what is doubtful about an entry before it is saved. */
static void checked_lists(emptor_session* session) {
  emptor_price_lint_query query = EMPTOR_PRICE_LINT_QUERY_INIT;
  emptor_price_entry entry = EMPTOR_PRICE_ENTRY_INIT;
  emptor_rows* rows = NULL;
  int64_t left_out = -1;
  entry.item = "JAM";
  entry.price = "99.00";
  entry.min_quantity = "7";
  OK(emptor_price_lint_entries(session, &entry, 1, EMPTOR_OVERLAP_LATEST, &rows, &error));
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(cell(rows, "row"), "0");
  CHECK_TEXT(cell(rows, "rule"), "dearer_unit");
  emptor_rows_free(rows);
  entry.item = "NONE";
  FAILS(emptor_price_lint_entries(session, &entry, 1, EMPTOR_OVERLAP_LATEST, &rows, &error),
        EMPTOR_E_UNKNOWN_REFERENCE);
  CHECK_TEXT(emptor_error_field(error), "entries[0].product.item");
  forget_error();
  entry.item = "JAM";
  OK(emptor_price_entry_set(session, &entry, NULL, &error));
  query.list_kind = EMPTOR_LIST_BASE;
  query.rules = "tie,dearer_unit";
  OK(emptor_price_lint(session, &query, &left_out, &rows, &error));
  CHECK_INT(left_out, 0);
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(cell(rows, "grade"), "warning");
  CHECK_TEXT(cell(rows, "item"), "JAM");
  CHECK(strstr(cell(rows, "figures"), "quantity=7,price=99") == cell(rows, "figures"));
  emptor_rows_free(rows);
  query.rules = "nonsense";
  FAILS(emptor_price_lint(session, &query, NULL, &rows, &error), EMPTOR_E_INVALID);
  forget_error();
}

/* A version of a list: prepared, compared, published, rolled back. */
static void list_versions(emptor_session* session) {
  emptor_price_entry entry = EMPTOR_PRICE_ENTRY_INIT;
  emptor_price_request request = EMPTOR_PRICE_REQUEST_INIT;
  emptor_price_quote* quote = NULL;
  emptor_price_explanation* explanation = NULL;
  emptor_rows* rows = NULL;
  const char* customers[1] = {"C001"};
  const char* items[1] = {"JAM"};
  int64_t version = 0;
  int64_t draft = 0;
  int64_t left_out = -1;
  OK(emptor_price_version_create(session, EMPTOR_LIST_CUSTOMER, "C001", EMPTOR_SALES, NULL, "Own", &version, &error));
  entry.item = "JAM";
  entry.price = "11.11";
  entry.from = day(2027, 1, 1);
  OK(emptor_price_version_set_all(session, version, &entry, 1, &draft, &error));
  OK(emptor_price_version_remove(session, version, draft, &error));
  FAILS(emptor_price_version_approve(session, version, &error), EMPTOR_E_REQUIRED);
  forget_error();
  OK(emptor_price_version_set_all(session, version, &entry, 1, NULL, &error));
  request.customer = "C001";
  request.item = "JAM";
  request.on = day(2027, 1, 2);
  OK(emptor_price_version_resolve(session, version, &request, &quote, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "11.11");
  emptor_price_quote_free(quote);
  OK(emptor_price_version_explain(session, version, &request, &explanation, &error));
  emptor_price_explanation_free(explanation);
  OK(emptor_price_version_rows(session, version, &rows, &error));
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(cell(rows, "change"), "added");
  CHECK_TEXT(cell(rows, "price_after"), "11.11");
  emptor_rows_free(rows);
  OK(emptor_price_version_effects(session, version, day(2027, 1, 2), customers, 1, items, 1, 0, &left_out, &rows,
                                  &error));
  CHECK_INT(left_out, 0);
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(cell(rows, "customer"), "C001");
  CHECK_TEXT(cell(rows, "price_after"), "11.11");
  emptor_rows_free(rows);
  FAILS(emptor_price_version_publish(session, version, EMPTOR_NO_DATE, &error), EMPTOR_E_CONFLICT);
  forget_error();
  OK(emptor_price_version_approve(session, version, &error));
  OK(emptor_price_version_publish(session, version, day(2027, 2, 1), &error));
  OK(emptor_price_resolve(session, &request, &quote, &error));
  CHECK(strcmp(emptor_price_quote_unit_price(quote), "11.11") != 0);
  emptor_price_quote_free(quote);
  request.on = day(2027, 2, 1);
  OK(emptor_price_resolve(session, &request, &quote, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "11.11");
  emptor_price_quote_free(quote);
  FAILS(emptor_price_version_retire(session, version, &error), EMPTOR_E_CONFLICT);
  forget_error();
  OK(emptor_price_version_roll_back(session, version, day(2027, 3, 1), &error));
  OK(emptor_price_version_all(session, &rows, &error));
  CHECK_INT(emptor_rows_next(rows), 1);
  CHECK_TEXT(cell(rows, "state"), "retired");
  CHECK_TEXT(cell(rows, "rolled_back_from"), "2027-03-01");
  emptor_rows_free(rows);
}

/* What a customer paid before, and what was given away. */
static void past_prices(emptor_session* session) {
  emptor_rows* rows = NULL;
  OK(emptor_price_history(session, "C001", "JAM", EMPTOR_SALES, 5, &rows, &error));
  CHECK_INT(emptor_rows_next(rows), 0);
  emptor_rows_free(rows);
  FAILS(emptor_price_history(session, "C001", "JAM", EMPTOR_SALES, 0, &rows, &error), EMPTOR_E_RANGE);
  forget_error();
  OK(emptor_discount_report(session, EMPTOR_NO_DATE, EMPTOR_NO_DATE, "C001", NULL, NULL, NULL, NULL, &rows, &error));
  emptor_rows_free(rows);
  FAILS(emptor_discount_report(session, EMPTOR_NO_DATE, EMPTOR_NO_DATE, "C009", NULL, NULL, NULL, NULL, &rows, &error),
        EMPTOR_E_UNKNOWN_REFERENCE);
  forget_error();
}

static void prices(emptor_session* session, int64_t customer, int64_t item) {
  emptor_price_entry entry = EMPTOR_PRICE_ENTRY_INIT;
  emptor_price_request request = EMPTOR_PRICE_REQUEST_INIT;
  emptor_price_quote* quote = NULL;
  emptor_price_explanation* why = NULL;
  emptor_price_view* view = NULL;
  emptor_price_value values[2];
  emptor_price_key keys[2];
  emptor_rows* rows = NULL;
  int64_t special = 0;
  int64_t base = 0;
  int won = 0;

  OK(emptor_price_set_base(session, "EGG", "0.125", &base, &error));
  request.item = "EGG";
  request.customer = "C001";
  request.on = day(2026, 3, 31);
  OK(emptor_price_resolve(session, &request, &quote, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "0.125"); /* no digit is lost */
  CHECK_INT(emptor_price_quote_source(quote), EMPTOR_PRICE_SOURCE_BASE);
  CHECK_INT(emptor_price_quote_entry(quote), base);
  CHECK_INT(emptor_price_quote_tax_included(quote), 0);
  emptor_price_quote_free(quote);
  request.unit = "DZN";
  OK(emptor_price_resolve(session, &request, &quote, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "1.50");
  emptor_price_quote_free(quote);
  request.unit = NULL;

  OK(emptor_price_set_special(session, "C001", "P1", "18", day(2026, 3, 1), day(2026, 4, 1), &special, &error));
  entry.list_kind = EMPTOR_LIST_CUSTOMER;
  entry.list_code = "C001";
  entry.item = "P1";
  entry.price = "17";
  FAILS(emptor_price_entry_set(session, &entry, NULL, NULL), EMPTOR_OK); /* without validity it does not tie */
  OK(emptor_price_entry_list(session, EMPTOR_LIST_CUSTOMER, "C001", EMPTOR_SALES, NULL, EMPTOR_NO_DATE,
                             EMPTOR_NO_INSTANT, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 2);
  while (emptor_rows_next(rows))
    if (number(rows, "id") == special) {
      CHECK_TEXT(cell(rows, "item"), "P1");
      CHECK_TEXT(cell(rows, "price"), "18");
      CHECK_TEXT(cell(rows, "percent_of_base"), NULL);
      CHECK_TEXT(cell(rows, "from"), "2026-03-01");
      CHECK_TEXT(cell(rows, "until"), "2026-04-01");
    }
  emptor_rows_free(rows);

  request.item = "P1";
  OK(emptor_price_explain(session, &request, &why, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(emptor_price_explanation_quote(why)), "18.00");
  CHECK_TEXT(emptor_price_quote_base_price(emptor_price_explanation_quote(why)), "20.00");
  CHECK(strlen(emptor_price_explanation_text(why)) > 0);
  OK(emptor_price_explanation_candidates(why, &rows, &error));
  while (emptor_rows_next(rows)) won += strcmp(cell(rows, "outcome"), "won") == 0;
  CHECK_INT(won, 1);
  CHECK(emptor_rows_count(rows) >= 2);
  emptor_rows_free(rows);
  OK(emptor_price_explanation_steps(why, &rows, &error));
  emptor_rows_free(rows);
  emptor_price_explanation_free(why);

  OK(emptor_price_entry_withdraw(session, special, &error));
  OK(emptor_price_resolve(session, &request, &quote, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "17.00");
  emptor_price_quote_free(quote);

  create_item(session, "FREE", NULL);
  request.item = "FREE";
  OK(emptor_price_explain(session, &request, &why, &error)); /* no price is an answer */
  CHECK(emptor_price_explanation_quote(why) == NULL);
  emptor_price_explanation_free(why);

  /* Many quotes over one state, by key. */
  keys[0].party = customer;
  keys[0].item = item;
  keys[0].quantity_micros = 1000000;
  keys[0].on = day(2026, 3, 31);
  keys[0].direction = EMPTOR_SALES;
  keys[1] = keys[0];
  OK(emptor_item_get(session, "FREE", &rows, &error));
  emptor_rows_next(rows);
  keys[1].item = number(rows, "id");
  emptor_rows_free(rows);
  OK(emptor_price_view_open(session, &view, &error));
  OK(emptor_price_view_quote(view, keys, 2, values, &error));
  CHECK_INT(values[0].unit_price_micros, 17000000);
  CHECK_INT(values[0].source, EMPTOR_PRICE_SOURCE_SPECIAL_ITEM);
  CHECK_INT(values[0].currency, 840);
  CHECK_INT(values[0].has_base_price, 1);
  CHECK_INT(values[0].base_price_micros, 20000000);
  CHECK_INT(values[1].source, EMPTOR_PRICE_SOURCE_NONE);
  CHECK_INT(values[1].unit_price_micros, 0);
  keys[1].direction = 3;
  FAILS(emptor_price_view_quote(view, keys, 2, values, NULL), EMPTOR_E_INVALID);
  request.item = "P1";
  OK(emptor_price_view_resolve(view, &request, &quote, &error));
  CHECK_TEXT(emptor_price_quote_unit_price(quote), "17.00");
  emptor_price_quote_free(quote);
  emptor_price_view_close(view);
  OK(emptor_price_list_all(session, &rows, &error));
  CHECK(emptor_rows_count(rows) >= 2);
  emptor_rows_free(rows);
}

static void settings(emptor_session* session) {
  emptor_rows* rows = NULL;
  int64_t numerator = 0;
  int64_t denominator = 0;
  OK(emptor_settings_get(session, NULL, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 19);
  emptor_rows_free(rows);
  OK(emptor_settings_set(session, "sales_prices", "ecount", &error));
  OK(emptor_settings_set(session, "sales_prices", "special_item,base|best_price|product_first", &error));
  OK(emptor_settings_get(session, "sales_prices", &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 1);
  emptor_rows_next(rows);
  CHECK_TEXT(cell(rows, "value"), "special_item,base|best_price|product_first");
  emptor_rows_free(rows);
  OK(emptor_settings_set(session, "number_pattern", "{yyyy}-{n:4}", &error));
  OK(emptor_settings_set(session, "tax_rounding", "per_document", &error));
  OK(emptor_settings_set(session, "locked_through", "2025-12-31", &error));
  FAILS(emptor_settings_set(session, "rounding", "sideways", &error), EMPTOR_E_INVALID);
  CHECK_TEXT(emptor_error_field(error), "rounding");
  forget_error();
  FAILS(emptor_settings_set(session, "colour", "blue", NULL), EMPTOR_E_UNKNOWN_REFERENCE);
  FAILS(emptor_settings_get(session, "colour", &rows, NULL), EMPTOR_E_UNKNOWN_REFERENCE);
  FAILS(emptor_settings_set(session, "currency", "EUR", NULL), EMPTOR_E_IN_USE);

  OK(emptor_exchange_rate_set(session, "EUR", "USD", day(2026, 1, 1), "1.25", &error));
  OK(emptor_exchange_rate_get(session, "USD", "EUR", day(2026, 3, 31), &numerator, &denominator, &error));
  CHECK_INT(numerator, 4);
  CHECK_INT(denominator, 5);
  FAILS(emptor_exchange_rate_get(session, "USD", "VND", day(2026, 3, 31), &numerator, &denominator, NULL),
        EMPTOR_E_NO_RATE);
}

static void audit(emptor_book* book, emptor_session* session) {
  emptor_session* clerk = NULL;
  emptor_rows* rows = NULL;
  int32_t today = 0;
  int64_t last = 0;
  OK(emptor_session_today(session, &today, &error));
  CHECK_INT(today, day(2026, 3, 31));
  OK(emptor_actor_create(session, "clerk", "The clerk", NULL, &error));
  OK(emptor_session_open(book, "clerk", &clerk, &error));
  create_customer(clerk, "C900", "5.00");
  emptor_session_close(clerk);
  OK(emptor_audit_list(session, EMPTOR_ENTITY_ANY, 0, 0, 10000, &rows, &error));
  while (emptor_rows_next(rows)) last = number(rows, "id");
  emptor_rows_free(rows);
  OK(emptor_audit_list(session, EMPTOR_ENTITY_PARTY, 0, 0, 10000, &rows, &error));
  CHECK(emptor_rows_count(rows) >= 4);
  while (emptor_rows_next(rows))
    if (emptor_rows_int64(rows, 0) == last) CHECK_TEXT(cell(rows, "actor"), "clerk");
  emptor_rows_free(rows);
  OK(emptor_audit_list(session, EMPTOR_ENTITY_ANY, 0, last, 10, &rows, &error));
  CHECK_INT(emptor_rows_count(rows), 0);
  emptor_rows_free(rows);
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  emptor_rows* rows = NULL;
  int64_t customer = 0;
  int64_t item = 0;
  CHECK(strstr(emptor_book_description(book), getenv("EMPTOR_TEST_STORE") != NULL ? "PostgreSQL" : "SQLite") != NULL);
  fill_shop(session);
  OK(emptor_party_get(session, "C001", &rows, &error));
  emptor_rows_next(rows);
  customer = number(rows, "id");
  emptor_rows_free(rows);
  OK(emptor_item_get(session, "P1", &rows, &error));
  emptor_rows_next(rows);
  item = number(rows, "id");
  emptor_rows_free(rows);
  parties(session);
  terms(session);
  catalogue(session);
  prices(session, customer, item);
  discounts(session);
  price_rules(session);
  mass_changes(session);
  checked_lists(session);
  list_versions(session);
  past_prices(session);
  settings(session);
  audit(book, session);
  check_sound(book);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
