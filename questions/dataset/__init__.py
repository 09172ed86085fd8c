"""Verified items in great number: what an item is, which ones stand in a dataset, and how they become files."""
