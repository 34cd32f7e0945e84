"""How a number approaches a person: what its talk, its own history and theirs together say, as the chance that it is a gang's and believed."""
