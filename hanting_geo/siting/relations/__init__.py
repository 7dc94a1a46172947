"""How a site lies to the features of a layer: overlap, setback, distance, slope, and what displacement leaves sure."""
