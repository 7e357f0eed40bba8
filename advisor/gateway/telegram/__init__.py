"""The advisor on Telegram: updates in, one queue a chat, an outbox out."""
