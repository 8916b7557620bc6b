"""The charts of the pages and of the reports: specifications for Vega-Lite, built by altair."""
