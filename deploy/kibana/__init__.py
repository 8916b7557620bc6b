"""The saved objects that Vigie gives to Kibana, described in Python and written as NDJSON."""
