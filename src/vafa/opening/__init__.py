"""A club from nothing: the questions, what they may be answered with, ready programmes, and opening it whole."""
