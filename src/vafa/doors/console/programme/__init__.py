"""The programme's pages: sentences with words that can be changed, the form behind each, the replay beside them."""
