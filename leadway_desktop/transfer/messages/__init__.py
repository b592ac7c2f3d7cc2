"""What is sent to customers: wishes, turns, and one message in its thread."""
