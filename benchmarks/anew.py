"""The application with coverage counted on every request, as for the first look after something was written."""

from prevention.wsgi import app

app.extensions.pop("coverage_pages")
