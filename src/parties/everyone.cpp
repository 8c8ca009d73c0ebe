#include "parties/everyone.hpp"

namespace emptor::parties {
namespace {

std::vector<PartyId> ids(store::Statement& rows) {
  std::vector<PartyId> found;
  while (rows.step()) found.push_back(rows.id<PartyTag>(0));
  return found;
}

}  // namespace

std::vector<PartyId> all_customers(access::Work& work) {
  auto rows = work.tx().statement("SELECT id FROM emptor_party WHERE customer = 1 AND archived = 0 ORDER BY id");
  return ids(rows);
}

std::vector<PartyId> all_suppliers(access::Work& work) {
  auto rows = work.tx().statement("SELECT id FROM emptor_party WHERE supplier = 1 AND archived = 0 ORDER BY id");
  return ids(rows);
}

}  // namespace emptor::parties
