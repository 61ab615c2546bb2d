"""Pure algorithms on arrays and plain values: no Django, no input or output, no clock.

Every module opens with its method, source, assumptions and units. Nothing here may import from
another layer, so each algorithm can be read, tested and used alone.
"""
