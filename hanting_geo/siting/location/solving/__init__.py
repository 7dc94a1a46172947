"""Models of location-allocation as pure mathematics on arrays: what is asked, the answer, its bound and its proof."""
