/// Numbers by kind and period, gap-free and never used twice: the series row is moved inside the posting transaction,
/// so a posting that fails gives its number back.
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
  std::string digits = std::to_string(value);
  const auto width = static_cast<std::size_t>(pattern.width);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return pattern.prefix + digits;
}

}  // namespace

Number take_number(access::Work& work, VoucherKind kind, Date dated) {
  const Pattern pattern = expand(settings::current(work).number_pattern, dated);
  // The change comes first: it is what locks the row.
  work.tx().execute("UPDATE emptor_number_series SET last_number = last_number + 1 WHERE kind = ?1 AND prefix = ?2",
                    kind, pattern.prefix);
  Number number{.series_id = 0, .value = 1, .text = {}};
  auto row = work.tx().statement("SELECT id, last_number FROM emptor_number_series WHERE kind = ?1 AND prefix = ?2");
  row.bind(kind, pattern.prefix);
  if (row.step()) {
    number.series_id = row.integer(0);
    number.value = row.integer(1);
  } else {
    number.series_id =
        work.tx().insert("INSERT INTO emptor_number_series (kind, prefix, width, last_number) VALUES (?1, ?2, ?3, 1)",
                         kind, pattern.prefix, pattern.width);
  }
  number.text = format(pattern, number.value);
  return number;
}

std::string next_number(access::Work& work, VoucherKind kind, Date dated) {
  const Pattern pattern = expand(settings::current(work).number_pattern, dated);
  auto row = work.tx().statement("SELECT last_number FROM emptor_number_series WHERE kind = ?1 AND prefix = ?2");
  row.bind(kind, pattern.prefix);
  return format(pattern, row.step() ? row.integer(0) + 1 : 1);
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

std::string number_text(access::Work& work, const Document& document) {
  auto row = work.tx().statement("SELECT prefix, width FROM emptor_number_series WHERE id = ?1");
  row.bind(document.series_id);
  EMPTOR_REQUIRE(row.step());
  return format({row.string(0), static_cast<int>(row.integer(1))}, document.number);
}

}  // namespace emptor::vouchers
