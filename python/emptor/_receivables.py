"""Balances, open items, ageing, ledgers, credit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Iterator, Sequence

from ._records import (
    Ageing,
    Allocation,
    AllocationPlan,
    Balance,
    ChosenDebit,
    CreditChange,
    CreditDecision,
    CreditEvent,
    CreditHold,
    CreditOutlook,
    CreditPool,
    CreditReport,
    LedgerRow,
    Money,
    Number,
    OpenItem,
    Summary,
    Uncollected,
    Voucher,
    plain,
)
from ._room import PAGE, Room
from ._typing import hold_id, voucher_id


def _figure(amount: Number | Money) -> tuple[Number, str | None]:
    return (amount.amount, amount.currency) if isinstance(amount, Money) else (amount, None)


class Receivables(Room):
    def balance(
        self,
        party: str,
        *,
        side: str = "receivable",
        basis: str = "account",
        currency: str | None = None,
        on: date | None = None,
    ) -> Balance:
        """What the party owes now, and for how long as of `on`.

        ``basis="account"`` takes in the branches billed to this party, ``"individual"`` is what it traded itself.
        ``side="payable"`` is what we owe them.
        """
        return self._core.balance(party=party, side=side, basis=basis, currency=currency, on=on)

    def balance_at(
        self,
        party: str,
        day: date,
        *,
        side: str = "receivable",
        basis: str = "account",
        currency: str | None = None,
    ) -> Money:
        """The balance as it stood at the end of `day`, from the documents."""
        return self._core.balance_at(party=party, day=day, side=side, basis=basis, currency=currency)

    def open_items(
        self, party: str, *, side: str = "receivable", currency: str | None = None, limit: int = 1000
    ) -> list[OpenItem]:
        """What is not settled, oldest due first."""
        return self._core.open_items(party=party, side=side, currency=currency, limit=limit)

    def allocations(self, voucher: Voucher | int) -> list[Allocation]:
        """What the voucher settled, or what settled it."""
        return self._core.allocations(voucher=voucher_id(voucher))

    def plan_allocation(
        self,
        party: str,
        credit: Voucher | int,
        *,
        chosen: Sequence[ChosenDebit] = (),
        orders: Sequence[str] = ("oldest_dated",),
        side: str = "receivable",
        currency: str | None = None,
        on: date | None = None,
    ) -> AllocationPlan:
        """What the money that a credit has left would settle: those chosen first, then others by `orders`.

        Writes nothing. More than is open or left is refused with the figures (OVER_ALLOCATED).
        """
        return self._core.plan_allocation(
            party=party,
            credit=voucher_id(credit),
            chosen=[plain(each) for each in chosen],
            orders=orders,
            side=side,
            currency=currency,
            on=on,
        )

    def commit_allocation(self, plan: AllocationPlan) -> list[Allocation]:
        """Settles as planned; :class:`ConflictError` when what is open has changed since."""
        return self._core.commit_allocation(
            party=plan.party,
            side=plan.side,
            credit=plan.credit,
            on=plan.on,
            currency=plan.available.currency,
            available=plan.available.amount,
            rows=[
                {**plain(row), "open": row.open.amount, "amount": row.amount.amount}
                for row in plan.rows
            ],
        )

    def undo_allocations(
        self,
        party: str,
        voucher: Voucher | int,
        *,
        side: str = "receivable",
        currency: str | None = None,
        on: date | None = None,
    ) -> list[Allocation]:
        """Undoes every allocation of the voucher by further rows; gives what was undone."""
        return self._core.undo_allocations(
            party=party, voucher=voucher_id(voucher), side=side, currency=currency, on=on
        )

    def ageing(
        self,
        party: str | None = None,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        by: str = "party",
        group: str | None = None,
        salesperson: str | None = None,
        side: str = "receivable",
        basis: str = "document",
        balance_basis: str = "account",
        bounds: Sequence[int] = (30, 60, 90),
        currency: str | None = None,
        disputed_apart: bool = False,
        with_instruments: bool = False,
        credits: str = "apart",
    ) -> Ageing:
        """What is open, by age in days: of one account, of a group's, of a person's in charge, or of all.

        ``basis`` is ``"document"``, ``"due"`` or ``"posting"``; ``by`` is ``"party"``, ``"salesperson"`` or ``"group"``.
        `known_at` leaves out what was recorded later: documents, what settled them, disputes.
        In `currency`; by default the book's, and what is owed in others is not in it.
        ``balance_basis="individual"`` has a row for each party; what one paid for another settles nothing there.
        ``disputed_apart=True`` shows what is disputed on that day in a column of its own, ``with_instruments=True`` the
        cheques and bills that are not cleared then, beside the balance that they have already lowered.
        ``credits``: what settles nothing yet stands ``"apart"``, ``"by_age"``, or is taken off the ``"oldest_first"``.
        """
        return self._core.ageing(
            party=party,
            as_of=as_of,
            known_at=known_at,
            by=by,
            group=group,
            salesperson=salesperson,
            side=side,
            basis=basis,
            balance_basis=balance_basis,
            bounds=bounds,
            currency=currency,
            disputed_apart=disputed_apart,
            with_instruments=with_instruments,
            credits=credits,
        )

    def summary(
        self,
        first: date | None = None,
        last: date | None = None,
        *,
        by: str = "party",
        party: str | None = None,
        group: str | None = None,
        salesperson: str | None = None,
        side: str = "receivable",
        basis: str = "account",
        currency: str | None = None,
        include_archived: bool = True,
    ) -> Summary:
        """What came in and went out from `first` to `last`, both included; by default the last month and this month.

        ``by`` is ``"party"``, ``"salesperson"`` or ``"group"``: a group counts all below it.
        """
        return self._core.summary(
            first=first,
            last=last,
            by=by,
            party=party,
            group=group,
            salesperson=salesperson,
            side=side,
            basis=basis,
            currency=currency,
            include_archived=include_archived,
        )

    def uncollected(
        self,
        party: str | None = None,
        *,
        as_of: date | None = None,
        group: str | None = None,
        salesperson: str | None = None,
        side: str = "receivable",
        basis: str = "account",
        currency: str | None = None,
    ) -> Uncollected:
        """Balances and for how long they have been unpaid, in days and whole months of 30 days."""
        return self._core.uncollected(
            party=party,
            as_of=as_of,
            group=group,
            salesperson=salesperson,
            side=side,
            basis=basis,
            currency=currency,
        )

    def ledger(
        self,
        party: str,
        first: date,
        last: date,
        *,
        side: str = "receivable",
        currency: str | None = None,
        basis: str = "account",
    ) -> list[LedgerRow]:
        """Documents from `first` to `last`, both included, after a carried-forward row, with a running balance."""
        return self._core.ledger(
            party=party, first=first, last=last, side=side, currency=currency, basis=basis
        )

    def credit_check(
        self,
        customer: str,
        amount: Number | Money,
        *,
        on: date | None = None,
        stage: str = "sale",
        payment_terms: str | None = None,
    ) -> CreditDecision:
        """Whether a document of this amount would pass. Advisory: a posting a moment later may meet other figures.

        `payment_terms` are the document's; the customer's when not given.
        """
        figure, currency = _figure(amount)
        return self._core.credit_check(
            customer=customer, amount=figure, currency=currency, on=on, stage=stage, payment_terms=payment_terms
        )

    def credit_hold(
        self,
        customer: str,
        amount: Money | Number,
        *,
        on: date | None = None,
        stage: str = "sale",
        reference: str = "",
        payment_terms: str | None = None,
    ) -> CreditHold | None:
        """Keeps a document that may not pass, for somebody to look at; None when it may, or a warning does."""
        figure, currency = _figure(amount)
        return self._core.credit_hold(
            customer=customer,
            amount=figure,
            currency=currency,
            on=on,
            stage=stage,
            reference=reference,
            payment_terms=payment_terms,
        )

    def release_hold(
        self,
        hold: CreditHold | int,
        reason: str,
        *,
        approved: Number | None = None,
        tolerance: Number = 0,
        valid_until: date | None = None,
        whole_customer: bool = False,
    ) -> CreditHold:
        """Lets a sale through that is posted with ``credit_hold=hold``: up to the amount approved and its tolerance in
        percent, until its last day; one voucher, or any number for a whole customer."""
        return self._core.release_hold(
            hold=hold_id(hold),
            reason=reason,
            approved=approved,
            tolerance=tolerance,
            valid_until=valid_until,
            whole_customer=whole_customer,
        )

    def revoke_hold(self, hold: CreditHold | int, reason: str) -> CreditHold:
        """Takes a release back; what was posted stays."""
        return self._core.revoke_hold(hold=hold_id(hold), reason=reason)

    def credit_holds(self, customer: str | None = None, *, waiting_only: bool = True) -> Iterator[CreditHold]:
        """Holds in the order of recording, page by page."""
        last = 0
        while page := self._core.credit_holds(customer=customer, waiting_only=waiting_only, after=last, limit=PAGE):
            yield from page
            last = page[-1].id

    def credit_events(
        self, customer: str | None = None, *, acknowledged_only: bool = True
    ) -> Iterator[CreditEvent]:
        """Sales that were posted although a credit rule spoke against them, in the order of recording, page by page."""
        last = 0
        while page := self._core.credit_events(
            customer=customer, acknowledged_only=acknowledged_only, after=last, limit=PAGE
        ):
            yield from page
            last = page[-1].id

    def create_credit_pool(
        self,
        code: str,
        name: str = "",
        *,
        limit: Number | None = None,
        parent: str | None = None,
        currency: str | None = None,
    ) -> None:
        """Makes credit that several accounts share; what is owed in it counts in its parent. No `limit`: not managed."""
        self._core.create_credit_pool(code=code, name=name, limit=limit, parent=parent, currency=currency)

    def set_credit_pool_limit(self, pool: str, limit: Number | None) -> None:
        """From now on, in the pool's currency; None: not managed."""
        self._core.set_credit_pool_limit(pool=pool, limit=limit)

    def move_credit_pool(self, pool: str, parent: str | None) -> None:
        """Puts a pool with everything below it under another one, or under none."""
        self._core.move_credit_pool(pool=pool, parent=parent)

    def join_credit_pool(self, customer: str, pool: str, *, since: date | None = None) -> None:
        """What the customer owes counts in this pool and in no other one, from `since` on or from ever."""
        self._core.join_credit_pool(customer=customer, pool=pool, since=since)

    def leave_credit_pool(self, customer: str, *, since: date) -> None:
        """Ends a membership: `since` is the first day without it."""
        self._core.leave_credit_pool(customer=customer, since=since)

    def credit_pools(self, *, on: date | None = None) -> list[CreditPool]:
        """Every credit pool by code, with what is used of it on a day."""
        return self._core.credit_pools(on=on)

    def credit_report(self, customer: str, *, on: date | None = None) -> CreditReport:
        """The customer's credit: the policy, what is used and what is left."""
        return self._core.credit_report(customer=customer, on=on)

    def credit_reports(
        self, *, group: str | None = None, salesperson: str | None = None, on: date | None = None
    ) -> Iterator[CreditReport]:
        """The credit of every customer with a credit policy or a balance, by code, page by page."""
        last = ""
        while page := self._core.credit_reports(
            group=group, salesperson=salesperson, on=on, after=last, limit=PAGE
        ):
            yield from page
            last = page[-1].customer

    def credit_what_if(
        self,
        *,
        limits: Number = 100,
        terms_days: int = 0,
        failing: Sequence[str] = (),
        group: str | None = None,
        salesperson: str | None = None,
    ) -> CreditOutlook:
        """Every account if limits were `limits` percent of what they are, everything fell due `terms_days` later (or,
        negative, earlier), and the customers `failing` paid no more. Writes nothing."""
        return self._core.credit_what_if(
            limits=limits, terms_days=terms_days, failing=list(failing), group=group, salesperson=salesperson
        )

    def credit_history(self, *, party: str | None = None, group: str | None = None) -> list[CreditChange]:
        """Who changed the credit terms of a party, a group or (neither given) the book: when, old and new."""
        return self._core.credit_history(party=party, group=group)
