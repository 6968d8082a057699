"""A picture of an environment, for a document.

`content` says what is in it, `layout` where it stands, `routes` how lines run, `dot` writes it for
Graphviz, which only paints: nothing is left to its own layout, so that a picture is the same on
every machine, and that no text overlaps is proven rather than hoped.
"""
