"""What `./run` does: embedded services, the demo, tests. The programme imports nothing from here."""
