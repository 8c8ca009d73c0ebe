/// What the verbs of stories share: the words of a line, and how answers are written.
#pragma once

#include <algorithm>
#include <stdexcept>

#include "scenario/story.hpp"
#include "support/arrow_table.hpp"
#include "support/test_store.hpp"

namespace emptor::test {

/// A mistake in the story itself, as against an answer that differs.
[[noreturn]] inline void mistake(const std::string& what) { throw std::runtime_error("the story is wrong: " + what); }

inline std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> words;
  while (true) {
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    if (line.empty()) return words;
    const bool quoted = line.front() == '"';
    if (quoted) line.remove_prefix(1);
    const std::size_t end = std::min(line.find(quoted ? '"' : ' '), line.size());
    words.emplace_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
}

inline std::string shown(const Decimal& value) { return value.normalized().to_string(); }
inline std::string amount(Money money) { return money.amount().to_string(); }

inline std::string two_places(UnitPrice price) {
  const Decimal exact = price.value().normalized();
  return exact.scale() < 2 ? exact.rounded(2).to_string() : exact.to_string();
}

inline std::string shown(const std::vector<Instalment>& instalments) {
  std::string answer;
  for (const Instalment& each : instalments) {
    answer += (answer.empty() ? "" : ", ") + each.due.to_string() + " " + amount(each.amount);
    if (each.discount_until) answer += " less " + amount(each.discount) + " until " + each.discount_until->to_string();
  }
  return answer;
}

inline std::string shown(const std::vector<Voucher>& companions) {
  std::string answer;
  for (const Voucher& each : companions) answer += " " + std::string(to_string(each.kind)) + " " + amount(each.total);
  return answer;
}

/// Names of orders up to the first other word; `none` for no order at all.
inline std::vector<AllocationOrder> orders(auto& words) {
  std::vector<AllocationOrder> found;
  if (words.take("none")) return found;
  for (;;) {
    if (words.take("oldest_dated"))
      found.push_back(AllocationOrder::oldest_dated);
    else if (words.take("oldest_due"))
      found.push_back(AllocationOrder::oldest_due);
    else if (words.take("smallest"))
      found.push_back(AllocationOrder::smallest);
    else if (words.take("largest"))
      found.push_back(AllocationOrder::largest);
    else if (words.take("exact"))
      found.push_back(AllocationOrder::exact);
    else
      return found;
  }
}

inline std::string shown(const SummaryRow& row) {
  return amount(row.opening) + " " + amount(row.trade) + " " + amount(row.other_increases) + " " +
         amount(row.collected) + " " + amount(row.difference) + " " + amount(row.balance) + " " +
         std::string(row.balance.currency.code());
}

inline void append(std::string& answer, const std::string& row) { answer += (answer.empty() ? "" : " / ") + row; }

inline std::string shown(const DunningLetter& letter) {
  std::string text = letter.party + " level " + std::to_string(letter.level) + " " + amount(letter.open) + " fee " +
                     amount(letter.fee) + " interest " + amount(letter.interest);
  return letter.items.size() == 1 ? text : text + " over " + std::to_string(letter.items.size());
}

/// The words of a line, taken one after the other; what follows `=>` is the expectation.
struct Story::Words {
  explicit Words(const std::string& text) {
    const std::size_t arrow = text.find("=>");
    left = split(std::string_view(text).substr(0, arrow));
    if (arrow == std::string::npos) return;
    asked = true;
    for (const std::string& word : split(std::string_view(text).substr(arrow + 2)))
      expected += (expected.empty() ? "" : " ") + word;
  }
  [[nodiscard]] bool more() const { return place < left.size(); }
  [[nodiscard]] bool at(std::string_view word) const { return more() && left[place] == word; }
  bool take(std::string_view word) {
    if (!at(word)) return false;
    ++place;
    return true;
  }
  std::string next(std::string_view what) {
    if (!more()) mistake("a word is missing: " + std::string(what));
    return left[place++];
  }
  Date day() { return Date::parse(next("day")); }
  void end() const {
    if (more()) mistake("nobody understands '" + left[place] + "'");
  }
  /// Empty when the answer is the expected one, or nothing was expected and `ordinary` holds.
  [[nodiscard]] std::string check(const std::string& answer, bool ordinary = true) const {
    if (asked ? answer == expected : ordinary) return {};
    return "found '" + answer + "'" + (asked ? ", expected '" + expected + "'" : "");
  }
  std::vector<std::string> left;
  std::size_t place = 0;
  std::string expected;
  bool asked = false;
};

/// A voucher as a story writes it.
struct Story::Typed {
  VoucherDraft draft{};
  PostOptions options{};
  bool preview = false;
};

}  // namespace emptor::test
