/// What a path holds, before SQLite touches it as a database.
///
/// Opening a file as a database may write to it (rolling back another program's crash, switching the journal), so a
/// file that is not a book is recognised first, from its header alone. The header is read through SQLite's own file
/// layer: a descriptor of ours on the same file would, when closed, drop the locks of a book that this process has
/// open.
#pragma once

#include <cstdint>
#include <string>

namespace emptor::store::sqlite {

/// "EMPT", at offset 68 of every book.
inline constexpr std::int32_t kApplicationId = 0x454D5054;

enum class FileKind : std::uint8_t {
  missing,
  empty,       ///< no bytes yet
  unfinished,  ///< the making of a database was cut short: its journal will empty it
  book,
  foreign,  ///< anything else
};

struct FileHead {
  FileKind kind = FileKind::missing;
  int schema = 0;  ///< the stamped user_version; may be behind when the log holds a newer page
};

/// Throws IO when the path cannot be looked at. `vfs` empty: the default one.
[[nodiscard]] FileHead look_at(const std::string& path, const std::string& vfs);

}  // namespace emptor::store::sqlite
