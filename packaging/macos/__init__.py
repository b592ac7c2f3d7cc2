"""What a Mac makes of the frozen program: a DMG for a person, a PKG for those who roll it out."""
