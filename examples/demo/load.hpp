/// Master data into a book, through the same calls that any host uses.
#pragma once

#include "checks.hpp"
#include "emptor/emptor.hpp"
#include "source.hpp"

namespace demo {

struct LoadPlan {
  emptor::OnExcess credit_at_sale = emptor::OnExcess::warn;
  /// Only the customers with a limit of their own, and only what a posting needs of them.
  bool limited_customers_only = false;
};

struct Loaded {
  int customers = 0;
  int billed_elsewhere = 0;
  int limited = 0;
  int contacts = 0;
  int addresses = 0;
  int suppliers = 0;
  int flat_groups = 0;
  int tree_groups = 0;
  int salespeople = 0;
  int items = 0;
  int item_groups = 0;
  int units = 0;
  int other_units = 0;
  int tax_codes = 0;
  int base_prices = 0;
  int deals = 0;
};

/// Everything in one transaction.
Loaded load(emptor::Session& session, const Source& source, const LoadPlan& plan);

/// Reads customers and items back and compares them with the source.
void check_loaded(const emptor::Session& session, const Source& source, Checks& checks);

}  // namespace demo
