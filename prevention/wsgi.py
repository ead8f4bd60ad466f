"""What the server imports: `gunicorn prevention.wsgi:app`."""

from . import create_app
from .fence import check_login

app = create_app()
check_login(app)
