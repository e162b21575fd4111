"""Load User Config: the first node of a walker flow.

Asks Crosswalk's sidecar for the config of one tenant's user, and hands on the config, the variables of the
flow, and single values. One file without relative imports, and nothing but imports, functions and classes at
its top level: Langflow keeps this text in the flow and evaluates just these, so that a `try` around an import
would be passed over. `lfx` is there from Langflow 1.6 on.
"""

import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from decimal import Decimal
from http.client import HTTPException

from lfx.custom.custom_component.component import Component
from lfx.io import BoolInput, IntInput, MessageTextInput, Output, SecretStrInput, StrInput
from lfx.schema.data import Data
from lfx.schema.message import Message

ROUTE = "/api/v1/runtime/load-config"
MAX_ANSWER_BYTES = 16 * 1024 * 1024
MAX_TIMEOUT_SECONDS = 300
UUID_FORM = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
REMEDIES = {
    401: "Put a valid service token into Token; `crosswalk token new` makes one",
    403: "Use a service token that may load this agent, or correct Agent",
    404: "Check Tenant ID, End User ID and Agent; a user's first setup makes the config",
    422: "Correct the fields of this node",
    429: "Try again later, or raise the sidecar's limit",
    503: "Try again later; the sidecar's /health/detailed says what is wrong",
}


class KeepRedirects(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the token would go along to whatever host it names."""

    def redirect_request(self, *_: object) -> None:
        """Leave the redirect to be reported as the answer that it is."""


def read_request(fields: dict) -> tuple:
    """Give the address and the body of the request, or raise a ValueError that names the field."""
    url = fields["sidecar_url"].rstrip("/")
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("Sidecar URL is no address such as http://crosswalk:8080. Correct it in this node.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("Sidecar URL may hold no user, password, query or fragment. Put the token into Token.")
    if not fields["token"]:
        raise ValueError("Token is empty. Bind it to a variable of Langflow that holds a service token.")
    if re.search(r"[^\x21-\x7e]", fields["token"]):
        raise ValueError("Token holds spaces, line breaks or other characters that no token has. Copy it anew.")
    for key, name in (("tenant_id", "Tenant ID"), ("end_user_id", "End User ID")):
        if not re.fullmatch(UUID_FORM, fields[key]):
            raise ValueError(f"{name} is no UUID: {fields[key]!r}. Feed it by an edge, a variable or a tweak.")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", fields["agent"]):
        raise ValueError(
            f"Agent is no name of an agent such as seo: {fields['agent']!r}. Correct it in this node."
        )
    body = {"agent": fields["agent"], "tenant_id": fields["tenant_id"], "user_id": fields["end_user_id"]}
    if fields["flow_version"]:
        if not re.fullmatch(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}", fields["flow_version"]):
            raise ValueError(f"Flow Version is no version such as 1.2.0: {fields['flow_version']!r}. Correct it.")
        body["flow_version"] = fields["flow_version"]
    return url + ROUTE, body


def load_settings(fields: dict, timeout_seconds: int) -> dict:
    """Ask the sidecar once. Numbers come as int and Decimal, digit for digit."""
    if not 1 <= timeout_seconds <= MAX_TIMEOUT_SECONDS:
        raise ValueError(f"Timeout is not between 1 and {MAX_TIMEOUT_SECONDS} seconds. Correct it in this node.")
    url, body = read_request(fields)
    headers = {
        "Accept": "application/json, application/problem+json",
        "Authorization": f"Bearer {fields['token']}",
        "Content-Type": "application/json",
        "User-Agent": "crosswalk-load-user-config/1",
    }
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")  # noqa: S310
    try:
        answer = read_answer(send(request, timeout_seconds), url)
        check_owner(answer, body)
        check_versions(answer, fields)
    except ValueError as error:
        # Whatever an answer quotes: the token stays out of what Langflow shows and logs. Without the cause, whose
        # text may hold it as well.
        raise ValueError(str(error).replace(fields["token"], "***")) from None
    return answer


def send(request: urllib.request.Request, timeout_seconds: int) -> tuple:
    """Give status, headers and bytes of the answer, within the time for all of it together."""
    url, deadline = request.full_url, time.monotonic() + timeout_seconds
    slow = f"The sidecar at {url} did not answer within {timeout_seconds} s. Try again, or raise Timeout."
    try:
        opened = urllib.request.build_opener(KeepRedirects).open(request, timeout=timeout_seconds)
    except urllib.error.HTTPError as error:
        opened = error
    except TimeoutError:
        raise ValueError(slow) from None
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            raise ValueError(slow) from None
        raise ValueError(f"The sidecar at {url} cannot be reached: {reason}. Check Sidecar URL.") from None
    chunks, size = [], 0
    try:
        with opened:
            while chunk := opened.read1(65536):
                chunks.append(chunk)
                size += len(chunk)
                if size > MAX_ANSWER_BYTES:
                    raise ValueError(f"What {url} answers is too large for a config. Check Sidecar URL.")
                if time.monotonic() > deadline:
                    raise ValueError(slow)
    except TimeoutError:
        raise ValueError(slow) from None
    except (OSError, HTTPException) as error:
        raise ValueError(f"The answer of {url} broke off: {error}. Try again.") from None
    return opened.status, opened.headers, b"".join(chunks)


def read_answer(answer: tuple, url: str) -> dict:
    """Give the answer's members, or raise a ValueError that says what the sidecar objects to."""
    status, headers, content = answer
    try:
        value = json.loads(content.decode("utf-8"), parse_float=Decimal)
    except (ValueError, RecursionError):
        value = None
    if status != 200:
        raise ValueError(describe_problem(status, headers, value, url))
    if not isinstance(value, dict) or not all(
        isinstance(value.get(key), kind)
        for key, kind in (("config", dict), ("variables", dict), ("warnings", list), ("flow_version", str))
    ):
        raise ValueError(f"What {url} answers is no config. Check that Sidecar URL leads to Crosswalk's sidecar.")
    return value


def describe_problem(status: int, headers: object, problem: object, url: str) -> str:
    """Say what (status, code), where and what to do, from problem details (RFC 9457) where there are any."""
    known = problem if isinstance(problem, dict) else {}
    said = str(known.get("detail") or known.get("title") or "no problem details").rstrip(".")
    marks = [f"code {known['code']}"] if isinstance(known.get("code"), str) else []
    marks += [f"request {known['request_id']}"] if isinstance(known.get("request_id"), str) else []
    remedy = REMEDIES.get(status, "Check that Sidecar URL leads to Crosswalk's sidecar")
    after = headers.get("Retry-After") if status in (429, 503) else None
    again = f" (in {after} s)" if after is not None and after.isdigit() else ""
    return f"The sidecar refuses with {status}: {said}. {remedy}{again}. [{', '.join([url, *marks])}]"


def check_owner(answer: dict, body: dict) -> None:
    """Refuse settings of anybody but the one that was asked for, as from a cache that stands in between."""
    for key in ("agent", "tenant_id", "user_id"):
        if str(answer.get(key)).lower() != body[key].lower():
            raise ValueError(f"The sidecar answered for another {key} than was asked. Look for a cache between.")


def check_versions(answer: dict, fields: dict) -> None:
    """Refuse settings that fit another version of the flow than the one that runs: never a mix."""
    fits, runs = answer["flow_version"], fields["flow_version"]
    if not runs or fits == runs or fields["allow_other_version"]:
        return
    migration = answer.get("migration")
    status = migration.get("status") if isinstance(migration, dict) else None
    why = "its migration waits for its wave" if status == "waiting" else "it was not migrated"
    if status == "failed":
        why = f"its migration failed: {answer['config'].get('_migration_error', 'no reason given')}"
    raise ValueError(
        f"The config fits version {fits} of the flow, and this is {runs}; {why}. Run version {fits}, as the run "
        "route of the sidecar does by itself, or turn Allow Other Version on in this node."
    )


def pick(answer: dict, wanted: str) -> object:
    """Give a value of the config by JSON Pointer (RFC 6901), or a variable by its name."""
    if not wanted.startswith("/"):
        variables = answer["variables"]
        if isinstance(variables.get(wanted), dict) and "value" in variables[wanted]:
            return variables[wanted]["value"]
        known = ", ".join(sorted(variables)) or "none"
        raise ValueError(f"The flow has no variable {wanted!r}; it has {known}. Correct Values in this node.")
    at = answer["config"]
    for token in wanted[1:].split("/"):
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(at, dict) and key in at:
            at = at[key]
        elif isinstance(at, list) and re.fullmatch(r"0|[1-9][0-9]*", key) and int(key) < len(at):
            at = at[int(key)]
        else:
            raise ValueError(f"The config has nothing at {wanted!r}. Correct Values in this node.")
    return at


def to_text(value: object) -> str:
    """Give a value as text for a prompt: a text as it is, null as nothing, all else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else to_json(value)


def to_json(value: object) -> str:
    """Write JSON with numbers digit for digit, which `json` cannot do for a Decimal."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{to_json(key)}: {to_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(to_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def to_plain(value: object) -> object:
    """Give a value with floats for decimals, which is what Langflow's own components take."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    return [to_plain(item) for item in value] if isinstance(value, list) else value


def output_names(values: list) -> dict:
    """Name an output for each value that is wanted, apart from the names of the other outputs."""
    wanted = [str(value).strip() for value in values]
    return {f"value:{value}": value for value in wanted if value}


class LoadUserConfig(Component):
    """First node of a walker flow."""

    display_name = "Load User Config"
    description = (
        "Loads the settings of one user of one tenant from Crosswalk, migrated to the version of this flow."
    )
    icon = "settings"
    name = "LoadUserConfig"

    inputs = [
        StrInput(
            name="sidecar_url",
            display_name="Sidecar URL",
            info="Address of Crosswalk's sidecar, as in http://crosswalk:8080.",
            required=True,
        ),
        SecretStrInput(
            name="token",
            display_name="Token",
            info="Service token of the sidecar. Bind it to a variable; never type it here.",
            value="CROSSWALK_TOKEN",
            load_from_db=True,
            required=True,
        ),
        MessageTextInput(name="tenant_id", display_name="Tenant ID", info="UUID of the tenant.", required=True),
        MessageTextInput(
            name="end_user_id", display_name="End User ID", info="UUID of the tenant's user.", required=True
        ),
        StrInput(name="agent", display_name="Agent", info="Name of the agent, as in seo.", required=True),
        StrInput(
            name="flow_version",
            display_name="Flow Version",
            info="Version of this flow, as in 1.2.0. Settings that fit another version are refused.",
        ),
        StrInput(
            name="values",
            display_name="Values",
            info="Each gets an output: a JSON Pointer of the config, as in /voice/language, or a variable.",
            is_list=True,
            real_time_refresh=True,
        ),
        IntInput(name="timeout_seconds", display_name="Timeout", info="Seconds in all.", value=10, advanced=True),
        BoolInput(
            name="allow_other_version",
            display_name="Allow Other Version",
            info="Goes on with settings that fit another version of the flow.",
            value=False,
            advanced=True,
        ),
    ]
    outputs = [
        Output(name="user_config", display_name="Config", method="load_config"),
        Output(name="variables", display_name="Variables", method="load_variables"),
    ]

    def update_outputs(self, frontend_node: dict, field_name: str, field_value: object) -> dict:
        """Give each of Values an output when the list is edited."""
        if field_name == "values":
            others = [output for output in frontend_node["outputs"] if output["method"] != "load_value"]
            added = [
                Output(name=name, display_name=wanted, method="load_value", types=["Message"], selected="Message")
                for name, wanted in output_names(field_value if isinstance(field_value, list) else []).items()
            ]
            frontend_node["outputs"] = others + [output.to_dict() for output in added]
        return frontend_node

    def set_attributes(self, params: dict) -> None:
        """Take a variable that Langflow does not have as empty, so that our own message names the field."""
        super().set_attributes({key: "" if value is None else value for key, value in params.items()})

    def _pre_run_setup(self) -> None:
        self._settings = None

    def _load(self) -> dict:
        """Load once for all outputs of a run."""
        if getattr(self, "_settings", None) is None:
            self._settings = load_settings(self._fields(), int(self.timeout_seconds))
            self._tell(self._settings)
        return self._settings

    def _fields(self) -> dict:
        keys = ("sidecar_url", "token", "tenant_id", "end_user_id", "agent", "flow_version")
        fields = {key: self._text(getattr(self, key, "")) for key in keys}
        return {**fields, "allow_other_version": bool(self.allow_other_version)}

    def _text(self, value: object) -> str:
        if hasattr(value, "get_secret_value"):
            value = value.get_secret_value()
        text = value.get_text() if hasattr(value, "get_text") else value
        return str(text if text is not None else "").strip()

    def _tell(self, answer: dict) -> None:
        """Say in Langflow which config it is, and what its user should know. No settings, for it is logged."""
        warnings = [str(item.get("message", "")) for item in answer["warnings"] if isinstance(item, dict)]
        failed = answer["config"].get("_migration_failed") is True
        error = answer["config"].get("_migration_error")
        marks = [f"Migration failed, the former settings hold: {error}"] if failed else []
        for line in [*marks, *warnings]:
            self.log(line, name="Warning")
        self.status = "; ".join([f"Config {answer.get('config_version')}", *marks, *warnings])

    def load_config(self) -> Data:
        """Give the config as the sidecar gives it, the marks of a failed migration with it."""
        return Data(data=to_plain(self._load()["config"]))

    def load_variables(self) -> Data:
        """Give the values of the flow's variables by name."""
        variables = self._load()["variables"]
        return Data(data={name: to_plain(pick({"variables": variables}, name)) for name in variables})

    def load_value(self) -> Message:
        """Give the value whose output is asked for."""
        names = output_names(self.values if isinstance(self.values, list) else [self.values])
        wanted = names.get(self._current_output)
        if wanted is None:
            raise ValueError(
                f"Values does not hold what the output {self._current_output!r} is for. Add it, or cut the edge."
            )
        return Message(text=to_text(pick(self._load(), wanted)))
