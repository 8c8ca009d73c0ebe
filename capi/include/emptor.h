/**
 * @file emptor.h
 * Emptor: customers, price levels, discounts, credit policy and vouchers, as an embeddable library.
 *
 *     emptor_book_options options;
 *     emptor_book_options_init(&options, sizeof options);
 *     options.path = "trade.emptor";
 *     options.currency = "USD";
 *
 *     emptor_book *book = NULL;
 *     emptor_session *session = NULL;
 *     emptor_error *error = NULL;
 *     if (emptor_book_open(&options, &book, &error) != EMPTOR_OK ||
 *         emptor_session_open(book, NULL, &session, &error) != EMPTOR_OK) {
 *       fprintf(stderr, "%s\n", emptor_error_text(error));
 *       emptor_error_free(error);
 *     }
 *     ...
 *     emptor_session_close(session);
 *     emptor_book_close(book);
 *
 * A whole story is told in examples/quickstart.c. What this interface promises, and how to call it from other
 * languages, is explained in docs/explanation/abi.md.
 *
 * CONVENTIONS. They hold for every function; what a function says itself comes on top of them.
 *
 *  1. Handles are opaque. `*_open` and `*_new` make one, functions with an output `emptor_x **x_out` likewise;
 *     `*_close` and `*_free` end it and accept NULL. Who asked for a handle frees it, in any order: a session keeps its
 *     book alive, results need neither. A pointer that is returned (not stored in an output) is borrowed: it lives as
 *     long as the handle that it was asked of, and is never freed.
 *  2. Arguments come in this order: the handle, the inputs, the outputs, named `*_out`, and last
 *     `emptor_error **error_out`. Outputs are written on EMPTOR_OK only. An output of an id (`int64_t *id_out`) may be
 *     NULL, other outputs may not.
 *  3. The status is 0 (EMPTOR_OK) or the code of the first problem. Codes are appended, never renumbered. `error_out`
 *     may be NULL; otherwise a failure stores a new error there, to be freed with emptor_error_free(), and success
 *     leaves it alone. A call that fails has changed nothing. Each function names its own codes; any of them can also
 *     meet EMPTOR_E_MISUSE, CLOSED, BUSY, IO, CORRUPT, DISK_FULL, FOREIGN_SQLITE, WRONG_PROCESS, OUT_OF_MEMORY and
 *     INTERNAL, one that writes READ_ONLY.
 *  4. An answer is not a failure. A sale that the credit policy refuses returns EMPTOR_OK and a result that says so,
 *     with its figures; nothing was saved.
 *  5. Text is UTF-8 that ends with a zero byte, in and out. (No text in a book can hold a zero byte, so a length would
 *     say nothing.) It is copied before a call returns. NULL is "not given": as an argument, where it is not said to be
 *     allowed, EMPTOR_E_REQUIRED; inside a struct, the same as an empty text unless something else is said. Lengths
 *     are limited in characters as documented: EMPTOR_E_TOO_LONG, nothing is cut.
 *  6. Amounts, prices, quantities and percentages are decimal text: "1234.50", "-0.5"; "+3", ".5" and "1.2E+3" are read
 *     too. Amounts are written with exactly the decimals of their currency, unit prices with at least those,
 *     quantities and percentages without trailing zeros. There is no floating point. The functions that work by key
 *     use integers, and say in which unit.
 *  7. A day is an int32_t, counted from 1970-01-01; EMPTOR_NO_DATE is "no day": today, since ever, or for ever, as is
 *     said. A period is half-open, [from, until). An instant is an int64_t, microseconds since 1970-01-01T00:00:00Z;
 *     EMPTOR_NO_INSTANT is none.
 *  8. A truth is an int32_t, 0 or 1. Choices are int32_t constants of this header; another number is
 *     EMPTOR_E_INVALID.
 *  9. A struct that begins with `struct_size` grows at its end. Prepare it with its `*_init(&s, sizeof s)`, or in C99
 *     and C++20 with its *_INIT macro: both put in the defaults that are documented, EMPTOR_NO_DATE for days, and 0 or
 *     NULL for all else. A smaller struct of an older header is accepted: what is missing has its default. A larger
 *     one of a newer header is accepted while what this library does not know is zero. Anything else is
 *     EMPTOR_E_MISUSE. `reserved` members are 0. Structs without `struct_size` never change. In an array, all structs
 *     have the struct_size of the first, which is also the distance from one to the next.
 * 10. Lists, and most records, are `emptor_rows`: a cursor over named columns, read completely when it is handed out.
 *     The columns are documented at each function. New ones may come in any version: find them by name.
 * 11. A book may be used by any number of threads. A session, with the price views that were opened from it, by one
 *     thread at a time; a second one at the same moment gets EMPTOR_E_MISUSE. A draft, and a cursor over rows, by one
 *     thread at a time, unguarded. All other results never change and may be read by any thread.
 * 12. No exception and no signal leaves this library. It writes to no standard stream, keeps no state outside of books,
 *     and calls back nothing but the clock that it was given.
 *
 * Every declaration says since when it exists.
 */
#ifndef EMPTOR_H
#define EMPTOR_H

/* This header is C: NOLINTBEGIN(modernize-deprecated-headers,modernize-redundant-void-arg) */
#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32) && defined(EMPTOR_BUILDS_LIBRARY)
#define EMPTOR_API __declspec(dllexport)
#elif defined(_WIN32)
#define EMPTOR_API __declspec(dllimport)
#elif defined(__GNUC__)
#define EMPTOR_API __attribute__((visibility("default")))
#else
#define EMPTOR_API
#endif

#if defined(__cplusplus) && __cplusplus >= 201103L
#define EMPTOR_NOEXCEPT noexcept
#else
#define EMPTOR_NOEXCEPT
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------------------------------------------------
 * Version
 * --------------------------------------------------------------------------------------------------------------- */

/** The version of this header. @since 0.1 */
#define EMPTOR_VERSION_MAJOR 0
#define EMPTOR_VERSION_MINOR 1
#define EMPTOR_VERSION_PATCH 0
/** major * 10000 + minor * 100 + patch: 10203 is 1.2.3. @since 0.1 */
#define EMPTOR_VERSION_NUMBER (EMPTOR_VERSION_MAJOR * 10000 + EMPTOR_VERSION_MINOR * 100 + EMPTOR_VERSION_PATCH)

/** The version of the library, to be compared with EMPTOR_VERSION_NUMBER. @since 0.1 */
EMPTOR_API int32_t emptor_version_number(void) EMPTOR_NOEXCEPT;
/** "0.1.0"; constant. @since 0.1 */
EMPTOR_API const char* emptor_version_string(void) EMPTOR_NOEXCEPT;
/** Version, compiler and language standard, for reports; constant. What a book runs on: emptor_book_description().
 * @since 0.1 */
EMPTOR_API const char* emptor_build_info(void) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Status and errors
 * --------------------------------------------------------------------------------------------------------------- */

/** 0, or the code of what went wrong. @since 0.1 */
typedef int32_t emptor_status;

#define EMPTOR_OK 0
/* Input that can be corrected. */
#define EMPTOR_E_INVALID 1            /**< malformed, or out of the domain */
#define EMPTOR_E_REQUIRED 2           /**< a mandatory field is missing */
#define EMPTOR_E_TOO_LONG 3           /**< more characters than the field holds */
#define EMPTOR_E_BAD_UTF8 4           /**< not well-formed UTF-8, or a control character */
#define EMPTOR_E_RANGE 5              /**< a figure outside its allowed range */
#define EMPTOR_E_SCALE 6              /**< more decimals than the field holds */
#define EMPTOR_E_LIMIT 7              /**< more entries than the profile allows */
#define EMPTOR_E_UNKNOWN_REFERENCE 8  /**< a code that names nothing */
#define EMPTOR_E_DUPLICATE_CODE 9     /**< the code is taken */
#define EMPTOR_E_CYCLE 10             /**< the change would close a circle */
#define EMPTOR_E_OVERLAP 11           /**< two entries would tie */
#define EMPTOR_E_UNKNOWN_CURRENCY 12  /**< not an ISO 4217 code */
#define EMPTOR_E_CURRENCY_MISMATCH 13 /**< two currencies where one is needed */
#define EMPTOR_E_UNIT_MISMATCH 14     /**< units that do not convert */
#define EMPTOR_E_OVERFLOW 15          /**< a figure beyond what can be held exactly */
#define EMPTOR_E_DIVISION_BY_ZERO 16
/* Refusals by the state of the book. */
#define EMPTOR_E_NOT_FOUND 100
#define EMPTOR_E_CONFLICT 101             /**< changed by somebody else since it was read */
#define EMPTOR_E_NO_PRICE 102             /**< no price applies; not the same as a price of zero */
#define EMPTOR_E_AMBIGUOUS_PRICE 103      /**< two entries tie */
#define EMPTOR_E_NO_RATE 104              /**< no exchange rate for the day */
#define EMPTOR_E_PERIOD_LOCKED 105        /**< the date lies in a closed period */
#define EMPTOR_E_INACTIVE 106             /**< archived, or not active on the date */
#define EMPTOR_E_IDEMPOTENCY_CONFLICT 107 /**< the key was used with other content */
#define EMPTOR_E_ALREADY_REVERSED 108
#define EMPTOR_E_CREDIT_BLOCKED 109 /**< refused by the credit policy */
#define EMPTOR_E_CREDIT_WARNING 110 /**< needs an acknowledgement to be saved */
#define EMPTOR_E_CUSTOMER_LOCKED 111
#define EMPTOR_E_STOCK_SHORT 112
#define EMPTOR_E_FORBIDDEN 113       /**< the actor has no right to do this */
#define EMPTOR_E_OVER_ALLOCATED 114  /**< more than what is open */
#define EMPTOR_E_IN_USE 115          /**< other records depend on it */
#define EMPTOR_E_PRICE_LIMIT 116     /**< a price below its floor or above its ceiling */
#define EMPTOR_E_CREDIT_APPROVAL 117 /**< needs a release */
#define EMPTOR_E_COUPON_REFUSED 118  /**< a coupon that a sale names is not taken; the figure "reason" says why */
#define EMPTOR_E_WRONG_STATE 128     /**< not possible in the state that the record is in */
/* Failures of the machine, and misuse. */
#define EMPTOR_E_BUSY 200 /**< another writer held the book for longer than the bounded wait */
#define EMPTOR_E_DISK_FULL 201
#define EMPTOR_E_IO 202             /**< the file could not be read or written */
#define EMPTOR_E_CORRUPT 203        /**< the file is damaged */
#define EMPTOR_E_NOT_A_BOOK 204     /**< another program's database, or no database */
#define EMPTOR_E_NEWER_SCHEMA 205   /**< written by a newer library; left untouched */
#define EMPTOR_E_FOREIGN_SQLITE 206 /**< a second SQLite library works on the same file in this process */
#define EMPTOR_E_WRONG_PROCESS 207  /**< the book was opened before a fork */
#define EMPTOR_E_CLOSED 208         /**< the book is closed */
#define EMPTOR_E_MISUSE 209         /**< a call against the rules of this header */
#define EMPTOR_E_OUT_OF_MEMORY 210
#define EMPTOR_E_INTERNAL 211        /**< a broken invariant; please report */
#define EMPTOR_E_READ_ONLY 212       /**< the book was opened for reading, or its server only reads */
#define EMPTOR_E_CONNECTION_LOST 213 /**< figure "outcome": "undone", or "unknown" when it was lost in a commit */
#define EMPTOR_E_UNAVAILABLE 214     /**< the server cannot be reached, or its driver is not installed */

/** "OK", "DUPLICATE_CODE" …; "UNKNOWN" for a number that this library does not know. Constant. @since 0.1 */
EMPTOR_API const char* emptor_status_name(emptor_status status) EMPTOR_NOEXCEPT;

/**
 * What went wrong: one or more problems, the first of which gives the status. Each has a code, the field that is to
 * blame, one sentence, and the figures that decided. A refused posting carries the same kind of object.
 *
 * Getters accept NULL and answer 0 or "". Indexes count from 0; one that is out of range answers 0 or "".
 * @since 0.1
 */
typedef struct emptor_error emptor_error;

/** Frees an error that a call stored through `error_out`. @since 0.1 */
EMPTOR_API void emptor_error_free(emptor_error* error) EMPTOR_NOEXCEPT;
/** The code of the first problem. @since 0.1 */
EMPTOR_API emptor_status emptor_error_code(const emptor_error* error) EMPTOR_NOEXCEPT;
/** Its name, e.g. "DUPLICATE_CODE". @since 0.1 */
EMPTOR_API const char* emptor_error_code_name(const emptor_error* error) EMPTOR_NOEXCEPT;
/** The input that is to blame, e.g. "name" or "lines[2].quantity"; "" when none is. @since 0.1 */
EMPTOR_API const char* emptor_error_field(const emptor_error* error) EMPTOR_NOEXCEPT;
/** One sentence about the first problem. @since 0.1 */
EMPTOR_API const char* emptor_error_message(const emptor_error* error) EMPTOR_NOEXCEPT;
/** Every problem: "CODE(field): sentence", one on each line. @since 0.1 */
EMPTOR_API const char* emptor_error_text(const emptor_error* error) EMPTOR_NOEXCEPT;
/** At least 1 for an error. @since 0.1 */
EMPTOR_API int32_t emptor_error_problem_count(const emptor_error* error) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API emptor_status emptor_error_problem_code(const emptor_error* error, int32_t problem) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API const char* emptor_error_problem_field(const emptor_error* error, int32_t problem) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API const char* emptor_error_problem_message(const emptor_error* error, int32_t problem) EMPTOR_NOEXCEPT;
/** How many figures a problem carries, e.g. "limit" = "100" and "length" = "101". @since 0.1 */
EMPTOR_API int32_t emptor_error_figure_count(const emptor_error* error, int32_t problem) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API const char* emptor_error_figure_name(const emptor_error* error, int32_t problem,
                                                int32_t figure) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API const char* emptor_error_figure_value(const emptor_error* error, int32_t problem,
                                                 int32_t figure) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Values
 * --------------------------------------------------------------------------------------------------------------- */

#define EMPTOR_NO_DATE (-2147483647 - 1)
#define EMPTOR_NO_INSTANT (-9223372036854775807LL - 1)

/** Room for any decimal figure, or a day, as text. Never changes. @since 0.1 */
typedef struct emptor_text {
  char text[64]; /**< ends with a zero byte */
} emptor_text;

/** The day of a calendar date; EMPTOR_E_INVALID unless it exists in the years 1 to 9999. @since 0.1 */
EMPTOR_API emptor_status emptor_date_of(int32_t year, int32_t month, int32_t day, int32_t* date_out,
                                        emptor_error** error_out) EMPTOR_NOEXCEPT;
/** "2026-03-31" and nothing else; EMPTOR_E_INVALID. @since 0.1 */
EMPTOR_API emptor_status emptor_date_parse(const char* iso, int32_t* date_out,
                                           emptor_error** error_out) EMPTOR_NOEXCEPT;
/** "2026-03-31"; EMPTOR_E_INVALID for EMPTOR_NO_DATE and days outside the years 1 to 9999. @since 0.1 */
EMPTOR_API emptor_status emptor_date_text(int32_t date, emptor_text* text_out,
                                          emptor_error** error_out) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Rows
 * --------------------------------------------------------------------------------------------------------------- */

/**
 * A list, or one record: rows of named columns. A new cursor stands before the first row; emptor_rows_next() steps:
 *
 *     while (emptor_rows_next(rows)) puts(emptor_rows_text(rows, emptor_rows_column(rows, "code")));
 *
 * All columns can be read as text; integers, dates, truths and instants as numbers too. Reading a column that does not
 * exist, or before the first row or after the last, answers as for a value that is not set. Texts are borrowed and live
 * until the cursor is freed.
 * @since 0.1
 */
typedef struct emptor_rows emptor_rows;

#define EMPTOR_COLUMN_TEXT 1
#define EMPTOR_COLUMN_INTEGER 2 /**< ids and counts */
#define EMPTOR_COLUMN_DECIMAL 3 /**< amounts, prices, quantities, percentages */
#define EMPTOR_COLUMN_DATE 4    /**< text "2026-03-31", number: the day */
#define EMPTOR_COLUMN_TRUTH 5   /**< text "0" or "1", number 0 or 1 */
#define EMPTOR_COLUMN_INSTANT 6 /**< text "2026-03-31T09:30:00.000000Z", number: microseconds */

/** @since 0.1 */
EMPTOR_API void emptor_rows_free(emptor_rows* rows) EMPTOR_NOEXCEPT;
/** How many rows there are in all. @since 0.1 */
EMPTOR_API int64_t emptor_rows_count(const emptor_rows* rows) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API int32_t emptor_rows_column_count(const emptor_rows* rows) EMPTOR_NOEXCEPT;
/** NULL when there is no such column. @since 0.1 */
EMPTOR_API const char* emptor_rows_column_name(const emptor_rows* rows, int32_t column) EMPTOR_NOEXCEPT;
/** One of EMPTOR_COLUMN_*; 0 when there is no such column. @since 0.1 */
EMPTOR_API int32_t emptor_rows_column_type(const emptor_rows* rows, int32_t column) EMPTOR_NOEXCEPT;
/** The index of a column, for the functions below; -1 when there is none of this name. @since 0.1 */
EMPTOR_API int32_t emptor_rows_column(const emptor_rows* rows, const char* name) EMPTOR_NOEXCEPT;
/** Steps to the next row; 0 when there is none. @since 0.1 */
EMPTOR_API int32_t emptor_rows_next(emptor_rows* rows) EMPTOR_NOEXCEPT;
/** Before the first row again. @since 0.1 */
EMPTOR_API void emptor_rows_rewind(emptor_rows* rows) EMPTOR_NOEXCEPT;
/** 1 when the value is not set. @since 0.1 */
EMPTOR_API int32_t emptor_rows_is_null(const emptor_rows* rows, int32_t column) EMPTOR_NOEXCEPT;
/** NULL when the value is not set. @since 0.1 */
EMPTOR_API const char* emptor_rows_text(const emptor_rows* rows, int32_t column) EMPTOR_NOEXCEPT;
/** 0 for a value that is not set or has no number. @since 0.1 */
EMPTOR_API int64_t emptor_rows_int64(const emptor_rows* rows, int32_t column) EMPTOR_NOEXCEPT;
/** EMPTOR_NO_DATE for a value that is not set or is no date. @since 0.1 */
EMPTOR_API int32_t emptor_rows_date(const emptor_rows* rows, int32_t column) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Books
 * --------------------------------------------------------------------------------------------------------------- */

/** A book: a file with customers, prices and vouchers, or the same in memory. Any thread. @since 0.1 */
typedef struct emptor_book emptor_book;

/** One actor's way into a book. One thread at a time. @since 0.1 */
typedef struct emptor_session emptor_session;

#define EMPTOR_SYNC_FULL 0 /**< what is committed survives a power cut */
#define EMPTOR_SYNC_NORMAL \
  1 /**< a crash of the process; a power cut may lose the last transactions, never damage the book */

/** The time, in microseconds since 1970-01-01T00:00:00Z. Called from any thread that uses the book; must not call into
 * this library. @since 0.1 */
typedef int64_t (*emptor_clock)(void* context);

/** @since 0.1 */
typedef struct emptor_book_options {
  uint32_t struct_size;
  int32_t sync;            /**< EMPTOR_SYNC_*; default EMPTOR_SYNC_FULL */
  const char* path;        /**< a file, or ":memory:" */
  const char* currency;    /**< of a new book (ISO 4217); of an existing one, its own or NULL: else CURRENCY_MISMATCH */
  const char* time_zone;   /**< of a new book, in which "today" is found; NULL: "UTC" */
  int32_t busy_timeout_ms; /**< how long a writer waits for another before BUSY, 0 to 3,600,000; default 5,000 */
  int32_t create;          /**< default 1; 0: EMPTOR_E_NOT_FOUND when the file is missing */
  int32_t read_only;       /**< default 0 */
  int32_t quote_freshness_ms; /**< how long quotes may go on from prices in memory without looking whether somebody has
                                 changed them, 0 to 3,600,000; default 0: they always look. A change by this process
                                 counts at once, one by another host on a server as soon as this one hears of it. */
  emptor_clock clock;         /**< NULL: the machine's clock */
  void* clock_context;
} emptor_book_options;

#define EMPTOR_BOOK_OPTIONS_INIT \
  { .struct_size = sizeof(emptor_book_options), .busy_timeout_ms = 5000, .create = 1 }

/** @since 0.1 */
EMPTOR_API void emptor_book_options_init(emptor_book_options* options, uint32_t struct_size) EMPTOR_NOEXCEPT;

/**
 * Opens a book, or makes one.
 *
 * In a book ":memory:" all sessions share one connection: while one has a batch, a snapshot or a price view, the others
 * wait.
 *
 * @return EMPTOR_OK, REQUIRED (path; the currency of a new book), UNKNOWN_CURRENCY, INVALID (time zone), NOT_FOUND,
 *         NOT_A_BOOK, NEWER_SCHEMA, or a common code.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_book_open(const emptor_book_options* options, emptor_book** book_out,
                                          emptor_error** error_out) EMPTOR_NOEXCEPT;

/** SQLite's connection, of the host's <sqlite3.h>. */
struct sqlite3;

/** The address of any function. @since 0.1 */
typedef void (*emptor_function)(void);

/** The witness of emptor_book_attach(); needs <sqlite3.h> where it is used. @since 0.1 */
#define EMPTOR_SQLITE_WITNESS ((emptor_function)&sqlite3_libversion)

/**
 * Works on the host's own SQLite connection. While the host has a transaction open, all that the book writes joins it:
 * it is there when the host commits and gone when the host rolls back. Otherwise each call is a transaction of its own.
 *
 * Host and library must use one and the same copy of SQLite, a shared one: a handle of one copy crashes in the other.
 * The witness is the address of a function of the host's copy, which is compared with the library's own.
 *
 * @param connection  Borrowed; outlives the book and all its sessions. Host and book use it in turn, never at once.
 * @param witness     EMPTOR_SQLITE_WITNESS.
 * @param options     Of these currency, time_zone, busy_timeout_ms and the clock are used.
 * @return EMPTOR_OK, FOREIGN_SQLITE (another copy of SQLite), what emptor_book_open() returns, or a common code.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_book_attach(struct sqlite3* connection, emptor_function witness,
                                            const emptor_book_options* options, emptor_book** book_out,
                                            emptor_error** error_out) EMPTOR_NOEXCEPT;

/** libpq's connection, of the host's <libpq-fe.h>, where it is called PGconn. */
struct pg_conn;

/** The witness of emptor_book_attach_postgres(); needs <libpq-fe.h> where it is used. @since 0.1 */
#define EMPTOR_LIBPQ_WITNESS ((emptor_function)&PQlibVersion)

/**
 * Works on the host's own connection to a PostgreSQL server. While the host has a transaction open, all that the book
 * writes joins it: it is there when the host commits and gone when the host rolls back; a call that fails is undone by
 * itself, and the host's transaction goes on. It must be READ COMMITTED to change the book, else MISUSE. Otherwise each
 * call is a transaction of its own. Session settings are what the host made them after each call.
 *
 * Host and library must use one and the same copy of libpq, a shared one.
 *
 * @param connection  Borrowed; outlives the book and all its sessions. Host and book use it in turn, never at once, and
 *                    it is not in pipeline mode between the calls. Its client_encoding is UTF8.
 * @param witness     EMPTOR_LIBPQ_WITNESS.
 * @param schema      That holds the book's tables, made when it is missing; NULL: "emptor".
 * @param options     Of these currency, time_zone, busy_timeout_ms and the clock are used.
 * @return EMPTOR_OK, UNAVAILABLE (another copy of libpq; no driver in this build), INVALID (schema, encoding), what
 *         emptor_book_open() returns, or a common code.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_book_attach_postgres(struct pg_conn* connection, emptor_function witness,
                                                     const char* schema, const emptor_book_options* options,
                                                     emptor_book** book_out, emptor_error** error_out) EMPTOR_NOEXCEPT;

/** Ends the book and frees the handle. Sessions that are still open answer EMPTOR_E_CLOSED from now on, and roll back
 * what they did not commit; they are closed as usual, later. @since 0.1 */
EMPTOR_API void emptor_book_close(emptor_book* book) EMPTOR_NOEXCEPT;

/** What the book runs on, e.g. "SQLite 3.40.1 …"; lives as long as the book. @since 0.1 */
EMPTOR_API const char* emptor_book_description(const emptor_book* book) EMPTOR_NOEXCEPT;

/**
 * Recomputes every counter from the documents. No rows: the book is sound.
 * Columns: what, where, kept, computed (text).
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_book_verify(emptor_book* book, emptor_rows** rows_out,
                                            emptor_error** error_out) EMPTOR_NOEXCEPT;

/** Writes a consistent copy to the file `path` while others work. @since 0.1 */
EMPTOR_API emptor_status emptor_book_backup(emptor_book* book, const char* path,
                                            emptor_error** error_out) EMPTOR_NOEXCEPT;

/** Told each table and how many of its rows were copied so far, by the thread that copies; must not call into this
 * library. `table` is borrowed for the call. @since 0.1 */
typedef void (*emptor_copy_progress)(const char* table, int64_t rows, void* context);

/** The bytes of a content hash: 32 hexadecimal digits and the NUL. */
#define EMPTOR_CONTENT_HASH_SIZE 33

/**
 * Copies everything into a new book at `path`, on either kind of store: from a file to a server, and back. One snapshot
 * of this book, one transaction there; the copy is read back and compared.
 *
 * @param progress  NULL: nobody is told.
 * @param hash_out  NULL, or room for EMPTOR_CONTENT_HASH_SIZE bytes: the hash of the content, the same on every store.
 * @return EMPTOR_OK, DUPLICATE_CODE (there is a book at `path` already), CORRUPT (the copy differs; nothing is kept),
 * or a common code.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_book_copy_to(emptor_book* book, const char* path, emptor_copy_progress progress,
                                             void* context, char* hash_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** The hash that emptor_book_copy_to() gives, of this book; EMPTOR_CONTENT_HASH_SIZE bytes. @since 0.1 */
EMPTOR_API emptor_status emptor_book_content_hash(emptor_book* book, char* hash_out,
                                                  emptor_error** error_out) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Sessions, batches, snapshots, the audit trail
 * --------------------------------------------------------------------------------------------------------------- */

/**
 * Opens a session of an actor, who is written beside every change. NULL: the owner, whom every book has.
 * @return EMPTOR_OK, UNKNOWN_REFERENCE (no such actor), or a common code.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_session_open(emptor_book* book, const char* actor, emptor_session** session_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Rolls back an open batch, and frees the handle. @since 0.1 */
EMPTOR_API void emptor_session_close(emptor_session* session) EMPTOR_NOEXCEPT;
/** Today in the book's time zone, by the book's clock. @since 0.1 */
EMPTOR_API emptor_status emptor_session_today(emptor_session* session, int32_t* date_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;

/** From here to emptor_batch_commit() all calls of the session are one transaction that writes. A call that fails in
 * it undoes itself, not the batch. MISUSE when a batch or a snapshot is open. @since 0.1 */
EMPTOR_API emptor_status emptor_batch_begin(emptor_session* session, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Keeps all of the batch. MISUSE without a batch. When it fails the batch is still open: roll it back. @since 0.1 */
EMPTOR_API emptor_status emptor_batch_commit(emptor_session* session, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Undoes all of the batch. MISUSE without a batch. @since 0.1 */
EMPTOR_API emptor_status emptor_batch_rollback(emptor_session* session, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** From here to emptor_snapshot_end() all calls of the session read one state of the book, and none may write
 * (MISUSE).
 * @since 0.1 */
EMPTOR_API emptor_status emptor_snapshot_begin(emptor_session* session, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** MISUSE without a snapshot. @since 0.1 */
EMPTOR_API emptor_status emptor_snapshot_end(emptor_session* session, emptor_error** error_out) EMPTOR_NOEXCEPT;

/** Adds a user: code up to 30, name up to 100 characters. REQUIRED, TOO_LONG, DUPLICATE_CODE. @since 0.1 */
EMPTOR_API emptor_status emptor_actor_create(emptor_session* session, const char* code, const char* name,
                                             int64_t* id_out, emptor_error** error_out) EMPTOR_NOEXCEPT;

#define EMPTOR_ENTITY_ANY 0
#define EMPTOR_ENTITY_SETTING 1
#define EMPTOR_ENTITY_ACTOR 2
#define EMPTOR_ENTITY_PARTY 3
#define EMPTOR_ENTITY_PARTY_GROUP 4
#define EMPTOR_ENTITY_PERSON 5
#define EMPTOR_ENTITY_ITEM 6
#define EMPTOR_ENTITY_ITEM_GROUP 7
#define EMPTOR_ENTITY_UNIT 8
#define EMPTOR_ENTITY_TAX_CODE 9
#define EMPTOR_ENTITY_LOCATION 10
#define EMPTOR_ENTITY_PRICE_LIST 11
#define EMPTOR_ENTITY_PRICE_ENTRY 12
#define EMPTOR_ENTITY_STOCK 13
#define EMPTOR_ENTITY_EXCHANGE_RATE 14
#define EMPTOR_ENTITY_DRAFT 15
#define EMPTOR_ENTITY_VOUCHER 16
#define EMPTOR_ENTITY_CREDIT_HOLD 17
#define EMPTOR_ENTITY_PROGRAMME 18
#define EMPTOR_ENTITY_COUPON 19
#define EMPTOR_ENTITY_CREDIT_POOL 20
#define EMPTOR_ENTITY_PRICE_VERSION 21
#define EMPTOR_ENTITY_ITEM_MARK 22
#define EMPTOR_ENTITY_DUNNING 23
#define EMPTOR_ENTITY_REVALUATION 24
#define EMPTOR_ENTITY_INSTRUMENT 25
#define EMPTOR_ENTITY_REBATE 26

/**
 * The audit trail in the order of recording. A posted voucher is its own audit row and is not in here.
 *
 * @param entity     EMPTOR_ENTITY_*, or EMPTOR_ENTITY_ANY.
 * @param entity_id  One record; 0: all.
 * @param after_id   For paging: rows with a greater id.
 * @param limit      1 to 10,000.
 * Columns: id, recorded_at (instant), actor, entity (integer), entity_id, command, detail (JSON: field to [old, new]).
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_audit_list(emptor_session* session, int32_t entity, int64_t entity_id, int64_t after_id,
                                           int32_t limit, emptor_rows** rows_out,
                                           emptor_error** error_out) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Settings
 * --------------------------------------------------------------------------------------------------------------- */

/**
 * Reads the book's policies. `key` NULL: all of them. UNKNOWN_REFERENCE for another key than these:
 *
 *     currency         ISO 4217; fixed when the book is made
 *     time_zone        in which "today" is found, e.g. "Asia/Ho_Chi_Minh"
 *     profile          standard, ecount
 *     rounding         half_up, half_even, half_down, up, down, ceiling, floor
 *     tax_rounding     per_line, per_document
 *     sales_prices     the access sequence: sources, who wins, what goes first, e.g. (the default)
 *     purchase_prices    "special_item,special_group,assigned_list,customer_rate,base|first_hit|customer_first"
 *                      sources: location_item, location_group, special_item, special_group, assigned_list, last_price,
 *                      customer_rate, base; one that is not named is off; then first_hit or best_price; then
 *                      customer_first or product_first; or a preset: "standard" (the default), "ecount" (its seven
 *                      sources in its order)
 *     sales_discounts  the steps of discounts after a price was found, e.g. (the default)
 *     purchase_discounts "discount:first:first:running,extra:compound:first:running"
 *                      each a name; how programmes are combined: first, best_for_buyer, best_for_seller, sum, compound;
 *                      which row of a programme applies: first, best_for_buyer, best_for_seller; and of which price:
 *                      running (what the step before has left) or found (before any discount)
 *     sales_promotions the phases in which promotions meet, e.g. (the default)
 *                        "line:first:together:running,order:first:together:running,extra:compound:together:running"
 *                      each a name; how programmes are combined, as above; how priorities meet: together, compete,
 *                      compound; and of which amounts: running (what the phases before have left) or original
 *     credit_at_order  ignore, warn, block
 *     credit_at_sale   likewise, for customers that do not say otherwise
 *     credit_age       balance, open_items: how the age of a debt is found
 *     stock_shortage   ignore, warn, block
 *     number_pattern   of voucher numbers: {yyyy} {yy} {mm} {dd}, and {n} or {n:4} once, at the end, after no digit
 *     locked_through   "2026-03-31": vouchers dated on or before this day are refused; "" for none
 *
 * Columns: key, value.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_settings_get(emptor_session* session, const char* key, emptor_rows** rows_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Decides one policy. UNKNOWN_REFERENCE (key), INVALID, TOO_LONG; IN_USE for another currency. @since 0.1 */
EMPTOR_API emptor_status emptor_settings_set(emptor_session* session, const char* key, const char* value,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Closes the days up to `day`; EMPTOR_NO_DATE opens them all again. @since 0.1 */
EMPTOR_API emptor_status emptor_settings_lock_through(emptor_session* session, int32_t day,
                                                      emptor_error** error_out) EMPTOR_NOEXCEPT;
/** From here on, vouchers of the days up to `day` need an acknowledgement; EMPTOR_NO_DATE: of no day. @since 0.1 */
EMPTOR_API emptor_status emptor_settings_soft_lock_through(emptor_session* session, int32_t day,
                                                           emptor_error** error_out) EMPTOR_NOEXCEPT;

#define EMPTOR_PERIOD_OPEN 0
#define EMPTOR_PERIOD_SOFT 1   /**< vouchers need an acknowledgement */
#define EMPTOR_PERIOD_CLOSED 2 /**< vouchers are refused */
#define EMPTOR_PERIOD_SEALED 3 /**< for good, and what it holds was hashed */
/** How firmly a day is closed. @since 0.1 */
EMPTOR_API emptor_status emptor_period_state(emptor_session* session, int32_t day, int32_t* state_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/** One unit of `from` costs `rate` units of `to`, from `on` until a later rate. UNKNOWN_CURRENCY, INVALID, RANGE (rate
 * > 0).
 * @since 0.1 */
EMPTOR_API emptor_status emptor_exchange_rate_set(emptor_session* session, const char* from, const char* to, int32_t on,
                                                  const char* rate, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** The latest rate on or before `on`, as an exact fraction; inverted when only the opposite is known. NO_RATE.
 * @since 0.1 */
EMPTOR_API emptor_status emptor_exchange_rate_get(emptor_session* session, const char* from, const char* to, int32_t on,
                                                  int64_t* numerator_out, int64_t* denominator_out,
                                                  emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Sets a rate of a type that is kept beside the book's own rates, e.g. "list" for price lists; up to 40. @since 0.1 */
EMPTOR_API emptor_status emptor_exchange_rate_set_of_type(emptor_session* session, const char* type, const char* from,
                                                          const char* to, int32_t on, const char* rate,
                                                          emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Likewise the latest rate of a type. NO_RATE. @since 0.1 */
EMPTOR_API emptor_status emptor_exchange_rate_get_of_type(emptor_session* session, const char* type, const char* from,
                                                          const char* to, int32_t on, int64_t* numerator_out,
                                                          int64_t* denominator_out,
                                                          emptor_error** error_out) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Customers and suppliers
 * --------------------------------------------------------------------------------------------------------------- */

/** A party is a customer, a supplier, or both. */
#define EMPTOR_CUSTOMER 1
#define EMPTOR_SUPPLIER 2

/** Terms of a party, a group or the book, each with a timeline. Values are text. */
#define EMPTOR_TERM_CURRENCY 1       /**< ISO 4217 code */
#define EMPTOR_TERM_TAX_CODE 2       /**< code of a tax code that overrides the item's */
#define EMPTOR_TERM_SALES_LEVEL 3    /**< code of a price level */
#define EMPTOR_TERM_PURCHASE_LEVEL 4 /**< code of a price level */
#define EMPTOR_TERM_SALES_LIST 5     /**< code of a price list */
#define EMPTOR_TERM_PURCHASE_LIST 6  /**< code of a price list */
#define EMPTOR_TERM_SALES_RATE 7     /**< discount in percent; negative is a surcharge; -999.99 to 100 */
#define EMPTOR_TERM_PURCHASE_RATE 8  /**< likewise */
/** When a voucher is due: "30" (net days), "end_of_month net 10", "net 30 day 15"; in instalments "1/3 net 30, 1/3 net
 * 60, rest net 90"; with an early-payment discount "net 30, 2% within 10". Up to 200. */
#define EMPTOR_TERM_PAYMENT_TERMS 9
#define EMPTOR_TERM_BILL_TO 10      /**< code of the head office that owes what this branch buys */
#define EMPTOR_TERM_SALESPERSON 11  /**< code of the person in charge */
#define EMPTOR_TERM_CREDIT_LIMIT 12 /**< amount; 0 means no credit, none means not managed */
#define EMPTOR_TERM_CREDIT_CURRENCY 13
#define EMPTOR_TERM_CREDIT_AGE_DAYS 14 /**< oldest unpaid debt allowed, 0 to 3,650 days */
#define EMPTOR_TERM_CREDIT_AT_ORDER 15 /**< "ignore", "warn", "block" */
#define EMPTOR_TERM_CREDIT_AT_SALE 16  /**< likewise */
#define EMPTOR_TERM_PAYMENT_METHOD 17  /**< free text, up to 50 */
#define EMPTOR_TERM_TRACKING 18        /**< whether settling names vouchers: "required", "optional", "off" */
#define EMPTOR_TERM_CREDIT_ANSWERS 19  /**< "overdue=block,limit@order=warn": answers of single rules */
#define EMPTOR_TERM_CREDIT_DOCUMENT_MAX 20
#define EMPTOR_TERM_CREDIT_OVERDUE_DAYS 21
#define EMPTOR_TERM_CREDIT_OVERDUE_TOLERANCE 22
#define EMPTOR_TERM_CREDIT_OVERDUE_RATIO 23 /**< percent */
#define EMPTOR_TERM_CREDIT_STATUS 24        /**< "ok", "watch", "hold", "stop", "no_check" */
#define EMPTOR_TERM_CREDIT_FIRST_ORDER_MAX 25
#define EMPTOR_TERM_CREDIT_DISPUTED 26      /**< "count", "leave_out": disputed items in rules on age and overdue */
#define EMPTOR_TERM_CREDIT_DUNNING_LEVEL 27 /**< the level of reminders that speaks against a document; 1..9 */
#define EMPTOR_TERM_CREDIT_BUCKET_LIMITS 28 /**< "30:500,60:0": at most 500 for more than 30 days past due, ... */
#define EMPTOR_TERM_CREDIT_REVIEW_BY 29     /**< the last day on which the credit holds: "2026-12-31" */
#define EMPTOR_TERM_CREDIT_TERMS_DAYS 30    /**< days that a part may be due later than agreed; 0..3,650 */

/** "sales_level", "credit_limit" …; "" for another number. Constant. @since 0.1 */
EMPTOR_API const char* emptor_term_name(int32_t term) EMPTOR_NOEXCEPT;

/** A term of a new party. Never changes. @since 0.1 */
typedef struct emptor_term_value {
  int32_t term; /**< EMPTOR_TERM_* */
  int32_t reserved;
  const char* value;
} emptor_term_value;

/** A new party. @since 0.1 */
typedef struct emptor_party_input {
  uint32_t struct_size;
  int32_t roles;                  /**< EMPTOR_CUSTOMER (also when 0), EMPTOR_SUPPLIER, or their sum */
  const char* code;               /**< up to 30 characters, unique among all parties */
  const char* name;               /**< up to 100 */
  const char* tax_number;         /**< up to 30 */
  const char* representative;     /**< up to 50 */
  const char* phone;              /**< up to 50 */
  const char* mobile;             /**< up to 50 */
  const char* fax;                /**< up to 50 */
  const char* email;              /**< up to 100 */
  const char* website;            /**< up to 100 */
  const char* alias;              /**< extra words under which pickers find it; up to 50 */
  const char* memo;               /**< up to 2,000 */
  const char* const* groups;      /**< codes; membership without a start */
  const emptor_term_value* terms; /**< valid from the beginning of time */
  int32_t group_count;
  int32_t term_count;
  int32_t since; /**< when the relation began, optional */
  int32_t reserved;
} emptor_party_input;

#define EMPTOR_PARTY_INPUT_INIT \
  { .struct_size = sizeof(emptor_party_input), .since = EMPTOR_NO_DATE }

/** @since 0.1 */
EMPTOR_API void emptor_party_input_init(emptor_party_input* input, uint32_t struct_size) EMPTOR_NOEXCEPT;

/** A truth that may be left alone. */
#define EMPTOR_KEEP 0
#define EMPTOR_YES 1
#define EMPTOR_NO 2

/** Changes to a party. NULL and EMPTOR_KEEP stay as they are, "" empties. @since 0.1 */
typedef struct emptor_party_changes {
  uint32_t struct_size;
  int32_t archived; /**< EMPTOR_KEEP, EMPTOR_YES, EMPTOR_NO; likewise the next two */
  int32_t customer;
  int32_t supplier;
  const char* code; /**< renames; the old code keeps resolving */
  const char* name;
  const char* tax_number;
  const char* representative;
  const char* phone;
  const char* mobile;
  const char* fax;
  const char* email;
  const char* website;
  const char* alias;
  const char* memo;
} emptor_party_changes;

#define EMPTOR_PARTY_CHANGES_INIT \
  { .struct_size = sizeof(emptor_party_changes) }

/** @since 0.1 */
EMPTOR_API void emptor_party_changes_init(emptor_party_changes* changes, uint32_t struct_size) EMPTOR_NOEXCEPT;

/** @since 0.1 */
typedef struct emptor_party_query {
  uint32_t struct_size;
  int32_t include_archived;
  const char* text;        /**< matches code, name and alias by search key, words in any order */
  const char* group;       /**< members of this group or of any below it, today */
  const char* salesperson; /**< today's person in charge */
  const char* after_code;  /**< for paging: codes greater than this */
  int32_t limit;           /**< 1 to 10,000; default 100 */
  int32_t reserved;
} emptor_party_query;

#define EMPTOR_PARTY_QUERY_INIT \
  { .struct_size = sizeof(emptor_party_query), .limit = 100 }

/** @since 0.1 */
EMPTOR_API void emptor_party_query_init(emptor_party_query* query, uint32_t struct_size) EMPTOR_NOEXCEPT;

/** Adds a party. DUPLICATE_CODE, REQUIRED, TOO_LONG, BAD_UTF8, UNKNOWN_REFERENCE, and what emptor_term_set() refuses;
 * all problems at once. @since 0.1 */
EMPTOR_API emptor_status emptor_party_create(emptor_session* session, const emptor_party_input* input, int64_t* id_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/** NOT_FOUND, DUPLICATE_CODE, TOO_LONG, BAD_UTF8. @since 0.1 */
EMPTOR_API emptor_status emptor_party_update(emptor_session* session, const char* code,
                                             const emptor_party_changes* changes,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * One party by its code, current or former: one row, or none.
 * Columns: id, code, name, customer, supplier (truths), tax_number, representative, phone, mobile, fax, email, website,
 * alias, memo, since (date), archived (truth).
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_party_find(emptor_session* session, const char* code, emptor_rows** rows_out,
                                           emptor_error** error_out) EMPTOR_NOEXCEPT;
/** The same, NOT_FOUND when there is none. @since 0.1 */
EMPTOR_API emptor_status emptor_party_get(emptor_session* session, const char* code, emptor_rows** rows_out,
                                          emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Parties in the order of codes, columns as emptor_party_find(). `query` NULL: the first 100. @since 0.1 */
EMPTOR_API emptor_status emptor_party_list(emptor_session* session, int32_t role, const emptor_party_query* query,
                                           emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API emptor_status emptor_party_count(emptor_session* session, int32_t role, int64_t* count_out,
                                            emptor_error** error_out) EMPTOR_NOEXCEPT;

/** @since 0.1 */
typedef struct emptor_address {
  uint32_t struct_size;
  int32_t is_default;
  const char* name;        /**< "HQ", "Warehouse A"; up to 50, unique for the party */
  const char* street;      /**< up to 500 */
  const char* city;        /**< up to 100 */
  const char* region;      /**< up to 100 */
  const char* postal_code; /**< up to 20 */
  const char* country;     /**< ISO 3166 alpha-2 */
} emptor_address;

#define EMPTOR_ADDRESS_INIT \
  { .struct_size = sizeof(emptor_address) }

/** @since 0.1 */
EMPTOR_API void emptor_address_init(emptor_address* address, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** Adds an address, or replaces the one of the same name; posted vouchers keep the old text. @since 0.1 */
EMPTOR_API emptor_status emptor_address_save(emptor_session* session, const char* party, const emptor_address* address,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Columns: id, name, street, city, region, postal_code, country, is_default (truth). @since 0.1 */
EMPTOR_API emptor_status emptor_address_list(emptor_session* session, const char* party, emptor_rows** rows_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;

/** @since 0.1 */
typedef struct emptor_contact {
  uint32_t struct_size;
  int32_t reserved;
  const char* name; /**< up to 100, unique for the party */
  const char* role; /**< up to 50 */
  const char* phone;
  const char* email;
} emptor_contact;

#define EMPTOR_CONTACT_INIT \
  { .struct_size = sizeof(emptor_contact) }

/** @since 0.1 */
EMPTOR_API void emptor_contact_init(emptor_contact* contact, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** Adds a contact, or replaces the one of the same name. @since 0.1 */
EMPTOR_API emptor_status emptor_contact_save(emptor_session* session, const char* party, const emptor_contact* contact,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Columns: name, role, phone, email. @since 0.1 */
EMPTOR_API emptor_status emptor_contact_list(emptor_session* session, const char* party, emptor_rows** rows_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;

/**
 * Adds a group of parties. `parent` NULL: a flat group, or the root of a tree. The smaller priority wins when a party
 * is in several groups; 100 is usual. REQUIRED, TOO_LONG (code 30, name 100), DUPLICATE_CODE, UNKNOWN_REFERENCE
 * (parent).
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_party_group_create(emptor_session* session, const char* code, const char* name,
                                                   const char* parent, int32_t priority, int64_t* id_out,
                                                   emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Moves a group and all below it; `parent` NULL: to the top. CYCLE when the new parent lies below it. @since 0.1 */
EMPTOR_API emptor_status emptor_party_group_move(emptor_session* session, const char* group, const char* parent,
                                                 emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Columns: id, code, name, parent, priority (integer). @since 0.1 */
EMPTOR_API emptor_status emptor_party_group_list(emptor_session* session, emptor_rows** rows_out,
                                                 emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Membership from `from` on; EMPTOR_NO_DATE: since ever. @since 0.1 */
EMPTOR_API emptor_status emptor_party_join_group(emptor_session* session, const char* party, const char* group,
                                                 int32_t from, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** `from` is the first day without the membership. @since 0.1 */
EMPTOR_API emptor_status emptor_party_leave_group(emptor_session* session, const char* party, const char* group,
                                                  int32_t from, emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * The groups that hold the party directly on `on` (EMPTOR_NO_DATE: today), as known at an instant (EMPTOR_NO_INSTANT:
 * now), by priority. Columns: code.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_party_groups_of(emptor_session* session, const char* party, int32_t on,
                                                int64_t known_at, emptor_rows** rows_out,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;

/** A salesperson, or another person in charge. @since 0.1 */
typedef struct emptor_person {
  uint32_t struct_size;
  int32_t reserved;
  const char* code; /**< up to 30 */
  const char* name; /**< up to 100 */
  const char* phone;
  const char* email;
  int32_t active_from;  /**< optional */
  int32_t active_until; /**< the first day on which they are no longer active, optional */
} emptor_person;

#define EMPTOR_PERSON_INIT \
  { .struct_size = sizeof(emptor_person), .active_from = EMPTOR_NO_DATE, .active_until = EMPTOR_NO_DATE }

/** @since 0.1 */
EMPTOR_API void emptor_person_init(emptor_person* person, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API emptor_status emptor_person_create(emptor_session* session, const emptor_person* person, int64_t* id_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Active up to and including `last_day`. @since 0.1 */
EMPTOR_API emptor_status emptor_person_end(emptor_session* session, const char* code, int32_t last_day,
                                           emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Columns: id, code, name, phone, email, active_from, active_until (dates). @since 0.1 */
EMPTOR_API emptor_status emptor_person_list(emptor_session* session, emptor_rows** rows_out,
                                            emptor_error** error_out) EMPTOR_NOEXCEPT;

/** Whose term is meant, or where an effective one was found. */
#define EMPTOR_ORIGIN_NOWHERE 0
#define EMPTOR_ORIGIN_PARTY 1
#define EMPTOR_ORIGIN_GROUP 2
#define EMPTOR_ORIGIN_BOOK 3

/**
 * Sets a term from `from` on (EMPTOR_NO_DATE: since ever).
 *
 * @param owner       EMPTOR_ORIGIN_PARTY, _GROUP or _BOOK.
 * @param owner_code  Of the party or group; NULL for the book.
 * @return EMPTOR_OK, NOT_FOUND, INVALID, RANGE, SCALE, UNKNOWN_REFERENCE, CYCLE (bill_to deeper than one level), or a
 * common code.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_term_set(emptor_session* session, int32_t owner, const char* owner_code, int32_t term,
                                         const char* value, int32_t from, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** From `from` on explicitly none, whatever the groups say. @since 0.1 */
EMPTOR_API emptor_status emptor_term_set_none(emptor_session* session, int32_t owner, const char* owner_code,
                                              int32_t term, int32_t from, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** From `from` on as inherited. @since 0.1 */
EMPTOR_API emptor_status emptor_term_inherit(emptor_session* session, int32_t owner, const char* owner_code,
                                             int32_t term, int32_t from, emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * The effective term of a party: its own, else its groups', else the book's; one row.
 * Columns: value (NULL: not set anywhere, or explicitly none), none (truth: explicitly none), origin (integer,
 * EMPTOR_ORIGIN_*), origin_code.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_term_get(emptor_session* session, const char* party, int32_t term, int32_t on,
                                         int64_t known_at, emptor_rows** rows_out,
                                         emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Every change ever made, in the order of recording. Columns: from (date), state ("inherited", "set", "none"), value,
 * recorded_at (instant), actor. @since 0.1 */
EMPTOR_API emptor_status emptor_term_history(emptor_session* session, int32_t owner, const char* owner_code,
                                             int32_t term, emptor_rows** rows_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Items, units, tax codes, locations, stock
 * --------------------------------------------------------------------------------------------------------------- */

/** REQUIRED, TOO_LONG, DUPLICATE_CODE. @since 0.1 */
EMPTOR_API emptor_status emptor_unit_create(emptor_session* session, const char* code, const char* name,
                                            int64_t* id_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** `rate` in percent, 0 to 100, holds from ever; later rates with emptor_tax_rate_set(). @since 0.1 */
EMPTOR_API emptor_status emptor_tax_code_create(emptor_session* session, const char* code, const char* name,
                                                const char* rate, int64_t* id_out,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;
/** The rate from `from` on. @since 0.1 */
EMPTOR_API emptor_status emptor_tax_rate_set(emptor_session* session, const char* code, const char* rate, int32_t from,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API emptor_status emptor_tax_rate_get(emptor_session* session, const char* code, int32_t on,
                                             emptor_text* rate_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Where stock lies. @since 0.1 */
EMPTOR_API emptor_status emptor_location_create(emptor_session* session, const char* code, const char* name,
                                                int64_t* id_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Columns: id, code, name. @since 0.1 */
EMPTOR_API emptor_status emptor_location_list(emptor_session* session, emptor_rows** rows_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;
/** `parent` NULL: none. @since 0.1 */
EMPTOR_API emptor_status emptor_item_group_create(emptor_session* session, const char* code, const char* name,
                                                  const char* parent, int64_t* id_out,
                                                  emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Columns: id, code, name, parent. @since 0.1 */
EMPTOR_API emptor_status emptor_item_group_list(emptor_session* session, emptor_rows** rows_out,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;

/** 1 `unit` is numerator / denominator stock units: a dozen of pieces is {"DZN", 12, 1}. Never changes. @since 0.1 */
typedef struct emptor_item_unit {
  const char* unit;
  int64_t numerator;
  int64_t denominator;
} emptor_item_unit;

/** A new item. @since 0.1 */
typedef struct emptor_item_input {
  uint32_t struct_size;
  int32_t unstocked;             /**< 1: services and the like, which have no quantity on hand */
  const char* code;              /**< up to 30 */
  const char* name;              /**< up to 100 */
  const char* unit;              /**< code of the stock unit */
  const char* tax_code;          /**< NULL: untaxed */
  const char* barcode;           /**< up to 30 */
  const char* const* groups;     /**< codes of item groups, nearest first */
  const emptor_item_unit* units; /**< other units */
  int32_t group_count;
  int32_t unit_count;
  const char*
      weight; /**< of a stock unit, in whatever unit the book weighs in; >= 0, up to 6 decimals; NULL: not known */
  const char* volume; /**< likewise */
} emptor_item_input;

#define EMPTOR_ITEM_INPUT_INIT \
  { .struct_size = sizeof(emptor_item_input) }

/** @since 0.1 */
EMPTOR_API void emptor_item_input_init(emptor_item_input* input, uint32_t struct_size) EMPTOR_NOEXCEPT;

/** Changes to an item. NULL and EMPTOR_KEEP stay as they are. @since 0.1 */
typedef struct emptor_item_changes {
  uint32_t struct_size;
  int32_t archived; /**< EMPTOR_KEEP, EMPTOR_YES, EMPTOR_NO */
  const char* name;
  const char* tax_code; /**< "": untaxed */
  const char* barcode;
  const char* const* groups; /**< not NULL: all groups from now on, even when group_count is 0 */
  int32_t group_count;
  int32_t reserved;
  const char* weight; /**< of a stock unit, as in emptor_item_input */
  const char* volume; /**< likewise */
} emptor_item_changes;

#define EMPTOR_ITEM_CHANGES_INIT \
  { .struct_size = sizeof(emptor_item_changes) }

/** @since 0.1 */
EMPTOR_API void emptor_item_changes_init(emptor_item_changes* changes, uint32_t struct_size) EMPTOR_NOEXCEPT;

/** @since 0.1 */
typedef struct emptor_item_query {
  uint32_t struct_size;
  int32_t include_archived;
  const char* text;
  const char* group;      /**< in this group or below */
  const char* after_code; /**< for paging */
  int32_t limit;          /**< 1 to 10,000; default 100 */
  int32_t reserved;
} emptor_item_query;

#define EMPTOR_ITEM_QUERY_INIT \
  { .struct_size = sizeof(emptor_item_query), .limit = 100 }

/** @since 0.1 */
EMPTOR_API void emptor_item_query_init(emptor_item_query* query, uint32_t struct_size) EMPTOR_NOEXCEPT;

/** DUPLICATE_CODE, REQUIRED, TOO_LONG, UNKNOWN_REFERENCE; all problems at once. @since 0.1 */
EMPTOR_API emptor_status emptor_item_create(emptor_session* session, const emptor_item_input* input, int64_t* id_out,
                                            emptor_error** error_out) EMPTOR_NOEXCEPT;
/** NOT_FOUND, TOO_LONG, UNKNOWN_REFERENCE. @since 0.1 */
EMPTOR_API emptor_status emptor_item_update(emptor_session* session, const char* code,
                                            const emptor_item_changes* changes,
                                            emptor_error** error_out) EMPTOR_NOEXCEPT;
/** One row, or none. Columns: id, code, name, unit, tax_code, barcode, stocked, archived (truths), weight,
 * volume (decimals, null where not known). @since 0.1 */
EMPTOR_API emptor_status emptor_item_find(emptor_session* session, const char* code, emptor_rows** rows_out,
                                          emptor_error** error_out) EMPTOR_NOEXCEPT;
/** The same, NOT_FOUND when there is none. @since 0.1 */
EMPTOR_API emptor_status emptor_item_get(emptor_session* session, const char* code, emptor_rows** rows_out,
                                         emptor_error** error_out) EMPTOR_NOEXCEPT;
/** In the order of codes, columns as emptor_item_find(). `query` NULL: the first 100. @since 0.1 */
EMPTOR_API emptor_status emptor_item_list(emptor_session* session, const emptor_item_query* query,
                                          emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Nearest first. Columns: code. @since 0.1 */
EMPTOR_API emptor_status emptor_item_groups_of(emptor_session* session, const char* item, emptor_rows** rows_out,
                                               emptor_error** error_out) EMPTOR_NOEXCEPT;
/** The units beside the stock unit. Columns: unit, numerator, denominator (integers). @since 0.1 */
EMPTOR_API emptor_status emptor_item_units_of(emptor_session* session, const char* item, emptor_rows** rows_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;

/** Adds `quantity` in stock units (negative: removes) on day `on`. UNKNOWN_REFERENCE, REQUIRED (reason), INVALID for
 * unstocked items. @since 0.1 */
EMPTOR_API emptor_status emptor_stock_adjust(emptor_session* session, const char* item, const char* location,
                                             const char* quantity, int32_t on, const char* reason,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/** In stock units; 0 where nothing ever moved, negative when more was sold than there was. @since 0.1 */
EMPTOR_API emptor_status emptor_stock_on_hand(emptor_session* session, const char* item, const char* location,
                                              emptor_text* quantity_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Every location that ever held the item. Columns: item, location, on_hand (decimal). @since 0.1 */
EMPTOR_API emptor_status emptor_stock_levels(emptor_session* session, const char* item, emptor_rows** rows_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Prices
 * --------------------------------------------------------------------------------------------------------------- */

/** Prices of sales and purchases are kept apart. */
#define EMPTOR_SALES 1
#define EMPTOR_PURCHASES 2

#define EMPTOR_LIST_BASE 1           /**< one for each direction, made with the book; its code is "" */
#define EMPTOR_LIST_NAMED 2          /**< chosen on the line or assigned to the customer */
#define EMPTOR_LIST_LEVEL 3          /**< for the customers that carry this level */
#define EMPTOR_LIST_CUSTOMER 4       /**< special prices of one customer; code of the customer */
#define EMPTOR_LIST_CUSTOMER_GROUP 5 /**< special prices of a customer group; its code */
#define EMPTOR_LIST_LOCATION 6       /**< special prices of a location; its code */
#define EMPTOR_LIST_EVERYONE 7       /**< special prices for all, e.g. a period's price table; its code is "" */

/** Where a price can come from. */
#define EMPTOR_PRICE_SOURCE_NONE 0
#define EMPTOR_PRICE_SOURCE_TYPED 1 /**< entered by hand; never overwritten */
#define EMPTOR_PRICE_SOURCE_LOCATION_ITEM 2
#define EMPTOR_PRICE_SOURCE_LOCATION_GROUP 3
#define EMPTOR_PRICE_SOURCE_SPECIAL_ITEM \
  4 /**< the customer's special price by item, else its groups', else its level's, else everyone's */
#define EMPTOR_PRICE_SOURCE_SPECIAL_GROUP 5 /**< likewise by item group, or for everything */
#define EMPTOR_PRICE_SOURCE_ASSIGNED_LIST 6
#define EMPTOR_PRICE_SOURCE_LAST_PRICE 7
#define EMPTOR_PRICE_SOURCE_CUSTOMER_RATE 8
#define EMPTOR_PRICE_SOURCE_BASE 9

/** "special_item", "base" …; "" for another number. Constant. @since 0.1 */
EMPTOR_API const char* emptor_price_source_name(int32_t source) EMPTOR_NOEXCEPT;

/** A new price list. @since 0.1 */
typedef struct emptor_price_list {
  uint32_t struct_size;
  int32_t kind; /**< EMPTOR_LIST_NAMED (the default) or EMPTOR_LIST_LEVEL; the other kinds are made by their entries */
  int32_t direction;    /**< default EMPTOR_SALES */
  int32_t tax_included; /**< whether its prices contain the tax */
  const char* code;     /**< up to 40 */
  const char* name;     /**< up to 100 */
  const char* currency; /**< NULL: the book's */
} emptor_price_list;

#define EMPTOR_PRICE_LIST_INIT \
  { .struct_size = sizeof(emptor_price_list), .kind = EMPTOR_LIST_NAMED, .direction = EMPTOR_SALES }

/** @since 0.1 */
EMPTOR_API void emptor_price_list_init(emptor_price_list* list, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** DUPLICATE_CODE, REQUIRED, TOO_LONG, UNKNOWN_CURRENCY, LIMIT. @since 0.1 */
EMPTOR_API emptor_status emptor_price_list_create(emptor_session* session, const emptor_price_list* list,
                                                  int64_t* id_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Columns: id, code, name, kind, direction (integers), currency, tax_included (truth). @since 0.1 */
EMPTOR_API emptor_status emptor_price_list_all(emptor_session* session, emptor_rows** rows_out,
                                               emptor_error** error_out) EMPTOR_NOEXCEPT;

/** One price in a list. @since 0.1 */
typedef struct emptor_price_entry {
  uint32_t struct_size;
  int32_t list_kind;           /**< default EMPTOR_LIST_BASE */
  int32_t direction;           /**< default EMPTOR_SALES */
  int32_t net;                 /**< 1: agreed net, no discount lowers this price */
  const char* list_code;       /**< of the list, level, customer, group or location; NULL for base and everyone */
  const char* currency;        /**< of base and special prices; NULL: the customer's, else the book's */
  const char* item;            /**< at most one of item and group; neither: everything */
  const char* group;           /**< an item group */
  const char* price;           /**< >= 0, up to 6 decimals; exactly one of price and percent_of_base */
  const char* percent_of_base; /**< "90": 90 % of the base price; 0 to 1000 */
  const char* unit;            /**< NULL: the item's stock unit */
  const char* per;             /**< the price is for so many units; NULL: 1 */
  const char* min_quantity;    /**< in `unit`, or what `measure` says; reached when it is not less; NULL: 0 */
  int32_t from;                /**< first day, optional */
  int32_t until;               /**< first day on which it no longer holds, optional */
  int64_t replaces;            /**< the entry that this one corrects; 0: none */
  int32_t scale;               /**< EMPTOR_SCALE_*; 0: all units */
  int32_t rounding;            /**< of `ending_multiple`: EMPTOR_ROUND_* */
  const char* of_list;         /**< of a percentage: the named list whose price is meant; NULL: the base price */
  const char* addend;          /**< added to a percentage, per stock unit; NULL: 0 */
  const char* ending_multiple; /**< of what a percentage and an addend make: see emptor_price_rule; NULL: none */
  const char* ending_offset;   /**< likewise; NULL: 0 */
  const char* margin;          /**< in the place of a price: so many percent over the cost (the base price of
                                  purchases), cost / (1 - margin); below 100 */
  const char* rate_type;       /**< of a list in another currency: of the exchange rates; NULL: the book's own */
  int32_t rate_on;             /**< likewise: of which day; EMPTOR_NO_DATE: of the day of the question */
  int32_t counts;              /**< EMPTOR_COUNTS_*: which quantity is held against `min_quantity`; 0: the line's */
  int32_t measure;             /**< EMPTOR_MEASURE_*: what `min_quantity` is; 0: a quantity */
  int32_t reserved;
} emptor_price_entry;

/** How digits beyond the wanted place are dropped; "up" is away from zero. */
#define EMPTOR_ROUND_HALF_UP 0
#define EMPTOR_ROUND_HALF_EVEN 1
#define EMPTOR_ROUND_HALF_DOWN 2
#define EMPTOR_ROUND_UP 3
#define EMPTOR_ROUND_DOWN 4
#define EMPTOR_ROUND_CEILING 5
#define EMPTOR_ROUND_FLOOR 6

/** How the breaks of one product in one list price a quantity. */
#define EMPTOR_SCALE_ALL_UNITS 1   /**< the greatest break reached prices the whole quantity */
#define EMPTOR_SCALE_INCREMENTAL 2 /**< graduated: each part of the quantity at its own break's price, from 0 on */
#define EMPTOR_SCALE_BLOCK 3       /**< whole blocks of `per` units at `price` each */

/** Which lines a break counts. Free goods never count. Breaks of one product in one list that hold at the same time
 * count alike, else CONFLICT names both. */
#define EMPTOR_COUNTS_LINE 1 /**< the line alone */
#define EMPTOR_COUNTS_ITEM 2 /**< all lines of the document with the same item */
#define EMPTOR_COUNTS_PRODUCT                                                                \
  3 /**< mix and match: all lines that the entry's product names: item, group or every item; \
       in the entry's unit, or in each item's own stock unit */

/** What a break measures. Graduated prices and blocks measure the quantity. */
#define EMPTOR_MEASURE_QUANTITY 1 /**< in the entry's unit */
#define EMPTOR_MEASURE_WEIGHT 2   /**< quantity x the item's weight; an item without one reaches no such break */
#define EMPTOR_MEASURE_VOLUME 3   /**< likewise */
#define EMPTOR_MEASURE_AMOUNT 4   /**< what the quantity would cost at the lowest break; of entries with a price */

#define EMPTOR_PRICE_ENTRY_INIT                                                                          \
  {                                                                                                      \
    .struct_size = sizeof(emptor_price_entry), .list_kind = EMPTOR_LIST_BASE, .direction = EMPTOR_SALES, \
    .from = EMPTOR_NO_DATE, .until = EMPTOR_NO_DATE, .rate_on = EMPTOR_NO_DATE                           \
  }

/** @since 0.1 */
EMPTOR_API void emptor_price_entry_init(emptor_price_entry* entry, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** Adds an entry, or replaces one. OVERLAP names the entry that it would tie with, CONFLICT the break of its product
 * that counts or measures otherwise; INVALID, RANGE, SCALE, UNKNOWN_REFERENCE, NOT_FOUND (replaces). @since 0.1 */
EMPTOR_API emptor_status emptor_price_entry_set(emptor_session* session, const emptor_price_entry* entry,
                                                int64_t* id_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Many at once, all or none; problems carry "entries[2].price". `ids_out` has room for `count` ids, or is NULL.
 * @since 0.1 */
EMPTOR_API emptor_status emptor_price_entry_set_all(emptor_session* session, const emptor_price_entry* entries,
                                                    int32_t count, int64_t* ids_out,
                                                    emptor_error** error_out) EMPTOR_NOEXCEPT;

/** What happens to a new entry whose period meets that of another one with the same list, product and smallest
 * quantity. */
#define EMPTOR_OVERLAP_LATEST 1 /**< both stay, the one that starts later speaks; equal starts are refused */
#define EMPTOR_OVERLAP_REJECT 2 /**< refused: OVERLAP names the other entry */
#define EMPTOR_OVERLAP_SPLIT 3  /**< the other one is cut: it holds before and after the new one */

/**
 * Many entries with a report for each, all or none. `dry_run` 1: the same steps, and nothing is saved. `saved_out`: 1
 * when all were saved. Columns: row (integer, from 0), entry (integer), code, field, message, cut (keys of the entries
 * that gave way, "12,13"). A row has a line for each of its problems, else one without a code. @since 0.1
 */
EMPTOR_API emptor_status emptor_price_load(emptor_session* session, const emptor_price_entry* entries, int32_t count,
                                           int32_t overlap, int32_t dry_run, int32_t* saved_out, emptor_rows** rows_out,
                                           emptor_error** error_out) EMPTOR_NOEXCEPT;

/** New prices for a selection of a list's entries that hold on a day and state a price. @since 0.1 */
typedef struct emptor_price_change {
  uint32_t struct_size;
  int32_t list_kind;         /**< default EMPTOR_LIST_BASE */
  int32_t direction;         /**< default EMPTOR_SALES */
  int32_t rounding;          /**< EMPTOR_ROUND_* */
  const char* list_code;     /**< of the list, level, customer, group or location; NULL for base and everyone */
  const char* currency;      /**< of base and special prices; NULL: the customer's, else the book's */
  const char* const* items;  /**< only these, and those of `groups`; every entry when there are neither */
  const char* const* groups; /**< item groups: their entries, and those of their items */
  int32_t item_count;
  int32_t group_count;
  const char* percent;         /**< "3": an increase by 3 %; > -100; NULL: 0 */
  const char* addend;          /**< then added to each price; NULL: 0 */
  const char* ending_multiple; /**< of the new price: see emptor_price_rule; NULL: none */
  const char* ending_offset;   /**< likewise; NULL: 0 */
  int32_t from;                /**< first day of the new prices; EMPTOR_NO_DATE: today */
  int32_t dry_run;             /**< 1: only tell */
} emptor_price_change;

#define EMPTOR_PRICE_CHANGE_INIT                                                                          \
  {                                                                                                       \
    .struct_size = sizeof(emptor_price_change), .list_kind = EMPTOR_LIST_BASE, .direction = EMPTOR_SALES, \
    .from = EMPTOR_NO_DATE                                                                                \
  }

/** @since 0.1 */
EMPTOR_API void emptor_price_change_init(emptor_price_change* change, uint32_t struct_size) EMPTOR_NOEXCEPT;
/**
 * Changes them, or tells what would change. A new price starts on `from` and ends with the old one; an entry that
 * starts on that very day is corrected. Columns: entry (integer, whose price changes), new_entry (integer, null in a
 * dry run), item, group, unit, min_quantity, before, after (decimals). RANGE, SCALE, INVALID, UNKNOWN_REFERENCE. @since
 * 0.1
 */
EMPTOR_API emptor_status emptor_price_change_apply(emptor_session* session, const emptor_price_change* change,
                                                   emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Which price lists are checked, and for what. @since 0.1 */
typedef struct emptor_price_lint_query {
  uint32_t struct_size;
  int32_t list_kind;     /**< EMPTOR_LIST_* of one list; 0 (the default): the whole book */
  int32_t direction;     /**< of the list; default EMPTOR_SALES */
  int32_t expiring_days; /**< what ends within so many days; 0: not asked; default 30, up to 3,660 */
  const char* list_code;
  const char* currency; /**< of base and special prices; NULL: the customer's, else the book's */
  const char* rules;    /**< only these, e.g. "tie,hole"; NULL: all */
  int32_t on;           /**< the first day that is looked at; EMPTOR_NO_DATE: today */
  int32_t unused_since; /**< whether vouchers dated since then have used an entry; EMPTOR_NO_DATE: not asked */
  int32_t limit;        /**< findings of one rule in one list; default 100, up to 100,000 */
  int32_t reserved;     /**< 0 */
} emptor_price_lint_query;

#define EMPTOR_PRICE_LINT_QUERY_INIT                                                                \
  {                                                                                                 \
    .struct_size = sizeof(emptor_price_lint_query), .direction = EMPTOR_SALES, .expiring_days = 30, \
    .on = EMPTOR_NO_DATE, .unused_since = EMPTOR_NO_DATE, .limit = 100                              \
  }

/** @since 0.1 */
EMPTOR_API void emptor_price_lint_query_init(emptor_price_lint_query* query, uint32_t struct_size) EMPTOR_NOEXCEPT;
/**
 * What is doubtful about price lists. Rules: "tie", "overlap", "unreachable", "no_price", "hole", "dearer_unit",
 * "dearer_total", "below_floor", "below_cost", "expiring", "unused". Columns: rule, grade ("warning", "note"),
 * list_kind (integer), list, direction (integer), currency, item, group, entry, other (integers: the row concerned and
 * the one that it ties with, is hidden by or is compared with; null: none), from, until (dates), figures
 * ("price=8,floor=9"), message. `left_out_out` (may be NULL): findings beyond the limit. RANGE, INVALID,
 * UNKNOWN_REFERENCE. @since 0.1
 */
EMPTOR_API emptor_status emptor_price_lint(emptor_session* session, const emptor_price_lint_query* query,
                                           int64_t* left_out_out, emptor_rows** rows_out,
                                           emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * What would be doubtful about new entries; nothing is saved. Columns: row (integer, from 0), then those of
 * emptor_price_lint(), whose entries are null where they are not saved yet. Fails as emptor_price_entry_set_all()
 * would. @since 0.1
 */
EMPTOR_API emptor_status emptor_price_lint_entries(emptor_session* session, const emptor_price_entry* entries,
                                                   int32_t count, int32_t overlap, emptor_rows** rows_out,
                                                   emptor_error** error_out) EMPTOR_NOEXCEPT;

/**
 * Versions of a price list: a branch that holds changes of its own and that no quote uses, compared with the list and
 * published as one. This one is a draft without changes. REQUIRED, TOO_LONG, UNKNOWN_REFERENCE. @since 0.1
 */
EMPTOR_API emptor_status emptor_price_version_create(emptor_session* session, int32_t list_kind, const char* list_code,
                                                     int32_t direction, const char* currency, const char* name,
                                                     int64_t* id_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * Adds entries to a draft, all or none; their list is the version's and not looked at. `replaces` names an entry of the
 * list, or of the version itself. `ids_out` as in emptor_price_entry_set_all(). CONFLICT unless it is a draft. @since
 * 0.1
 */
EMPTOR_API emptor_status emptor_price_version_set_all(emptor_session* session, int64_t version,
                                                      const emptor_price_entry* entries, int32_t count,
                                                      int64_t* ids_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Takes an entry of the list, or of the version itself, out of the draft. NOT_FOUND, CONFLICT. @since 0.1 */
EMPTOR_API emptor_status emptor_price_version_remove(emptor_session* session, int64_t version, int64_t entry,
                                                     emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * All versions. Columns: id, name, list_kind, list, direction (integers and texts), currency, state ("draft",
 * "approved", "retired"), published_from, rolled_back_from (dates), created_by, approved_by, recorded_at (instant).
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_price_version_all(emptor_session* session, emptor_rows** rows_out,
                                                  emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * Row by row. Columns: change ("added", "changed", "removed"), before, after (integers: entries; null: none), item,
 * group, unit, min_quantity, price_before, percent_before, price_after, percent_after (decimals), from_before,
 * until_before, from_after, until_after (dates). NOT_FOUND. @since 0.1
 */
EMPTOR_API emptor_status emptor_price_version_rows(emptor_session* session, int64_t version, emptor_rows** rows_out,
                                                   emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * What the version changes for whom: the questions whose answer differs on the day `on` (EMPTOR_NO_DATE: today).
 * No `customers`: all; no `items`: those that the changes are about; up to `limit` (0: 10,000) rows. Columns: customer,
 * item, quantity, currency, price_before, price_after (decimals; null: no price), source_before, source_after,
 * missing_before, missing_after (without a price: "NO_PRICE", or "NO_RATE" where an exchange rate is missing).
 * `left_out_out` (may be NULL): differences beyond the limit. UNKNOWN_REFERENCE, RANGE. @since 0.1
 */
EMPTOR_API emptor_status emptor_price_version_effects(emptor_session* session, int64_t version, int32_t on,
                                                      const char* const* customers, int32_t customer_count,
                                                      const char* const* items, int32_t item_count, int32_t limit,
                                                      int64_t* left_out_out, emptor_rows** rows_out,
                                                      emptor_error** error_out) EMPTOR_NOEXCEPT;
/** A draft takes no more changes. CONFLICT; REQUIRED when it changes nothing. @since 0.1 */
EMPTOR_API emptor_status emptor_price_version_approve(emptor_session* session, int64_t version,
                                                      emptor_error** error_out) EMPTOR_NOEXCEPT;
/** All changes of an approved version from a day on (EMPTOR_NO_DATE: today), or none. CONFLICT names the entries that
 * were changed since. @since 0.1 */
EMPTOR_API emptor_status emptor_price_version_publish(emptor_session* session, int64_t version, int32_t from,
                                                      emptor_error** error_out) EMPTOR_NOEXCEPT;
/** From a day on (EMPTOR_NO_DATE: today) the list is as it was before; the version is retired. CONFLICT. @since 0.1 */
EMPTOR_API emptor_status emptor_price_version_roll_back(emptor_session* session, int64_t version, int32_t from,
                                                        emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Gives up a version that was not published. CONFLICT. @since 0.1 */
EMPTOR_API emptor_status emptor_price_version_retire(emptor_session* session, int64_t version,
                                                     emptor_error** error_out) EMPTOR_NOEXCEPT;
/** The entry ends now: new questions no longer see it, as-known-at questions still do. NOT_FOUND. @since 0.1 */
EMPTOR_API emptor_status emptor_price_entry_withdraw(emptor_session* session, int64_t entry,
                                                     emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * The entries of one list (`currency` as in emptor_price_entry), on a day (EMPTOR_NO_DATE: all days) and as known at an
 * instant (EMPTOR_NO_INSTANT: now). Columns: id, item, group, price, percent_of_base, unit, per, min_quantity
 * (decimals), from, until (dates), net (truth), scale (name), of_list, addend, ending_multiple, ending_offset
 * (decimals), rounding (integer), recorded_at (instant), actor, margin (decimal), rate_type, rate_on (date),
 * counts, measure (names). @since 0.1
 */
EMPTOR_API emptor_status emptor_price_entry_list(emptor_session* session, int32_t list_kind, const char* list_code,
                                                 int32_t direction, const char* currency, int32_t on, int64_t known_at,
                                                 emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** The base price of an item in sales, for all time and any quantity. @since 0.1 */
EMPTOR_API emptor_status emptor_price_set_base(emptor_session* session, const char* item, const char* price,
                                               int64_t* id_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** A customer's special price of an item in sales, in [from, until). @since 0.1 */
EMPTOR_API emptor_status emptor_price_set_special(emptor_session* session, const char* customer, const char* item,
                                                  const char* price, int32_t from, int32_t until, int64_t* id_out,
                                                  emptor_error** error_out) EMPTOR_NOEXCEPT;

/**
 * A discount off the price that was found: who buys what, when, and how much is taken off. Rows that name the same
 * step, programme, buyer and product are versions and breaks of one discount. @since 0.1
 */
typedef struct emptor_discount {
  uint32_t struct_size;
  int32_t buyer_kind;       /**< EMPTOR_LIST_EVERYONE (the default), _LEVEL, _CUSTOMER_GROUP or _CUSTOMER */
  int32_t direction;        /**< default EMPTOR_SALES */
  int32_t counts;           /**< EMPTOR_COUNTS_*: which quantity is held against `min_quantity`; 0: the line's */
  const char* buyer_code;   /**< of the level, group or customer; NULL for everyone */
  const char* step;         /**< of the price procedure (setting sales_discounts); NULL: "discount" */
  const char* programme;    /**< up to 40; rows of one programme are alternatives within a step; NULL: "" */
  const char* item;         /**< at most one of item and group; neither: everything */
  const char* group;        /**< an item group */
  const char* percents;     /**< "7", or one after the other "10+5+2"; exactly one of percents and amount */
  const char* amount;       /**< off each `unit`, in the price's tax basis */
  const char* currency;     /**< of `amount`; NULL: the buyer's, else the book's */
  const char* unit;         /**< of `amount` and `min_quantity`; NULL: the item's stock unit */
  const char* min_quantity; /**< reached when the quantity is not less; NULL: 0 */
  const char* min_amount;   /**< reached when the line amount before discounts is not less, in `currency`; NULL: 0 */
  int32_t from;             /**< first day, optional */
  int32_t until;            /**< first day on which it no longer holds, optional */
  int64_t replaces;         /**< the discount that this one corrects; 0: none */
  int32_t measure;          /**< EMPTOR_MEASURE_*, but for an amount: what `min_quantity` is; 0: a quantity */
  int32_t reserved;
} emptor_discount;

#define EMPTOR_DISCOUNT_INIT                                                                               \
  {                                                                                                        \
    .struct_size = sizeof(emptor_discount), .buyer_kind = EMPTOR_LIST_EVERYONE, .direction = EMPTOR_SALES, \
    .from = EMPTOR_NO_DATE, .until = EMPTOR_NO_DATE                                                        \
  }

/** @since 0.1 */
EMPTOR_API void emptor_discount_init(emptor_discount* discount, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** Adds a discount, or replaces one; emptor_price_entry_withdraw() ends it. INVALID, REQUIRED, RANGE, SCALE,
 * UNKNOWN_REFERENCE, CONFLICT. @since 0.1 */
EMPTOR_API emptor_status emptor_discount_set(emptor_session* session, const emptor_discount* discount, int64_t* id_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Many at once, all or none; problems carry "discounts[2].percents". `ids_out` has room for `count` ids, or is NULL.
 * @since 0.1 */
EMPTOR_API emptor_status emptor_discount_set_all(emptor_session* session, const emptor_discount* discounts,
                                                 int32_t count, int64_t* ids_out,
                                                 emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * The discounts of a direction, of one programme (NULL: all), on a day (EMPTOR_NO_DATE: all days) and as known at an
 * instant (EMPTOR_NO_INSTANT: now), in the order of recording. Columns: id, buyer_kind (integers), buyer, step,
 * programme, item, group, percents, amount (decimal), currency, unit, min_quantity, min_amount (decimals), from, until
 * (dates), recorded_at (instant), actor, counts, measure
 * (names).
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_discount_list(emptor_session* session, int32_t direction, const char* programme,
                                              int32_t on, int64_t known_at, emptor_rows** rows_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;

/** What a price obeys at the end of the procedure. */
#define EMPTOR_RULE_ENDING 1  /**< rounds the price to its ending; not a net or a last price */
#define EMPTOR_RULE_FLOOR 2   /**< the least that the price may be */
#define EMPTOR_RULE_CEILING 3 /**< the most */
/** What a floor or a ceiling is measured by. */
#define EMPTOR_LIMIT_AMOUNT 1      /**< money per unit, in the price's tax basis */
#define EMPTOR_LIMIT_BASE_PRICE 2  /**< percent of the base price */
#define EMPTOR_LIMIT_PRICE_FOUND 3 /**< percent of the price that was found, before discounts: 80 allows 20 % off */
#define EMPTOR_LIMIT_COST 4        /**< percent of the cost, the base price of purchases: 125 is cost + 25 % */
#define EMPTOR_LIMIT_MARGIN 5      /**< the price of which so many percent are margin over the cost */
/** What happens to a price beyond a limit. */
#define EMPTOR_BREACH_CLAMP 1  /**< it becomes the limit; a typed price is never overwritten, and refused */
#define EMPTOR_BREACH_WARN 2   /**< a voucher is saved only with an acknowledgement */
#define EMPTOR_BREACH_REFUSE 3 /**< a voucher is not saved */

/**
 * An ending, a floor or a ceiling: whose price of what obeys it, and when. An ending rounds:
 * multiple x round((price - offset) / multiple) + offset; 1 and -0.01 make 11.99 of 12.34. @since 0.1
 */
typedef struct emptor_price_rule {
  uint32_t struct_size;
  int32_t kind;       /**< EMPTOR_RULE_* */
  int32_t buyer_kind; /**< EMPTOR_LIST_EVERYONE (the default), _LEVEL, _CUSTOMER_GROUP or _CUSTOMER */
  int32_t direction;  /**< default EMPTOR_SALES */
  int32_t base;       /**< of limits: EMPTOR_LIMIT_*, default EMPTOR_LIMIT_AMOUNT */
  int32_t on_breach;  /**< of limits: EMPTOR_BREACH_*, default EMPTOR_BREACH_CLAMP */
  int32_t rounding;   /**< of endings: EMPTOR_ROUND_*, default EMPTOR_ROUND_HALF_UP */
  int32_t reserved;
  const char* buyer_code;      /**< of the level, group or customer; NULL for everyone */
  const char* currency;        /**< of an amount or an ending; NULL: the buyer's, else the book's */
  const char* item;            /**< at most one of item and group; neither: everything */
  const char* group;           /**< an item group */
  const char* value;           /**< of limits: the amount or the percentage, >= 0 */
  const char* ending_multiple; /**< of endings: > 0 */
  const char* ending_offset;   /**< of endings, between -multiple and multiple; NULL: 0 */
  const char* min_price;       /**< of endings: for prices from this one on; NULL: 0 */
  const char* unit;            /**< of an amount and `min_quantity`; NULL: the item's stock unit */
  const char* min_quantity;    /**< reached when the quantity is not less; NULL: 0 */
  int32_t from;                /**< first day, optional */
  int32_t until;               /**< first day on which it no longer holds, optional */
  int64_t replaces;            /**< the rule that this one corrects; 0: none */
} emptor_price_rule;

#define EMPTOR_PRICE_RULE_INIT                                                                                        \
  {                                                                                                                   \
    .struct_size = sizeof(emptor_price_rule), .kind = EMPTOR_RULE_FLOOR, .buyer_kind = EMPTOR_LIST_EVERYONE,          \
    .direction = EMPTOR_SALES, .base = EMPTOR_LIMIT_AMOUNT, .on_breach = EMPTOR_BREACH_CLAMP, .from = EMPTOR_NO_DATE, \
    .until = EMPTOR_NO_DATE                                                                                           \
  }

/** @since 0.1 */
EMPTOR_API void emptor_price_rule_init(emptor_price_rule* rule, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** Adds an ending, a floor or a ceiling, or replaces one; emptor_price_entry_withdraw() ends it. INVALID, REQUIRED,
 * RANGE, SCALE, UNKNOWN_REFERENCE, CONFLICT. @since 0.1 */
EMPTOR_API emptor_status emptor_price_rule_set(emptor_session* session, const emptor_price_rule* rule, int64_t* id_out,
                                               emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Many at once, all or none; problems carry "rules[2].value". `ids_out` has room for `count` ids, or is NULL.
 * @since 0.1 */
EMPTOR_API emptor_status emptor_price_rule_set_all(emptor_session* session, const emptor_price_rule* rules,
                                                   int32_t count, int64_t* ids_out,
                                                   emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * The rules of a direction, of one kind (0: all), on a day (EMPTOR_NO_DATE: all days) and as known at an instant
 * (EMPTOR_NO_INSTANT: now), in the order of recording. Columns: id, buyer_kind (integers), buyer, kind (name), item,
 * group, base (name, "" of endings), value (decimal), on_breach (name, "" of endings), ending_multiple, ending_offset
 * (decimals), rounding (integer), min_price (decimal), currency, unit, min_quantity (decimal), from, until (dates),
 * recorded_at (instant), actor. @since 0.1
 */
EMPTOR_API emptor_status emptor_price_rule_list(emptor_session* session, int32_t direction, int32_t kind, int32_t on,
                                                int64_t known_at, emptor_rows** rows_out,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;

/** What a programme gives. */
#define EMPTOR_REWARD_PERCENT 1       /**< percent off each line, rounded for each */
#define EMPTOR_REWARD_AMOUNT_OFF 2    /**< off each unit */
#define EMPTOR_REWARD_UNIT_PRICE 3    /**< what each unit costs, where it costs more */
#define EMPTOR_REWARD_ORDER_PERCENT 4 /**< percent off all of it together, shared out to the lines exactly */
#define EMPTOR_REWARD_ORDER_AMOUNT 5  /**< off all of it together, likewise; never more than it costs */
#define EMPTOR_REWARD_SET_PRICE 6     /**< what each set of the products costs, where it costs more, likewise */
#define EMPTOR_REWARD_FREE_UNITS 7    /**< of each `per` units bought `get` are `value` percent off (NULL: 100) */
#define EMPTOR_REWARD_FREE_GOODS 8    /**< for each `per` units that are bought `get` units of `gift` are added, free */
/** How free quantity follows from what is bought: 10 per 100 for 150 are 10, 15 and 0. */
#define EMPTOR_FREE_STEP 1    /**< whole steps */
#define EMPTOR_FREE_PRORATA 2 /**< in proportion */
#define EMPTOR_FREE_EXACT 3   /**< as steps, only where `per` divides the quantity */
/** Which units are free ones. */
#define EMPTOR_PICK_CHEAPEST 1
#define EMPTOR_PICK_DEAREST 2
#define EMPTOR_PICK_DOCUMENT 3
/** What a programme needs of its products. */
#define EMPTOR_NEEDS_ANY 1 /**< whatever of them is bought counts together */
#define EMPTOR_NEEDS_ALL 2 /**< sets: each in its quantity, as many times as there are */

/** What happens when a sale wants more of a budget than is left. */
#define EMPTOR_OVERRUN_STRICT 1  /**< the programme does not apply */
#define EMPTOR_OVERRUN_PARTIAL 2 /**< it takes off what is left */
#define EMPTOR_OVERRUN_SOFT 3    /**< it applies as long as anything is left: the last sale may pass the budget */

/** An item or an item group of a programme. @since 0.1 */
typedef struct emptor_programme_product {
  const char* item;     /**< exactly one of item and group */
  const char* group;    /**< an item group */
  const char* quantity; /**< in a set; NULL: 1 */
} emptor_programme_product;

/**
 * A promotion: for whom and when it holds, what a sale must contain, and what is given for it. In its phase (setting
 * sales_promotions) the smallest priority ranks first, then the code. Amounts are on the tax basis of the voucher,
 * quantities in stock units. @since 0.1
 */
typedef struct emptor_programme {
  uint32_t struct_size;
  int32_t reward;    /**< EMPTOR_REWARD_* */
  int32_t priority;  /**< 1 to 1,000,000, default 100 */
  int32_t exclusive; /**< 1: shares no line with another programme, of any phase */
  int32_t weekdays;  /**< Monday is the lowest bit; default 127 */
  int32_t needs;     /**< EMPTOR_NEEDS_*, default EMPTOR_NEEDS_ANY */
  int32_t mode;      /**< of free units and goods: EMPTOR_FREE_*, default EMPTOR_FREE_STEP */
  int32_t pick;      /**< of free units: EMPTOR_PICK_*, default EMPTOR_PICK_CHEAPEST */
  int32_t once;      /**< 1: `get` or one set once, however much is bought */
  int32_t from;      /**< first day, optional */
  int32_t until;     /**< first day on which it no longer holds, optional */
  int32_t customer_count;
  int32_t customer_group_count;
  int32_t product_count;
  const char* code;                         /**< up to 40 */
  const char* name;                         /**< up to 100; NULL: "" */
  const char* phase;                        /**< NULL: "order" */
  const char* value;                        /**< a percentage from 0 to 100, or an amount */
  const char* min_quantity;                 /**< of the products together; reached when it is not less; NULL: 0 */
  const char* min_amount;                   /**< what they cost together, likewise; NULL: 0 */
  const char* currency;                     /**< of amounts; NULL: the book's */
  const char* per;                          /**< of free units and goods, > 0 */
  const char* get;                          /**< likewise */
  const char* get_max;                      /**< the most that is free on one voucher; NULL: no limit */
  const char* get_multiple;                 /**< free quantity is rounded down to a multiple of it; NULL: 1 */
  const char* gift;                         /**< the item that is added; NULL: the one that is bought most */
  const char* cap;                          /**< the most that is taken off on one voucher; NULL: no limit */
  const char* const* customers;             /**< any of these and of the groups; none of both: everyone */
  const char* const* customer_groups;       /**< with the groups below them */
  const emptor_programme_product* products; /**< none: everything */
  int64_t replaces;                         /**< the version that this one corrects; 0: none */
  int64_t uses_max;                         /**< vouchers that it is used in; 0: no limit */
  int64_t customer_uses_max;                /**< likewise, of each customer */
  const char* budget;                       /**< the most that it takes off in all; NULL: no limit */
  int32_t by_coupon;                        /**< 1: only for a sale that names one of its coupons */
  int32_t overrun;                          /**< of a budget: EMPTOR_OVERRUN_*, default EMPTOR_OVERRUN_STRICT */
} emptor_programme;

#define EMPTOR_PROGRAMME_INIT                                                                                   \
  {                                                                                                             \
    .struct_size = sizeof(emptor_programme), .reward = EMPTOR_REWARD_PERCENT, .priority = 100, .weekdays = 127, \
    .needs = EMPTOR_NEEDS_ANY, .mode = EMPTOR_FREE_STEP, .pick = EMPTOR_PICK_CHEAPEST, .from = EMPTOR_NO_DATE,  \
    .until = EMPTOR_NO_DATE, .overrun = EMPTOR_OVERRUN_STRICT                                                   \
  }

/** @since 0.1 */
EMPTOR_API void emptor_programme_init(emptor_programme* programme, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** Adds a programme, or replaces a version. REQUIRED, INVALID, RANGE, SCALE, UNKNOWN_REFERENCE, DUPLICATE_CODE,
 * CONFLICT. @since 0.1 */
EMPTOR_API emptor_status emptor_programme_set(emptor_session* session, const emptor_programme* programme,
                                              int64_t* id_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** It ends now; as-known-at questions still see it. NOT_FOUND, CONFLICT. @since 0.1 */
EMPTOR_API emptor_status emptor_programme_withdraw(emptor_session* session, int64_t programme,
                                                   emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * The programmes, or the one of a code (NULL: all), on a day (EMPTOR_NO_DATE: all days) and as known at an instant
 * (EMPTOR_NO_INSTANT: now), by rank. Columns: id, code, name, phase, priority (integer), exclusive (truth), from, until
 * (dates), weekdays (integer), customers, customer_groups (codes, one to a line), products ("item P1", "group TOP", one
 * to a line), quantities (of the products, likewise), needs (name), min_quantity, min_amount (decimals), currency,
 * reward (name), value, per, get (decimals), mode (name), once (truth), get_max, get_multiple (decimals), pick (name),
 * gift, cap (decimal), recorded_at (instant), actor, by_coupon (truth), uses_max, customer_uses_max (integers), budget
 * (decimal; NULL: no limit), overrun (name). @since 0.1
 */
EMPTOR_API emptor_status emptor_programme_list(emptor_session* session, const char* code, int32_t on, int64_t known_at,
                                               emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;

/** A code for a programme that is by coupon. @since 0.1 */
typedef struct emptor_coupon {
  uint32_t struct_size;
  int32_t from;              /**< first day, optional */
  int32_t until;             /**< first day on which it no longer holds, optional */
  int32_t reserved;          /**< 0 */
  const char* code;          /**< up to 40; never used again */
  const char* programme;     /**< its code */
  const char* customer;      /**< whose it is; NULL: anybody's */
  int64_t uses_max;          /**< vouchers, default 1; 0: as often as its programme lets it */
  int64_t customer_uses_max; /**< likewise, of each customer; 0: no limit */
} emptor_coupon;

#define EMPTOR_COUPON_INIT \
  { .struct_size = sizeof(emptor_coupon), .from = EMPTOR_NO_DATE, .until = EMPTOR_NO_DATE, .uses_max = 1 }

/** @since 0.1 */
EMPTOR_API void emptor_coupon_init(emptor_coupon* coupon, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** REQUIRED, INVALID, RANGE, UNKNOWN_REFERENCE, DUPLICATE_CODE. @since 0.1 */
EMPTOR_API emptor_status emptor_coupon_create(emptor_session* session, const emptor_coupon* coupon, int64_t* id_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;
/** It ends now. NOT_FOUND, CONFLICT. @since 0.1 */
EMPTOR_API emptor_status emptor_coupon_withdraw(emptor_session* session, const char* code,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * The coupons of a programme (NULL: all), in the order of recording, after a key (0: from the first), up to `limit` (1
 * to 10,000). Columns: id, code, programme, customer (NULL: anybody's), uses_max, customer_uses_max (integers; NULL: no
 * limit), from, until (dates), uses, reserved (integers), withdrawn (truth), recorded_at (instant), actor. @since 0.1
 */
EMPTOR_API emptor_status emptor_coupon_list(emptor_session* session, const char* programme, int64_t after,
                                            int32_t limit, emptor_rows** rows_out,
                                            emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * What was used of a programme's limits, by everybody or by a customer (NULL: everybody); one row. Columns: uses,
 * reserved, uses_max (integers; NULL: no limit), amount, reserved_amount, budget (decimals), currency. @since 0.1
 */
EMPTOR_API emptor_status emptor_programme_usage(emptor_session* session, const char* programme, const char* customer,
                                                emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** What a reservation of emptor_voucher_reserve() holds is free again; nothing when it has ended. NOT_FOUND. @since 0.1
 */
EMPTOR_API emptor_status emptor_reservation_release(emptor_session* session, int64_t reservation,
                                                    emptor_error** error_out) EMPTOR_NOEXCEPT;

/** What is bought, by whom, when. @since 0.1 */
typedef struct emptor_price_request {
  uint32_t struct_size;
  int32_t direction; /**< default EMPTOR_SALES */
  const char* item;
  const char* customer; /**< or supplier, for purchases */
  const char* quantity; /**< NULL: 1 */
  const char* unit;     /**< NULL: the stock unit */
  const char* currency; /**< NULL: the customer's, else the book's */
  const char* location; /**< NULL: none */
  const char* list;     /**< a named list chosen for this line; NULL: none */
  int32_t on;           /**< EMPTOR_NO_DATE: today */
  int32_t reserved;
  const char* document_quantity; /**< what the document holds of the item or group, with `quantity`, for breaks that
                                    count more than the line; NULL: `quantity` */
} emptor_price_request;

#define EMPTOR_PRICE_REQUEST_INIT \
  { .struct_size = sizeof(emptor_price_request), .direction = EMPTOR_SALES, .on = EMPTOR_NO_DATE }

/** @since 0.1 */
EMPTOR_API void emptor_price_request_init(emptor_price_request* request, uint32_t struct_size) EMPTOR_NOEXCEPT;

/** A resolved unit price. @since 0.1 */
typedef struct emptor_price_quote emptor_price_quote;

/**
 * What a customer pays for an item. @since 0.1
 * @param quote_out  A new quote: free it with emptor_price_quote_free().
 * @return EMPTOR_OK, NO_PRICE, UNKNOWN_REFERENCE, UNIT_MISMATCH, INVALID, or a common code.
 */
EMPTOR_API emptor_status emptor_price_resolve(emptor_session* session, const emptor_price_request* request,
                                              emptor_price_quote** quote_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API void emptor_price_quote_free(emptor_price_quote* quote) EMPTOR_NOEXCEPT;
/** Of one unit asked for, e.g. "17.50". @since 0.1 */
EMPTOR_API const char* emptor_price_quote_unit_price(const emptor_price_quote* quote) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API const char* emptor_price_quote_currency(const emptor_price_quote* quote) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API int32_t emptor_price_quote_tax_included(const emptor_price_quote* quote) EMPTOR_NOEXCEPT;
/** EMPTOR_PRICE_SOURCE_*. @since 0.1 */
EMPTOR_API int32_t emptor_price_quote_source(const emptor_price_quote* quote) EMPTOR_NOEXCEPT;
/** The list that it came from; 0 for a last price. @since 0.1 */
EMPTOR_API int64_t emptor_price_quote_list(const emptor_price_quote* quote) EMPTOR_NOEXCEPT;
/** The entry that won; the base entry for a customer rate. @since 0.1 */
EMPTOR_API int64_t emptor_price_quote_entry(const emptor_price_quote* quote) EMPTOR_NOEXCEPT;
/** Of the same unit, currency and tax basis; NULL where there is none. @since 0.1 */
EMPTOR_API const char* emptor_price_quote_base_price(const emptor_price_quote* quote) EMPTOR_NOEXCEPT;
/** The customer rate or percentage that was applied, else "0". @since 0.1 */
EMPTOR_API const char* emptor_price_quote_rate(const emptor_price_quote* quote) EMPTOR_NOEXCEPT;
/** What the quantity asked for costs, where 6 decimals do not hold the unit price (graduated prices and the like):
 * exact and rounded once; NULL: quantity x unit price. @since 0.1 */
EMPTOR_API const char* emptor_price_quote_amount(const emptor_price_quote* quote) EMPTOR_NOEXCEPT;
/** What was found before discounts; NULL where none applied. @since 0.1 */
EMPTOR_API const char* emptor_price_quote_price_before_discounts(const emptor_price_quote* quote) EMPTOR_NOEXCEPT;
/** What discounts had left before an ending, a floor or a ceiling changed it; NULL where none did. @since 0.1 */
EMPTOR_API const char* emptor_price_quote_price_before_rules(const emptor_price_quote* quote) EMPTOR_NOEXCEPT;
/** EMPTOR_RULE_FLOOR or EMPTOR_RULE_CEILING: which limit changed the price, or is not kept by it; 0: none. @since 0.1
 */
EMPTOR_API int32_t emptor_price_quote_limit_side(const emptor_price_quote* quote) EMPTOR_NOEXCEPT;
/** That limit, for the unit and in the tax basis of the price; NULL where there is none. @since 0.1 */
EMPTOR_API const char* emptor_price_quote_limit(const emptor_price_quote* quote) EMPTOR_NOEXCEPT;
/** EMPTOR_BREACH_*: what it says; 0: none. @since 0.1 */
EMPTOR_API int32_t emptor_price_quote_limit_on_breach(const emptor_price_quote* quote) EMPTOR_NOEXCEPT;
/** Its rule; 0: none. @since 0.1 */
EMPTOR_API int64_t emptor_price_quote_limit_rule(const emptor_price_quote* quote) EMPTOR_NOEXCEPT;

/**
 * What the question would be answered on each day of [from, until), up to 3,660 days, as prices are known now;
 * `request->on` is not looked at. A row for the days with the same answer. Columns: from, until (dates), unit_price
 * (decimal, null: no price), currency, tax_included (truth), source (name), list, entry (integers), lowest (truth: the
 * lowest unit price, the earliest of equal ones), missing (without a price: "NO_PRICE", or "NO_RATE" where an exchange
 * rate is missing). RANGE, UNKNOWN_REFERENCE. @since 0.1
 */
EMPTOR_API emptor_status emptor_price_timeline(emptor_session* session, const emptor_price_request* request,
                                               int32_t from, int32_t until, emptor_rows** rows_out,
                                               emptor_error** error_out) EMPTOR_NOEXCEPT;

/** A price with every candidate, and why each won or lost. @since 0.1 */
typedef struct emptor_price_explanation emptor_price_explanation;

/** As emptor_price_resolve(), but having no price is an answer too. @since 0.1 */
EMPTOR_API emptor_status emptor_price_explain(emptor_session* session, const emptor_price_request* request,
                                              emptor_price_explanation** explanation_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;
/** What it would cost if a version of a price list were published; as emptor_price_resolve(). NOT_FOUND. @since 0.1 */
EMPTOR_API emptor_status emptor_price_version_resolve(emptor_session* session, int64_t version,
                                                      const emptor_price_request* request,
                                                      emptor_price_quote** quote_out,
                                                      emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Likewise, as emptor_price_explain(). @since 0.1 */
EMPTOR_API emptor_status emptor_price_version_explain(emptor_session* session, int64_t version,
                                                      const emptor_price_request* request,
                                                      emptor_price_explanation** explanation_out,
                                                      emptor_error** error_out) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API void emptor_price_explanation_free(emptor_price_explanation* explanation) EMPTOR_NOEXCEPT;
/** Borrowed; NULL when no price applies. @since 0.1 */
EMPTOR_API const emptor_price_quote* emptor_price_explanation_quote(const emptor_price_explanation* explanation)
    EMPTOR_NOEXCEPT;
/** A few readable lines, for a terminal. @since 0.1 */
EMPTOR_API const char* emptor_price_explanation_text(const emptor_price_explanation* explanation) EMPTOR_NOEXCEPT;
/**
 * The winner first, then in the order of the sequence, then discounts.
 * Columns: source (name; "none" for a discount), outcome ("won", "lost_rank", "lost_best", "quantity_short", "not_yet",
 * "expired", "wrong_currency", "wrong_unit", "source_off", "no_base", "no_value"; of discounts also "applied",
 * "step_off", "price_net",
 * "amount_short"; of graduated prices "scale_gap"; of breaks by weight, volume and amount "no_measure"), list_kind
 * (integer), list, product ("item P1", "group TOP", "everything"), entry (integer), min_quantity (decimal), from, until
 * (dates), unit_price (decimal, where it could be computed; of a discount: what it alone would leave), step, programme
 * (of discounts), counts (name), counted (decimal: what an entry that counts or measures more than its line's quantity
 * has counted), measure (name).
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_price_explanation_candidates(const emptor_price_explanation* explanation,
                                                             emptor_rows** rows_out,
                                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/** From the first price to the last. Columns: what, before, after (decimals). @since 0.1 */
EMPTOR_API emptor_status emptor_price_explanation_steps(const emptor_price_explanation* explanation,
                                                        emptor_rows** rows_out,
                                                        emptor_error** error_out) EMPTOR_NOEXCEPT;

/**
 * The quantities above the one asked for from which on each unit costs less, ascending. `step` (NULL: "1"): a quantity
 * that is found is rounded up to a multiple of it. `breaks_max`: 1 to 100; 0: 10.
 * Columns: quantity, more (than asked for), unit_price, less_each, amount (in all, of that quantity), more_in_all (than
 * the quantity asked for; negative: buying more costs less) (decimals), source (name), entry (integer), asked_price,
 * asked_amount (decimals: of the quantity asked for), currency.
 * NO_PRICE, UNKNOWN_REFERENCE, UNIT_MISMATCH, RANGE. @since 0.1
 */
EMPTOR_API emptor_status emptor_price_next_breaks(emptor_session* session, const emptor_price_request* request,
                                                  const char* step, int32_t breaks_max, emptor_rows** rows_out,
                                                  emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * What has to be typed for a line to reach a margin (percent over the cost, of the price without tax) or to come to a
 * total (in its currency and tax basis); exactly one of them, the other NULL.
 * One row: unit_price, amount (at that price), discount (percent off the price found, typed instead),
 * amount_discounted, cost (of the unit, the base price of purchases), margin (percent, at unit_price; null without a
 * cost) (decimals), price, price_amount (decimals: without the target), currency. INVALID, RANGE (nothing comes to it),
 * NOT_FOUND (no cost), NO_PRICE, UNKNOWN_REFERENCE. @since 0.1
 */
EMPTOR_API emptor_status emptor_price_for_target(emptor_session* session, const emptor_price_request* request,
                                                 const char* margin, const char* total, emptor_rows** rows_out,
                                                 emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * The cheapest way to buy at least the quantity (of the stock unit) in whole units that the item is traded in, each a
 * line of its own; then the least too much, then the fewest units. A row for each unit, the largest first: unit, count
 * (integer), unit_price, amount (decimals), source (name), entry (integer), total (decimal: of all rows), quantity
 * (decimal: stock units in all), currency. INVALID for a unit in the request; LIMIT beyond 2,000 of the smallest unit;
 * NO_PRICE. @since 0.1
 */
EMPTOR_API emptor_status emptor_price_cheapest_packs(emptor_session* session, const emptor_price_request* request,
                                                     emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;

/** The stream of the Arrow C stream interface, which is defined by whoever reads it. @since 0.1 */
struct ArrowArrayStream;

/** Whose prices, of what, at which quantities. @since 0.1 */
typedef struct emptor_matrix_query {
  uint32_t struct_size;
  int32_t direction;            /**< default EMPTOR_SALES */
  const char* const* customers; /**< or suppliers, for purchases; all that are active when no group is given either */
  const char* const* customer_groups; /**< their members on the day, and those of the groups below */
  const char* const* items;           /**< all that are active when no group is given either */
  const char* const* item_groups;     /**< with the groups below */
  const char* const* quantities;      /**< > 0, of the stock unit */
  int32_t customer_count;
  int32_t customer_group_count;
  int32_t item_count;
  int32_t item_group_count;
  int32_t quantity_count;   /**< 0: for each customer and item 1, and every quantity at which its price changes */
  int32_t on;               /**< EMPTOR_NO_DATE: today */
  const char* currency;     /**< NULL: each customer's, else the book's */
  const char* location;     /**< NULL: none */
  int64_t changed_since;    /**< a revision: only what counts as changed since; 0: everything */
  int32_t changed_since_on; /**< the day that was asked about then; EMPTOR_NO_DATE: the day asked about */
  int32_t reserved;
} emptor_matrix_query;

#define EMPTOR_MATRIX_QUERY_INIT                                                                 \
  {                                                                                              \
    .struct_size = sizeof(emptor_matrix_query), .direction = EMPTOR_SALES, .on = EMPTOR_NO_DATE, \
    .changed_since_on = EMPTOR_NO_DATE                                                           \
  }

/** @since 0.1 */
EMPTOR_API void emptor_matrix_query_init(emptor_matrix_query* query, uint32_t struct_size) EMPTOR_NOEXCEPT;
/**
 * Prices of customers x items x quantities as an Arrow stream, resolved in one snapshot; nothing of the book stays
 * open. Columns: customer, item, unit (utf8), quantity, unit_price (decimal128, 6 decimals; null: no price applies),
 * currency (utf8), tax_included (bool), amount (decimal128, 4 decimals, of the quantity), base_price (decimal128, 6
 * decimals), source (utf8), list, entry (int64), missing (utf8: without a price "NO_PRICE", or "NO_RATE" where an
 * exchange rate is missing). By customer, item, quantity.
 *
 * Since a revision, a price counts as changed when the audit trail has, after it, a row about its customer; its item;
 * an entry, discount or price rule for the item, one of its groups or everything, unless in the list of another
 * customer; or, for all prices, the settings, a customer group, an item group, a unit, a tax code or an exchange rate;
 * and when it is not the same on `on` as on `changed_since_on`. Nothing that has changed is left out; a price may be
 * among them and be the same. Where the sequence names the last price, all count as changed.
 * @param stream_out    Written on EMPTOR_OK; whoever has it calls its `release`, on any thread, even after the book.
 * @param revision_out  What to give as `changed_since` next time; may be NULL.
 * @return EMPTOR_OK, UNKNOWN_REFERENCE, UNKNOWN_CURRENCY, RANGE, LIMIT (beyond 20,000,000 prices), or a common code.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_prices_matrix(emptor_session* session, const emptor_matrix_query* query,
                                              struct ArrowArrayStream* stream_out, int64_t* revision_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;

/** What is exported: columns in docs/how-to/arrow.md. @since 0.1 */
#define EMPTOR_EXPORT_VOUCHERS 1
#define EMPTOR_EXPORT_VOUCHER_LINES 2
#define EMPTOR_EXPORT_OPEN_ITEMS 3  /**< settled ones too, with nothing open */
#define EMPTOR_EXPORT_ALLOCATIONS 4 /**< and what undid them */
#define EMPTOR_EXPORT_BALANCES 5
#define EMPTOR_EXPORT_PARTIES 6
#define EMPTOR_EXPORT_ITEMS 7

/**
 * All rows of a dataset as an Arrow stream, in the order of their keys, from one snapshot that is taken now. Memory for
 * one batch of 16,384 rows.
 *
 * The stream holds a connection for reading until it was read to its end or is released; it may be read on any thread,
 * by one at a time, also after the book was closed, and not across a fork. Within a snapshot or batch of the session
 * everything is read at once instead, and where a book has one connection for all: in memory and on a host's.
 * @param dataset     EMPTOR_EXPORT_*
 * @param from        Vouchers dated in [from, until), allocations by the day from which they count; EMPTOR_NO_DATE:
 * all.
 * @param stream_out  Written on EMPTOR_OK; whoever has it calls its `release`.
 * @return EMPTOR_OK, INVALID (no such dataset, or days for one that has no date), RANGE, BUSY, or a common code.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_export(emptor_session* session, int32_t dataset, int32_t from, int32_t until,
                                       struct ArrowArrayStream* stream_out, emptor_error** error_out) EMPTOR_NOEXCEPT;

/** What is rehearsed, and on which sales. @since 0.1 */
typedef struct emptor_simulation {
  uint32_t struct_size;
  int32_t reprice_typed;                    /**< 0: prices that clerks typed stay; 1: as if nobody had typed them */
  const emptor_price_entry* prices;         /**< new and corrected entries */
  const emptor_price_change* price_changes; /**< of lists; `from` EMPTOR_NO_DATE: the first day that is asked about */
  const char* const* tax_codes;             /**< whose rate changes */
  const char* const* tax_rates;             /**< to this percentage, one for each tax code */
  int32_t price_count;
  int32_t price_change_count;
  int32_t tax_count;
  int32_t from; /**< sales posted in [from, until) */
  int32_t until;
  int32_t on;                 /**< the day whose prices are asked; EMPTOR_NO_DATE: by which each line was priced */
  const char* customer;       /**< NULL: all */
  const char* customer_group; /**< NULL: all */
  const char* salesperson;    /**< NULL: all */
  const char* currency;       /**< of the vouchers; NULL: the book's */
  const int64_t* versions;    /**< of price lists: drafts and approved ones, laid over their lists */
  const emptor_programme* programmes;    /**< new ones, and such that replace a current version */
  const char* const* without_programmes; /**< codes of current programmes that are left out */
  int32_t version_count;
  int32_t programme_count;
  int32_t without_programme_count;
  int32_t reserved; /**< 0 */
} emptor_simulation;

#define EMPTOR_SIMULATION_INIT \
  { .struct_size = sizeof(emptor_simulation), .from = EMPTOR_NO_DATE, .until = EMPTOR_NO_DATE, .on = EMPTOR_NO_DATE }

/** @since 0.1 */
EMPTOR_API void emptor_simulation_init(emptor_simulation* simulation, uint32_t struct_size) EMPTOR_NOEXCEPT;
/**
 * What past sales would come to if prices or promotions changed. Every line is asked twice, with the book as it is and
 * with the changes; nothing is saved. Where programmes are changed, each sale is a basket that is asked twice as well:
 * with the programmes of now and with the changed ones, on its own day, by coupon where it had used one, without limits
 * and budgets; else what promotions took off stays as it was. Rows: first the total, then the customers, items, sources
 * of prices and programmes, each with the greatest gain or loss first. Columns: kind ("total", "customer", "item",
 * "rule", "programme"), code, name, lines, kept, no_price, no_cost (integers), sold, before, after, gain, tax_before,
 * tax_after, margin_before, margin_after, promotions_before, promotions_after (decimals: the last two what promotions
 * took off, without tax), unlimited (of a programme: it has limits, which were not counted), currency. Revenue is
 * without tax; margins are over the base price of purchases, of the lines that have one. UNKNOWN_REFERENCE, RANGE, and
 * whatever would refuse the changes, naming "changes.prices[i].field" and the like.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_simulate(emptor_session* session, const emptor_simulation* simulation,
                                         emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;

/**
 * A consistent view of all prices, for many quotes: what is needed is loaded once and kept. It reads one state of the
 * book until it is closed; keep it short.
 * @since 0.1
 */
typedef struct emptor_price_view emptor_price_view;

/** A question by key. Never changes. @since 0.1 */
typedef struct emptor_price_key {
  int64_t party;           /**< id */
  int64_t item;            /**< id */
  int64_t quantity_micros; /**< in millionths of the stock unit */
  int32_t on;
  int32_t direction; /**< EMPTOR_SALES or EMPTOR_PURCHASES */
} emptor_price_key;

/** Its answer, in numbers. Never changes. @since 0.1 */
typedef struct emptor_price_value {
  int64_t unit_price_micros; /**< in millionths of the currency */
  int64_t base_price_micros; /**< 0 unless has_base_price */
  int64_t list;
  int64_t entry;
  int64_t rate_micros; /**< in millionths: 5 % is 50,000 */
  int32_t source;      /**< EMPTOR_PRICE_SOURCE_*; EMPTOR_PRICE_SOURCE_NONE: no price, all else is 0 */
  int32_t currency;    /**< ISO 4217 numeric code, e.g. 840 */
  int32_t tax_included;
  int32_t has_base_price;
} emptor_price_value;

/** @since 0.1 */
EMPTOR_API emptor_status emptor_price_view_open(emptor_session* session, emptor_price_view** view_out,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API void emptor_price_view_close(emptor_price_view* view) EMPTOR_NOEXCEPT;
/** As emptor_price_resolve(), from the view. @since 0.1 */
EMPTOR_API emptor_status emptor_price_view_resolve(emptor_price_view* view, const emptor_price_request* request,
                                                   emptor_price_quote** quote_out,
                                                   emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * The fast path: `count` questions by key into `values_out`, which has room for as many. Having no price is an answer
 * (EMPTOR_PRICE_SOURCE_NONE). UNKNOWN_REFERENCE for an id that names nothing; after a failure the values are undefined.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_price_view_quote(emptor_price_view* view, const emptor_price_key* keys, int32_t count,
                                                 emptor_price_value* values_out,
                                                 emptor_error** error_out) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Credit
 * --------------------------------------------------------------------------------------------------------------- */

#define EMPTOR_VERDICT_PASS 1
#define EMPTOR_VERDICT_WARN 2 /**< needs an acknowledgement */
#define EMPTOR_VERDICT_BLOCK 3
#define EMPTOR_VERDICT_APPROVE 4 /**< needs a release */

#define EMPTOR_STAGE_ORDER 1
#define EMPTOR_STAGE_SALE 2
#define EMPTOR_STAGE_QUOTATION 3
#define EMPTOR_STAGE_DELIVERY 4

/** "pass", "warn", "block", "approve"; "" for another number. Constant. @since 0.1 */
EMPTOR_API const char* emptor_credit_verdict_name(int32_t verdict) EMPTOR_NOEXCEPT;

/** May this document be sold on credit, with all figures. Getters accept NULL and answer 0 or NULL. @since 0.1 */
typedef struct emptor_credit_decision emptor_credit_decision;

/**
 * Asks for a document of `amount` (tax included) in `currency` (NULL: the book's). Advisory: a posting a moment later
 * may meet other figures; the check that counts is made by the posting itself.
 * @param on     EMPTOR_NO_DATE: today.
 * @param stage  EMPTOR_STAGE_*.
 * @param payment_terms  of the document; NULL: the customer's.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_credit_check(emptor_session* session, const char* customer, const char* amount,
                                             const char* currency, int32_t on, int32_t stage, const char* payment_terms,
                                             emptor_credit_decision** decision_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Frees a decision of emptor_credit_check(); those of a result or a preview are borrowed. @since 0.1 */
EMPTOR_API void emptor_credit_decision_free(emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** EMPTOR_VERDICT_*. @since 0.1 */
EMPTOR_API int32_t emptor_credit_decision_verdict(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API int32_t emptor_credit_decision_over_limit(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API int32_t emptor_credit_decision_over_age(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** Of all amounts below. @since 0.1 */
EMPTOR_API const char* emptor_credit_decision_currency(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** NULL: not managed; "0.00": no credit. @since 0.1 */
EMPTOR_API const char* emptor_credit_decision_limit(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** Before this document. @since 0.1 */
EMPTOR_API const char* emptor_credit_decision_exposure(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** Of these, cheques and bills that are not cleared yet. @since 0.1 */
EMPTOR_API const char* emptor_credit_decision_uncleared(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** What this document adds, tax included. @since 0.1 */
EMPTOR_API const char* emptor_credit_decision_document(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** Exposure + document - limit; 0 when within. @since 0.1 */
EMPTOR_API const char* emptor_credit_decision_excess_amount(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** -1: not managed. @since 0.1 */
EMPTOR_API int32_t emptor_credit_decision_age_limit_days(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API int32_t emptor_credit_decision_age_days(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** Age - age limit; 0 when within. @since 0.1 */
EMPTOR_API int32_t emptor_credit_decision_excess_days(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** What is left of the limit: limit - exposure, at least 0; NULL without a limit. The age may speak against it. @since
 * 0.1 */
EMPTOR_API const char* emptor_credit_decision_available(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** The smallest collection after which no rule speaks against this document; 0 when none does, and when no payment
 * helps.
 * @since 0.1 */
EMPTOR_API const char* emptor_credit_decision_payment_to_clear(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** 0: no payment helps. @since 0.1 */
EMPTOR_API int32_t emptor_credit_decision_payment_clears(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** The greatest document that passes now; NULL: however great. @since 0.1 */
EMPTOR_API const char* emptor_credit_decision_max_amount_now(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** The rules that speak against it, also those that are ignored. Columns: rule ("limit", "age", "document_max",
 * "overdue", "overdue_ratio", "status", "first_order", "pool", "dunning", "bucket", "review", "terms"), answer
 * ("ignore", "warn", "approve", "block"), allowed, found (texts with their figures), pool (the code of the credit pool
 * that is exceeded, else ""). @since 0.1 */
EMPTOR_API emptor_status emptor_credit_decision_findings(const emptor_credit_decision* decision, emptor_rows** rows_out,
                                                         emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Of a voucher that does not pass: what of its lines would, taken in their order, each as far as whole units go; gifts
 * are left out. None of emptor_credit_check(). Columns: line (integer, from 1), item, quantity (decimal, in the line's
 * unit), amount (decimal, tax included), currency. @since 0.1 */
EMPTOR_API emptor_status emptor_credit_decision_fitting(const emptor_credit_decision* decision, emptor_rows** rows_out,
                                                        emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Whose credit it is: the customer's, or its head office's. @since 0.1 */
EMPTOR_API const char* emptor_credit_decision_account(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;
/** One readable sentence with the figures. @since 0.1 */
EMPTOR_API const char* emptor_credit_decision_text(const emptor_credit_decision* decision) EMPTOR_NOEXCEPT;

/**
 * Where a customer stands; one row. Columns: customer, name, account, currency, limit (decimal, NULL: not managed),
 * age_limit_days (integer, NULL: not managed), on_excess ("ignore", "warn", "block"), used, available (decimals),
 * age_days (integer), verdict (name: what a document of the smallest amount would meet).
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_credit_report(emptor_session* session, const char* customer, int32_t on,
                                              emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;

/** @since 0.1 */
typedef struct emptor_credit_report_query {
  uint32_t struct_size;
  int32_t on;    /**< EMPTOR_NO_DATE: today */
  int32_t limit; /**< 1 to 10,000; default 1,000 */
  int32_t reserved;
  const char* group;       /**< members of this group or of any below it; NULL: all */
  const char* salesperson; /**< with this person in charge; NULL: all */
  const char* after_code;  /**< for paging: codes greater than this */
} emptor_credit_report_query;

#define EMPTOR_CREDIT_REPORT_QUERY_INIT \
  { .struct_size = sizeof(emptor_credit_report_query), .on = EMPTOR_NO_DATE, .limit = 1000 }

/** @since 0.1 */
EMPTOR_API void emptor_credit_report_query_init(emptor_credit_report_query* query,
                                                uint32_t struct_size) EMPTOR_NOEXCEPT;
/** Customers with a credit policy or a balance, by code; a branch shows the figures of its head office's account.
 * `query` NULL: all defaults. Columns as emptor_credit_report(). @since 0.1 */
EMPTOR_API emptor_status emptor_credit_report_list(emptor_session* session, const emptor_credit_report_query* query,
                                                   emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * Checks a document and keeps what was decided, when it may not pass. One row, columns as emptor_credit_holds(); none
 * when it may pass, or a warning does.
 * @param payment_terms  of the document; NULL: the customer's.
 * @param reference  of the document, e.g. an order's number; up to 100, may be NULL.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_credit_hold(emptor_session* session, const char* customer, const char* amount,
                                            const char* currency, int32_t on, int32_t stage, const char* payment_terms,
                                            const char* reference, emptor_rows** rows_out,
                                            emptor_error** error_out) EMPTOR_NOEXCEPT;

/** How a hold is released. @since 0.1 */
typedef struct emptor_credit_release {
  uint32_t struct_size;
  int32_t valid_until;    /**< the last day of a document that it lets through; EMPTOR_NO_DATE: any */
  const char* reason;     /**< required, up to 200 */
  const char* approved;   /**< up to which amount; NULL: the held document's */
  const char* tolerance;  /**< percent that a document may be greater; NULL: 0 */
  int32_t whole_customer; /**< 1: any number of documents; needs `valid_until` */
  int32_t reserved;
} emptor_credit_release;

#define EMPTOR_CREDIT_RELEASE_INIT \
  { .struct_size = sizeof(emptor_credit_release), .valid_until = EMPTOR_NO_DATE }

/** @since 0.1 */
EMPTOR_API void emptor_credit_release_init(emptor_credit_release* release, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** Lets a posting through that names the hold (emptor_post_options.credit_hold). NOT_FOUND, REQUIRED, RANGE. @since 0.1
 */
EMPTOR_API emptor_status emptor_credit_hold_release(emptor_session* session, int64_t hold,
                                                    const emptor_credit_release* release,
                                                    emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Takes a release back. NOT_FOUND, REQUIRED, INVALID. @since 0.1 */
EMPTOR_API emptor_status emptor_credit_hold_revoke(emptor_session* session, int64_t hold, const char* reason,
                                                   emptor_error** error_out) EMPTOR_NOEXCEPT;
/** In the order of recording. `customer` NULL: all. `after`: the last hold of the page before, 0: from the start.
 * Columns: id, customer, account, stage, dated (date), amount (decimal), currency, reference, verdict, rules, decision,
 * recorded_at (instant), actor, released (truth), approved (decimal), valid_until (date), reason, released_by.
 * @since 0.1 */
EMPTOR_API emptor_status emptor_credit_holds(emptor_session* session, const char* customer, int32_t waiting_only,
                                             int64_t after, int32_t limit, emptor_rows** rows_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;

/** Vouchers that were posted although a credit rule spoke against them, in the order of recording. `customer` NULL:
 * all; `acknowledged_only` 1: only warnings that somebody accepted. `after`: the last one of the page before, 0: from
 * the start. Columns: id, voucher (integers), account, verdict, acknowledged (truth), rules, currency, limit (decimal,
 * NULL: not managed), exposure, document, excess_amount (decimals), age_limit_days (NULL: not managed), age_days,
 * excess_days (integers), recorded_at (instant), actor. RANGE, UNKNOWN_REFERENCE. @since 0.1 */
EMPTOR_API emptor_status emptor_credit_events(emptor_session* session, const char* customer, int32_t acknowledged_only,
                                              int64_t after, int32_t limit, emptor_rows** rows_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;

/**
 * Makes credit that several accounts share. What is owed in a pool counts in those above it.
 * @param name      May be NULL.
 * @param parent    the pool that it lies in; NULL: none.
 * @param currency  NULL: the book's.
 * @param limit     in this currency; NULL: not managed.
 * @return DUPLICATE_CODE, UNKNOWN_REFERENCE, UNKNOWN_CURRENCY, RANGE.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_credit_pool_create(emptor_session* session, const char* code, const char* name,
                                                   const char* parent, const char* currency, const char* limit,
                                                   emptor_error** error_out) EMPTOR_NOEXCEPT;
/** `limit` in the pool's currency, from now on; NULL: not managed. NOT_FOUND, RANGE. @since 0.1 */
EMPTOR_API emptor_status emptor_credit_pool_set_limit(emptor_session* session, const char* pool, const char* limit,
                                                      emptor_error** error_out) EMPTOR_NOEXCEPT;
/** With everything below it; `parent` NULL: under none. NOT_FOUND, UNKNOWN_REFERENCE, CYCLE. @since 0.1 */
EMPTOR_API emptor_status emptor_credit_pool_move(emptor_session* session, const char* pool, const char* parent,
                                                 emptor_error** error_out) EMPTOR_NOEXCEPT;
/** What the customer owes counts in this pool and in no other one from `from` on; EMPTOR_NO_DATE: since ever.
 * UNKNOWN_REFERENCE. @since 0.1 */
EMPTOR_API emptor_status emptor_credit_pool_join(emptor_session* session, const char* customer, const char* pool,
                                                 int32_t from, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** From this day on in none. NOT_FOUND when it is in none. @since 0.1 */
EMPTOR_API emptor_status emptor_credit_pool_leave(emptor_session* session, const char* customer, int32_t from,
                                                  emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Every pool by code on a day; EMPTOR_NO_DATE: today. Columns: code, name, parent (NULL: none), currency, limit
 * (decimal, NULL: not managed), used, available (decimals; available NULL without limits), members (integer: accounts
 * in the pool itself). NO_RATE. @since 0.1 */
EMPTOR_API emptor_status emptor_credit_pools(emptor_session* session, int32_t on, emptor_rows** rows_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;

/** What is assumed of all customers. @since 0.1 */
typedef struct emptor_credit_scenario {
  uint32_t struct_size;
  int32_t terms_days;         /**< what is open falls due so many days later, or (negative) earlier */
  const char* limits;         /**< percent of what limits are, those of pools too: "90"; NULL: 100 */
  const char* group;          /**< only accounts in this group or below; NULL: all */
  const char* salesperson;    /**< only accounts with this person in charge; NULL: all */
  const char* const* failing; /**< customers that pay no more: what their accounts owe is lost */
  int32_t failing_count;
  int32_t reserved;
} emptor_credit_scenario;

#define EMPTOR_CREDIT_SCENARIO_INIT \
  { .struct_size = sizeof(emptor_credit_scenario) }

/** @since 0.1 */
EMPTOR_API void emptor_credit_scenario_init(emptor_credit_scenario* scenario, uint32_t struct_size) EMPTOR_NOEXCEPT;
/**
 * Every account in a scenario; writes nothing. Rows: accounts that are over their limit, would meet another answer than
 * they do, or fail, by code; then credit pools with a limit, by code; then one of kind "total" in the book's currency.
 * Columns: kind ("account", "pool", "total"), code, name, used, limit (decimals; limit in the scenario, NULL: not
 * managed), over_now, over (decimals: beyond the limit today and in the scenario), lost (decimal: what those that fail
 * owe), verdict_now, verdict (what a sale of the smallest amount meets; NULL of pools and of the total), fails (truth),
 * stopped_now, stopped (integers: in the total, accounts that are blocked or need an approval), currency.
 * @return RANGE, UNKNOWN_REFERENCE, NO_RATE.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_credit_what_if(emptor_session* session, const emptor_credit_scenario* scenario,
                                               emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;

/** Every change of the owner's own credit terms in the order of recording; what held since ever when it was first said
 * is no change. `owner` and `owner_code` as for emptor_term_set(). Columns: term (name), from (date), before, after
 * ("none"; "": inherited), recorded_at (instant), actor. @since 0.1 */
EMPTOR_API emptor_status emptor_credit_history(emptor_session* session, int32_t owner, const char* owner_code,
                                               emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Vouchers
 * --------------------------------------------------------------------------------------------------------------- */

#define EMPTOR_VOUCHER_SALE 1
#define EMPTOR_VOUCHER_PURCHASE 2
#define EMPTOR_VOUCHER_COLLECTION 3
#define EMPTOR_VOUCHER_PAYMENT 4
#define EMPTOR_VOUCHER_OPENING_BALANCE 5 /**< what was owed before the book began; negative: an advance */
#define EMPTOR_VOUCHER_ADJUSTMENT 6      /**< changes what is owed without goods or money, upwards or downwards */
#define EMPTOR_VOUCHER_DISCOUNT 7        /**< an early-payment discount; posted with what earns it, never by itself */
#define EMPTOR_VOUCHER_WRITE_OFF 8       /**< gives up what is owed, for a reason; never more than is open */
#define EMPTOR_VOUCHER_REFUND 9          /**< pays an advance back; never more than the advance */
#define EMPTOR_VOUCHER_SET_OFF                                                          \
  10 /**< what a party owes against what is owed to it; its companion is the other side \
      */
#define EMPTOR_VOUCHER_CURRENCY_TRANSFER 11 /**< money of one currency that settles debts of another */
#define EMPTOR_VOUCHER_SALES_RETURN 12      /**< goods that a customer gives back; lowers what they owe */
#define EMPTOR_VOUCHER_PURCHASE_RETURN 13   /**< goods that a supplier gets back */
#define EMPTOR_VOUCHER_REBATE 14            /**< settles a rebate that was earned; negative where one is taken back */

#define EMPTOR_REASON_ROUNDING 1
#define EMPTOR_REASON_SHORT_PAY 2
#define EMPTOR_REASON_BAD_DEBT 3

/* Where money goes. */
#define EMPTOR_ALLOCATE_OLDEST_DATED 1 /**< by the date of the document */
#define EMPTOR_ALLOCATE_OLDEST_DUE 2
#define EMPTOR_ALLOCATE_SMALLEST 3
#define EMPTOR_ALLOCATE_LARGEST 4
#define EMPTOR_ALLOCATE_EXACT                                                            \
  5 /**< the oldest documents that add up exactly; none when a bounded search finds none \
     */

/** Whether the unit prices of a voucher contain the tax. */
#define EMPTOR_TAX_EXCLUSIVE 1
#define EMPTOR_TAX_INCLUSIVE 2

/** "sale", "collection" …; "" for another number. Constant. @since 0.1 */
EMPTOR_API const char* emptor_voucher_kind_name(int32_t kind) EMPTOR_NOEXCEPT;

/** A voucher as it is typed, without its lines. @since 0.1 */
typedef struct emptor_voucher_input {
  uint32_t struct_size;
  int32_t kind;      /**< EMPTOR_VOUCHER_* */
  int32_t dated;     /**< EMPTOR_NO_DATE: today */
  int32_t due;       /**< typed: wins over all terms; EMPTOR_NO_DATE: from the payment terms */
  int32_t tax_mode;  /**< EMPTOR_TAX_*; 0: exclusive */
  int32_t side;      /**< EMPTOR_RECEIVABLE or _PAYABLE, of opening balances and adjustments; 0: receivable */
  int32_t priced_on; /**< whose prices hold, e.g. the day of the order; EMPTOR_NO_DATE: `dated` */
  int32_t reserved;
  const char* party;           /**< code of the customer or supplier */
  const char* currency;        /**< NULL: the party's */
  const char* location;        /**< where stock moves; NULL: no stock moves */
  const char* salesperson;     /**< NULL: the customer's person in charge */
  const char* ship_to;         /**< name of one of the party's addresses; NULL: its default */
  const char* reference;       /**< up to 100 */
  const char* memo;            /**< up to 2,000 */
  const char* amount;          /**< of kinds without lines; > 0, of opening balances and adjustments not 0 */
  const char* payment_terms;   /**< of sales and purchases; NULL: the party's */
  const char* write_off_up_to; /**< of collections and payments: what is left of a voucher that they settle is written
                                  off when it is not more than this */
  const int32_t* allocation;   /**< EMPTOR_ALLOCATE_*, for the money after the named vouchers; NULL: oldest dated */
  int32_t allocation_count;    /**< with `allocation`; 0: the money stays where it is named, the rest is an advance */
  int32_t reason;              /**< EMPTOR_REASON_*, of write-offs */
  const char* project;         /**< what reports can be asked for; up to 40 */
} emptor_voucher_input;

#define EMPTOR_VOUCHER_INPUT_INIT                                                                      \
  {                                                                                                    \
    .struct_size = sizeof(emptor_voucher_input), .kind = EMPTOR_VOUCHER_SALE, .dated = EMPTOR_NO_DATE, \
    .due = EMPTOR_NO_DATE, .priced_on = EMPTOR_NO_DATE                                                 \
  }

/** @since 0.1 */
EMPTOR_API void emptor_voucher_input_init(emptor_voucher_input* input, uint32_t struct_size) EMPTOR_NOEXCEPT;

/** A line as it is typed. What is NULL is filled in. @since 0.1 */
typedef struct emptor_voucher_line {
  uint32_t struct_size;
  int32_t reserved;
  const char* item;
  const char* quantity;
  const char* unit;         /**< NULL: the stock unit */
  const char* unit_price;   /**< typed: never overwritten; in the voucher's tax mode */
  const char* discount;     /**< percent; typed: replaces the customer rate and all discounts */
  const char* price_list;   /**< a named list for this line */
  const char* tax_code;     /**< "": untaxed */
  const char* memo;         /**< up to 200 */
  const char* gift_of;      /**< the programme whose gift this line of an earlier answer was: it is earned anew */
  const char* price_reason; /**< why a price or a discount was typed; up to 200 */
} emptor_voucher_line;

#define EMPTOR_VOUCHER_LINE_INIT \
  { .struct_size = sizeof(emptor_voucher_line) }

/** @since 0.1 */
EMPTOR_API void emptor_voucher_line_init(emptor_voucher_line* line, uint32_t struct_size) EMPTOR_NOEXCEPT;

/** A voucher that is being written; belongs to no book. One thread at a time. @since 0.1 */
typedef struct emptor_voucher_draft emptor_voucher_draft;

/** @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_draft_new(const emptor_voucher_input* input, emptor_voucher_draft** draft_out,
                                                  emptor_error** error_out) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API void emptor_voucher_draft_free(emptor_voucher_draft* draft) EMPTOR_NOEXCEPT;
/** Adds a line at the end (sales, purchases, and returns of goods of which no voucher is known). Figures are read at
 * once: INVALID, SCALE, OVERFLOW; all else is checked by preview and post. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_draft_add_line(emptor_voucher_draft* draft, const emptor_voucher_line* line,
                                                       emptor_error** error_out) EMPTOR_NOEXCEPT;
/** The price of a line as an earlier answer found it. @since 0.1 */
typedef struct emptor_line_price {
  uint32_t struct_size;
  int32_t reserved;
  const char* source;     /**< "special_item", as quotes tell it; not "typed" */
  const char* unit_price; /**< after `discount`, in the voucher's tax mode */
  const char* base_price; /**< NULL: none */
  const char* discount;   /**< percent: typed discount (also of 0) or customer rate in `unit_price`; NULL: none */
  const char* amount;     /**< what `quantity` costs, where 6 decimals do not hold the unit price; NULL: they do */
  const char* quantity;   /**< for which it was found */
  const char* trace;      /**< as emptor_voucher_lines() tells it; NULL: none */
  int64_t entry;          /**< 0: none */
  const char* unit;       /**< what `unit_price` is for; NULL: the stock unit */
  const char* price_list; /**< the named list that was chosen for the line; NULL: none */
} emptor_line_price;

#define EMPTOR_LINE_PRICE_INIT \
  { .struct_size = sizeof(emptor_line_price) }

/** @since 0.1 */
EMPTOR_API void emptor_line_price_init(emptor_line_price* price, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** Keeps the price of a line, so that it costs what was promised; the line counts from 0. Not asked where a price is
 * typed; a typed discount other than `discount` makes the line be priced anew. INVALID, SCALE, OVERFLOW of its figures
 * at once; a trace that does not lead to the price is INVALID on "lines[i].priced" when posted. RANGE on "line".
 * @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_draft_keep_price(emptor_voucher_draft* draft, int32_t line,
                                                         const emptor_line_price* price,
                                                         emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Names a voucher that this one, which lowers a debt, settles first, in the order of naming; the rest goes to the
 * oldest.
 * @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_draft_settle(emptor_voucher_draft* draft, int64_t voucher,
                                                     emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Names a coupon of a sale; up to 20. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_draft_add_coupon(emptor_voucher_draft* draft, const char* code,
                                                         emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Keeps something of the host's with the voucher under a name of its own (up to 40); `value`: 1 to 2,000. Up to 50,
 * each name once. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_draft_add_field(emptor_voucher_draft* draft, const char* name,
                                                        const char* value, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Names the reservation whose uses and money are for this sale; 0: none. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_draft_set_reservation(emptor_voucher_draft* draft, int64_t reservation,
                                                              emptor_error** error_out) EMPTOR_NOEXCEPT;
/** One unit of the voucher's currency in the book's, as decimal text, e.g. as the bank says; NULL: the book's rate of
 * the day. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_draft_set_exchange_rate(emptor_voucher_draft* draft, const char* rate,
                                                                emptor_error** error_out) EMPTOR_NOEXCEPT;
/** What was typed; one row. Columns: kind, side (integers; side NULL: not given), party, dated, due (dates), currency,
 * tax_mode (integer), location, salesperson, ship_to, reference, memo, amount (decimal), payment_terms, priced_on
 * (date), project. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_draft_head(const emptor_voucher_draft* draft, emptor_rows** rows_out,
                                                   emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Columns: item, quantity (decimal), unit, unit_price, discount (decimals), price_list, tax_code, memo, gift_of,
 * price_reason; and of a price that is kept, else NULL: priced (decimal), priced_source (name), priced_entry (integer),
 * priced_base, priced_discount, priced_amount, priced_quantity (decimals), priced_trace, priced_unit,
 * priced_list. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_draft_lines(const emptor_voucher_draft* draft, emptor_rows** rows_out,
                                                    emptor_error** error_out) EMPTOR_NOEXCEPT;

/** A posted voucher, or the one of a preview. Never changes. Getters accept NULL and answer 0, NULL or EMPTOR_NO_DATE.
 * @since 0.1 */
typedef struct emptor_voucher emptor_voucher;

/** Frees a voucher of emptor_voucher_find(), _get() and _reverse(); those of a result or a preview are borrowed.
 * @since 0.1 */
EMPTOR_API void emptor_voucher_free(emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API int64_t emptor_voucher_id(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** EMPTOR_VOUCHER_*. @since 0.1 */
EMPTOR_API int32_t emptor_voucher_kind(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** EMPTOR_RECEIVABLE or _PAYABLE. @since 0.1 */
EMPTOR_API int32_t emptor_voucher_side(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** The exchange rate that it keeps, as a fraction: one unit of its currency in the book's. 0 in the book's currency,
 * and where no rate was known; then the outputs are untouched. Outputs may be NULL. @since 0.1 */
EMPTOR_API int32_t emptor_voucher_exchange_rate(const emptor_voucher* voucher, int64_t* numerator_out,
                                                int64_t* denominator_out) EMPTOR_NOEXCEPT;
/** "20260331-1". @since 0.1 */
EMPTOR_API const char* emptor_voucher_number(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API int32_t emptor_voucher_dated(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** The day whose prices hold. @since 0.1 */
EMPTOR_API int32_t emptor_voucher_priced_on(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API int32_t emptor_voucher_due(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** As they were when posted; "" for a due date of its own. @since 0.1 */
EMPTOR_API const char* emptor_voucher_payment_terms(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** The parts with their own due dates, which add up to the total. Columns: number (integer), due (date), amount
 * (decimal), discount_until (date: the last day on which paying it earns the discount; NULL: none), discount (decimal:
 * what paying all of it by then earns). @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_instalments(const emptor_voucher* voucher, emptor_rows** rows_out,
                                                    emptor_error** error_out) EMPTOR_NOEXCEPT;
/** EMPTOR_REASON_*, of write-offs; 0: none. @since 0.1 */
EMPTOR_API int32_t emptor_voucher_reason(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** The voucher with which the library posted this one; 0: none. @since 0.1 */
EMPTOR_API int64_t emptor_voucher_companion_of(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** Of a return: the voucher whose goods came back; 0: none is known. @since 0.1 */
EMPTOR_API int64_t emptor_voucher_returns(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** Code of the customer or supplier. @since 0.1 */
EMPTOR_API const char* emptor_voucher_party(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** Their name as it was when posted. @since 0.1 */
EMPTOR_API const char* emptor_voucher_party_name(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** Who owes: the party or its head office. @since 0.1 */
EMPTOR_API const char* emptor_voucher_account(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API const char* emptor_voucher_currency(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** EMPTOR_TAX_*. @since 0.1 */
EMPTOR_API int32_t emptor_voucher_tax_mode(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API const char* emptor_voucher_location(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API const char* emptor_voucher_salesperson(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API const char* emptor_voucher_reference(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API const char* emptor_voucher_memo(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API const char* emptor_voucher_project(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** What the host kept with it. Columns: name, value. By name. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_fields(const emptor_voucher* voucher, emptor_rows** rows_out,
                                               emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Without tax. @since 0.1 */
EMPTOR_API const char* emptor_voucher_net(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API const char* emptor_voucher_tax(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** Net + tax. @since 0.1 */
EMPTOR_API const char* emptor_voucher_total(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** The voucher that this one undoes; 0: none. @since 0.1 */
EMPTOR_API int64_t emptor_voucher_reverses(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** The voucher that undoes this one; 0: none. @since 0.1 */
EMPTOR_API int64_t emptor_voucher_reversed_by(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** The voucher whose place this one takes; 0: none. @since 0.1 */
EMPTOR_API int64_t emptor_voucher_corrects(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** The voucher that took the place of this one; 0: none. @since 0.1 */
EMPTOR_API int64_t emptor_voucher_corrected_by(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** Why it took the place of the one that it corrects; "" when nobody said so. @since 0.1 */
EMPTOR_API const char* emptor_voucher_correction_reason(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** EMPTOR_NO_INSTANT for NULL. @since 0.1 */
EMPTOR_API int64_t emptor_voucher_recorded_at(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** Who posted it. @since 0.1 */
EMPTOR_API const char* emptor_voucher_actor(const emptor_voucher* voucher) EMPTOR_NOEXCEPT;
/** Columns: line (integer), item, item_name, quantity (decimal), unit, unit_price (decimal, after discount), source
 * (name), entry (integer), base_price, discount (decimals), tax_code, tax_rate, net, tax (decimals), memo, trace (how
 * discounts made the price, e.g. "20 discount: *0.93#17 = 18.6": entry 17 left 93 %; "" where none applied), promotion
 * (decimal: what promotions take off), gift_of (the programme that added the line), typed_price (decimal: before the
 * discount), found_price (decimal: what would have been paid where a price or a discount was typed), price_reason,
 * returns_line (integer: of a return the line whose units came back; 0: none), withheld (decimal: of a return what a
 * broken promotion keeps back of the line's share, in the voucher's tax mode; negative: gives back). @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_lines(const emptor_voucher* voucher, emptor_rows** rows_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;
/** What programmes take off its lines, or add, in the order in which they apply. Columns: programme (integer: the
 * version that was used), code, line (integer), quantity (decimal, rewarded or added), amount (decimal), coupon
 * (by which it applied; "": none). @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_promotions(const emptor_voucher* voucher, emptor_rows** rows_out,
                                                   emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Totals by tax code. Columns: tax_code, rate, net, tax (decimals). @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_taxes(const emptor_voucher* voucher, emptor_rows** rows_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;
/** The address as it was when posted; one row, or none. Columns as emptor_address_list(). @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_ship_to(const emptor_voucher* voucher, emptor_rows** rows_out,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;

/** @since 0.1 */
typedef struct emptor_post_options {
  uint32_t struct_size;
  int32_t acknowledge_warnings;  /**< accept a credit, price or stock warning; who and when is recorded */
  const char* idempotency_key;   /**< up to 100; a repeat with the same content returns the first result */
  int32_t acknowledge_soft_lock; /**< accept a day that is locked softly; who and when is recorded */
  int32_t reserved;
  int64_t credit_hold; /**< a hold whose release lets a sale through; 0: none */
} emptor_post_options;

#define EMPTOR_POST_OPTIONS_INIT \
  { .struct_size = sizeof(emptor_post_options) }

/** @since 0.1 */
EMPTOR_API void emptor_post_options_init(emptor_post_options* options, uint32_t struct_size) EMPTOR_NOEXCEPT;

/** What a posting did, or why it did not. Getters accept NULL and answer 0 or NULL. @since 0.1 */
typedef struct emptor_post_result emptor_post_result;

/**
 * Posts: fills, validates, totals, asks the credit policy, numbers and saves, in one transaction. A refusal by the
 * credit or the stock policy is EMPTOR_OK with a result that was not posted: look at emptor_post_result_posted().
 *
 * @param options  NULL: none. With a key, a call that failed half-way (BUSY, IO, OUT_OF_MEMORY, or the process ended)
 * can be repeated safely.
 * @return EMPTOR_OK, all that is wrong with the draft (INVALID, REQUIRED, RANGE, SCALE, UNKNOWN_REFERENCE … at once),
 *         NO_PRICE, PERIOD_LOCKED, INACTIVE, IDEMPOTENCY_CONFLICT, or a common code.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_voucher_post(emptor_session* session, const emptor_voucher_draft* draft,
                                             const emptor_post_options* options, emptor_post_result** result_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API void emptor_post_result_free(emptor_post_result* result) EMPTOR_NOEXCEPT;
/** 1: there is a voucher. 0: refused, nothing was changed. @since 0.1 */
EMPTOR_API int32_t emptor_post_result_posted(const emptor_post_result* result) EMPTOR_NOEXCEPT;
/** 1: the idempotency key was known, and this is the first result. @since 0.1 */
EMPTOR_API int32_t emptor_post_result_repeated(const emptor_post_result* result) EMPTOR_NOEXCEPT;
/** Borrowed; NULL when refused. @since 0.1 */
EMPTOR_API const emptor_voucher* emptor_post_result_voucher(const emptor_post_result* result) EMPTOR_NOEXCEPT;
/** Borrowed; NULL for vouchers that need no credit. @since 0.1 */
EMPTOR_API const emptor_credit_decision* emptor_post_result_credit(const emptor_post_result* result) EMPTOR_NOEXCEPT;
/** Borrowed; NULL when posted. Its code is EMPTOR_E_CREDIT_BLOCKED, EMPTOR_E_CREDIT_WARNING, EMPTOR_E_PRICE_LIMIT or
 * EMPTOR_E_STOCK_SHORT; of a voucher in a batch, also what was wrong with it.
 * @since 0.1 */
EMPTOR_API const emptor_error* emptor_post_result_refusal(const emptor_post_result* result) EMPTOR_NOEXCEPT;

/** How many vouchers were posted with it: early-payment discounts taken. @since 0.1 */
EMPTOR_API int32_t emptor_post_result_companion_count(const emptor_post_result* result) EMPTOR_NOEXCEPT;
/** Borrowed; NULL outside of 0 to count - 1. @since 0.1 */
EMPTOR_API const emptor_voucher* emptor_post_result_companion(const emptor_post_result* result,
                                                              int32_t index) EMPTOR_NOEXCEPT;

/** Of a correction: what undid the voucher that was corrected. Borrowed; NULL when there is none. @since 0.1 */
EMPTOR_API const emptor_voucher* emptor_post_result_reversal(const emptor_post_result* result) EMPTOR_NOEXCEPT;

/** What became of many vouchers. Getters accept NULL and answer 0 or NULL. @since 0.1 */
typedef struct emptor_batch_result emptor_batch_result;

/** That one draft of a batch settles the voucher of another one before it, after what it names by
 * emptor_voucher_draft_settle(). Both are places in the batch, from 0. @since 0.1 */
typedef struct emptor_batch_link {
  int32_t entry;
  int32_t settles;
} emptor_batch_link;

/**
 * Posts many drafts in one transaction, in their order. A bad one fails alone and says why; with `all_or_nothing` every
 * voucher is posted or none. A failure of the machine (BUSY, IO, DISK_FULL …) undoes all of them.
 *
 * @param drafts  `count` drafts.
 * @param options  `count` options, or NULL: none. Single ones may be NULL.
 * @param links  `link_count` of them, or NULL. A draft that settles one that is not before it (RANGE), or was not
 * posted (UNKNOWN_REFERENCE), is refused on "settles_entries[i]", its i-th link.
 * @return EMPTOR_OK, also when some were not posted; LIMIT beyond 100,000, RANGE on "links[i]", or a common code.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_voucher_post_batch(emptor_session* session, const emptor_voucher_draft* const* drafts,
                                                   const emptor_post_options* const* options, int32_t count,
                                                   const emptor_batch_link* links, int32_t link_count,
                                                   int32_t all_or_nothing, emptor_batch_result** result_out,
                                                   emptor_error** error_out) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API void emptor_batch_result_free(emptor_batch_result* result) EMPTOR_NOEXCEPT;
/** How many there were. @since 0.1 */
EMPTOR_API int32_t emptor_batch_result_count(const emptor_batch_result* result) EMPTOR_NOEXCEPT;
/** How many of them were posted. @since 0.1 */
EMPTOR_API int32_t emptor_batch_result_posted(const emptor_batch_result* result) EMPTOR_NOEXCEPT;
/** Borrowed; NULL outside of 0 to count - 1. Neither posted nor refused: only the others of an all-or-nothing batch
 * kept it out. @since 0.1 */
EMPTOR_API const emptor_post_result* emptor_batch_result_at(const emptor_batch_result* result,
                                                            int32_t index) EMPTOR_NOEXCEPT;

/** What a posting would do. Getters accept NULL and answer 0 or NULL. @since 0.1 */
typedef struct emptor_preview emptor_preview;

/**
 * Holds what programmes and coupons with limits would give to a sale, for 1 second to 31 days. A draft that names the
 * reservation is judged anew, with what it holds. What emptor_voucher_post() fails with for bad input; COUPON_REFUSED
 * for a coupon that is not taken. @since 0.1
 */
EMPTOR_API emptor_status emptor_voucher_reserve(emptor_session* session, const emptor_voucher_draft* draft,
                                                int64_t seconds, int64_t* reservation_out,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;
/** As emptor_voucher_post(), and saves nothing. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_preview(emptor_session* session, const emptor_voucher_draft* draft,
                                                emptor_preview** preview_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API void emptor_preview_free(emptor_preview* preview) EMPTOR_NOEXCEPT;
/** Borrowed; with the number that it would get now, and no id. @since 0.1 */
EMPTOR_API const emptor_voucher* emptor_preview_voucher(const emptor_preview* preview) EMPTOR_NOEXCEPT;
/** Borrowed; NULL for vouchers that need no credit. @since 0.1 */
EMPTOR_API const emptor_credit_decision* emptor_preview_credit(const emptor_preview* preview) EMPTOR_NOEXCEPT;
/** What would have to be acknowledged, or would refuse it: borrowed; NULL when nothing. @since 0.1 */
EMPTOR_API const emptor_error* emptor_preview_warnings(const emptor_preview* preview) EMPTOR_NOEXCEPT;
/** Of the account, in the voucher's currency. @since 0.1 */
EMPTOR_API const char* emptor_preview_balance_after(const emptor_preview* preview) EMPTOR_NOEXCEPT;

/** How many vouchers would be posted with it. @since 0.1 */
EMPTOR_API int32_t emptor_preview_companion_count(const emptor_preview* preview) EMPTOR_NOEXCEPT;
/** Borrowed; NULL outside of 0 to count - 1. @since 0.1 */
EMPTOR_API const emptor_voucher* emptor_preview_companion(const emptor_preview* preview, int32_t index) EMPTOR_NOEXCEPT;

/**
 * Every programme, by rank: why it applies or not, and what is missing. Columns: programme (integer), code, outcome
 * (name: "applied", "not_yet", "expired", "wrong_weekday", "wrong_customer", "wrong_currency", "nothing_in_scope",
 * "quantity_short", "amount_short", "set_incomplete", "lost_rank", "lost_best", "excluded", "phase_off",
 * "nothing_off", "coupon_required", "used_up", "customer_used_up", "budget_exhausted"), amount (decimal: taken off),
 * gift, gift_quantity, missing_quantity (decimals; of an applied one: until it gives more), missing_product,
 * missing_amount (decimal), by (the programme that it lost to), lost_worth (decimal), heuristic (truth), unplaced
 * (decimal), text (one line), coupon (by which it applies), uses_left (integer), budget_left (decimal; both NULL: not
 * limited). @since 0.1
 */
EMPTOR_API emptor_status emptor_preview_promotions(const emptor_preview* preview, emptor_rows** rows_out,
                                                   emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * What became of the coupons, in the order of the draft. Columns: code, outcome (name: "taken", "unknown", "not_yet",
 * "expired", "withdrawn", "wrong_customer", "used_up", "customer_used_up", "not_needed", "not_applied"), programme,
 * customer (whose it is), from, until (dates), uses_max (integer; NULL: no limit), uses (integer), reason (of
 * not_applied), text (one line). @since 0.1
 */
EMPTOR_API emptor_status emptor_preview_coupons(const emptor_preview* preview, emptor_rows** rows_out,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;
/** How the gifts differ from those that the draft had. Columns: programme, item, before, after (decimals). @since 0.1
 */
EMPTOR_API emptor_status emptor_preview_gift_changes(const emptor_preview* preview, emptor_rows** rows_out,
                                                     emptor_error** error_out) EMPTOR_NOEXCEPT;

/** Posts the opposite on `on` (EMPTOR_NO_DATE: today) and undoes its allocations first. `options` may be NULL.
 * NOT_FOUND, ALREADY_REVERSED, PERIOD_LOCKED. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_reverse(emptor_session* session, int64_t voucher, int32_t on,
                                                const emptor_post_options* options, emptor_voucher** voucher_out,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Charges what a letter claims, its fee and interest, by an adjustment; EMPTOR_NO_DATE: on the day of the letter.
 * NOT_FOUND, CONFLICT when it is charged already, INVALID when it claims nothing, PERIOD_LOCKED. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_post_claim(emptor_session* session, int64_t letter, int32_t dated,
                                                   const emptor_post_options* options, emptor_voucher** voucher_out,
                                                   emptor_error** error_out) EMPTOR_NOEXCEPT;
#define EMPTOR_REVERSAL_ORIGINAL_IF_OPEN 1 /**< dated as the voucher itself while its period is open, else today */
#define EMPTOR_REVERSAL_TODAY 2            /**< today, or the voucher's own later date */

/** How a voucher is corrected. @since 0.1 */
typedef struct emptor_correction_policy {
  uint32_t struct_size;
  int32_t reversal;         /**< EMPTOR_REVERSAL_*; default EMPTOR_REVERSAL_ORIGINAL_IF_OPEN */
  int32_t reversed_on;      /**< explicit date of the reversal, wins over `reversal`; EMPTOR_NO_DATE */
  int32_t keep_allocations; /**< 1: a voucher that is settled, in part or whole, is refused (IN_USE) */
  const char* reason;       /**< why, kept with the correction; up to 200 */
} emptor_correction_policy;

#define EMPTOR_CORRECTION_POLICY_INIT                                                              \
  {                                                                                                \
    .struct_size = sizeof(emptor_correction_policy), .reversal = EMPTOR_REVERSAL_ORIGINAL_IF_OPEN, \
    .reversed_on = EMPTOR_NO_DATE                                                                  \
  }

/** @since 0.1 */
EMPTOR_API void emptor_correction_policy_init(emptor_correction_policy* policy, uint32_t struct_size) EMPTOR_NOEXCEPT;
/**
 * Reverses a voucher and posts `draft`, of the same kind, in its place: both or neither. A draft without a date has the
 * one of the reversal. Refusals by policy are EMPTOR_OK with a result that was not posted.
 *
 * @param policy  NULL: the defaults.
 * @return EMPTOR_OK, NOT_FOUND, ALREADY_REVERSED, IN_USE, PERIOD_LOCKED, RANGE and what emptor_voucher_post() returns.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_voucher_correct(emptor_session* session, int64_t voucher,
                                                const emptor_voucher_draft* draft,
                                                const emptor_correction_policy* policy,
                                                const emptor_post_options* options, emptor_post_result** result_out,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;

/* What becomes of a promotion of a sale that the goods that are kept no longer earn. */
#define EMPTOR_BROKEN_KEEP 1         /**< nothing: each unit is paid back as it was paid */
#define EMPTOR_BROKEN_RECALC 2       /**< the goods that are kept are priced anew; paid back is what was paid more */
#define EMPTOR_BROKEN_DENY_PARTIAL 3 /**< the return is refused; all of the goods may come back */

/** Goods of a posted sale or purchase that come back. @since 0.1 */
typedef struct emptor_return {
  uint32_t struct_size;
  int32_t dated;                 /**< EMPTOR_NO_DATE: today, or the voucher's own later date */
  int64_t of;                    /**< the sale or purchase */
  const int32_t* lines;          /**< of that voucher, from 1, each once; NULL: everything that has not come back */
  const char* const* quantities; /**< decimal text > 0, of each line in its unit */
  const char* location;          /**< where the goods are moved; NULL: where the voucher moved them */
  const char* reference;         /**< up to 100 */
  const char* memo;              /**< up to 2,000 */
  int32_t line_count;
  int32_t broken; /**< EMPTOR_BROKEN_*; 0: keep */
} emptor_return;

#define EMPTOR_RETURN_INIT \
  { .struct_size = sizeof(emptor_return), .dated = EMPTOR_NO_DATE }

/** @since 0.1 */
EMPTOR_API void emptor_return_init(emptor_return* goods, uint32_t struct_size) EMPTOR_NOEXCEPT;
/**
 * Posts the return of goods of a sale or purchase, a voucher of the kind sales return or purchase return. Up to k of n
 * units that cost A a line pays back round(A x k / n) in all, less what it has paid back before, and never more than A;
 * tax and stock likewise. It settles what is open of its voucher, then what is open otherwise; the rest is an advance.
 * Programmes and coupons that the sale has used stay used. A purchase return of more than is on hand (STOCK_SHORT) and
 * a denied promotion (IN_USE) are EMPTOR_OK with a result that was not posted.
 *
 * @return EMPTOR_OK, NOT_FOUND, INVALID, ALREADY_REVERSED, UNKNOWN_REFERENCE, RANGE (more than is left), PERIOD_LOCKED,
 *         IDEMPOTENCY_CONFLICT or a common code.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_voucher_return_goods(emptor_session* session, const emptor_return* goods,
                                                     const emptor_post_options* options,
                                                     emptor_post_result** result_out,
                                                     emptor_error** error_out) EMPTOR_NOEXCEPT;
/** What emptor_voucher_return_goods() would do; a refusal is among the warnings. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_preview_return(emptor_session* session, const emptor_return* goods,
                                                       emptor_preview** preview_out,
                                                       emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Every version of a voucher that was corrected, the first one first. Columns as emptor_voucher_list(). NOT_FOUND.
 * @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_versions(emptor_session* session, int64_t id, emptor_rows** rows_out,
                                                 emptor_error** error_out) EMPTOR_NOEXCEPT;

/** Takes the next number of a series and records why no voucher has it. One row, columns as
 * emptor_voucher_voided_numbers(). `dated`: optional, which series; today's. REQUIRED on "reason" (up to 200),
 * PERIOD_LOCKED. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_void_number(emptor_session* session, int32_t kind, int32_t dated,
                                                    const char* reason, emptor_rows** rows_out,
                                                    emptor_error** error_out) EMPTOR_NOEXCEPT;
/** In the order of recording. `kind` 0: all. Columns: kind (name), number, reason, recorded_at (instant), actor.
 * @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_voided_numbers(emptor_session* session, int32_t kind, emptor_rows** rows_out,
                                                       emptor_error** error_out) EMPTOR_NOEXCEPT;

/** Seals the days up to `day`, which must be closed: hashes their vouchers, and they never open again. One row, columns
 * as emptor_period_seals(). INVALID for a day that is not closed, RANGE for one that is sealed. @since 0.1 */
EMPTOR_API emptor_status emptor_period_seal(emptor_session* session, int32_t day, emptor_rows** rows_out,
                                            emptor_error** error_out) EMPTOR_NOEXCEPT;
/** In their order. Columns: through (date), vouchers (integer), hash (SHA-256 in hexadecimal over the seal before and
 * every voucher), recorded_at (instant), actor. @since 0.1 */
EMPTOR_API emptor_status emptor_period_seals(emptor_session* session, emptor_rows** rows_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;

/** By kind and number; stores NULL when there is none. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_find(emptor_session* session, int32_t kind, const char* number,
                                             emptor_voucher** voucher_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** By id; NOT_FOUND. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_get(emptor_session* session, int64_t id, emptor_voucher** voucher_out,
                                            emptor_error** error_out) EMPTOR_NOEXCEPT;

/** @since 0.1 */
typedef struct emptor_voucher_query {
  uint32_t struct_size;
  int32_t kind;        /**< EMPTOR_VOUCHER_*; 0: all */
  const char* party;   /**< NULL: all */
  int32_t dated_from;  /**< optional */
  int32_t dated_until; /**< the first day that is not wanted, optional */
  int64_t after;       /**< for paging: the last voucher of the page before */
  int32_t limit;       /**< 1 to 10,000; default 100 */
  int32_t reserved;
  const char* project; /**< NULL: all */
} emptor_voucher_query;

#define EMPTOR_VOUCHER_QUERY_INIT                                                                             \
  {                                                                                                           \
    .struct_size = sizeof(emptor_voucher_query), .dated_from = EMPTOR_NO_DATE, .dated_until = EMPTOR_NO_DATE, \
    .limit = 100                                                                                              \
  }

/** @since 0.1 */
EMPTOR_API void emptor_voucher_query_init(emptor_voucher_query* query, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** Columns: id, kind (name), side ("receivable", "payable"), number, dated, due (dates), party, party_name, account,
 * currency, net, tax, total (decimals), reverses, reversed_by (integers), reference, recorded_at (instant), actor,
 * corrects, corrected_by (integers). By date, and in a day in the order of posting. `query` NULL: the first 100.
 * @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_list(emptor_session* session, const emptor_voucher_query* query,
                                             emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** What a party paid for an item, newest first, at most `limit` (1 to 1,000); reversed vouchers and free lines are left
 * out. Columns: voucher (integer), number, dated (date), quantity (decimal), unit, unit_price (decimal), currency,
 * tax_mode (integer), source (name). @since 0.1 */
EMPTOR_API emptor_status emptor_price_history(emptor_session* session, const char* party, const char* item,
                                              int32_t direction, int32_t limit, emptor_rows** rows_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * Lines of sales in [from, until) whose price differs from their base price; both EMPTOR_NO_DATE: from the first of
 * this month through today. `party`, `location`, `salesperson`, `project`: codes, or NULL for all. `min_discount`:
 * lines whose discount is less, either way, are left out; NULL: none. Columns: voucher (integer), number, dated (date),
 * line (integer), party, item, quantity (decimal), unit, base_price, unit_price, discount, percent (decimals),
 * currency.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_discount_report(emptor_session* session, int32_t from, int32_t until, const char* party,
                                                const char* location, const char* salesperson, const char* project,
                                                const char* min_discount, emptor_rows** rows_out,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Customers by net sales in the book's currency in [from, until), greatest first. Columns: party, name, vouchers
 * (integer), net (decimal), currency. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_best_customers(emptor_session* session, int32_t from, int32_t until,
                                                       int32_t limit, emptor_rows** rows_out,
                                                       emptor_error** error_out) EMPTOR_NOEXCEPT;

/** Keeps a draft in the book, without number or effect. `replaces`: the kept draft that it takes the place of; 0: none.
 * @since 0.1 */
EMPTOR_API emptor_status emptor_draft_save(emptor_session* session, const emptor_voucher_draft* draft, int64_t replaces,
                                           int64_t* id_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** A kept draft, to be changed, posted or kept again. NOT_FOUND. @since 0.1 */
EMPTOR_API emptor_status emptor_draft_load(emptor_session* session, int64_t id, emptor_voucher_draft** draft_out,
                                           emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Columns: id. @since 0.1 */
EMPTOR_API emptor_status emptor_draft_list(emptor_session* session, emptor_rows** rows_out,
                                           emptor_error** error_out) EMPTOR_NOEXCEPT;
/** NOT_FOUND. @since 0.1 */
EMPTOR_API emptor_status emptor_draft_discard(emptor_session* session, int64_t id,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Posts a kept draft and discards it in the same transaction; as emptor_voucher_post(). @since 0.1 */
EMPTOR_API emptor_status emptor_draft_post(emptor_session* session, int64_t id, const emptor_post_options* options,
                                           emptor_post_result** result_out, emptor_error** error_out) EMPTOR_NOEXCEPT;

#define EMPTOR_REPRICE_FROZEN 1 /**< a line keeps the price that it has; one that has none is given one */
#define EMPTOR_REPRICE_KEEP_TYPED \
  2                          /**< all but typed prices are taken anew; a typed discount comes off the new price */
#define EMPTOR_REPRICE_ALL 3 /**< all: what was typed is forgotten, and its reason with it */
#define EMPTOR_REPRICE_DRY 4 /**< like _KEEP_TYPED, but the draft stays as it was: only the difference is told */

/** A posted sale or purchase as it would be typed, with the prices that it had: for an order that comes again. Without
 * dates, gifts, coupons, reference and exchange rate. NOT_FOUND; INVALID for other kinds and for reversals.
 * @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_copy(emptor_session* session, int64_t voucher, emptor_voucher_draft** draft_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * Prices the lines of a draft of a sale or purchase again, and says what became of each price and why.
 *
 * @param draft         Borrowed; on success it holds the new prices, but for EMPTOR_REPRICE_DRY.
 * @param mode          EMPTOR_REPRICE_*.
 * @param lines_out     One row for each line but gifts. Columns: line (integer, from 1), item, before (decimal; NULL:
 * it had no price), source_before (name), entry_before (integer), discount_before (decimal), after, source_after,
 * entry_after, discount_after, found (decimal: of a line with a typed price or discount what would be paid without),
 * cause ("same", "frozen", "typed", "first", "source", "entry", "terms", "typing_ended"). Free with emptor_rows_free().
 * @param warnings_out  May be NULL. PRICE_LIMIT of lines that do not keep a floor or ceiling, else NULL. Free with
 *                      emptor_error_free().
 * @return EMPTOR_OK, and what emptor_voucher_preview() returns. On failure outputs and the draft are untouched.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_voucher_reprice(emptor_session* session, emptor_voucher_draft* draft, int32_t mode,
                                                emptor_rows** lines_out, emptor_error** warnings_out,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;
/** The same of a draft in the book, which is kept with its new prices. NOT_FOUND. @since 0.1 */
EMPTOR_API emptor_status emptor_draft_reprice(emptor_session* session, int64_t id, int32_t mode,
                                              emptor_rows** lines_out, emptor_error** warnings_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Receivables and payables
 * --------------------------------------------------------------------------------------------------------------- */

#define EMPTOR_RECEIVABLE 1 /**< what customers owe */
#define EMPTOR_PAYABLE 2    /**< what is owed to suppliers */

#define EMPTOR_BASIS_ACCOUNT 1    /**< what this party owes, its branches' purchases included */
#define EMPTOR_BASIS_INDIVIDUAL 2 /**< what this party itself traded */

/** What is owed. An output: set struct_size by emptor_balance_init(). @since 0.1 */
typedef struct emptor_balance {
  uint32_t struct_size;
  int32_t age_start;  /**< day of the oldest unpaid increase; EMPTOR_NO_DATE when nothing is owed */
  int32_t age_days;   /**< on the day asked for */
  int32_t age_months; /**< age_days / 30, whole */
  char currency[8];
  char amount[32]; /**< negative: an advance */
} emptor_balance;

#define EMPTOR_BALANCE_INIT \
  { .struct_size = sizeof(emptor_balance), .age_start = EMPTOR_NO_DATE }

/** @since 0.1 */
EMPTOR_API void emptor_balance_init(emptor_balance* balance, uint32_t struct_size) EMPTOR_NOEXCEPT;

/**
 * What a party owes, or is owed. One read, whatever the history.
 * @param side      EMPTOR_RECEIVABLE or EMPTOR_PAYABLE.
 * @param basis     EMPTOR_BASIS_*.
 * @param currency  NULL: the party's.
 * @param on        For the age; EMPTOR_NO_DATE: today.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_balance_get(emptor_session* session, const char* party, int32_t side, int32_t basis,
                                            const char* currency, int32_t on, emptor_balance* balance_out,
                                            emptor_error** error_out) EMPTOR_NOEXCEPT;
/** By key, in minor units of the currency: 92.50 USD is 9250. The fast path. @since 0.1 */
EMPTOR_API emptor_status emptor_balance_by_key(emptor_session* session, int64_t account, int32_t side,
                                               const char* currency, int64_t* minor_units_out,
                                               emptor_error** error_out) EMPTOR_NOEXCEPT;
/** As it stood at the end of `day`, from the documents. @since 0.1 */
EMPTOR_API emptor_status emptor_balance_at(emptor_session* session, const char* party, int32_t day, int32_t side,
                                           int32_t basis, const char* currency, emptor_text* amount_out,
                                           emptor_error** error_out) EMPTOR_NOEXCEPT;
/** What is not settled, oldest due first, at most `limit`. Columns: voucher (integer), number, instalment (integer),
 * party, dated, due (dates), amount, open (decimals), currency, discount_until (date: the last day on which paying it
 * earns its discount; NULL: none), discount (decimal: what paying all of it by then earns). @since 0.1 */
EMPTOR_API emptor_status emptor_open_item_list(emptor_session* session, const char* party, int32_t side,
                                               const char* currency, int32_t limit, emptor_rows** rows_out,
                                               emptor_error** error_out) EMPTOR_NOEXCEPT;
/** What settles a voucher, or is settled by it. Columns: debit, credit (integers: vouchers), amount (decimal),
 * currency, effective (date). @since 0.1 */
EMPTOR_API emptor_status emptor_allocation_list(emptor_session* session, int64_t voucher, emptor_rows** rows_out,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Documents from `from` to `last` (inclusive), after a carried-forward row, with a running balance. Columns: dated
 * (date), kind, number, party, voucher (integer), debit, credit, balance (decimals), currency. @since 0.1 */
EMPTOR_API emptor_status emptor_ledger_list(emptor_session* session, const char* party, int32_t from, int32_t last,
                                            int32_t side, int32_t basis, const char* currency, emptor_rows** rows_out,
                                            emptor_error** error_out) EMPTOR_NOEXCEPT;

/** A debit that is chosen by hand. @since 0.1 */
typedef struct emptor_chosen_debit {
  int64_t voucher;
  const char* amount; /**< exactly this; NULL: as much as the money allows */
  int32_t instalment; /**< 0: all of them */
  int32_t reserved;
} emptor_chosen_debit;

/** What a credit that has something left is to settle. @since 0.1 */
typedef struct emptor_allocation_request {
  uint32_t struct_size;
  int32_t side;                      /**< default EMPTOR_RECEIVABLE */
  const char* party;                 /**< the account */
  const char* currency;              /**< NULL: the party's */
  int64_t credit;                    /**< a collection, payment or other credit that has something left */
  const emptor_chosen_debit* chosen; /**< these first */
  const int32_t* orders;             /**< EMPTOR_ALLOCATE_*, then by these; NULL: oldest dated */
  int32_t chosen_count;
  int32_t order_count; /**< with `orders`; 0: only what is chosen */
  int32_t on;          /**< from when it holds; EMPTOR_NO_DATE: today */
  int32_t reserved;
} emptor_allocation_request;

#define EMPTOR_ALLOCATION_REQUEST_INIT \
  { .struct_size = sizeof(emptor_allocation_request), .side = EMPTOR_RECEIVABLE, .on = EMPTOR_NO_DATE }

/** @since 0.1 */
EMPTOR_API void emptor_allocation_request_init(emptor_allocation_request* request,
                                               uint32_t struct_size) EMPTOR_NOEXCEPT;

/** What would be settled. Never changes. @since 0.1 */
typedef struct emptor_allocation_plan emptor_allocation_plan;

/** Plans and writes nothing. UNKNOWN_REFERENCE for what is no open credit or debit of this account, OVER_ALLOCATED for
 * more than is open or left, RANGE. @since 0.1 */
EMPTOR_API emptor_status emptor_allocation_plan_new(emptor_session* session, const emptor_allocation_request* request,
                                                    emptor_allocation_plan** plan_out,
                                                    emptor_error** error_out) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API void emptor_allocation_plan_free(emptor_allocation_plan* plan) EMPTOR_NOEXCEPT;
/** Columns: debit (integer: voucher), number, instalment (integer), dated, due (dates), open, amount (decimals),
 * currency. @since 0.1 */
EMPTOR_API emptor_status emptor_allocation_plan_rows(const emptor_allocation_plan* plan, emptor_rows** rows_out,
                                                     emptor_error** error_out) EMPTOR_NOEXCEPT;
/** What the credit had. @since 0.1 */
EMPTOR_API const char* emptor_allocation_plan_available(const emptor_allocation_plan* plan) EMPTOR_NOEXCEPT;
/** What stays an advance. @since 0.1 */
EMPTOR_API const char* emptor_allocation_plan_left(const emptor_allocation_plan* plan) EMPTOR_NOEXCEPT;
/** Settles as planned. CONFLICT when what is open has changed since, PERIOD_LOCKED. Columns as
 * emptor_allocation_list(). @since 0.1 */
EMPTOR_API emptor_status emptor_allocation_commit(emptor_session* session, const emptor_allocation_plan* plan,
                                                  emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Undoes every allocation of a voucher of this account from `on` (EMPTOR_NO_DATE: today) on, by further rows; gives
 * what was undone. UNKNOWN_REFERENCE, PERIOD_LOCKED, INVALID for a reversed voucher. Columns as
 * emptor_allocation_list(). @since 0.1 */
EMPTOR_API emptor_status emptor_allocation_undo(emptor_session* session, const char* party, int64_t voucher,
                                                int32_t side, const char* currency, int32_t on, emptor_rows** rows_out,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;

#define EMPTOR_AGEING_DOCUMENT 1 /**< by the date of the document */
#define EMPTOR_AGEING_DUE 2      /**< by the due date */
#define EMPTOR_AGEING_POSTING 3  /**< by the day on which it was recorded, however it is dated */

#define EMPTOR_CREDITS_APART 1        /**< in a column of their own */
#define EMPTOR_CREDITS_BY_AGE 2       /**< in the bucket of their own document (posting) date */
#define EMPTOR_CREDITS_OLDEST_FIRST 3 /**< off the account's oldest column first, disputed items last */

/** @since 0.1 */
typedef struct emptor_ageing_query {
  uint32_t struct_size;
  int32_t side;            /**< default EMPTOR_RECEIVABLE */
  int32_t basis;           /**< default EMPTOR_AGEING_DOCUMENT */
  int32_t as_of;           /**< EMPTOR_NO_DATE: today */
  const char* party;       /**< one account; NULL: all */
  const char* group;       /**< accounts in this group or below; NULL: all */
  const char* salesperson; /**< accounts with this person in charge; NULL: all */
  const char* currency;    /**< NULL: the book's */
  const int32_t* bounds;   /**< upper bounds in days, ascending; NULL: 30, 60, 90, for 0-30, 31-60, 61-90 and over 90 */
  int32_t bound_count;
  int32_t balance_basis;    /**< EMPTOR_BASIS_*; default EMPTOR_BASIS_ACCOUNT */
  int32_t disputed_apart;   /**< 1: what is disputed on that day has a column of its own, whatever its age */
  int32_t credits;          /**< EMPTOR_CREDITS_*; default EMPTOR_CREDITS_APART */
  int32_t by;               /**< EMPTOR_SUMMARY_*; default EMPTOR_SUMMARY_PARTY */
  int32_t with_instruments; /**< 1: cheques and bills that are not cleared on that day have a column */
  int64_t known_at;         /**< only what was recorded until then counts; EMPTOR_NO_INSTANT: now */
} emptor_ageing_query;

#define EMPTOR_AGEING_QUERY_INIT                                                                            \
  {                                                                                                         \
    .struct_size = sizeof(emptor_ageing_query), .side = EMPTOR_RECEIVABLE, .basis = EMPTOR_AGEING_DOCUMENT, \
    .as_of = EMPTOR_NO_DATE, .balance_basis = EMPTOR_BASIS_ACCOUNT, .credits = EMPTOR_CREDITS_APART,        \
    .by = EMPTOR_SUMMARY_PARTY, .known_at = EMPTOR_NO_INSTANT                                               \
  }

/** @since 0.1 */
EMPTOR_API void emptor_ageing_query_init(emptor_ageing_query* query, uint32_t struct_size) EMPTOR_NOEXCEPT;
/**
 * What is owed by age: the accounts (people, groups) by code, then one row with the total of all, whose code is NULL.
 * `query` NULL: all defaults. Columns: code, name, not_due (decimal, only filled by EMPTOR_AGEING_DUE), one for each
 * bucket, named after it ("0-30", "31-60", "61-90", "over 90"), disputed (only filled when it is apart), credits
 * (unallocated collections, negative), balance (the sum of all of these), instruments (only filled with them; not part
 * of the balance), currency.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_ageing_list(emptor_session* session, const emptor_ageing_query* query,
                                            emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;

#define EMPTOR_MARK_DISPUTE 1 /**< the customer does not accept it */
#define EMPTOR_MARK_PROMISE 2 /**< it will be paid by a day */
#define EMPTOR_MARK_BLOCK 3   /**< no reminders */

/** What is said about an open item. @since 0.1 */
typedef struct emptor_item_mark {
  uint32_t struct_size;
  int32_t kind;         /**< EMPTOR_MARK_* */
  const char* party;    /**< the account */
  const char* currency; /**< NULL: the party's */
  int64_t voucher;      /**< a sale or another debit of the account */
  int32_t side;         /**< default EMPTOR_RECEIVABLE */
  int32_t instalment;   /**< 0: every one */
  int32_t from;         /**< the first day; EMPTOR_NO_DATE: today */
  int32_t until;        /**< the last day; EMPTOR_NO_DATE: until it is ended. Of a promise required: paid by then */
  const char* amount;   /**< of a promise; NULL: what is open */
  const char* reason;   /**< up to 200; required of disputes and blocks */
} emptor_item_mark;

#define EMPTOR_ITEM_MARK_INIT                                                                        \
  {                                                                                                  \
    .struct_size = sizeof(emptor_item_mark), .kind = EMPTOR_MARK_DISPUTE, .side = EMPTOR_RECEIVABLE, \
    .from = EMPTOR_NO_DATE, .until = EMPTOR_NO_DATE                                                  \
  }

/** @since 0.1 */
EMPTOR_API void emptor_item_mark_init(emptor_item_mark* mark, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** Kept beside the voucher, which never changes. REQUIRED, RANGE, UNKNOWN_REFERENCE. `id_out` may be NULL. @since 0.1
 */
EMPTOR_API emptor_status emptor_item_mark_set(emptor_session* session, const emptor_item_mark* mark, int64_t* id_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;
/** From `on` (EMPTOR_NO_DATE: today) on it does not hold any more. NOT_FOUND, REQUIRED (reason), INVALID when it was
 * ended before, RANGE. @since 0.1 */
EMPTOR_API emptor_status emptor_item_mark_end(emptor_session* session, int64_t mark, const char* reason, int32_t on,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;
/**
 * Disputes, promises and blocks in the order of recording.
 * @param party        NULL: all.
 * @param kind         EMPTOR_MARK_*; 0: all.
 * @param broken_only  1: promises whose day has passed by `on` and that were not kept.
 * @param holding_only 1: that hold on `on`; not asked of broken promises.
 * @param after        the last one of the page before, 0: from the start.
 * Columns: id (integer), kind ("dispute", "promise", "block"), party, voucher (integer), number, instalment (integer,
 * 0: every one), from, until, ended_on (dates), open, promised, paid (decimals; promised and paid of promises), promise
 * ("", "waiting", "kept", "broken"), reason, end_reason, recorded_at (instant), actor, currency.
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_item_mark_list(emptor_session* session, const char* party, int32_t kind,
                                               int32_t broken_only, int32_t holding_only, int32_t on, int64_t after,
                                               int32_t limit, emptor_rows** rows_out,
                                               emptor_error** error_out) EMPTOR_NOEXCEPT;

#define EMPTOR_DAYS_ACTUAL_365 1 /**< interest for calendar days, of 365 */
#define EMPTOR_DAYS_ACTUAL_360 2 /**< interest for calendar days, of 360 */

/** A step of reminders. @since 0.1 */
typedef struct emptor_dunning_level {
  int32_t days; /**< an item is at this level when it is past due for at least so many days */
  int32_t reserved;
  const char* minimum;  /**< no letter for less than this past due; NULL: 0 */
  const char* fee;      /**< of a letter of this level; NULL: 0 */
  const char* interest; /**< percent a year on what is open; NULL: 0 */
} emptor_dunning_level;

/** How customers are reminded of what they owe in a currency (NULL: the book's), from now on; level 1 first, days
 * ascending, up to 9. `day_count`: EMPTOR_DAYS_*. RANGE, SCALE, LIMIT, UNKNOWN_CURRENCY. @since 0.1 */
EMPTOR_API emptor_status emptor_dunning_policy_set(emptor_session* session, const char* currency,
                                                   const emptor_dunning_level* levels, int32_t level_count,
                                                   int32_t day_count, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Columns: level, days (integers), minimum, fee, interest (decimals), day_count (integer), currency. @since 0.1 */
EMPTOR_API emptor_status emptor_dunning_policy_get(emptor_session* session, const char* currency,
                                                   emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;

/** The letters of a run, planned or sent. @since 0.1 */
typedef struct emptor_dunning_run emptor_dunning_run;
/** Which letters a run would send; writes nothing. `party`, `group` NULL: all; `on` EMPTOR_NO_DATE: today.
 * UNKNOWN_REFERENCE. Free with emptor_dunning_run_free(). @since 0.1 */
EMPTOR_API emptor_status emptor_dunning_plan(emptor_session* session, const char* party, const char* group,
                                             const char* currency, int32_t on, emptor_dunning_run** run_out,
                                             emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Keeps the letters as planned: `run_out` is the same with their keys. CONFLICT when anything has changed since.
 * @since 0.1 */
EMPTOR_API emptor_status emptor_dunning_commit(emptor_session* session, const emptor_dunning_run* plan,
                                               emptor_dunning_run** run_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API void emptor_dunning_run_free(emptor_dunning_run* run) EMPTOR_NOEXCEPT;
/** 0 of a plan. @since 0.1 */
EMPTOR_API int64_t emptor_dunning_run_id(const emptor_dunning_run* run) EMPTOR_NOEXCEPT;
/** By account. Columns: id (integer, 0 in a plan), on (date), party, name, level (integer), open, credits (negative),
 * fee, interest (decimals), claim (integer: the voucher that charges it, 0: none), currency. @since 0.1 */
EMPTOR_API emptor_status emptor_dunning_run_letters(const emptor_dunning_run* run, emptor_rows** rows_out,
                                                    emptor_error** error_out) EMPTOR_NOEXCEPT;
/** What the letters name. Columns: party, voucher (integer), number, instalment (integer), dated, due (dates), days,
 * level, level_before (integers), open (decimal), interest_from (date), interest (decimal), currency. @since 0.1 */
EMPTOR_API emptor_status emptor_dunning_run_items(const emptor_dunning_run* run, emptor_rows** rows_out,
                                                  emptor_error** error_out) EMPTOR_NOEXCEPT;
/** What is past due and left out. Columns: party, voucher (integer), number, instalment (integer), open (decimal),
 * because ("dispute", "promise", "block"), until (date), currency. @since 0.1 */
EMPTOR_API emptor_status emptor_dunning_run_omissions(const emptor_dunning_run* run, emptor_rows** rows_out,
                                                      emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Letters that were sent, in the order of recording; `party` NULL: all; `unclaimed_only` 1: with a fee or interest
 * that no voucher charges. Columns as emptor_dunning_run_letters(). @since 0.1 */
EMPTOR_API emptor_status emptor_dunning_letter_list(emptor_session* session, const char* party, int32_t unclaimed_only,
                                                    int64_t after, int32_t limit, emptor_rows** rows_out,
                                                    emptor_error** error_out) EMPTOR_NOEXCEPT;

#define EMPTOR_SUMMARY_PARTY 1
#define EMPTOR_SUMMARY_SALESPERSON 2 /**< by the person in charge on the last day */
#define EMPTOR_SUMMARY_GROUP 3       /**< every group with all below it */

/** @since 0.1 */
typedef struct emptor_summary_query {
  uint32_t struct_size;
  int32_t side;             /**< default EMPTOR_RECEIVABLE */
  int32_t by;               /**< EMPTOR_SUMMARY_*; default EMPTOR_SUMMARY_PARTY */
  int32_t basis;            /**< EMPTOR_BASIS_*; default EMPTOR_BASIS_ACCOUNT */
  int32_t from;             /**< EMPTOR_NO_DATE: the first day of the last month */
  int32_t last;             /**< inclusive; EMPTOR_NO_DATE: the last day of this month */
  int32_t without_archived; /**< truth; archived parties are part of the totals by default */
  int32_t reserved;
  const char* party;       /**< NULL: all */
  const char* group;       /**< members of this group or of any below it; NULL: all */
  const char* salesperson; /**< with this person in charge; NULL: all */
  const char* currency;    /**< NULL: every currency */
} emptor_summary_query;

#define EMPTOR_SUMMARY_QUERY_INIT                                                                       \
  {                                                                                                     \
    .struct_size = sizeof(emptor_summary_query), .side = EMPTOR_RECEIVABLE, .by = EMPTOR_SUMMARY_PARTY, \
    .basis = EMPTOR_BASIS_ACCOUNT, .from = EMPTOR_NO_DATE, .last = EMPTOR_NO_DATE                       \
  }

/** @since 0.1 */
EMPTOR_API void emptor_summary_query_init(emptor_summary_query* query, uint32_t struct_size) EMPTOR_NOEXCEPT;
/**
 * What came in and went out over a period: rows by code and currency, then one row for each currency with the total of
 * all. `query` NULL: all defaults. balance = opening + trade + other_increases - collected + difference. Columns: total
 * (truth), code, name, opening, trade, other_increases, collected, difference, balance (decimals), currency. RANGE on
 * "last".
 * @since 0.1
 */
EMPTOR_API emptor_status emptor_summary_list(emptor_session* session, const emptor_summary_query* query,
                                             emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;

/** @since 0.1 */
typedef struct emptor_uncollected_query {
  uint32_t struct_size;
  int32_t side;            /**< default EMPTOR_RECEIVABLE */
  int32_t basis;           /**< EMPTOR_BASIS_*; default EMPTOR_BASIS_ACCOUNT */
  int32_t as_of;           /**< EMPTOR_NO_DATE: today */
  const char* party;       /**< NULL: all */
  const char* group;       /**< NULL: all */
  const char* salesperson; /**< NULL: all */
  const char* currency;    /**< NULL: every currency */
} emptor_uncollected_query;

#define EMPTOR_UNCOLLECTED_QUERY_INIT                                                                          \
  {                                                                                                            \
    .struct_size = sizeof(emptor_uncollected_query), .side = EMPTOR_RECEIVABLE, .basis = EMPTOR_BASIS_ACCOUNT, \
    .as_of = EMPTOR_NO_DATE                                                                                    \
  }

/** @since 0.1 */
EMPTOR_API void emptor_uncollected_query_init(emptor_uncollected_query* query, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** For how long balances have been unpaid, as of any day: parties by code and currency, then one row for each currency
 * whose party is NULL. `query` NULL: all defaults. Columns: party, name, balance (decimal), age_start (date, NULL for
 * an advance), age_days, age_months (integers: whole 30 days), currency. @since 0.1 */
EMPTOR_API emptor_status emptor_uncollected_list(emptor_session* session, const emptor_uncollected_query* query,
                                                 emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;

#define EMPTOR_BOTH_SIDES 3 /**< of statements: receivables minus payables */

#define EMPTOR_STATEMENT_VOUCHERS 1
#define EMPTOR_STATEMENT_LINES 2 /**< each voucher, then its lines */
#define EMPTOR_STATEMENT_DAYS 3
#define EMPTOR_STATEMENT_MONTHS 4

/** @since 0.1 */
typedef struct emptor_statement_query {
  uint32_t struct_size;
  int32_t side;         /**< EMPTOR_RECEIVABLE (default), EMPTOR_PAYABLE or EMPTOR_BOTH_SIDES */
  int32_t basis;        /**< EMPTOR_BASIS_*; default EMPTOR_BASIS_ACCOUNT */
  int32_t rows;         /**< EMPTOR_STATEMENT_*; default EMPTOR_STATEMENT_VOUCHERS */
  int32_t from;         /**< EMPTOR_NO_DATE: the first day of the last month */
  int32_t last;         /**< inclusive; EMPTOR_NO_DATE: the last day of this month */
  const char* party;    /**< required */
  const char* currency; /**< NULL: the party's */
} emptor_statement_query;

#define EMPTOR_STATEMENT_QUERY_INIT                                                                          \
  {                                                                                                          \
    .struct_size = sizeof(emptor_statement_query), .side = EMPTOR_RECEIVABLE, .basis = EMPTOR_BASIS_ACCOUNT, \
    .rows = EMPTOR_STATEMENT_VOUCHERS, .from = EMPTOR_NO_DATE, .last = EMPTOR_NO_DATE                        \
  }

/** @since 0.1 */
EMPTOR_API void emptor_statement_query_init(emptor_statement_query* query, uint32_t struct_size) EMPTOR_NOEXCEPT;

/** A party's account as it is sent to it. Never changes. @since 0.1 */
typedef struct emptor_statement emptor_statement;

/** RANGE on "last", UNKNOWN_REFERENCE on "party". @since 0.1 */
EMPTOR_API emptor_status emptor_statement_get(emptor_session* session, const emptor_statement_query* query,
                                              emptor_statement** statement_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;
/** How many statements a party has, one for each currency in which it ever traded on the side asked for; with
 * `query->currency` NULL. Columns: currency, opening, debit, credit, closing (decimals). By currency. @since 0.1 */
EMPTOR_API emptor_status emptor_statement_list(emptor_session* session, const emptor_statement_query* query,
                                               emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** @since 0.1 */
EMPTOR_API void emptor_statement_free(emptor_statement* statement) EMPTOR_NOEXCEPT;
/** Who it is about, and the sums; one row. Columns: party, name, tax_number, representative, phone, email, street,
 * city, region, postal_code, country, credit_limit (decimal), credit_currency, from, last (dates), opening, debit,
 * credit, closing (decimals), currency. @since 0.1 */
EMPTOR_API emptor_status emptor_statement_head(const emptor_statement* statement, emptor_rows** rows_out,
                                               emptor_error** error_out) EMPTOR_NOEXCEPT;
/** The carried-forward row, then every change with the balance after it. An increase is a debit; with both sides, an
 * increase of what is owed to the party is a credit. Columns: dated (date; of a month its first day), kind, number,
 * party, voucher (integer), debit, credit, balance (decimals), line (integer), item, item_name, quantity (decimal),
 * unit, unit_price, net, tax (decimals), currency. The rows of lines follow their voucher and fill the columns from
 * line on, the others leave those NULL. @since 0.1 */
EMPTOR_API emptor_status emptor_statement_rows(const emptor_statement* statement, emptor_rows** rows_out,
                                               emptor_error** error_out) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Exchange differences
 * --------------------------------------------------------------------------------------------------------------- */

/** Money that came in one currency and settles debts of another. @since 0.1 */
typedef struct emptor_currency_transfer {
  uint32_t struct_size;
  int32_t dated;          /**< EMPTOR_NO_DATE: today, or the credit's own later date */
  int64_t credit;         /**< a collection, a payment or another credit that has something left */
  const char* amount;     /**< of its currency; NULL: all that is left */
  const char* to;         /**< the currency of the debts */
  const char* to_amount;  /**< what it settles there; NULL: by the book's rate of the day */
  const int64_t* settles; /**< vouchers: these first */
  const int32_t* orders;  /**< EMPTOR_ALLOCATE_*, then by these; NULL: oldest dated */
  const char* memo;       /**< up to 2,000 */
  int32_t settles_count;
  int32_t order_count; /**< with `orders`; 0: only what is named */
} emptor_currency_transfer;

#define EMPTOR_CURRENCY_TRANSFER_INIT \
  { .struct_size = sizeof(emptor_currency_transfer), .dated = EMPTOR_NO_DATE }

/** @since 0.1 */
EMPTOR_API void emptor_currency_transfer_init(emptor_currency_transfer* transfer, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** Posts a pair of vouchers that moves what is left of a credit to another currency of the same account, where it
 * settles debts: the result is the one there, its companion takes the credit's money. Reversed as one.
 * UNKNOWN_REFERENCE, UNKNOWN_CURRENCY, INVALID, RANGE, OVER_ALLOCATED, NO_RATE, PERIOD_LOCKED. @since 0.1 */
EMPTOR_API emptor_status emptor_voucher_transfer_currency(emptor_session* session,
                                                          const emptor_currency_transfer* transfer,
                                                          const emptor_post_options* options,
                                                          emptor_post_result** result_out,
                                                          emptor_error** error_out) EMPTOR_NOEXCEPT;

/** Which accounts a report of exchange differences is about. @since 0.1 */
typedef struct emptor_foreign_query {
  uint32_t struct_size;
  int32_t side;         /**< EMPTOR_RECEIVABLE, EMPTOR_PAYABLE, or 0 for both */
  const char* party;    /**< one account; NULL: all */
  const char* currency; /**< not the book's own; NULL: all */
  int32_t from;         /**< of what was realised: half-open [from, until); EMPTOR_NO_DATE: unbounded */
  int32_t until;
  int32_t day; /**< of a valuation; EMPTOR_NO_DATE: today */
  int32_t reserved;
} emptor_foreign_query;

#define EMPTOR_FOREIGN_QUERY_INIT                                                                 \
  {                                                                                               \
    .struct_size = sizeof(emptor_foreign_query), .from = EMPTOR_NO_DATE, .until = EMPTOR_NO_DATE, \
    .day = EMPTOR_NO_DATE                                                                         \
  }

/** @since 0.1 */
EMPTOR_API void emptor_foreign_query_init(emptor_foreign_query* query, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** What allocations between documents with exchange rates have won (positive) and lost, by account, side and currency.
 * Columns: party, name, side ("receivable", "payable"), currency, settled, booked, realised, difference (decimals),
 * book_currency. `query` NULL: all. @since 0.1 */
EMPTOR_API emptor_status emptor_realised_list(emptor_session* session, const emptor_foreign_query* query,
                                              emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** The same, allocation by allocation, in the order of recording; what undid one is a row of its own. Columns: party,
 * side, debit (integer: voucher), debit_number, credit (integer), credit_number, effective (date), currency, settled
 * (decimal), booked_numerator, booked_denominator, settled_numerator, settled_denominator (integers: the rates),
 * booked, realised, difference (decimals), book_currency. @since 0.1 */
EMPTOR_API emptor_status emptor_realised_documents(emptor_session* session, const emptor_foreign_query* query,
                                                   emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** What open items in other currencies are worth at the end of a day; keeps nothing. By account, side and currency.
 * Columns: party, name, side, currency, open, booked, closing, difference (decimals), book_currency. NO_RATE on "day".
 * @since 0.1 */
EMPTOR_API emptor_status emptor_valuation_list(emptor_session* session, const emptor_foreign_query* query,
                                               emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Values everything that is open at the end of a day, and keeps it as a layer that holds on that day alone; items
 * never change. A second one of a day takes the place of the first. NO_RATE, PERIOD_LOCKED on "day". @since 0.1 */
EMPTOR_API emptor_status emptor_revalue(emptor_session* session, int32_t day, int64_t* id_out,
                                        emptor_error** error_out) EMPTOR_NOEXCEPT;
/** In the order of recording. Columns: id (integer), day, reversed_on (dates), difference (decimal), currency, replaced
 * (truth), recorded_at (instant), actor. @since 0.1 */
EMPTOR_API emptor_status emptor_revaluation_list(emptor_session* session, emptor_rows** rows_out,
                                                 emptor_error** error_out) EMPTOR_NOEXCEPT;
/** The items of a revaluation. Columns: party, side, voucher (integer), number, instalment (integer), currency, open
 * (decimal), booked_numerator, booked_denominator, closing_numerator, closing_denominator (integers: the rates),
 * booked, closing, difference (decimals), book_currency. NOT_FOUND. @since 0.1 */
EMPTOR_API emptor_status emptor_revaluation_items(emptor_session* session, int64_t id, emptor_rows** rows_out,
                                                  emptor_error** error_out) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Cheques and bills
 * --------------------------------------------------------------------------------------------------------------- */

#define EMPTOR_INSTRUMENT_CHEQUE 1
#define EMPTOR_INSTRUMENT_BILL 2

/** The life of an instrument: held -> deposited, endorsed, discounted, returned; deposited, endorsed, discounted ->
 * cleared, bounced; bounced -> deposited, returned. What was given to a supplier is neither endorsed nor discounted. */
#define EMPTOR_INSTRUMENT_HELD 1
#define EMPTOR_INSTRUMENT_DEPOSITED 2  /**< presented to the bank; after a bounce, again */
#define EMPTOR_INSTRUMENT_CLEARED 3    /**< paid */
#define EMPTOR_INSTRUMENT_BOUNCED 4    /**< refused by the bank: what it had settled is open again */
#define EMPTOR_INSTRUMENT_RETURNED 5   /**< given back unpaid: likewise */
#define EMPTOR_INSTRUMENT_ENDORSED 6   /**< passed on to a supplier, as a payment */
#define EMPTOR_INSTRUMENT_DISCOUNTED 7 /**< sold to the bank before it is due */

/** "held", "deposited" ...; "" for what is none. @since 0.1 */
EMPTOR_API const char* emptor_instrument_state_name(int32_t state) EMPTOR_NOEXCEPT;

/** A cheque or bill that changes hands. @since 0.1 */
typedef struct emptor_instrument_input {
  uint32_t struct_size;
  int32_t kind; /**< EMPTOR_INSTRUMENT_CHEQUE or _BILL */
  int32_t side; /**< EMPTOR_RECEIVABLE: from a customer (default); EMPTOR_PAYABLE: given to a supplier */
  int32_t on;   /**< the day on which it changes hands; EMPTOR_NO_DATE: today */
  int32_t due;  /**< the first day on which a bank pays it; EMPTOR_NO_DATE: `on` */
  int32_t settles_count;
  const char* party;
  const char* amount;        /**< > 0 */
  const char* currency;      /**< NULL: the party's */
  const char* number;        /**< required, up to 50 */
  const char* bank;          /**< up to 100 */
  const int64_t* settles;    /**< vouchers: these first */
  const int32_t* allocation; /**< EMPTOR_ALLOCATE_*, then by these; NULL: oldest dated */
  int32_t allocation_count;
  int32_t reserved;
} emptor_instrument_input;

#define EMPTOR_INSTRUMENT_INPUT_INIT                                                                             \
  {                                                                                                              \
    .struct_size = sizeof(emptor_instrument_input), .kind = EMPTOR_INSTRUMENT_CHEQUE, .side = EMPTOR_RECEIVABLE, \
    .on = EMPTOR_NO_DATE, .due = EMPTOR_NO_DATE                                                                  \
  }

/** @since 0.1 */
EMPTOR_API void emptor_instrument_input_init(emptor_instrument_input* input, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** Takes (or gives) an instrument and posts its collection (payment). REQUIRED, TOO_LONG, RANGE, and what
 * emptor_voucher_post() fails with. @since 0.1 */
EMPTOR_API emptor_status emptor_instrument_receive(emptor_session* session, const emptor_instrument_input* input,
                                                   const emptor_post_options* options, int64_t* id_out,
                                                   emptor_error** error_out) EMPTOR_NOEXCEPT;

/** What comes next, and when. @since 0.1 */
typedef struct emptor_instrument_step {
  uint32_t struct_size;
  int32_t on;           /**< EMPTOR_NO_DATE: today */
  const char* fee;      /**< of a bounce: charged to the customer; of a discount: what the bank keeps; NULL: none */
  const char* supplier; /**< of an endorsement: who gets it */
  const char* reason;   /**< up to 200 */
} emptor_instrument_step;

#define EMPTOR_INSTRUMENT_STEP_INIT \
  { .struct_size = sizeof(emptor_instrument_step), .on = EMPTOR_NO_DATE }

/** @since 0.1 */
EMPTOR_API void emptor_instrument_step_init(emptor_instrument_step* step, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** One step of its life to EMPTOR_INSTRUMENT_*; `step` NULL: today. WRONG_STATE on "state" with the figures "from",
 * "to" and "possible"; RANGE on "on" for a day before the last step, and for a deposit before it is due; PERIOD_LOCKED,
 * REQUIRED, INVALID, UNKNOWN_REFERENCE, NOT_FOUND. @since 0.1 */
EMPTOR_API emptor_status emptor_instrument_move(emptor_session* session, int64_t id, int32_t to,
                                                const emptor_instrument_step* step,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;
/** `party` NULL: everybody's; `state` 0: any; `uncleared_only` 1: those that count in the exposure; due before
 * `due_until` (EMPTOR_NO_DATE: any). `after`: the last id of the page before. Columns: id (integer), kind, side, party,
 * account, number, bank, due (date), amount (decimal), currency, state, voucher (integer: that stands for it; NULL:
 * none). @since 0.1 */
EMPTOR_API emptor_status emptor_instrument_list(emptor_session* session, const char* party, int32_t state,
                                                int32_t uncleared_only, int32_t due_until, int64_t after, int32_t limit,
                                                emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Its steps in the order of recording. Columns: state, on (date), fee (decimal), currency, supplier, reason, vouchers
 * (the ids of those that it posted, reversals among them, separated by commas; "" for none), recorded_at (instant),
 * actor. NOT_FOUND. @since 0.1 */
EMPTOR_API emptor_status emptor_instrument_events(emptor_session* session, int64_t id, emptor_rows** rows_out,
                                                  emptor_error** error_out) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Rebates: what is earned by what was bought over a period, settled by vouchers
 * --------------------------------------------------------------------------------------------------------------- */

/** What tiers are reached by. */
#define EMPTOR_REBATE_NET 1      /**< what the products cost, without tax */
#define EMPTOR_REBATE_GROSS 2    /**< with tax */
#define EMPTOR_REBATE_QUANTITY 3 /**< stock units of them; gifts do not count */

#define EMPTOR_REBATE_ALL_UNITS 1   /**< the tier that is reached pays on everything */
#define EMPTOR_REBATE_INCREMENTAL 2 /**< each tier pays on its own part */

/** What the value of a tier is. */
#define EMPTOR_REBATE_PERCENT 1  /**< of the net amount; with EMPTOR_REBATE_GROSS of the gross amount */
#define EMPTOR_REBATE_PER_UNIT 2 /**< of each stock unit, in the agreement's currency */

/** Whose base reaches the tiers of an agreement with a group. */
#define EMPTOR_REBATE_EACH 1     /**< each member's own */
#define EMPTOR_REBATE_TOGETHER 2 /**< all members' together; what it pays is shared out by their bases, exactly */

/** @since 0.1 */
typedef struct emptor_rebate_tier {
  const char* from;  /**< reached when the base is not less: an amount, or stock units */
  const char* value; /**< a percentage from 0 to 100, or an amount of a stock unit */
} emptor_rebate_tier;

/** @since 0.1 */
typedef struct emptor_rebate_product {
  const char* item;  /**< exactly one of item and group */
  const char* group; /**< an item group, with the groups below it */
} emptor_rebate_product;

/** An agreement over one period. What is posted in it and in its currency counts, and is taken off by a reversal,
 * whenever that is dated. @since 0.1 */
typedef struct emptor_rebate {
  uint32_t struct_size;
  int32_t direction; /**< EMPTOR_SALES: a customer earns; EMPTOR_PURCHASES: we earn from a supplier */
  int32_t counting;  /**< of a group: EMPTOR_REBATE_EACH or EMPTOR_REBATE_TOGETHER */
  int32_t base;      /**< EMPTOR_REBATE_NET, EMPTOR_REBATE_GROSS or EMPTOR_REBATE_QUANTITY */
  int32_t mode;      /**< EMPTOR_REBATE_ALL_UNITS or EMPTOR_REBATE_INCREMENTAL */
  int32_t pays;      /**< EMPTOR_REBATE_PERCENT or EMPTOR_REBATE_PER_UNIT */
  int32_t from;      /**< first day, optional */
  int32_t until;     /**< first day that no longer counts, optional */
  int32_t product_count;
  int32_t tier_count;
  const char* code;                      /**< up to 40 */
  const char* name;                      /**< up to 100; NULL: "" */
  const char* party;                     /**< exactly one of party and group */
  const char* group;                     /**< its members on the day of the voucher, and of the groups below it */
  const char* currency;                  /**< NULL: the book's */
  const char* expected;                  /**< what is accrued, by `pays`; NULL: what is earned so far */
  const emptor_rebate_product* products; /**< up to 100; none: everything */
  const emptor_rebate_tier* tiers;       /**< 1 to 50, thresholds ascending */
  int64_t replaces;                      /**< the version that this one corrects; 0: none */
} emptor_rebate;

#define EMPTOR_REBATE_INIT                                                                                             \
  {                                                                                                                    \
    .struct_size = sizeof(emptor_rebate), .direction = EMPTOR_SALES, .counting = EMPTOR_REBATE_EACH,                   \
    .base = EMPTOR_REBATE_NET, .mode = EMPTOR_REBATE_ALL_UNITS, .pays = EMPTOR_REBATE_PERCENT, .from = EMPTOR_NO_DATE, \
    .until = EMPTOR_NO_DATE                                                                                            \
  }

/** @since 0.1 */
EMPTOR_API void emptor_rebate_init(emptor_rebate* rebate, uint32_t struct_size) EMPTOR_NOEXCEPT;
/** Adds an agreement, or replaces a version; what was posted in its period before is counted now. REQUIRED, INVALID,
 * RANGE, SCALE, LIMIT, UNKNOWN_REFERENCE, DUPLICATE_CODE, NOT_FOUND, CONFLICT, OVERFLOW. @since 0.1 */
EMPTOR_API emptor_status emptor_rebate_set(emptor_session* session, const emptor_rebate* rebate, int64_t* id_out,
                                           emptor_error** error_out) EMPTOR_NOEXCEPT;
/** New vouchers no longer count; what was settled stays. NOT_FOUND, CONFLICT. @since 0.1 */
EMPTOR_API emptor_status emptor_rebate_withdraw(emptor_session* session, int64_t rebate,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;
/** The agreements, or the one of a code (NULL: all), on a day (EMPTOR_NO_DATE: all days) and as known at an instant
 * (EMPTOR_NO_INSTANT: now), by code. Columns: id (integer), code, name, direction, party, group, counting, from, until
 * (dates), products ("item P1", "group TOP", one to a line), base, mode, pays, tiers ("10000 2": threshold and value,
 * one to a line), currency, expected (decimal; NULL: none), recorded_at (instant), actor. @since 0.1 */
EMPTOR_API emptor_status emptor_rebate_list(emptor_session* session, const char* code, int32_t on, int64_t known_at,
                                            emptor_rows** rows_out, emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Where a party (NULL: everybody who has something that counts) stands at the end of a day (EMPTOR_NO_DATE: today), by
 * party. Columns: party, quantity, net, gross (decimals: what counts of it), base (decimal: that reaches tiers, the
 * group's where it counts together), tier (integer; 0: none), value, earned, accrued, settled (decimals), currency,
 * next_tier (integer; NULL at the highest), next_from, next_value, missing, gain (decimals), text ("12 units short of
 * 4 %, worth 36.00 USD"). UNKNOWN_REFERENCE, INVALID on "party" for one that the agreement is not with. @since 0.1 */
EMPTOR_API emptor_status emptor_rebate_standings(emptor_session* session, const char* agreement, const char* party,
                                                 int32_t on, emptor_rows** rows_out,
                                                 emptor_error** error_out) EMPTOR_NOEXCEPT;
/** Posts what a party has earned by the end of `through` (EMPTOR_NO_DATE: today) less what was settled before, as a
 * voucher dated `dated` (likewise); nothing where that is 0. `plan_only` 1: only says it. Reversing the voucher gives
 * the settlement back. One row: agreement, party, through, dated (dates), base, earned, settled, amount (decimals),
 * currency, voucher (integer; NULL: none), repeated (truth). RANGE on "through" for a day before the period or before
 * one that is settled, PERIOD_LOCKED, IDEMPOTENCY_CONFLICT, and what emptor_rebate_standings() fails with.
 * @since 0.1 */
EMPTOR_API emptor_status emptor_rebate_settle(emptor_session* session, const char* agreement, const char* party,
                                              int32_t through, int32_t dated, int32_t plan_only,
                                              const emptor_post_options* options, emptor_rows** rows_out,
                                              emptor_error** error_out) EMPTOR_NOEXCEPT;
/** In the order of recording; NULL: of all agreements, of all parties. `after`: the last voucher of the page before.
 * Columns: those of emptor_rebate_settle() up to voucher, then reversed_by (integer; NULL: not reversed).
 * @since 0.1 */
EMPTOR_API emptor_status emptor_rebate_settlements(emptor_session* session, const char* agreement, const char* party,
                                                   int64_t after, int32_t limit, emptor_rows** rows_out,
                                                   emptor_error** error_out) EMPTOR_NOEXCEPT;
/** What accrues from `from` (EMPTOR_NO_DATE: the beginning) until the day before `until`, by agreement and party (NULL:
 * all). Columns: agreement, party, base, quantity, accrued, settled, owed (decimals: owed at the end), currency.
 * REQUIRED on "dated", UNKNOWN_REFERENCE. @since 0.1 */
EMPTOR_API emptor_status emptor_rebate_accruals(emptor_session* session, const char* agreement, const char* party,
                                                int32_t from, int32_t until, emptor_rows** rows_out,
                                                emptor_error** error_out) EMPTOR_NOEXCEPT;
/** What counts of a party, by date. Columns: voucher (integer), dated (date), quantity, net, gross (decimals; negative
 * for a reversal), accrued (decimal: by the expected rate; NULL without one), currency. UNKNOWN_REFERENCE.
 * @since 0.1 */
EMPTOR_API emptor_status emptor_rebate_counted(emptor_session* session, const char* agreement, const char* party,
                                               int32_t from, int32_t until, emptor_rows** rows_out,
                                               emptor_error** error_out) EMPTOR_NOEXCEPT;

/* ------------------------------------------------------------------------------------------------------------------
 * Sizes of structs in earlier versions
 * --------------------------------------------------------------------------------------------------------------- */

/** The size up to and including `last`. */
#define EMPTOR_SIZE_THROUGH(type, last) (offsetof(type, last) + sizeof(((type*)0)->last))

/** What version 0.1 knew of each struct; smaller ones never existed. A version that appends a member adds its own line.
 */
#define EMPTOR_BOOK_OPTIONS_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_book_options, clock_context)
#define EMPTOR_PARTY_INPUT_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_party_input, reserved)
#define EMPTOR_PARTY_CHANGES_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_party_changes, memo)
#define EMPTOR_PARTY_QUERY_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_party_query, reserved)
#define EMPTOR_ADDRESS_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_address, country)
#define EMPTOR_CONTACT_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_contact, email)
#define EMPTOR_PERSON_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_person, active_until)
#define EMPTOR_ITEM_INPUT_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_item_input, volume)
#define EMPTOR_ITEM_CHANGES_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_item_changes, volume)
#define EMPTOR_ITEM_QUERY_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_item_query, reserved)
#define EMPTOR_PRICE_LIST_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_price_list, currency)
#define EMPTOR_PRICE_ENTRY_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_price_entry, reserved)
#define EMPTOR_PRICE_CHANGE_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_price_change, dry_run)
#define EMPTOR_PRICE_LINT_QUERY_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_price_lint_query, reserved)
#define EMPTOR_PRICE_RULE_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_price_rule, replaces)
#define EMPTOR_DISCOUNT_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_discount, reserved)
#define EMPTOR_PROGRAMME_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_programme, overrun)
#define EMPTOR_COUPON_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_coupon, customer_uses_max)
#define EMPTOR_PRICE_REQUEST_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_price_request, document_quantity)
#define EMPTOR_VOUCHER_INPUT_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_voucher_input, project)
#define EMPTOR_MATRIX_QUERY_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_matrix_query, reserved)
#define EMPTOR_SIMULATION_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_simulation, reserved)
#define EMPTOR_VOUCHER_LINE_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_voucher_line, price_reason)
#define EMPTOR_LINE_PRICE_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_line_price, price_list)
#define EMPTOR_POST_OPTIONS_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_post_options, credit_hold)
#define EMPTOR_CREDIT_RELEASE_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_credit_release, reserved)
#define EMPTOR_CORRECTION_POLICY_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_correction_policy, reason)
#define EMPTOR_VOUCHER_QUERY_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_voucher_query, project)
#define EMPTOR_BALANCE_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_balance, amount)
#define EMPTOR_AGEING_QUERY_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_ageing_query, known_at)
#define EMPTOR_ALLOCATION_REQUEST_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_allocation_request, reserved)
#define EMPTOR_SUMMARY_QUERY_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_summary_query, currency)
#define EMPTOR_UNCOLLECTED_QUERY_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_uncollected_query, currency)
#define EMPTOR_STATEMENT_QUERY_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_statement_query, currency)
#define EMPTOR_CURRENCY_TRANSFER_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_currency_transfer, order_count)
#define EMPTOR_RETURN_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_return, broken)
#define EMPTOR_INSTRUMENT_INPUT_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_instrument_input, reserved)
#define EMPTOR_INSTRUMENT_STEP_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_instrument_step, reason)
#define EMPTOR_REBATE_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_rebate, replaces)
#define EMPTOR_FOREIGN_QUERY_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_foreign_query, reserved)
#define EMPTOR_ITEM_MARK_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_item_mark, reason)
#define EMPTOR_CREDIT_SCENARIO_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_credit_scenario, reserved)
#define EMPTOR_CREDIT_REPORT_QUERY_SIZE_0_1 EMPTOR_SIZE_THROUGH(emptor_credit_report_query, after_code)

#ifdef __cplusplus
}
#endif
/* NOLINTEND(modernize-deprecated-headers,modernize-redundant-void-arg) */

#endif /* EMPTOR_H */
