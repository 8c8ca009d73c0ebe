/// The datasets of an export: what each has, and where in the book it is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/exports.hpp"

namespace emptor::insight {

/// How a column is made of what the statement gives.
enum class Is : std::uint8_t {
  text,
  integer,
  truth,
  day,
  instant,
  micros,   ///< quantities and prices
  percent,  ///< a rate in millionths of one, as percent
  money,    ///< minor units
  kind,     ///< of a voucher, by name
  side,
  source,  ///< of a price
  number,  ///< three of the statement's: prefix, width, number
};

struct Field {
  std::string_view name;
  Is is;
  std::string_view sql;  ///< three expressions for Is::number
};

struct Table {
  std::string_view name;
  std::vector<std::string_view> key;  ///< in whose order it is read; integers
  std::string_view dated;             ///< the day that a query chooses by; empty: none
  std::string_view unit;              ///< minor units in one of the row's currency
  std::string_view from;
  std::vector<Field> fields;
  /// One page of it: the key, the unit, then the fields. Parameters are the key of the row before and, where it is
  /// dated, the first day and the one after the last.
  std::string sql;
};

/// nullptr: there is no such dataset. Never destroyed: connections keep prepared statements by the address of their
/// text.
[[nodiscard]] const Table* find_table(Dataset dataset);

}  // namespace emptor::insight
