"""What can be drawn or carried away as geography: layers, held in memory, cut into tiles.

`layers` says what a layer is, `catalogue` declares each one, `holding` keeps the rows of a layer in
arrays until the journal says that they changed, `views` is a layer as one visitor may see it, and
`tiles` cuts what a map fetches. The map, its list, its search and the OGC API read all of this and
nothing else, so what is hidden from one is hidden from all.
"""
