#include "source.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "files.hpp"
#include "mend.hpp"

namespace demo {
namespace {

using emptor::Date;
using Column = CsvReader::Column;

CsvReader open_table(const std::filesystem::path& folder, const std::string& name) {
  return CsvReader(name, read_file(folder / name));
}

Date day_of(const CsvReader& table, Column column) {
  try {
    return Date::parse(table.text(column));
  } catch (const emptor::Error&) {
    table.fail_at(column, "is not a day");
  }
}

/// Text for people: blanks at the end dropped, and mended.
std::string words_of(const CsvReader& table, Column column) {
  std::string_view text = table.text(column);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return mended(text);
}

std::string joined(const std::string& first, const std::string& second) {
  return first.empty() || second.empty() ? first + second : first + ", " + second;
}

std::map<int, std::string> read_names(const std::filesystem::path& folder, const std::string& file,
                                      std::string_view id_name, std::string_view text_name) {
  CsvReader table = open_table(folder, file);
  const Column id = table.column(id_name);
  const Column text = table.column(text_name);
  std::map<int, std::string> names;
  while (table.next()) names.emplace(table.number(id), words_of(table, text));
  return names;
}

void read_cities(const std::filesystem::path& folder, Source& source) {
  CsvReader table = open_table(folder, "cities.csv");
  const Column id = table.column("CityID");
  const Column name = table.column("CityName");
  const Column code = table.column("StateProvinceCode");
  const Column state = table.column("StateProvinceName");
  const Column territory = table.column("SalesTerritory");
  while (table.next())
    source.cities.emplace(table.number(id), City{words_of(table, name), words_of(table, code), words_of(table, state),
                                                 words_of(table, territory)});
}

void read_people(const std::filesystem::path& folder, Source& source) {
  CsvReader table = open_table(folder, "people.csv");
  const Column id = table.column("PersonID");
  const Column name = table.column("FullName");
  const Column phone = table.column("PhoneNumber");
  const Column email = table.column("EmailAddress");
  const Column salesperson = table.column("IsSalesperson");
  while (table.next())
    source.people.emplace(table.number(id), PersonRow{words_of(table, name), words_of(table, phone),
                                                      words_of(table, email), table.number(salesperson) == 1});
}

void read_customers(const std::filesystem::path& folder, Source& source) {
  CsvReader table = open_table(folder, "customers.csv");
  const Column id = table.column("CustomerID");
  const Column name = table.column("CustomerName");
  const Column bill_to = table.column("BillToCustomerID");
  const Column category = table.column("CustomerCategoryID");
  const Column buying_group = table.column("BuyingGroupID");
  const Column primary = table.column("PrimaryContactPersonID");
  const Column alternate = table.column("AlternateContactPersonID");
  const Column limit = table.column("CreditLimit");
  const Column opened = table.column("AccountOpenedDate");
  const Column days = table.column("PaymentDays");
  const Column phone = table.column("PhoneNumber");
  const Column fax = table.column("FaxNumber");
  const Column website = table.column("WebsiteURL");
  const Column delivery_1 = table.column("DeliveryAddressLine1");
  const Column delivery_2 = table.column("DeliveryAddressLine2");
  const Column delivery_code = table.column("DeliveryPostalCode");
  const Column delivery_city = table.column("DeliveryCityID");
  const Column postal_1 = table.column("PostalAddressLine1");
  const Column postal_2 = table.column("PostalAddressLine2");
  const Column postal_code = table.column("PostalPostalCode");
  const Column postal_city = table.column("PostalCityID");
  while (table.next()) {
    CustomerRow row;
    row.id = table.number(id);
    row.name = words_of(table, name);
    row.bill_to = table.number(bill_to);
    row.category = table.number(category);
    if (!table.empty(buying_group)) row.buying_group = table.number(buying_group);
    row.contacts.push_back(table.number(primary));
    if (!table.empty(alternate)) row.contacts.push_back(table.number(alternate));
    if (!table.empty(limit)) row.credit_limit = table.cents(limit);
    row.opened = day_of(table, opened);
    row.payment_days = table.number(days);
    row.phone = words_of(table, phone);
    row.fax = words_of(table, fax);
    row.website = words_of(table, website);
    row.delivery = {joined(words_of(table, delivery_1), words_of(table, delivery_2)), words_of(table, delivery_code),
                    table.number(delivery_city)};
    row.postal = {joined(words_of(table, postal_1), words_of(table, postal_2)), words_of(table, postal_code),
                  table.number(postal_city)};
    source.customers.push_back(std::move(row));
  }
  std::ranges::sort(source.customers, {}, &CustomerRow::id);
}

void read_suppliers(const std::filesystem::path& folder, Source& source) {
  CsvReader table = open_table(folder, "suppliers.csv");
  const Column id = table.column("SupplierID");
  const Column name = table.column("SupplierName");
  const Column contact = table.column("PrimaryContactPersonID");
  const Column days = table.column("PaymentDays");
  const Column phone = table.column("PhoneNumber");
  const Column website = table.column("WebsiteURL");
  const Column line_1 = table.column("DeliveryAddressLine1");
  const Column line_2 = table.column("DeliveryAddressLine2");
  const Column postal_code = table.column("DeliveryPostalCode");
  while (table.next())
    source.suppliers.push_back(
        {.id = table.number(id),
         .name = words_of(table, name),
         .contact = table.number(contact),
         .payment_days = table.number(days),
         .phone = words_of(table, phone),
         .website = words_of(table, website),
         .address = {joined(words_of(table, line_1), words_of(table, line_2)), words_of(table, postal_code), 0}});
}

void read_items(const std::filesystem::path& folder, Source& source) {
  std::map<int, std::vector<int>> groups_of;
  {
    CsvReader table = open_table(folder, "stock_item_groups.csv");
    const Column item = table.column("StockItemID");
    const Column group = table.column("StockGroupID");
    const Column name = table.column("StockGroupName");
    while (table.next()) {
      groups_of[table.number(item)].push_back(table.number(group));
      source.item_groups.emplace(table.number(group), table.text(name));
    }
  }
  CsvReader table = open_table(folder, "stock_items.csv");
  const Column id = table.column("StockItemID");
  const Column name = table.column("StockItemName");
  const Column unit = table.column("UnitPackageID");
  const Column outer = table.column("OuterPackageID");
  const Column per_outer = table.column("QuantityPerOuter");
  const Column tax = table.column("TaxRate");
  const Column price = table.column("UnitPrice");
  while (table.next())
    source.items.push_back({.id = table.number(id),
                            .name = words_of(table, name),
                            .unit = table.number(unit),
                            .outer_unit = table.number(outer),
                            .per_outer = table.number(per_outer),
                            .tax_rate = table.number(tax),
                            .price = table.cents(price),
                            .groups = groups_of[table.number(id)]});
}

void read_deals(const std::filesystem::path& folder, Source& source) {
  CsvReader table = open_table(folder, "special_deals.csv");
  const Column buying_group = table.column("BuyingGroupID");
  const Column item_group = table.column("StockGroupID");
  const Column description = table.column("DealDescription");
  const Column first = table.column("StartDate");
  const Column last = table.column("EndDate");
  const Column percent = table.column("DiscountPercentage");
  while (table.next())
    source.deals.push_back({.buying_group = table.number(buying_group),
                            .item_group = table.number(item_group),
                            .description = words_of(table, description),
                            .first = day_of(table, first),
                            .last = day_of(table, last),
                            .percent = table.number(percent)});
}

void read_orders(const std::filesystem::path& folder, Source& source) {
  CsvReader table = open_table(folder, "orders.csv.gz");
  const Column id = table.column("OrderID");
  const Column customer = table.column("CustomerID");
  const Column salesperson = table.column("SalespersonPersonID");
  const Column picked_when = table.column("PickingCompletedWhen");
  while (table.next()) {
    Order order{.id = table.number(id), .customer = table.number(customer), .salesperson = table.number(salesperson)};
    if (!table.empty(picked_when)) {
      try {
        order.picked_on = Date::parse(table.text(picked_when).substr(0, 10));  // "2013-01-01T12:00:00"
      } catch (const emptor::Error&) {
        table.fail_at(picked_when, "is not a moment");
      }
    }
    source.orders.push_back(std::move(order));
  }
  std::ranges::sort(source.orders, {}, &Order::id);

  CsvReader lines = open_table(folder, "order_lines.csv.gz");
  const Column order_id = lines.column("OrderID");
  const Column item = lines.column("StockItemID");
  const Column picked = lines.column("PickedQuantity");
  while (lines.next()) {
    const int quantity = lines.number(picked);
    if (quantity == 0) continue;  // back-ordered: another order has it
    const auto order = std::ranges::lower_bound(source.orders, lines.number(order_id), {}, &Order::id);
    if (order == source.orders.end() || order->id != lines.number(order_id)) lines.fail_at(order_id, "is no order");
    order->picked.emplace_back(lines.number(item), quantity);
  }
  for (Order& order : source.orders) std::ranges::sort(order.picked);
}

/// The lines of one invoice stand together; the transactions point to them.
std::unordered_map<int, std::span<const InvoiceLine>> read_invoice_lines(const std::filesystem::path& folder,
                                                                         Source& source) {
  CsvReader table = open_table(folder, "invoice_lines.csv.gz");
  const Column invoice = table.column("InvoiceID");
  const Column item = table.column("StockItemID");
  const Column quantity = table.column("Quantity");
  const Column price = table.column("UnitPrice");
  const Column tax = table.column("TaxAmount");
  const Column extended = table.column("ExtendedPrice");
  std::vector<std::pair<int, std::size_t>> starts;
  while (table.next()) {
    const int number = table.number(invoice);
    if (starts.empty() || starts.back().first != number) starts.emplace_back(number, source.invoice_lines.size());
    source.invoice_lines.push_back({.item = table.number(item),
                                    .quantity = table.number(quantity),
                                    .price = table.cents(price),
                                    .tax = table.cents(tax),
                                    .extended = table.cents(extended)});
  }
  std::unordered_map<int, std::span<const InvoiceLine>> lines_of;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t end = i + 1 < starts.size() ? starts[i + 1].second : source.invoice_lines.size();
    const auto lines =
        std::span<const InvoiceLine>(source.invoice_lines).subspan(starts[i].second, end - starts[i].second);
    if (!lines_of.emplace(starts[i].first, lines).second)
      throw SourceError("invoice_lines.csv.gz: the lines of invoice " + std::to_string(starts[i].first) +
                        " do not stand together");
  }
  return lines_of;
}

void read_transactions(const std::filesystem::path& folder, Source& source) {
  const auto lines_of = read_invoice_lines(folder, source);
  CsvReader table = open_table(folder, "customer_transactions.csv.gz");
  const Column id = table.column("CustomerTransactionID");
  const Column customer = table.column("CustomerID");
  const Column type = table.column("TransactionTypeID");
  const Column invoice = table.column("InvoiceID");
  const Column day = table.column("TransactionDate");
  const Column net = table.column("AmountExcludingTax");
  const Column tax = table.column("TaxAmount");
  const Column total = table.column("TransactionAmount");
  const Column settled = table.column("FinalizationDate");
  while (table.next()) {
    Transaction row{.id = table.number(id),
                    .account = table.number(customer),
                    .day = day_of(table, day),
                    .net = table.cents(net),
                    .tax = table.cents(tax),
                    .total = table.cents(total),
                    .settled = day_of(table, settled)};
    const int kind = table.number(type);
    if (kind == 1) {
      row.invoice = table.number(invoice);
      const auto lines = lines_of.find(row.invoice);
      if (lines == lines_of.end()) table.fail_at(invoice, "has no lines");
      row.lines = lines->second;
    } else if (kind == 3) {
      row.kind = Transaction::Kind::payment;
    } else {
      table.fail_at(type, "is neither an invoice nor a payment");
    }
    source.transactions.push_back(row);
  }
  if (source.transactions.empty()) throw SourceError("customer_transactions.csv.gz holds no transaction");
  std::ranges::sort(source.transactions, {}, &Transaction::id);
  if (!std::ranges::is_sorted(source.transactions, {}, &Transaction::day))
    throw SourceError("customer_transactions.csv.gz: the days do not follow the order of the transactions");
}

Picked picked_lines(const Transaction& invoice) {
  Picked lines;
  for (const InvoiceLine& line : invoice.lines) lines.emplace_back(line.item, line.quantity);
  std::ranges::sort(lines);
  return lines;
}

}  // namespace

const CustomerRow& Source::customer(int id) const {
  const auto found = std::ranges::lower_bound(customers, id, {}, &CustomerRow::id);
  if (found == customers.end() || found->id != id) throw SourceError("there is no customer " + std::to_string(id));
  return *found;
}

Source read_source(const std::filesystem::path& folder) {
  Source source;
  read_cities(folder, source);
  read_people(folder, source);
  source.categories = read_names(folder, "customer_categories.csv", "CustomerCategoryID", "CustomerCategoryName");
  source.buying_groups = read_names(folder, "buying_groups.csv", "BuyingGroupID", "BuyingGroupName");
  source.units = read_names(folder, "package_types.csv", "PackageTypeID", "PackageTypeName");
  read_customers(folder, source);
  read_suppliers(folder, source);
  read_items(folder, source);
  read_deals(folder, source);
  read_orders(folder, source);
  read_transactions(folder, source);
  return source;
}

Matching match_orders(Source& source) {
  struct Candidates {
    std::vector<const Order*> all;  ///< in the order of their numbers
    std::set<const Order*> used;
  };
  std::map<std::pair<int, Picked>, Candidates> by_content;
  for (const Order& order : source.orders) {
    if (order.picked.empty()) continue;
    by_content[{source.customer(order.customer).bill_to, order.picked}].all.push_back(&order);
  }

  Matching result;
  for (Transaction& invoice : source.transactions) {
    if (!invoice.is_invoice()) continue;
    ++result.invoices;
    const auto found = by_content.find({invoice.account, picked_lines(invoice)});
    const Order* chosen = nullptr;
    int that_day = 0;
    if (found != by_content.end())
      for (const Order* order : found->second.all) {
        const bool on_the_day = order->picked_on == invoice.day;
        if (on_the_day) ++that_day;
        if (found->second.used.contains(order)) continue;
        if (chosen == nullptr || (on_the_day && chosen->picked_on != invoice.day)) chosen = order;
      }
    if (chosen == nullptr) {
      ++result.unmatched;
      continue;
    }
    ++(found->second.all.size() == 1 ? result.by_content : that_day == 1 ? result.by_picking_day : result.by_sequence);
    found->second.used.insert(chosen);
    invoice.order = chosen;
  }
  return result;
}

}  // namespace demo
