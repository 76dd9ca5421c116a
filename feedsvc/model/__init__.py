"""The nouns: frozen values that every room speaks of; standard library only."""
