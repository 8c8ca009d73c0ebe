/// What a picker was asked for: words that must all occur in a record's search key, in any order.
///
/// The longest word narrows the rows in SQL, the others are looked for here. A text without any letter or digit ("-" is
/// a code that people use) has no words; it is looked for in the code as it stands.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/base.hpp"

namespace emptor::access {

class SearchWords {
 public:
  static constexpr std::size_t text_max = 200;

  explicit SearchWords(std::string_view text) : key_(search_key(text)) {
    std::string_view rest = key_;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      if (end != 0) words_.push_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (!words_.empty()) return;
    const std::size_t first = std::min(text.find_first_not_of(" \t\n"), text.size());
    const std::size_t end = text.find_last_not_of(" \t\n") + 1;
    in_code_ = first < end ? text.substr(first, end - first) : std::string_view();
  }
  SearchWords(const SearchWords&) = delete;
  SearchWords& operator=(const SearchWords&) = delete;

  /// For `search_key LIKE … ESCAPE '\'`: true for every row that can match.
  [[nodiscard]] std::string key_pattern() const {
    const auto longest = std::max_element(words_.begin(), words_.end(),
                                          [](std::string_view a, std::string_view b) { return a.size() < b.size(); });
    return longest == words_.end() ? "%" : "%" + escaped(*longest) + "%";
  }
  [[nodiscard]] bool match(std::string_view code, std::string_view key) const noexcept {
    return code.find(in_code_) != std::string_view::npos &&
           std::all_of(words_.begin(), words_.end(),
                       [&](std::string_view word) { return key.find(word) != std::string_view::npos; });
  }

 private:
  static std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (c == '%' || c == '_' || c == '\\') out += '\\';
      out += c;
    }
    return out;
  }

  std::string key_;
  std::vector<std::string_view> words_;  ///< of key_
  std::string in_code_;                  ///< empty: found in every code
};

}  // namespace emptor::access
