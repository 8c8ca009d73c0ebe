/// Last prices: the newest price of a party and an item, written by the room that posts vouchers.
#include "pricing/resolve.hpp"

namespace emptor::pricing {

void remember_last_price(access::Work& work, const UsedPrice& used) {
  work.tx().execute(
      "INSERT INTO emptor_last_price (party_id, item_id, direction, currency, doc_date, number, unit_price, unit_id, "
      "tax_included) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
      "ON CONFLICT (party_id, item_id, direction, currency) DO UPDATE SET doc_date = excluded.doc_date, "
      "number = excluded.number, unit_price = excluded.unit_price, unit_id = excluded.unit_id, "
      "tax_included = excluded.tax_included "
      "WHERE (excluded.doc_date, excluded.number) >= (emptor_last_price.doc_date, emptor_last_price.number)",
      used.party, used.item, used.direction, used.currency, used.dated, used.number, used.unit_price.micros,
      used.unit.value, used.tax_included);
}

void replace_last_price(access::Work& work, PartyId party, ItemId item, Direction direction, Currency currency,
                        const std::optional<UsedPrice>& replacement) {
  work.tx().execute(
      "DELETE FROM emptor_last_price WHERE party_id = ?1 AND item_id = ?2 AND direction = ?3 AND currency = ?4", party,
      item, direction, currency);
  if (replacement) remember_last_price(work, *replacement);
}

void forget_last_prices(access::Work& work, Direction direction) {
  work.tx().execute("DELETE FROM emptor_last_price WHERE direction = ?1", direction);
}

}  // namespace emptor::pricing
