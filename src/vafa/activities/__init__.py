"""Something happened: record, return, quote, adjust. The only room that grants or takes back earned units."""
