/// What is rehearsed, in keys: a draft of prices and two sets of programmes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emptor/simulation.hpp"
#include "pricing/draft.hpp"
#include "promotions/store_programmes.hpp"

namespace emptor::insight {

struct Rehearsal {
  std::shared_ptr<const pricing::Draft> prices;
  bool promotes = false;  ///< programmes are changed; else there are none here
  /// New ones have keys above all that a store gives, also as their `origin`.
  std::vector<promotions::RecordedProgramme> before;
  std::vector<promotions::RecordedProgramme> after;
};

/// `first_day`: from when on changes without a day of their own hold; nullopt: since ever. Throws what would refuse the
/// changes, naming "changes.programmes[i].field" and the like.
[[nodiscard]] Rehearsal rehearse(access::Work& work, const SimulatedChanges& changes, std::optional<Date> first_day);

}  // namespace emptor::insight
