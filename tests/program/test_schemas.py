"""The JSON Schemas that editors use."""

from __future__ import annotations

import json

from drystone.program.schemas import json_schemas


def test_there_is_a_schema_for_each_kind_of_file() -> None:
    schemas = json_schemas()
    assert set(schemas) == {
        "drystone", "objectives", "roles", "habits", "trials", "activity", "check", "source", "guardrail", "lesson",
        "misconception", "playbook", "answer",
    }  # fmt: skip
    for schema in schemas.values():
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert json.loads(json.dumps(schema)) == schema


def test_a_schema_names_the_keys_as_they_are_written() -> None:
    schemas = json_schemas()
    holder = schemas["roles"]["$defs"]["HolderShape"]
    assert set(holder["properties"]) == {"person", "from", "to"}
    assert holder["additionalProperties"] is False
    check = schemas["check"]["$defs"]["CheckShape"]
    assert check["properties"]["severity"]["enum"] == ["low", "medium", "high", "critical"]
    assert check["required"] == ["id", "activity", "title", "severity"]
    assert schemas["drystone"]["properties"]["schema"]["const"] == 1
