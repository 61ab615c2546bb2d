"""The rules of the house, held by tests where no tool holds them."""
