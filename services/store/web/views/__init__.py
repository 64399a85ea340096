"""What pages show, decided purely: from the rows of the queries to what a template writes down."""
