#include "console.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace demo {

std::string grouped(std::int64_t whole) {
  std::string digits = std::to_string(whole);
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

std::string shown(Cents amount) {
  const Cents rest = amount % 100;
  const std::string cents = std::to_string(rest < 0 ? -rest : rest);
  std::string out = amount < 0 && amount > -100 ? "-" : "";
  out += grouped(amount / 100);
  out += cents.size() == 1 ? ".0" : ".";
  out += cents;
  return out;
}

std::string shown(emptor::Money amount) {
  const std::string text = amount.amount().to_string();
  const std::size_t point = std::min(text.find('.'), text.size());
  const bool negative = text.starts_with('-');
  const std::string whole = grouped(std::stoll(text.substr(negative ? 1 : 0, point)));
  return (negative ? "-" : "") + whole + text.substr(point);
}

std::string shown(emptor::UnitPrice price) {
  const emptor::Decimal value = price.value().normalized();
  return value.scale() < 2 ? value.rounded(2).to_string() : value.to_string();
}

std::string shown(emptor::Percent percent) { return percent.value().normalized().to_string() + " %"; }

std::string counted(std::int64_t count, std::string_view word) {
  return grouped(count) + " " + std::string(word) + (count == 1 ? "" : "s");
}

std::string Stopwatch::to_string() const {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f s", seconds());
  return text.data();
}

std::int64_t Stopwatch::rate(std::int64_t count) const {
  return seconds() > 0 ? static_cast<std::int64_t>(static_cast<double>(count) / seconds()) : 0;
}

namespace {

/// Columns of a terminal, near enough for the Latin names of the source: one for each code point.
std::size_t width(std::string_view text) { return emptor::utf8_length(text); }

}  // namespace

std::string Table::to_string() const {
  std::vector<std::size_t> widths;
  for (const std::string& heading : headings_) widths.push_back(width(heading) - (heading.starts_with('>') ? 1 : 0));
  const auto measure = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], width(cells[i]));
  };
  for (const auto& cells : rows_) measure(cells);
  measure(total_);

  std::string out;
  const auto write = [&](const std::vector<std::string>& cells) {
    std::string line = " ";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string padding(widths[i] - width(cells[i]), ' ');
      line += ' ';
      line += headings_[i].starts_with('>') ? padding + cells[i] : cells[i] + padding;
      line += ' ';
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  };
  const auto rule = [&] {
    std::vector<std::string> dashes;
    for (const std::size_t each : widths) dashes.emplace_back(each, '-');
    write(dashes);
  };
  std::vector<std::string> plain;
  for (const std::string& heading : headings_) plain.push_back(heading.substr(heading.starts_with('>') ? 1 : 0));
  write(plain);
  rule();
  for (const auto& cells : rows_) write(cells);
  if (!total_.empty()) {
    rule();
    write(total_);
  }
  return out;
}

Console::Console(bool quiet) : quiet_(quiet), terminal_(isatty(STDOUT_FILENO) != 0) {}

void Console::title(std::string_view text) {
  line();
  line(text);
  line(std::string(width(text), '='));
}

void Console::line(std::string_view text) {
  if (!quiet_) always(text);
}

void Console::always(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fputc('\n', stdout);
  std::fflush(stdout);
}

void Console::table(const Table& table) {
  if (quiet_) return;
  std::fputs(table.to_string().c_str(), stdout);
  std::fflush(stdout);
}

void Console::progress(std::string_view work, std::string_view where, std::int64_t done, std::int64_t all) {
  if (quiet_) return;
  const std::string text = "  " + std::string(work) + "  " + std::string(where) + "  " + grouped(done) + " of " +
                           grouped(all) + "  " + std::to_string(all > 0 ? done * 100 / all : 100) + " %";
  if (!terminal_) {
    const std::int64_t tenth = all > 0 ? done * 10 / all : 10;
    if (tenth == progress_tenth_) return;
    progress_tenth_ = tenth;
    line(text);
    return;
  }
  // Ten times a second is enough for an eye, and costs the work nothing.
  const auto now = std::chrono::steady_clock::now();
  if (done < all && now - progress_at_ < std::chrono::milliseconds(100)) return;
  progress_at_ = now;
  std::printf("\r%-*s", static_cast<int>(progress_width_), text.c_str());
  progress_width_ = text.size();
  std::fflush(stdout);
}

void Console::progress_over() {
  if (!quiet_ && terminal_ && progress_width_ > 0) std::printf("\r%-*s\r", static_cast<int>(progress_width_), "");
  progress_width_ = 0;
  progress_tenth_ = 0;
}

}  // namespace demo
