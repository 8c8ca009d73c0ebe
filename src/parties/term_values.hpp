/// What a term may hold. Pure: whether a code names something is asked elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "emptor/parties.hpp"

namespace emptor::parties {

[[nodiscard]] bool is_term(Term term) noexcept;
/// The form in which a value is kept ("060" as "60", "1,5" is refused); adds to `problems` under `field` when it is
/// malformed.
[[nodiscard]] std::string canonical(Term term, std::string_view value, Profile profile, std::string_view field,
                                    Problems& problems);
/// SCALE when a canonical credit limit has digits that its currency does not.
void check_limit_scale(std::string_view limit, Currency currency, std::string_view field, Problems& problems);

}  // namespace emptor::parties
