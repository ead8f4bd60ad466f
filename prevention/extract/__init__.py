"""The register extract (GDPR article 15): everything kept about one number, whom it was told to, and who looked."""
