"""sitegen: a static blog and resource-site generator."""

__version__ = "0.1.0"
