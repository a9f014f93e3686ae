"""`site.toml` as frozen, typed settings."""
