"""The receipt on paper: number, day, one's own copy, and what one will be able to see."""

from prevention import pdf

from . import attachments, queries, words
from .content import Content
from .models import Referral, ReferralKind

FILE_NAMES = {ReferralKind.CONCERN: "orosanmalan", ReferralKind.CONSULTATION: "konsultation"}


def as_pdf(referral: Referral, content: Content, municipality: str) -> bytes:
    return pdf.render_pdf(
        "pdf/receipt.html",
        referral=referral,
        content=content,
        municipality=municipality,
        receiver=queries.agency_name(referral.receiver_agency_id),
        school=queries.agency_name(referral.sender_agency_id),
        files=attachments.files_of(referral),
        words=words,
    )


def file_name(referral: Referral) -> str:
    """Return a name that tells nobody in a list of downloads what it is about."""
    return f"{FILE_NAMES[referral.kind]}-{referral.reference}.pdf"
