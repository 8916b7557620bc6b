"""Facebook pages: posts, comments, mentions, webhooks, figures."""
