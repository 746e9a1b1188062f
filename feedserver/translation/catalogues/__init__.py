"""Catalogues: the portable form of the memory, in files that people correct (PO, TMX, XLIFF)."""
