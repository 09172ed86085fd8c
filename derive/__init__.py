"""Symbolic derivations of neural-network formulas: every step is proved before it exists."""
