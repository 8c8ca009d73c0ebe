/// A book's name in a directory of its own that is gone afterwards; on PostgreSQL, in schemas of its own.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "support/test_store.hpp"

namespace emptor::test {

class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "emptor-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  /// A book.
  [[nodiscard]] std::string file(const std::string& name) const { return places_.file(directory_.string(), name); }
  /// A file, whatever the tests run on.
  [[nodiscard]] std::string plain_file(const std::string& name) const { return (directory_ / name).string(); }

 private:
  std::filesystem::path directory_;
  mutable TestPlaces places_;
};

}  // namespace emptor::test
