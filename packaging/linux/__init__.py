"""The Debian package: what is put where, and the files that a Linux desktop reads."""
