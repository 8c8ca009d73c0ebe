/// What a sale's programmes give on the goods that are kept, where others came back.
#include <algorithm>

#include "settings/policies.hpp"
#include "tax/rules.hpp"
#include "vouchers/filling.hpp"
#include "vouchers/returning.hpp"

namespace emptor::vouchers {
namespace {

using promotions::Programme;

std::vector<ProgrammeId> used_by(const Document& sale) {
  std::vector<ProgrammeId> used;
  for (const promotions::KeptPart& each : sale.promotions)
    if (std::ranges::find(used, each.programme) == used.end()) used.push_back(each.programme);
  return used;
}

/// As many of the lines as are kept, at the prices of the sale; gifts are earned anew.
Document kept_document(const Document& sale, std::span<const Units> kept, std::vector<std::size_t>& places) {
  Document out;
  out.kind = sale.kind;
  out.side = sale.side;
  out.dated = sale.dated;
  out.priced_on = sale.priced_on;
  out.party = sale.party;
  out.account = sale.account;
  out.currency = sale.currency;
  out.tax_mode = sale.tax_mode;
  out.location = sale.location;
  for (std::size_t i = 0; i < sale.lines.size(); ++i) {
    if (kept[i].quantity == 0 || sale.lines[i].gift_of) continue;
    Line& line = out.lines.emplace_back(sale.lines[i]);
    line.quantity = {kept[i].quantity};
    line.amount = checked_add(kept[i].amount, kept[i].promotion);
    line.promotion = 0;
    places.push_back(i);
  }
  return out;
}

struct Earned {
  std::vector<std::int64_t> by_line;                               ///< of the sale
  std::vector<std::pair<ProgrammeId, std::int64_t>> by_programme;  ///< versions

  void add(std::size_t line, ProgrammeId programme, std::int64_t amount) {
    by_line[line] = checked_add(by_line[line], amount);
    by_programme.emplace_back(programme, amount);
  }
  [[nodiscard]] std::int64_t of(ProgrammeId programme) const {
    std::int64_t sum = 0;
    for (const auto& [id, amount] : by_programme)
      if (id == programme) sum = checked_add(sum, amount);
    return sum;
  }
};

/// By the versions that were current when the sale was posted. Those that are counted hold where it used them, with the
/// money that it took of their budget.
Earned earned_anew(access::Work& work, const Document& sale, std::span<const Units> kept) {
  const std::vector<ProgrammeId> used = used_by(sale);
  std::vector<Programme> programmes = promotions::known_at(work, sale.recorded_at, used);
  std::erase_if(programmes, [&](const Programme& each) {
    return promotions::is_counted(each) && std::ranges::find(used, each.id) == used.end();
  });
  std::vector<promotions::Allowance> allowances(programmes.size());
  for (std::size_t i = 0; i < programmes.size(); ++i) {
    if (programmes[i].budget == promotions::no_limit) continue;
    allowances[i].amount_left = 0;
    for (const promotions::KeptPart& each : sale.promotions)
      if (each.programme == programmes[i].id) allowances[i].amount_left += each.part.amount;
  }
  Earned earned{.by_line = std::vector<std::int64_t>(sale.lines.size()), .by_programme = {}};
  std::vector<std::size_t> places;
  Document document = kept_document(sale, kept, places);
  if (document.lines.empty()) return earned;
  for (const promotions::Grant& grant : promoted_anew(work, programmes, std::move(allowances), document).grants) {
    const ProgrammeId programme = programmes[grant.programme].id;
    for (const promotions::Part& part : grant.parts) earned.add(places[part.line], programme, part.amount);
    std::int64_t gifts = grant.gift.quantity;
    for (std::size_t i = 0; i < sale.lines.size() && gifts != 0; ++i) {
      if (sale.lines[i].gift_of != programme || sale.lines[i].item.value != grant.gift.item || kept[i].quantity == 0)
        continue;
      const std::int64_t free = std::min(gifts, kept[i].quantity);
      earned.add(i, programme, multiply_round(checked_add(kept[i].amount, kept[i].promotion), free, kept[i].quantity));
      gifts -= free;
    }
  }
  return earned;
}

}  // namespace

KeptGoods judge_kept(access::Work& work, const Document& sale, std::span<const Units> kept) {
  KeptGoods out;
  if (sale.promotions.empty()) return out;
  const Earned earned = earned_anew(work, sale, kept);
  std::vector<tax::Line> lost;
  for (std::size_t i = 0; i < sale.lines.size(); ++i)
    lost.push_back({.code = sale.lines[i].tax_code.value,
                    .rate = sale.lines[i].tax_rate,
                    .amount = checked_subtract(kept[i].promotion, earned.by_line[i])});
  tax::apply(lost, sale.tax_mode, TaxRounding::per_line, settings::current(work).rounding);
  for (const tax::Line& line : lost) {
    out.lost.net = checked_add(out.lost.net, line.net);
    out.lost.tax = checked_add(out.lost.tax, line.tax);
  }
  for (std::size_t first = 0, last = 0; first < sale.promotions.size(); first = last) {
    const ProgrammeId programme = sale.promotions[first].programme;
    std::int64_t share = 0;
    while (last < sale.promotions.size() && sale.promotions[last].programme == programme) {
      const promotions::Part& part = sale.promotions[last++].part;
      share = checked_add(
          share, multiply_round(part.amount, kept[part.line - 1].quantity, sale.lines[part.line - 1].quantity.micros));
    }
    // Each part may be off by a rounding.
    if (earned.of(programme) + static_cast<std::int64_t>(last - first) < share)
      out.broken.push_back(promotions::code_of(work, programme));
  }
  return out;
}

}  // namespace emptor::vouchers
