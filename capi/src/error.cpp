/// Error objects, and how exceptions become them.
#include <exception>
#include <new>

#include "boundary.hpp"
#include "values.hpp"

namespace emptor::capi {
namespace {

/// Empty, and so made without memory: it can be handed out when there is none. Never freed.
emptor_error out_of_memory;

constexpr const char* kOutOfMemory = "the memory is exhausted";

void store(emptor_error** error_out, std::vector<Problem> problems) noexcept {
  if (error_out == nullptr) return;
  try {
    *error_out = give<emptor_error>(make_error(std::move(problems)));
  } catch (...) {
    *error_out = &out_of_memory;
  }
}

emptor_status internal(emptor_error** error_out, const char* what) noexcept {
  try {
    store(error_out, {{ErrorCode::internal, "", what, {}}});
  } catch (...) {
    if (error_out != nullptr) *error_out = &out_of_memory;
  }
  return EMPTOR_E_INTERNAL;
}

}  // namespace

emptor_error make_error(std::vector<Problem> problems) {
  emptor_error made{std::move(problems), {}};
  made.text = Error(made.problems).what();
  return made;
}

emptor_status caught(emptor_error** error_out) noexcept {
  try {
    throw;
  } catch (const Error& error) {
    const auto status = static_cast<emptor_status>(error.code());
    try {
      store(error_out, error.problems());
    } catch (...) {
      if (error_out != nullptr) *error_out = &out_of_memory;
    }
    return status;
  } catch (const std::bad_alloc&) {
    if (error_out != nullptr) *error_out = &out_of_memory;
    return EMPTOR_E_OUT_OF_MEMORY;
  } catch (const std::exception& error) {
    return internal(error_out, error.what());
  } catch (...) {
    return internal(error_out, "an unknown failure");
  }
}

void throw_misuse(const char* field, const char* message) { throw Error(ErrorCode::misuse, field, message); }

void check_struct(const void* bytes, std::uint32_t size, std::size_t first_size, std::size_t known_size,
                  const char* name) {
  if (size < first_size)
    throw Error(ErrorCode::misuse, std::string(name) + ".struct_size", "smaller than it ever was: was it prepared?",
                {{"struct_size", std::to_string(size)}, {"smallest", std::to_string(first_size)}});
  const auto* tail = static_cast<const unsigned char*>(bytes);
  for (std::size_t i = known_size; i < size; ++i)
    if (tail[i] != 0)
      throw Error(ErrorCode::misuse, name, "asks for something that this version of the library does not know",
                  {{"struct_size", std::to_string(size)}, {"known", std::to_string(known_size)}});
}

namespace {

const Problem* problem_at(const emptor_error* error, std::int32_t index) noexcept {
  if (error == nullptr || index < 0 || static_cast<std::size_t>(index) >= error->problems.size()) return nullptr;
  return &error->problems[static_cast<std::size_t>(index)];
}

bool is_out_of_memory(const emptor_error* error, std::int32_t index) noexcept {
  return error != nullptr && error->problems.empty() && index == 0;
}

const std::pair<std::string, std::string>* figure_at(const emptor_error* error, std::int32_t problem,
                                                     std::int32_t figure) noexcept {
  const Problem* found = problem_at(error, problem);
  if (found == nullptr || figure < 0 || static_cast<std::size_t>(figure) >= found->figures.size()) return nullptr;
  return &found->figures[static_cast<std::size_t>(figure)];
}

}  // namespace
}  // namespace emptor::capi

using namespace emptor::capi;
using emptor::ErrorCode;

// One number, two names: C++ and C tell the same codes.
static_assert(EMPTOR_E_INVALID == static_cast<int>(ErrorCode::invalid));
static_assert(EMPTOR_E_REQUIRED == static_cast<int>(ErrorCode::required));
static_assert(EMPTOR_E_TOO_LONG == static_cast<int>(ErrorCode::too_long));
static_assert(EMPTOR_E_BAD_UTF8 == static_cast<int>(ErrorCode::bad_utf8));
static_assert(EMPTOR_E_RANGE == static_cast<int>(ErrorCode::range));
static_assert(EMPTOR_E_SCALE == static_cast<int>(ErrorCode::scale));
static_assert(EMPTOR_E_LIMIT == static_cast<int>(ErrorCode::limit));
static_assert(EMPTOR_E_UNKNOWN_REFERENCE == static_cast<int>(ErrorCode::unknown_reference));
static_assert(EMPTOR_E_DUPLICATE_CODE == static_cast<int>(ErrorCode::duplicate_code));
static_assert(EMPTOR_E_CYCLE == static_cast<int>(ErrorCode::cycle));
static_assert(EMPTOR_E_OVERLAP == static_cast<int>(ErrorCode::overlap));
static_assert(EMPTOR_E_UNKNOWN_CURRENCY == static_cast<int>(ErrorCode::unknown_currency));
static_assert(EMPTOR_E_CURRENCY_MISMATCH == static_cast<int>(ErrorCode::currency_mismatch));
static_assert(EMPTOR_E_UNIT_MISMATCH == static_cast<int>(ErrorCode::unit_mismatch));
static_assert(EMPTOR_E_OVERFLOW == static_cast<int>(ErrorCode::overflow));
static_assert(EMPTOR_E_DIVISION_BY_ZERO == static_cast<int>(ErrorCode::division_by_zero));
static_assert(EMPTOR_E_NOT_FOUND == static_cast<int>(ErrorCode::not_found));
static_assert(EMPTOR_E_CONFLICT == static_cast<int>(ErrorCode::conflict));
static_assert(EMPTOR_E_NO_PRICE == static_cast<int>(ErrorCode::no_price));
static_assert(EMPTOR_E_AMBIGUOUS_PRICE == static_cast<int>(ErrorCode::ambiguous_price));
static_assert(EMPTOR_E_NO_RATE == static_cast<int>(ErrorCode::no_rate));
static_assert(EMPTOR_E_CREDIT_APPROVAL == static_cast<int>(ErrorCode::credit_approval));
static_assert(EMPTOR_E_PERIOD_LOCKED == static_cast<int>(ErrorCode::period_locked));
static_assert(EMPTOR_E_INACTIVE == static_cast<int>(ErrorCode::inactive));
static_assert(EMPTOR_E_IDEMPOTENCY_CONFLICT == static_cast<int>(ErrorCode::idempotency_conflict));
static_assert(EMPTOR_E_ALREADY_REVERSED == static_cast<int>(ErrorCode::already_reversed));
static_assert(EMPTOR_E_CREDIT_BLOCKED == static_cast<int>(ErrorCode::credit_blocked));
static_assert(EMPTOR_E_CREDIT_WARNING == static_cast<int>(ErrorCode::credit_warning));
static_assert(EMPTOR_E_CUSTOMER_LOCKED == static_cast<int>(ErrorCode::customer_locked));
static_assert(EMPTOR_E_STOCK_SHORT == static_cast<int>(ErrorCode::stock_short));
static_assert(EMPTOR_E_FORBIDDEN == static_cast<int>(ErrorCode::forbidden));
static_assert(EMPTOR_E_OVER_ALLOCATED == static_cast<int>(ErrorCode::over_allocated));
static_assert(EMPTOR_E_IN_USE == static_cast<int>(ErrorCode::in_use));
static_assert(EMPTOR_E_PRICE_LIMIT == static_cast<int>(ErrorCode::price_limit));
static_assert(EMPTOR_E_COUPON_REFUSED == static_cast<int>(ErrorCode::coupon_refused));
static_assert(EMPTOR_E_WRONG_STATE == static_cast<int>(ErrorCode::wrong_state));
static_assert(EMPTOR_E_BUSY == static_cast<int>(ErrorCode::busy));
static_assert(EMPTOR_E_DISK_FULL == static_cast<int>(ErrorCode::disk_full));
static_assert(EMPTOR_E_IO == static_cast<int>(ErrorCode::io));
static_assert(EMPTOR_E_CORRUPT == static_cast<int>(ErrorCode::corrupt));
static_assert(EMPTOR_E_NOT_A_BOOK == static_cast<int>(ErrorCode::not_a_book));
static_assert(EMPTOR_E_NEWER_SCHEMA == static_cast<int>(ErrorCode::newer_schema));
static_assert(EMPTOR_E_FOREIGN_SQLITE == static_cast<int>(ErrorCode::foreign_sqlite));
static_assert(EMPTOR_E_WRONG_PROCESS == static_cast<int>(ErrorCode::wrong_process));
static_assert(EMPTOR_E_CLOSED == static_cast<int>(ErrorCode::closed));
static_assert(EMPTOR_E_MISUSE == static_cast<int>(ErrorCode::misuse));
static_assert(EMPTOR_E_OUT_OF_MEMORY == static_cast<int>(ErrorCode::out_of_memory));
static_assert(EMPTOR_E_INTERNAL == static_cast<int>(ErrorCode::internal));
static_assert(EMPTOR_E_READ_ONLY == static_cast<int>(ErrorCode::read_only));
static_assert(EMPTOR_E_CONNECTION_LOST == static_cast<int>(ErrorCode::connection_lost));
static_assert(EMPTOR_E_UNAVAILABLE == static_cast<int>(ErrorCode::unavailable));

const char* emptor_status_name(emptor_status status) noexcept {
  return status == EMPTOR_OK ? "OK" : c_name(to_string(static_cast<ErrorCode>(status)));
}

void emptor_error_free(emptor_error* error) noexcept {
  if (error != &out_of_memory) delete error;
}

emptor_status emptor_error_code(const emptor_error* error) noexcept { return emptor_error_problem_code(error, 0); }

const char* emptor_error_code_name(const emptor_error* error) noexcept {
  return error != nullptr ? emptor_status_name(emptor_error_code(error)) : "";
}

const char* emptor_error_field(const emptor_error* error) noexcept { return emptor_error_problem_field(error, 0); }

const char* emptor_error_message(const emptor_error* error) noexcept { return emptor_error_problem_message(error, 0); }

const char* emptor_error_text(const emptor_error* error) noexcept {
  if (error == nullptr) return "";
  return error->problems.empty() ? "OUT_OF_MEMORY: the memory is exhausted" : error->text.c_str();
}

std::int32_t emptor_error_problem_count(const emptor_error* error) noexcept {
  if (error == nullptr) return 0;
  return error->problems.empty() ? 1 : static_cast<std::int32_t>(error->problems.size());
}

emptor_status emptor_error_problem_code(const emptor_error* error, std::int32_t problem) noexcept {
  if (is_out_of_memory(error, problem)) return EMPTOR_E_OUT_OF_MEMORY;
  const auto* found = problem_at(error, problem);
  return found != nullptr ? static_cast<emptor_status>(found->code) : EMPTOR_OK;
}

const char* emptor_error_problem_field(const emptor_error* error, std::int32_t problem) noexcept {
  const auto* found = problem_at(error, problem);
  return found != nullptr ? found->field.c_str() : "";
}

const char* emptor_error_problem_message(const emptor_error* error, std::int32_t problem) noexcept {
  if (is_out_of_memory(error, problem)) return kOutOfMemory;
  const auto* found = problem_at(error, problem);
  return found != nullptr ? found->message.c_str() : "";
}

std::int32_t emptor_error_figure_count(const emptor_error* error, std::int32_t problem) noexcept {
  const auto* found = problem_at(error, problem);
  return found != nullptr ? static_cast<std::int32_t>(found->figures.size()) : 0;
}

const char* emptor_error_figure_name(const emptor_error* error, std::int32_t problem, std::int32_t figure) noexcept {
  const auto* found = figure_at(error, problem, figure);
  return found != nullptr ? found->first.c_str() : "";
}

const char* emptor_error_figure_value(const emptor_error* error, std::int32_t problem, std::int32_t figure) noexcept {
  const auto* found = figure_at(error, problem, figure);
  return found != nullptr ? found->second.c_str() : "";
}
