"""Rasa custom actions: slots to advisor.core to messages."""
