// Goal: on a server a use case waits for an answer as seldom as its questions allow, and a quote inside its freshness
// bound never does, without ever going on from a price that this host knows to be changed.
#include <chrono>
#include <thread>

#include "support/refused.hpp"
#include "support/test.hpp"
#include "unit/vouchers/server_shop.hpp"

using namespace emptor;
using namespace emptor::test;

TEST_CASE("a sale of five lines costs two round trips when its cards are known", "[vouchers][postgres]") {
  if (!on_postgres()) return;
  Shop shop;
  const auto post = [&](const PostOptions& options = {}) {
    return shop.round_trips([&] { CHECK(shop.vouchers().post(sale_of_five(), options).posted()); });
  };
  // The first ones load cards, begin the series and the counters of stock.
  post();
  post();
  CHECK(post() == 2);
  shop.customers().set_term(TermOwner::party("C001"), Term::credit_limit, "100000");
  shop.customers().set_term(TermOwner::party("C001"), Term::credit_age_days, "365");
  shop.customers().save_address("C001", {.name = "door", .street = "1 Main St", .is_default = true});
  post();
  CHECK(post({.idempotency_key = "K"}) == 2);
  CHECK(post({.acknowledge_warnings = true}) == 2);
  // Somebody has changed a card meanwhile: what was asked by the old one is asked again.
  shop.others_prices().set_base("P5", Decimal(11));
  CHECK(post({.idempotency_key = "L"}) <= 5);
  BookSettings settings = shop.settings().get();
  settings.stock_shortage = OnExcess::warn;
  shop.settings().change(settings);
  post({.acknowledge_warnings = true});
  CHECK(post({.idempotency_key = "M", .acknowledge_warnings = true}) == 2);
}

TEST_CASE("a counter of stock that cannot hold a sale is named, and nothing is kept", "[vouchers][postgres]") {
  if (!on_postgres()) return;
  Shop shop;
  VoucherDraft draft = sale_of_five();
  draft.location = "W1";
  CHECK(shop.vouchers().post(draft).voucher->number == "20260331-1");
  {
    auto work = access::Work::write(*shop.session);
    work.tx().execute("UPDATE emptor_stock SET on_hand = ?1 WHERE item_id = 4",
                      -std::numeric_limits<std::int64_t>::max());
    work.commit();
  }
  const Error error = refused([&] { static_cast<void>(shop.vouchers().post(draft)); });
  CHECK(error.code() == ErrorCode::overflow);
  CHECK(error.problems().front().figures.front() == std::pair<std::string, std::string>("item", "P4"));
  draft.location = std::nullopt;
  CHECK(shop.vouchers().post(draft).voucher->number == "20260331-2");
}

TEST_CASE("a credit decision costs one round trip", "[vouchers][postgres]") {
  if (!on_postgres()) return;
  Shop shop;
  shop.customers().set_term(TermOwner::party("C001"), Term::credit_limit, "100");
  shop.customers().set_term(TermOwner::party("C001"), Term::credit_age_days, "365");
  const auto decide = [&] { return shop.credit().check("C001", usd("150")).verdict; };
  CHECK(decide() == CreditVerdict::block);
  CHECK(shop.round_trips(decide) == 1);
  // And by the cards of now.
  Parties(shop.made().state, true).set_term(TermOwner::party("C001"), Term::credit_limit, "200");
  CHECK(decide() == CreditVerdict::pass);
}

TEST_CASE("a collection costs at most three round trips", "[vouchers][postgres]") {
  if (!on_postgres()) return;
  Shop shop;
  const auto sell = [&] { return shop.vouchers().post(sale_of("C001", "P1")).voucher->id; };
  const auto collect = [&](std::vector<VoucherId> settles) {
    VoucherDraft draft = trade_collection("C001", Decimal(10));
    draft.settles = std::move(settles);
    return shop.round_trips([&] { CHECK(shop.vouchers().post(draft).posted()); });
  };
  for (int i = 0; i < 4; ++i) sell();
  collect({});
  CHECK(collect({}) <= 3);
  // What it names is looked up first, and then its account.
  CHECK(collect({sell()}) <= 5);
}

TEST_CASE("a warm quote inside its freshness bound costs no round trip", "[vouchers][postgres]") {
  if (!on_postgres()) return;
  constexpr std::int64_t bound_ms = 60'000;
  Shop shop(bound_ms, true);
  const auto quote = [&] {
    return Prices(shop.session).quote({.item = "P1", .customer = "C001"}).unit_price.value().normalized().to_string();
  };
  CHECK(quote() == "10");
  CHECK(shop.round_trips(quote) == 0);
  shop.wait_ms(bound_ms);
  CHECK(shop.round_trips([&] {
    CHECK(quote() == "10");
    CHECK(quote() == "10");
  }) <= 1);

  // What this process changes counts at once.
  Prices(shop.session).set_base("P1", Decimal(11));
  CHECK(quote() == "11");

  // What another host changes, as soon as this one hears of it: the book's clock stands still meanwhile.
  shop.others_prices().set_base("P1", Decimal(12));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (quote() != "12" && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  CHECK(quote() == "12");
  CHECK(shop.round_trips(quote) == 0);
}

TEST_CASE("a change that is not heard of counts after the bound, and for a posting at once", "[vouchers][postgres]") {
  if (!on_postgres()) return;
  constexpr std::int64_t bound_ms = 60'000;
  Shop shop(bound_ms);  // deaf
  const auto quote = [&] {
    return Prices(shop.session).quote({.item = "P1", .customer = "C001"}).unit_price.value().normalized().to_string();
  };
  CHECK(quote() == "10");
  shop.others_prices().set_base("P1", Decimal(12));
  CHECK(quote() == "10");
  shop.wait_ms(bound_ms - 1);
  CHECK(quote() == "10");
  shop.wait_ms(1);
  CHECK(quote() == "12");

  shop.others_prices().set_base("P1", Decimal(13));
  CHECK(quote() == "12");
  const auto sale = shop.vouchers().post(sale_of("C001", "P1"));
  CHECK(sale.voucher->lines.front().unit_price.value() == Decimal(13));
  CHECK(quote() == "13");
}

TEST_CASE("without a bound every quote looks", "[vouchers][postgres]") {
  if (!on_postgres()) return;
  Shop shop;
  shop.others_prices().set_base("P1", Decimal(12));
  CHECK(Prices(shop.session).quote({.item = "P1", .customer = "C001"}).unit_price.value() == Decimal(12));
}
