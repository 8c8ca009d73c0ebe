/// The first page of Emptor in C++: terms, prices, a sale, a collection, a sale refused on credit.
/// quickstart.c and quickstart.py tell the same story and print the same lines.
#include <cstdio>
#include <emptor/emptor.hpp>

using namespace emptor;

namespace {

std::string price(const PriceQuote& quote) {
  return quote.unit_price.value().rounded(quote.currency.minor_units()).to_string() + " " +
         std::string(quote.currency.code());
}

std::string amount(Money money) { return money.amount().to_string(); }

void stock_the_shelves(Book& book) {
  book.catalog().create_unit("PCS", "piece");
  book.catalog().create_tax_code("VAT10", "VAT 10 %", Percent::of("10"));
  book.catalog().create_location("W1", "Main warehouse");
  book.catalog().create_item_group({.code = "TOP", .name = "Top sellers"});
  book.catalog().create_item({.code = "P1", .name = "Lamp", .unit = "PCS", .tax_code = "VAT10", .groups = {"TOP"}});
  book.catalog().create_item({.code = "P2", .name = "Bulb", .unit = "PCS", .tax_code = "VAT10"});
  book.catalog().create_item(
      {.code = "P3", .name = "Chandelier", .unit = "PCS", .tax_code = "VAT10", .groups = {"TOP"}});
  book.stock().adjust("P1", "W1", Quantity::of(100), Date::of(2026, 1, 1), "opening stock");
}

void agree_on_prices(Book& book) {
  book.prices().set_base("P1", Decimal::parse("20.00"));
  book.prices().set_base("P2", Decimal::parse("10.00"));
  book.prices().set_base("P3", Decimal::parse("40.00"));
  book.prices().create_list({.code = "WHOLESALE", .name = "Wholesale", .kind = PriceListKind::level});
  const PriceScope wholesale{.kind = PriceListKind::level, .code = "WHOLESALE"};
  book.prices().set({.list = wholesale, .product = {.item = "P1"}, .price = Decimal::parse("17.50")});
  book.prices().set({.list = wholesale, .product = {.group = "TOP"}, .percent_of_base = Decimal(90)});
}

void meet_the_customers(Book& book) {
  book.customers().create(
      {.code = "C001",
       .name = "An Phat",
       .terms = {{Term::sales_level, "WHOLESALE"}, {Term::credit_limit, "1000.00"}, {Term::credit_age_days, "60"}}});
  book.customers().create({.code = "C002", .name = "Binh Minh"});
}

void quote(const Book& book, const char* item, const char* customer) {
  const PriceQuote found = book.prices().quote({.item = item, .customer = customer, .on = Date::of(2026, 3, 31)});
  std::printf("%s for %s: %s (%s)\n", item, customer, price(found).c_str(),
              std::string(to_string(found.source)).c_str());
}

void sell_and_collect(Book& book) {
  const PostResult sale = book.vouchers().post({.kind = VoucherKind::sale,
                                                .party = "C001",
                                                .dated = Date::of(2026, 1, 10),
                                                .location = "W1",
                                                .lines = {{.item = "P1", .quantity = Quantity::of(10)}}});
  const Voucher& posted = *sale.voucher;
  std::printf("sale %s: net %s + tax %s = %s; stock of P1 at W1: %s\n", posted.number.c_str(),
              amount(posted.net).c_str(), amount(posted.tax).c_str(), posted.total.to_string().c_str(),
              book.stock().on_hand("P1", "W1").value().normalized().to_string().c_str());

  const PostResult collection = book.vouchers().post({.kind = VoucherKind::collection,
                                                      .party = "C001",
                                                      .dated = Date::of(2026, 3, 1),
                                                      .amount = Decimal::parse("100.00")});
  const Balance balance =
      book.receivables().balance("C001", Side::receivable, BalanceBasis::account, {}, Date::of(2026, 3, 31));
  std::printf("collection %s: balance of C001 %s, %d days old\n", collection.voucher->number.c_str(),
              balance.amount.to_string().c_str(), balance.age_days);
}

void sell_too_much(Book& book) {
  const PostResult refused = book.vouchers().post({.kind = VoucherKind::sale,
                                                   .party = "C001",
                                                   .dated = Date::of(2026, 3, 31),
                                                   .lines = {{.item = "P3", .quantity = Quantity::of(50)}}});
  if (!refused.posted())
    std::printf("blocked: excess %s and %d days\n", refused.credit->excess_amount.to_string().c_str(),
                refused.credit->excess_days);
  std::printf("balance of C001: %s\n", book.receivables().balance("C001").amount.to_string().c_str());
}

void show_the_ageing(const Book& book) {
  const Ageing ageing = book.receivables().ageing({.party = "C001", .as_of = Date::of(2026, 3, 31)});
  const std::vector<Money>& buckets = ageing.total.buckets;
  std::printf("ageing of C001: 0-30 %s, 31-60 %s, 61-90 %s, over 90 %s\n", amount(buckets[0]).c_str(),
              amount(buckets[1]).c_str(), amount(buckets[2]).c_str(), amount(buckets[3]).c_str());
}

}  // namespace

int main() {
  try {
    Book book = Book::open(":memory:", "USD");
    stock_the_shelves(book);
    agree_on_prices(book);
    meet_the_customers(book);
    quote(book, "P1", "C001");
    quote(book, "P3", "C001");
    quote(book, "P1", "C002");
    sell_and_collect(book);
    sell_too_much(book);
    show_the_ageing(book);
    std::printf("verify: %zu differences\n", book.verify().size());
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
