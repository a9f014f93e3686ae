"""The kernel of incremental builds: who asked what.  It knows nothing of blogs, Jinja or Markdown."""
