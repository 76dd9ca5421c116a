"""The application for a WSGI server: `gunicorn wsgi:app`."""

from feedsvc.runtime import build
from feedsvc.web import create_app

app = create_app(build())
