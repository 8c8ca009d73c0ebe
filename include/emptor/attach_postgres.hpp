/// For hosts that let a book work on their own connection to a PostgreSQL server (`Book::attach`).
///
/// Host and library must use one and the same copy of libpq. The witness is the address of a function of the host's
/// copy; the library compares it with its own and refuses with UNAVAILABLE(witness) when they differ. A host that links
/// the system's shared libpq (libpq.so.5) shares it.
///
///     #include <libpq-fe.h>
///     #include <emptor/attach_postgres.hpp>
///     auto book = emptor::Book::attach(connection, EMPTOR_LIBPQ_WITNESS, {.currency = "EUR"}, "shop");
///
/// Rules: the connection outlives the book (or its `close`); host and book use it in turn, never at once, and between
/// the book's calls it is not in pipeline mode or in the middle of a statement. While the host has a transaction open,
/// all that the book writes joins it: it is there when the host commits and gone when the host rolls back. A call that
/// fails or is refused is undone by itself, and the host's transaction goes on. What the book has locked it holds until
/// the host's transaction ends: keep that short, since others who post to the same customer wait for it, and for a
/// change of master data everybody. Such a transaction must be READ COMMITTED to change the book, else MISUSE. Without
/// one, the book's calls are transactions of their own.
///
/// Session settings (search_path, lock_timeout and the like) are what the host made them after each call. Prepared
/// statements named `emptor_…` belong to the book until it is closed. The connection's client_encoding must be UTF8.
#pragma once

struct pg_conn;

/// The second argument of `Book::attach`; needs <libpq-fe.h> where it is used.
#define EMPTOR_LIBPQ_WITNESS (reinterpret_cast<const void*>(&PQlibVersion))
