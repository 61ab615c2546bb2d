"""The engines compared. Each answers the same questions about the same network, from memory."""
