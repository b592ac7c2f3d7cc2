"""What the words mean: standard library only, frozen dataclasses and enums."""
