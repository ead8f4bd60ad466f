"""What the server imports: `gunicorn prevention.wsgi:app`."""

import gc

from . import create_app
from .fence import check_login

app = create_app()
check_login(app)
gc.collect()
gc.freeze()  # what stands now is never garbage: to walk through it again and again took a twelfth of a long page
gc.set_threshold(10_000, 20, 20)
