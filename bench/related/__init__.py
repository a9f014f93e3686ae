"""How good related posts are: a scorer for any built site, and a maker of what it scores against."""
