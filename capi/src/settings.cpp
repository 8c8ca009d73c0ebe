/// Settings as key and value, and exchange rates.
#include "handles.hpp"
#include "rows.hpp"
#include "settings/rules.hpp"
#include "values.hpp"

using namespace emptor;
using namespace emptor::capi;

namespace {

[[noreturn]] void throw_unknown_key(std::string_view key) {
  throw Error(ErrorCode::unknown_reference, "key", "no setting has this name", {{"key", std::string(key)}});
}

void change_one(Session& session, std::string_view key, std::string_view value) {
  if (!settings::is_known(key)) throw_unknown_key(key);
  BookSettings changed = session.settings().get();
  if (!settings::from_text(changed, key, value))
    throw Error(ErrorCode::invalid, std::string(key), "not a value of this setting", {{"value", std::string(value)}});
  session.settings().change(changed);
}

}  // namespace

emptor_status emptor_settings_get(emptor_session* session, const char* key, emptor_rows** rows_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    if (key != nullptr && !settings::is_known(key)) throw_unknown_key(key);
    RowsBuilder rows{{"key", kText}, {"value", kText}};
    for (const auto& [name, value] : settings::to_texts(in.settings().get()))
      if (key == nullptr || name == key) rows.add(name, value);
    rows.give(out);
  });
}

emptor_status emptor_settings_set(emptor_session* session, const char* key, const char* value,
                                  emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    Use use(*require(session, "session").core);
    const std::string_view name = required(key, "key");
    const std::string_view wanted = required(value, "value");
    if (use.core().open != Open::nothing) return change_one(*use, name, wanted);
    // Why a batch: what is read and written back must not undo somebody else's change in between.
    Batch batch = use->batch();
    change_one(*use, name, wanted);
    batch.commit();
  });
}

emptor_status emptor_settings_lock_through(emptor_session* session, std::int32_t day,
                                           emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) { in.settings().lock_through(optional_date(day, "day")); });
}

emptor_status emptor_settings_soft_lock_through(emptor_session* session, std::int32_t day,
                                                emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { in.settings().soft_lock_through(optional_date(day, "day")); });
}

static_assert(EMPTOR_PERIOD_OPEN == static_cast<int>(PeriodState::open) &&
              EMPTOR_PERIOD_SOFT == static_cast<int>(PeriodState::soft) &&
              EMPTOR_PERIOD_CLOSED == static_cast<int>(PeriodState::closed) &&
              EMPTOR_PERIOD_SEALED == static_cast<int>(PeriodState::sealed));

emptor_status emptor_period_state(emptor_session* session, std::int32_t day, std::int32_t* state_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, state_out, "state_out", error_out, [&](Session& in, std::int32_t& out) {
    out = static_cast<std::int32_t>(in.settings().period_state(date(day, "day")));
  });
}

emptor_status emptor_exchange_rate_set(emptor_session* session, const char* from, const char* to, std::int32_t on,
                                       const char* rate, emptor_error** error_out) noexcept {
  return emptor_exchange_rate_set_of_type(session, "", from, to, on, rate, error_out);
}

emptor_status emptor_exchange_rate_set_of_type(emptor_session* session, const char* type, const char* from,
                                               const char* to, std::int32_t on, const char* rate,
                                               emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    in.settings().set_exchange_rate(required(from, "from"), required(to, "to"), date(on, "on"),
                                    required_figure<Decimal>(rate, "rate"), required(type, "type"));
  });
}

emptor_status emptor_exchange_rate_get(emptor_session* session, const char* from, const char* to, std::int32_t on,
                                       std::int64_t* numerator_out, std::int64_t* denominator_out,
                                       emptor_error** error_out) noexcept {
  return emptor_exchange_rate_get_of_type(session, "", from, to, on, numerator_out, denominator_out, error_out);
}

emptor_status emptor_exchange_rate_get_of_type(emptor_session* session, const char* type, const char* from,
                                               const char* to, std::int32_t on, std::int64_t* numerator_out,
                                               std::int64_t* denominator_out, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    std::int64_t& numerator = require(numerator_out, "numerator_out");
    std::int64_t& denominator = require(denominator_out, "denominator_out");
    const Ratio rate =
        in.settings().exchange_rate(required(from, "from"), required(to, "to"), date(on, "on"), required(type, "type"));
    numerator = rate.numerator;
    denominator = rate.denominator;
  });
}
