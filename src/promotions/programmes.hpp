/// Programmes inside a posting: kept in memory, and told to people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/work.hpp"
#include "promotions/rules.hpp"

namespace emptor::promotions {

/// Current programmes by rank, phases apart. Read once and kept with the connection until one of them changes; a book
/// without programmes has an empty list. Good for the use case.
[[nodiscard]] const std::vector<Programme>& current(access::Work& work);

/// Those that were current at an instant, with these versions in the place of others of theirs. Reads all programmes.
[[nodiscard]] std::vector<Programme> known_at(access::Work& work, Instant instant,
                                              std::span<const ProgrammeId> versions);
/// The code of any version; cached. "" for none.
[[nodiscard]] std::string code_of(access::Work& work, ProgrammeId id);
/// Whether vouchers that use the version write down what they use. Cached.
[[nodiscard]] bool counts_uses(access::Work& work, ProgrammeId id);
/// The first version of it; itself for one. Cached.
[[nodiscard]] ProgrammeId origin_of(access::Work& work, ProgrammeId id);
/// As people say it.
[[nodiscard]] PromotionVerdict describe(access::Work& work, const Basket& basket,
                                        const std::vector<Programme>& programmes, const Answer& answer,
                                        const Verdict& verdict);

/// What a voucher keeps of a programme on one line.
struct KeptPart {
  ProgrammeId programme{};
  std::int64_t sets = 0;
  Part part{};            ///< its line counts from 1
  std::int64_t room = 0;  ///< the most that could be taken off the line
  bool gift = false;      ///< the line was added: `rewarded` is what was given
};
/// What speaks against the parts that a voucher keeps of one programme; "" when all is well: the version was current
/// and in force, and replaying it gives the same.
[[nodiscard]] std::string check_kept(access::Work& work, std::span<const KeptPart> parts, Date on, Instant posted_at,
                                     Currency currency, Rounding rounding);

}  // namespace emptor::promotions
