/// Errors: what a failed call tells its caller.
///
/// Three kinds are kept apart. An *answer* that a correct program can meet (a sale that passes the credit
/// limit) is a value, never an exception. A *failure* (unknown code, busy store, bad input) throws
/// `emptor::Error`, which carries a closed code, the field, the figures and one sentence for each problem
/// found. A *bug* ends the call through `EMPTOR_REQUIRE` as an Error with `ErrorCode::internal`.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace emptor {

/// Stable codes: numbers are appended and never changed; the C ABI uses the same numbers as its statuses.
enum class ErrorCode : std::int32_t {
  // Input that can be corrected (1..)
  invalid = 1,             ///< INVALID: malformed or out of the domain
  required = 2,            ///< REQUIRED: a mandatory field is missing
  too_long = 3,            ///< TOO_LONG: more characters than the field holds
  bad_utf8 = 4,            ///< BAD_UTF8: not well-formed UTF-8, or a control character
  range = 5,               ///< RANGE: a figure outside its allowed range
  scale = 6,               ///< SCALE: more decimals than the field holds
  limit = 7,               ///< LIMIT: more entries than the profile allows
  unknown_reference = 8,   ///< UNKNOWN_REFERENCE: a code that names nothing
  duplicate_code = 9,      ///< DUPLICATE_CODE: the code is taken
  cycle = 10,              ///< CYCLE: the change would close a circle
  overlap = 11,            ///< OVERLAP: two entries would tie
  unknown_currency = 12,   ///< UNKNOWN_CURRENCY: not an ISO 4217 code
  currency_mismatch = 13,  ///< CURRENCY_MISMATCH: two currencies where one is needed
  unit_mismatch = 14,      ///< UNIT_MISMATCH: units that do not convert
  overflow = 15,           ///< OVERFLOW: a figure beyond what can be held exactly
  division_by_zero = 16,   ///< DIVISION_BY_ZERO
  // Business refusals (100..)
  not_found = 100,             ///< NOT_FOUND
  conflict = 101,              ///< CONFLICT: changed by somebody else since it was read
  no_price = 102,              ///< NO_PRICE: no price applies; not the same as a price of zero
  ambiguous_price = 103,       ///< AMBIGUOUS_PRICE: two entries tie
  no_rate = 104,               ///< NO_RATE: no exchange rate for the day
  period_locked = 105,         ///< PERIOD_LOCKED: the date lies in a closed period
  inactive = 106,              ///< INACTIVE: archived, or not active on the date
  idempotency_conflict = 107,  ///< IDEMPOTENCY_CONFLICT: the key was used with other content
  already_reversed = 108,      ///< ALREADY_REVERSED
  credit_blocked = 109,        ///< CREDIT_BLOCKED: refused by the credit policy
  credit_warning = 110,        ///< CREDIT_WARNING: needs an acknowledgement to be saved
  customer_locked = 111,       ///< CUSTOMER_LOCKED
  stock_short = 112,           ///< STOCK_SHORT
  forbidden = 113,             ///< FORBIDDEN: the actor has no right to do this
  over_allocated = 114,        ///< OVER_ALLOCATED: more than what is open
  in_use = 115,                ///< IN_USE: other records depend on it
  price_limit = 116,           ///< PRICE_LIMIT: a price below its floor or above its ceiling
  credit_approval = 117,       ///< CREDIT_APPROVAL: needs a release by somebody who may give it
  coupon_refused = 118,  ///< COUPON_REFUSED: a coupon that a sale names is not taken; the figure "reason" says why
  wrong_state = 128,     ///< WRONG_STATE: not possible in the state that the record is in; "from", "to", "possible"
  // Failures of the machine and misuse (200..)
  busy = 200,            ///< BUSY: another writer held the book for longer than the bounded wait
  disk_full = 201,       ///< DISK_FULL
  io = 202,              ///< IO: the file could not be read or written
  corrupt = 203,         ///< CORRUPT: the file is damaged
  not_a_book = 204,      ///< NOT_A_BOOK: the file is another program's database, or no database
  newer_schema = 205,    ///< NEWER_SCHEMA: written by a newer library; left untouched
  foreign_sqlite = 206,  ///< FOREIGN_SQLITE: a second SQLite library works on the same file in this process
  wrong_process = 207,   ///< WRONG_PROCESS: the book was opened before a fork
  closed = 208,          ///< CLOSED: the handle is closed
  misuse = 209,          ///< MISUSE: a call against the documented rules
  out_of_memory = 210,   ///< OUT_OF_MEMORY
  internal = 211,        ///< INTERNAL: a broken invariant; please report
  read_only = 212,       ///< READ_ONLY: the book was opened for reading, or its server only reads (a standby)
  connection_lost =
      213,            ///< CONNECTION_LOST: to the server; the figure "outcome" is "undone", or "unknown" at a commit
  unavailable = 214,  ///< UNAVAILABLE: the server cannot be reached, or its driver is not installed
};

/// The stable capital name of a code, e.g. "DUPLICATE_CODE".
[[nodiscard]] std::string_view to_string(ErrorCode code) noexcept;

/// One thing that is wrong. `field` is the path of the input, e.g. "name" or "lines[2].quantity"; empty when no
/// field is to blame. `figures` are the values that decided, e.g. {"limit","100"},{"length","101"}.
struct Problem {
  ErrorCode code = ErrorCode::internal;
  std::string field;
  std::string message;
  std::vector<std::pair<std::string, std::string>> figures;

  friend bool operator==(const Problem&, const Problem&) = default;
};

/// What every failed call throws. Holds at least one problem; `code()` and `field()` are the first one's.
/// A call that throws has changed nothing.
class Error : public std::exception {
 public:
  Error(ErrorCode code, std::string message);
  Error(ErrorCode code, std::string field, std::string message,
        std::vector<std::pair<std::string, std::string>> figures = {});
  explicit Error(std::vector<Problem> problems);

  [[nodiscard]] ErrorCode code() const noexcept { return problems_.front().code; }
  [[nodiscard]] const std::string& field() const noexcept { return problems_.front().field; }
  [[nodiscard]] const std::string& message() const noexcept { return problems_.front().message; }
  [[nodiscard]] const std::vector<Problem>& problems() const noexcept { return problems_; }
  /// "CODE(field): sentence (figures that the sentence does not tell)", one line for each problem.
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

 private:
  std::vector<Problem> problems_;
  std::string what_;
};

/// Gathers problems so that one call reports all of them. `throw_if_any` throws them as one Error.
class Problems {
 public:
  void add(ErrorCode code, std::string field, std::string message,
           std::vector<std::pair<std::string, std::string>> figures = {});
  /// REQUIRED when a required `text` is empty, INVALID when one is nothing but blanks, TOO_LONG above `max_length` code
  /// points, BAD_UTF8 when malformed.
  void check_text(std::string_view field, std::string_view text, std::size_t max_length, bool required = false);
  /// The same for a required code; INVALID as well when it is none (see `is_code`).
  void check_code(std::string_view field, std::string_view code, std::size_t max_length);
  [[nodiscard]] bool empty() const noexcept { return found_.empty(); }
  void throw_if_any();

 private:
  std::vector<Problem> found_;
};

[[noreturn]] void broken_invariant(const char* condition, const char* file, int line);

}  // namespace emptor

/// A precondition or invariant that only a bug can break; checked in every build.
#define EMPTOR_REQUIRE(condition) \
  ((condition) ? static_cast<void>(0) : ::emptor::broken_invariant(#condition, __FILE__, __LINE__))
