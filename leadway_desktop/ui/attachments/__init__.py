"""Files on their way into a conversation: dropped, pasted, chosen; held until a channel is."""
