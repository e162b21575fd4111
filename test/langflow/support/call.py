"""Build Load User Config once for each case on stdin, as Langflow would, and print what came of it."""

import asyncio
import json
import sys

from walker_agents.load_user_config import LoadUserConfig


async def call(fields: dict) -> dict:
    """Build the node and take every output."""
    component = LoadUserConfig(_id="LoadUserConfig-1")
    component.set_attributes(fields)
    values = {}
    try:
        results, _ = await component._build_results()  # noqa: SLF001
        for wanted in fields["values"]:
            # What Langflow sets while it takes an output of a node of a flow.
            component._current_output = f"value:{wanted}"  # noqa: SLF001
            values[wanted] = component.load_value().text
    except ValueError as error:
        return {"error": str(error)}
    return {
        "user_config": results["user_config"].data,
        "variables": results["variables"].data,
        "values": values,
        "status": component.status,
    }


print(json.dumps([asyncio.run(call(case)) for case in json.load(sys.stdin)]))
