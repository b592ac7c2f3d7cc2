"""What is kept on this computer: settings, the token, folders."""
