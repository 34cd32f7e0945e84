"""Shares on several hosts: as `features.shards`, but reached over the network, so that features outgrow one machine.

A host runs `Host` and carries any number of shares; the platform's `Cluster` hands events out and puts the values together. One
connection for each share and purpose, encrypted, both ends proving that they hold the cluster's key.
"""

from linewarden.features.cluster.address import Address
from linewarden.features.cluster.cluster import Cluster, missing
from linewarden.features.cluster.host import Host
from linewarden.features.cluster.key import made_key

__all__ = ["Address", "Cluster", "Host", "made_key", "missing"]
