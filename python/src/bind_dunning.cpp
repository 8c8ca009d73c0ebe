/// All customers' credit under other limits and terms.
#include "handle.hpp"

namespace emptor::python {

namespace {

py::object outlook_row(const CreditOutlookRow& row) {
  return record("CreditOutlookRow", {{"account", to_python(row.account)},
                                     {"name", to_python(row.name)},
                                     {"used", to_python(row.used)},
                                     {"limit", to_python(row.limit)},
                                     {"over_now", to_python(row.over_now)},
                                     {"over", to_python(row.over)},
                                     {"verdict_now", enumerator("CreditVerdict", emptor::to_string(row.verdict_now))},
                                     {"verdict", enumerator("CreditVerdict", emptor::to_string(row.verdict))},
                                     {"fails", to_python(row.fails)}});
}

py::object outlook_pool(const CreditOutlookPool& row) {
  return record("CreditOutlookPool", {{"pool", to_python(row.pool)},
                                      {"used", to_python(row.used)},
                                      {"limit", to_python(row.limit)},
                                      {"over_now", to_python(row.over_now)},
                                      {"over", to_python(row.over)}});
}

py::object credit_what_if(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const CreditScenario scenario{.limits = in.of<Percent>("limits"),
                                .terms_days = in.number("terms_days"),
                                .failing = in.texts("failing"),
                                .group = in.maybe_text("group"),
                                .salesperson = in.maybe_text("salesperson")};
  const CreditOutlook found = handle.run([&](const Session& session) { return session.credit().what_if(scenario); });
  return record("CreditOutlook", {{"on", to_python(found.on)},
                                  {"rows", tuple_of(found.rows, outlook_row)},
                                  {"pools", tuple_of(found.pools, outlook_pool)},
                                  {"accounts", to_python(found.accounts)},
                                  {"exposure", to_python(found.exposure)},
                                  {"lost", to_python(found.lost)},
                                  {"over_now", to_python(found.over_now)},
                                  {"over", to_python(found.over)},
                                  {"stopped_now", to_python(found.stopped_now)},
                                  {"stopped", to_python(found.stopped)}});
}

}  // namespace

void bind_dunning(HandleClass& handle) { handle.def("credit_what_if", &credit_what_if); }

}  // namespace emptor::python
