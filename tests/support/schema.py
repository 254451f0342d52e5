"""As much of JSON Schema as the document of the control API uses."""

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}


def is_of(value, kind):
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[kind]) and not (kind == "integer" and isinstance(value, bool))


class Schemas:
    """Names what does not fit; also members that a schema does not have, since these were forgotten there."""

    def __init__(self, document):
        self.document = document

    def resolved(self, schema):
        while "$ref" in schema:
            found = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        return schema

    def problems(self, value, schema, where="answer"):
        schema = self.resolved(schema)
        if "anyOf" in schema:
            ways = [list(self.problems(value, way, where)) for way in schema["anyOf"]]
            if all(ways):
                yield from min(ways, key=len)
            return
        kinds = schema.get("type", list(TYPES))
        if not any(is_of(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
            yield f"{where}: {value!r} is no {kinds}"
        elif "enum" in schema and value not in schema["enum"]:
            yield f"{where}: {value!r} is none of {schema['enum']}"
        elif isinstance(value, dict):
            yield from self.problems_of_object(value, schema, where)
        elif isinstance(value, list):
            for place, item in enumerate(value):
                yield from self.problems(item, schema["items"], f"{where}[{place}]")

    def problems_of_object(self, value, schema, where):
        members = schema.get("properties", {})
        for name in schema.get("required", []):
            if name not in value:
                yield f"{where} has no {name!r}"
        for name, inner in value.items():
            if name in members:
                yield from self.problems(inner, members[name], f"{where}.{name}")
            elif not isinstance(schema.get("additionalProperties"), dict):
                yield f"{where}.{name} is not in the schema"
