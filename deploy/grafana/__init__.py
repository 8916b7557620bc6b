"""Grafana's dashboard of Vigie, written from a readable list of panels."""
