/// Room `base`: values that every other room speaks in.
#pragma once

#include "emptor/base/decimal.hpp"
#include "emptor/base/error.hpp"
#include "emptor/base/id.hpp"
#include "emptor/base/money.hpp"
#include "emptor/base/text.hpp"
#include "emptor/base/time.hpp"
