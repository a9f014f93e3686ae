"""A theme on trial: every kind of page, rendered for sites that are hard on it (`sitegen theme check`)."""
