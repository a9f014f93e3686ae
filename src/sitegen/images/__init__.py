"""Pictures: what a file shows, which smaller files a theme wants of it, and how these are made."""
