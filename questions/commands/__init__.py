"""The commands of `backproof`, a file each; what is heavy is imported inside the functions."""
