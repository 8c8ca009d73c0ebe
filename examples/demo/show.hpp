/// What a book can say once trade is in it: accounts, ages, rankings, prices with their reasons, a refusal with its
/// figures.
#pragma once

#include "checks.hpp"
#include "console.hpp"
#include "emptor/emptor.hpp"
#include "oracle.hpp"
#include "source.hpp"

namespace demo {

/// What every page of the show needs.
struct Stage {
  emptor::Session& session;
  emptor::FixedClock& clock;
  const Source& source;
  const SourceLedger& ledger;  ///< as of `last`
  emptor::Date last;           ///< the last day that was posted
  Checks& checks;
  Console& console;
};

/// One customer's account in the month of the last day.
void show_ledger(const Stage& stage);
/// Who owes how much since when.
void show_ageing(const Stage& stage);
void show_best_customers(const Stage& stage);
/// A level, a special price and a customer rate come in on the next day; one price is explained.
void show_quote(const Stage& stage);
/// One customer gets a wall instead of a warning, and an age limit; three weeks later it orders again.
void show_blocked_sale(const Stage& stage);

}  // namespace demo
