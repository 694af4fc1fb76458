"""Sample words and figures for the style guide. They are no part of the product, so they stay out of the catalogues."""
