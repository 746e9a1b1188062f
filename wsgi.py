"""The WSGI application for any server: ``gunicorn wsgi:app``, ``granian --interface wsgi wsgi:app`` …"""

from feedserver import create_app

app = create_app()
