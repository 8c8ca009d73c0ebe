#include "show.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "codes.hpp"

namespace demo {
namespace {

using emptor::Date;
using emptor::Decimal;
using emptor::Money;
using emptor::PriceSource;
using emptor::Term;
using emptor::TermOwner;

Date first_of_month(Date day) { return day - (static_cast<int>(static_cast<unsigned>(day.ymd().day())) - 1); }

/// Of the customers with a limit, the one that owes most; 0 when none of them owes anything.
int greatest_debtor(const Stage& stage) {
  int found = 0;
  for (const auto& [account, balance] : stage.ledger.balances()) {
    if (balance <= 0 || !stage.source.customer(account).credit_limit) continue;
    if (found == 0 || balance > stage.ledger.balance(found)) found = account;
  }
  return found;
}

/// Who traded most often from `from` on; head offices are left out because their pages are long.
int busiest_account(const Stage& stage, Date from) {
  std::map<int, int> documents;
  for (const Transaction& each : stage.source.transactions)
    if (each.day >= from && each.day <= stage.last && stage.source.customer(each.account).buying_group == 0)
      ++documents[each.account];
  const auto found = std::ranges::max_element(documents, {}, [](const auto& each) { return each.second; });
  return found == documents.end() ? 0 : found->first;
}

std::string blank_if_zero(Money amount) { return amount.is_zero() ? "" : shown(amount); }

void say_indented(Console& console, const std::string& text) {
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    console.line("  " + text.substr(from, end - from));
    from = end + 1;
  }
}

}  // namespace

void show_ledger(const Stage& stage) {
  const Date from = first_of_month(stage.last);
  const int account = busiest_account(stage, from);
  if (account == 0) return;
  const std::string code = customer_code(account);
  const auto rows = stage.session.receivables().ledger(code, from, stage.last);
  stage.console.title("A customer's ledger: " + code + "  " + stage.source.customer(account).name);
  Table table({"day", "document", "number", ">debit", ">credit", ">balance"});
  for (const emptor::LedgerRow& row : rows)
    table.row({row.dated.to_string(), row.kind, row.number, blank_if_zero(row.debit), blank_if_zero(row.credit),
               shown(row.balance)});
  stage.console.table(table);

  std::vector<Cents> expected{0};  // carried forward, then a balance for each document
  for (const Transaction& each : stage.source.transactions) {
    if (each.account != account || each.day > stage.last) continue;
    if (each.day < from)
      expected.front() += each.total;
    else
      expected.push_back(expected.back() + each.total);
  }
  Check& check = stage.checks.add("ledger: running balances");
  check.same(static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(expected.size()), [] { return "rows"; });
  for (std::size_t i = 0; i < std::min(rows.size(), expected.size()); ++i)
    check.same(rows[i].balance, expected[i], [&] { return code + " " + rows[i].number; });
}

void show_ageing(const Stage& stage) {
  const emptor::Ageing ageing = stage.session.receivables().ageing({.as_of = stage.last, .bounds = {7, 14, 30}});
  std::vector<const emptor::AgeingRow*> greatest;
  for (const emptor::AgeingRow& row : ageing.rows) greatest.push_back(&row);
  std::ranges::stable_sort(greatest, [](const auto* a, const auto* b) { return a->balance > b->balance; });
  if (greatest.size() > 10) greatest.resize(10);

  stage.console.title("Receivables by age on " + stage.last.to_string() + ", the ten greatest of " +
                      grouped(static_cast<std::int64_t>(ageing.rows.size())) + " accounts");
  Table table({"account", "name", ">0-7 days", ">8-14", ">15-30", ">over 30", ">credits", ">balance"});
  const auto cells = [](std::string account, std::string name, const emptor::AgeingRow& row) {
    std::vector<std::string> out{std::move(account), std::move(name)};
    for (const Money bucket : row.buckets) out.push_back(shown(bucket));
    out.push_back(shown(row.credits));
    out.push_back(shown(row.balance));
    return out;
  };
  for (const emptor::AgeingRow* row : greatest) table.row(cells(row->code, row->name, *row));
  table.total(cells("all", "", ageing.total));
  stage.console.table(table);

  Check& adds_up = stage.checks.add("ageing: rows and columns add up");
  Cents sum = 0;
  std::vector<Cents> columns(ageing.total.buckets.size(), 0);
  std::map<std::string, Cents> by_code;
  for (const emptor::AgeingRow& row : ageing.rows) {
    Cents buckets = row.not_due.minor + row.credits.minor;
    for (std::size_t i = 0; i < row.buckets.size(); ++i) {
      buckets += row.buckets[i].minor;
      columns.at(i) += row.buckets[i].minor;
    }
    adds_up.same(row.balance, buckets, [&] { return row.code; });
    by_code[row.code] = row.balance.minor;
    sum += row.balance.minor;
  }
  adds_up.same(ageing.total.balance, sum, [] { return "total"; });
  for (std::size_t i = 0; i < columns.size(); ++i)
    adds_up.same(ageing.total.buckets[i], columns[i], [&] { return "total of bucket " + std::to_string(i + 1); });
  Check& balances = stage.checks.add("ageing: balances");
  for (const auto& [account, expected] : stage.ledger.balances())
    balances.same_amount(by_code[customer_code(account)], expected, [&] { return customer_code(account); });
}

void show_best_customers(const Stage& stage) {
  struct Sold {
    Cents net = 0;
    std::int64_t sales = 0;
  };
  std::map<std::string, Sold> by_customer;
  for (const Transaction& each : stage.source.transactions) {
    if (!each.is_invoice() || each.day > stage.last) continue;
    Sold& sold = by_customer[customer_code(each.order != nullptr ? each.order->customer : each.account)];
    sold.net += each.net;
    ++sold.sales;
  }
  std::vector<std::pair<std::string, Sold>> expected(by_customer.begin(), by_customer.end());
  std::ranges::stable_sort(expected, [](const auto& a, const auto& b) { return a.second.net > b.second.net; });

  const auto best = stage.session.vouchers().best_customers({.from = {}, .until = {}}, 10);
  stage.console.title("The ten best customers by net sales");
  Table table({"customer", "name", ">sales", ">net"});
  Check& check = stage.checks.add("best customers: rank, sales, net");
  for (std::size_t i = 0; i < best.size(); ++i) {
    const emptor::SalesTotal& row = best[i];
    table.row({row.party, row.name, grouped(row.vouchers), shown(row.net)});
    const auto where = [&] { return "rank " + std::to_string(i + 1); };
    check.same(row.party, expected[i].first, where);
    check.same(row.vouchers, expected[i].second.sales, where);
    check.same(row.net, expected[i].second.net, where);
  }
  stage.console.table(table);
}

namespace {

/// Four customers that differ in what was agreed with them.
struct Cast {
  const CustomerRow* special = nullptr;  ///< everything: special price, level and rate
  const CustomerRow* level = nullptr;    ///< of the same category
  const CustomerRow* rate = nullptr;     ///< of another category
  const CustomerRow* base = nullptr;     ///< of another category, nothing agreed
};

Cast cast(const Stage& stage, const DealRow& deal) {
  Cast out;
  for (const CustomerRow& row : stage.source.customers) {
    if (row.opened > stage.source.first_day()) continue;
    const bool branch = row.bill_to != row.id;
    if (out.special == nullptr) {
      if (branch && row.buying_group == deal.buying_group) out.special = &row;
    } else if (row.category == out.special->category) {
      if (out.level == nullptr) out.level = &row;
    } else if (out.rate == nullptr) {
      out.rate = &row;
    } else if (out.base == nullptr) {
      out.base = &row;
    }
  }
  if (out.base == nullptr) throw SourceError("the source has too few customers for the quotes");
  return out;
}

}  // namespace

void show_quote(const Stage& stage) {
  const DealRow& deal = stage.source.deals.front();
  const auto item = std::ranges::find_if(stage.source.items, [&](const ItemRow& row) {
    return std::ranges::find(row.groups, deal.item_group) != row.groups.end();
  });
  const Cast who = cast(stage, deal);
  const Date from = stage.last + 1;
  const std::string special = customer_code(who.special->id);
  const std::string group = item_group_code(stage.source.item_groups.at(deal.item_group));
  const std::string category = stage.source.categories.at(who.special->category);

  emptor::Prices prices = stage.session.prices();
  emptor::Parties customers = stage.session.customers();
  const Decimal special_price = Decimal::multiply(Decimal::scaled(item->price, 2), Decimal::parse("0.88"), 2);
  prices.create_list({.code = "shops", .name = category, .kind = emptor::PriceListKind::level});
  prices.set({.list = {.kind = emptor::PriceListKind::level, .code = "shops"},
              .product = {.group = group},
              .percent_of_base = Decimal(92),
              .valid = {.from = from, .until = {}}});
  customers.set_term(TermOwner::group(category_code(category)), Term::sales_level, "shops", from);
  prices.set_special(special, item_code(item->id), special_price, {.from = from, .until = {}});
  for (const CustomerRow* row : {who.special, who.rate})
    customers.set_term(TermOwner::party(customer_code(row->id)), Term::sales_rate, "5", from);

  stage.console.title("A price and its reasons");
  stage.console.line("  From " + from.to_string() + " on: level 'shops' (92 % of the base price for " + group +
                     ") for every " + category + ";");
  stage.console.line("  a special price of " + special_price.to_string() + " for " + special + "; a rate of 5 % for " +
                     special + " and " + customer_code(who.rate->id) + ".");
  stage.console.line();
  const auto request = [&](const CustomerRow& row) {
    return emptor::QuoteRequest{.item = item_code(item->id),
                                .customer = customer_code(row.id),
                                .quantity = emptor::Quantity::of(24),
                                .on = from};
  };
  const emptor::PriceExplanation explained = prices.explain(request(*who.special));
  stage.console.line("  24 × " + item_code(item->id) + " " + item->name + " for " + special + " " + who.special->name);
  say_indented(stage.console, explained.to_string());
  stage.console.line();

  Check& check = stage.checks.add("quotes: price and source");
  const auto judge = [&](const emptor::PriceQuote& quote, Decimal expected, PriceSource source,
                         const std::string& code) {
    check.same(quote.unit_price.micros, expected.to_scaled(emptor::UnitPrice::scale), [&] { return code; });
    check.same(to_string(quote.source), to_string(source), [&] { return code; });
  };
  check.same(explained.quote && *explained.quote == prices.quote(request(*who.special)) ? 1 : 0, 1,
             [] { return "the explanation and the quote"; });
  const Decimal base = Decimal::scaled(item->price, 2);
  Table table({"the same 24 pieces for", "", ">price", "source"});
  const auto ask = [&](const CustomerRow& row, const Decimal& expected, PriceSource source) {
    const emptor::PriceQuote quote = prices.quote(request(row));
    judge(quote, expected, source, customer_code(row.id));
    table.row({customer_code(row.id), row.name, shown(quote.unit_price), std::string(to_string(quote.source))});
  };
  ask(*who.special, special_price, PriceSource::special_item);
  ask(*who.level, base * Decimal::parse("0.92"), PriceSource::special_group);
  ask(*who.rate, base * Decimal::parse("0.95"), PriceSource::customer_rate);
  ask(*who.base, base, PriceSource::base);
  stage.console.table(table);
}

void show_blocked_sale(const Stage& stage) {
  constexpr int age_limit = 14;
  constexpr int days_later = 21;
  const int account = greatest_debtor(stage);
  if (account == 0) {
    stage.console.line("\nNo customer with a limit owes anything on " + stage.last.to_string() + ".");
    return;
  }
  const CustomerRow& row = stage.source.customer(account);
  const std::string code = customer_code(account);
  const Date tries = stage.last + days_later;
  emptor::Parties customers = stage.session.customers();
  emptor::Receivables receivables = stage.session.receivables();
  customers.set_term(TermOwner::party(code), Term::credit_at_sale, "block", stage.last + 1);
  customers.set_term(TermOwner::party(code), Term::credit_age_days, std::to_string(age_limit), stage.last + 1);

  // An item at its base price, and enough of it to pass the limit even if the customer owed next to nothing.
  const ItemRow& item = *std::ranges::find_if(stage.source.items, [&](const ItemRow& each) {
    return std::ranges::find(each.groups, stage.source.deals.front().item_group) == each.groups.end();
  });
  const Cents quantity = std::max<Cents>(10, (*row.credit_limit - stage.ledger.balance(account)) / item.price + 1);
  const Cents net = quantity * item.price;
  const Cents total = net + (net * item.tax_rate + 50) / 100;

  stage.clock.set(tries);
  const Money before = receivables.balance(code).amount;
  const emptor::PostResult result = stage.session.vouchers().post(
      {.kind = emptor::VoucherKind::sale,
       .party = code,
       .lines = {{.item = item_code(item.id), .quantity = emptor::Quantity::of(quantity)}}},
      {.acknowledge_warnings = true});
  const Money after = receivables.balance(code).amount;
  stage.clock.set(stage.last);

  stage.console.title("A blocked sale");
  stage.console.line("  " + code + " " + row.name + " may owe " + shown(*row.credit_limit) + " for " +
                     std::to_string(age_limit) + " days at most, and is blocked beyond.");
  stage.console.line("  On " + tries.to_string() + ", with nothing paid since " + stage.last.to_string() +
                     ", it orders " + counted(quantity, "piece") + " of " + item_code(item.id) + " for " +
                     shown(total) + " with tax.");

  Check& check = stage.checks.add("blocked sale: its figures, and nothing changed");
  check.same(result.posted() ? 1 : 0, 0, [] { return "posted"; });
  check.same(after, before.minor, [] { return "the balance afterwards"; });
  if (result.posted() || !result.refusal || !result.credit) return;
  const emptor::CreditDecision& decision = *result.credit;
  const auto oldest = std::ranges::find_if(stage.source.transactions, [&](const Transaction& each) {
    return each.is_invoice() && each.account == account && each.day <= stage.last && each.settled > stage.last;
  });
  const auto in = [&](std::string_view what) { return [&code, what] { return code + " " + std::string(what); }; };
  check.same(to_string(result.refusal->code), to_string(emptor::ErrorCode::credit_blocked), in("code"));
  check.same(decision.document, total, in("document"));
  check.same(decision.exposure, stage.ledger.balance(account), in("exposure"));
  check.same(decision.excess_amount, excess_over(*row.credit_limit, stage.ledger.balance(account), total),
             in("excess amount"));
  check.same(decision.excess_days, tries - oldest->day - age_limit, in("excess days"));

  stage.console.line();
  stage.console.line("  " + std::string(to_string(result.refusal->code)) + ": " + result.refusal->message);
  stage.console.line();
  Table table({"", ">amount", ">days"});
  table.row({"limit", shown(*decision.limit), std::to_string(decision.age_limit_days.value_or(0))});
  table.row({"owed, and since when", shown(decision.exposure), std::to_string(decision.age_days)});
  table.row({"this sale", shown(decision.document), ""});
  table.row({"excess", shown(decision.excess_amount), std::to_string(decision.excess_days)});
  table.row({"a payment that clears the amount", shown(decision.payment_to_clear), ""});
  stage.console.table(table);
}

}  // namespace demo
