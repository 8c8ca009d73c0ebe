/// Random partial returns and their reversals: never more than was sold or paid, and all of it in the end.
#include <algorithm>
#include <random>

#include "emptor/emptor.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

struct Shop {
  explicit Shop(std::uint32_t seed) : random(seed) {}
  std::int64_t number(std::int64_t from, std::int64_t to) {
    return std::uniform_int_distribution<std::int64_t>(from, to)(random);
  }
  std::mt19937 random;
};

VoucherDraft random_sale(Shop& shop) {
  VoucherDraft draft = trade_sale("C001");
  draft.tax_mode = shop.number(0, 1) == 0 ? TaxMode::exclusive : TaxMode::inclusive;
  draft.lines.clear();
  for (std::int64_t i = shop.number(1, 4); i > 0; --i) {
    LineDraft& line = draft.lines.emplace_back();
    line.item = "P1";
    line.quantity = {shop.number(1, 12) * (shop.number(0, 3) == 0 ? 250'000 : 1'000'000)};
    if (shop.number(0, 1) == 0) line.unit_price = UnitPrice{shop.number(0, 40'000'000)};
    line.tax_code = shop.number(0, 1) == 0 ? "VAT" : "LOW";
  }
  return draft;
}

struct Sum {
  std::int64_t net = 0;
  std::int64_t tax = 0;
  std::vector<std::int64_t> units{};
};

/// What all returns of the sale are, by their vouchers.
Sum sum_of(const Book& book, const Voucher& sale) {
  Sum sum{.units = std::vector<std::int64_t>(sale.lines.size())};
  for (const Voucher& each :
       book.vouchers().list({.kind = VoucherKind::sales_return, .party = "C001", .limit = 10'000})) {
    if (each.returns != sale.id) continue;
    sum.net += each.net.minor;
    sum.tax += each.tax.minor;
    for (const VoucherLine& line : each.lines)
      sum.units[static_cast<std::size_t>(line.returns_line - 1)] += line.quantity.micros;
  }
  return sum;
}

void check_sums(const Sum& sum, const Voucher& sale) {
  CHECK(sum.net + sum.tax >= 0);
  CHECK(sum.net + sum.tax <= sale.total.minor);
  for (std::size_t i = 0; i < sum.units.size(); ++i) {
    CHECK(sum.units[i] >= 0);
    CHECK(sum.units[i] <= sale.lines[i].quantity.micros);
  }
}

BrokenPromotion random_policy(Shop& shop) {
  return shop.number(0, 1) == 0 ? BrokenPromotion::keep : BrokenPromotion::recalc;
}

void trade_and_return(Book& book, Shop& shop) {
  const Quantity held = book.stock().on_hand("P1", "W1");
  const Voucher sale = *book.vouchers().post(random_sale(shop)).voucher;
  std::vector<VoucherId> returns;
  for (std::int64_t step = shop.number(1, 6); step > 0; --step) {
    if (!returns.empty() && shop.number(0, 3) == 0) {
      const auto at = returns.begin() + shop.number(0, static_cast<std::int64_t>(returns.size()) - 1);
      static_cast<void>(book.vouchers().reverse(*at));
      returns.erase(at);
      continue;
    }
    const Sum before = sum_of(book, sale);
    ReturnDraft draft{.of = sale.id, .dated = trade_day, .broken = random_policy(shop)};
    for (std::size_t i = 0; i < sale.lines.size(); ++i) {
      const std::int64_t left = sale.lines[i].quantity.micros - before.units[i];
      if (left > 0 && shop.number(0, 1) == 0)
        draft.lines.push_back({.line = static_cast<int>(i) + 1, .quantity = {shop.number(1, left)}});
    }
    if (draft.lines.empty()) continue;
    const PostResult made = book.vouchers().return_goods(draft);
    REQUIRE(made.posted());
    CHECK(made.voucher->total.minor >= 0);
    returns.push_back(made.voucher->id);
    check_sums(sum_of(book, sale), sale);
  }
  const Sum before = sum_of(book, sale);
  bool left = false;
  for (std::size_t i = 0; i < sale.lines.size(); ++i) left = left || before.units[i] < sale.lines[i].quantity.micros;
  if (!left) return;  // by whichever policy came last
  REQUIRE(
      book.vouchers().return_goods({.of = sale.id, .dated = trade_day, .broken = BrokenPromotion::recalc}).posted());
  const Sum all = sum_of(book, sale);
  CHECK(all.net == sale.net.minor);
  CHECK(all.tax == sale.tax.minor);
  CHECK(book.stock().on_hand("P1", "W1") == held);
}

}  // namespace

TEST_CASE("random returns add up to their sale in net, tax and stock", "[property][vouchers]") {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    Shop shop(seed);
    Book book = trade_book();
    book.catalog().create_tax_code("VAT", "VAT", Percent::of("19"));
    book.catalog().create_tax_code("LOW", "Low", Percent::of("7"));
    book.catalog().create_item({.code = "MUG", .name = "Mug", .unit = "PCS", .tax_code = "VAT"});
    book.prices().set_base("MUG", Decimal(4));
    BookSettings settings = book.settings().get();
    settings.tax_rounding = seed % 2 == 0 ? TaxRounding::per_document : TaxRounding::per_line;
    settings.rounding = seed % 3 == 0 ? Rounding::half_even : Rounding::half_up;
    book.settings().change(settings);
    book.promotions().set({.code = "LOT", .name = "A lot", .min_quantity = Decimal(8), .value = Decimal(10)});
    if (seed % 4 < 2)
      book.promotions().set({.code = "FREE",
                             .name = "A mug",
                             .priority = 200,
                             .reward = RewardKind::free_goods,
                             .per = Decimal(5),
                             .get = Decimal(1),
                             .gift = "MUG"});
    for (int i = 0; i < 4; ++i) trade_and_return(book, shop);
    CHECK(book.verify().empty());
  }
}
