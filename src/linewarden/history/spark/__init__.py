"""History on a Spark cluster: Spark reads the lake, sends each event to the shares that need it and sorts; the compiled kernel does the rest."""
