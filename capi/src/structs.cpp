/// Preparing versioned structs.
#include "structs.hpp"

using emptor::capi::initialise;

void emptor_book_options_init(emptor_book_options* options, std::uint32_t struct_size) noexcept {
  initialise(options, struct_size);
}

void emptor_party_input_init(emptor_party_input* input, std::uint32_t struct_size) noexcept {
  initialise(input, struct_size);
}

void emptor_party_changes_init(emptor_party_changes* changes, std::uint32_t struct_size) noexcept {
  initialise(changes, struct_size);
}

void emptor_party_query_init(emptor_party_query* query, std::uint32_t struct_size) noexcept {
  initialise(query, struct_size);
}

void emptor_address_init(emptor_address* address, std::uint32_t struct_size) noexcept {
  initialise(address, struct_size);
}

void emptor_contact_init(emptor_contact* contact, std::uint32_t struct_size) noexcept {
  initialise(contact, struct_size);
}

void emptor_person_init(emptor_person* person, std::uint32_t struct_size) noexcept { initialise(person, struct_size); }

void emptor_item_input_init(emptor_item_input* input, std::uint32_t struct_size) noexcept {
  initialise(input, struct_size);
}

void emptor_item_changes_init(emptor_item_changes* changes, std::uint32_t struct_size) noexcept {
  initialise(changes, struct_size);
}

void emptor_item_query_init(emptor_item_query* query, std::uint32_t struct_size) noexcept {
  initialise(query, struct_size);
}

void emptor_price_list_init(emptor_price_list* list, std::uint32_t struct_size) noexcept {
  initialise(list, struct_size);
}

void emptor_price_entry_init(emptor_price_entry* entry, std::uint32_t struct_size) noexcept {
  initialise(entry, struct_size);
}

void emptor_price_change_init(emptor_price_change* change, std::uint32_t struct_size) noexcept {
  initialise(change, struct_size);
}

void emptor_price_lint_query_init(emptor_price_lint_query* query, std::uint32_t struct_size) noexcept {
  initialise(query, struct_size);
}

void emptor_price_rule_init(emptor_price_rule* rule, std::uint32_t struct_size) noexcept {
  initialise(rule, struct_size);
}

void emptor_programme_init(emptor_programme* programme, std::uint32_t struct_size) noexcept {
  initialise(programme, struct_size);
}

void emptor_coupon_init(emptor_coupon* coupon, std::uint32_t struct_size) noexcept { initialise(coupon, struct_size); }

void emptor_discount_init(emptor_discount* discount, std::uint32_t struct_size) noexcept {
  initialise(discount, struct_size);
}

void emptor_price_request_init(emptor_price_request* request, std::uint32_t struct_size) noexcept {
  initialise(request, struct_size);
}

void emptor_voucher_input_init(emptor_voucher_input* input, std::uint32_t struct_size) noexcept {
  initialise(input, struct_size);
}

void emptor_line_price_init(emptor_line_price* price, std::uint32_t struct_size) noexcept {
  initialise(price, struct_size);
}

void emptor_voucher_line_init(emptor_voucher_line* line, std::uint32_t struct_size) noexcept {
  initialise(line, struct_size);
}

void emptor_post_options_init(emptor_post_options* options, std::uint32_t struct_size) noexcept {
  initialise(options, struct_size);
}

void emptor_credit_release_init(emptor_credit_release* release, std::uint32_t struct_size) noexcept {
  initialise(release, struct_size);
}

void emptor_correction_policy_init(emptor_correction_policy* policy, std::uint32_t struct_size) noexcept {
  initialise(policy, struct_size);
}

void emptor_voucher_query_init(emptor_voucher_query* query, std::uint32_t struct_size) noexcept {
  initialise(query, struct_size);
}

void emptor_balance_init(emptor_balance* balance, std::uint32_t struct_size) noexcept {
  initialise(balance, struct_size);
}

void emptor_ageing_query_init(emptor_ageing_query* query, std::uint32_t struct_size) noexcept {
  initialise(query, struct_size);
}

void emptor_summary_query_init(emptor_summary_query* query, std::uint32_t struct_size) noexcept {
  initialise(query, struct_size);
}

void emptor_uncollected_query_init(emptor_uncollected_query* query, std::uint32_t struct_size) noexcept {
  initialise(query, struct_size);
}

void emptor_statement_query_init(emptor_statement_query* query, std::uint32_t struct_size) noexcept {
  initialise(query, struct_size);
}

void emptor_item_mark_init(emptor_item_mark* mark, std::uint32_t struct_size) noexcept {
  initialise(mark, struct_size);
}

void emptor_credit_scenario_init(emptor_credit_scenario* scenario, std::uint32_t struct_size) noexcept {
  initialise(scenario, struct_size);
}

void emptor_credit_report_query_init(emptor_credit_report_query* query, std::uint32_t struct_size) noexcept {
  initialise(query, struct_size);
}

void emptor_allocation_request_init(emptor_allocation_request* request, std::uint32_t struct_size) noexcept {
  initialise(request, struct_size);
}

void emptor_currency_transfer_init(emptor_currency_transfer* transfer, std::uint32_t struct_size) noexcept {
  initialise(transfer, struct_size);
}

void emptor_return_init(emptor_return* goods, std::uint32_t struct_size) noexcept { initialise(goods, struct_size); }

void emptor_instrument_input_init(emptor_instrument_input* input, std::uint32_t struct_size) noexcept {
  initialise(input, struct_size);
}

void emptor_instrument_step_init(emptor_instrument_step* step, std::uint32_t struct_size) noexcept {
  initialise(step, struct_size);
}

void emptor_rebate_init(emptor_rebate* rebate, std::uint32_t struct_size) noexcept { initialise(rebate, struct_size); }

void emptor_foreign_query_init(emptor_foreign_query* query, std::uint32_t struct_size) noexcept {
  initialise(query, struct_size);
}

void emptor_matrix_query_init(emptor_matrix_query* query, std::uint32_t struct_size) noexcept {
  initialise(query, struct_size);
}

void emptor_simulation_init(emptor_simulation* simulation, std::uint32_t struct_size) noexcept {
  initialise(simulation, struct_size);
}
