#include "receivables/valuing.hpp"

#include "settings/policies.hpp"

namespace emptor::receivables {
namespace {

std::int64_t change_of(std::int64_t before, std::int64_t after, const Book& book, Currency currency, Ratio rate) {
  return checked_subtract(worth(book, before, currency, rate), worth(book, after, currency, rate));
}

}  // namespace

std::int64_t worth(const Book& book, std::int64_t minor, Currency currency, Ratio rate) {
  if (minor < 0) return checked_subtract(0, worth(book, checked_subtract(0, minor), currency, rate));
  return settings::convert(minor, currency, book.currency, rate, book.rounding);
}

std::int64_t won(Side side, std::int64_t booked, std::int64_t now) {
  return side == Side::receivable ? checked_subtract(now, booked) : checked_subtract(booked, now);
}

std::vector<RealisedAmount> realise(const Book& book, const ForeignItems& items,
                                    std::span<const ForeignAllocation> allocations) {
  std::map<ForeignKey, std::int64_t> open;
  const auto open_of = [&](const ForeignKey& key, const ForeignItem& item) -> std::int64_t& {
    return open.try_emplace(key, item.amount).first->second;
  };
  std::vector<RealisedAmount> found;
  for (std::size_t i = 0; i < allocations.size(); ++i) {
    const ForeignAllocation& each = allocations[i];
    const ForeignKey credit_key = each.credit_key();
    const auto debit = items.find(each.debit);
    const auto credit = items.find(credit_key);
    if (debit == items.end() || credit == items.end()) continue;
    std::int64_t& debit_open = open_of(each.debit, debit->second);
    std::int64_t& credit_open = open_of(credit_key, credit->second);
    const std::int64_t debit_before = std::exchange(debit_open, checked_subtract(debit_open, each.amount));
    const std::int64_t credit_before = std::exchange(credit_open, checked_add(credit_open, each.amount));
    if (debit->second.reversed && credit->second.reversed) continue;
    if (!debit->second.rate || !credit->second.rate) continue;
    const Currency currency = each.debit.currency;
    found.push_back({.allocation = i,
                     .booked_at = *debit->second.rate,
                     .settled_at = *credit->second.rate,
                     .booked = change_of(debit_before, debit_open, book, currency, *debit->second.rate),
                     .realised = change_of(-credit_before, -credit_open, book, currency, *credit->second.rate)});
  }
  return found;
}

void take_back(ForeignItems& items, std::span<const ForeignAllocation> allocations, Date day) {
  const auto give_back = [&](const ForeignKey& key, std::int64_t amount) {
    if (const auto found = items.find(key); found != items.end())
      found->second.open = checked_add(found->second.open, amount);
  };
  for (const ForeignAllocation& each : allocations) {
    if (each.effective <= day) continue;
    give_back(each.debit, each.amount);
    give_back(each.credit_key(), checked_subtract(0, each.amount));
  }
  std::erase_if(items, [&](const auto& item) { return item.first.item.dated > day || item.second.open == 0; });
}

}  // namespace emptor::receivables
