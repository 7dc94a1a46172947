"""Sites judged by rules: a verdict for each site and rule, summed up for each site."""
