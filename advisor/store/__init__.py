"""The database: models, sessions, migrations. Only this package speaks SQL."""
