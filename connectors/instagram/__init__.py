"""The town's Instagram account: media, comments, tags, mentions, hashtags."""
