/// Emptor: customers, price levels, discounts, credit policy and vouchers, as a library.
///
///     auto book = emptor::Book::open("trade.emptor", "USD");
///     book.catalog().create_unit("PCS", "piece");
///     book.catalog().create_item({.code = "P1", .name = "Lamp", .unit = "PCS"});
///     book.prices().set_base("P1", emptor::Decimal::parse("20.00"));
///     book.customers().create({.code = "C001", .name = "An Phat"});
///     auto result = book.vouchers().post({.kind = emptor::VoucherKind::sale, .party = "C001",
///                                         .lines = {{.item = "P1", .quantity = emptor::Quantity::of(10)}}});
///     if (!result.posted()) std::puts(result.refusal->message.c_str());
///
/// `Book` opens and wires; `customers()`, `prices()`, `vouchers()` … are the rooms. Refusals are values, failures throw
/// `emptor::Error`. One header per room; this one includes them all.
#pragma once

#include "emptor/access.hpp"
#include "emptor/arrow.hpp"
#include "emptor/base.hpp"
#include "emptor/book.hpp"
#include "emptor/catalog.hpp"
#include "emptor/credit.hpp"
#include "emptor/credit_portfolio.hpp"
#include "emptor/dunning.hpp"
#include "emptor/exchange_differences.hpp"
#include "emptor/exports.hpp"
#include "emptor/instruments.hpp"
#include "emptor/parties.hpp"
#include "emptor/price_analysis.hpp"
#include "emptor/price_changes.hpp"
#include "emptor/price_lint.hpp"
#include "emptor/price_versions.hpp"
#include "emptor/pricing.hpp"
#include "emptor/promotions.hpp"
#include "emptor/rebates.hpp"
#include "emptor/receivables.hpp"
#include "emptor/repricing.hpp"
#include "emptor/returns.hpp"
#include "emptor/settings.hpp"
#include "emptor/simulation.hpp"
#include "emptor/stock.hpp"
#include "emptor/tax.hpp"
#include "emptor/vouchers.hpp"
