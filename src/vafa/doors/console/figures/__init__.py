"""The overview's figures as a reader of the club sees them: the hero, the stats, the river, what needs attention."""
