/// Drafts in the book: saved, read, discarded, posted.
#include "vouchers/posting.hpp"
#include "vouchers/repeating.hpp"

namespace emptor {

using access::Work;

namespace {

std::string content_of(const VoucherDraft& draft) {
  std::string content = vouchers::to_json(draft);
  if (!is_clean_utf8(content))
    throw Error(ErrorCode::bad_utf8, "draft", "a text of the draft is not well-formed UTF-8 or has control characters");
  return content;
}

}  // namespace

void vouchers::replace_draft(Work& work, DraftId id, const VoucherDraft& draft, std::string_view command) {
  const std::string content = content_of(draft);
  if (work.tx().execute("UPDATE emptor_draft SET content = ?2, recorded_at = ?3, actor_id = ?4 "
                        "WHERE id = ?1 AND waiting = 1",
                        id, content, work.now(), work.actor()) == 0)
    throw Error(ErrorCode::not_found, "draft", "no draft has this id", {{"id", std::to_string(id.value)}});
  work.record(Entity::draft, id.value, command, content);
}

DraftId Vouchers::save_draft(const VoucherDraft& draft, std::optional<DraftId> replaces) {
  vouchers::check_choices(draft);
  const std::string content = content_of(draft);
  auto work = Work::post(*state_, access::Undo::use_case);
  DraftId id;
  if (replaces) {
    id = *replaces;
    vouchers::replace_draft(work, id, draft, "vouchers.save_draft");
  } else {
    id = DraftId(work.tx().insert("INSERT INTO emptor_draft (content, recorded_at, actor_id) VALUES (?1, ?2, ?3)",
                                  content, work.now(), work.actor()));
    work.record(Entity::draft, id.value, "vouchers.save_draft", content);
  }
  work.commit();
  return id;
}

VoucherDraft vouchers::load_draft(Work& work, DraftId id) {
  auto row = work.tx().statement("SELECT content FROM emptor_draft WHERE id = ?1 AND waiting = 1");
  row.bind(id);
  if (!row.step())
    throw Error(ErrorCode::not_found, "draft", "no draft has this id", {{"id", std::to_string(id.value)}});
  return vouchers::from_json(row.text(0));
}

namespace {

/// The row stays, so that its id never means another draft; what it held stands in the audit trail.
void drop_draft(Work& work, DraftId id, std::string_view command) {
  if (work.tx().execute("UPDATE emptor_draft SET waiting = 0, content = '' WHERE id = ?1 AND waiting = 1", id) == 0)
    throw Error(ErrorCode::not_found, "draft", "no draft has this id", {{"id", std::to_string(id.value)}});
  work.record(Entity::draft, id.value, command, "{}");
}

}  // namespace

VoucherDraft Vouchers::draft(DraftId id) const {
  auto work = Work::read(*state_);
  return vouchers::load_draft(work, id);
}

std::vector<DraftId> Vouchers::drafts() const {
  auto work = Work::read(*state_);
  auto rows = work.tx().statement("SELECT id FROM emptor_draft WHERE waiting = 1 ORDER BY id");
  std::vector<DraftId> found;
  while (rows.step()) found.push_back(rows.id<DraftTag>(0));
  return found;
}

void Vouchers::discard_draft(DraftId id) {
  auto work = Work::post(*state_, access::Undo::use_case);
  drop_draft(work, id, "vouchers.discard_draft");
  work.commit();
}

PostResult Vouchers::post_draft(DraftId id, const PostOptions& options) {
  auto work = options.acknowledge_soft_lock ? Work::write(*state_) : Work::post(*state_, access::Undo::use_case);
  vouchers::lock_key(work, options);
  // A repeat finds its draft gone; its key alone leads to the first result.
  const std::string request = "draft " + std::to_string(id.value);
  vouchers::Repeat repeat(work, options, request);
  if (repeat.first()) return vouchers::repeated(work, repeat.first());
  PostResult result = vouchers::post(work, vouchers::load_draft(work, id),
                                     {.acknowledge_warnings = options.acknowledge_warnings,
                                      .acknowledge_soft_lock = options.acknowledge_soft_lock,
                                      .credit_hold = options.credit_hold});
  if (!result.posted()) return result;
  repeat.remember(result.voucher->id);
  drop_draft(work, id, "vouchers.post_draft");
  work.commit();
  return result;
}

}  // namespace emptor
