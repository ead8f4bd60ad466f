"""The filter of the results: it stands in the address."""

from enum import StrEnum

from flask_babel import LazyString

from prevention.fields import DecimalNumber, Filter, OneOf, choices_of
from prevention.formats import lazy_gettext

from .measures import results


class Having(StrEnum):
    """How little a school has of programmes to stand in the list."""

    NONE = "none"
    LOW = "low"


HAVING: dict[Having, LazyString] = {
    Having.NONE: lazy_gettext("No class takes a programme"),
    Having.LOW: lazy_gettext("Fewer than half of the expected classes have started"),
}


class ResultsForm(Filter):
    measure = OneOf(lazy_gettext("Result"))
    below = DecimalNumber(lazy_gettext("Low is below"))
    having = OneOf(lazy_gettext("Programmes this school year"), default=Having.NONE, choices=choices_of(HAVING.items()))

    def choice(self) -> tuple[str, float | None, Having]:
        """Return measure, limit and how little. What cannot be chosen is said at its field, and the usual is taken."""
        self.measure.choices = choices_of((one.code, one.full_title) for one in results())
        usual = results()[0].code
        self.measure.data = self.measure.data or usual
        self.validate()
        measure = usual if self.measure.errors else self.measure.data
        return measure, self.below.data, Having.NONE if self.having.errors else Having(self.having.data)
