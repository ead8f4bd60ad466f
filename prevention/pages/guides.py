"""The first day, per role: five steps each, in the words of the pages themselves."""

from dataclasses import dataclass

from flask_babel import LazyString

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.formats import lazy_gettext


@dataclass(frozen=True, slots=True)
class Guide:
    """Steps for those who hold the permission; `key` is its place on the page."""

    key: str
    permission: Permission
    title: LazyString
    steps: tuple[LazyString, ...]


GUIDES: tuple[Guide, ...] = (
    Guide(
        "leader",
        Permission.SESSION_LOG,
        lazy_gettext("You lead sessions"),
        (
            lazy_gettext("Open My sessions. What is due today stands first."),
            lazy_gettext("Check the number of pupils and press Held as planned. That is all."),
            lazy_gettext("Did it turn out differently? Press Something was different and say what."),
            lazy_gettext("Under Not logged stand lessons whose day has passed. Log them while you remember."),
            lazy_gettext("Wrong tap? Undo at once, or open the log later and correct it. The history is kept."),
        ),
    ),
    Guide(
        "sender",
        Permission.REFERRAL_WRITE,
        lazy_gettext("You are worried about a child"),
        (
            lazy_gettext("Is it an emergency? Call 112. You can write afterwards."),
            lazy_gettext("Open Concerns and press Write to the social services. You need nobody's leave."),
            lazy_gettext("Not sure? Send a consultation: it has no place for a name."),
            lazy_gettext("It is saved while you write. Only you see a draft, and you can go on another day."),
            lazy_gettext("After sending you get a reference number. How it goes shows what you may be told."),
        ),
    ),
    Guide(
        "planner",
        Permission.PLAN_MANAGE,
        lazy_gettext("You plan for a school"),
        (
            lazy_gettext("Open Classes and choose the school year."),
            lazy_gettext("Open a class and let it take a programme: leaders, first day and weekday."),
            lazy_gettext("Or plan all expected classes of the school at once. Breaks and holidays are skipped."),
            lazy_gettext("Two leaders are asked for in MVP. Guests from the police or the rescue service count."),
            lazy_gettext("The page of the class tells when it will be done at its present pace."),
        ),
    ),
    Guide(
        "coverage",
        Permission.COVERAGE_READ,
        lazy_gettext("You answer for coverage"),
        (
            lazy_gettext("Open Coverage. The first sentence says how many of the expected lessons were held."),
            lazy_gettext("Schools stand with the lowest coverage first. Open one to see its classes."),
            lazy_gettext("Not logged is not the same as not held: ask the leaders before you report it."),
            lazy_gettext("Filter by programme, school year, owner and stage. The address can be shared."),
            lazy_gettext("Download the report as PDF for the board, or the rows as XLSX and CSV."),
        ),
    ),
    Guide(
        "programmes",
        Permission.PROGRAMME_MANAGE,
        lazy_gettext("You answer for programmes and classes"),
        (
            lazy_gettext("Open Programmes and see that the edition you use is the current one."),
            lazy_gettext("Set the targets: which grades of which schools take which programme this school year."),
            lazy_gettext("Import the classes from a spreadsheet. You see every fault before anything is saved."),
            lazy_gettext("Plan the classes, school by school, or leave it to the principals."),
            lazy_gettext("Follow the coverage, and help the schools that fall behind."),
        ),
    ),
    Guide(
        "unit",
        Permission.CASE_LEAD,
        lazy_gettext("You lead the unit"),
        (
            lazy_gettext("Open Duty and plan who takes in what arrives, several weeks at once. Gaps are said plainly."),
            lazy_gettext("Name at least two handlers for protected identities. Nobody else can open those cases."),
            lazy_gettext("Open The unit in the morning: first what is late, then what nobody has taken."),
            lazy_gettext("The holder is reminded on the last day, you the day after, and once more after three days."),
            lazy_gettext("Review the log of the unit every month, and mark the period as reviewed."),
        ),
    ),
    Guide(
        "people",
        Permission.PEOPLE_MANAGE,
        lazy_gettext("You answer for people and roles"),
        (
            lazy_gettext("Open People and invite someone: name, e-mail, role and agency."),
            lazy_gettext("They get a link that works once. Without mail you copy it and hand it over."),
            lazy_gettext("Give several roles to those who need them. A role is held at an agency."),
            lazy_gettext("End a role, or deactivate the account, when somebody leaves. The history is kept."),
            lazy_gettext("You cannot change your own roles: ask a colleague."),
        ),
    ),
    Guide(
        "cases",
        Permission.CASE_HANDLE,
        lazy_gettext("You handle cases at the social services"),
        (
            lazy_gettext("Open Inbox when you are on duty. The most urgent stands first, with its clock."),
            lazy_gettext("Open a case and press Take the case. From then on you hold it, and only you take its steps."),
            lazy_gettext("Assess the need for protection the same day, then write to the preliminary assessment."),
            lazy_gettext("Decide about an inquiry. The sender sees which decision it was and when, nothing else."),
            lazy_gettext("Going on leave? Offer the case to a colleague. It is yours until they accept."),
        ),
    ),
    Guide(
        "receiver",
        Permission.HANDOVER_READ,
        lazy_gettext("You receive what is handed over"),
        (
            lazy_gettext("Open Hand-overs. What waits for your answer stands first; no names stand in the list."),
            lazy_gettext("Open one to read exactly what was disclosed, on what ground and until when."),
            lazy_gettext("Accept it, or decline with a reason. A colleague who comes second is told who was first."),
            lazy_gettext("Log each contact. The sender sees the day; only your own agency sees your note."),
            lazy_gettext("Report back when it is done. After that you can no longer open it, and need not."),
        ),
    ),
    Guide(
        "handing over",
        Permission.HANDOVER_SEND,
        lazy_gettext("You hand over to another authority"),
        (
            lazy_gettext("Open the case. Record the consent first, if that is what you stand on."),
            lazy_gettext("Choose receiver and purpose, and tick only what the receiver needs."),
            lazy_gettext("Choose the legal ground. Where the rules say no, you are told which rule."),
            lazy_gettext("Write how you weighed it. The receipt keeps it, and the receiver never sees it."),
            lazy_gettext("Withdraw a hand-over or a consent at any time: the receiver's page closes at once."),
        ),
    ),
    Guide(
        "auditor",
        Permission.AUDIT_READ,
        lazy_gettext("You review the log"),
        (
            lazy_gettext("Open Log. Every change and every sign-in stands there, newest first."),
            lazy_gettext("Choose a kind of event to look closer at."),
            lazy_gettext("The content is never shown: you see who, what and when."),
            lazy_gettext("The rows are chained: nobody can change one without it being found."),
            lazy_gettext("Ask the operator to run the check and to show you the answer."),
        ),
    ),
)


def guides_for(actor: Actor | None) -> list[Guide]:
    """Return the guides of what one holds; a visitor gets none."""
    return [guide for guide in GUIDES if actor and actor.may(guide.permission)]
