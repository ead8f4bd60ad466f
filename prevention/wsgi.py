"""What the server imports: `gunicorn prevention.wsgi:app`."""

from . import create_app

app = create_app()
