"""Leadway Desktop: attach files to Leadway CRM conversations from the desktop."""
