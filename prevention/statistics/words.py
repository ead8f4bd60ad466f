"""What the signs of the source mean, in words."""

from prevention.formats import MISSING, lazy_gettext

from .models import ValueKind

SIGNS = {
    ValueKind.ABOUT: ("cirka, ~", lazy_gettext("The source has rounded the figure.")),
    ValueKind.SUPPRESSED: ("..", lazy_gettext("Hidden by the source: too few pupils.")),
    ValueKind.MISSING: (".", lazy_gettext("The source has no figure.")),
    ValueKind.EXCLUDED: ("*", lazy_gettext("The school's teachers need no certificate, so they are not counted.")),
}
NOTHING = (MISSING, lazy_gettext("The source does not mention the year."))


def legend() -> list[tuple[str, str]]:
    """Return each sign with its meaning."""
    return [(str(sign), str(meaning)) for sign, meaning in (*SIGNS.values(), NOTHING)]
