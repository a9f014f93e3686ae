"""The questions that may be asked of a site, and the closed, frozen views that answer them."""
