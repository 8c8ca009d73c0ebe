/// A prepared statement of PostgreSQL.
///
/// It is prepared on the server when it runs for the first time, because only then is known what its parameters are.
/// Values travel in the binary format. Rows are fetched as a whole: a statement that runs inside the loop over another
/// one's rows finds the connection free.
#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/postgres/libpq.hpp"
#include "store/store.hpp"

namespace emptor::store::postgres {

class PgConnection;

/// Ends a result of libpq.
struct ClearResult {
  void operator()(::PGresult* result) const noexcept { libpq().PQclear(result); }
};
using Result = std::unique_ptr<::PGresult, ClearResult>;
/// What several ask for.
using SharedResult = std::shared_ptr<::PGresult>;

/// What the server knows of a statement; shared by all uses of its text on a connection.
struct Plan {
  enum class State : std::uint8_t { unknown, sent, ready };

  explicit Plan(std::string_view sql, bool returns_id = false);
  /// Of `one`, which takes rows, with so many of them.
  Plan(const Plan& one, int rows);
  std::string sql;
  int parameters = 0;
  bool changes = false;     ///< an INSERT, UPDATE or DELETE
  bool returns_id = false;  ///< its first column is the key of the row that it added
  bool gives = false;       ///< each who asks gets another answer
  std::string name;         ///< empty: not kept on the server
  std::vector<::Oid> types;
  State state = State::unknown;

  /// An INSERT of one row, beside which others can stand.
  [[nodiscard]] bool takes_rows() const noexcept { return row_end_ != 0; }
  /// The same for so many rows, 1 to `rows_max`.
  [[nodiscard]] Plan& of_rows(int rows);
  static constexpr int rows_max = 8;
  /// It, and those for more rows that were used.
  template <class Visit>
  void each(const Visit& visit) {
    visit(*this);
    for (const auto& more : more_)
      if (more) visit(*more);
  }

 private:
  std::size_t row_begin_ = 0;  ///< of "(?1, ?2 …)" in `sql`; none: both 0
  std::size_t row_end_ = 0;
  std::array<std::unique_ptr<Plan>, rows_max - 1> more_;
};

/// The values of a statement's parameters, as libpq wants them.
class Parameters {
 public:
  void clear() noexcept { values_.clear(); }
  [[nodiscard]] int count() const noexcept { return static_cast<int>(values_.size()); }
  void set_null(int index, Type type);
  void set_integer(int index, std::int64_t value);
  void set_borrowed(int index, Type type, std::string_view bytes);
  void set_copy(int index, std::string_view text);
  /// Adds these behind its own, with what they borrow.
  void append(Parameters&& others);
  /// Equal for equal values, and only for them.
  [[nodiscard]] std::string key() const;
  /// True when the plan has to be prepared (again) for these types.
  bool fit(Plan& plan) const;

  struct Arrays {
    std::vector<const char*> values;
    std::vector<int> lengths;
    std::vector<int> formats;
  };
  void fill(Arrays& arrays) const;

 private:
  struct Value {
    Type type = Type::unknown;
    bool null = true;
    char integer[8] = {};
    const char* data = nullptr;
    std::size_t size = 0;
    std::unique_ptr<std::string> copy;
  };
  Value& at(int index);
  std::deque<Value> values_;  ///< a deque: integers are pointed into
};

class PgStatement final : public PreparedStatement {
 public:
  PgStatement(PgConnection& connection, std::shared_ptr<Plan> plan) noexcept
      : connection_(&connection), plan_(std::move(plan)) {}
  PgStatement(const PgStatement&) = delete;
  PgStatement& operator=(const PgStatement&) = delete;
  ~PgStatement() override { reset(); }

  void bind_null(int index, Type type) override;
  void bind_integer(int index, std::int64_t value) override;
  void bind_text(int index, std::string_view value) override;
  void bind_bytes(int index, Bytes value) override;
  void bind_text_copy(int index, std::string_view value) override;
  bool step() override;
  void run() override;
  void run_beside() override;
  void run_with_commit() override;
  void announce() override;
  void reset() noexcept override;
  void release() noexcept override;
  [[nodiscard]] bool is_null(int column) const override;
  [[nodiscard]] std::int64_t integer(int column) const override;
  [[nodiscard]] std::string_view text(int column) const override;
  [[nodiscard]] Bytes bytes(int column) const override;
  [[nodiscard]] int columns() const override;
  [[nodiscard]] std::string_view column_name(int column) const override;

  /// This one, or a further use of the same plan when it is in use; marked as in use.
  [[nodiscard]] PgStatement& take();
  [[nodiscard]] Plan& plan() noexcept { return *plan_; }
  /// The rows of what was run with the commit.
  void take_rows(SharedResult rows);

 private:
  void before_bind();
  void require_index(int index) const;
  void start();

  PgConnection* connection_;
  std::shared_ptr<Plan> plan_;
  Parameters parameters_;
  SharedResult rows_;
  int row_ = -1;
  int row_count_ = 0;
  bool stepped_ = false;                   ///< running: the connection knows it
  mutable std::deque<std::string> texts_;  ///< of integers that were asked for as text
  // As in SqliteStatement: a statement may go out of scope just after its transaction gave the connection back; the
  // flag is all that it touches then.
  std::atomic<bool> in_use_{false};
  std::unique_ptr<PgStatement> copy_;
};

}  // namespace emptor::store::postgres
