"""Cases (案件): what belongs to one inquiry, who may know of it, and all that was done, in order."""
