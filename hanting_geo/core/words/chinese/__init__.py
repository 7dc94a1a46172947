"""Sentences of errors, findings and the command line in Chinese, by the English pattern in the code."""
