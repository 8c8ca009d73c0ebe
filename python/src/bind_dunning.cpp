/// All customers' credit under other limits and terms; disputes, promises, reminders.
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

constexpr Named<ItemMarkKind> mark_kinds[] = {
    {"dispute", ItemMarkKind::dispute}, {"promise", ItemMarkKind::promise}, {"block", ItemMarkKind::block}};
constexpr Named<DayCount> day_counts[] = {{"actual_365", DayCount::actual_365}, {"actual_360", DayCount::actual_360}};

py::object mark_item(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const ItemMarkInput input{.kind = in.choice("kind", mark_kinds),
                            .party = in.text("party"),
                            .side = in.choice("side", sides),
                            .currency = in.maybe_text("currency"),
                            .voucher = VoucherId(in.integer("voucher")),
                            .instalment = in.number("instalment"),
                            .from = in.maybe_date("since"),
                            .until = in.maybe_date("until"),
                            .amount = in.maybe_decimal("amount"),
                            .reason = in.text("reason")};
  return to_python(handle.run([&](Session& session) { return session.dunning().mark(input); }));
}

py::object end_mark(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const ItemMarkId mark(in.integer("mark"));
  const std::string reason = in.text("reason");
  const std::optional<Date> on = in.maybe_date("on");
  handle.run([&](Session& session) { session.dunning().end_mark(mark, reason, on); });
  return py::none();
}

py::object item_marks(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  ItemMarkQuery query{.party = in.maybe_text("party"),
                      .broken_only = in.flag("broken_only"),
                      .holding_only = in.flag("holding_only"),
                      .on = in.maybe_date("on"),
                      .after = ItemMarkId(in.integer("after")),
                      .limit = in.number("limit")};
  if (in.has("kind")) query.kind = in.choice("kind", mark_kinds);
  const auto found = handle.run([&](const Session& session) { return session.dunning().marks(query); });
  return list_of(found, [](const ItemMark& mark) {
    return record("ItemMark", {{"id", to_python(mark.id)},
                               {"kind", to_python(emptor::to_string(mark.kind))},
                               {"party", to_python(mark.party)},
                               {"voucher", to_python(mark.voucher)},
                               {"number", to_python(mark.number)},
                               {"instalment", to_python(mark.instalment)},
                               {"since", to_python(mark.from)},
                               {"until", to_python(mark.until)},
                               {"ended_on", to_python(mark.ended_on)},
                               {"open", to_python(mark.open)},
                               {"promised", to_python(mark.promised)},
                               {"paid", to_python(mark.paid)},
                               {"promise", to_python(emptor::to_string(mark.promise))},
                               {"reason", to_python(mark.reason)},
                               {"end_reason", to_python(mark.end_reason)},
                               {"recorded_at", to_python(mark.recorded_at)},
                               {"actor", to_python(mark.actor)}});
  });
}

py::object set_dunning_policy(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  DunningPolicy policy{.currency = in.text("currency"), .day_count = in.choice("day_count", day_counts)};
  for (const Arguments& level : in.records("levels"))
    policy.levels.push_back({.days = level.number("days"),
                             .minimum = level.decimal("minimum"),
                             .fee = level.decimal("fee"),
                             .interest = level.of<Percent>("interest")});
  handle.run([&](Session& session) { session.dunning().set_policy(policy); });
  return py::none();
}

py::object dunning_policy(Handle& handle, const py::kwargs& given) {
  const auto currency = Arguments(given).maybe_text("currency");
  const DunningPolicy policy = handle.run([&](const Session& session) { return session.dunning().policy(currency); });
  return record("DunningPolicy", {{"currency", to_python(policy.currency)},
                                  {"levels", tuple_of(policy.levels,
                                                      [](const DunningLevel& level) {
                                                        return record("DunningLevel",
                                                                      {{"days", to_python(level.days)},
                                                                       {"fee", to_python(level.fee)},
                                                                       {"interest", to_python(level.interest)},
                                                                       {"minimum", to_python(level.minimum)}});
                                                      })},
                                  {"day_count", to_python(name_of(policy.day_count, day_counts))}});
}

py::object item_record(const DunningItem& item) {
  return record("DunningItem", {{"voucher", to_python(item.voucher)},
                                {"number", to_python(item.number)},
                                {"instalment", to_python(item.instalment)},
                                {"dated", to_python(item.dated)},
                                {"due", to_python(item.due)},
                                {"days", to_python(item.days)},
                                {"level", to_python(item.level)},
                                {"level_before", to_python(item.level_before)},
                                {"open", to_python(item.open)},
                                {"interest_from", to_python(item.interest_from)},
                                {"interest", to_python(item.interest)}});
}

py::object letter_record(const DunningLetter& letter) {
  return record("DunningLetter", {{"id", to_python(letter.id)},
                                  {"on", to_python(letter.on)},
                                  {"party", to_python(letter.party)},
                                  {"name", to_python(letter.name)},
                                  {"level", to_python(letter.level)},
                                  {"items", tuple_of(letter.items, item_record)},
                                  {"open", to_python(letter.open)},
                                  {"credits", to_python(letter.credits)},
                                  {"fee", to_python(letter.fee)},
                                  {"interest", to_python(letter.interest)},
                                  {"claim", to_python(letter.claim)}});
}

py::object run_record(const DunningRun& run) {
  return record("DunningRun", {{"id", to_python(run.id)},
                               {"on", to_python(run.on)},
                               {"currency", to_python(run.currency)},
                               {"party", to_python(run.party)},
                               {"group", to_python(run.group)},
                               {"letters", tuple_of(run.letters, letter_record)},
                               {"omissions", tuple_of(run.omissions,
                                                      [](const DunningOmission& each) {
                                                        return record(
                                                            "DunningOmission",
                                                            {{"party", to_python(each.party)},
                                                             {"voucher", to_python(each.voucher)},
                                                             {"number", to_python(each.number)},
                                                             {"instalment", to_python(each.instalment)},
                                                             {"open", to_python(each.open)},
                                                             {"because", to_python(emptor::to_string(each.because))},
                                                             {"until", to_python(each.until)}});
                                                      })},
                               {"hash", to_python(run.hash)}});
}

py::object plan_dunning(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const DunningQuery query{.party = in.maybe_text("party"),
                           .group = in.maybe_text("group"),
                           .currency = in.maybe_text("currency"),
                           .on = in.maybe_date("on")};
  return run_record(handle.run([&](const Session& session) { return session.dunning().plan(query); }));
}

/// What a plan was narrowed to and its hash say all that a commit asks.
py::object commit_dunning(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const DunningRun plan{.on = in.date("on"),
                        .currency = in.text("currency"),
                        .party = in.maybe_text("party"),
                        .group = in.maybe_text("group"),
                        .hash = in.text("hash")};
  return run_record(handle.run([&](Session& session) { return session.dunning().commit(plan); }));
}

py::object dunning_letters(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const DunningLetterQuery query{.party = in.maybe_text("party"),
                                 .unclaimed_only = in.flag("unclaimed_only"),
                                 .after = DunningLetterId(in.integer("after")),
                                 .limit = in.number("limit")};
  return list_of(handle.run([&](const Session& session) { return session.dunning().letters(query); }), letter_record);
}

}  // namespace

void bind_dunning(HandleClass& handle) {
  handle.def("credit_what_if", &credit_what_if)
      .def("mark_item", &mark_item)
      .def("end_mark", &end_mark)
      .def("item_marks", &item_marks)
      .def("set_dunning_policy", &set_dunning_policy)
      .def("dunning_policy", &dunning_policy)
      .def("plan_dunning", &plan_dunning)
      .def("commit_dunning", &commit_dunning)
      .def("dunning_letters", &dunning_letters);
}

}  // namespace emptor::python
