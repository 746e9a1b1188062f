"""The WSGI application's inside: feeds, pages, health. Only here does anyone know HTTP."""
