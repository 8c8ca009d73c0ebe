// Goal: tiers pay what they say, exactly and for figures of any size; accumulators follow postings, reversals and
// corrections, are guarded, and verify finds what differs; a settlement and its reversal keep the parts together.
#include "emptor/rebates.hpp"

#include "parties/cards.hpp"
#include "support/refused.hpp"
#include "support/test.hpp"
#include "unit/vouchers/server_shop.hpp"
#include "vouchers/posting.hpp"
#include "vouchers/rebates.hpp"

using namespace emptor;
using namespace emptor::test;
using namespace emptor::vouchers;

namespace {

constexpr std::int64_t one = 1'000'000;
constexpr Rounding half_up = Rounding::half_up;

/// 0 % from 0, 2 % from 10,000.00, 4 % from 50,000.00.
Agreement turnover(RebateMode mode) {
  return {.mode = mode, .tiers = {{0, 0}, {1'000'000, 20'000}, {5'000'000, 40'000}}, .currency = Currency::of("USD")};
}

Volume sold(std::int64_t net) { return {.quantity = 0, .net = net, .gross = net}; }

/// A book in which P1 costs 10.00 and C001 earns 10 % of everything from 2026 on.
struct Dealer {
  Dealer() {
    made.catalog().create_unit("PCS", "piece");
    made.catalog().create_item({.code = "P1", .name = "Lamp", .unit = "PCS"});
    Prices(made.state).set_base("P1", Decimal(10));
    for (const char* code : {"C001", "C002"}) made.customers().create({.code = code, .name = code});
  }
  [[nodiscard]] VoucherId sell(std::int64_t pieces, std::optional<UnitPrice> price = {}) const {
    VoucherDraft draft{.kind = VoucherKind::sale,
                       .party = "C001",
                       .dated = trade_day,
                       .lines = {{.item = "P1", .quantity = Quantity::of(pieces), .unit_price = price}}};
    return vouchers().post(draft, {.acknowledge_warnings = true}).voucher->id;
  }
  [[nodiscard]] Vouchers vouchers() const { return Vouchers(made.state); }
  [[nodiscard]] Rebates rebates() const { return Rebates(made.state); }
  [[nodiscard]] std::vector<std::string> findings() {
    return made.read([](access::Work& work) {
      std::vector<std::string> texts;
      for (const Finding& each : verify(work)) texts.push_back(each.what + ": " + each.kept + " is " + each.computed);
      return texts;
    });
  }
  BareBook made{};
};

RebateInput tenth() {
  return {.code = "TEN",
          .party = "C001",
          .valid = {Date::of(2026, 1, 1), Date::of(2027, 1, 1)},
          .tiers = {{.from = Decimal(0), .value = Decimal(10)}}};
}

}  // namespace

TEST_CASE("all units and incremental at the thresholds", "[vouchers][rebates]") {
  const auto pays = [](RebateMode mode, std::int64_t net) { return earned(turnover(mode), sold(net), half_up); };
  for (const RebateMode mode : {RebateMode::all_units, RebateMode::incremental}) {
    CHECK(pays(mode, 0) == 0);
    CHECK(pays(mode, -500) == 0);
    CHECK(pays(mode, 999'999) == 0);
  }
  CHECK(pays(RebateMode::all_units, 1'000'000) == 20'000);
  CHECK(pays(RebateMode::incremental, 1'000'000) == 0);
  CHECK(pays(RebateMode::all_units, 4'999'999) == 100'000);
  CHECK(pays(RebateMode::all_units, 6'000'000) == 240'000);
  CHECK(pays(RebateMode::incremental, 6'000'000) == 120'000);
}

TEST_CASE("what is missing to the next tier, and what it is worth", "[vouchers][rebates]") {
  const auto missing = next_tier(turnover(RebateMode::all_units), sold(4'000'000), half_up);
  REQUIRE(missing.has_value());
  CHECK(missing->tier == 3);
  CHECK(missing->base == 1'000'000);
  CHECK(missing->gain == 120'000);  // 4 % of 50,000.00 less 2 % of 40,000.00
  CHECK_FALSE(next_tier(turnover(RebateMode::all_units), sold(5'000'000), half_up).has_value());
  // By quantity nobody knows what it will cost until something was bought.
  Agreement by_units = turnover(RebateMode::all_units);
  by_units.base = RebateBase::quantity;
  by_units.tiers = {{100 * one, 40'000}};
  CHECK_FALSE(next_tier(by_units, {}, half_up)->gain.has_value());
  const auto twelve = next_tier(by_units, {.quantity = 88 * one, .net = 79'200, .gross = 79'200}, half_up);
  CHECK(twelve->base == 12 * one);
  CHECK(twelve->gain == 3'600);
}

TEST_CASE("figures near the greatest are exact, and beyond it refused", "[vouchers][rebates]") {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  Agreement steps = turnover(RebateMode::incremental);
  steps.tiers.front().value = 1'000'000;  // 100 % of the first part
  steps.tiers[1].value = steps.tiers[2].value = 1'000'000;
  CHECK(earned(steps, sold(most), half_up) == most);
  Agreement each{
      .base = RebateBase::quantity, .pays = RebatePays::per_unit, .tiers = {{0, one}}, .currency = Currency::of("USD")};
  CHECK(earned(each, {.quantity = 7 * one}, half_up) == 700);
  CHECK_THROWS_AS(at_rate(each, 1'000'000 * one, {.quantity = most}, half_up), Error);
}

TEST_CASE("shares of a group add up", "[vouchers][rebates]") {
  const Agreement agreement = turnover(RebateMode::all_units);
  const std::vector<Volume> volumes{sold(10'000), sold(10'000), sold(10'000), sold(-5)};
  CHECK(shares(agreement, 1'000, volumes) == std::vector<std::int64_t>{334, 333, 333, 0});
  CHECK(shares(agreement, 0, {}).empty());
}

TEST_CASE("verify names an accumulator, a row and a settlement that differ", "[vouchers][rebates]") {
  Dealer trade;
  const VoucherId first = trade.sell(3);
  trade.rebates().set(tenth());
  const VoucherId second = trade.sell(4);
  CHECK(trade.rebates().standing("TEN", "C001").earned == usd("7.00"));
  static_cast<void>(trade.vouchers().reverse(first));
  const RebateSettlement settled = trade.rebates().settle({.agreement = "TEN", .party = "C001"});
  CHECK(settled.amount == usd("4.00"));
  CHECK(trade.findings().empty());

  const auto tampered = [&](store::Sql change, store::Sql back) {
    trade.made.write([&](access::Work& work) { work.tx().execute(change); });
    const auto found = trade.findings();
    trade.made.write([&](access::Work& work) { work.tx().execute(back); });
    CHECK(trade.findings().empty());
    return found.empty() ? std::string() : found.front();
  };
  CHECK(tampered("UPDATE emptor_rebate_base SET net = net + 1", "UPDATE emptor_rebate_base SET net = net - 1") ==
        "rebate base: 4 units, 4001 net, 4000 gross is 4 units, 4000 net, 4000 gross");
  CHECK(tampered("UPDATE emptor_rebate_settlement SET amount = 401",
                 "UPDATE emptor_rebate_settlement SET amount = 400") == "rebate settlement: 401 is 400");
  CHECK(tampered("UPDATE emptor_rebate_voucher SET lines = '2'", "UPDATE emptor_rebate_voucher SET lines = '1'") != "");
  trade.made.write([&](access::Work& work) {
    work.tx().execute("DELETE FROM emptor_rebate_voucher WHERE voucher_id = ?1", second);
    work.tx().execute("UPDATE emptor_rebate_base SET quantity = 0, net = 0, gross = 0");
  });
  CHECK(trade.findings() == std::vector<std::string>{"rebate: nothing is 4 units, 4000 net, 4000 gross"});
}

TEST_CASE("an accumulator that would overflow refuses the sale and changes nothing", "[vouchers][rebates]") {
  Dealer trade;
  trade.rebates().set(tenth());
  static_cast<void>(trade.sell(1));
  const auto fill = [&](std::int64_t net) {
    trade.made.write([&](access::Work& work) { work.tx().execute("UPDATE emptor_rebate_base SET net = ?1", net); });
  };
  fill(std::numeric_limits<std::int64_t>::max() - 999);
  CHECK(refusal([&] { static_cast<void>(trade.sell(1)); }) == "OVERFLOW(lines)");
  fill(1'000);
  CHECK(trade.rebates().counted("TEN", "C001").size() == 1);
  CHECK(trade.findings().empty());
}

TEST_CASE("a correction counts once, and a voucher of a settlement is not corrected", "[vouchers][rebates]") {
  Dealer trade;
  trade.rebates().set(tenth());
  const VoucherId sale = trade.sell(10);
  VoucherDraft smaller{
      .kind = VoucherKind::sale, .party = "C001", .lines = {{.item = "P1", .quantity = Quantity::of(4)}}};
  REQUIRE(trade.vouchers().correct(sale, smaller).posted());
  CHECK(trade.rebates().standing("TEN", "C001").earned == usd("4.00"));
  const VoucherId settled = trade.rebates().settle({.agreement = "TEN", .party = "C001"}).voucher;
  const VoucherDraft rebate{.kind = VoucherKind::rebate, .party = "C001", .amount = Decimal(1)};
  CHECK(refusal([&] { static_cast<void>(trade.vouchers().post(rebate)); }) == "INVALID(kind)");
  CHECK(refusal([&] { static_cast<void>(trade.vouchers().correct(settled, rebate)); }) == "INVALID(kind)");
  CHECK(trade.rebates().standing("TEN", "C001").settled == usd("4.00"));
  CHECK(trade.findings().empty());
}

TEST_CASE("a version counts anew, and keeps what settlements stand on", "[vouchers][rebates]") {
  Dealer trade;
  const RebateId first = trade.rebates().set(tenth());
  static_cast<void>(trade.sell(10));
  RebateInput later = tenth();
  later.replaces = first;
  later.base = RebateBase::gross;
  CHECK(refusal([&] { static_cast<void>(trade.rebates().set(later)); }) == "INVALID(base)");
  later.base = RebateBase::net;
  later.valid.from = trade_day + 1;
  static_cast<void>(trade.rebates().set(later));
  CHECK(trade.rebates().standing("TEN", "C001", trade_day + 1).earned == usd("0.00"));
  CHECK(trade.rebates().list().size() == 1);
  CHECK(trade.findings().empty());
}

TEST_CASE("members of a group that counts together do not wait for each other", "[vouchers][rebates][postgres]") {
  if (!on_postgres()) return;
  Shop shop;
  shop.customers().create_group({.code = "CHAIN", .name = "Chain"});
  for (const char* code : {"C001", "C002"}) shop.customers().join_group(code, "CHAIN");
  Rebates(shop.session)
      .set({.code = "TEAM",
            .group = "CHAIN",
            .counting = RebateCounting::together,
            .tiers = {{.from = Decimal(0), .value = Decimal(1)}}});
  CHECK(shop.post("C001").empty());
  CHECK(shop.post("C002").empty());
  {
    auto work = access::Work::post(shop.other(), access::Undo::batch);
    // Numbers are drawn by day, and stock is counted by item.
    CHECK(emptor::vouchers::post(work, sale_of("C001", "P2", trade_day + 1), {}).posted());
    CHECK(shop.post("C002").empty());
    work.commit();
  }
  CHECK(Rebates(shop.session).standing("TEAM", "C001", trade_day + 1).base == Decimal(40));
}
