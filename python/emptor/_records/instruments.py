"""Cheques and bills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from .values import Money


@dataclass(frozen=True)
class InstrumentEvent:
    """One step of an instrument's life; ``vouchers`` are those that it posted, reversals among them."""

    state: str
    on: date
    fee: Money | None
    supplier: str
    vouchers: tuple[int, ...]
    reason: str
    recorded_at: datetime
    actor: str


@dataclass(frozen=True)
class Instrument:
    """A cheque or a bill. ``voucher`` stands for it: a collection or payment; none after a bounce or return."""

    id: int
    kind: str
    side: str
    party: str
    account: str
    amount: Money
    number: str
    bank: str
    due: date
    state: str
    voucher: int | None
    events: tuple[InstrumentEvent, ...]
