"""The steps as people take them: each with its address, its form, and what is said once it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import LazyString

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.cases import forms
from prevention.cases.actions import assign_from, change_urgency, take_step
from prevention.cases.asking import ask_sender, give_advice
from prevention.cases.lifecycle import DECISIONS
from prevention.cases.models import CaseFile, StepKind
from prevention.formats import lazy_gettext
from prevention.referrals.models import ReferralKind

Act = Callable[[Actor, CaseFile, forms.StepForm], object]


@dataclass(frozen=True, slots=True)
class Way:
    """One step, or one group of steps that is chosen between in a form. `only` is the kind of case that has it."""

    name: str
    steps: tuple[StepKind, ...]
    form: type[forms.StepForm]
    label: LazyString
    said: LazyString
    explained: LazyString | None = None
    permission: Permission = Permission.CASE_HANDLE
    only: ReferralKind | None = None
    act: Act = lambda actor, case, form: take_step(actor, case, form.taken(), form.document(), form.to_id())

    def is_open(self, steps: frozenset[StepKind], kind: ReferralKind) -> bool:
        return self.only in {None, kind} and any(step in steps for step in self.steps)


LIST: tuple[Way, ...] = (
    Way(
        "accept",
        (StepKind.ACCEPT,),
        forms.AcceptForm,
        lazy_gettext("Accept the case"),
        lazy_gettext("The case is yours now."),
        lazy_gettext("You become responsible for the case at once."),
    ),
    Way(
        "decline",
        (StepKind.DECLINE,),
        forms.DeclineForm,
        lazy_gettext("Decline"),
        lazy_gettext("You declined. The case stays with who offered it."),
    ),
    Way(
        "protection",
        (StepKind.ASSESS_PROTECTION,),
        forms.ProtectionForm,
        lazy_gettext("Assess the need for protection"),
        lazy_gettext("The protection assessment is written down."),
        lazy_gettext("Is the child in danger now? This is assessed at once, the day the concern comes in."),
    ),
    Way(
        "assess",
        (StepKind.ASSESS,),
        forms.AssessForm,
        lazy_gettext("Write to the preliminary assessment"),
        lazy_gettext("Your text stands in the story of the case."),
        lazy_gettext("What you learn before the decision. You can write several times."),
    ),
    Way(
        "decide",
        DECISIONS,
        forms.DecisionForm,
        lazy_gettext("Decide about an inquiry"),
        lazy_gettext("The decision is made, and the sender can see which it was."),
        lazy_gettext("The sender sees only which decision it was and when, never the reason."),
    ),
    Way(
        "feedback",
        (StepKind.GIVE_FEEDBACK,),
        forms.FeedbackForm,
        lazy_gettext("Give feedback to the sender"),
        lazy_gettext("The sender can see that feedback is given."),
        only=ReferralKind.CONCERN,
    ),
    Way(
        "answer",
        (StepKind.GIVE_FEEDBACK,),
        forms.AdviceForm,
        lazy_gettext("Answer the consultation"),
        lazy_gettext("The answer is sent."),
        lazy_gettext("The sender reads all of what you write here."),
        only=ReferralKind.CONSULTATION,
        act=lambda actor, case, form: give_advice(actor, case, form.document()["text"]),
    ),
    Way(
        "close",
        (StepKind.CLOSE,),
        forms.CloseForm,
        lazy_gettext("Close the case"),
        lazy_gettext("The case is closed."),
        lazy_gettext("A closed case can be opened again, with a reason."),
    ),
    Way(
        "note",
        (StepKind.NOTE,),
        forms.NoteForm,
        lazy_gettext("Write a note"),
        lazy_gettext("The note is saved."),
    ),
    Way(
        "ask",
        (StepKind.ASK_SENDER,),
        forms.QuestionForm,
        lazy_gettext("Ask the sender"),
        lazy_gettext("The question is sent. The answer will stand in the story of the case."),
        lazy_gettext(
            "The sender reads the question here, after a mail that says only that one waits. "
            "Tell nothing that is secret to the sender: not what you know, not whom you know."
        ),
        act=lambda actor, case, form: ask_sender(actor, case, form.document()["text"]),
    ),
    Way(
        "offer",
        (StepKind.OFFER,),
        forms.OfferForm,
        lazy_gettext("Offer it to a colleague"),
        lazy_gettext("The case is offered. It is yours until your colleague accepts."),
        lazy_gettext("You stay responsible until your colleague accepts. They can read the case meanwhile."),
    ),
    Way(
        "urgency",
        (StepKind.CHANGE_URGENCY,),
        forms.UrgencyForm,
        lazy_gettext("Change the urgency"),
        lazy_gettext("The urgency is changed."),
        act=lambda actor, case, form: change_urgency(actor, case, form.document()),
    ),
    Way(
        "assign",
        (StepKind.ASSIGN,),
        forms.AssignForm,
        lazy_gettext("Assign it to somebody"),
        lazy_gettext("The case is assigned."),
        lazy_gettext("Who gets it becomes responsible at once."),
        Permission.CASE_LEAD,
        act=lambda actor, case, form: assign_from(actor, case, form.held_by(), form.document(), form.to_id()),
    ),
    Way(
        "reopen",
        (StepKind.REOPEN,),
        forms.ReopenForm,
        lazy_gettext("Open it again"),
        lazy_gettext("The case is open again, and its clocks run anew."),
        lazy_gettext("You become responsible for the case, and it is assessed from the beginning."),
    ),
    Way(
        "hold",
        (StepKind.HOLD,),
        forms.HoldForm,
        lazy_gettext("Keep it from weeding"),
        lazy_gettext("The case is kept until somebody releases it."),
        permission=Permission.CASE_LEAD,
    ),
    Way(
        "release",
        (StepKind.RELEASE,),
        forms.ReleaseForm,
        lazy_gettext("Let it be weeded again"),
        lazy_gettext("The case is weeded when its time comes."),
        permission=Permission.CASE_LEAD,
    ),
)
WAYS = {way.name: way for way in LIST}


def ways_open(steps: frozenset[StepKind], kind: ReferralKind) -> list[Way]:
    return [way for way in LIST if way.is_open(steps, kind)]


def way_of(step: StepKind | None, kind: ReferralKind) -> Way | None:
    """Return the way of one step; taking has a button of its own."""
    return next((way for way in LIST if step in way.steps and way.only in {None, kind}), None)
