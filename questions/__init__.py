"""Questions: drawn, asked, answered by `derive`, executed by a NumPy witness, printed."""

__version__ = "0.1.0"
