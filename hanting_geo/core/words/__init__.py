"""Tables of words, in Chinese and English: labels, headers, sentences and messages."""
