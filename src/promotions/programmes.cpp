#include "promotions/programmes.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include "catalog/cards.hpp"
#include "parties/cards.hpp"
#include "promotions/store_programmes.hpp"

namespace emptor::promotions {
namespace {

class ProgrammeCache final : public access::Cache {
 public:
  void forget(Entity entity, std::int64_t /*id*/) override {
    if (entity == Entity::programme) loaded_ = false;
  }
  const std::vector<Programme>& current(access::Work& work) {
    if (!loaded_) load(work);
    return current_;
  }
  struct Version {
    std::string code{};
    ProgrammeId origin{};
    bool counts = false;
  };
  const Version& version(access::Work& work, ProgrammeId id) {
    const auto known = versions_.find(id.value);
    if (known != versions_.end()) return known->second;
    Version version;
    if (auto found = read_programme(work.tx(), id))
      version = {std::move(found->programme.code), found->programme.origin, is_counted(found->programme)};
    return versions_.emplace(id.value, std::move(version)).first->second;
  }

 private:
  void load(access::Work& work) {
    current_.clear();
    for (RecordedProgramme& each : programmes_known_at(work.tx(), std::nullopt))
      current_.push_back(std::move(each.programme));
    loaded_ = true;
  }

  bool loaded_ = false;
  std::vector<Programme> current_;
  boost::unordered_flat_map<std::int64_t, Version> versions_;  ///< which never change
};

std::string product_name(access::Work& work, const Product& product) {
  if (product.id == 0) return {};
  return product.kind == ProductKind::item ? "item " + catalog::card(work, ItemId(product.id)).code
                                           : "group " + catalog::item_group_code(work, ItemGroupId(product.id));
}

/// Whether the arithmetic gives what was kept, under a rounding, where no more than `most` may be taken off.
bool replays(const Programme& programme, std::span<const KeptPart> kept, Currency currency, Rounding rounding,
             std::int64_t most = no_limit) {
  Parts parts;
  boost::container::small_vector<std::int64_t, 8> room;
  std::int64_t taken = 0;
  std::int64_t rewarded = 0;
  std::int64_t given = 0;
  for (const KeptPart& each : kept) {
    if (each.gift) {
      given = each.part.rewarded;
      continue;
    }
    parts.push_back(each.part);
    room.push_back(each.room);
    taken += each.part.taken;
    rewarded += each.part.rewarded;
  }
  const std::int64_t sets = kept.front().sets;
  static_cast<void>(
      reward(programme, currency, rounding, sets, {parts.data(), parts.size()}, {room.data(), room.size()}, most));
  std::size_t at = 0;
  for (const KeptPart& each : kept)
    if (!each.gift && parts[at++].amount != each.part.amount) return false;
  const auto free = [&] {
    return free_quantity(programme, programme.needs == Needs::all ? multiply_round(sets, 1'000'000, 1) : taken,
                         rounding);
  };
  if (programme.reward == RewardKind::free_goods) return given == free();
  return given == 0 && (programme.reward != RewardKind::free_units || rewarded == std::min(free(), taken));
}

}  // namespace

const std::vector<Programme>& current(access::Work& work) { return work.cache<ProgrammeCache>().current(work); }

std::vector<Programme> known_at(access::Work& work, Instant instant, std::span<const ProgrammeId> versions) {
  std::vector<Programme> found;
  for (RecordedProgramme& each : programmes_known_at(work.tx(), instant)) found.push_back(std::move(each.programme));
  for (const ProgrammeId id : versions) {
    auto version = read_programme(work.tx(), id);
    if (!version) continue;
    std::erase_if(found, [&](const Programme& each) { return each.origin == version->programme.origin; });
    found.push_back(std::move(version->programme));
  }
  return found;
}

std::string code_of(access::Work& work, ProgrammeId id) {
  return id ? work.cache<ProgrammeCache>().version(work, id).code : std::string();
}

bool counts_uses(access::Work& work, ProgrammeId id) { return work.cache<ProgrammeCache>().version(work, id).counts; }

ProgrammeId origin_of(access::Work& work, ProgrammeId id) {
  return work.cache<ProgrammeCache>().version(work, id).origin;
}

PromotionVerdict describe(access::Work& work, const Basket& basket, const std::vector<Programme>& programmes,
                          const Answer& answer, const Verdict& verdict) {
  const auto money = [&](std::int64_t minor) { return Money{minor, basket.currency}; };
  const Programme& programme = programmes[verdict.programme];
  PromotionVerdict told{.programme = programme.id,
                        .code = programme.code,
                        .outcome = verdict.outcome,
                        .amount = money(0),
                        .missing_quantity = {verdict.missing_quantity},
                        .missing_product = product_name(work, verdict.missing_product),
                        .missing_amount = money(verdict.missing_amount),
                        .lost_worth = money(verdict.lost_worth),
                        .heuristic = verdict.heuristic,
                        .unplaced = money(0)};
  if (verdict.by >= 0) told.by = programmes[static_cast<std::size_t>(verdict.by)].code;
  for (const Grant& grant : answer.grants) {
    if (grant.programme != verdict.programme) continue;
    told.amount = money(grant.amount);
    told.unplaced = money(grant.unplaced);
    if (grant.gift.quantity == 0) continue;
    told.gift = catalog::card(work, ItemId(grant.gift.item)).code;
    told.gift_quantity = {grant.gift.quantity};
  }
  return told;
}

std::string check_kept(access::Work& work, std::span<const KeptPart> parts, Date on, Instant posted_at,
                       Currency currency, Rounding rounding) {
  const ProgrammeId id = parts.front().programme;
  const std::string name = "programme " + std::to_string(id.value);
  const auto found = read_programme(work.tx(), id);
  if (!found || found->withdrawn) return name + " is missing";
  if (!found->programme.valid.contains(on)) return name + " does not hold on " + on.to_string();
  if (found->recorded_at > posted_at) return name + " was recorded after the voucher";
  if (const ProgrammeId next = replaced_by(work.tx(), id))
    if (read_programme(work.tx(), next)->recorded_at < posted_at) return name + " was replaced before the voucher";
  if (replays(found->programme, parts, currency, rounding)) return {};
  // The book may have rounded in another way on that day.
  for (int mode = 0; mode <= static_cast<int>(Rounding::floor); ++mode)
    if (replays(found->programme, parts, currency, static_cast<Rounding>(mode))) return {};
  // Or its budget had no more left.
  if (found->programme.budget != no_limit && found->programme.overrun == Overrun::partial) {
    std::int64_t most = 0;
    for (const KeptPart& each : parts) most = checked_add(most, each.part.amount);
    for (int mode = 0; mode <= static_cast<int>(Rounding::floor); ++mode)
      if (replays(found->programme, parts, currency, static_cast<Rounding>(mode), most)) return {};
  }
  return name + " replays to other amounts";
}

}  // namespace emptor::promotions
