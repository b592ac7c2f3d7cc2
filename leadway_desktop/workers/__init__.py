"""QThreads that run the engine and turn its callbacks into signals."""
