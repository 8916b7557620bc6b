"""A mailbox of alerts, over IMAP."""
