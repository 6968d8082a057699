"""Loads programs of roles, which are no packages of ours: Ansible or a host runs them."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

from topology.repository import ROOT


def program(path: str) -> ModuleType:
    """Return a role's program as a module; what is beside it, or shared, can be imported by it."""
    file = ROOT / "roles" / path
    spec = spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = module_from_spec(spec)
    sys.modules[file.stem] = module
    if file.parent.name == "library":
        # First what needs nothing else of ours.
        for name in ("mutual_tls", "etcd_api"):
            ours = program(f"../plugins/module_utils/{name}.py")
            sys.modules[f"ansible.module_utils.{name}"] = ours
        for shared in sorted(file.parents[1].glob("module_utils/*.py")):
            sys.modules[f"ansible.module_utils.{shared.stem}"] = program(
                str(shared.relative_to(ROOT / "roles"))
            )
    sys.path.insert(0, str(file.parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(file.parent))
    return module
