/// What promotions did to a document, to rows and back.
#include <algorithm>

#include "vouchers/document.hpp"

namespace emptor::vouchers {

void load_promotions(access::Work& work, Document& document) {
  const auto promoted = [](const Line& line) { return line.promotion != 0 || line.gift_of; };
  if (document.reverses || std::ranges::none_of(document.lines, promoted)) return;
  auto rows = work.tx().statement(
      "SELECT programme_id, line, sets, taken, rewarded, base, room, amount FROM emptor_voucher_promotion "
      "WHERE voucher_id = ?1 ORDER BY position, line");
  rows.bind(document.id);
  while (rows.step()) {
    const auto line = static_cast<std::size_t>(rows.integer(1));
    document.promotions.push_back({.programme = rows.id<ProgrammeTag>(0),
                                   .sets = rows.integer(2),
                                   .part = {line, rows.integer(3), rows.integer(4), rows.integer(5), rows.integer(7)},
                                   .room = rows.integer(6),
                                   .gift = document.lines[line - 1].gift_of == rows.id<ProgrammeTag>(0)});
  }
}

void save_promotions(access::Work& work, const Document& document) {
  // Parts of one programme are neighbours and share a position.
  std::int64_t position = 0;
  ProgrammeId before;
  for (const promotions::KeptPart& each : document.promotions) {
    if (each.programme != before) ++position;
    before = each.programme;
    work.tx().execute(
        "INSERT INTO emptor_voucher_promotion (voucher_id, position, programme_id, line, sets, taken, rewarded, base, "
        "room, amount) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        document.id, position, each.programme, each.part.line, each.sets, each.part.taken, each.part.rewarded,
        each.part.base, each.room, each.part.amount);
  }
}

}  // namespace emptor::vouchers
