"""Documents from outside, parsed in a process that can be killed."""
