/// Quantities on hand: one counter for each item and location, and the adjustments that moved it by hand.
#include "stock/stock.hpp"

#include <algorithm>
#include <limits>

#include "catalog/cards.hpp"
#include "settings/policies.hpp"

namespace emptor::stock {
namespace {

using access::Work;

/// The same on both sides, so that a quantity can always be taken back.
constexpr std::int64_t kQuantityMax = std::numeric_limits<std::int64_t>::max();

std::vector<Total> totals(store::Statement rows) {
  std::vector<Total> found;
  while (rows.step()) found.push_back({rows.id<ItemTag>(0), rows.id<LocationTag>(1), rows.integer(2)});
  return found;
}

}  // namespace

namespace {

store::Statement select_on_hand(Work& work, ItemId item, LocationId location) {
  auto row = work.tx().statement("SELECT on_hand FROM emptor_stock WHERE item_id = ?1 AND location_id = ?2");
  row.bind(item, location);
  return row;
}

/// Changes no row when there is none, or when the sum would leave what can be held; nullopt: it never fits.
std::optional<store::RowsChanged> add(Work& work, LocationId location, const Move& move) {
  const std::int64_t quantity = move.quantity;
  if (quantity < -kQuantityMax) return std::nullopt;
  const std::int64_t lowest = quantity < 0 ? -kQuantityMax - quantity : -kQuantityMax;
  const std::int64_t highest = quantity > 0 ? kQuantityMax - quantity : kQuantityMax;
  return work.tx().execute(
      "UPDATE emptor_stock SET on_hand = on_hand + ?3 "
      "WHERE item_id = ?1 AND location_id = ?2 AND on_hand >= ?4 AND on_hand <= ?5",
      move.item, location, quantity, lowest, highest);
}

/// The first move of the item there, or one that does not fit.
bool add_first(Work& work, LocationId location, const Move& move) {
  if (work.tx().execute("INSERT INTO emptor_stock (item_id, location_id, on_hand) VALUES (?1, ?2, ?3) "
                        "ON CONFLICT (item_id, location_id) DO NOTHING",
                        move.item, location, move.quantity) != 0)
    return true;
  // Somebody else may just have been the first.
  return *add(work, location, move) != 0;
}

void sort_by_item(std::vector<Move>& moves) {
  std::stable_sort(moves.begin(), moves.end(), [](const Move& a, const Move& b) { return a.item < b.item; });
}

}  // namespace

std::int64_t on_hand(Work& work, ItemId item, LocationId location) {
  auto row = select_on_hand(work, item, location);
  return row.step() ? row.integer(0) : 0;
}

void lock(Work& work, LocationId location, std::span<const ItemId> items) {
  for (const ItemId item : items) {
    work.tx().lock(store::Lock::stock, item.value, location.value);
    select_on_hand(work, item, location).announce();
  }
}

namespace {

void sort_unique(std::vector<Place>& places) {
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
}

}  // namespace

void lock(Work& work, std::vector<Place> places) {
  if (settings::current(work).stock_shortage == OnExcess::ignore) return;
  sort_unique(places);
  for (const Place& each : places) work.tx().lock(store::Lock::stock, each.item.value, each.location.value);
}

void hold(Work& work, std::vector<Place> places) {
  if (!work.tx().is_beside_others()) return;
  sort_unique(places);
  for (const Place& each : places)
    work.tx().execute("UPDATE emptor_stock SET on_hand = on_hand WHERE item_id = ?1 AND location_id = ?2", each.item,
                      each.location);
}

void move_at_once(Work& work, LocationId location, std::vector<Move> moves) {
  sort_by_item(moves);
  // Each counter once: rows that travel together must not meet.
  for (std::size_t i = 0; i < moves.size();) {
    Move sum = moves[i];
    for (++i; i < moves.size() && moves[i].item == sum.item; ++i)
      sum.quantity = checked_add(sum.quantity, moves[i].quantity);
    work.tx().append(
        "INSERT INTO emptor_stock (item_id, location_id, on_hand) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (item_id, location_id) DO UPDATE SET on_hand = emptor_stock.on_hand + excluded.on_hand",
        sum.item, location, sum.quantity);
  }
}

Moving::Moving(Work& work, LocationId location, std::vector<Move> moves)
    : work_(&work), location_(location), moves_(std::move(moves)) {
  sort_by_item(moves_);
  changed_.reserve(moves_.size());
  for (const Move& each : moves_) {
    // Where others post beside, each counter is there, and held, before the next one and before the number is drawn.
    if (work.tx().is_beside_others())
      work.tx().execute(
          "INSERT INTO emptor_stock (item_id, location_id, on_hand) VALUES (?1, ?2, 0) "
          "ON CONFLICT (item_id, location_id) DO NOTHING",
          each.item, location);
    asked_.push_back(add(work, location, each));
    if (asked_.size() == kAskedMax) settle();
  }
}

void Moving::settle() {
  for (const auto& each : asked_) changed_.push_back(each ? std::optional<std::int64_t>(*each) : std::nullopt);
  asked_.clear();
}

const Move* Moving::unfit() {
  settle();
  const auto changed = [&](std::size_t i) { return changed_[i] && *changed_[i] != 0; };
  for (std::size_t i = 0; i < moves_.size(); ++i) {
    if (changed(i) || (changed_[i] && add_first(*work_, location_, moves_[i]))) continue;
    for (std::size_t done = 0; done < moves_.size(); ++done)
      if (done < i || (done > i && changed(done)))
        EMPTOR_REQUIRE(*add(*work_, location_, {.item = moves_[done].item, .quantity = -moves_[done].quantity}) != 0);
    return &moves_[i];
  }
  return nullptr;
}

void throw_overflow(Work& work, const Move& move) {
  throw Error(ErrorCode::overflow, "quantity", "the quantity on hand would be more than can be held exactly",
              {{"item", catalog::card(work, move.item).code},
               {"quantity", Quantity{move.quantity}.value().normalized().to_string()}});
}

std::vector<Total> counters(Work& work) {
  return totals(
      work.tx().statement("SELECT item_id, location_id, on_hand FROM emptor_stock ORDER BY item_id, location_id"));
}

std::vector<Total> adjustments(Work& work) {
  return totals(
      work.tx().statement("SELECT item_id, location_id, CAST(sum(quantity) AS BIGINT) FROM emptor_stock_adjustment "
                          "GROUP BY item_id, location_id ORDER BY item_id, location_id"));
}

}  // namespace emptor::stock

namespace emptor {

using access::Work;

namespace {

LocationId require_location(Work& work, std::string_view code) {
  const LocationId id = catalog::find_location(work, code);
  if (!id)
    throw Error(ErrorCode::unknown_reference, "location", "no location has this code", {{"code", std::string(code)}});
  return id;
}

}  // namespace

void Stock::adjust(std::string_view item, std::string_view location, Quantity quantity, Date on,
                   std::string_view reason) {
  Problems problems;
  problems.check_text("reason", reason, 200, true);
  if (quantity.micros == 0) problems.add(ErrorCode::invalid, "quantity", "an adjustment by 0 changes nothing");

  auto work = Work::post(*state_, access::Undo::use_case);
  const ItemId item_id = catalog::find_item_id(work, item);
  if (!item_id)
    problems.add(ErrorCode::unknown_reference, "item", "no item has this code", {{"code", std::string(item)}});
  else if (!catalog::card(work, item_id).stocked)
    problems.add(ErrorCode::invalid, "item", "the item is not stocked", {{"code", std::string(item)}});
  const LocationId location_id = catalog::find_location(work, location);
  if (!location_id)
    problems.add(ErrorCode::unknown_reference, "location", "no location has this code",
                 {{"code", std::string(location)}});
  problems.throw_if_any();
  settings::require_open_period(work, on, "on");

  stock::lock(work, {{item_id, location_id}});
  stock::hold(work, {{item_id, location_id}});
  const std::int64_t before = stock::on_hand(work, item_id, location_id);
  stock::Moving moving(work, location_id, {{.item = item_id, .quantity = quantity.micros}});
  if (const stock::Move* unfit = moving.unfit()) stock::throw_overflow(work, *unfit);
  work.tx().insert(
      "INSERT INTO emptor_stock_adjustment (item_id, location_id, quantity, moved_on, reason, recorded_at, actor_id) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      item_id, location_id, quantity.micros, on, reason, work.now(), work.actor());
  const auto text = [](std::int64_t micros) { return Quantity{micros}.value().normalized().to_string(); };
  work.record(Entity::stock, item_id.value, "stock.adjust",
              access::Detail()
                  .set("location", location)
                  .set("on", on.to_string())
                  .change("on_hand", text(before), text(before + quantity.micros))
                  .set("reason", reason)
                  .json());
  work.commit();
}

Quantity Stock::on_hand(std::string_view item, std::string_view location) const {
  auto work = Work::read(*state_);
  const ItemId item_id = catalog::require_item(work, item, "item").id;
  return Quantity{stock::on_hand(work, item_id, require_location(work, location))};
}

std::vector<StockLevel> Stock::levels(std::string_view item) const {
  auto work = Work::read(*state_);
  const catalog::ItemCard& card = catalog::require_item(work, item, "item");
  std::vector<StockLevel> found;
  auto rows = work.tx().statement(
      "SELECT l.code, s.on_hand FROM emptor_stock s JOIN emptor_location l ON l.id = s.location_id "
      "WHERE s.item_id = ?1 ORDER BY l.code");
  rows.bind(card.id);
  while (rows.step()) found.push_back({card.code, rows.string(0), Quantity{rows.integer(1)}});
  return found;
}

}  // namespace emptor
