/// Every crossing between C++ values and Python objects.
///
/// Calls of `_core` take keyword arguments, all of them required, and give plain objects or records of emptor._records:
/// defaults, signatures and documentation live in Python. Wrong types are a TypeError that names the argument, wrong
/// values a ValueError or an emptor::Error. Money, quantities and rates cross as decimal.Decimal, through text, so that
/// neither binary fractions nor the application's decimal context can touch them.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emptor/base.hpp"

namespace emptor::python {

namespace py = pybind11;

/// An enumerator and its name in Python.
template <class Enum>
struct Named {
  std::string_view name;
  Enum value;
};

/// Keyword arguments, or one record of a list of them. None stands for "not given".
class Arguments {
 public:
  explicit Arguments(py::dict given, std::string prefix = {}) : given_(std::move(given)), prefix_(std::move(prefix)) {}

  /// KeyError when the Python half forgot it.
  [[nodiscard]] py::handle at(const char* name) const;
  [[nodiscard]] bool has(const char* name) const { return !at(name).is_none(); }
  /// Whether the name was passed at all, for changes of what is named.
  [[nodiscard]] bool contains(const char* name) const { return given_.contains(name); }
  /// As problems name it, e.g. "lines[2].quantity".
  [[nodiscard]] std::string field(const char* name) const { return prefix_ + name; }

  [[nodiscard]] std::string text(const char* name) const;  ///< "" when not given
  [[nodiscard]] std::optional<std::string> maybe_text(const char* name) const;
  [[nodiscard]] std::vector<std::string> texts(const char* name) const;
  [[nodiscard]] std::optional<std::vector<std::string>> maybe_texts(const char* name) const;
  [[nodiscard]] bool flag(const char* name) const;
  [[nodiscard]] std::optional<bool> maybe_flag(const char* name) const;
  [[nodiscard]] std::int64_t integer(const char* name) const;
  [[nodiscard]] std::optional<std::int64_t> maybe_integer(const char* name) const;
  [[nodiscard]] int number(const char* name) const;
  [[nodiscard]] std::vector<std::int64_t> integers(const char* name) const;
  [[nodiscard]] Decimal decimal(const char* name) const;
  [[nodiscard]] std::optional<Decimal> maybe_decimal(const char* name) const;
  [[nodiscard]] std::vector<Decimal> decimals(const char* name) const;
  [[nodiscard]] Date date(const char* name) const;
  [[nodiscard]] std::optional<Date> maybe_date(const char* name) const;
  [[nodiscard]] std::optional<Instant> maybe_instant(const char* name) const;
  [[nodiscard]] Period period(const char* from, const char* until) const;
  [[nodiscard]] std::vector<Arguments> records(const char* name) const;

  /// A type that is made of a Decimal, with the argument's name in what it refuses.
  template <class T>
  [[nodiscard]] T of(const char* name) const {
    const Decimal value = decimal(name);
    try {
      return T::of(value);
    } catch (const Error& error) {
      throw Error(error.code(), field(name), error.message());
    }
  }
  template <class T>
  [[nodiscard]] std::optional<T> maybe_of(const char* name) const {
    return has(name) ? std::optional<T>(of<T>(name)) : std::nullopt;
  }
  template <class Enum, std::size_t count>
  [[nodiscard]] Enum choice(const char* name, const Named<Enum> (&table)[count]) const {
    const std::string wanted = text(name);
    std::string known;
    for (const Named<Enum>& entry : table) {
      if (entry.name == wanted) return entry.value;
      known.append(known.empty() ? "" : ", ").append(entry.name);
    }
    throw Error(ErrorCode::invalid, field(name), "\"" + wanted + "\" is none of " + known);
  }

 private:
  py::dict given_;
  std::string prefix_;
};

[[nodiscard]] py::object to_python(bool value);
[[nodiscard]] py::object to_python(int value);
[[nodiscard]] py::object to_python(std::int64_t value);
[[nodiscard]] py::object to_python(std::string_view value);
[[nodiscard]] inline py::object to_python(const std::string& value) { return to_python(std::string_view(value)); }
[[nodiscard]] py::object to_python(const Decimal& value);
[[nodiscard]] py::object to_python(Quantity value);
[[nodiscard]] py::object to_python(Percent value);
[[nodiscard]] py::object to_python(Ratio value);  ///< a fractions.Fraction
[[nodiscard]] py::object to_python(Currency value);
[[nodiscard]] py::object to_python(Money value);
[[nodiscard]] py::object to_python(Date value);
[[nodiscard]] py::object to_python(Instant value);
/// With at least the currency's decimals: 17.50, but 0.0125 where it is so.
[[nodiscard]] py::object to_python(UnitPrice value, Currency currency);
[[nodiscard]] py::object to_python(const Problem& value);
[[nodiscard]] py::object to_python(const std::vector<Problem>& values);

/// None when there is no such record.
template <class Tag>
[[nodiscard]] py::object to_python(Id<Tag> id) {
  return id ? to_python(id.value) : py::none();
}
template <class T>
[[nodiscard]] py::object to_python(const std::optional<T>& value) {
  return value ? to_python(*value) : py::none();
}

/// A list of what `convert` makes of the values.
template <class Values, class Convert>
[[nodiscard]] py::list list_of(const Values& values, Convert convert) {
  py::list found;
  for (const auto& value : values) found.append(convert(value));
  return found;
}
template <class Values, class Convert>
[[nodiscard]] py::tuple tuple_of(const Values& values, Convert convert) {
  return py::tuple(list_of(values, convert));
}
[[nodiscard]] py::tuple texts(const std::vector<std::string>& values);

using Field = std::pair<const char*, py::object>;

/// A record of emptor._records, made of named fields.
[[nodiscard]] py::object record(const char* type, std::initializer_list<Field> fields);
/// An enumerator of emptor._records.
[[nodiscard]] py::object enumerator(const char* type, std::string_view name);

template <class Enum, std::size_t count>
[[nodiscard]] std::string_view name_of(Enum value, const Named<Enum> (&table)[count]) {
  for (const Named<Enum>& entry : table) {
    if (entry.value == value) return entry.name;
  }
  return "";
}

}  // namespace emptor::python
