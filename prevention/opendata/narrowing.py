"""A narrower view of what is published: some of the same rows, and never a figure that is counted for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from .forms import ShownForm
from .hiding import Hidden
from .queries import Publication, PublishedRow, Publisher, publication_of_one_year
from .words import FIELDS, NUMBER

CLASS_FIELDS = frozenset({"classes_expected", "classes_started", "classes_completed"})
ASKED_FOR = {"school_year": "school_year", "programme": "programme_code", "school": "school_unit_code"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One programme in one school year, as the page shows it; nothing where nothing is published."""

    publication: Publication
    form: ShownForm
    rows: Sequence[PublishedRow]

    @property
    def counts_lessons(self) -> bool:
        return any(row.lessons_expected is not None for row in self.rows)

    @property
    def hides_lessons(self) -> bool:
        return any(row.hidden is Hidden.LESSONS for row in self.rows)

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Return (name, title in the reader's language) of the figures, looked up once for all rows."""
        counted = (one for one in FIELDS if one.type is NUMBER and (self.counts_lessons or one.name in CLASS_FIELDS))
        return [(one.name, str(one.title)) for one in counted]

    @property
    def hides(self) -> bool:
        return any(row.hidden is not Hidden.NOTHING for row in self.rows)


def narrowed(rows: Iterable[PublishedRow], asked: Mapping[str, str]) -> list[PublishedRow]:
    """Return the rows of the school year, programme and school that an address names; what it leaves out is any."""
    wanted = {name: asked[argument] for argument, name in ASKED_FOR.items() if asked.get(argument)}
    return [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]


def shown(publisher: Publisher, arguments: MultiDict[str, str]) -> Shown:
    """Return what the page shows: of the year and the programme asked for, else of the first."""
    form = ShownForm(arguments)
    publication = publication_of_one_year(publisher, form.school_year.data)
    programmes = dict.fromkeys((row.programme_code, row.programme) for row in publication.rows)
    programme = form.choose(publication.years, programmes)
    return Shown(publication, form, narrowed(publication.rows, {"programme": programme}))
