"""Books and sessions: every call with its defaults, over the compiled half."""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from types import TracebackType
from typing import Any, Callable, Iterator, Sequence

from . import _core
from ._analysis import Analysis
from ._catalog import Catalog
from ._drafting import Drafting
from ._dunning import Dunning
from ._exchange_differences import ExchangeDifferences
from ._parties import Parties
from ._posting import Posting
from ._returning import Returning
from ._prices import Prices
from ._promotions import Promotions
from ._instruments import Instruments
from ._rebates import Rebates
from ._receivables import Receivables
from ._records import AccessSequence, BookSettings, Change, Discrepancy, DiscountStep, Number, PromotionPhase, plain
from ._room import PAGE
from ._vouchers import Vouchers


def open(
    path: str | os.PathLike[str],
    *,
    currency: str | None = None,
    time_zone: str = "UTC",
    sync: str = "full",
    read_only: bool = False,
    create: bool = True,
    busy_timeout_ms: int = 5000,
    quote_freshness_ms: int = 0,
    today: date | None = None,
) -> Book:
    """Opens or makes a book; use it as a context manager.

    `path` is a file, ``":memory:"``, or ``"postgresql://host/database?emptor_schema=name"``. A new book needs its
    `currency`; an existing one refuses any but its own. With
    `create=False` a missing file is a :class:`NotFoundError`. `sync="normal"` may lose the last transactions in a power
    cut, never damage the book. `quote_freshness_ms` is how long quotes may go on from prices in memory without looking
    whether somebody has changed them: 0, they always look; a change by this process counts at once, one by another host
    on a server as soon as this one hears of it. `today` stops the book's clock at that day, for tests and replays.

    Never open the same file with Python's own sqlite3 in this process: two SQLite libraries in one process drop each
    other's locks.
    """
    return Book(
        _core.open(
            path=os.fspath(path),
            currency=currency,
            time_zone=time_zone,
            sync=sync,
            read_only=read_only,
            create=create,
            busy_timeout_ms=busy_timeout_ms,
            quote_freshness_ms=quote_freshness_ms,
            today=today,
        )
    )


class Session(
    Catalog,
    Parties,
    Prices,
    Analysis,
    Promotions,
    Drafting,
    Posting,
    Returning,
    Vouchers,
    Receivables,
    Dunning,
    ExchangeDifferences,
    Instruments,
    Rebates,
):
    """One actor's way into a book.

    A session may be shared between threads, which then take turns; threads that are to work side by side have a session
    each (:meth:`Book.as_actor`).
    """

    def settings(self) -> BookSettings:
        """The book's policies."""
        return self._core.settings()

    def change_settings(
        self,
        *,
        sales_prices: AccessSequence | None = None,
        purchase_prices: AccessSequence | None = None,
        sales_discounts: Sequence[DiscountStep] | None = None,
        purchase_discounts: Sequence[DiscountStep] | None = None,
        sales_promotions: Sequence[PromotionPhase] | None = None,
        **changes: str | date | None,
    ) -> None:
        """Changes the policies that are named, e.g. ``credit_at_sale="warn"``; names as in :class:`BookSettings`."""
        unknown = changes.keys() - BookSettings.__dataclass_fields__.keys()
        if unknown:
            raise TypeError(f"no such setting: {', '.join(sorted(unknown))}")
        named: dict[str, Any] = dict(changes)
        if sales_prices is not None:
            named["sales_prices"] = plain(sales_prices)
        if purchase_prices is not None:
            named["purchase_prices"] = plain(purchase_prices)
        if sales_discounts is not None:
            named["sales_discounts"] = [plain(step) for step in sales_discounts]
        if purchase_discounts is not None:
            named["purchase_discounts"] = [plain(step) for step in purchase_discounts]
        if sales_promotions is not None:
            named["sales_promotions"] = [plain(phase) for phase in sales_promotions]
        self._core.change_settings(**named)

    def lock_through(self, day: date | None) -> None:
        """Closes the days up to and including `day`, or opens them all again (None); days that are sealed stay so."""
        self._core.lock_through(day=day)

    def soft_lock_through(self, day: date | None) -> None:
        """Asks for an acknowledgement (``acknowledge_soft_lock``) of vouchers up to and including `day`."""
        self._core.soft_lock_through(day=day)

    def period_state(self, day: date) -> str:
        """How firmly a day is closed: ``"open"``, ``"soft"``, ``"closed"`` or ``"sealed"``."""
        return self._core.period_state(day=day)

    def set_exchange_rate(self, source: str, target: str, *, on: date, rate: Number, type: str = "") -> None:
        """One unit of `source` costs `rate` units of `target` from `on` until a later rate. A `type` names rates that are
        kept beside the book's own, e.g. ``"list"`` for price lists."""
        self._core.set_exchange_rate(source=source, target=target, on=on, rate=rate, type=type)

    def exchange_rate(self, source: str, target: str, *, on: date | None = None, type: str = "") -> Fraction:
        """What one unit of `source` costs in `target` on a day, today if none is given, exactly."""
        return Fraction(*self._core.exchange_rate(source=source, target=target, on=on, type=type))

    def create_actor(self, code: str, name: str) -> int:
        """Adds a user, for :meth:`Book.as_actor`."""
        return self._core.create_actor(code=code, name=name)

    def audit(self) -> Iterator[Change]:
        """The audit trail in the order of recording, page by page."""
        last = 0
        while page := self._core.audit(after_id=last, limit=PAGE):
            yield from page
            last = page[-1].id

    @property
    def today(self) -> date:
        """Today in the book's time zone, by the book's clock."""
        return self._core.today()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Everything in the ``with`` block as one transaction; an exception undoes it all."""
        yield from self._transaction(True)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything in the ``with`` block reads one state of the book, whatever others post meanwhile."""
        yield from self._transaction(False)

    def _transaction(self, writes: bool) -> Iterator[None]:
        self._core.begin(writes=writes)
        try:
            yield
        except BaseException:
            self._core.roll_back()
            raise
        if writes:
            self._core.commit()
        else:
            self._core.roll_back()


class Book(Session):
    """A book; its own calls act as the actor "owner". Made by :func:`open`."""

    def as_actor(self, code: str) -> Session:
        """A session of this actor, who was made by :meth:`create_actor`."""
        return Session(self._core.as_actor(actor=code))

    def verify(self) -> list[Discrepancy]:
        """Recomputes every counter from the documents; empty when the book is sound."""
        return self._core.verify()

    def backup(self, path: str | os.PathLike[str]) -> None:
        """Writes a consistent copy while others work."""
        self._core.backup(path=os.fspath(path))

    def copy_to(
        self, path: str | os.PathLike[str], *, progress: Callable[[str, int], object] | None = None
    ) -> str:
        """Copies everything into a new book at `path`: from a file to a server, and back.

        `progress` is called with each table and the rows of it that were copied so far; what it raises ends the copy, of
        which nothing is kept. The copy is read back and compared; returns the hash of the content, the same on every store. Also
        ``python -m emptor copy FROM TO``.
        """
        return self._core.copy_to(path=os.fspath(path), progress=progress)

    def content_hash(self) -> str:
        """A hash of every row of the book, the same on every store."""
        return self._core.content_hash()

    @property
    def store_description(self) -> str:
        """What runs underneath, e.g. "SQLite 3.40.1"."""
        return self._core.store_description()

    def close(self) -> None:
        """Ends the book, and its sessions: later calls raise :class:`ClosedError`. Closing twice is fine."""
        self._core.close()

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
