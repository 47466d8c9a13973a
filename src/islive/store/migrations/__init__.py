"""How databases of older versions become those of this one. Alembic runs what lies in `versions/`."""
