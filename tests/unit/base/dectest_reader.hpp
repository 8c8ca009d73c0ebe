/// Reads .decTest files: directives, vectors, and numbers as text. Nothing here uses the library, so that what the
/// tests expect is never made by the code under test.
#pragma once

#include <algorithm>
#include <cctype>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace emptor::test {

/// A number as the standard writes it: digits × 10^exponent, or something that is no finite number.
struct Number {
  enum class Kind { finite, special, malformed, bits };
  Kind kind = Kind::malformed;
  bool negative = false;
  std::string digits;  ///< without leading zeros; "0" for zero
  long exponent = 0;

  [[nodiscard]] bool finite() const { return kind == Kind::finite; }
  [[nodiscard]] bool zero() const { return finite() && digits == "0"; }
  [[nodiscard]] long width() const { return static_cast<long>(digits.size()); }

  [[nodiscard]] Number shifted(long by) const {
    Number copy = *this;
    copy.exponent += by;
    return copy;
  }

  /// "-1.50": plain digits without an exponent, `-exponent` decimals; zero has no sign.
  [[nodiscard]] std::string plain() const {
    std::string text = digits;
    if (exponent > 0 && !zero()) text.append(static_cast<std::size_t>(exponent), '0');
    if (exponent < 0) {
      const auto decimals = static_cast<std::size_t>(-exponent);
      if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
      text.insert(text.size() - decimals, 1, '.');
    }
    return negative && !zero() ? "-" + text : text;
  }
  [[nodiscard]] std::string with_exponent() const {
    return (negative ? "-" : "") + digits + "E" + std::to_string(exponent);
  }
};

inline Number read_number(std::string_view text) {
  Number number;
  if (text.starts_with('#')) {
    number.kind = Number::Kind::bits;
    return number;
  }
  std::size_t at = 0;
  const auto digit = [&] { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) number.negative = text[at++] == '-';

  std::string word(text.substr(at));
  std::ranges::transform(word, word.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const bool nan = word.starts_with("nan") || word.starts_with("snan");
  if (word == "inf" || word == "infinity" ||
      (nan && word.find_first_not_of("0123456789", word.find("nan") + 3) == std::string::npos)) {
    number.kind = Number::Kind::special;
    return number;
  }

  for (; digit(); ++at) number.digits += text[at];
  if (at < text.size() && text[at] == '.') {
    for (++at; digit(); ++at) {
      number.digits += text[at];
      --number.exponent;
    }
  }
  if (number.digits.empty()) return number;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    const bool down = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (!digit()) return number;
    long exponent = 0;
    for (; digit(); ++at) exponent = std::min(exponent * 10 + (text[at] - '0'), 2'000'000'000L);
    number.exponent += down ? -exponent : exponent;
  }
  if (at != text.size()) return number;
  number.digits.erase(0, std::min(number.digits.find_first_not_of('0'), number.digits.size() - 1));
  number.kind = Number::Kind::finite;
  return number;
}

/// One line of a file, with the directives that hold there.
struct Vector {
  std::string file;
  std::string id;
  std::string operation;  ///< lower case
  std::vector<std::string> operands;
  std::string expected;
  std::set<std::string> conditions;  ///< lower case
  std::string rounding;
  int precision = 0;
  bool extended = true;

  [[nodiscard]] bool has(const char* condition) const { return conditions.contains(condition); }
};

namespace dectest {

inline std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

/// Words between blanks; a quoted one may hold blanks and its quote twice. Ends at a comment.
inline std::vector<std::string> words(const std::string& line) {
  std::vector<std::string> found;
  std::size_t at = 0;
  const auto blank = [&](std::size_t i) { return line[i] == ' ' || line[i] == '\t' || line[i] == '\r'; };
  while (at < line.size()) {
    if (blank(at)) {
      ++at;
      continue;
    }
    if (line.compare(at, 2, "--") == 0) break;
    std::string word;
    if (line[at] == '\'' || line[at] == '"') {
      const char quote = line[at++];
      for (; at < line.size(); ++at) {
        if (line[at] == quote) {
          if (at + 1 >= line.size() || line[at + 1] != quote) break;
          ++at;
        }
        word += line[at];
      }
      ++at;
    } else {
      for (; at < line.size() && !blank(at); ++at) word += line[at];
    }
    found.push_back(word);
  }
  return found;
}

/// Calls `run` for each vector of the file.
inline void read(const std::string& path, const std::function<void(const Vector&)>& run) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  Vector now;
  now.file = path.substr(path.find_last_of('/') + 1);
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> parts = words(line);
    if (parts.empty()) continue;
    if (parts.size() >= 2 && parts[0].ends_with(':')) {
      const std::string key = lower(parts[0].substr(0, parts[0].size() - 1));
      if (key == "precision") now.precision = std::stoi(parts[1]);
      if (key == "rounding") now.rounding = lower(parts[1]);
      if (key == "extended") now.extended = parts[1] == "1";
      continue;
    }
    const auto arrow = std::ranges::find(parts, "->");
    if (arrow == parts.end()) continue;
    if (arrow - parts.begin() < 2 || arrow + 1 == parts.end()) throw std::runtime_error("unreadable: " + line);
    now.id = parts[0];
    now.operation = lower(parts[1]);
    now.operands.assign(parts.begin() + 2, arrow);
    now.expected = arrow[1];
    now.conditions.clear();
    for (auto it = arrow + 2; it != parts.end(); ++it) now.conditions.insert(lower(*it));
    run(now);
  }
}

}  // namespace dectest
}  // namespace emptor::test
