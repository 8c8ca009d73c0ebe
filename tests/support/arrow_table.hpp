/// Reads an Arrow stream as a consumer does, from its structs alone, into rows of text.
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "emptor/arrow.hpp"

namespace emptor::test {

struct ArrowTable {
  std::vector<std::string> names;
  std::vector<std::string> formats;
  std::map<std::string, std::string> metadata;
  std::vector<std::vector<std::string>> rows;  ///< "null" for a value that is not there
  std::size_t batches = 0;

  /// Releases the stream.
  explicit ArrowTable(ArrowStream given) {
    ArrowArrayStream stream{};
    given.move_to(stream);
    ArrowSchema schema{};
    if (stream.get_schema(&stream, &schema) != 0) throw std::runtime_error(stream.get_last_error(&stream));
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
      names.emplace_back(schema.children[i]->name);
      formats.emplace_back(schema.children[i]->format);
    }
    read_metadata(schema.metadata);
    schema.release(&schema);
    while (true) {
      ArrowArray batch{};
      if (stream.get_next(&stream, &batch) != 0) throw std::runtime_error(stream.get_last_error(&stream));
      if (batch.release == nullptr) break;
      ++batches;
      read(batch);
      batch.release(&batch);
    }
    stream.release(&stream);
  }

  /// The rows with these columns, joined by spaces.
  [[nodiscard]] std::vector<std::string> told(const std::vector<std::string>& columns) const {
    std::vector<std::string> out;
    for (const auto& row : rows) {
      std::string& line = out.emplace_back();
      for (const std::string& column : columns) line += (line.empty() ? "" : " ") + row[place(column)];
    }
    return out;
  }

 private:
  [[nodiscard]] std::size_t place(const std::string& column) const {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == column) return i;
    throw std::runtime_error("no column " + column);
  }
  static std::int32_t integer(const char*& at) {
    std::int32_t value = 0;
    std::memcpy(&value, at, sizeof value);
    at += sizeof value;
    return value;
  }
  static std::string text(const char*& at) {
    const auto length = static_cast<std::size_t>(integer(at));
    std::string value(at, length);
    at += length;
    return value;
  }
  void read_metadata(const char* at) {
    if (at == nullptr) return;
    for (std::int32_t count = integer(at); count > 0; --count) {
      std::string name = text(at);
      metadata[std::move(name)] = text(at);
    }
  }
  static bool bit(const void* bits, std::int64_t at) {
    return ((static_cast<const std::uint8_t*>(bits)[at / 8] >> (at % 8)) & 1U) != 0;
  }
  /// Figures of tests fit 64 bits.
  static std::string decimal(const void* values, std::int64_t at, int scale) {
    std::int64_t low = 0;
    std::memcpy(&low, static_cast<const char*>(values) + at * 16, sizeof low);
    std::string digits = std::to_string(low < 0 ? -low : low);
    while (static_cast<int>(digits.size()) <= scale) digits.insert(0, "0");
    digits.insert(digits.size() - static_cast<std::size_t>(scale), ".");
    while (digits.back() == '0') digits.pop_back();
    if (digits.back() == '.') digits.pop_back();
    return (low < 0 ? "-" : "") + digits;
  }
  static std::string value(const ArrowArray& column, const std::string& format, std::int64_t at) {
    if (column.buffers[0] != nullptr && !bit(column.buffers[0], at)) return "null";
    if (format == "u") {
      const auto* ends = static_cast<const std::int32_t*>(column.buffers[1]);
      return {static_cast<const char*>(column.buffers[2]) + ends[at],
              static_cast<std::size_t>(ends[at + 1] - ends[at])};
    }
    if (format == "l" || format == "tsu:UTC")
      return std::to_string(static_cast<const std::int64_t*>(column.buffers[1])[at]);
    if (format == "b") return bit(column.buffers[1], at) ? "true" : "false";
    if (format == "tdD") return std::to_string(static_cast<const std::int32_t*>(column.buffers[1])[at]);
    return decimal(column.buffers[1], at, std::stoi(format.substr(format.rfind(',') + 1)));
  }
  void read(const ArrowArray& batch) {
    for (std::int64_t at = 0; at < batch.length; ++at) {
      std::vector<std::string>& row = rows.emplace_back();
      for (std::int64_t i = 0; i < batch.n_children; ++i)
        row.push_back(value(*batch.children[i], formats[static_cast<std::size_t>(i)], at));
    }
  }
};

}  // namespace emptor::test
