"""The live half: feed → durable records → call events → features → score → warning. `live.Pipeline` is the page to read first."""
