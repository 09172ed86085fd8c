"""Questions: drawn, asked, answered by `derive`, executed by a NumPy witness, printed."""
