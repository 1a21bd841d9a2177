"""Neural networks in NumPy, one module a chapter, every printed formula executed."""

__version__ = "0.1.0"
