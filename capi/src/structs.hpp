/// The versioned structs of emptor.h: their defaults, and the sizes that they had.
#pragma once

#include "boundary.hpp"

namespace emptor::capi {

// Why the assertion: a member that is appended later must not fit into padding that was there before, or old and
// new callers could not be told apart.
#define EMPTOR_VERSIONED(TYPE, LAST, FIRST_SIZE, ...)                                       \
  static_assert(EMPTOR_SIZE_THROUGH(TYPE, LAST) == sizeof(TYPE), #TYPE " ends in padding"); \
  template <>                                                                               \
  struct Versioned<TYPE> {                                                                  \
    static constexpr const char* name = #TYPE;                                              \
    static constexpr std::size_t first_size = FIRST_SIZE;                                   \
    static TYPE defaults() noexcept { return TYPE __VA_ARGS__; }                            \
  }

EMPTOR_VERSIONED(emptor_book_options, clock_context, EMPTOR_BOOK_OPTIONS_SIZE_0_1, EMPTOR_BOOK_OPTIONS_INIT);
EMPTOR_VERSIONED(emptor_party_input, reserved, EMPTOR_PARTY_INPUT_SIZE_0_1, EMPTOR_PARTY_INPUT_INIT);
EMPTOR_VERSIONED(emptor_party_changes, memo, EMPTOR_PARTY_CHANGES_SIZE_0_1, EMPTOR_PARTY_CHANGES_INIT);
EMPTOR_VERSIONED(emptor_party_query, reserved, EMPTOR_PARTY_QUERY_SIZE_0_1, EMPTOR_PARTY_QUERY_INIT);
EMPTOR_VERSIONED(emptor_address, country, EMPTOR_ADDRESS_SIZE_0_1, EMPTOR_ADDRESS_INIT);
EMPTOR_VERSIONED(emptor_contact, email, EMPTOR_CONTACT_SIZE_0_1, EMPTOR_CONTACT_INIT);
EMPTOR_VERSIONED(emptor_person, active_until, EMPTOR_PERSON_SIZE_0_1, EMPTOR_PERSON_INIT);
EMPTOR_VERSIONED(emptor_item_input, volume, EMPTOR_ITEM_INPUT_SIZE_0_1, EMPTOR_ITEM_INPUT_INIT);
EMPTOR_VERSIONED(emptor_item_changes, volume, EMPTOR_ITEM_CHANGES_SIZE_0_1, EMPTOR_ITEM_CHANGES_INIT);
EMPTOR_VERSIONED(emptor_item_query, reserved, EMPTOR_ITEM_QUERY_SIZE_0_1, EMPTOR_ITEM_QUERY_INIT);
EMPTOR_VERSIONED(emptor_price_list, currency, EMPTOR_PRICE_LIST_SIZE_0_1, EMPTOR_PRICE_LIST_INIT);
EMPTOR_VERSIONED(emptor_price_entry, reserved, EMPTOR_PRICE_ENTRY_SIZE_0_1, EMPTOR_PRICE_ENTRY_INIT);
EMPTOR_VERSIONED(emptor_price_change, dry_run, EMPTOR_PRICE_CHANGE_SIZE_0_1, EMPTOR_PRICE_CHANGE_INIT);
EMPTOR_VERSIONED(emptor_price_lint_query, reserved, EMPTOR_PRICE_LINT_QUERY_SIZE_0_1, EMPTOR_PRICE_LINT_QUERY_INIT);
EMPTOR_VERSIONED(emptor_price_rule, replaces, EMPTOR_PRICE_RULE_SIZE_0_1, EMPTOR_PRICE_RULE_INIT);
EMPTOR_VERSIONED(emptor_programme, overrun, EMPTOR_PROGRAMME_SIZE_0_1, EMPTOR_PROGRAMME_INIT);
EMPTOR_VERSIONED(emptor_coupon, customer_uses_max, EMPTOR_COUPON_SIZE_0_1, EMPTOR_COUPON_INIT);
EMPTOR_VERSIONED(emptor_discount, reserved, EMPTOR_DISCOUNT_SIZE_0_1, EMPTOR_DISCOUNT_INIT);
EMPTOR_VERSIONED(emptor_price_request, document_quantity, EMPTOR_PRICE_REQUEST_SIZE_0_1, EMPTOR_PRICE_REQUEST_INIT);
EMPTOR_VERSIONED(emptor_voucher_input, project, EMPTOR_VOUCHER_INPUT_SIZE_0_1, EMPTOR_VOUCHER_INPUT_INIT);
EMPTOR_VERSIONED(emptor_matrix_query, reserved, EMPTOR_MATRIX_QUERY_SIZE_0_1, EMPTOR_MATRIX_QUERY_INIT);
EMPTOR_VERSIONED(emptor_simulation, reserved, EMPTOR_SIMULATION_SIZE_0_1, EMPTOR_SIMULATION_INIT);
EMPTOR_VERSIONED(emptor_voucher_line, price_reason, EMPTOR_VOUCHER_LINE_SIZE_0_1, EMPTOR_VOUCHER_LINE_INIT);
EMPTOR_VERSIONED(emptor_line_price, price_list, EMPTOR_LINE_PRICE_SIZE_0_1, EMPTOR_LINE_PRICE_INIT);
EMPTOR_VERSIONED(emptor_post_options, credit_hold, EMPTOR_POST_OPTIONS_SIZE_0_1, EMPTOR_POST_OPTIONS_INIT);
EMPTOR_VERSIONED(emptor_credit_release, reserved, EMPTOR_CREDIT_RELEASE_SIZE_0_1, EMPTOR_CREDIT_RELEASE_INIT);
EMPTOR_VERSIONED(emptor_correction_policy, reason, EMPTOR_CORRECTION_POLICY_SIZE_0_1, EMPTOR_CORRECTION_POLICY_INIT);
EMPTOR_VERSIONED(emptor_voucher_query, project, EMPTOR_VOUCHER_QUERY_SIZE_0_1, EMPTOR_VOUCHER_QUERY_INIT);
EMPTOR_VERSIONED(emptor_balance, amount, EMPTOR_BALANCE_SIZE_0_1, EMPTOR_BALANCE_INIT);
EMPTOR_VERSIONED(emptor_ageing_query, known_at, EMPTOR_AGEING_QUERY_SIZE_0_1, EMPTOR_AGEING_QUERY_INIT);
EMPTOR_VERSIONED(emptor_allocation_request, reserved, EMPTOR_ALLOCATION_REQUEST_SIZE_0_1,
                 EMPTOR_ALLOCATION_REQUEST_INIT);
EMPTOR_VERSIONED(emptor_summary_query, currency, EMPTOR_SUMMARY_QUERY_SIZE_0_1, EMPTOR_SUMMARY_QUERY_INIT);
EMPTOR_VERSIONED(emptor_uncollected_query, currency, EMPTOR_UNCOLLECTED_QUERY_SIZE_0_1, EMPTOR_UNCOLLECTED_QUERY_INIT);
EMPTOR_VERSIONED(emptor_statement_query, currency, EMPTOR_STATEMENT_QUERY_SIZE_0_1, EMPTOR_STATEMENT_QUERY_INIT);
EMPTOR_VERSIONED(emptor_item_mark, reason, EMPTOR_ITEM_MARK_SIZE_0_1, EMPTOR_ITEM_MARK_INIT);
EMPTOR_VERSIONED(emptor_credit_scenario, reserved, EMPTOR_CREDIT_SCENARIO_SIZE_0_1, EMPTOR_CREDIT_SCENARIO_INIT);
EMPTOR_VERSIONED(emptor_credit_report_query, after_code, EMPTOR_CREDIT_REPORT_QUERY_SIZE_0_1,
                 EMPTOR_CREDIT_REPORT_QUERY_INIT);
EMPTOR_VERSIONED(emptor_currency_transfer, order_count, EMPTOR_CURRENCY_TRANSFER_SIZE_0_1,
                 EMPTOR_CURRENCY_TRANSFER_INIT);
EMPTOR_VERSIONED(emptor_return, broken, EMPTOR_RETURN_SIZE_0_1, EMPTOR_RETURN_INIT);
EMPTOR_VERSIONED(emptor_foreign_query, reserved, EMPTOR_FOREIGN_QUERY_SIZE_0_1, EMPTOR_FOREIGN_QUERY_INIT);
EMPTOR_VERSIONED(emptor_instrument_input, reserved, EMPTOR_INSTRUMENT_INPUT_SIZE_0_1, EMPTOR_INSTRUMENT_INPUT_INIT);
EMPTOR_VERSIONED(emptor_instrument_step, reason, EMPTOR_INSTRUMENT_STEP_SIZE_0_1, EMPTOR_INSTRUMENT_STEP_INIT);
EMPTOR_VERSIONED(emptor_rebate, replaces, EMPTOR_REBATE_SIZE_0_1, EMPTOR_REBATE_INIT);

#undef EMPTOR_VERSIONED

}  // namespace emptor::capi
