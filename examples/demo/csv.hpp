/// A strict reader of comma-separated files (RFC 4180).
///
/// The first record names the columns, every other record has as many fields. Quotes stand around a whole field or not
/// at all. Whatever is not so ends the reading with the file, the line and what was found there: a table that is cut
/// off or shifted by a column must never look like a smaller one.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace demo {

/// What is wrong with a source file, as one sentence.
class SourceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Whole cents. The source's figures are read and added up without the library, so that they can judge it.
using Cents = std::int64_t;

class CsvReader {
 public:
  struct Column {
    std::size_t index;
    std::string_view name;
  };

  /// `name` stands in messages; `text` is the whole file.
  CsvReader(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
    if (!read_record()) fail("the file is empty");
    for (const std::string_view each : fields_) names_.emplace_back(each);
  }

  [[nodiscard]] Column column(std::string_view wanted) const {
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (names_[i] == wanted) return {i, names_[i]};
    throw SourceError(name_ + " has no column " + std::string(wanted));
  }

  /// Steps to the next record; false at the end. What the last record gave is gone then.
  [[nodiscard]] bool next() {
    if (!read_record()) return false;
    if (fields_.size() != names_.size())
      fail(std::to_string(fields_.size()) + " fields where the header has " + std::to_string(names_.size()));
    return true;
  }

  [[nodiscard]] std::string_view text(Column column) const { return fields_[column.index]; }
  [[nodiscard]] bool empty(Column column) const { return fields_[column.index].empty(); }

  [[nodiscard]] int number(Column column) const {
    const std::string_view text = fields_[column.index];
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) fail_at(column, "is not a whole number");
    return value;
  }

  /// "-12.50": digits, and a point with exactly two decimals.
  [[nodiscard]] Cents cents(Column column) const {
    std::string_view text = fields_[column.index];
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    if (point == 0 || point == std::string_view::npos || text.size() != point + 3 || text.size() > 16)
      fail_at(column, "is not an amount");
    Cents value = 0;
    for (const char each : text) {
      if (each == '.') continue;
      if (each < '0' || each > '9') fail_at(column, "is not an amount");
      value = value * 10 + (each - '0');
    }
    return negative ? -value : value;
  }

  [[noreturn]] void fail_at(Column column, std::string_view what) const {
    fail(std::string(column.name) + " '" + std::string(fields_[column.index]) + "' " + std::string(what));
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw SourceError(name_ + ", line " + std::to_string(record_line_) + ": " + what);
  }

  [[nodiscard]] bool at_end_of_record() const {
    return at_ == text_.size() || text_[at_] == '\n' ||
           (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
  }

  bool read_record() {
    fields_.clear();
    record_line_ = line_;
    if (at_ == text_.size()) return false;
    for (;;) {
      fields_.push_back(text_[at_] == '"' ? quoted_field() : plain_field());
      if (at_end_of_record()) break;
      if (text_[at_] != ',') fail("a quote ends before its field does");
      ++at_;
      if (at_ == text_.size()) {
        fields_.emplace_back();
        break;
      }
    }
    if (at_ < text_.size()) at_ += text_[at_] == '\r' ? 2 : 1;
    ++line_;
    return true;
  }

  std::string_view plain_field() {
    const std::size_t from = at_;
    while (!at_end_of_record() && text_[at_] != ',') {
      if (text_[at_] == '"') fail("a quote inside a field that is not quoted");
      ++at_;
    }
    return std::string_view(text_).substr(from, at_ - from);
  }

  /// Doubled quotes shrink, so the field is unfolded where it stands.
  std::string_view quoted_field() {
    const std::size_t from = ++at_;
    std::size_t to = from;
    for (;; ++at_) {
      if (at_ == text_.size()) fail("a quoted field without an end");
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] == '"') {
        ++at_;
        if (at_ == text_.size() || text_[at_] != '"') break;
      }
      text_[to++] = text_[at_];
    }
    return std::string_view(text_).substr(from, to - from);
  }

  std::string name_;
  std::string text_;
  std::vector<std::string> names_;
  std::vector<std::string_view> fields_;  ///< into `text_`
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t record_line_ = 1;
};

}  // namespace demo
