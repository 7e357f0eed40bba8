"""What a turn needs is away, and comes back."""

from __future__ import annotations


class Unavailable(BaseException):
    """A turn cannot be taken now; it is to be delivered again.

    No `Exception`: Rasa wraps every tracker store in a `FailSafeTrackerStore`, which takes any for a reason to go on
    with an empty tracker. It would greet a firm anew, and write that down as soon as the database is back.
    """
