"""Roof: settings, assembly, the runner and the commands. The only place where parts meet."""
