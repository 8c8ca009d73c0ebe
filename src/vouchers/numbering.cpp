/// Numbers by kind and period, gap-free and never used twice: the series row is moved inside the posting transaction,
/// so a posting that fails gives its number back.
#include <map>

#include "settings/policies.hpp"
#include "vouchers/document.hpp"

namespace emptor::vouchers {
namespace {

struct Pattern {
  std::string prefix;
  int width = 0;
};

/// "{yyyy}{mm}{dd}-{n:4}" on 2026-03-31: prefix "20260331-", width 4. Settings have checked the pattern.
Pattern expand(std::string_view pattern, Date dated) {
  const std::string day = dated.compact();
  Pattern out;
  while (!pattern.empty()) {
    if (pattern.front() != '{') {
      out.prefix += pattern.front();
      pattern.remove_prefix(1);
      continue;
    }
    const std::size_t end = pattern.find('}');
    const std::string_view token = pattern.substr(1, end - 1);
    if (token == "yyyy")
      out.prefix += day.substr(0, 4);
    else if (token == "yy")
      out.prefix += day.substr(2, 2);
    else if (token == "mm")
      out.prefix += day.substr(4, 2);
    else if (token == "dd")
      out.prefix += day.substr(6, 2);
    else if (token.size() > 2)
      out.width = static_cast<int>(Decimal::parse(token.substr(2)).to_scaled(0));
    pattern.remove_prefix(end + 1);
  }
  return out;
}

std::string format(const Pattern& pattern, std::int64_t value) {
  return printed_number(pattern.prefix, pattern.width, value);
}

}  // namespace

std::string printed_number(std::string_view prefix, int width, std::int64_t value) {
  std::string digits = std::to_string(value);
  if (digits.size() < static_cast<std::size_t>(width))
    digits.insert(0, static_cast<std::size_t>(width) - digits.size(), '0');
  return digits.insert(0, prefix);
}

namespace {

struct Series {
  std::int64_t id = 0;
  int width = 0;  ///< it keeps the one that it began with
};

/// Series that this connection has met: they stay what they are.
class SeriesCache final : public access::Cache {
 public:
  void forget(Entity /*entity*/, std::int64_t /*id*/) override {}
  void trim() override {
    if (known_.size() > kKnownMax) known_.clear();
  }
  [[nodiscard]] const Series* find(VoucherKind kind, const std::string& prefix) const {
    const auto found = known_.find({kind, prefix});
    return found != known_.end() ? &found->second : nullptr;
  }
  const Series& add(VoucherKind kind, const std::string& prefix, Series series) {
    return known_[{kind, prefix}] = series;
  }

 private:
  static constexpr std::size_t kKnownMax = 10'000;
  std::map<std::pair<VoucherKind, std::string>, Series> known_;
};

Series series_of(access::Work& work, VoucherKind kind, const Pattern& pattern) {
  auto& cache = work.cache<SeriesCache>();
  if (const Series* known = cache.find(kind, pattern.prefix)) return *known;
  // Others may begin it at the same time.
  work.tx().execute(
      "INSERT INTO emptor_number_series (kind, prefix, width, last_number) VALUES (?1, ?2, ?3, 0) "
      "ON CONFLICT (kind, prefix) DO NOTHING",
      kind, pattern.prefix, pattern.width);
  auto row = work.tx().statement("SELECT id, width FROM emptor_number_series WHERE kind = ?1 AND prefix = ?2");
  EMPTOR_REQUIRE(row.bind(kind, pattern.prefix).step());
  return cache.add(kind, pattern.prefix, {.id = row.integer(0), .width = static_cast<int>(row.integer(1))});
}

/// The change comes before any look at the number: it is what locks it.
void advance(access::Work& work, std::int64_t series) {
  work.tx().execute("UPDATE emptor_number_series SET last_number = last_number + 1 WHERE id = ?1", series);
}

store::Statement draw(access::Work& work, Document& document, Pattern& pattern) {
  pattern = expand(settings::current(work).number_pattern, document.dated);
  const Series series = series_of(work, document.kind, pattern);
  pattern.width = series.width;
  document.series_id = series.id;
  advance(work, series.id);
  return head_of(work, document, series.id);
}

}  // namespace

bool knows_series(access::Work& work, const Document& document) {
  return work.cache<SeriesCache>().find(
             document.kind, expand(settings::current(work).number_pattern, document.dated).prefix) != nullptr;
}

std::string number_and_save(access::Work& work, Document& document) {
  Pattern pattern;
  store::Statement row = draw(work, document, pattern);
  row.step();
  document.number = row.integer(0);
  return format(pattern, document.number);
}

std::string number_and_commit(access::Work& work, Document& document) {
  Pattern pattern;
  store::Statement row = draw(work, document, pattern);
  row.run_with_commit();
  work.commit();
  document.number = row.integer(0);
  return format(pattern, document.number);
}

Number take_number(access::Work& work, VoucherKind kind, Date dated) {
  Pattern pattern = expand(settings::current(work).number_pattern, dated);
  const Series series = series_of(work, kind, pattern);
  pattern.width = series.width;
  advance(work, series.id);
  auto row = work.tx().statement("SELECT last_number FROM emptor_number_series WHERE id = ?1");
  EMPTOR_REQUIRE(row.bind(series.id).step());
  return {.series_id = series.id, .value = row.integer(0), .text = format(pattern, row.integer(0))};
}

void hold_series(access::Work& work, VoucherKind kind, Date one, Date other) {
  if (!work.tx().is_beside_others()) return;
  const std::string& text = settings::current(work).number_pattern;
  std::string first = expand(text, one).prefix;
  std::string second = expand(text, other).prefix;
  if (first == second) return;
  if (second < first) std::swap(first, second);
  for (const std::string& prefix : {first, second})
    work.tx().execute("UPDATE emptor_number_series SET last_number = last_number WHERE kind = ?1 AND prefix = ?2", kind,
                      prefix);
}

std::string next_number(access::Work& work, VoucherKind kind, Date dated) {
  Pattern pattern = expand(settings::current(work).number_pattern, dated);
  auto row = work.tx().statement("SELECT last_number, width FROM emptor_number_series WHERE kind = ?1 AND prefix = ?2");
  row.bind(kind, pattern.prefix);
  if (!row.step()) return format(pattern, 1);
  pattern.width = static_cast<int>(row.integer(1));
  return format(pattern, row.integer(0) + 1);
}

VoucherId find_number(access::Work& work, VoucherKind kind, std::string_view number) {
  // The series is named by what stands before the number. Where a prefix ends in digits itself, several splits are
  // possible; each is one indexed look-up.
  std::size_t split = number.size();
  while (split > 0 && number[split - 1] >= '0' && number[split - 1] <= '9' && number.size() - split < 18) --split;
  for (; split < number.size(); ++split) {
    auto row = work.tx().statement(
        "SELECT v.id, s.width FROM emptor_number_series s "
        "JOIN emptor_voucher v ON v.series_id = s.id AND v.number = ?3 WHERE s.kind = ?1 AND s.prefix = ?2");
    const std::int64_t value = Decimal::parse(number.substr(split)).to_scaled(0);
    row.bind(kind, number.substr(0, split), value);
    if (!row.step()) continue;
    const Pattern pattern{std::string(number.substr(0, split)), static_cast<int>(row.integer(1))};
    if (format(pattern, value) == number) return row.id<VoucherTag>(0);
  }
  return {};
}

std::vector<std::string> missing_numbers(access::Work& work, std::int64_t series_id, int limit) {
  auto series = work.tx().statement("SELECT prefix, width, last_number FROM emptor_number_series WHERE id = ?1");
  EMPTOR_REQUIRE(series.bind(series_id).step());
  const Pattern pattern{series.string(0), static_cast<int>(series.integer(1))};
  const std::int64_t last = series.integer(2);
  auto rows = work.tx().statement(
      "SELECT number FROM emptor_voucher WHERE series_id = ?1 UNION "
      "SELECT number FROM emptor_voided_number WHERE series_id = ?1 ORDER BY 1");
  rows.bind(series_id);
  std::vector<std::string> missing;
  std::int64_t next = 1;
  const auto miss_until = [&](std::int64_t number) {
    for (; next < number && missing.size() < static_cast<std::size_t>(limit); ++next)
      missing.push_back(format(pattern, next));
  };
  while (rows.step()) {
    miss_until(rows.integer(0));
    next = rows.integer(0) + 1;
  }
  miss_until(last + 1);
  return missing;
}

std::string number_text(access::Work& work, const Document& document) {
  auto row = work.tx().statement("SELECT prefix, width FROM emptor_number_series WHERE id = ?1");
  row.bind(document.series_id);
  EMPTOR_REQUIRE(row.step());
  return format({row.string(0), static_cast<int>(row.integer(1))}, document.number);
}

}  // namespace emptor::vouchers

namespace emptor {

using access::Work;

VoidedNumber Vouchers::void_number(VoucherKind kind, std::string_view reason, std::optional<Date> dated) {
  Problems problems;
  if (to_string(kind).empty())
    problems.add(ErrorCode::invalid, "kind", "not a kind of voucher",
                 {{"kind", std::to_string(static_cast<int>(kind))}});
  problems.check_text("reason", reason, 200, true);
  problems.throw_if_any();
  auto work = Work::write(*state_);
  const Date day = dated ? *dated : settings::today(work);
  settings::require_open_period(work, day, "dated");
  vouchers::Number number = vouchers::take_number(work, kind, day);
  work.tx().execute(
      "INSERT INTO emptor_voided_number (series_id, number, reason, recorded_at, actor_id) VALUES (?1, ?2, ?3, ?4, ?5)",
      number.series_id, number.value, reason, work.now(), work.actor());
  VoidedNumber out{.kind = kind,
                   .number = std::move(number.text),
                   .reason = std::string(reason),
                   .recorded_at = work.now(),
                   .actor = access::actor_code(work, work.actor())};
  work.commit();
  return out;
}

std::vector<VoidedNumber> Vouchers::voided_numbers(std::optional<VoucherKind> kind) const {
  auto work = Work::read(*state_);
  auto rows = work.tx().statement(
      "SELECT s.kind, s.prefix, s.width, n.number, n.reason, n.recorded_at, n.actor_id FROM emptor_voided_number n "
      "JOIN emptor_number_series s ON s.id = n.series_id WHERE (?1 = 0 OR s.kind = ?1) "
      "ORDER BY n.recorded_at, n.series_id, n.number");
  rows.bind(kind ? static_cast<int>(*kind) : 0);
  std::vector<VoidedNumber> found;
  while (rows.step())
    found.push_back({.kind = static_cast<VoucherKind>(rows.integer(0)),
                     .number = vouchers::format({rows.string(1), static_cast<int>(rows.integer(2))}, rows.integer(3)),
                     .reason = rows.string(4),
                     .recorded_at = rows.instant(5),
                     .actor = access::actor_code(work, rows.id<ActorTag>(6))});
  return found;
}

}  // namespace emptor
