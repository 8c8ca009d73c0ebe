/// Exchange rates: a timeline for each pair of currencies, append-only; of two rates for one day the later recorded
/// holds.
#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <map>
#include <vector>

#include "settings/policies.hpp"

namespace emptor::settings {
namespace {

using access::Work;

struct Rate {
  Date from;
  Ratio ratio;
};
using Timeline = std::vector<Rate>;  // ascending, one rate for a day

class Rates final : public access::Cache {
 public:
  void forget(Entity entity, std::int64_t /*id*/) override {
    if (entity == Entity::exchange_rate) timelines.clear();
  }
  /// By type, and by numeric codes, the first in the upper half.
  std::map<std::string, boost::unordered_flat_map<std::uint32_t, Timeline>, std::less<>> timelines;
};

const Timeline& timeline(Work& work, Currency from, Currency to, std::string_view type) {
  auto& types = work.cache<Rates>().timelines;
  auto of_type = types.find(type);
  if (of_type == types.end()) of_type = types.try_emplace(std::string(type)).first;
  auto& timelines = of_type->second;
  const std::uint32_t key =
      static_cast<std::uint32_t>(from.numeric()) << 16U | static_cast<std::uint32_t>(to.numeric());
  if (const auto found = timelines.find(key); found != timelines.end()) return found->second;
  Timeline loaded;
  auto rows = work.tx().statement(
      "SELECT valid_from, numerator, denominator FROM emptor_exchange_rate "
      "WHERE from_currency = ?1 AND to_currency = ?2 AND rate_type = ?3 ORDER BY valid_from, id");
  rows.bind(from, to, type);
  while (rows.step()) {
    const Rate rate{rows.date(0), {rows.integer(1), rows.integer(2)}};
    if (!loaded.empty() && loaded.back().from == rate.from)
      loaded.back() = rate;
    else
      loaded.push_back(rate);
  }
  return timelines.emplace(key, std::move(loaded)).first->second;
}

std::optional<Ratio> at(const Timeline& timeline, Date on) {
  const auto after = std::upper_bound(timeline.begin(), timeline.end(), on,
                                      [](Date day, const Rate& rate) { return day < rate.from; });
  if (after == timeline.begin()) return std::nullopt;
  return std::prev(after)->ratio;
}

}  // namespace

std::optional<Ratio> find_rate(Work& work, Currency from, Currency to, Date on, std::string_view type) {
  if (from == to) return Ratio{};
  if (const auto direct = at(timeline(work, from, to, type), on)) return direct;
  const auto opposite = at(timeline(work, to, from, type), on);
  if (!opposite) return std::nullopt;
  return opposite->inverse();
}

Error no_rate(std::string field, Currency from, Currency to, Date on, std::string_view type) {
  const std::string one(from.code());
  const std::string other(to.code());
  std::vector<std::pair<std::string, std::string>> figures{{"from", one}, {"to", other}, {"on", on.to_string()}};
  if (!type.empty()) figures.emplace_back("type", type);
  return {ErrorCode::no_rate, std::move(field),
          "no rate " + (type.empty() ? std::string() : "of type " + std::string(type) + " ") + "from " + one + " to " +
              other + " on " + on.to_string() + " or before",
          std::move(figures)};
}

std::int64_t convert(std::int64_t minor, Currency from, Currency to, Ratio rate, Rounding mode) {
  Ratio minor_units{};
  const int shift = to.minor_units() - from.minor_units();
  for (int i = 0; i < (shift < 0 ? -shift : shift); ++i)
    (shift < 0 ? minor_units.denominator : minor_units.numerator) *= 10;
  return scale_by(minor, rate * minor_units, mode);
}

}  // namespace emptor::settings

namespace emptor {

using access::Work;

namespace {

Currency find_currency(std::string_view code, std::string_view field, Problems& problems) {
  const std::optional<Currency> found = Currency::find(code);
  if (!found)
    problems.add(ErrorCode::unknown_currency, std::string(field), "not the code of an active currency",
                 {{"currency", std::string(code)}});
  return found.value_or(Currency());
}

}  // namespace

void Settings::set_exchange_rate(std::string_view from, std::string_view to, Date on, const Decimal& rate,
                                 std::string_view type) {
  Problems problems;
  if (!type.empty()) problems.check_code("type", type, 40);
  const Currency one = find_currency(from, "from", problems);
  const Currency other = find_currency(to, "to", problems);
  if (one && one == other) problems.add(ErrorCode::invalid, "to", "a currency has no rate against itself");
  Ratio ratio;
  if (rate.sign() <= 0) {
    problems.add(ErrorCode::range, "rate", "a rate is greater than 0", {{"rate", rate.to_string()}});
  } else {
    try {
      ratio = Ratio::of(rate);
    } catch (const Error& error) {
      problems.add(error.code(), "rate", "the rate has more digits than can be held exactly",
                   {{"rate", rate.to_string()}});
    }
  }
  problems.throw_if_any();

  auto work = Work::write(*state_);
  const std::optional<Ratio> old = settings::find_rate(work, one, other, on, type);
  const std::int64_t id = work.tx().insert(
      "INSERT INTO emptor_exchange_rate (from_currency, to_currency, valid_from, numerator, denominator, recorded_at, "
      "actor_id, rate_type) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      one, other, on, ratio.numerator, ratio.denominator, work.now(), work.actor(), type);
  access::Detail detail;
  detail.set("from", from).set("to", to).set("on", on.to_string());
  if (!type.empty()) detail.set("type", type);
  const auto text = [](const Ratio& each) {
    return each.denominator == 1 ? std::to_string(each.numerator)
                                 : std::to_string(each.numerator) + "/" + std::to_string(each.denominator);
  };
  detail.change("rate", old ? text(*old) : std::string(), text(ratio));
  work.record(Entity::exchange_rate, id, "settings.set_exchange_rate", detail.json());
  work.commit();
}

Ratio Settings::exchange_rate(std::string_view from, std::string_view to, Date on, std::string_view type) const {
  Problems problems;
  const Currency one = find_currency(from, "from", problems);
  const Currency other = find_currency(to, "to", problems);
  problems.throw_if_any();
  auto work = Work::read(*state_);
  const std::optional<Ratio> found = settings::find_rate(work, one, other, on, type);
  if (!found) throw settings::no_rate("on", one, other, on, type);
  return *found;
}

}  // namespace emptor
