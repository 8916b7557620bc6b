"""CSV and JSONL files, and the exports of other tools."""
