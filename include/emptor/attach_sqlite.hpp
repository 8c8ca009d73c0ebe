/// For hosts that let a book work on their own SQLite connection (`Book::attach`).
///
/// Host and library must use one and the same copy of SQLite: a handle of one copy crashes in the other. The witness is
/// the address of a function of the host's copy; the library compares it with its own and refuses with FOREIGN_SQLITE
/// when they differ. Both must link the system's shared SQLite for that; a wheel or an application with a bundled copy,
/// or Python's own `sqlite3.Connection`, cannot be attached to.
///
///     #include <sqlite3.h>
///     #include <emptor/attach_sqlite.hpp>
///     auto book = emptor::Book::attach(connection, EMPTOR_SQLITE_WITNESS, {.currency = "EUR"});
///
/// Rules: the connection outlives the book (or its `close`); host and book use it in turn, never at once. While the
/// host has a transaction open, all that the book writes joins it: it is there when the host commits and gone when the
/// host rolls back. Otherwise the book's calls are transactions of their own. No setting of the connection is changed;
/// how long a locked file is waited for is the host's busy handler's matter, and the book's integrity does not lean on
/// `PRAGMA foreign_keys`. Make or migrate the book outside of a host's transaction, if it may be rolled back.
#pragma once

struct sqlite3;

/// The second argument of `Book::attach`; needs <sqlite3.h> where it is used.
#define EMPTOR_SQLITE_WITNESS (reinterpret_cast<const void*>(&sqlite3_libversion))
