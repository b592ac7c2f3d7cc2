"""Windows: an installer for a person (NSIS, no administrator) and one for IT (MSI)."""
