"""Put what was rendered into the output folder, and nothing else out of it."""
