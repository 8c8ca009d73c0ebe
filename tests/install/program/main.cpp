// A host in C++: an item with a price, a customer, a sale in a book in memory.
#include <cstdio>

#include "emptor/emptor.hpp"
#include "emptor/version.hpp"

int main() {
  auto book = emptor::Book::open(":memory:", "EUR");
  book.catalog().create_unit("PCS", "piece");
  book.catalog().create_item({.code = "LAMP", .name = "Lamp", .unit = "PCS"});
  book.prices().set_base("LAMP", emptor::Decimal::parse("20.00"));
  book.customers().create({.code = "C001", .name = "An Phat"});
  const auto result = book.vouchers().post({.kind = emptor::VoucherKind::sale,
                                            .party = "C001",
                                            .lines = {{.item = "LAMP", .quantity = emptor::Quantity::of(10)}}});
  if (!result.posted()) return 1;
  std::printf("emptor %.*s core\n", static_cast<int>(emptor::version_text.size()), emptor::version_text.data());
  return 0;
}
