#include "casters.hpp"

#include <datetime.h>

#include <chrono>
#include <limits>

namespace emptor::python {

namespace {

/// What `make` finds, looked up once. Kept to the end of the process on purpose: objects that are destroyed after the
/// interpreter would crash it. Not a guarded static: a thread that waits for one with the GIL would never end when the
/// thread inside needs the GIL back.
template <class Make>
py::handle kept(py::handle& place, Make make) {
  if (!place) place = py::object(make()).release();
  return place;
}

py::handle decimal_type() {
  static py::handle type;
  return kept(type, [] { return py::module_::import("decimal").attr("Decimal"); });
}

py::handle utc() {
  static py::handle zone;
  return kept(zone, [] { return py::module_::import("datetime").attr("timezone").attr("utc"); });
}

py::handle records_module() {
  static py::handle module;
  return kept(module, [] { return py::module_::import("emptor._records"); });
}

void import_datetime() {
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
  if (PyDateTimeAPI == nullptr) throw py::error_already_set();
}

py::object owned(PyObject* object) {
  if (object == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(object);
}

[[noreturn]] void wrong_type(const std::string& field, const char* expected, py::handle given) {
  throw py::type_error(field + ": expected " + expected + ", not " + Py_TYPE(given.ptr())->tp_name);
}

std::string text_from(py::handle value, const std::string& field) {
  if (!PyUnicode_Check(value.ptr())) wrong_type(field, "str", value);
  Py_ssize_t size = 0;
  const char* text = PyUnicode_AsUTF8AndSize(value.ptr(), &size);
  if (text == nullptr) {
    if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError) == 0) throw py::error_already_set();
    PyErr_Clear();
    throw Error(ErrorCode::bad_utf8, field, "the text holds a lone surrogate");
  }
  return {text, static_cast<std::size_t>(size)};
}

std::int64_t integer_from(py::handle value, const std::string& field) {
  if (PyBool_Check(value.ptr()) || !PyLong_Check(value.ptr())) wrong_type(field, "int", value);
  const long long number = PyLong_AsLongLong(value.ptr());
  if (number == -1 && PyErr_Occurred() != nullptr) {
    PyErr_Clear();
    throw Error(ErrorCode::range, field, "the number is too large");
  }
  return number;
}

Decimal decimal_from(py::handle value, const std::string& field) {
  if (PyFloat_Check(value.ptr()))
    throw py::type_error(field + ": a float is not exact; pass decimal.Decimal (or int), e.g. Decimal(\"12.50\")");
  const bool whole = PyLong_Check(value.ptr()) && !PyBool_Check(value.ptr());
  const int decimal = whole ? 0 : PyObject_IsInstance(value.ptr(), decimal_type().ptr());
  if (decimal < 0) throw py::error_already_set();
  if (!whole && decimal == 0) wrong_type(field, "decimal.Decimal or int", value);
  if (decimal == 1 && !py::cast<bool>(decimal_type().attr("is_finite")(value)))
    throw Error(ErrorCode::invalid, field, "not a finite number");
  // The type's own text, whatever a subclass prints; "1E+3" stays short however great the exponent.
  const py::object text = whole ? owned(PyLong_Type.tp_repr(value.ptr())) : decimal_type().attr("__str__")(value);
  try {
    return Decimal::parse(text_from(text, field));
  } catch (const Error& error) {
    throw Error(error.code(), field, error.message());
  }
}

Date date_from(py::handle value, const std::string& field) {
  import_datetime();
  if (PyDateTime_Check(value.ptr()))
    throw py::type_error(field +
                         ": expected datetime.date, not datetime; pass its .date(), in the time zone that you mean");
  if (!PyDate_Check(value.ptr())) wrong_type(field, "datetime.date", value);
  return Date::of(PyDateTime_GET_YEAR(value.ptr()), static_cast<unsigned>(PyDateTime_GET_MONTH(value.ptr())),
                  static_cast<unsigned>(PyDateTime_GET_DAY(value.ptr())));
}

Instant instant_from(py::handle value, const std::string& field) {
  import_datetime();
  if (!PyDateTime_Check(value.ptr())) wrong_type(field, "an aware datetime.datetime", value);
  if (value.attr("tzinfo").is_none()) throw Error(ErrorCode::invalid, field, "the datetime has no time zone");
  const py::object at = value.attr("astimezone")(utc());
  const Date day = Date::of(PyDateTime_GET_YEAR(at.ptr()), static_cast<unsigned>(PyDateTime_GET_MONTH(at.ptr())),
                            static_cast<unsigned>(PyDateTime_GET_DAY(at.ptr())));
  const std::int64_t seconds = PyDateTime_DATE_GET_HOUR(at.ptr()) * 3600 + PyDateTime_DATE_GET_MINUTE(at.ptr()) * 60 +
                               PyDateTime_DATE_GET_SECOND(at.ptr());
  return Instant{(std::int64_t{day.days()} * 86'400 + seconds) * 1'000'000 + PyDateTime_DATE_GET_MICROSECOND(at.ptr())};
}

bool flag_from(py::handle value, const std::string& field) {
  if (!PyBool_Check(value.ptr())) wrong_type(field, "bool", value);
  return value.ptr() == Py_True;
}

/// A list or tuple; a str, which is a sequence too, is never what was meant.
template <class Take>
void each(py::handle values, const std::string& field, Take take) {
  if (values.is_none()) return;
  if (PyUnicode_Check(values.ptr())) wrong_type(field, "a list", values);
  const py::object items = owned(PySequence_Fast(values.ptr(), (field + ": expected a list").c_str()));
  const Py_ssize_t count = PySequence_Fast_GET_SIZE(items.ptr());
  for (Py_ssize_t i = 0; i < count; ++i)
    take(py::handle(PySequence_Fast_GET_ITEM(items.ptr(), i)), field + "[" + std::to_string(i) + "]");
}

}  // namespace

py::handle Arguments::at(const char* name) const {
  PyObject* found = PyDict_GetItemString(given_.ptr(), name);
  if (found == nullptr) throw py::key_error(field(name));
  return found;
}

std::string Arguments::text(const char* name) const { return has(name) ? text_from(at(name), field(name)) : ""; }

std::optional<std::string> Arguments::maybe_text(const char* name) const {
  return has(name) ? std::optional(text_from(at(name), field(name))) : std::nullopt;
}

std::vector<std::string> Arguments::texts(const char* name) const {
  std::vector<std::string> found;
  each(at(name), field(name), [&](py::handle value, const std::string& at) { found.push_back(text_from(value, at)); });
  return found;
}

std::optional<std::vector<std::string>> Arguments::maybe_texts(const char* name) const {
  return has(name) ? std::optional(texts(name)) : std::nullopt;
}

bool Arguments::flag(const char* name) const { return flag_from(at(name), field(name)); }

std::optional<bool> Arguments::maybe_flag(const char* name) const {
  return has(name) ? std::optional(flag(name)) : std::nullopt;
}

std::int64_t Arguments::integer(const char* name) const { return integer_from(at(name), field(name)); }

std::optional<std::int64_t> Arguments::maybe_integer(const char* name) const {
  return has(name) ? std::optional(integer(name)) : std::nullopt;
}

int Arguments::number(const char* name) const {
  const std::int64_t value = integer(name);
  if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max())
    throw Error(ErrorCode::range, field(name), "the number is too large");
  return static_cast<int>(value);
}

std::vector<std::int64_t> Arguments::integers(const char* name) const {
  std::vector<std::int64_t> found;
  each(at(name), field(name),
       [&](py::handle value, const std::string& at) { found.push_back(integer_from(value, at)); });
  return found;
}

Decimal Arguments::decimal(const char* name) const { return decimal_from(at(name), field(name)); }

std::optional<Decimal> Arguments::maybe_decimal(const char* name) const {
  return has(name) ? std::optional(decimal(name)) : std::nullopt;
}

std::vector<Decimal> Arguments::decimals(const char* name) const {
  std::vector<Decimal> found;
  each(at(name), field(name),
       [&](py::handle value, const std::string& at) { found.push_back(decimal_from(value, at)); });
  return found;
}

Date Arguments::date(const char* name) const { return date_from(at(name), field(name)); }

std::optional<Date> Arguments::maybe_date(const char* name) const {
  return has(name) ? std::optional(date(name)) : std::nullopt;
}

std::optional<Instant> Arguments::maybe_instant(const char* name) const {
  return has(name) ? std::optional(instant_from(at(name), field(name))) : std::nullopt;
}

Period Arguments::period(const char* from, const char* until) const {
  return Period{.from = maybe_date(from), .until = maybe_date(until)};
}

std::vector<Arguments> Arguments::records(const char* name) const {
  std::vector<Arguments> found;
  each(at(name), field(name), [&](py::handle value, const std::string& at) {
    if (!PyDict_Check(value.ptr())) wrong_type(at, "a record", value);
    found.emplace_back(py::reinterpret_borrow<py::dict>(value), at + ".");
  });
  return found;
}

py::object to_python(bool value) { return py::bool_(value); }
py::object to_python(int value) { return py::int_(value); }
py::object to_python(std::int64_t value) { return py::int_(value); }
py::object to_python(std::string_view value) { return py::str(value.data(), value.size()); }
py::object to_python(const Decimal& value) { return decimal_type()(to_python(value.to_string())); }
py::object to_python(Quantity value) { return to_python(value.value().normalized()); }
py::object to_python(Percent value) { return to_python(value.value().normalized()); }
py::object to_python(Currency value) { return to_python(value.code()); }

py::object to_python(Money value) {
  if (!value.currency) return py::none();
  return record("Money", {{"amount", to_python(value.amount())}, {"currency", to_python(value.currency)}});
}

py::object to_python(Date value) {
  import_datetime();
  // A ledger since date.min is carried forward from the day before, which Python cannot name.
  const std::chrono::year_month_day day = std::max(value, Date::of(1, 1, 1)).ymd();
  return owned(PyDate_FromDate(static_cast<int>(day.year()), static_cast<int>(static_cast<unsigned>(day.month())),
                               static_cast<int>(static_cast<unsigned>(day.day()))));
}

py::object to_python(Instant value) {
  import_datetime();
  constexpr std::int64_t day_micros = 86'400'000'000;
  std::int64_t days = value.micros / day_micros;
  std::int64_t micros = value.micros % day_micros;
  if (micros < 0) {
    micros += day_micros;
    --days;
  }
  const std::chrono::year_month_day day = Date(static_cast<std::int32_t>(days)).ymd();
  const std::int64_t seconds = micros / 1'000'000;
  return owned(PyDateTimeAPI->DateTime_FromDateAndTime(
      static_cast<int>(day.year()), static_cast<int>(static_cast<unsigned>(day.month())),
      static_cast<int>(static_cast<unsigned>(day.day())), static_cast<int>(seconds / 3600),
      static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60), static_cast<int>(micros % 1'000'000),
      utc().ptr(), PyDateTimeAPI->DateTimeType));
}

py::object to_python(UnitPrice value, Currency currency) {
  Decimal amount = value.value().normalized();
  if (amount.scale() < currency.minor_units()) amount = amount.rounded(currency.minor_units());
  return record("Money", {{"amount", to_python(amount)}, {"currency", to_python(currency)}});
}

py::object to_python(const Problem& value) {
  py::dict figures;
  for (const auto& [name, figure] : value.figures) figures[py::str(name)] = to_python(figure);
  return record("Problem", {{"code", to_python(to_string(value.code))},
                            {"field", to_python(value.field)},
                            {"message", to_python(value.message)},
                            {"figures", figures}});
}

py::object to_python(const std::vector<Problem>& values) {
  return tuple_of(values, [](const Problem& problem) { return to_python(problem); });
}

py::tuple texts(const std::vector<std::string>& values) {
  return tuple_of(values, [](const std::string& text) { return to_python(text); });
}

py::object record(const char* type, std::initializer_list<Field> fields) {
  py::dict arguments;
  for (const auto& [name, value] : fields) arguments[name] = value;
  const py::object made = records_module().attr(type);
  return owned(PyObject_Call(made.ptr(), py::tuple().ptr(), arguments.ptr()));
}

py::object enumerator(const char* type, std::string_view name) { return records_module().attr(type)(to_python(name)); }

}  // namespace emptor::python
