/// People in charge.
#include "access/code_index.hpp"
#include "parties/cards.hpp"

namespace emptor::parties {
namespace {

using access::Work;

class Persons final : public access::Cache {
 public:
  void forget(Entity entity, std::int64_t /*id*/) override {
    if (entity != Entity::person) return;
    loaded = false;
    rows.clear();
    by_code.clear();
    by_id.clear();
  }
  bool loaded = false;
  std::vector<Person> rows;   ///< in the order of codes
  access::CodeIndex by_code;  ///< to the place in `rows`, counted from 1
  boost::unordered_flat_map<std::int64_t, std::size_t> by_id;
};

const Persons& persons(Work& work) {
  auto& cache = work.cache<Persons>();
  if (cache.loaded) return cache;
  std::vector<Person> loaded;
  auto rows = work.tx().statement(
      "SELECT id, code, name, phone, email, active_from, active_until FROM emptor_person ORDER BY code");
  while (rows.step())
    loaded.push_back({.id = rows.id<PersonTag>(0),
                      .code = rows.string(1),
                      .name = rows.string(2),
                      .phone = rows.string(3),
                      .email = rows.string(4),
                      .active = {rows.optional_date(5), rows.optional_date(6)}});
  for (std::size_t i = 0; i < loaded.size(); ++i) {
    cache.by_code.emplace(loaded[i].code, static_cast<std::int64_t>(i + 1));
    cache.by_id.emplace(loaded[i].id.value, i);
  }
  cache.rows = std::move(loaded);
  cache.loaded = true;
  return cache;
}

}  // namespace

std::optional<Person> find_person(Work& work, std::string_view code) {
  const Persons& all = persons(work);
  const std::int64_t place = access::find(all.by_code, code);
  if (place == 0) return std::nullopt;
  return all.rows[static_cast<std::size_t>(place - 1)];
}

std::string person_code(Work& work, PersonId id) {
  const Persons& all = persons(work);
  const auto found = all.by_id.find(id.value);
  EMPTOR_REQUIRE(found != all.by_id.end());
  return all.rows[found->second].code;
}

}  // namespace emptor::parties

namespace emptor {

using access::Detail;
using access::Work;

namespace {

std::string text(const std::optional<Date>& day) { return day ? day->to_string() : std::string(); }

}  // namespace

PersonId Parties::create_person(const Person& person) {
  Problems problems;
  problems.check_code("code", person.code, 30);
  problems.check_text("name", person.name, 100, true);
  problems.check_text("phone", person.phone, 50);
  problems.check_text("email", person.email, 100);
  if (person.active.empty())
    problems.add(ErrorCode::range, "active", "the period ends before it begins",
                 {{"from", text(person.active.from)}, {"until", text(person.active.until)}});
  auto work = Work::write(*state_);
  if (parties::find_person(work, person.code))
    problems.add(ErrorCode::duplicate_code, "code", "a person of this code exists", {{"code", person.code}});
  problems.throw_if_any();
  const PersonId id(work.tx().insert(
      "INSERT INTO emptor_person (code, name, phone, email, active_from, active_until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      person.code, person.name, person.phone, person.email, person.active.from, person.active.until));
  Detail detail;
  detail.set("code", person.code).set("name", person.name);
  if (!person.phone.empty()) detail.set("phone", person.phone);
  if (!person.email.empty()) detail.set("email", person.email);
  if (person.active.from) detail.set("active.from", text(person.active.from));
  if (person.active.until) detail.set("active.until", text(person.active.until));
  work.record(Entity::person, id.value, customers_ ? "customers.create_person" : "suppliers.create_person",
              detail.json());
  work.commit();
  return id;
}

void Parties::end_person(std::string_view code, Date last_day) {
  auto work = Work::write(*state_);
  const std::optional<Person> person = parties::find_person(work, code);
  if (!person) throw Error(ErrorCode::not_found, "code", "no person has this code", {{"code", std::string(code)}});
  if (person->active.from && last_day < *person->active.from)
    throw Error(ErrorCode::range, "last_day", "the last day lies before the first one",
                {{"first_day", text(person->active.from)}, {"last_day", last_day.to_string()}});
  const Date until = last_day + 1;
  if (person->active.until == until) return;
  work.tx().execute("UPDATE emptor_person SET active_until = ?2 WHERE id = ?1", person->id, until);
  work.record(Entity::person, person->id.value, customers_ ? "customers.end_person" : "suppliers.end_person",
              Detail().change("active.until", text(person->active.until), until.to_string()).json());
  work.commit();
}

std::vector<Person> Parties::persons() const {
  auto work = Work::read(*state_);
  return parties::persons(work).rows;
}

}  // namespace emptor
