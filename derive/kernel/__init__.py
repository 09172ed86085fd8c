"""The trusted part: normal form, evaluation, refuter, differentiation, gate. Small, dull, and fuzzed by the tests.

Everything else in `derive/` may be as clever or as wrong as it likes: a false step does not pass the gate.
"""
