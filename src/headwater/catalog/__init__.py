"""Trade items: what is made and sold, with names, pictures and the factors between its units."""
