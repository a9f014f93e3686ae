"""Say why: why an output was made, what a file is for, why a text is not on the site."""
