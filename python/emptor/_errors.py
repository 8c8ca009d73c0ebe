"""What emptor raises: one class for each kind of trouble, under :class:`Error`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Sequence

if TYPE_CHECKING:
    from ._records import CreditDecision, Problem


class Error(Exception):
    """Anything that emptor refuses or fails at.

    ``code`` is a stable word such as ``"NOT_FOUND"``, ``field`` names the input at fault (or is empty), ``message`` is
    one sentence, and ``problems`` holds everything that was wrong, the first one being this error.
    """

    code: str
    field: str
    message: str
    problems: tuple[Problem, ...]

    def __init__(
        self, message: str = "", *, code: str = "INTERNAL", field: str = "", problems: Sequence[Problem] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.message = message
        self.problems = tuple(problems)

    @property
    def problem(self) -> Problem | None:
        """The first problem, with its figures."""
        return self.problems[0] if self.problems else None

    def __str__(self) -> str:
        first = f"{self.code}({self.field}): {self.message}" if self.field else f"{self.code}: {self.message}"
        # The figures that the sentence does not tell already, such as the code that was not found.
        figures = self.problem.figures.items() if self.problem else ()
        if untold := ", ".join(f"{name} {figure}" for name, figure in figures if figure not in self.message):
            first = f"{first} ({untold})"
        rest = len(self.problems) - 1
        return first if rest < 1 else f"{first} (and {rest} more)"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message,), dict(self.__dict__)


class InvalidInputError(Error, ValueError):
    """A field is missing, malformed, too long, out of range, or names something that does not exist."""


class NotFoundError(Error, LookupError):
    """There is no such record."""


class NoPriceError(NotFoundError):
    """No price applies (NO_PRICE) or no exchange rate is known (NO_RATE). Not the same as a price of zero."""


class ConflictError(Error):
    """The book is not in the state that the call took for granted: changed meanwhile, already reversed, in use."""


class PeriodLockedError(Error):
    """The date lies in a closed period."""


class InactiveError(Error):
    """The record is archived, locked, or not active on the date."""


class ForbiddenError(Error):
    """The actor has no right to do this, or the book was opened for reading only."""


class BusyError(Error, TimeoutError):
    """Another writer held the book for longer than ``busy_timeout_ms``. Trying again is fine."""


class ClosedError(Error):
    """The book was closed, or belongs to a process from before a fork."""


class MisuseError(Error):
    """A call against the documented rules, such as changing the book inside a snapshot."""


class StorageError(Error):
    """The file could not be read or written, is damaged, or is not a book that this version can open."""


class Refused(Error):
    """A posting that policy did not let through; nothing was changed."""

    decision: CreditDecision | None = None


class CreditBlocked(Refused):
    """Refused by the credit policy; ``decision`` holds the figures."""

    decision: CreditDecision


class CreditApproval(Refused):
    """Needs a release (:meth:`Book.release_hold`) to be posted; ``decision`` holds the figures."""

    decision: CreditDecision


class CustomerLocked(Refused, InactiveError):
    """The customer is locked by hand; ``decision`` holds the figures."""

    decision: CreditDecision


class CreditWarning(Refused):
    """Needs ``acknowledge_warnings=True`` to be posted; ``decision`` holds the figures."""

    decision: CreditDecision


class CouponRefused(Refused):
    """A coupon that a sale names is not taken; the figure ``reason`` says why."""


class PriceLimitError(Refused):
    """A price below its floor or above its ceiling; ``problem.figures`` holds both."""


class StockShort(Refused):
    """More than the stock on hand; ``problem.figures`` holds the figures."""


_BY_CODE: dict[str, type[Error]] = {
    **dict.fromkeys(
        (
            "INVALID",
            "REQUIRED",
            "TOO_LONG",
            "BAD_UTF8",
            "RANGE",
            "SCALE",
            "LIMIT",
            "UNKNOWN_REFERENCE",
            "DUPLICATE_CODE",
            "CYCLE",
            "OVERLAP",
            "UNKNOWN_CURRENCY",
            "CURRENCY_MISMATCH",
            "UNIT_MISMATCH",
            "OVERFLOW",
            "DIVISION_BY_ZERO",
            "OVER_ALLOCATED",
        ),
        InvalidInputError,
    ),
    "NOT_FOUND": NotFoundError,
    "NO_PRICE": NoPriceError,
    "NO_RATE": NoPriceError,
    "CONFLICT": ConflictError,
    "AMBIGUOUS_PRICE": ConflictError,
    "IDEMPOTENCY_CONFLICT": ConflictError,
    "ALREADY_REVERSED": ConflictError,
    "IN_USE": ConflictError,
    "WRONG_STATE": ConflictError,
    "PERIOD_LOCKED": PeriodLockedError,
    "INACTIVE": InactiveError,
    "CUSTOMER_LOCKED": CustomerLocked,
    "FORBIDDEN": ForbiddenError,
    "READ_ONLY": ForbiddenError,
    "CREDIT_BLOCKED": CreditBlocked,
    "CREDIT_WARNING": CreditWarning,
    "CREDIT_APPROVAL": CreditApproval,
    "STOCK_SHORT": StockShort,
    "PRICE_LIMIT": PriceLimitError,
    "COUPON_REFUSED": CouponRefused,
    "MISUSE": MisuseError,
    "BUSY": BusyError,
    "CLOSED": ClosedError,
    "WRONG_PROCESS": ClosedError,
    **dict.fromkeys(
        (
            "DISK_FULL",
            "IO",
            "CORRUPT",
            "NOT_A_BOOK",
            "NEWER_SCHEMA",
            "FOREIGN_SQLITE",
            "CONNECTION_LOST",
            "UNAVAILABLE",
        ),
        StorageError,
    ),
}


def from_problems(problems: Sequence[Problem]) -> Error:
    """The error that stands for these problems; its class follows from the first one's code."""
    first = problems[0]
    kind = _BY_CODE.get(first.code, Error)
    return kind(first.message, code=first.code, field=first.field, problems=problems)
