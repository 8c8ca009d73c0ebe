#include "scenario/story_words.hpp"

namespace emptor::test {
Story::Story() : clock_(Date::of(2026, 3, 31)) {}
Story::~Story() = default;

const std::vector<Story::Entry>& Story::verbs() {
  static const std::vector<Entry> all{
      {"book", &Story::open_book},
      {"today", &Story::today},
      {"setting", &Story::setting},
      {"sequence", &Story::sequence},
      {"lock", &Story::lock},
      {"soft_lock", &Story::soft_lock},
      {"seal", &Story::seal},
      {"period", &Story::period},
      {"audited", &Story::audited},
      {"rate", &Story::rate},
      {"actor", &Story::actor},
      {"unit", &Story::unit},
      {"tax", &Story::tax},
      {"location", &Story::location},
      {"item_group", &Story::item_group},
      {"item", &Story::item},
      {"adjust", &Story::adjust},
      {"group", &Story::group},
      {"person", &Story::person},
      {"customer", &Story::customer},
      {"supplier", &Story::supplier},
      {"term", &Story::term},
      {"address", &Story::address},
      {"list", &Story::list},
      {"price", &Story::price},
      {"rebase", &Story::rebase},
      {"procedure", &Story::procedure},
      {"discount", &Story::discount},
      {"rule", &Story::rule},
      {"load", &Story::load},
      {"reprice", &Story::reprice},
      {"timeline", &Story::timeline},
      {"lint", &Story::lint},
      {"price_version", &Story::price_version},
      {"phases", &Story::phases},
      {"programme", &Story::programme},
      {"withdraw_programme", &Story::withdraw_programme},
      {"promotions", &Story::promotions},
      {"coupon", &Story::coupon},
      {"withdraw_coupon", &Story::withdraw_coupon},
      {"usage", &Story::usage},
      {"reserve", &Story::reserve},
      {"unreserve", &Story::unreserve},
      {"quote", &Story::quote},
      {"explain", &Story::explain},
      {"matrix", &Story::matrix},
      {"next_breaks", &Story::next_breaks},
      {"target", &Story::target},
      {"packs", &Story::packs},
      {"simulate", &Story::simulate},
      {"sale", &Story::sale},
      {"purchase", &Story::purchase},
      {"collection", &Story::collection},
      {"payment", &Story::payment},
      {"opening_balance", &Story::opening_balance},
      {"adjustment", &Story::adjustment},
      {"write_off", &Story::write_off},
      {"refund", &Story::refund},
      {"set_off", &Story::set_off},
      {"cheque", &Story::instrument},
      {"move", &Story::move},
      {"instruments", &Story::instruments},
      {"transfer", &Story::transfer},
      {"realised", &Story::realised},
      {"valuation", &Story::valuation},
      {"revalue", &Story::revalue},
      {"revaluations", &Story::revaluations},
      {"rebate", &Story::rebate},
      {"withdraw_rebate", &Story::withdraw_rebate},
      {"standing", &Story::standing},
      {"settle", &Story::settle_rebate},
      {"settlements", &Story::settlements},
      {"accruals", &Story::accruals},
      {"counted", &Story::counted},
      {"sales_return", &Story::sales_return},
      {"purchase_return", &Story::purchase_return},
      {"return_goods", &Story::return_goods},
      {"reverse", &Story::reverse},
      {"correct", &Story::correct},
      {"versions", &Story::versions},
      {"draft", &Story::draft},
      {"copy", &Story::copy},
      {"price_again", &Story::price_again},
      {"post_draft", &Story::post_draft},
      {"batch", &Story::batch},
      {"void", &Story::void_number},
      {"line", &Story::line},
      {"instalments", &Story::instalments},
      {"balance", &Story::balance},
      {"stock", &Story::stock},
      {"open", &Story::open_items},
      {"allocate", &Story::allocate},
      {"undo", &Story::undo},
      {"ageing", &Story::ageing},
      {"ledger", &Story::ledger},
      {"summary", &Story::summary},
      {"uncollected", &Story::uncollected},
      {"statement", &Story::statement},
      {"statements", &Story::statements},
      {"credit", &Story::credit},
      {"pool", &Story::pool},
      {"pools", &Story::pools},
      {"hold", &Story::hold},
      {"release", &Story::release},
      {"revoke", &Story::revoke},
      {"holds", &Story::holds},
      {"fitting", &Story::fitting},
      {"what_if", &Story::what_if},
      {"mark", &Story::mark},
      {"end_mark", &Story::end_mark},
      {"marks", &Story::marks},
      {"dunning", &Story::dunning},
      {"remind", &Story::remind},
      {"letters", &Story::letters},
      {"claim", &Story::claim},
      {"credit_report", &Story::credit_report},
      {"credit_history", &Story::credit_history},
      {"vouchers", &Story::vouchers},
      {"history", &Story::history},
      {"discounts", &Story::discounts},
      {"verify", &Story::verify},
  };
  return all;
}

std::string Story::run(const std::string& text) {
  Words words(text);
  const std::string name = words.next("verb");
  const auto entry = std::ranges::find(verbs(), name, &Entry::name);
  if (entry == verbs().end()) mistake("nobody understands '" + name + "'");
  if (!book_ && name != "book") mistake("a story begins with `book CURRENCY`");
  try {
    std::string answer = (this->*entry->verb)(words);
    words.end();
    return answer;
  } catch (const Error& error) {
    std::string answer = "error " + std::string(to_string(error.code()));
    if (!error.field().empty()) answer += " " + error.field();
    std::string differs = words.check(answer, false);
    return differs.empty() ? differs : differs + ": " + error.message();
  }
}

std::string Story::run_all(const std::string& text) {
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    ++number;
    const std::size_t first = line.find_first_not_of(' ');
    if (first == std::string::npos || line[first] == '#') continue;
    const std::string where = "line " + std::to_string(number) + " `" + line + "`: ";
    try {
      if (const std::string answer = run(line); !answer.empty()) return where + answer;
    } catch (const std::exception& error) {
      return where + error.what();
    }
  }
  return book_ ? run("verify") : "the story does nothing";
}

}  // namespace emptor::test
