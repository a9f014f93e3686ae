"""Turn planned outputs into bytes.  Nothing here writes."""
