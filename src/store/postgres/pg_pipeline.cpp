/// Sending and collecting: statements travel in libpq's pipeline, answers are waited for when somebody needs them.
#include <algorithm>

#include "base/compose.hpp"
#include "store/postgres/pg_connection.hpp"
#include "store/postgres/pg_error.hpp"
#include "store/postgres/pg_sql.hpp"
#include "store/postgres/pg_value.hpp"

namespace emptor::store::postgres {
namespace {

/// Answers that may wait to be collected: they fill the buffers of both sides.
constexpr std::size_t kAwaitedMax = 512;

/// Of a column of whole numbers; 0 for NULL.
std::int64_t number_in(const ::PGresult* rows, int column) {
  if (libpq().PQgetisnull(rows, 0, column) != 0) return 0;
  return integer_of(libpq().PQftype(rows, column), {libpq().PQgetvalue(rows, 0, column),
                                                    static_cast<std::size_t>(libpq().PQgetlength(rows, 0, column))});
}

}  // namespace

void PgConnection::sent(int ok, Awaited awaited) {
  if (ok != 1) {
    const Error error = error_of(handle_, nullptr, awaited.doing);
    usable_ = false;
    throw error;
  }
  awaited_.push_back(awaited);
}

void PgConnection::send(const char* text, Answer what) {
  send_waiting();
  sent(libpq().PQsendQueryParams(handle_, text, 0, nullptr, nullptr, nullptr, nullptr, 1), {what, nullptr, text});
}

void PgConnection::send(Plan& plan, const Parameters& parameters) {
  send_waiting();
  send_now(plan, parameters);
  if (!plan.changes) return;
  count_change();
  awaited_.back().number = sent_changes_;
}

void PgConnection::count_change() noexcept {
  ++changing_;
  ++sent_changes_;
}

Plan& PgConnection::lock_plan(bool shares, std::size_t count) {
  std::unique_ptr<Plan>& kept = locks_[shares ? 1 : 0][count - 1];
  if (!kept) {
    std::string sql;
    for (std::size_t i = 1; i <= count; ++i)
      sql += compose("{}pg_advisory_xact_lock{}(?{})", i == 1 ? "SELECT " : ", ", shares && i == 1 ? "_shared" : "", i);
    kept = std::make_unique<Plan>(sql);
    kept->name = compose("{}lock{}{}", prefix_, shares ? "_shared" : "", count);
  }
  return *kept;
}

void PgConnection::send_locks() {
  const std::vector<std::int64_t> locks = std::exchange(waiting_.locks, {});
  bool shares = std::exchange(waiting_.shares, false);
  for (std::size_t begin = 0; begin < locks.size();) {
    const std::size_t count = std::min(kLocksMax, locks.size() - begin);
    Parameters parameters;
    for (std::size_t i = 0; i < count; ++i) parameters.set_integer(static_cast<int>(i) + 1, locks[begin + i]);
    send_now(lock_plan(std::exchange(shares, false), count), parameters);
    begin += count;
  }
  // After the lock: whoever moves the schema holds it alone.
  if (!std::exchange(waiting_.begins, false) || known_schema_ < 0) return;
  send_now(read_schema_, Parameters());
  awaited_.back().what = Answer::schema;
}

void PgConnection::send_waiting() {
  if (!waiting_.locks.empty()) send_locks();
  if (waiting_.rows == 0) return;
  const int rows = std::exchange(waiting_.rows, 0);
  const Parameters parameters = std::exchange(waiting_.parameters, {});
  send_now(waiting_.rows_of->of_rows(rows), parameters);
  // How many rows they changed is asked by nobody.
  awaited_.back().number = sent_changes_;
}

void PgConnection::send_now(Plan& plan, const Parameters& parameters) {
  parameters.fill(arrays_);
  if (plan.name.empty()) {
    static_cast<void>(parameters.fit(plan));
    sent(libpq().PQsendQueryParams(handle_, plan.sql.c_str(), parameters.count(), plan.types.data(),
                                   arrays_.values.data(), arrays_.lengths.data(), arrays_.formats.data(), 1),
         {Answer::done, &plan, {}});
  } else {
    const bool known = plan.state != Plan::State::unknown;
    if (parameters.fit(plan)) {
      if (known) plan.name = compose("{}{}", prefix_, ++names_);  // for other types: rare, and the old one stays
      sent(libpq().PQsendPrepare(handle_, plan.name.c_str(), plan.sql.c_str(), plan.parameters, plan.types.data()),
           {Answer::prepared, &plan, plan.sql});
      plan.state = Plan::State::sent;
    }
    sent(libpq().PQsendQueryPrepared(handle_, plan.name.c_str(), parameters.count(), arrays_.values.data(),
                                     arrays_.lengths.data(), arrays_.formats.data(), 1),
         {Answer::done, &plan, plan.sql});
  }
}

void PgConnection::sync() {
  send_waiting();
  sent(libpq().PQpipelineSync(handle_), {Answer::sync, nullptr, "sync"});
}

void PgConnection::queue(Plan& plan, const Parameters& parameters) {
  if (ahead_) throw Uncached{};
  send(plan, parameters);
  if (awaited_.size() >= kAwaitedMax) collect();
}

void PgConnection::queue_row(Plan& plan, Parameters&& parameters) {
  if (ahead_) throw Uncached{};
  if (!waiting_.locks.empty() || waiting_.rows_of != &plan || waiting_.rows == Plan::rows_max) send_waiting();
  waiting_.rows_of = &plan;
  waiting_.parameters.append(std::move(parameters));
  ++waiting_.rows;
  count_change();
  if (awaited_.size() >= kAwaitedMax) collect();
}

void PgConnection::queue_last(PgStatement& statement, const Parameters& parameters) {
  if (ahead_) throw Uncached{};
  send(statement.plan(), parameters);
  awaited_.back().asks = &statement;
}

PgConnection::Announced* PgConnection::find_announced(const Plan& plan, const Parameters& parameters) {
  // What was changed since may have changed the answer.
  std::erase_if(announced_, [this](const Announced& each) { return each.changes != changing_; });
  if (announced_.empty()) return nullptr;
  const std::string wanted = parameters.key();
  const auto found = std::find_if(announced_.begin(), announced_.end(), [&](const Announced& each) {
    return each.plan == &plan && each.parameters == wanted;
  });
  return found != announced_.end() ? &*found : nullptr;
}

void PgConnection::announce(Plan& plan, const Parameters& parameters) {
  if (plan.changes || plan.name.empty() || awaited_.size() >= kAwaitedMax ||
      find_announced(plan, parameters) != nullptr)
    return;
  send(plan, parameters);
  Awaited& awaited = awaited_.back();
  awaited.what = Answer::announced;
  awaited.number = ++announcements_;
  announced_.push_back({.number = announcements_, .plan = &plan, .parameters = parameters.key(), .changes = changing_});
}

SharedResult PgConnection::query(Plan& plan, const Parameters& parameters) {
  if (ahead_) {
    announce(plan, parameters);
    throw Uncached{};
  }
  if (!announced_.empty()) {
    if (const Announced* found = find_announced(plan, parameters)) {
      if (!found->rows) collect();
      SharedResult rows = found->rows;
      if (plan.gives) announced_.erase(announced_.begin() + (found - announced_.data()));
      return rows;
    }
  }
  send(plan, parameters);
  return collect();
}

void PgConnection::take_answer(const Awaited& awaited, const ::PGresult* answer, std::optional<Error>& error) {
  const auto status = libpq().PQresultStatus(answer);
  const bool failed = status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
  if (awaited.what == Answer::prepared) awaited.plan->state = failed ? Plan::State::unknown : Plan::State::ready;
  if (failed) {
    Error failure = error_of(handle_, answer, awaited.doing);
    if (failure.code() == ErrorCode::connection_lost) broken_ = true;
    if (error || (awaited.ignored && !broken_)) return;
    failed_at_ = awaited.what;
    error.emplace(std::move(failure));
    return;
  }
  if (status == PGRES_PIPELINE_ABORTED) {
    if (awaited.what == Answer::prepared) awaited.plan->state = Plan::State::unknown;
    return;
  }
  if (awaited.ignored || error) return;
  switch (awaited.what) {
    case Answer::schema:
      if (const auto schema = number_in(answer, 0); schema > known_schema_)
        error.emplace(ErrorCode::newer_schema, "",
                      compose("the book has moved on to schema {}, this library knows {}", schema, known_schema_),
                      std::vector<std::pair<std::string, std::string>>{{"schema", std::to_string(schema)},
                                                                       {"known", std::to_string(known_schema_)}});
      break;
    case Answer::host:
      take_host_settings(answer, error);
      break;
    case Answer::commit:
      // The server's answer to the commit of a transaction in which something had failed.
      if (std::string_view(libpq().PQcmdStatus(const_cast<::PGresult*>(answer))) != "COMMIT")
        error.emplace(ErrorCode::internal, "the server has rolled the transaction back");
      break;
    case Answer::done:
      if (awaited.plan == nullptr) break;
      if (awaited.plan->changes)
        changes_[static_cast<std::size_t>(awaited.number) % changes_.size()] =
            std::strtoll(libpq().PQcmdTuples(const_cast<::PGresult*>(answer)), nullptr, 10);
      if (awaited.plan->returns_id && libpq().PQntuples(answer) == 1) last_id_ = number_in(answer, 0);
      break;
    case Answer::announced:
    case Answer::prepared:
    case Answer::sync:
      break;
  }
}

/// Puts the answer of something announced where it will be looked for; what is no longer wanted is dropped.
void PgConnection::keep_announced(std::int64_t number, Result answer) {
  const auto place =
      std::find_if(announced_.begin(), announced_.end(), [&](const Announced& each) { return each.number == number; });
  if (place == announced_.end()) return;
  place->rows = std::move(answer);
}

Result PgConnection::collect() {
  send_waiting();
  if (awaited_.empty()) return nullptr;
  if (awaited_.back().what != Answer::sync) sync();
  // What nobody is interested in any more is there already, as a rule.
  if (std::any_of(awaited_.begin(), awaited_.end(), [](const Awaited& each) { return !each.ignored; })) ++round_trips_;
  const auto since = std::chrono::steady_clock::now();
  std::optional<Error> error;
  Result last;
  while (!awaited_.empty() && handle_ != nullptr) {
    const Awaited awaited = awaited_.front();
    Result answer(libpq().PQgetResult(handle_));
    if (!answer) {
      // Only a connection that is gone has nothing to say.
      broken_ = true;
      if (!error) error.emplace(error_of(handle_, nullptr, awaited.doing));
      failed_at_ = awaited.what;
      break;
    }
    awaited_.pop_front();
    take_answer(awaited, answer.get(), error);
    if (awaited.what == Answer::sync) continue;
    while (const Result rest{libpq().PQgetResult(handle_)}) {
    }
    if (libpq().PQstatus(handle_) != CONNECTION_OK) broken_ = true;
    if (broken_) break;
    if (awaited.ignored) continue;
    if (awaited.asks != nullptr && !error)
      awaited.asks->take_rows(std::move(answer));
    else if (awaited.what == Answer::announced)
      keep_announced(awaited.number, std::move(answer));
    else
      last = std::move(answer);
  }
  if (broken_) {
    awaited_.clear();
    usable_ = false;
    if (!error) error.emplace(error_of(handle_, nullptr, "collect"));
  }
  if (error) {
    usable_ = false;
    if (error->code() != ErrorCode::busy) throw Error(*error);
    auto figures = error->problems().front().figures;
    figures.emplace_back("waited_ms", std::to_string(milliseconds_since(since)));
    throw Error(ErrorCode::busy, "", error->message(), std::move(figures));
  }
  return last;
}

void PgConnection::ignore_awaited() noexcept {
  for (Awaited& each : awaited_) each.ignored = true;
}

}  // namespace emptor::store::postgres
