"""How many and which: where facilities should stand so that most are served and nobody is left far away."""
