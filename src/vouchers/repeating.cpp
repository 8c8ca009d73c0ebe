#include "vouchers/repeating.hpp"

namespace emptor::vouchers {

using access::Work;

namespace {

store::Statement select_command(Work& work, const std::string& key) {
  auto row = work.tx().statement("SELECT request, voucher_id FROM emptor_command WHERE key = ?1");
  row.bind(key);
  return row;
}

}  // namespace

void lock_key(Work& work, const PostOptions& options) {
  if (!options.idempotency_key.empty()) work.tx().lock(store::Lock::command, options.idempotency_key);
}

Repeat::Repeat(Work& work, const PostOptions& options, const std::string& request)
    : work_(work), key_(options.idempotency_key), request_(request) {
  if (key_.empty()) return;
  Problems problems;
  problems.check_text("idempotency_key", key_, 100);
  problems.throw_if_any();
  select_command(work_, key_).announce();
}

VoucherId Repeat::first() {
  if (first_) return *first_;
  first_ = VoucherId();
  if (key_.empty()) return *first_;
  auto row = select_command(work_, key_);
  if (!row.step()) return *first_;
  if (row.text(0) != request_)
    throw Error(ErrorCode::idempotency_conflict, "idempotency_key",
                "this key was used for a request with other content", {{"key", key_}});
  first_ = row.id<VoucherTag>(1);
  return *first_;
}

void Repeat::remember(VoucherId voucher) {
  if (key_.empty()) return;
  work_.tx().execute("INSERT INTO emptor_command (key, request, voucher_id) VALUES (?1, ?2, ?3)", key_, request_,
                     voucher);
}

PostResult repeated(Work& work, VoucherId first) {
  PostResult result;
  result.voucher = described(work, first);
  for (const VoucherId each : companions_of(work, first)) result.companions.push_back(described(work, each));
  result.repeated = true;
  return result;
}

}  // namespace emptor::vouchers
