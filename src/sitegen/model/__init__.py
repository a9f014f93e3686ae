"""From Sources to one immutable `Site`: states, links, terms, archives, neighbours, related posts."""
