"""Why something is refused, as the pages say it. Who may lead a group at all is what handovers says of the case."""


class GroupEnded(Exception):
    """It has ended, or its consent has."""


class NoConsent(Exception):
    """The consent chosen is not in force, or not of this case."""


class NotCovered(Exception):
    """Somebody who cannot be invited: the consent does not cover their agency, or they have no such role."""


class AlreadyMember(Exception):
    """They take part already."""


class NotThere(Exception):
    """No such commitment, participant or meeting in this group, or none that they may change."""
