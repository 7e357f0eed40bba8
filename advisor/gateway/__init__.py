"""The one door to the network: conversation API for web pages and channels."""
