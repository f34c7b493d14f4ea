"""The demo: invented people, one-click sign-in and a look at every mail. Exists only where PLP_DEMO is set."""
