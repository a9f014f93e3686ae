"""From `content/` to Sources: find the files, split and check front matter, convert the text."""
