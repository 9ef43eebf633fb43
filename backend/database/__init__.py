"""Django's PostgreSQL, as a role that owns nothing, and behind row-level security (docs/decisions/rowlevel.md)."""
