// UTF-8 at the door, and the keys under which names are found.

#include "emptor/base/text.hpp"

#include <string>
#include <utility>
#include <vector>

#include "support/test.hpp"

using emptor::is_clean_utf8;
using emptor::search_key;
using emptor::utf8_length;

TEST_CASE("text is well-formed UTF-8 without control characters", "[base][text]") {
  for (const char* text : {"", "abc", "a\tb\nc", "Hòa Bình", "สวัสดี", "한글", "😀", "\xef\xbf\xbd", "\xf4\x8f\xbf\xbf"})
    CHECK(is_clean_utf8(text));
  using namespace std::string_literals;
  for (const std::string& text :
       {"\x80"s, "\xc0\xaf"s, "\xc1\xbf"s, "\xe0\x80\xaf"s, "\xed\xa0\x80"s, "\xf0\x80\x80\xaf"s, "\xf4\x90\x80\x80"s,
        "\xf5\x80\x80\x80"s, "\xff"s, "\xc3"s, "\xe1\xbb"s, "\xf0\x9f\x98"s, "\xc3\x28"s, "a\0b"s, "\r\n"s, "\x1b[0m"s,
        "\x7f"s, "\xc2\x85"s, "ok\xed\xbf\xbf"s})
    CHECK_FALSE(is_clean_utf8(text));
}

TEST_CASE("length counts code points", "[base][text]") {
  CHECK(utf8_length("") == 0);
  CHECK(utf8_length("Hòa Bình") == 8);
  CHECK(utf8_length("한글") == 2);
  CHECK(utf8_length("😀a") == 2);
}

TEST_CASE("a name is found without its marks and its case", "[base][text]") {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"Hòa Bình", "hoa binh"},
      {"Ho\u0300a Bi\u0300nh", "hoa binh"},  // the same, decomposed
      {"HOÀ BÌNH", "hoa binh"},
      {"Đông", "dong"},
      {"ĐÀ NẴNG", "da nang"},
      {"Ðông", "dong"},  // with the Icelandic letter that looks alike
      {"Thừa Thiên Huế", "thua thien hue"},
      {"Nguyễn Thị Mỹ Hạnh", "nguyen thi my hanh"},
      {"Ư Ơ ư ơ Ử Ợ", "u o u o u o"},
      {"Łódź", "lodz"},
      {"Smørrebrød", "smorrebrod"},
      {"Straße", "strasse"},
      {"STRASSE", "strasse"},
      {"Ångström", "angstrom"},
      {"Cœur Æon", "coeur aeon"},
      {"IŞIK ışık İstanbul", "isik isik istanbul"},
      {"Žižkov", "zizkov"},
      {"Αθήνα", "αθηνα"},
      {"ΟΔΟΣ", "οδοσ"},
      {"ＡＢＣ　１２３", "abc 123"},
      {"№ 5", "no 5"},
      {"O'Brien & Sons, Ltd.", "o brien sons ltd"},
      {"  a -- b  ", "a b"},
      {"a\u00a0b\u2009c\u3000d", "a b c d"},
      {"“Hòa”—Bình…", "hoa binh"},
      {"co\u00adop ze\u200bro", "coop zero"},
      {"☕\ufe0f a\u034fb 1\u20e3", "☕ ab 1"},  // emoji form, grapheme joiner, keycap
      {"A+B|C", "a b c"},
      {"5 € $9", "5 € $9"},
      {"", ""},
      {"...", ""},
      {"—…", ""},
  };
  for (const auto& [text, key] : cases) {
    INFO(text);
    CHECK(search_key(text) == key);
  }
}

TEST_CASE("Thai keeps its vowels and loses its tone marks", "[base][text]") {
  CHECK(search_key("น้ำ") == search_key("นำ"));
  CHECK(search_key("นํ้า") == search_key("น้ำ"));  // sara am typed as its two halves around the tone
  CHECK(search_key("บ้าน") == "บาน");
  CHECK(search_key("ที่") == "ที");
  CHECK(search_key("ปี") != search_key("ปู"));
  CHECK(search_key("เมือง") == "เมือง");
  CHECK(search_key("แก่ง โต๊ะ ไม้ ใหม่") == "แกง โตะ ไม ใหม");
  CHECK(search_key("เป็น") == "เป็น");
  CHECK(search_key("จันทร์") == "จันทร");
  CHECK(search_key("บริษัท ปตท. จำกัด (มหาชน)") == "บริษัท ปตท จ\u0e4d\u0e32กัด มหาชน");
}

TEST_CASE("Hangul is found whether it is composed or spelled in jamo", "[base][text]") {
  CHECK(search_key("한글") == "한글");
  CHECK(search_key("\u1112\u1161\u11ab\u1100\u1173\u11af") == "한글");
  CHECK(search_key("㈜삼성전자") == "주 삼성전자");
  CHECK(search_key("(주)삼성전자") == "주 삼성전자");
}

TEST_CASE("marks that are letters of their own stay", "[base][text]") {
  CHECK(search_key("ガ") == "ガ");
  CHECK(search_key("ｶﾞ") == "ガ");
  CHECK(search_key("ガ") != search_key("カ"));
  CHECK(search_key("की") != search_key("का"));
  CHECK(search_key("ເມືອງ") == "ເມືອງ");
  CHECK(search_key("مُحَمَّد") == "محمد");
  CHECK(search_key("שָׁלוֹם") == "שלום");
}

TEST_CASE("a key is its own key", "[base][text]") {
  for (char32_t code = 1; code < 0x20000; ++code) {
    if (code >= 0xD800 && code < 0xE000) continue;
    std::string text = "a";
    if (code < 0x80) {
      text += static_cast<char>(code);
    } else if (code < 0x800) {
      text += static_cast<char>(0xC0U | (code >> 6U));
      text += static_cast<char>(0x80U | (code & 0x3FU));
    } else {
      if (code < 0x10000) {
        text += static_cast<char>(0xE0U | (code >> 12U));
      } else {
        text += static_cast<char>(0xF0U | (code >> 18U));
        text += static_cast<char>(0x80U | ((code >> 12U) & 0x3FU));
      }
      text += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
      text += static_cast<char>(0x80U | (code & 0x3FU));
    }
    const std::string key = search_key(text + "b");
    if (search_key(key) != key) {
      INFO(text << " U+" << std::hex << static_cast<unsigned>(code));
      CHECK(search_key(key) == key);
    }
  }
}

TEST_CASE("malformed text has the key of its well-formed parts", "[base][text]") {
  CHECK(search_key("Ho\xc3") == "ho");
  CHECK(search_key("\xff\xfe"
                   "Hòa\xed\xa0\x80") == "hoa");
  CHECK(search_key("\x80\x80\x80").empty());
  CHECK(search_key(std::string("a\0b", 3)) == "a b");
  CHECK(search_key(std::string("\xc3\xb2\0b", 4)) == "o b");
}
