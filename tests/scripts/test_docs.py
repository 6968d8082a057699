"""What `docs/` shows of the model is what the model says."""

import importlib.util
import json
from types import ModuleType

import jsonschema
import pytest

from topology.documents import read
from topology.repository import ROOT, Repository
from topology.schema import FILES, schema


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs", ROOT / "scripts" / "docs.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_and_schemas_are_current() -> None:
    assert load().stale(Repository()) == [], "run `make docs`"


FILES_OF = {
    "platform": sorted((ROOT / "platforms").glob("*.yml")),
    "environment": sorted((ROOT / "inventories").glob("*.yml")),
    "common": [ROOT / "platforms" / "shared" / "common.yml"],
    "prices": [ROOT / "platforms" / "shared" / "prices.yml"],
    "timers": [ROOT / "platforms" / "shared" / "timers.yml"],
}


@pytest.mark.parametrize("name", FILES)
def test_every_file_satisfies_the_schema_that_it_names(name: str) -> None:
    body = schema(name)
    jsonschema.Draft202012Validator.check_schema(body)
    validator = jsonschema.Draft202012Validator(body)
    for path in FILES_OF[name]:
        assert f"docs/schema/{name}.json" in path.read_text(encoding="utf-8").splitlines()[0]
        found = list(validator.iter_errors(json.loads(json.dumps(read(path).data))))
        assert not found, f"{path.name}: {found[0].message}"


@pytest.mark.parametrize("name", FILES)
def test_a_schema_refuses_keys_that_nobody_reads(name: str) -> None:
    assert schema(name)["additionalProperties"] is False
