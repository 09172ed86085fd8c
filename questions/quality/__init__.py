"""The bank's quality gate: many variants of a family, held against a table of standards. Values in, findings out."""
