class VaultError(Exception):
    """Something cannot be locked or unlocked. The message never holds the secret, nor its ciphertext."""
