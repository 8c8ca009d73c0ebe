"""Customers, suppliers, people in charge, their terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Party:
    """A customer, a supplier, or both."""

    id: int
    code: str
    name: str
    customer: bool
    supplier: bool
    tax_number: str
    representative: str
    phone: str
    mobile: str
    fax: str
    email: str
    website: str
    alias: str
    memo: str
    since: date | None
    archived: bool


@dataclass(frozen=True)
class Address:
    """One of a party's addresses."""

    name: str
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    is_default: bool = False


@dataclass(frozen=True)
class Contact:
    """Somebody to talk to."""

    name: str
    role: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody in charge of customers, from ``active_from`` until the day before ``active_until``."""

    code: str
    name: str
    phone: str
    email: str
    active_from: date | None
    active_until: date | None


@dataclass(frozen=True)
class PartyGroup:
    """A group of parties; the smaller ``priority`` wins when a party is in several."""

    code: str
    name: str
    parent: str | None
    priority: int


@dataclass(frozen=True)
class EffectiveTerm:
    """A term as it holds for a party, and where it was found. ``none`` is an answer of its own, unlike "not set"."""

    value: str | None
    none: bool
    origin: str
    origin_code: str


@dataclass(frozen=True)
class TermChange:
    """A point on a term's timeline; ``since`` is None for "since ever"."""

    since: date | None
    state: str
    value: str
    recorded_at: datetime
    actor: str
