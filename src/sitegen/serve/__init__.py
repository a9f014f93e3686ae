"""Show a site to its writer while it is written: build on each save, tell the browser."""
