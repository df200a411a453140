"""Numbers in, words out: the verdict, the meaning of each number, and how names and counts are written."""
