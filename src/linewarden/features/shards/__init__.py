"""One engine as several processes, each with the subjects of its share: a machine's cores work side by side on one stream.

A block's columns and its matrix lie in memory that all processes see; only small messages pass between them.
"""

from linewarden.features.shards.engine import ShardedEngine
from linewarden.features.shards.shards import Shards

__all__ = ["ShardedEngine", "Shards"]
