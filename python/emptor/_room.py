"""What the calls of every room start from."""

from __future__ import annotations

from . import _core

#: Rows that an iterator fetches at a time.
PAGE = 200


class Room:
    """Calls of one room over the session's compiled half."""

    def __init__(self, core: _core.Handle) -> None:
        self._core = core
