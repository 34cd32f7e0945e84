"""HTTP for the desk: sign-in, thin routes a screen each, one live stream, one error shape, the built UI."""
