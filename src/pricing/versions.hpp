/// Versions of price lists inside a use case.
#pragma once

#include "access/work.hpp"
#include "pricing/draft.hpp"
#include "pricing/store_versions.hpp"

namespace emptor::pricing {

/// NOT_FOUND.
[[nodiscard]] VersionFacts require_version(access::Work& work, PriceVersionId id);
[[nodiscard]] PriceScope scope_of(access::Work& work, const ListRow& list);
/// Lays the version over its list; false when the draft corrects or takes out one of its entries already.
bool add_to_draft(const VersionFacts& version, const std::vector<VersionChange>& changes, Draft& draft);

}  // namespace emptor::pricing
