// Goal: the digest is SHA-256. Method: the vectors of FIPS 180-4, and texts around the length of a block, which must
// not depend on how they are handed over.
#include "base/sha256.hpp"

#include "support/test.hpp"

using emptor::Sha256;

namespace {

std::string sha256(std::string_view text) {
  Sha256 hash;
  hash.add(text);
  return hash.hex();
}

}  // namespace

TEST_CASE("SHA-256 of the published vectors", "[base]") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 does not depend on the pieces that it is fed", "[base]") {
  for (std::size_t length = 50; length <= 130; ++length) {
    const std::string text(length, 'x');
    Sha256 pieces;
    for (const char c : text) pieces.add(std::string_view(&c, 1));
    CHECK(pieces.hex() == sha256(text));
  }
}
