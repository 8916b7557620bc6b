"""Training of the model from labelled posts, and what it is worth. Needs the `train` extra."""
