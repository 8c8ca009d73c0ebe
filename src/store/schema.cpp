/// The schema, step by step.
///
/// Conventions. Amounts are integers in minor units, quantities and unit prices in millionths, percentages in
/// millionths of one, days since 1970-01-01, instants in microseconds, currencies by ISO numeric code. Rows that matter
/// for money are append-only: terms, memberships, tax rates, price entries, vouchers, lines, allocations carry when
/// they hold (valid time) and when they were recorded; a correction is a further row. Counters (balances, stock, open
/// amounts, number series) are the only figures that are updated, and `Book::verify` recomputes them.
///
/// Master records reference each other by foreign keys. The tables that every posting appends to do not: their keys
/// come from cards that were loaded in the same transaction, nothing in the schema is ever deleted, and forty parent
/// look-ups a voucher would cost more than the voucher.
///
/// `unit` of a currency is 10^minor units. {rows} and {clustered} end a table (clustered: stored in the order of its
/// primary key), {id} is a key that the store gives; the driver spells them.
#include "store/schema.hpp"

#include <string>

#include "store/store.hpp"
#include "store/views.hpp"

namespace emptor::store {

std::span<const Migration> migrations() noexcept {
  static const std::string foundation =
      std::string(schema::masters()).append(schema::prices()).append(schema::vouchers());
  static const std::string after_posting =
      std::string(schema::after_posting()).append(schema::rebates()) + views_after_posting() + views_of_rebates();
  static const Migration steps[] = {
      {1, "foundation", foundation},
      {2, "views", views()},
      {3, "after posting", after_posting},
  };
  return steps;
}

}  // namespace emptor::store
