#include "load.hpp"

#include <set>
#include <unordered_map>

#include "codes.hpp"

namespace demo {
namespace {

using emptor::Decimal;
using emptor::Term;

/// One load: the rooms it writes to, what it reads, and what it has counted.
class Loader {
 public:
  Loader(emptor::Session& session, const Source& source, const LoadPlan& plan)
      : settings_(session.settings()),
        customers_(session.customers()),
        suppliers_(session.suppliers()),
        catalog_(session.catalog()),
        prices_(session.prices()),
        source_(source),
        plan_(plan) {}

  Loaded run() {
    emptor::BookSettings settings = settings_.get();
    settings.credit_at_sale = plan_.credit_at_sale;
    settings_.change(settings);

    load_groups();
    load_salespeople();
    load_customers();
    if (!plan_.limited_customers_only) load_suppliers();
    load_catalog();
    load_prices();
    return loaded_;
  }

 private:
  void load_groups() {
    for (const auto& [id, name] : source_.categories) create_group(category_code(name), name);
    for (const auto& [id, name] : source_.buying_groups) create_group(buying_group_code(name), name);
    loaded_.flat_groups = static_cast<int>(source_.categories.size() + source_.buying_groups.size());

    std::set<std::string> known;
    for (const auto& [id, city] : source_.cities) {
      if (known.insert(territory_code(city.territory)).second)
        create_group(territory_code(city.territory), city.territory);
      if (known.insert(state_code(city.state_code)).second)
        create_group(state_code(city.state_code), city.state, territory_code(city.territory));
    }
    loaded_.tree_groups = static_cast<int>(known.size());
  }

  void create_group(std::string code, const std::string& name, std::optional<std::string> parent = {}) {
    customers_.create_group({.code = std::move(code), .name = name, .parent = std::move(parent)});
  }

  void load_salespeople() {
    for (const auto& [id, person] : source_.people) {
      if (!person.salesperson) continue;
      customers_.create_person(
          {.code = person_code(id), .name = person.name, .phone = person.phone, .email = person.email});
      ++loaded_.salespeople;
    }
    // The source has no person in charge of a customer; whoever took the first order is as good as anybody.
    for (const Order& order : source_.orders) first_salesperson_.emplace(order.customer, order.salesperson);
  }

  void load_customers() {
    // Head offices first: a branch names the one it is billed to.
    for (const bool head_offices : {true, false})
      for (const CustomerRow& row : source_.customers) {
        if ((row.bill_to == row.id) != head_offices) continue;
        if (plan_.limited_customers_only && !row.credit_limit) continue;
        load_customer(row);
      }
  }

  void load_customer(const CustomerRow& row) {
    const std::string code = customer_code(row.id);
    const City& city = source_.cities.at(row.delivery.city);
    emptor::PartyInput input{
        .code = code,
        .name = row.name,
        .phone = row.phone,
        .fax = row.fax,
        .website = row.website,
        .since = row.opened,
        .groups = {category_code(source_.categories.at(row.category)), state_code(city.state_code)},
        .terms = {{Term::payment_terms, std::to_string(row.payment_days)}}};
    if (row.buying_group != 0) input.groups.push_back(buying_group_code(source_.buying_groups.at(row.buying_group)));
    if (row.bill_to != row.id) {
      input.terms.emplace_back(Term::bill_to, customer_code(row.bill_to));
      ++loaded_.billed_elsewhere;
    }
    // A customer without a limit is not managed, which is not the same as a limit of zero: the term stays unset.
    if (row.credit_limit) {
      input.terms.emplace_back(Term::credit_limit, Decimal::scaled(*row.credit_limit, 2).to_string());
      ++loaded_.limited;
    }
    if (const auto first = first_salesperson_.find(row.id); first != first_salesperson_.end())
      input.terms.emplace_back(Term::salesperson, person_code(first->second));
    customers_.create(input);
    ++loaded_.customers;
    if (plan_.limited_customers_only) return;

    save_address(customers_, code, "Delivery", row.delivery, true);
    save_address(customers_, code, "Postal", row.postal, false);
    for (std::size_t i = 0; i < row.contacts.size(); ++i)
      save_contact(customers_, code, row.contacts[i], i == 0 ? "primary contact" : "alternate contact");
  }

  void load_suppliers() {
    for (const SupplierRow& row : source_.suppliers) {
      const std::string code = supplier_code(row.id);
      suppliers_.create({.code = code,
                         .name = row.name,
                         .customer = false,
                         .supplier = true,
                         .phone = row.phone,
                         .website = row.website,
                         .terms = {{Term::payment_terms, std::to_string(row.payment_days)}}});
      save_address(suppliers_, code, "Delivery", row.address, true);
      save_contact(suppliers_, code, row.contact, "primary contact");
      ++loaded_.suppliers;
    }
  }

  void save_address(emptor::Parties& parties, const std::string& party, std::string name, const PlaceRow& place,
                    bool is_default) {
    emptor::Address address{.name = std::move(name),
                            .street = place.street,
                            .postal_code = place.postal_code,
                            .country = "US",
                            .is_default = is_default};
    if (place.city != 0) {
      const City& city = source_.cities.at(place.city);
      address.city = city.name;
      address.region = city.state;
    }
    parties.save_address(party, address);
    ++loaded_.addresses;
  }

  void save_contact(emptor::Parties& parties, const std::string& party, int person, std::string role) {
    const PersonRow& row = source_.people.at(person);
    parties.save_contact(party, {.name = row.name, .role = std::move(role), .phone = row.phone, .email = row.email});
    ++loaded_.contacts;
  }

  void load_catalog() {
    for (const auto& [id, name] : source_.units) catalog_.create_unit(unit_code(name), name);
    loaded_.units = static_cast<int>(source_.units.size());
    std::set<int> rates;
    for (const ItemRow& row : source_.items)
      if (rates.insert(row.tax_rate).second)
        catalog_.create_tax_code(tax_code(row.tax_rate), "Sales tax " + std::to_string(row.tax_rate) + " %",
                                 emptor::Percent::of(Decimal(row.tax_rate)));
    loaded_.tax_codes = static_cast<int>(rates.size());
    for (const auto& [id, name] : source_.item_groups)
      catalog_.create_item_group({.code = item_group_code(name), .name = name});
    loaded_.item_groups = static_cast<int>(source_.item_groups.size());

    for (const ItemRow& row : source_.items) {
      emptor::ItemInput input{.code = item_code(row.id),
                              .name = row.name,
                              .unit = unit_code(source_.units.at(row.unit)),
                              .tax_code = tax_code(row.tax_rate)};
      for (const int group : row.groups) input.groups.push_back(item_group_code(source_.item_groups.at(group)));
      // Many items come ten "Each" to the outer "Each": that is a way of packing, not another unit.
      if (row.outer_unit != row.unit) {
        input.units.push_back({unit_code(source_.units.at(row.outer_unit)), emptor::Ratio::of(row.per_outer, 1)});
        ++loaded_.other_units;
      }
      catalog_.create_item(input);
      ++loaded_.items;
    }
  }

  void load_prices() {
    std::vector<emptor::PriceEntryInput> entries;
    for (const ItemRow& row : source_.items)
      entries.push_back({.product = {.item = item_code(row.id)}, .price = Decimal::scaled(row.price, 2)});
    loaded_.base_prices = static_cast<int>(entries.size());
    for (const DealRow& deal : source_.deals) {
      entries.push_back({.list = {.kind = emptor::PriceListKind::customer_group,
                                  .code = buying_group_code(source_.buying_groups.at(deal.buying_group))},
                         .product = {.group = item_group_code(source_.item_groups.at(deal.item_group))},
                         .percent_of_base = Decimal(100 - deal.percent),
                         .valid = emptor::Period::days(deal.first, deal.last)});
      ++loaded_.deals;
    }
    prices_.set_all(entries);
  }

  emptor::Settings settings_;
  emptor::Parties customers_;
  emptor::Parties suppliers_;
  emptor::Catalog catalog_;
  emptor::Prices prices_;
  const Source& source_;
  const LoadPlan& plan_;
  Loaded loaded_;
  std::unordered_map<int, int> first_salesperson_;
};

}  // namespace

Loaded load(emptor::Session& session, const Source& source, const LoadPlan& plan) {
  emptor::Batch batch = session.batch();
  const Loaded loaded = Loader(session, source, plan).run();
  batch.commit();
  return loaded;
}

void check_loaded(const emptor::Session& session, const Source& source, Checks& checks) {
  const emptor::Parties customers = session.customers();
  const emptor::Parties suppliers = session.suppliers();
  const emptor::Catalog catalog = session.catalog();

  Check& count = checks.add("customers, suppliers and items in the book");
  count.same(customers.count(), static_cast<std::int64_t>(source.customers.size()), [] { return "customers"; });
  count.same(suppliers.count(), static_cast<std::int64_t>(source.suppliers.size()), [] { return "suppliers"; });
  count.same(static_cast<std::int64_t>(catalog.items({.limit = 10'000}).size()),
             static_cast<std::int64_t>(source.items.size()), [] { return "items"; });

  Check& names = checks.add("names, head offices and limits as read back");
  for (const CustomerRow& row : source.customers) {
    const std::string code = customer_code(row.id);
    const auto where = [&] { return code; };
    names.same(customers.get(code).name, row.name, where);
    names.same(customers.term(code, Term::bill_to).value.value_or(""),
               row.bill_to == row.id ? "" : customer_code(row.bill_to), where);
    const auto limit = customers.term(code, Term::credit_limit).value;
    names.same(limit.has_value() ? Decimal::parse(*limit).to_scaled(2) : -1, row.credit_limit.value_or(-1), where);
  }
}

}  // namespace demo
