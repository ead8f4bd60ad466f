"""The checklist in words. Steps that came with the application are read in the reader's language."""

from collections.abc import Mapping, Sequence

from flask_babel import LazyString

from prevention.formats import gettext, lazy_gettext, ngettext, number

from .checklist import Checklist, Item, State, Step
from .models import StepKind

STEPS: Mapping[str, tuple[LazyString, LazyString]] = {
    "anchoring_talk": (
        lazy_gettext("Start-up talk with the school's management"),
        lazy_gettext(
            "The coordinator meets the principal, the pupil health team and other key people before the start."
        ),
    ),
    "staff_half_day": (
        lazy_gettext("Half a day of training for all staff"),
        lazy_gettext("Everybody who works at the school, before the first lesson."),
    ),
    "trained_leaders": (
        lazy_gettext("Trained leaders"),
        lazy_gettext("People with the programme's leader training. Count somebody who leads two classes twice."),
    ),
    "supervision": (
        lazy_gettext("Supervision of the leaders"),
        lazy_gettext("Occasions this school year where the leaders met a supervisor."),
    ),
}
STATES: Mapping[State, LazyString] = {
    State.DONE: lazy_gettext("Done"),
    State.NOT_DONE: lazy_gettext("Not done"),
    State.NOT_STATED: lazy_gettext("Not stated"),
}
READINESS = lazy_gettext(
    "What a school does before and around a programme. The school states it itself. Not stated means that nobody has "
    "answered, and is not the same as no."
)
NEEDED = lazy_gettext(
    "As many as the programme asks for, for each class that takes it this school year and has not broken it off."
)


def title_of(step: Step) -> str:
    return step.title if step.own or step.code not in STEPS else str(STEPS[step.code][0])


def hint_of(step: Step) -> str:
    return step.hint if step.own or step.code not in STEPS else str(STEPS[step.code][1])


def label_of(item: Item) -> str:
    """Return the step as a question of the form: of leaders, for which programme."""
    title = title_of(item.step)
    return gettext("%(step)s for %(programme)s", step=title, programme=item.programme) if item.programme else title


def help_of(item: Item) -> str:
    if not item.programme:
        return hint_of(item.step)
    needed = gettext(
        "%(number)s are needed: %(each)s for each class that takes the programme.",
        number=number(item.wanted),
        each=number(item.per_class),
    )
    return f"{needed} {hint_of(item.step)}"


def summary(rows: Sequence[Checklist]) -> str:
    """Return how many of the schools that a programme concerns are ready, in a sentence."""
    concerned = [row for row in rows if row.concerned]
    ready = number(sum(row.is_ready for row in concerned))
    return gettext("%(ready)s of %(all)s schools have done every step.", ready=ready, all=number(len(concerned)))


def progress(one: Checklist) -> str:
    """Return how far the school is, in a sentence."""
    done = gettext("%(done)s of %(all)s steps are done.", done=number(one.done), all=number(len(one.items)))
    if not one.not_stated:
        return done
    missing = ngettext("%(num)s is not stated.", "%(num)s are not stated.", one.not_stated)
    return f"{done} {missing}"


def answer_of(item: Item) -> str:
    """Return the answer in words: `Yes`, `2 of 3`, `Not stated`."""
    return answer_in_words(item.step.kind, item.value, item.wanted)


def answer_in_words(kind: StepKind, value: int | None, wanted: int) -> str:
    if value is None:
        return str(STATES[State.NOT_STATED])
    if kind is StepKind.YES_NO:
        return gettext("Yes") if value else gettext("No")
    return gettext("%(part)s of %(whole)s", part=number(value), whole=number(wanted))


def outcome_of(item: Item) -> str:
    """Return how far a step is, in a few words: `Done`, `Not done: 2 of 3`, `Not stated`."""
    word = str(STATES[item.state])
    if item.step.kind is StepKind.YES_NO or item.value is None:
        return word
    return f"{word}: {answer_of(item)}"
