import csv
import io

from flask import Blueprint, Response, render_template
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.formats import gettext

from . import queries

figures = Blueprint("figures", __name__)


@figures.get("/referral-figures")
@requires(Permission.REFERRAL_FIGURES)
def overview() -> str:
    years = queries.figures(current_user.actor)
    return render_template("figures/overview.html", years=years, any_hidden=queries.any_hidden(years))


@figures.get("/referral-figures.csv")
@requires(Permission.REFERRAL_FIGURES)
def as_csv() -> Response:
    """Answer with semicolons and a byte order mark, as a Swedish spreadsheet opens it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            gettext("School year"),
            gettext("Concerns sent"),
            gettext("Inquiry opened"),
            gettext("Not opened"),
            gettext("Already ongoing"),
            gettext("Not decided by 1 October"),
        ]
    )
    for year in queries.figures(current_user.actor):
        numbers = (year.sent, year.opened, year.not_opened, year.already_ongoing, year.undecided)
        writer.writerow([year.name, *(gettext("hidden") if number is None else number for number in numbers)])
    answer = Response(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename="orosanmalningar.csv")
    return answer
