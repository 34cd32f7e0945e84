"""What rules look at besides features: small memories beside the engine, each bounded, all in one file of a snapshot."""

from linewarden.features.beside.beside import READ_FEATURES, Beside, BesideImage
from linewarden.features.beside.company import COMPANY_VALUES
from linewarden.features.beside.values import BESIDE_VALUES

__all__ = ["BESIDE_VALUES", "COMPANY_VALUES", "READ_FEATURES", "Beside", "BesideImage"]
