"""Markdown in, a `Document` out: the engines and the one pass that all of them share."""
