/// The functions of libpq that the driver uses, found in the library when the first book on PostgreSQL is opened.
///
/// Nothing of Emptor is linked with libpq: a host that never opens such a book does not need it. A libpq that the
/// process has loaded already (the host's own) is used before another one is looked for.
#pragma once

#include <libpq-fe.h>

namespace emptor::store::postgres {

// clang-format off
#define EMPTOR_LIBPQ(X) \
  X(PQbackendPID) X(PQclear) X(PQcmdStatus) X(PQcmdTuples) X(PQconnectdbParams) X(PQconsumeInput) X(PQconninfoParse) X(PQconninfoFree) \
  X(PQenterPipelineMode) X(PQerrorMessage) X(PQexec) X(PQexitPipelineMode) X(PQfinish) X(PQflush) X(PQfname) \
  X(PQfreemem) X(PQftype) X(PQgetCopyData) X(PQgetisnull) X(PQgetlength) X(PQgetResult) X(PQgetvalue) X(PQisBusy) X(PQisthreadsafe) \
  X(PQlibVersion) X(PQnfields) X(PQnotifies) X(PQputCopyData) X(PQputCopyEnd) X(PQntuples) X(PQparameterStatus) X(PQpipelineStatus) X(PQpipelineSync) \
  X(PQresultErrorField) X(PQresultErrorMessage) X(PQresultStatus) X(PQsendPrepare) X(PQsendQueryParams) \
  X(PQsendQueryPrepared) X(PQserverVersion) X(PQsetNoticeProcessor) X(PQstatus) X(PQtransactionStatus)
// clang-format on

struct Libpq {
// NOLINTNEXTLINE(bugprone-macro-parentheses): a declaration takes none
#define EMPTOR_LIBPQ_MEMBER(name) decltype(&::name) name = nullptr;
  EMPTOR_LIBPQ(EMPTOR_LIBPQ_MEMBER)
#undef EMPTOR_LIBPQ_MEMBER
};

/// UNAVAILABLE when the library is not installed, too old (before 14), or built without thread safety.
[[nodiscard]] const Libpq& libpq();

}  // namespace emptor::store::postgres
