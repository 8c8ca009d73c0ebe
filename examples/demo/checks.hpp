/// Comparisons of what the library says with what the source says.
///
/// A check counts every pair it is shown and keeps the first few that differ. The demo ends with exit code 0 only when
/// every check compared something and found no difference: a check that was never asked is no proof.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "console.hpp"
#include "csv.hpp"
#include "emptor/base.hpp"

namespace demo {

class Check {
 public:
  explicit Check(std::string what) : what_(std::move(what)) {}

  /// `where()` names the pair; it is asked only when the two differ.
  template <class Where>
  void same(std::int64_t got, std::int64_t expected, Where&& where) {
    ++compared_;
    if (got != expected) differs(where(), std::to_string(got), std::to_string(expected));
  }
  /// To the cent.
  template <class Where>
  void same_amount(Cents got, Cents expected, Where&& where) {
    ++compared_;
    if (got != expected) differs(where(), shown(got), shown(expected));
  }
  template <class Where>
  void same(emptor::Money got, Cents expected, Where&& where) {
    same_amount(got.minor, expected, std::forward<Where>(where));
  }
  template <class Where>
  void same(emptor::UnitPrice got, Cents expected, Where&& where) {
    ++compared_;
    if (got.micros != expected * 10'000) differs(where(), shown(got), shown(expected));
  }
  template <class Where>
  void same(std::string_view got, std::string_view expected, Where&& where) {
    ++compared_;
    if (got != expected) differs(where(), std::string(got), std::string(expected));
  }
  /// What could not even be compared.
  void failed(std::string where, std::string why);

  [[nodiscard]] const std::string& what() const noexcept { return what_; }
  [[nodiscard]] std::int64_t compared() const noexcept { return compared_; }
  [[nodiscard]] std::int64_t differing() const noexcept { return differing_; }
  [[nodiscard]] bool passed() const noexcept { return compared_ > 0 && differing_ == 0; }
  [[nodiscard]] const std::vector<std::string>& examples() const noexcept { return examples_; }

 private:
  static constexpr std::size_t kept_max = 5;
  void differs(const std::string& where, const std::string& got, const std::string& expected);
  void keep(std::string example);

  std::string what_;
  std::int64_t compared_ = 0;
  std::int64_t differing_ = 0;
  std::vector<std::string> examples_;
};

class Checks {
 public:
  /// References stay good.
  Check& add(std::string what) { return checks_.emplace_back(std::move(what)); }
  [[nodiscard]] bool passed() const;
  /// One line for each check, and what differs. Says nothing about passed ones when quiet.
  void report(Console& console) const;

 private:
  std::deque<Check> checks_;
};

}  // namespace demo
