"""Disputes, promises and reminders on what is open."""

from __future__ import annotations

from datetime import date
from typing import Iterator, Sequence

from ._records import DunningLetter, DunningLevel, DunningPolicy, DunningRun, ItemMark, Number, Voucher, plain
from ._room import PAGE, Room
from ._typing import voucher_id


class Dunning(Room):
    def mark_item(
        self,
        kind: str,
        party: str,
        voucher: Voucher | int,
        *,
        reason: str = "",
        since: date | None = None,
        until: date | None = None,
        amount: Number | None = None,
        instalment: int = 0,
        side: str = "receivable",
        currency: str | None = None,
    ) -> int:
        """Says of an open item that it is in ``"dispute"``, that there is a ``"promise"`` to pay it by `until`, or a
        ``"block"`` of reminders. Kept beside the voucher with its days; `until` is the last one."""
        return self._core.mark_item(
            kind=kind,
            party=party,
            voucher=voucher_id(voucher),
            reason=reason,
            since=since,
            until=until,
            amount=amount,
            instalment=instalment,
            side=side,
            currency=currency,
        )

    def end_mark(self, mark: ItemMark | int, reason: str, *, on: date | None = None) -> None:
        """From `on`, or today, it does not hold any more."""
        self._core.end_mark(mark=mark.id if isinstance(mark, ItemMark) else mark, reason=reason, on=on)

    def item_marks(
        self,
        party: str | None = None,
        *,
        kind: str | None = None,
        broken_only: bool = False,
        holding_only: bool = True,
        on: date | None = None,
    ) -> Iterator[ItemMark]:
        """Disputes, promises and blocks in the order of recording, page by page; ``broken_only`` for the promises whose
        day has passed and that were not kept."""
        last = 0
        while page := self._core.item_marks(
            party=party,
            kind=kind,
            broken_only=broken_only,
            holding_only=holding_only,
            on=on,
            after=last,
            limit=PAGE,
        ):
            yield from page
            last = page[-1].id or last

    def set_dunning_policy(
        self, levels: Sequence[DunningLevel], *, currency: str | None = None, day_count: str = "actual_365"
    ) -> None:
        """How customers are reminded from now on of what they owe in a currency; level 1 first."""
        self._core.set_dunning_policy(
            levels=[plain(level) for level in levels], currency=currency, day_count=day_count
        )

    def dunning_policy(self, *, currency: str | None = None) -> DunningPolicy:
        """The policy of a currency, the book's if none is given."""
        return self._core.dunning_policy(currency=currency)

    def plan_dunning(
        self,
        party: str | None = None,
        *,
        group: str | None = None,
        currency: str | None = None,
        on: date | None = None,
    ) -> DunningRun:
        """Which letters a run would send. Writes nothing."""
        return self._core.plan_dunning(party=party, group=group, currency=currency, on=on)

    def commit_dunning(self, plan: DunningRun) -> DunningRun:
        """Keeps the letters as planned; :class:`ConflictError` when anything has changed since."""
        return self._core.commit_dunning(
            on=plan.on, currency=plan.currency, party=plan.party, group=plan.group, hash=plan.hash
        )

    def dunning_letters(self, party: str | None = None, *, unclaimed_only: bool = False) -> Iterator[DunningLetter]:
        """Letters that were sent, in the order of recording, page by page; ``unclaimed_only`` for those with a fee or
        interest that no voucher charges."""
        last = 0
        while page := self._core.dunning_letters(
            party=party, unclaimed_only=unclaimed_only, after=last, limit=PAGE
        ):
            yield from page
            last = page[-1].id or last

    def post_claim(
        self,
        letter: DunningLetter | int,
        *,
        dated: date | None = None,
        idempotency_key: str = "",
        acknowledge_soft_lock: bool = False,
    ) -> Voucher:
        """Charges the fee and the interest of a letter by an adjustment of the account."""
        return self._core.post_claim(
            letter=letter.id if isinstance(letter, DunningLetter) else letter,
            dated=dated,
            idempotency_key=idempotency_key,
            acknowledge_warnings=False,
            acknowledge_soft_lock=acknowledge_soft_lock,
        )
