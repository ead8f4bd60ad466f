"""The floor: one trivial Flask page with a table of 50 rows, read as entities through the ORM, rendered with Jinja."""

import os

from flask import Flask, render_template
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import String, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ROWS = 50
PAGE = """<!doctype html>
<html lang="sv">
<head><meta charset="utf-8"><title>Floor</title></head>
<body>
<h1>Floor</h1>
<table>
<tr><th>Name</th><th>Place</th><th>Count</th></tr>
{% for row in rows %}<tr><td>{{ row.name }}</td><td>{{ row.place }}</td><td>{{ row.count }}</td></tr>
{% endfor %}
</table>
</body>
</html>
"""


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class FloorRow(Base):
    __tablename__ = "floor_row"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    place: Mapped[str] = mapped_column(String(80))
    count: Mapped[int]


def create_floor() -> Flask:
    """Build the floor app on `FLOOR_DATABASE_URL`; its table is made and filled where it is missing."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"floor.html": PAGE})  # compiled once, as a file would be
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["FLOOR_DATABASE_URL"]
    db.init_app(app)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        if not db.session.scalar(select(FloorRow.id).limit(1)):
            rows = [{"name": f"Row {n}", "place": f"Place {n % 7}", "count": n * n} for n in range(ROWS)]
            db.session.execute(insert(FloorRow), rows)
            db.session.commit()

    @app.get("/")
    def page() -> str:
        rows = db.session.scalars(select(FloorRow).order_by(FloorRow.id)).all()
        return render_template("floor.html", rows=rows)

    return app
