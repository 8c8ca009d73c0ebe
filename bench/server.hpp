/// A hand-written program's way to a PostgreSQL server.
#pragma once

#include <libpq-fe.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace emptor::bench {

class Server {
 public:
  explicit Server(const std::string& address) : handle_(PQconnectdb(address.c_str())) {
    if (PQstatus(handle_) != CONNECTION_OK) {
      const std::string why = PQerrorMessage(handle_);
      PQfinish(handle_);
      throw std::runtime_error(why);
    }
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() { PQfinish(handle_); }
  void run(const std::string& sql) { require(PQexec(handle_, sql.c_str()), PGRES_COMMAND_OK); }
  void prepare(const char* name, const char* sql) {
    require(PQprepare(handle_, name, sql, 0, nullptr), PGRES_COMMAND_OK);
  }
  /// The first column of each row.
  [[nodiscard]] std::vector<std::string> ask(const std::string& sql) {
    PGresult* result = PQexec(handle_, sql.c_str());
    std::vector<std::string> found;
    for (int row = 0; row < PQntuples(result); ++row) found.emplace_back(PQgetvalue(result, row, 0));
    require(result, PGRES_TUPLES_OK);
    return found;
  }
  /// COPY … TO STDOUT.
  [[nodiscard]] std::string copy_out(const std::string& sql) {
    require(PQexec(handle_, sql.c_str()), PGRES_COPY_OUT);
    std::string rows;
    char* block = nullptr;
    for (int size = 0; (size = PQgetCopyData(handle_, &block, 0)) > 0; PQfreemem(block))
      rows.append(block, static_cast<std::size_t>(size));
    end_copy();
    return rows;
  }
  /// COPY … FROM STDIN.
  void copy_in(const std::string& sql, const std::string& rows) {
    require(PQexec(handle_, sql.c_str()), PGRES_COPY_IN);
    if (PQputCopyData(handle_, rows.data(), static_cast<int>(rows.size())) != 1 || PQputCopyEnd(handle_, nullptr) != 1)
      throw std::runtime_error(PQerrorMessage(handle_));
    end_copy();
  }
  [[nodiscard]] PGconn* handle() const { return handle_; }
  void require(PGresult* result, ExecStatusType wanted) {
    const bool good = PQresultStatus(result) == wanted;
    PQclear(result);
    if (!good) throw std::runtime_error(PQerrorMessage(handle_));
  }

 private:
  void end_copy() {
    require(PQgetResult(handle_), PGRES_COMMAND_OK);
    PQclear(PQgetResult(handle_));
  }

  PGconn* handle_;
};

inline std::string path_of(const std::string& server, const char* schema) {
  return server + (server.find('?') == std::string::npos ? "?" : "&") + "emptor_schema=" + schema;
}

}  // namespace emptor::bench
