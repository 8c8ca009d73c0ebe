"""The story that most tests begin with: three items, a wholesale level, a customer with a limit."""

import importlib.util
import os
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, Callable, Iterator

import emptor
import pytest

ROOT = Path(__file__).resolve().parents[2]


def fill(book: emptor.Book) -> None:
    book.create_unit("PCS", "piece")
    book.create_unit("DZN", "dozen")
    book.create_tax_code("VAT10", "VAT 10 %", rate=10)
    book.create_location("W1", "Main warehouse")
    book.create_item_group("TOP", "Top sellers")
    book.create_item("P1", "Lamp", unit="PCS", tax_code="VAT10", groups=["TOP"], units={"DZN": 12})
    book.create_item("P2", "Bulb", unit="PCS", tax_code="VAT10")
    book.create_item("P3", "Chandelier", unit="PCS", tax_code="VAT10", groups=["TOP"])
    book.adjust_stock("P1", "W1", 100, on=date(2026, 1, 1), reason="opening stock")
    book.set_base_price("P1", Decimal("20.00"))
    book.set_base_price("P2", Decimal("10.00"))
    book.set_base_price("P3", Decimal("40.00"))
    book.create_price_list("WHOLESALE", "Wholesale", kind="level")
    book.set_price(Decimal("17.50"), kind="level", list="WHOLESALE", item="P1")
    book.set_price(kind="level", list="WHOLESALE", group="TOP", percent_of_base=90)
    book.create_group("RETAIL", "Retail")
    book.create_customer(
        "C001",
        "An Phat",
        terms={"sales_level": "WHOLESALE", "credit_limit": Decimal("1000.00"), "credit_age_days": 60},
    )
    book.create_customer("C002", "Binh Minh", groups=["RETAIL"])
    book.create_supplier("S001", "Glow Works")


#: The address of a PostgreSQL server, to run the tests on it; empty: SQLite.
STORE = os.environ.get("EMPTOR_TEST_STORE", "")

#: As it was before `on_the_store` put a server behind it.
open_on_sqlite = emptor.open

sqlite_only = pytest.mark.skipif(bool(STORE), reason="about files; see tests/on_postgres.md")


@pytest.fixture(autouse=True)
def on_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a server every path stands for a schema of its own; ":memory:" for a new one each time."""
    if not STORE:
        return
    open_book = emptor.open
    schemas: dict[str, str] = {}

    def open_there(path: str | os.PathLike[str], **options: Any) -> emptor.Book:
        name = os.fspath(path)
        if name == ":memory:" or name not in schemas:
            schemas[name] = f"test_python_{os.urandom(8).hex()}"
        return open_book(f"{STORE}&emptor_schema={schemas[name]}", **options)

    monkeypatch.setattr(emptor, "open", open_there)


@pytest.fixture
def real_data() -> Path:
    """The folder of data sets that do not belong to the project, too large for it or without a licence to pass on."""
    if not (folder := os.environ.get("EMPTOR_DATA")):
        pytest.skip("EMPTOR_DATA names no folder of data sets; see docs/how-to/real_data.md")
    return Path(folder)


@pytest.fixture
def on_sqlite() -> Callable[..., emptor.Book]:
    """`emptor.open`, also where the tests run on a server."""
    return open_on_sqlite


def load_example(name: str) -> ModuleType:
    """The module of `examples/<name>.py`."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "examples" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look there for the module of their fields
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def example() -> Callable[[str], ModuleType]:
    return load_example


@pytest.fixture
def shown() -> Callable[[str], str]:
    """What docs/how-to/real_data.md says that a command prints: the block of text after the one that shows it."""

    def block(command: str) -> str:
        page = (ROOT / "docs" / "how-to" / "real_data.md").read_text(encoding="utf-8")
        return page.split(f"\n{command}\n```\n", 1)[1].split("```text\n", 1)[1].split("```", 1)[0]

    return block


@pytest.fixture
def book() -> Iterator[emptor.Book]:
    """In memory, on 31 March 2026."""
    with emptor.open(":memory:", currency="USD", today=date(2026, 3, 31)) as opened:
        fill(opened)
        yield opened


@pytest.fixture
def book_file(tmp_path: Path) -> Path:
    """A filled book in a file, closed."""
    path = tmp_path / "shop.emptor"
    with emptor.open(path, currency="USD", today=date(2026, 3, 31)) as opened:
        fill(opened)
    return path
