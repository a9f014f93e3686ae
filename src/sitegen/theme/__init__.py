"""Themes: `theme.toml`, inheritance, and the Jinja environment in which every read is a question."""
