"""Small matrices that somebody enters: typed, in a file or in a link; checked; and every step of attention on them."""
