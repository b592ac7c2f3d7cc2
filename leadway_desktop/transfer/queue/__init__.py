"""The rooms of `UploadQueue`: the ledger with the lock, and one room for each who may ask."""
