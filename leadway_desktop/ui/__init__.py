"""The window: Qt Widgets, views, delegates and list models."""
