"""The write path: one visit to one source, from its address to the rows it changes."""
