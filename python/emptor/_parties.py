"""Customers, suppliers, groups, people in charge, terms."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Iterator, Mapping, Sequence, Union

from ._records import Address, Contact, EffectiveTerm, Party, PartyGroup, Person, TermChange, exact
from ._room import PAGE, Room

#: What a term is set to; numbers become canonical text.
TermValue = Union[str, Decimal, int]


def _term_text(name: str, value: TermValue) -> str:
    return value if isinstance(value, str) else format(exact(value, name), "f")


def _terms(terms: Mapping[str, TermValue]) -> list[dict[str, str]]:
    return [{"term": name, "value": _term_text(name, value)} for name, value in terms.items()]


class Parties(Room):
    def create_customer(
        self,
        code: str,
        name: str,
        *,
        groups: Sequence[str] = (),
        terms: Mapping[str, TermValue] | None = None,
        supplier: bool = False,
        tax_number: str = "",
        representative: str = "",
        phone: str = "",
        mobile: str = "",
        fax: str = "",
        email: str = "",
        website: str = "",
        alias: str = "",
        memo: str = "",
        since: date | None = None,
    ) -> int:
        """Adds a customer. `terms` hold from ever, e.g. ``{"credit_limit": Decimal(1000), "sales_level": "LARGE"}``."""
        return self._core.create_party(
            customers=True,
            code=code,
            name=name,
            customer=True,
            supplier=supplier,
            tax_number=tax_number,
            representative=representative,
            phone=phone,
            mobile=mobile,
            fax=fax,
            email=email,
            website=website,
            alias=alias,
            memo=memo,
            since=since,
            groups=groups,
            terms=_terms(terms or {}),
        )

    def create_supplier(
        self,
        code: str,
        name: str,
        *,
        groups: Sequence[str] = (),
        terms: Mapping[str, TermValue] | None = None,
        customer: bool = False,
        tax_number: str = "",
        representative: str = "",
        phone: str = "",
        mobile: str = "",
        fax: str = "",
        email: str = "",
        website: str = "",
        alias: str = "",
        memo: str = "",
        since: date | None = None,
    ) -> int:
        """Adds a supplier, who is a customer as well if you say so."""
        return self._core.create_party(
            customers=False,
            code=code,
            name=name,
            customer=customer,
            supplier=True,
            tax_number=tax_number,
            representative=representative,
            phone=phone,
            mobile=mobile,
            fax=fax,
            email=email,
            website=website,
            alias=alias,
            memo=memo,
            since=since,
            groups=groups,
            terms=_terms(terms or {}),
        )

    def update_customer(
        self,
        party: str,
        *,
        code: str | None = None,
        name: str | None = None,
        customer: bool | None = None,
        supplier: bool | None = None,
        tax_number: str | None = None,
        representative: str | None = None,
        phone: str | None = None,
        mobile: str | None = None,
        fax: str | None = None,
        email: str | None = None,
        website: str | None = None,
        alias: str | None = None,
        memo: str | None = None,
        archived: bool | None = None,
    ) -> None:
        """Changes what is given. A new `code` renames; the old one keeps resolving."""
        self._core.update_party(
            party=party,
            code=code,
            name=name,
            customer=customer,
            supplier=supplier,
            tax_number=tax_number,
            representative=representative,
            phone=phone,
            mobile=mobile,
            fax=fax,
            email=email,
            website=website,
            alias=alias,
            memo=memo,
            archived=archived,
        )

    #: Customers and suppliers are one kind of record.
    update_supplier = update_customer

    def customer(self, code: str) -> Party:
        """The party, by current or former code; :class:`NotFoundError` when there is none."""
        return self._core.party(code=code)

    def find_customer(self, code: str) -> Party | None:
        """The party, or None."""
        return self._core.find_party(code=code)

    supplier = customer
    find_supplier = find_customer

    def customers(
        self,
        *,
        text: str = "",
        group: str | None = None,
        salesperson: str | None = None,
        include_archived: bool = False,
    ) -> Iterator[Party]:
        """Customers in the order of codes, page by page.

        `text` matches words in code, name and alias, without regard to accents; `group` takes in the groups below.
        """
        return self._parties(True, text, group, salesperson, include_archived)

    def suppliers(
        self,
        *,
        text: str = "",
        group: str | None = None,
        salesperson: str | None = None,
        include_archived: bool = False,
    ) -> Iterator[Party]:
        """Suppliers, as :meth:`customers`."""
        return self._parties(False, text, group, salesperson, include_archived)

    def _parties(
        self, customers: bool, text: str, group: str | None, salesperson: str | None, include_archived: bool
    ) -> Iterator[Party]:
        last = ""
        while page := self._core.list_parties(
            customers=customers,
            text=text,
            group=group,
            salesperson=salesperson,
            include_archived=include_archived,
            after_code=last,
            limit=PAGE,
        ):
            yield from page
            last = page[-1].code

    def count_customers(self) -> int:
        """How many customers there are, without the archived ones."""
        return self._core.count_parties(customers=True)

    def count_suppliers(self) -> int:
        """How many suppliers there are, without the archived ones."""
        return self._core.count_parties(customers=False)

    def save_address(
        self,
        party: str,
        name: str,
        *,
        street: str = "",
        city: str = "",
        region: str = "",
        postal_code: str = "",
        country: str = "",
        is_default: bool = False,
    ) -> None:
        """Adds an address, or replaces the one of the same name."""
        self._core.save_address(
            party=party,
            name=name,
            street=street,
            city=city,
            region=region,
            postal_code=postal_code,
            country=country,
            is_default=is_default,
        )

    def addresses(self, party: str) -> list[Address]:
        """A party's addresses, the default first."""
        return self._core.addresses(party=party)

    def save_contact(self, party: str, name: str, *, role: str = "", phone: str = "", email: str = "") -> None:
        """Adds a contact, or replaces the one of the same name."""
        self._core.save_contact(party=party, name=name, role=role, phone=phone, email=email)

    def contacts(self, party: str) -> list[Contact]:
        """A party's contacts."""
        return self._core.contacts(party=party)

    def create_group(self, code: str, name: str, *, parent: str | None = None, priority: int = 100) -> int:
        """Adds a group of parties."""
        return self._core.create_group(code=code, name=name, parent=parent, priority=priority)

    def groups(self) -> list[PartyGroup]:
        """All groups of parties."""
        return self._core.groups()

    def move_group(self, group: str, parent: str | None) -> None:
        """Puts a group below another one, or at the top (None)."""
        self._core.move_group(group=group, parent=parent)

    def join_group(self, party: str, group: str, *, since: date | None = None) -> None:
        """Makes the party a member, from `since` on or from ever."""
        self._core.join_group(party=party, group=group, since=since)

    def leave_group(self, party: str, group: str, *, since: date) -> None:
        """Ends a membership: `since` is the first day without it."""
        self._core.leave_group(party=party, group=group, since=since)

    def groups_of(self, party: str, *, on: date | None = None, known_at: datetime | None = None) -> tuple[str, ...]:
        """Codes of the groups that hold the party directly, by priority."""
        return self._core.groups_of(party=party, on=on, known_at=known_at)

    def create_person(self, code: str, name: str, *, phone: str = "", email: str = "") -> int:
        """Adds a salesperson or other person in charge."""
        return self._core.create_person(code=code, name=name, phone=phone, email=email)

    def end_person(self, code: str, last_day: date) -> None:
        """The person is in charge of nothing after `last_day`."""
        self._core.end_person(code=code, last_day=last_day)

    def persons(self) -> list[Person]:
        """All people in charge, those who have left included."""
        return self._core.persons()

    def set_term(
        self,
        term: str,
        value: TermValue,
        *,
        party: str | None = None,
        group: str | None = None,
        since: date | None = None,
    ) -> None:
        """Sets a term of a party, a group, or (neither given) the whole book, from `since` on or from ever."""
        self._core.set_term(
            term=term, state="set", value=_term_text(term, value), party=party, group=group, since=since
        )

    def set_term_none(
        self, term: str, *, party: str | None = None, group: str | None = None, since: date | None = None
    ) -> None:
        """Makes a term explicitly none, whatever the groups say: a credit limit of none is not managed."""
        self._core.set_term(term=term, state="none", value=None, party=party, group=group, since=since)

    def inherit_term(
        self, term: str, *, party: str | None = None, group: str | None = None, since: date | None = None
    ) -> None:
        """Lets the groups, or the book, decide again."""
        self._core.set_term(term=term, state="inherited", value=None, party=party, group=group, since=since)

    def term(
        self, party: str, term: str, *, on: date | None = None, known_at: datetime | None = None
    ) -> EffectiveTerm:
        """A term as it holds for the party, and where it comes from."""
        return self._core.term(party=party, term=term, on=on, known_at=known_at)

    def term_history(self, term: str, *, party: str | None = None, group: str | None = None) -> list[TermChange]:
        """Every change ever made, in the order of recording."""
        return self._core.term_history(term=term, party=party, group=group)
