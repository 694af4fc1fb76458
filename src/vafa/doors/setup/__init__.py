"""The first five minutes of an installation: opening the first club, in the browser and at the terminal."""
