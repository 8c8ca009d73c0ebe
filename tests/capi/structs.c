/* Structs of other versions: every size that a struct ever had is read, a larger one while its unknown part is zero. */
#include "check.h"

/* Calls with a copy of `given` that is told to be `size` bytes long; bytes beyond what is known are `beyond`. */
static emptor_status create_with_size(emptor_session* session, const emptor_party_input* given, uint32_t size,
                                      unsigned char beyond) {
  struct {
    emptor_party_input known;
    unsigned char tail[64];
  } grown;
  memset(&grown, beyond, sizeof grown);
  memcpy(&grown, given, sizeof *given);
  grown.known.struct_size = size;
  return emptor_party_create(session, &grown.known, NULL, &error);
}

static void inputs(emptor_session* session) {
  emptor_party_input party = EMPTOR_PARTY_INPUT_INIT;
  const uint32_t known = (uint32_t)sizeof party;
  party.name = "Someone";

  /* The sizes of history. A version that appends a member adds its size here. */
  const uint32_t history[] = {(uint32_t)EMPTOR_PARTY_INPUT_SIZE_0_1};
  char code[8];
  size_t i;
  for (i = 0; i < sizeof history / sizeof *history; ++i) {
    snprintf(code, sizeof code, "H%d", (int)i);
    party.code = code;
    OK(create_with_size(session, &party, history[i], 0xff)); /* what lies behind is not read */
  }
  CHECK_INT(history[sizeof history / sizeof *history - 1], known);

  party.code = "LARGER";
  OK(create_with_size(session, &party, known + 8, 0));
  party.code = "LARGEST";
  OK(create_with_size(session, &party, known + 64, 0));
  party.code = "NEWER";
  FAILS(create_with_size(session, &party, known + 8, 1), EMPTOR_E_MISUSE);
  CHECK_TEXT(emptor_error_field(error), "emptor_party_input");
  forget_error();
  FAILS(create_with_size(session, &party, known - 1, 0), EMPTOR_E_MISUSE);
  CHECK_TEXT(emptor_error_field(error), "emptor_party_input.struct_size");
  forget_error();
  FAILS(create_with_size(session, &party, 0, 0), EMPTOR_E_MISUSE);
  forget_error();
  party.reserved = 1;
  FAILS(create_with_size(session, &party, known, 0), EMPTOR_E_MISUSE);
  forget_error();
}

/* What *_init prepares is what the macro prepares, in structs of any size. */
#define CHECK_INIT(type, macro, init)                          \
  do {                                                         \
    struct {                                                   \
      type known;                                              \
      unsigned char tail[32];                                  \
    } grown;                                                   \
    const type expected = macro;                               \
    unsigned char zero[32] = {0};                              \
    memset(&grown, 0xaa, sizeof grown);                        \
    init(&grown.known, (uint32_t)sizeof(type));                \
    CHECK(memcmp(&grown.known, &expected, sizeof(type)) == 0); \
    CHECK(grown.tail[0] == 0xaa);                              \
    init(&grown.known, (uint32_t)sizeof grown);                \
    CHECK_INT(grown.known.struct_size, sizeof grown);          \
    CHECK(memcmp(grown.tail, zero, sizeof zero) == 0);         \
    grown.known.struct_size = (uint32_t)sizeof(type);          \
    CHECK(memcmp(&grown.known, &expected, sizeof(type)) == 0); \
  } while (0)

static void preparation(void) {
  CHECK_INIT(emptor_book_options, EMPTOR_BOOK_OPTIONS_INIT, emptor_book_options_init);
  CHECK_INIT(emptor_party_input, EMPTOR_PARTY_INPUT_INIT, emptor_party_input_init);
  CHECK_INIT(emptor_party_changes, EMPTOR_PARTY_CHANGES_INIT, emptor_party_changes_init);
  CHECK_INIT(emptor_party_query, EMPTOR_PARTY_QUERY_INIT, emptor_party_query_init);
  CHECK_INIT(emptor_address, EMPTOR_ADDRESS_INIT, emptor_address_init);
  CHECK_INIT(emptor_contact, EMPTOR_CONTACT_INIT, emptor_contact_init);
  CHECK_INIT(emptor_person, EMPTOR_PERSON_INIT, emptor_person_init);
  CHECK_INIT(emptor_item_input, EMPTOR_ITEM_INPUT_INIT, emptor_item_input_init);
  CHECK_INIT(emptor_item_changes, EMPTOR_ITEM_CHANGES_INIT, emptor_item_changes_init);
  CHECK_INIT(emptor_item_query, EMPTOR_ITEM_QUERY_INIT, emptor_item_query_init);
  CHECK_INIT(emptor_price_list, EMPTOR_PRICE_LIST_INIT, emptor_price_list_init);
  CHECK_INIT(emptor_price_entry, EMPTOR_PRICE_ENTRY_INIT, emptor_price_entry_init);
  CHECK_INIT(emptor_discount, EMPTOR_DISCOUNT_INIT, emptor_discount_init);
  CHECK_INIT(emptor_programme, EMPTOR_PROGRAMME_INIT, emptor_programme_init);
  CHECK_INIT(emptor_coupon, EMPTOR_COUPON_INIT, emptor_coupon_init);
  CHECK_INIT(emptor_price_rule, EMPTOR_PRICE_RULE_INIT, emptor_price_rule_init);
  CHECK_INIT(emptor_price_lint_query, EMPTOR_PRICE_LINT_QUERY_INIT, emptor_price_lint_query_init);
  CHECK_INIT(emptor_price_change, EMPTOR_PRICE_CHANGE_INIT, emptor_price_change_init);
  CHECK_INIT(emptor_price_request, EMPTOR_PRICE_REQUEST_INIT, emptor_price_request_init);
  CHECK_INIT(emptor_voucher_input, EMPTOR_VOUCHER_INPUT_INIT, emptor_voucher_input_init);
  CHECK_INIT(emptor_voucher_line, EMPTOR_VOUCHER_LINE_INIT, emptor_voucher_line_init);
  CHECK_INIT(emptor_line_price, EMPTOR_LINE_PRICE_INIT, emptor_line_price_init);
  CHECK_INIT(emptor_post_options, EMPTOR_POST_OPTIONS_INIT, emptor_post_options_init);
  CHECK_INIT(emptor_voucher_query, EMPTOR_VOUCHER_QUERY_INIT, emptor_voucher_query_init);
  CHECK_INIT(emptor_balance, EMPTOR_BALANCE_INIT, emptor_balance_init);
  CHECK_INIT(emptor_ageing_query, EMPTOR_AGEING_QUERY_INIT, emptor_ageing_query_init);
  CHECK_INIT(emptor_return, EMPTOR_RETURN_INIT, emptor_return_init);
  CHECK_INIT(emptor_currency_transfer, EMPTOR_CURRENCY_TRANSFER_INIT, emptor_currency_transfer_init);
  CHECK_INIT(emptor_instrument_input, EMPTOR_INSTRUMENT_INPUT_INIT, emptor_instrument_input_init);
  CHECK_INIT(emptor_instrument_step, EMPTOR_INSTRUMENT_STEP_INIT, emptor_instrument_step_init);
  CHECK_INIT(emptor_rebate, EMPTOR_REBATE_INIT, emptor_rebate_init);
  CHECK_INIT(emptor_foreign_query, EMPTOR_FOREIGN_QUERY_INIT, emptor_foreign_query_init);
  CHECK_INIT(emptor_allocation_request, EMPTOR_ALLOCATION_REQUEST_INIT, emptor_allocation_request_init);
  CHECK_INIT(emptor_summary_query, EMPTOR_SUMMARY_QUERY_INIT, emptor_summary_query_init);
  CHECK_INIT(emptor_uncollected_query, EMPTOR_UNCOLLECTED_QUERY_INIT, emptor_uncollected_query_init);
  CHECK_INIT(emptor_statement_query, EMPTOR_STATEMENT_QUERY_INIT, emptor_statement_query_init);
  CHECK_INIT(emptor_credit_report_query, EMPTOR_CREDIT_REPORT_QUERY_INIT, emptor_credit_report_query_init);
  CHECK_INIT(emptor_credit_scenario, EMPTOR_CREDIT_SCENARIO_INIT, emptor_credit_scenario_init);
  CHECK_INIT(emptor_item_mark, EMPTOR_ITEM_MARK_INIT, emptor_item_mark_init);
}

/* Sizes are a promise. These are the sizes on 64-bit machines; a struct that grows changes one line here. */
static void sizes(void) {
  if (sizeof(void*) != 8) return;
  CHECK_INT(EMPTOR_BOOK_OPTIONS_SIZE_0_1, 64);
  CHECK_INT(EMPTOR_PARTY_INPUT_SIZE_0_1, 128);
  CHECK_INT(EMPTOR_PARTY_CHANGES_SIZE_0_1, 104);
  CHECK_INT(EMPTOR_PARTY_QUERY_SIZE_0_1, 48);
  CHECK_INT(EMPTOR_ADDRESS_SIZE_0_1, 56);
  CHECK_INT(EMPTOR_CONTACT_SIZE_0_1, 40);
  CHECK_INT(EMPTOR_PERSON_SIZE_0_1, 48);
  CHECK_INT(EMPTOR_ITEM_INPUT_SIZE_0_1, 88);
  CHECK_INT(EMPTOR_ITEM_CHANGES_SIZE_0_1, 64);
  CHECK_INT(EMPTOR_ITEM_QUERY_SIZE_0_1, 40);
  CHECK_INT(EMPTOR_PRICE_LIST_SIZE_0_1, 40);
  CHECK_INT(EMPTOR_PRICE_ENTRY_SIZE_0_1, 176);
  CHECK_INT(EMPTOR_PRICE_CHANGE_SIZE_0_1, 96);
  CHECK_INT(EMPTOR_PRICE_RULE_SIZE_0_1, 128);
  CHECK_INT(EMPTOR_PROGRAMME_SIZE_0_1, 224);
  CHECK_INT(EMPTOR_SIMULATION_SIZE_0_1, 136);
  CHECK_INT(EMPTOR_DISCOUNT_SIZE_0_1, 128);
  CHECK_INT(EMPTOR_PRICE_REQUEST_SIZE_0_1, 80);
  CHECK_INT(EMPTOR_VOUCHER_INPUT_SIZE_0_1, 136);
  CHECK_INT(EMPTOR_VOUCHER_LINE_SIZE_0_1, 88);
  CHECK_INT(EMPTOR_LINE_PRICE_SIZE_0_1, 88);
  CHECK_INT(EMPTOR_POST_OPTIONS_SIZE_0_1, 32);
  CHECK_INT(EMPTOR_CREDIT_RELEASE_SIZE_0_1, 40);
  CHECK_INT(EMPTOR_CORRECTION_POLICY_SIZE_0_1, 24);
  CHECK_INT(EMPTOR_VOUCHER_QUERY_SIZE_0_1, 48);
  CHECK_INT(EMPTOR_BALANCE_SIZE_0_1, 56);
  CHECK_INT(EMPTOR_AGEING_QUERY_SIZE_0_1, 88);
  CHECK_INT(EMPTOR_INSTRUMENT_INPUT_SIZE_0_1, 88);
  CHECK_INT(EMPTOR_INSTRUMENT_STEP_SIZE_0_1, 32);
  CHECK_INT(EMPTOR_ALLOCATION_REQUEST_SIZE_0_1, 64);
  CHECK_INT(EMPTOR_SUMMARY_QUERY_SIZE_0_1, 64);
  CHECK_INT(EMPTOR_UNCOLLECTED_QUERY_SIZE_0_1, 48);
  CHECK_INT(EMPTOR_STATEMENT_QUERY_SIZE_0_1, 40);
  CHECK_INT(EMPTOR_CREDIT_SCENARIO_SIZE_0_1, 48);
  CHECK_INT(EMPTOR_ITEM_MARK_SIZE_0_1, 64);
  CHECK_INT(EMPTOR_CREDIT_REPORT_QUERY_SIZE_0_1, 40);
  /* These never change. */
  CHECK_INT(sizeof(emptor_text), 64);
  CHECK_INT(sizeof(emptor_chosen_debit), 24);
  CHECK_INT(sizeof(emptor_term_value), 16);
  CHECK_INT(sizeof(emptor_item_unit), 24);
  CHECK_INT(sizeof(emptor_price_key), 32);
  CHECK_INT(sizeof(emptor_price_value), 56);
}

/* An output is filled as far as its caller knows it. */
static void outputs(emptor_session* session) {
  struct {
    emptor_balance known;
    unsigned char tail[16];
  } grown;
  emptor_balance_init(&grown.known, (uint32_t)sizeof grown);
  OK(emptor_balance_get(session, "C001", EMPTOR_RECEIVABLE, EMPTOR_BASIS_ACCOUNT, NULL, EMPTOR_NO_DATE, &grown.known,
                        &error));
  CHECK_TEXT(grown.known.amount, "0.00");
  CHECK_TEXT(grown.known.currency, "USD");
  CHECK_INT(grown.known.age_start, EMPTOR_NO_DATE);
  CHECK_INT(grown.known.struct_size, sizeof grown);
  CHECK_INT(grown.tail[0], 0);

  emptor_balance_init(&grown.known, (uint32_t)sizeof grown.known);
  memset(grown.tail, 0x55, sizeof grown.tail);
  OK(emptor_balance_get(session, "C001", EMPTOR_RECEIVABLE, EMPTOR_BASIS_ACCOUNT, NULL, EMPTOR_NO_DATE, &grown.known,
                        &error));
  CHECK_INT(grown.tail[0], 0x55);
  grown.known.struct_size = 8;
  FAILS(emptor_balance_get(session, "C001", EMPTOR_RECEIVABLE, EMPTOR_BASIS_ACCOUNT, NULL, EMPTOR_NO_DATE, &grown.known,
                           NULL),
        EMPTOR_E_MISUSE);
}

/* In an array the first struct tells the distance from one to the next. */
static void arrays(emptor_session* session) {
  struct {
    emptor_price_entry known;
    unsigned char tail[24];
  } grown[2];
  int64_t ids[2] = {0, 0};
  int i;
  create_item(session, "A0", NULL);
  create_item(session, "A1", NULL);
  for (i = 0; i < 2; ++i) {
    emptor_price_entry_init(&grown[i].known, (uint32_t)sizeof grown[i]);
    grown[i].known.item = i == 0 ? "A0" : "A1";
    grown[i].known.price = i == 0 ? "1.00" : "2.00";
  }
  OK(emptor_price_entry_set_all(session, &grown[0].known, 2, ids, &error));
  CHECK(ids[0] != 0 && ids[1] != 0 && ids[0] != ids[1]);
  grown[1].tail[0] = 1;
  FAILS(emptor_price_entry_set_all(session, &grown[0].known, 2, NULL, NULL), EMPTOR_E_MISUSE);
  grown[1].tail[0] = 0;
  grown[1].known.struct_size -= 8;
  FAILS(emptor_price_entry_set_all(session, &grown[0].known, 2, NULL, NULL), EMPTOR_E_MISUSE);
  grown[1].known.struct_size += 8;
  grown[1].known.price = "two";
  FAILS(emptor_price_entry_set_all(session, &grown[0].known, 2, NULL, &error), EMPTOR_E_INVALID);
  CHECK_TEXT(emptor_error_field(error), "entries[1].price");
  forget_error();
  FAILS(emptor_price_entry_set_all(session, NULL, 1, NULL, NULL), EMPTOR_E_MISUSE);
  FAILS(emptor_price_entry_set_all(session, &grown[0].known, -1, NULL, NULL), EMPTOR_E_MISUSE);
}

int main(void) {
  emptor_book* book = open_book(":memory:");
  emptor_session* session = open_session(book);
  fill_shop(session);
  sizes();
  preparation();
  inputs(session);
  outputs(session);
  arrays(session);
  emptor_session_close(session);
  emptor_book_close(book);
  return done();
}
