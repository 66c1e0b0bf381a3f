"""What the rules refuse. Each is a reason that a page puts into words."""


class Refused(Exception):
    """Base of everything that is refused by a rule."""


class RoundClosed(Refused):
    """The round takes no more answers."""


class RoundNotOpen(Refused):
    """The round has not been opened yet."""


class AlreadySubmitted(Refused):
    """The response is handed in; it has to be reopened before it can change."""


class NotAsked(Refused):
    """The organisation is excused in this round."""


class LinkGone(Refused):
    """The personal link is wrong, replaced or taken back, or the browser no longer has it."""


class AnswersMissing(Refused):
    """Some activities have no answer, so the response cannot be handed in."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(numbers)
        self.numbers = numbers


class InvalidInput(Refused):
    """A field holds something it cannot; `field` names it, `reason` is a short code."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class AnswersChanged(Refused):
    """An answer has changed since the person who hands in reviewed them."""


class CannotOpen(Refused):
    """A round cannot be opened as it is; `reason` says what is in the way.

    `no_organisations`: nobody to ask. `overdue`: it closes by itself, and its last day has passed.
    `no_contact`: the mails of a test round have nowhere to go.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidFields(Refused):
    """Several fields of a form hold what they cannot: `faults` is the reason by field."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(faults)
        self.faults = faults


class ChangedMeanwhile(Refused):
    """What a form was made from is no longer so: somebody else has changed it since."""


class NotInvitedByYou(Refused):
    """Somebody's link came from another person, who alone can take it back."""


class TooManyInvitations(Refused):
    """So many mails, by one person or to one address, that one has to wait."""


class AnsweredElsewhere(Refused):
    """Another organisation answers for this one: what is said is to be entered there."""


class HasDrafts(Refused):
    """A coordinator cannot hand in what an organisation has written and not handed in itself."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(numbers)
        self.numbers = numbers
