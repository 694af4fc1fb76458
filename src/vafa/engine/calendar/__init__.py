"""Days, months and years as a club counts them: Gregorian or Jalali, in the club's own time zone."""
