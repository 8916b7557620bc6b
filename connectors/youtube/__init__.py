"""YouTube: comments, videos, searches, WebSub."""
