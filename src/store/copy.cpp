#include "store/copy.hpp"

#include <algorithm>

#if EMPTOR_POSTGRES
#include "base/compose.hpp"
#include "store/postgres/postgres.hpp"
#endif

namespace emptor::store {
namespace {

constexpr int kPage = 5'000;

std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return line;
}

void read_column(TableShape& table, std::string_view line) {
  const std::string_view name = line.substr(0, line.find(' '));
  const std::string_view type = line.substr(std::min(name.size() + 1, line.size()));
  TableShape::Column column{.name = std::string(name)};
  if (type.starts_with("TEXT")) column.type = Type::text;
  if (type.starts_with("BLOB")) column.type = Type::bytes;
  column.of_this_table = type.find("REFERENCES " + table.name + " ") != type.npos;
  if (type.starts_with("{id}")) table.gives_id = true;
  if (table.gives_id && table.key.empty()) table.key.push_back(table.columns.size());
  if (type.find("PRIMARY KEY") != type.npos) table.key.push_back(table.columns.size());
  table.columns.push_back(std::move(column));
}

void read_key(TableShape& table, std::string_view names) {
  names = names.substr(names.find('(') + 1);
  names = names.substr(0, names.find(')'));
  while (!names.empty()) {
    const std::size_t comma = std::min(names.find(", "), names.size());
    const auto is = [&](const TableShape::Column& each) { return each.name == names.substr(0, comma); };
    const auto found = std::find_if(table.columns.begin(), table.columns.end(), is);
    EMPTOR_REQUIRE(found != table.columns.end());
    table.key.push_back(static_cast<std::size_t>(found - table.columns.begin()));
    names.remove_prefix(std::min(comma + 2, names.size()));
  }
}

/// The statements that copy a table.
struct TableSql {
  TableShape shape;
  std::string first_page, next_page;
  std::string insert;
  std::vector<std::pair<std::size_t, std::string>> refer;  ///< column of the same table, and its UPDATE
};

std::string names_of(const TableShape& shape, bool only_key) {
  std::string names;
  for (std::size_t i = 0; i < shape.columns.size(); ++i)
    if (!only_key || std::find(shape.key.begin(), shape.key.end(), i) != shape.key.end())
      names += (names.empty() ? "" : ", ") + shape.columns[i].name;
  return names;
}

std::string numbers(std::size_t count) {
  std::string out;
  for (std::size_t i = 1; i <= count; ++i) out += compose("{}?{}", i == 1 ? "" : ", ", i);
  return out;
}

TableSql sql_of(TableShape shape) {
  TableSql sql;
  std::string key;
  for (const std::size_t place : shape.key) key += (key.empty() ? "" : ", ") + shape.columns[place].name;
  const std::string select = compose("SELECT {} FROM {}", names_of(shape, false), shape.name);
  const std::string order = compose(" ORDER BY {} LIMIT {}", key, kPage);
  sql.first_page = select + order;
  sql.next_page = compose("{} WHERE ({}) > ({}){}", select, key, numbers(shape.key.size()), order);
  sql.insert =
      compose("INSERT INTO {} ({}) VALUES ({})", shape.name, names_of(shape, false), numbers(shape.columns.size()));
  for (std::size_t i = 0; i < shape.columns.size(); ++i)
    if (shape.columns[i].of_this_table)
      sql.refer.emplace_back(i, compose("UPDATE {} SET {} = ?2 WHERE id = ?1", shape.name, shape.columns[i].name));
  sql.shape = std::move(shape);
  return sql;
}

/// Never destroyed: connections keep prepared statements by the address of their text.
const std::vector<TableSql>& all_tables() {
  static const auto* const tables = [] {
    auto* made = new std::vector<TableSql>;
    for (TableShape& shape : shapes_of(migrations())) made->push_back(sql_of(std::move(shape)));
    return made;
  }();
  return *tables;
}

/// A prepared statement that is bound by the kind of each column.
class Use {
 public:
  Use(Connection& connection, const std::string& sql) : prepared_(connection.prepare(sql.c_str())) {}
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  ~Use() { prepared_.release(); }
  PreparedStatement* operator->() const { return &prepared_; }
  void bind(int parameter, Type type, const PreparedStatement& row, int column) const {
    if (row.is_null(column))
      prepared_.bind_null(parameter, type);
    else if (type == Type::text)
      prepared_.bind_text(parameter, row.text(column));
    else if (type == Type::bytes)
      prepared_.bind_bytes(parameter, row.bytes(column));
    else
      prepared_.bind_integer(parameter, row.integer(column));
  }

 private:
  PreparedStatement& prepared_;
};

/// Calls `each` with every row, page by page, so that a driver that fetches whole results holds one page.
template <class Each>
void walk(Connection& connection, const TableSql& table, Each each) {
  std::vector<std::int64_t> numbers;
  std::vector<std::string> texts;
  for (bool first = true;; first = false) {
    const Use page(connection, first ? table.first_page : table.next_page);
    for (std::size_t i = 0; !first && i < table.shape.key.size(); ++i) {
      const int parameter = static_cast<int>(i) + 1;
      if (table.shape.columns[table.shape.key[i]].type == Type::text)
        page->bind_text_copy(parameter, texts[i]);
      else
        page->bind_integer(parameter, numbers[i]);
    }
    int rows = 0;
    while (page->step()) {
      each(*page.operator->());
      if (++rows < kPage) continue;
      numbers.assign(table.shape.key.size(), 0);
      texts.assign(table.shape.key.size(), {});
      for (std::size_t i = 0; i < table.shape.key.size(); ++i) {
        const auto place = table.shape.key[i];
        if (table.shape.columns[place].type == Type::text)
          texts[i] = page->text(static_cast<int>(place));
        else
          numbers[i] = page->integer(static_cast<int>(place));
      }
    }
    if (rows < kPage) return;
  }
}

/// Two lanes of multiply and shift over words of 64 bits: tells every accident apart, and is no seal against malice.
class Lanes {
 public:
  void add(std::uint64_t word) noexcept {
    a = (a ^ word) * 0x9E3779B97F4A7C15ULL;
    a ^= a >> 29U;
    b = (b + word) * 0xD6E8FEB86659FD93ULL;
    b ^= b >> 32U;
  }
  void add(std::string_view text) noexcept {
    add(text.size());
    for (; !text.empty(); text.remove_prefix(std::min<std::size_t>(8, text.size()))) {
      std::uint64_t word = 0;
      for (const char c : text.substr(0, 8)) word = word << 8U | static_cast<unsigned char>(c);
      add(word);
    }
  }
  template <class Row>
  void add_row(const TableShape& shape, const Row& row) {
    for (std::size_t i = 0; i < shape.columns.size(); ++i) {
      const int column = static_cast<int>(i);
      if (row.is_null(column)) {
        add(std::uint64_t{0});
        continue;
      }
      add(std::uint64_t{1});
      if (shape.columns[i].type == Type::text)
        add(row.text(column));
      else
        add(static_cast<std::uint64_t>(row.integer(column)));
    }
  }
  std::uint64_t a = 1;
  std::uint64_t b = 2;
};

/// Of a book: the sum of what its rows come to, each with the name of its table, in whatever order they are read.
class Hash {
 public:
  void begin_table(const TableShape& shape) {
    shape_ = &shape;
    table_ = {};
    table_.add(shape.name);
  }
  template <class Row>
  void add_row(const Row& row) {
    Lanes lanes = table_;
    lanes.add_row(*shape_, row);
    lanes.add(std::uint64_t{0});  // the last word is mixed as well as the first
    a_ += lanes.a;
    b_ += lanes.b;
    ++rows_;
  }
  [[nodiscard]] std::string text() const {
    Lanes lanes;
    for (const std::uint64_t word : {a_, b_, rows_}) lanes.add(word);
    return compose("{:016x}{:016x}", lanes.a, lanes.b);
  }

 private:
  const TableShape* shape_ = nullptr;
  Lanes table_;
  std::uint64_t a_ = 0;
  std::uint64_t b_ = 0;
  std::uint64_t rows_ = 0;
};

using Progress = std::function<void(std::string_view, std::int64_t)>;

/// Tells and hashes rows as they pass.
class Passing {
 public:
  Passing(const TableShape& shape, Hash& hash, const Progress& progress)
      : shape_(shape), hash_(hash), progress_(progress) {
    hash_.begin_table(shape);
  }
  void operator()(const PreparedStatement& row) {
    hash_.add_row(row);
    if (++rows_ % kPage == 0 && progress_) progress_(shape_.name, rows_);
  }
  void end() const {
    if (progress_) progress_(shape_.name, rows_);
  }

 private:
  const TableShape& shape_;
  Hash& hash_;
  const Progress& progress_;
  std::int64_t rows_ = 0;
};

#if EMPTOR_POSTGRES
/// What rows of the same table refer to is looked at when all of them are there.
void write_rows(Connection& from, const TableSql& table, postgres::RowWriter& to, Passing& pass) {
  const std::vector<TableShape::Column>& columns = table.shape.columns;
  walk(from, table, [&](const PreparedStatement& row) {
    pass(row);
    to.begin_row(static_cast<int>(columns.size()));
    for (int i = 0; i < static_cast<int>(columns.size()); ++i) {
      if (row.is_null(i)) {
        to.add_null();
      } else if (columns[static_cast<std::size_t>(i)].type == Type::integer) {
        to.add(row.integer(i));
      } else if (columns[static_cast<std::size_t>(i)].type == Type::text) {
        to.add(row.text(i));
      } else {
        const Bytes bytes = row.bytes(i);
        to.add(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
      }
    }
  });
  to.finish();
}
#endif

void insert_rows(Connection& from, Connection& to, const TableSql& table, Passing& pass) {
  const TableShape& shape = table.shape;
  walk(from, table, [&](const PreparedStatement& row) {
    pass(row);
    const Use insert(to, table.insert);
    for (std::size_t i = 0; i < shape.columns.size(); ++i) {
      const int column = static_cast<int>(i);
      // What a row refers to in its own table may come later.
      if (shape.columns[i].of_this_table)
        insert->bind_null(column + 1, shape.columns[i].type);
      else
        insert.bind(column + 1, shape.columns[i].type, row, column);
    }
    insert->run();
  });
  for (const auto& [place, update] : table.refer)
    walk(from, table, [&, &update = update, column = static_cast<int>(place)](const PreparedStatement& row) {
      if (row.is_null(column)) return;
      const Use refer(to, update);
      refer.bind(1, Type::integer, row, static_cast<int>(shape.key.front()));
      refer.bind(2, Type::integer, row, column);
      refer->run();
    });
}

void copy_table(Connection& from, Connection& to, const TableSql& table, Hash& hash, const Progress& progress) {
  Passing pass(table.shape, hash, progress);
#if EMPTOR_POSTGRES
  if (const auto writer = postgres::copy_into(to, table.shape.name, names_of(table.shape, false))) {
    write_rows(from, table, *writer, pass);
    // SQLite gives the key behind the greatest one by itself.
    if (table.shape.gives_id) postgres::follow_ids(to, table.shape.name);
    return pass.end();
  }
#endif
  insert_rows(from, to, table, pass);
  pass.end();
}

}  // namespace

std::vector<TableShape> shapes_of(std::span<const Migration> steps) {
  constexpr std::string_view kBegin = "CREATE TABLE ";
  std::vector<TableShape> tables;
  for (const Migration& step : steps) {
    std::string_view text = step.sql;
    while (!text.empty()) {
      std::string_view line = next_line(text);
      if (!line.starts_with(kBegin)) continue;
      line.remove_prefix(kBegin.size());
      TableShape table{.name = std::string(line.substr(0, line.find(' ')))};
      for (line = next_line(text); !line.starts_with(")"); line = next_line(text)) {
        EMPTOR_REQUIRE(!line.empty());
        if (line.starts_with("PRIMARY KEY"))
          read_key(table, line);
        else if (!line.starts_with("UNIQUE"))
          read_column(table, line);
      }
      EMPTOR_REQUIRE(!table.key.empty());
      tables.push_back(std::move(table));
    }
  }
  return tables;
}

std::string content_hash(Transaction& transaction) {
  Hash hash;
  for (const TableSql& table : all_tables()) {
    hash.begin_table(table.shape);
#if EMPTOR_POSTGRES
    if (const auto rows =
            postgres::copy_out_of(transaction.connection(), table.shape.name, names_of(table.shape, false))) {
      while (rows->next()) hash.add_row(*rows);
      continue;
    }
#endif
    walk(transaction.connection(), table, [&](const PreparedStatement& row) { hash.add_row(row); });
  }
  return hash.text();
}

std::string copy(Database& from, Database& to, const std::function<void(std::string_view, std::int64_t)>& progress) {
  Transaction source = from.begin(Access::read);
  Transaction target = to.begin(Access::write);
  if (Statement any = target.statement("SELECT 1 FROM emptor_setting LIMIT 1"); any.step())
    throw Error(ErrorCode::duplicate_code, "path", "there is a book already");
  Hash hash;
  for (const TableSql& table : all_tables())
    copy_table(source.connection(), target.connection(), table, hash, progress);
  if (content_hash(target) != hash.text())
    throw Error(ErrorCode::corrupt, "the copy differs from what was copied; nothing of it was kept");
  target.commit();
  return hash.text();
}

}  // namespace emptor::store
