"""Before and after a decision, with how sure one can be."""
