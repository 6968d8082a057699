"""The model: four platforms, four sizes, four places, and all that follows from them.

Everything here is a pure function of the files in ``platforms/`` and ``inventories/``. Nothing here
imports Pulumi or Ansible, asks a network, or writes.

>>> from topology.repository import Repository
>>> Repository().load("logx-dc").size
'medium'
"""
