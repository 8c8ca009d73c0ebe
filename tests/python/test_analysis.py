"""Prices in bulk as Arrow, asked backwards, and rehearsed on past sales."""

import ctypes
import pathlib
from datetime import date
from decimal import Decimal
from typing import Any

import emptor
import pytest

ON = date(2026, 3, 31)


class Schema(ctypes.Structure):
    pass


class Array(ctypes.Structure):
    pass


class Stream(ctypes.Structure):
    pass


Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(Schema))),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(Schema))),
    ("private_data", ctypes.c_void_p),
]
Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(Array))),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(Array))),
    ("private_data", ctypes.c_void_p),
]
Stream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Schema))),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Array))),
    ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(Stream))),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(Stream))),
    ("private_data", ctypes.c_void_p),
]

pointer_of = ctypes.pythonapi.PyCapsule_GetPointer
pointer_of.restype = ctypes.c_void_p
pointer_of.argtypes = [ctypes.py_object, ctypes.c_char_p]


def value(column: Array, kind: str, at: int) -> Any:
    def bit(buffer: int) -> bool:
        return bool(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_uint8))[at // 8] >> at % 8 & 1)

    if column.buffers[0] and not bit(column.buffers[0]):
        return None
    if kind == "u":
        ends = ctypes.cast(column.buffers[1], ctypes.POINTER(ctypes.c_int32))
        return ctypes.string_at(column.buffers[2] + ends[at], ends[at + 1] - ends[at]).decode()
    if kind in ("l", "tsu:UTC"):
        return ctypes.cast(column.buffers[1], ctypes.POINTER(ctypes.c_int64))[at]
    if kind == "tdD":
        return date.fromordinal(date(1970, 1, 1).toordinal() + ctypes.cast(column.buffers[1], ctypes.POINTER(ctypes.c_int32))[at])
    if kind == "b":
        return bit(column.buffers[1])
    assert kind.startswith("d:38,")
    whole = int.from_bytes(ctypes.string_at(column.buffers[1] + 16 * at, 16), "little", signed=True)
    return Decimal(whole).scaleb(-int(kind[5:]))


def consume(exporter: Any) -> list[dict[str, Any]]:
    """What a library without Arrow of its own would do."""
    capsule = exporter.__arrow_c_stream__()
    stream = Stream.from_address(pointer_of(capsule, b"arrow_array_stream"))
    schema = Schema()
    assert stream.get_schema(stream, schema) == 0
    columns = [
        (schema.children[i].contents.name.decode(), schema.children[i].contents.format.decode())
        for i in range(schema.n_children)
    ]
    schema.release(schema)
    rows = []
    while True:
        batch = Array()
        assert stream.get_next(stream, batch) == 0
        if not batch.release:
            break
        for at in range(batch.length):
            rows.append(
                {name: value(batch.children[i].contents, kind, at) for i, (name, kind) in enumerate(columns)}
            )
        batch.release(batch)
    stream.release(stream)
    return rows


def test_a_matrix_is_an_arrow_stream(book: emptor.Book) -> None:
    matrix = book.price_matrix(items=["P1", "P2"], quantities=[1, Decimal("2.5")], on=ON)
    assert len(matrix) == 8
    rows = consume(matrix)
    assert [(row["customer"], row["item"], row["quantity"], row["unit_price"], row["source"]) for row in rows[:4]] == [
        ("C001", "P1", 1, Decimal("17.50"), "special_item"),
        ("C001", "P1", Decimal("2.5"), Decimal("17.50"), "special_item"),
        ("C001", "P2", 1, 10, "base"),
        ("C001", "P2", Decimal("2.5"), 10, "base"),
    ]
    assert rows[1]["amount"] == Decimal("43.75")
    assert rows[0]["base_price"] == 20
    assert rows[0]["tax_included"] is False
    # The object gives as many streams as are asked for.
    assert consume(matrix) == rows


def test_a_matrix_outlives_its_book_and_tells_what_changed() -> None:
    book = emptor.open(":memory:", currency="EUR", today=ON)
    book.create_unit("KG", "kilogram")
    for item in ("A", "B"):
        book.create_item(item, item, unit="KG")
        book.set_base_price(item, 5)
    book.create_customer("C", "C")
    first = book.price_matrix()
    book.set_base_price("B", 6)
    second = book.price_matrix(changed_since=first.revision)
    unused = book.price_matrix()
    book.close()
    assert [(row["item"], row["unit_price"]) for row in consume(second)] == [("B", 6)]
    assert len(consume(first)) == 2
    del unused  # a stream that nobody read


def test_an_export_tells_of_the_moment_at_which_it_was_made(book: emptor.Book) -> None:
    sale = book.post_sale("C001", [("P1", Decimal("2.5"))], dated=ON)
    export = book.export("voucher_lines", from_day=ON)
    other = book.post_sale("C002", [("P1", 1)], dated=ON)
    assert [(row["voucher"], row["party"], row["quantity"], row["net"]) for row in consume(export)] == [
        (sale.id, "C001", Decimal("2.5"), sale.net.amount)
    ]
    assert len(consume(export)) == 2
    with book.snapshot():
        balances = book.export("balances")
        lines = book.export("voucher_lines", until_day=ON)
    assert [row["account_balance"] for row in consume(balances)] == [sale.total.amount, other.total.amount]
    assert consume(lines) == []
    with pytest.raises(emptor.InvalidInputError) as refused:
        book.export("items", from_day=ON)
    assert refused.value.field == "dated"
    with pytest.raises(emptor.InvalidInputError):
        book.export("orders")


def test_an_export_becomes_parquet(book: emptor.Book, tmp_path: pathlib.Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    sale = book.post_sale("C001", [("P1", 3)], dated=ON)
    parquet.write_table(pyarrow.table(book.export("vouchers")), tmp_path / "vouchers.parquet")
    (row,) = parquet.read_table(tmp_path / "vouchers.parquet").to_pylist()
    assert (row["id"], row["dated"], row["total"]) == (sale.id, ON, sale.total.amount)


def test_a_matrix_refuses_as_a_whole(book: emptor.Book) -> None:
    with pytest.raises(emptor.InvalidInputError):
        book.price_matrix(customers=["NOBODY"])
    with pytest.raises(TypeError):
        book.price_matrix(quantities=[1.5])


def test_arrow_libraries_take_a_matrix(book: emptor.Book) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    table = pyarrow.table(book.price_matrix(on=ON))
    assert table.column("unit_price").type == pyarrow.decimal128(38, 6)
    assert table.num_rows == 6


def test_the_next_break(book: emptor.Book) -> None:
    book.set_price(18, item="P1", min_quantity=10)
    found = book.next_breaks("P1", customer="C002", quantity=9, on=ON)
    assert str(found.amount.amount) == "180.00"
    (only,) = found.breaks
    assert (only.quantity, only.more, only.less_each.amount, only.more_in_all.amount) == (10, 1, 2, 0)


def test_what_to_type_for_a_margin_and_a_total(book: emptor.Book) -> None:
    book.set_price(12, item="P1", direction="purchases")
    found = book.price_for("P1", customer="C002", quantity=3, margin=25, on=ON)
    assert (found.unit_price.amount, found.discount, found.margin) == (16, 20, 25)
    found = book.price_for("P1", customer="C002", quantity=3, total=50, on=ON)
    assert found.amount.amount == found.amount_discounted.amount == 50
    with pytest.raises(emptor.Error, match="margin or a total"):
        book.price_for("P1", customer="C002")


def test_the_cheapest_packs(book: emptor.Book) -> None:
    book.set_price(Decimal("216.00"), item="P1", unit="DZN", min_quantity=1)
    mix = book.cheapest_packs("P1", customer="C002", quantity=12, on=ON)
    assert [(pack.count, pack.unit) for pack in mix.packs] == [(1, "DZN")]
    assert (mix.amount.amount, mix.quantity) == (216, 12)


def test_an_increase_is_rehearsed_on_what_was_sold(book: emptor.Book) -> None:
    for customer in ("C001", "C002"):
        book.post_sale(customer, [("P1", 2), ("P2", 1)], dated=ON)
    found = book.simulate(price_changes=[{"percent": 10}], from_day=date(2026, 1, 1), until_day=date(2027, 1, 1))
    # C001 pays its level's 17.50 for P1.
    assert [(row.code, row.figures.gain.amount) for row in found.customers] == [("C002", 5), ("C001", 1)]
    assert (found.total.before.amount, found.total.after.amount) == (95, 101)
    assert "C002" in found._repr_html_()
    assert book.resolve_price("P2", customer="C002", on=ON).unit_price.amount == 10
    found = book.simulate(
        prices=[{"price": 15, "kind": "customer", "list": "C002", "item": "P1"}],
        rules=[{"rule": "floor", "value": 16, "item": "P1"}],
        tax_rates={"VAT10": 20},
        from_day=date(2026, 1, 1),
        on=ON,
    )
    assert found.total.gain.amount == -8
    assert (found.total.tax_before.amount, found.total.tax_after.amount) == (Decimal("9.50"), Decimal("17.40"))



def test_a_version_and_a_promotion_are_rehearsed(book: emptor.Book) -> None:
    book.post_sale("C002", [("P1", 2), ("P2", 1)], dated=ON)
    version = book.create_price_version("MAY", kind="base")
    book.set_version_prices(version, [{"price": 12, "item": "P2", "min_quantity": 1}])
    asked: dict[str, Any] = {"from_day": date(2026, 1, 1), "until_day": date(2027, 1, 1)}
    assert book.simulate(versions=[version], **asked).total.gain.amount == 2
    book.set_programme("TEN", "percent", 10, products=["P1"], uses_max=1)
    found = book.simulate(
        programmes=[{"code": "P2FREE", "reward": "free_goods", "per": 1, "get": 1, "products": ["P2"]}],
        without_programmes=["TEN"],
        **asked,
    )
    assert [row.code for row in found.programmes] == ["TEN", "P2FREE"]
    assert found.total.promotions_before.amount == found.total.gain.amount == 4
    assert found.limits_not_counted == ("TEN",)
    assert [row.code for row in found.rules if row.code == "gift"] == ["gift"]
    with pytest.raises(TypeError, match=r"programmes\[0\]"):
        book.simulate(programmes=[{"code": "X", "rewards": "percent"}], **asked)
