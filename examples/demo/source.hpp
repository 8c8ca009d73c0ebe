/// The wholesaler as its own files tell it: master data, orders, and the receivables ledger that the replay is judged
/// by.
///
/// Everything here is read from the files and added up without the library's help. The ledger knows only bill-to
/// customers and no invoice names its order, so `match_orders` finds the order of each invoice by what both of them
/// say.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "csv.hpp"
#include "emptor/base.hpp"

namespace demo {

struct City {
  std::string name;
  std::string state_code;
  std::string state;
  std::string territory;
};

struct PersonRow {
  std::string name;
  std::string phone;
  std::string email;
  bool salesperson = false;
};

struct PlaceRow {
  std::string street;
  std::string postal_code;
  int city = 0;
};

struct CustomerRow {
  int id = 0;
  std::string name;
  int bill_to = 0;
  int category = 0;
  int buying_group = 0;  ///< 0: none
  std::vector<int> contacts;
  std::optional<Cents> credit_limit;  ///< none: not managed
  emptor::Date opened;
  int payment_days = 0;
  std::string phone;
  std::string fax;
  std::string website;
  PlaceRow delivery;
  PlaceRow postal;
};

struct SupplierRow {
  int id = 0;
  std::string name;
  int contact = 0;
  int payment_days = 0;
  std::string phone;
  std::string website;
  PlaceRow address;
};

struct ItemRow {
  int id = 0;
  std::string name;
  int unit = 0;
  int outer_unit = 0;
  int per_outer = 1;
  int tax_rate = 0;  ///< percent
  Cents price = 0;
  std::vector<int> groups;
};

/// A promised discount of a buying group on an item group; both days belong to it.
struct DealRow {
  int buying_group = 0;
  int item_group = 0;
  std::string description;
  emptor::Date first;
  emptor::Date last;
  int percent = 0;
};

/// What was picked, as (item, quantity) in ascending order.
using Picked = std::vector<std::pair<int, int>>;

struct Order {
  int id = 0;
  int customer = 0;
  int salesperson = 0;
  std::optional<emptor::Date> picked_on;
  Picked picked;
};

struct InvoiceLine {
  int item = 0;
  int quantity = 0;
  Cents price = 0;
  Cents tax = 0;
  Cents extended = 0;  ///< tax included
};

/// A row of the ledger: an invoice, or a payment with a negative total.
struct Transaction {
  enum class Kind : std::uint8_t { invoice, payment };
  Kind kind = Kind::invoice;
  int id = 0;
  int account = 0;  ///< the bill-to customer
  int invoice = 0;  ///< its number; 0 for a payment
  emptor::Date day;
  Cents net = 0;
  Cents tax = 0;
  Cents total = 0;
  emptor::Date settled;  ///< for an invoice: the day of the payment that settled it
  std::span<const InvoiceLine> lines;
  const Order* order = nullptr;  ///< once matched

  [[nodiscard]] bool is_invoice() const noexcept { return kind == Kind::invoice; }
};

struct Source {
  std::map<int, City> cities;
  std::map<int, std::string> categories;
  std::map<int, std::string> buying_groups;
  std::map<int, PersonRow> people;
  std::map<int, std::string> units;
  std::map<int, std::string> item_groups;
  std::vector<CustomerRow> customers;  ///< by id
  std::vector<SupplierRow> suppliers;
  std::vector<ItemRow> items;
  std::vector<DealRow> deals;
  std::vector<Order> orders;               ///< by id
  std::vector<InvoiceLine> invoice_lines;  ///< of one invoice after the other
  std::vector<Transaction> transactions;   ///< in the order of the ledger, which is by day

  Source() = default;
  Source(Source&&) = default;  ///< transactions point into the vectors, which keep their memory
  Source& operator=(Source&&) = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  [[nodiscard]] const CustomerRow& customer(int id) const;
  [[nodiscard]] emptor::Date first_day() const { return transactions.front().day; }
  [[nodiscard]] emptor::Date last_day() const { return transactions.back().day; }
};

/// Reads the folder. Throws SourceError for a file that is missing, malformed, or at odds with another one.
[[nodiscard]] Source read_source(const std::filesystem::path& folder);

/// How the invoices found their orders.
struct Matching {
  int invoices = 0;
  int by_content = 0;      ///< one order of that account with these picked lines
  int by_picking_day = 0;  ///< several, one of them picked on the day of the invoice
  int by_sequence = 0;     ///< several even on that day: orders and invoices both in the order of their numbers
  int unmatched = 0;
};

/// Gives each invoice its order; no order is used twice.
[[nodiscard]] Matching match_orders(Source& source);

}  // namespace demo
