/// Programmes in SQL. Append-only: a correction is a row that `replaces` another one, a withdrawal a row that replaces
/// and holds no longer. Current is what nothing replaces.
#pragma once

#include <optional>
#include <vector>

#include "promotions/rules.hpp"
#include "store/store.hpp"

namespace emptor::promotions {

struct RecordedProgramme {
  Programme programme;
  std::string name{};
  std::optional<ProgrammeId> replaces{};
  bool withdrawn = false;
  Instant recorded_at{};
  std::string actor{};
};

/// What was current at an instant (nullopt: now), by rank.
[[nodiscard]] std::vector<RecordedProgramme> programmes_known_at(store::Transaction& tx,
                                                                 std::optional<Instant> known_at);
[[nodiscard]] std::optional<RecordedProgramme> read_programme(store::Transaction& tx, ProgrammeId id);
/// The version that took the place of this one; none while it is current.
[[nodiscard]] ProgrammeId replaced_by(store::Transaction& tx, ProgrammeId id);
/// The current version of a code; none when there is none.
[[nodiscard]] ProgrammeId find_programme(store::Transaction& tx, std::string_view code);
ProgrammeId insert_programme(store::Transaction& tx, const RecordedProgramme& programme, ActorId actor);

}  // namespace emptor::promotions
