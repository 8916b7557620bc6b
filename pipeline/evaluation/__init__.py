"""How good the judgements are: figures with intervals, by label, language, source and town."""
