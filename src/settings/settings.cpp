/// The book's policies: kept as rows of key and value, read once, and audited key by key.
#include "emptor/settings.hpp"

#include "settings/policies.hpp"
#include "settings/rules.hpp"

namespace emptor::settings {
namespace {

using access::Work;

class Policies final : public access::Cache {
 public:
  void forget(Entity entity, std::int64_t /*id*/) override {
    if (entity == Entity::setting) kept.reset();
  }
  std::optional<BookSettings> kept;
};

BookSettings load(Work& work) {
  // A setting that an older book has no row for yet keeps its default.
  BookSettings settings;
  auto rows = work.tx().statement("SELECT key, value FROM emptor_setting");
  while (rows.step()) {
    // A value that cannot be read is never guessed; rows of other rooms are none of ours.
    if (is_known(rows.text(0)) && !from_text(settings, rows.text(0), rows.text(1)))
      throw Error(ErrorCode::corrupt, rows.string(0), "a setting of the book cannot be read",
                  {{"value", rows.string(1)}});
  }
  return settings;
}

void save(Work& work, std::string_view key, std::string_view value) {
  work.tx().execute(
      "INSERT INTO emptor_setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      key, value);
}

}  // namespace

const BookSettings& current(Work& work) {
  auto& kept = work.cache<Policies>().kept;
  if (!kept) kept = load(work);
  return *kept;
}

void initialise(Work& work, const BookSettings& first) {
  Problems problems;
  check(first, problems);
  problems.throw_if_any();
  access::Detail detail;
  for (const auto& [key, value] : to_texts(first)) {
    save(work, key, value);
    detail.set(key, value);
  }
  work.record(Entity::setting, 0, "settings.initialise", detail.json());
}

Date today(Work& work) { return local_day(work.now(), current(work).time_zone); }

PeriodState period_state(Work& work, Date day) { return state_of(current(work), day); }

Problem period_problem(Work& work, Date day, std::string_view field) {
  const BookSettings& kept = current(work);
  const PeriodState state = state_of(kept, day);
  const Date through = *(state == PeriodState::sealed   ? kept.sealed_through
                         : state == PeriodState::closed ? kept.locked_through
                                                        : kept.soft_locked_through);
  const std::string period =
      state == PeriodState::soft ? "a softly locked period" : "a " + std::string(to_string(state)) + " period";
  std::string sentence =
      "the day " + day.to_string() + " lies in " + period + ", which ends with " + through.to_string();
  if (state == PeriodState::soft) sentence += "; it needs an acknowledgement";
  return {
      ErrorCode::period_locked,
      std::string(field),
      std::move(sentence),
      {{"date", day.to_string()}, {"locked_through", through.to_string()}, {"state", std::string(to_string(state))}}};
}

bool is_open(Work& work, Date day, bool soft_acknowledged) {
  const PeriodState state = period_state(work, day);
  return state == PeriodState::open || (state == PeriodState::soft && soft_acknowledged);
}

void require_open_period(Work& work, Date day, std::string_view field, bool soft_acknowledged) {
  if (!is_open(work, day, soft_acknowledged)) throw Error({period_problem(work, day, field)});
}

void set_sealed_through(Work& work, Date day) {
  const std::optional<Date> before = current(work).sealed_through;
  save(work, "sealed_through", day.to_string());
  access::Detail detail;
  detail.change("sealed_through", before ? before->to_string() : std::string(), day.to_string());
  work.record(Entity::setting, 0, "vouchers.seal_through", detail.json());
}

}  // namespace emptor::settings

namespace emptor {

using access::Work;

namespace {

/// What is sealed stays so, and only sealing seals.
void check_seal(const BookSettings& old, const BookSettings& wanted, Problems& problems) {
  if (wanted.sealed_through != old.sealed_through)
    problems.add(ErrorCode::in_use, "sealed_through", "a period is sealed with its vouchers, and for good",
                 {{"sealed_through", old.sealed_through ? old.sealed_through->to_string() : std::string("none")}});
  const auto& sealed = old.sealed_through;
  if (sealed && wanted.locked_through != old.locked_through &&
      (!wanted.locked_through || *wanted.locked_through < *sealed))
    problems.add(ErrorCode::period_locked, "locked_through", "days that are sealed never open again",
                 {{"sealed_through", sealed->to_string()}});
}

void change_to(Work& work, const BookSettings& wanted, std::string_view command) {
  Problems problems;
  settings::check(wanted, problems);
  // A copy: recording the change drops what is cached.
  const BookSettings old = settings::current(work);
  if (wanted.currency && wanted.currency != old.currency)
    problems.add(ErrorCode::in_use, "currency", "the currency of a book is fixed when it is made",
                 {{"currency", std::string(old.currency.code())}});
  check_seal(old, wanted, problems);
  problems.throw_if_any();

  access::Detail detail;
  const auto before = settings::to_texts(old);
  const auto after = settings::to_texts(wanted);
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (before[i].second == after[i].second) continue;
    settings::save(work, after[i].first, after[i].second);
    detail.change(after[i].first, before[i].second, after[i].second);
  }
  if (detail.empty()) return;
  work.record(Entity::setting, 0, command, detail.json());
  if (const auto changed = work.session().settings_changed) changed(work, old, wanted);
}

}  // namespace

BookSettings Settings::get() const {
  auto work = Work::read(*state_);
  return settings::current(work);
}

void Settings::change(const BookSettings& settings) {
  auto work = Work::write(*state_);
  change_to(work, settings, "settings.change");
  work.commit();
}

void Settings::lock_through(std::optional<Date> day) {
  auto work = Work::write(*state_);
  BookSettings wanted = settings::current(work);
  const auto& before = wanted.locked_through;
  const bool reopens = before && (!day || *day < *before);
  wanted.locked_through = day;
  change_to(work, wanted, reopens ? "settings.reopen" : "settings.lock_through");
  work.commit();
}

void Settings::soft_lock_through(std::optional<Date> day) {
  auto work = Work::write(*state_);
  BookSettings wanted = settings::current(work);
  wanted.soft_locked_through = day;
  change_to(work, wanted, "settings.soft_lock_through");
  work.commit();
}

PeriodState Settings::period_state(Date day) const {
  auto work = Work::read(*state_);
  return settings::period_state(work, day);
}

}  // namespace emptor
