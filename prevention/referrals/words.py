"""What the codes of a message are called, in the words that both sides read."""

from collections.abc import Mapping

from prevention.formats import lazy_gettext

from .models import ReferralKind, StatusCode, Urgency
from .steps import Step

KINDS = {ReferralKind.CONCERN: lazy_gettext("Concern"), ReferralKind.CONSULTATION: lazy_gettext("Consultation")}
KIND_CHOICES = {
    ReferralKind.CONCERN: lazy_gettext("A concern: I am worried about a child and say who it is"),
    ReferralKind.CONSULTATION: lazy_gettext("A consultation: I want advice and do not say who it is about"),
}
STATUS = {
    StatusCode.SENT: lazy_gettext("Sent"),
    StatusCode.RECEIVED: lazy_gettext("Received by the social services"),
    StatusCode.OPENED: lazy_gettext("An inquiry is opened"),
    StatusCode.NOT_OPENED: lazy_gettext("No inquiry is opened"),
    StatusCode.ALREADY_ONGOING: lazy_gettext("There is already an inquiry"),
    StatusCode.FEEDBACK_GIVEN: lazy_gettext("Feedback is given"),
}
URGENCY = {
    Urgency.ACUTE: lazy_gettext("Acute: somebody must look today"),
    Urgency.SOON: lazy_gettext("Soon: within a few days"),
    Urgency.NORMAL: lazy_gettext("Not urgent, but it needs to be looked at"),
}
GUARDIANS_KNOW = {
    "yes": lazy_gettext("Yes, they know that I write"),
    "no": lazy_gettext("No, they do not know yet"),
    "unsuitable": lazy_gettext("They should not be told now"),
}
STEPS: Mapping[Step, object] = {
    Step.RECEIVER: lazy_gettext("What do you want to send, and to whom?"),
    Step.WHO: lazy_gettext("Who are you worried about?"),
    Step.GUARDIANS: lazy_gettext("Who are the guardians?"),
    Step.SEEN: lazy_gettext("What have you seen or heard, and when?"),
    Step.DONE: lazy_gettext("What has been done?"),
    Step.CONTACT: lazy_gettext("How urgent is it, and how are you reached?"),
    Step.SUMMARY: lazy_gettext("Read it through and send"),
}
MISSING = {
    "receiver": lazy_gettext("Choose who is to receive it."),
    "name": lazy_gettext("Write the child's name or personal number."),
    "seen": lazy_gettext("Write what you have seen or heard."),
    "urgency": lazy_gettext("Choose how urgent it is."),
    "contact_phone": lazy_gettext("Write the phone number where you are reached."),
}
WARNINGS = {
    "number_shape": lazy_gettext(
        "The personal number does not look like one. It is kept as you wrote it, and you can send it so."
    ),
    "number_day": lazy_gettext(
        "There is no such day of birth in the personal number. It is kept as you wrote it, and you can send it so."
    ),
    "number_check": lazy_gettext(
        "The last digit of the personal number does not fit. It is kept as you wrote it, and you can send it so."
    ),
}
