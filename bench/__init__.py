"""Measured programs behind docs/performance.md: ratios inside one run, never absolute claims."""
