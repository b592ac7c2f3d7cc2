"""The practice account: a local server that plays Leadway's API and its storage bucket.

It imports nothing of the rest of the package, so a mistake of the client cannot hide in it.
Start with ``server.PracticeServer``; ``serve.main`` runs it alone.
"""
