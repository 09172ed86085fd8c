"""The language: indices, tensors, terms, elementary functions, and how they are printed and stored."""
