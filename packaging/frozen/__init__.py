"""The frozen program: one folder with all it needs, made by PyInstaller, for all three systems."""
