#include "simulation/model.hpp"

#include "support/test.hpp"

namespace emptor::simulation {
namespace {

ItemKind column_of(VoucherKind kind, std::int64_t amount) {
  switch (kind) {
    case VoucherKind::sale:
    case VoucherKind::purchase:
      return ItemKind::trade;
    case VoucherKind::collection:
    case VoucherKind::payment:
    case VoucherKind::refund:
      return ItemKind::money;
    case VoucherKind::opening_balance:
      return ItemKind::other;
    case VoucherKind::adjustment:
      return amount > 0 ? ItemKind::other : ItemKind::difference;
    default:
      return ItemKind::difference;
  }
}

}  // namespace

void Model::write_down(const Voucher& voucher) {
  const std::int64_t amount = sign_of(voucher.kind) * voucher.total.minor;
  std::int64_t parts = 0;
  for (const Instalment& part : voucher.instalments) parts += part.amount.minor;
  REQUIRE(parts == voucher.total.minor);
  papers.push_back({.party = voucher.party,
                    .side = voucher.side,
                    .kind = column_of(voucher.kind, amount),
                    .dated = voucher.dated,
                    .amount = amount,
                    .id = voucher.id,
                    .companion_of = voucher.companion_of});
  if (voucher.companion_of) return;
  posted.push_back(voucher);
  for (const LinePromotion& each : voucher.promotions)
    if (!each.coupon.empty()) uses.emplace(voucher.id, voucher.party);
}

void Model::take_out(VoucherId original, Date on) {
  std::erase_if(posted, [&](const Voucher& each) { return each.id == original; });
  reversed.push_back(original);
  uses.erase(original);
  for (std::size_t i = papers.size(); i > 0; --i) {
    Paper& paper = papers[i - 1];
    if (paper.reversed_on || (paper.id != original && paper.companion_of != original)) continue;
    paper.reversed_on = on;
    Paper mirror = paper;
    mirror.dated = on;
    mirror.amount = -paper.amount;
    papers.push_back(mirror);
  }
}

std::int64_t Model::balance_at(std::string_view party, Side side, Date day) const {
  std::int64_t sum = 0;
  for (const Paper& paper : papers)
    if (paper.party == party && paper.side == side && paper.dated <= day) sum += paper.amount;
  return sum;
}

std::optional<Date> Model::age_start_at(std::string_view party, Side side, Date day) const {
  std::int64_t balance = balance_at(party, side, day);
  if (balance <= 0) return std::nullopt;
  std::vector<Paper> increases;
  for (const Paper& paper : papers)
    if (paper.party == party && paper.side == side && paper.dated <= day && paper.amount > 0 &&
        !(paper.reversed_on && *paper.reversed_on <= day))
      increases.push_back(paper);
  std::ranges::stable_sort(increases, {}, [](const Paper& paper) { return std::pair(paper.dated, paper.id); });
  for (std::size_t i = increases.size(); i > 0; --i) {
    balance -= increases[i - 1].amount;
    if (balance <= 0) return increases[i - 1].dated;
  }
  return std::nullopt;
}

std::int64_t Model::exposure_on(std::string_view party, Date day) const {
  std::int64_t sum = 0;
  for (const Paper& paper : papers)
    if (paper.party == party && paper.side == Side::receivable && (paper.amount > 0 || paper.dated <= day))
      sum += paper.amount;
  return sum;
}

bool Model::lies_in(std::string_view pool, std::string_view above) const {
  while (!pool.empty() && pool != above) pool = pools.find(std::string(pool))->second.parent;
  return pool == above;
}

std::int64_t Model::pool_used(std::string_view pool, Date day) const {
  std::int64_t sum = 0;
  for (const auto& [code, told] : customers)
    if (lies_in(told.pool.on(day, ""), pool)) sum += exposure_on(code, day);
  return sum;
}

bool Model::exceeds(std::string_view party, Date day, std::int64_t amount, std::int64_t replaces) const {
  if (amount <= replaces) return false;
  const CustomerTold& told = customers.find(std::string(party))->second;
  if (const auto limit = told.limit.on(day, std::nullopt); limit && exposure_on(party, day) + amount > *limit)
    return true;
  for (const auto& [code, pool] : pools)
    if (pool.limit && lies_in(told.pool.on(day, ""), code) && pool_used(code, day) + amount > *pool.limit) return true;
  return false;
}

std::int64_t Model::coupon_uses_by(std::string_view party) const {
  return std::ranges::count_if(uses, [&](const auto& each) { return each.second == party; });
}

bool Model::takes_coupon(std::string_view party) const {
  return std::ssize(uses) < coupon_uses && coupon_uses_by(party) < coupon_uses_of_each;
}

PeriodState Model::state_of(Date day) const {
  if (locked_through && day <= *locked_through) return PeriodState::closed;
  return soft_locked_through && day <= *soft_locked_through ? PeriodState::soft : PeriodState::open;
}

bool Model::is_open(Date day, bool soft_acknowledged) const {
  const PeriodState state = state_of(day);
  return state == PeriodState::open || (state == PeriodState::soft && soft_acknowledged);
}

}  // namespace emptor::simulation
