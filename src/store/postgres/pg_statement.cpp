#include "store/postgres/pg_statement.hpp"

#include "base/compose.hpp"
#include "store/postgres/pg_connection.hpp"
#include "store/postgres/pg_sql.hpp"
#include "store/postgres/pg_value.hpp"

namespace emptor::store::postgres {

Plan::Plan(std::string_view text, bool with_id) : returns_id(with_id) {
  Translated translated = translate(text);
  sql = std::move(translated.text);
  if (returns_id) sql += " RETURNING id";
  parameters = translated.parameters;
  types.assign(static_cast<std::size_t>(parameters), 0);
  for (const std::string_view word : {"INSERT", "UPDATE", "DELETE"}) changes = changes || sql.starts_with(word);
  const Row row = returns_id ? Row{} : row_of(sql);
  row_begin_ = row.begin;
  row_end_ = row.end;
}

Plan::Plan(const Plan& one, int rows)
    : sql(with_rows(one.sql, {.begin = one.row_begin_, .end = one.row_end_}, rows, one.parameters)),
      parameters(rows * one.parameters),
      changes(true),
      name(compose("{}x{}", one.name, rows)) {
  for (int i = 0; i < rows; ++i) types.insert(types.end(), one.types.begin(), one.types.end());
}

Plan& Plan::of_rows(int rows) {
  if (rows == 1) return *this;
  std::unique_ptr<Plan>& kept = more_[static_cast<std::size_t>(rows) - 2];
  if (!kept) kept = std::make_unique<Plan>(*this, rows);
  return *kept;
}

// --- Parameters

Parameters::Value& Parameters::at(int index) {
  while (static_cast<int>(values_.size()) < index) values_.emplace_back();
  return values_[static_cast<std::size_t>(index) - 1];
}

void Parameters::set_null(int index, Type type) {
  Value& value = at(index);
  value.type = type;
  value.null = true;
}

void Parameters::set_integer(int index, std::int64_t number) {
  Value& value = at(index);
  value.type = Type::integer;
  value.null = false;
  write_big_endian(value.integer, number);
  value.data = nullptr;
}

void Parameters::set_borrowed(int index, Type type, std::string_view bytes) {
  Value& value = at(index);
  value.type = type;
  value.null = false;
  // Null pointers would be NULL; an empty text is a text.
  value.data = bytes.data() != nullptr ? bytes.data() : "";
  value.size = bytes.size();
}

void Parameters::set_copy(int index, std::string_view text) {
  Value& value = at(index);
  value.copy = std::make_unique<std::string>(text);
  set_borrowed(index, Type::text, *value.copy);
}

std::string Parameters::key() const {
  std::string key;
  for (const Value& value : values_) {
    const bool integer = value.data == nullptr;
    const std::string_view bytes = value.null ? std::string_view()
                                   : integer  ? std::string_view(value.integer, sizeof value.integer)
                                              : std::string_view(value.data, value.size);
    key += static_cast<char>(value.null ? 'n' : integer ? 'i' : 'b');
    key += std::to_string(bytes.size());
    key += ':';
    key += bytes;
  }
  return key;
}

void Parameters::append(Parameters&& others) {
  for (Value& value : others.values_) {
    if (!value.null && value.data != nullptr && !value.copy) {
      value.copy = std::make_unique<std::string>(value.data, value.size);
      value.data = value.copy->data();
    }
    values_.push_back(std::move(value));
  }
  others.clear();
}

bool Parameters::fit(Plan& plan) const {
  bool again = plan.state == Plan::State::unknown;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const ::Oid wanted = oid_of(values_[i].type);
    if (wanted == 0 || plan.types[i] == wanted) continue;
    plan.types[i] = wanted;
    again = true;
  }
  return again;
}

void Parameters::fill(Arrays& arrays) const {
  arrays.values.clear();
  arrays.lengths.clear();
  arrays.formats.assign(values_.size(), 1);
  for (const Value& value : values_) {
    const bool integer = value.data == nullptr;
    arrays.values.push_back(value.null ? nullptr : integer ? value.integer : value.data);
    arrays.lengths.push_back(integer ? 8 : static_cast<int>(value.size));
  }
}

// --- PgStatement

PgStatement& PgStatement::take() {
  PgStatement* free = this;
  while (free->in_use_.load(std::memory_order_acquire)) {
    if (!free->copy_) free->copy_ = std::make_unique<PgStatement>(*connection_, plan_);
    free = free->copy_.get();
  }
  free->in_use_.store(true, std::memory_order_relaxed);
  free->parameters_.clear();
  return *free;
}

void PgStatement::before_bind() {
  if (stepped_) reset();
}

void PgStatement::require_index(int index) const {
  if (index < 1 || index > plan_->parameters)
    throw Error(ErrorCode::internal, compose("no parameter {} [{}]", index, plan_->sql));
}

void PgStatement::bind_null(int index, Type type) {
  before_bind();
  require_index(index);
  parameters_.set_null(index, type);
}

void PgStatement::bind_integer(int index, std::int64_t value) {
  before_bind();
  require_index(index);
  parameters_.set_integer(index, value);
}

void PgStatement::bind_text(int index, std::string_view value) {
  before_bind();
  require_index(index);
  parameters_.set_borrowed(index, Type::text, value);
}

void PgStatement::bind_bytes(int index, Bytes value) {
  before_bind();
  require_index(index);
  parameters_.set_borrowed(index, Type::bytes, {reinterpret_cast<const char*>(value.data()), value.size()});
}

void PgStatement::bind_text_copy(int index, std::string_view value) {
  before_bind();
  require_index(index);
  parameters_.set_copy(index, value);
}

void PgStatement::start() {
  connection_->require_transaction();
  if (parameters_.count() != plan_->parameters)
    throw Error(ErrorCode::misuse,
                compose("{} of {} parameters bound [{}]", parameters_.count(), plan_->parameters, plan_->sql));
}

bool PgStatement::step() {
  if (!stepped_) {
    start();
    rows_ = connection_->query(*plan_, parameters_);
    row_count_ = libpq().PQntuples(rows_.get());
    row_ = -1;
    stepped_ = true;
    connection_->running(*this);
  }
  if (row_ >= row_count_) return false;
  return ++row_ < row_count_;
}

void PgStatement::run() {
  if (stepped_) {
    // The rest of its rows is of no interest.
    reset();
    return;
  }
  start();
  if (plan_->name.empty()) {
    static_cast<void>(connection_->query(*plan_, parameters_));
  } else {
    connection_->queue(*plan_, parameters_);
  }
  parameters_.clear();
}

void PgStatement::run_beside() {
  if (stepped_ || !plan_->takes_rows()) return run();
  start();
  connection_->queue_row(*plan_, std::move(parameters_));
  parameters_.clear();
}

void PgStatement::run_with_commit() {
  before_bind();
  start();
  connection_->queue_last(*this, parameters_);
  parameters_.clear();
}

void PgStatement::take_rows(SharedResult rows) {
  rows_ = std::move(rows);
  row_ = 0;
  row_count_ = libpq().PQntuples(rows_.get());
}

void PgStatement::announce() {
  start();
  if (!plan_->name.empty()) connection_->announce(*plan_, parameters_);
  parameters_.clear();
}

void PgStatement::reset() noexcept {
  parameters_.clear();
  if (!stepped_) return;
  rows_.reset();
  row_ = -1;
  row_count_ = 0;
  texts_.clear();
  stepped_ = false;
  connection_->stopped(*this);
}

void PgStatement::release() noexcept {
  if (stepped_) reset();
  rows_.reset();
  in_use_.store(false, std::memory_order_release);
}

bool PgStatement::is_null(int column) const { return libpq().PQgetisnull(rows_.get(), row_, column) != 0; }

std::int64_t PgStatement::integer(int column) const {
  if (is_null(column)) return 0;
  return integer_of(libpq().PQftype(rows_.get(), column),
                    {libpq().PQgetvalue(rows_.get(), row_, column),
                     static_cast<std::size_t>(libpq().PQgetlength(rows_.get(), row_, column))});
}

std::string_view PgStatement::text(int column) const {
  if (is_null(column)) return {};
  if (is_number(libpq().PQftype(rows_.get(), column))) return texts_.emplace_back(std::to_string(integer(column)));
  return {libpq().PQgetvalue(rows_.get(), row_, column),
          static_cast<std::size_t>(libpq().PQgetlength(rows_.get(), row_, column))};
}

Bytes PgStatement::bytes(int column) const {
  if (is_null(column)) return {};
  return {reinterpret_cast<const std::byte*>(libpq().PQgetvalue(rows_.get(), row_, column)),
          static_cast<std::size_t>(libpq().PQgetlength(rows_.get(), row_, column))};
}

int PgStatement::columns() const { return rows_ ? libpq().PQnfields(rows_.get()) : 0; }

std::string_view PgStatement::column_name(int column) const {
  const char* name = rows_ ? libpq().PQfname(rows_.get(), column) : nullptr;
  return name != nullptr ? name : "";
}

}  // namespace emptor::store::postgres
