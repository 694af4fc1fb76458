"""What rules would have given: a club's own history judged again, by the very judge that books units."""
