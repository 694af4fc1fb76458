"""What is printed: pages as PDF with our own fonts in them, text shaped as its script asks, codes as squares."""
