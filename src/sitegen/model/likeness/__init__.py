"""Which posts are alike: a vector of weighted words for each post, a few candidates, exact scores for those.

The only home of numpy.  All that is summed and compared is whole numbers, so that equal posts give equal
scores on any machine, in any order, by any number of processes, and from what was remembered as from nothing.

What a post's vector depends on besides its bag is made to change seldom: how rare a word is, is asked of a
sample of the older posts and rounded.  So one new post changes the vectors of few others, mostly of none.

The way of a post: `rarity` and `vectors` weigh its words, `candidates` finds who may be like it (`index` and
`sums` do the work), `scores` compares it with those, `ranking` puts them in order.  `update` is the story,
told `from_nothing` or by `taking_over`; `state` is what is remembered.  `comparison` is for those who ask.
"""
