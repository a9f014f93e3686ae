"""The site as its readers get it: in a real browser, on a telephone and on a desk, in light and in dark."""
