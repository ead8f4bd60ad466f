"""What the words mean, for those who meet them: a social worker has no lessons, a teacher no clocks."""

from dataclasses import dataclass

from flask_babel import LazyString

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.formats import lazy_gettext


@dataclass(frozen=True, slots=True)
class Word:
    term: LazyString
    meaning: LazyString


LESSONS = (
    Word(
        lazy_gettext("Lesson"),
        lazy_gettext(
            "A part of the programme, with a number. It is planned for a day, and held, partly held or not held."
        ),
    ),
    Word(lazy_gettext("Session"), lazy_gettext("When a lesson is held with a class, and what is logged of it.")),
    Word(
        lazy_gettext("Expected lesson"),
        lazy_gettext(
            "A lesson of a programme that a class should have this school year, because its grade is a target."
        ),
    ),
    Word(lazy_gettext("Held"), lazy_gettext("The lesson took place, and somebody logged it.")),
    Word(lazy_gettext("Partly held"), lazy_gettext("Some of the lesson took place.")),
    Word(lazy_gettext("Not held"), lazy_gettext("It did not take place, and the reason is known.")),
    Word(
        lazy_gettext("Not logged"),
        lazy_gettext("Its planned day has passed and nobody has said what happened. It may well have been held."),
    ),
    Word(lazy_gettext("Coming"), lazy_gettext("Its planned day is today or later.")),
    Word(lazy_gettext("Not planned"), lazy_gettext("It has no day yet.")),
    Word(
        lazy_gettext("Coverage"),
        lazy_gettext("Held lessons as a share of all expected lessons. What is missing is never shown as zero."),
    ),
)
CONCERNS = (
    Word(
        lazy_gettext("Concern"),
        lazy_gettext(
            "A message to the social services that a child may come to harm. Who works at a school must send it."
        ),
    ),
    Word(lazy_gettext("Consultation"), lazy_gettext("A question to the social services that names nobody.")),
)
CASES = (
    Word(lazy_gettext("Protection assessment"), lazy_gettext("Is the child in danger now? It is made the same day.")),
    Word(
        lazy_gettext("Preliminary assessment"),
        lazy_gettext("What is found out before it is decided about an inquiry: 14 days at the most."),
    ),
    Word(lazy_gettext("Inquiry"), lazy_gettext("What the child needs is looked into: four months at the most.")),
    Word(
        lazy_gettext("Clock"),
        lazy_gettext("The day when a step must be done, by law or by a rule of the municipality."),
    ),
    Word(lazy_gettext("Duty"), lazy_gettext("Whoever has it takes in what arrives that week.")),
    Word(
        lazy_gettext("Emergency opening"),
        lazy_gettext(
            "A case of somebody else is read for an hour, because it cannot wait. The lead and the auditor are told."
        ),
    ),
)
HANDOVERS = (
    Word(
        lazy_gettext("Hand-over"),
        lazy_gettext(
            "Chosen pieces of a case, disclosed to another authority for one purpose, on one legal ground, until a day."
        ),
    ),
    Word(
        lazy_gettext("Consent"),
        lazy_gettext(
            "Guardians or the young person agree to what is disclosed to whom. It can be withdrawn at any time."
        ),
    ),
)
GLOSSARY: tuple[tuple[frozenset[Permission], tuple[Word, ...]], ...] = (
    (frozenset({Permission.SESSION_LOG, Permission.CLASS_READ, Permission.COVERAGE_READ}), LESSONS),
    (frozenset({Permission.REFERRAL_WRITE}), CONCERNS),
    (frozenset({Permission.CASE_HANDLE}), CASES),
    (frozenset({Permission.HANDOVER_SEND, Permission.HANDOVER_READ}), HANDOVERS),
)


def words_for(actor: Actor | None) -> list[Word]:
    """Return the words of the pages one opens; a visitor gets none."""
    return [word for used_by, words in GLOSSARY if actor and any(map(actor.may, used_by)) for word in words]
