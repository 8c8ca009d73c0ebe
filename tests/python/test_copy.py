"""Moving a book: from a file to another store and back, with progress, compared by its content."""

import os
from pathlib import Path

import emptor
import emptor.__main__ as program
import pytest
from conftest import STORE


def elsewhere(folder: Path, name: str) -> str:
    """Where a copy goes: a file, or a schema of the server that the tests run on."""
    return f"{STORE}&emptor_schema=test_copy_{os.urandom(6).hex()}" if STORE else str(folder / name)


def test_a_copy_tells_its_progress_and_is_the_same_book(book: emptor.Book, tmp_path: Path) -> None:
    book.post_sale("C001", [("P1", 3)], location="W1")
    told: dict[str, int] = {}
    target = elsewhere(tmp_path, "copy.emptor")
    content = book.copy_to(target, progress=told.__setitem__)
    assert content == book.content_hash()
    assert told["emptor_voucher"] == 1
    assert told["emptor_party"] == 3
    with pytest.raises(emptor.Error) as refused:
        book.copy_to(target)
    assert refused.value.code == "DUPLICATE_CODE"


def test_what_progress_raises_ends_the_copy(book: emptor.Book, tmp_path: Path) -> None:
    def stop(table: str, rows: int) -> None:
        if rows:
            raise KeyboardInterrupt(table)

    target = elsewhere(tmp_path, "copy.emptor")
    with pytest.raises(KeyboardInterrupt):
        book.copy_to(target, progress=stop)
    assert book.copy_to(target) == book.content_hash()


@pytest.mark.skipif(bool(STORE), reason="reads a file; the server's side is the test above")
def test_the_program_copies_and_shows_the_hash(
    book_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "copy.emptor"
    assert program.main(["copy", str(book_file), str(target)]) == 0
    shown = capsys.readouterr()
    with emptor.open(target) as copy:
        assert shown.out.strip() == copy.content_hash()
    assert "emptor_party: 3 rows" in shown.err
    assert program.main(["copy", str(book_file), str(target)]) == 1
    assert "DUPLICATE_CODE" in capsys.readouterr().err
