"""The history: receipts of what was uploaded, found, shown, copied, written to a table."""
