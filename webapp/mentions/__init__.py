"""The list of mentions: searched, filtered, counted."""
