// Goal: whatever a trading company does, its ledger says what its documents say. Method: seeded random companies post,
// collect in every order, write off, set off, refund, reverse, correct, plan, commit and undo; change limits, pools,
// terms and locks; dispute, remind and claim; use up coupons; let days and months go by; and crash in the middle of a
// batch. A naive model keeps nothing but the list of documents and what was said of policies, foretells every refusal,
// and recomputes balances, summaries, ages, ageings, exposures and pools; ageings that it was told are told again as
// they were known. A failing company is replayed with EMPTOR_SIMULATION_SEED=<seed>; EMPTOR_SIMULATION_COMPANIES sets
// how many are tried.
#include <cstdlib>

#include "simulation/company.hpp"
#include "support/test.hpp"

using namespace emptor;
using simulation::Company;

namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

void run_companies(std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    INFO("replay with EMPTOR_SIMULATION_SEED=" << seed << " EMPTOR_SIMULATION_COMPANIES=1");
    Company(seed).run();
  }
}

}  // namespace

TEST_CASE("a company's ledger says what its documents say", "[simulation]") {
  // On a server each operation waits for it: there a few companies show that it is no other book.
  constexpr std::uint64_t companies = 100'000 / Company::operations;
  run_companies(setting("EMPTOR_SIMULATION_SEED", 1),
                setting("EMPTOR_SIMULATION_COMPANIES", test::on_postgres() ? 5 : companies));
}

TEST_CASE("many companies' ledgers say what their documents say", "[simulation][.soak]") {
  run_companies(setting("EMPTOR_SIMULATION_SEED", 1'000'000), setting("EMPTOR_SIMULATION_COMPANIES", 10'000));
}
