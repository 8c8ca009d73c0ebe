/// What the faces of promotions share.
#pragma once

#include "emptor.h"
#include "emptor/promotions.hpp"

namespace emptor::capi {

[[nodiscard]] ProgrammeInput to_programme(const emptor_programme& given);

}  // namespace emptor::capi
