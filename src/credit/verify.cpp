/// What credit keeps beside the documents, against them.
#include "access/work.hpp"
#include "credit/check.hpp"

namespace emptor::credit {

using access::Work;

namespace {

/// A hold waits unless the last thing said about it is a release.
void check_holds(Work& work, std::vector<Difference>& found) {
  auto rows = work.tx().statement(
      "SELECT id, waiting, computed FROM (SELECT h.id AS id, h.waiting AS waiting, "
      "1 - coalesce((SELECT r.released FROM emptor_credit_release r WHERE r.hold_id = h.id ORDER BY r.id DESC LIMIT "
      "1), "
      "0) AS computed FROM emptor_credit_hold h) w WHERE waiting <> computed ORDER BY id");
  const auto shown = [](std::int64_t waiting) { return waiting != 0 ? "waiting" : "released"; };
  while (rows.step())
    found.push_back(
        {"credit hold", "hold " + std::to_string(rows.integer(0)), shown(rows.integer(1)), shown(rows.integer(2))});
}

}  // namespace

std::vector<Difference> verify(Work& work) {
  std::vector<Difference> found;
  check_holds(work, found);
  return found;
}

}  // namespace emptor::credit
