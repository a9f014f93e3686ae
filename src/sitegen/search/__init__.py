"""The index that visitors search: made of what texts say, by Pagefind, when that has changed."""
