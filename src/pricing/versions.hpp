/// Versions of price lists inside a use case.
#pragma once

#include "access/work.hpp"
#include "pricing/cache.hpp"
#include "pricing/store_versions.hpp"

namespace emptor::pricing {

/// NOT_FOUND.
[[nodiscard]] VersionFacts require_version(access::Work& work, PriceVersionId id);
[[nodiscard]] PriceScope scope_of(access::Work& work, const ListRow& list);
/// The list with the version's changes.
[[nodiscard]] Overlay overlay_of(const VersionFacts& version, const std::vector<VersionChange>& changes);

}  // namespace emptor::pricing
