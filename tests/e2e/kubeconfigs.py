"""Random kubeconfigs for differential tests: a model first, then a text of it in some style.

The same seed always makes the same files. `Writer.write(model)` uses everything that YAML offers and
people (or tools) put into kubeconfigs: block and flow style in any mixture, any indentation, comments,
blank lines, quoted and multi-line scalars, tags, anchors, aliases, merge keys, keys given twice, CR LF,
a byte order mark, a missing last line break, document markers, JSON.
"""

import json
import random
import string

WORDS = ["prod", "staging", "dev", "eu", "us-east-1", "blue", "web", "data", "admin", "ops", "team-a"]
# What YAML 1.1 or 1.2 would take for something else than a string.
TRICKY = [
    "yes", "no", "on", "off", "y", "n", "null", "~", "true", "False", "012", "0x1F", "1_000", "1e3",
    "0o17", ".5", "-1", "+1", "1:30", "2001-01-01", ".inf", "<<", "=", "- a", "a: b", "a #b", "#a",
    "{a}", "[a", "*a", "&a", "!a", "%a", "@a", "`a", "'a", '"a', "a'b", 'a"b', "a\\b", " a", "a ", "a,b",
    "a]b", "?a", ":a", "a:", "-", "---", "...", "|", ">", "ünïcode", "한글", "日本", "emoji😀", "a\tb",
]  # fmt: skip
MULTILINE = ["one\ntwo\n", "one\ntwo", "a\n\nb\n", "  leading\nline\n", "tail \nx\n", "x\n\n", "a\n  b\nc\n"]


class Model:
    """Makes the meaning of a kubeconfig, as plain data."""

    def __init__(self, rng, size=6):
        self.rng, self.size = rng, size
        self.used = set()

    def word(self):
        return f"{self.rng.choice(WORDS)}-{self.rng.randrange(100)}"

    def name(self):
        while True:
            kind = self.rng.random()
            if kind < 0.6:
                name = self.word()
            elif kind < 0.8:
                name = f"arn:aws:eks:eu-west-1:111122223333:cluster/{self.word()}"
            elif kind < 0.9:
                name = f"{self.word()}@{self.word()}.eu-west-1.eksctl.io"
            else:
                name = self.rng.choice(TRICKY)
            if name not in self.used:
                self.used.add(name)
                return name

    def text(self):
        kind = self.rng.random()
        if kind < 0.6:
            return self.word()
        if kind < 0.7:
            return " ".join(self.word() for _ in range(self.rng.randrange(2, 8)))
        if kind < 0.8:
            return self.rng.choice(MULTILINE)
        return self.rng.choice(TRICKY)

    def data(self):
        alphabet = string.ascii_letters + string.digits + "+/"
        return "".join(self.rng.choice(alphabet) for _ in range(4 * self.rng.randrange(1, 30)))

    def anything(self, depth=0):
        kind = self.rng.random()
        if depth < 3 and kind < 0.2:
            return {self.text(): self.anything(depth + 1) for _ in range(self.rng.randrange(4))}
        if depth < 3 and kind < 0.35:
            return [self.anything(depth + 1) for _ in range(self.rng.randrange(4))]
        if kind < 0.5:
            return self.rng.choice([True, False, None, 0, 1, -17, 123456789, 0.5, 1e21])
        return self.text()

    def extensions(self):
        names = self.rng.sample(["a", "client.authentication.k8s.io/exec", "minikube/x"], self.rng.randrange(1, 3))
        return [{"name": name, "extension": {"k": self.anything()}} for name in names]

    def cluster(self):
        body = {"server": f"https://{self.word()}.example:6443"}
        if self.rng.random() < 0.5:
            body["certificate-authority-data"] = self.data()
        if self.rng.random() < 0.2:
            body["certificate-authority"] = f"pki/{self.word()}.crt"
        if self.rng.random() < 0.2:
            body["insecure-skip-tls-verify"] = True
        if self.rng.random() < 0.2:
            body["tls-server-name"] = self.text()
        if self.rng.random() < 0.1:
            body["extensions"] = self.extensions()
        return body

    def user(self):
        kind = self.rng.random()
        if kind < 0.4:
            body = {"token": self.text()}
        elif kind < 0.6:
            body = {"client-certificate-data": self.data(), "client-key-data": self.data()}
        else:
            exec_ = {"apiVersion": "client.authentication.k8s.io/v1beta1", "command": "aws"}
            exec_["args"] = [self.text() for _ in range(self.rng.randrange(1, 5))]
            if self.rng.random() < 0.5:
                exec_["env"] = [{"name": "AWS_PROFILE", "value": self.text()}]
            if self.rng.random() < 0.2:
                exec_["installHint"] = self.rng.choice(MULTILINE)
            body = {"exec": exec_}
        if self.rng.random() < 0.1:
            body["as-groups"] = [self.word(), self.word()]
        return body

    def config(self):
        clusters = [self.name() for _ in range(self.rng.randrange(self.size))]
        users = [self.name() for _ in range(self.rng.randrange(self.size))]
        contexts = [self.name() for _ in range(self.rng.randrange(self.size))]
        model = {"apiVersion": "v1", "kind": "Config"}
        if self.rng.random() < 0.9 or clusters:
            model["clusters"] = [{"name": n, "cluster": self.cluster()} for n in clusters]
        if self.rng.random() < 0.9 or users:
            model["users"] = [{"name": n, "user": self.user()} for n in users]
        if self.rng.random() < 0.9 or contexts:
            model["contexts"] = [{"name": n, "context": self.context(clusters, users)} for n in contexts]
        if self.rng.random() < 0.8:
            model["current-context"] = self.rng.choice([*contexts, "", "gone"])
        if self.rng.random() < 0.2:
            model["preferences"] = {"colors": True}
        if self.rng.random() < 0.2:
            model["extensions"] = self.extensions()
        return model

    def context(self, clusters, users):
        body = {
            "cluster": self.rng.choice(clusters or ["lost"]),
            "user": self.rng.choice(users or ["lost"]),
        }
        if self.rng.random() < 0.4:
            body["namespace"] = self.text()
        return body


class Writer:
    """Writes a model as YAML, in a style that is chosen at random and keeps changing."""

    def __init__(self, rng):
        self.rng = rng
        self.step = rng.choice([1, 2, 2, 2, 3, 4, 8])
        self.dash = rng.choice([0, 0, self.step])
        self.flow = rng.choice([0, 0, 0.1, 0.5, 1])
        self.decoration = rng.choice([0, 0.1, 0.5])
        self.anchors = rng.choice([0, 0, 0.3])
        self.serial = 0
        self.known = {}  # what has an anchor: JSON text -> name

    def chance(self, probability):
        return self.rng.random() < probability

    def write(self, model):
        if self.chance(0.15):
            text = self.json(model)
        elif self.flow == 1:
            text = self.flow_value(model, 0) + "\n"
        else:
            text = self.block_mapping(model, 0, top=True)
            if text.startswith("{"):
                text += "\n"
            text = self.chance_of("---\n", 0.2) + self.comment_lines(0) + text
        if self.chance(0.1):
            text += "---\nclusters: [ not even yaml\n"
        elif self.chance(0.1):
            text = text.rstrip("\n")
        if self.chance(0.15):
            text = text.replace("\n", "\r\n")
        data = text.encode()
        return b"\xef\xbb\xbf" + data if self.chance(0.1) else data

    def chance_of(self, text, probability):
        return text if self.chance(probability) else ""

    def json(self, model):
        indent = self.rng.choice([None, 2, 4])
        separators = (",", ":") if indent is None and self.chance(0.5) else None
        ascii_only = self.chance(0.5)
        # Control characters other than line breaks may not stand in YAML as they are.
        return json.dumps(model, indent=indent, separators=separators, ensure_ascii=ascii_only) + "\n"

    # --- decoration ---

    def comment_lines(self, column):
        out = ""
        while self.chance(self.decoration / 2):
            out += self.rng.choice(["", "\n", "# note\n", "#\ttab: - [ ' \"\n", "   # moved\n", f"{' ' * column}# key: value\n"])
        return out

    def end_of_line(self):
        if self.chance(self.decoration / 3):
            return self.rng.choice(["  ", " # why", " #", " # tab:\t{ x"]) + "\n"
        return "\n"

    # --- scalars ---

    def double_quoted(self, text, fold=False):
        out = ""
        for c in text:
            if c in '"\\':
                out += "\\" + c
            elif c == "\n":
                out += "\\n"
            elif c == "\t":
                out += "\\t"
            elif self.chance(0.03):
                out += f"\\U{ord(c):08x}"
            elif ord(c) < 256 and self.chance(0.03):
                out += f"\\x{ord(c):02x}"
            else:
                out += c
        return f'"{out}"'

    def single_quoted(self, text):
        return "'" + text.replace("'", "''") + "'"

    def can_be_plain(self, text):
        import re

        return bool(re.fullmatch(r"[a-zA-Z/][a-zA-Z0-9/@._=+-]*(?::[a-zA-Z0-9/][a-zA-Z0-9/@._=+-]*)*", text)) and (
            text.lower() not in {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
        )

    def scalar(self, value):
        """On one line, good in every place."""
        if value is None:
            return self.rng.choice(["null", "~", "Null", "NULL"])
        if isinstance(value, bool):
            words = [("false", "no", "off", "False", "n", "OFF"), ("true", "yes", "on", "True", "y", "ON")]
            return self.rng.choice(words[value])
        if isinstance(value, (int, float)):
            return json.dumps(value)
        if "\n" not in value and "\t" not in value and self.chance(0.3):
            return self.single_quoted(value)
        if self.can_be_plain(value) and self.chance(0.8):
            return self.chance_of("!!str ", self.anchors / 10) + value
        if value.isdigit() and self.chance(0.1):
            return "!!str " + value
        return self.double_quoted(value)

    def long_scalar(self, text, column):
        """Over several lines, in block context; None where this text cannot be written so."""
        inner = " " * (column + self.step)
        plain_words = all(self.can_be_plain(word) for word in text.split(" "))
        if " " in text and plain_words and self.chance(0.3):
            first, rest = text.split(" ", 1)
            return self.rng.choice([f"{first}\n{inner}{rest}", f'"{first}\n{inner}{rest}"', f"'{first}\n\n{inner}{rest}'".replace("\n\n", "\n")])
        if text.endswith("\n") and text.strip() and not text.startswith((" ", "\n")) and self.chance(0.5):
            keep = "+" if text.endswith("\n\n") else ""
            lines = text[:-1].split("\n")
            if keep == "" and any(line != line.rstrip() for line in lines):
                return None
            return f"|{keep}" + self.chance_of(" # comment", self.decoration) + "\n" + "\n".join(inner + line if line else "" for line in lines) + "\n"
        return None

    # --- flow style ---

    def flow_break(self, column):
        if self.chance(self.decoration / 4):
            return self.rng.choice(["\n", " # comment\n", "\n\n"]) + " " * (column + 1)
        return self.rng.choice(["", " ", " "])

    def flow_value(self, value, column):
        if isinstance(value, dict) and value:
            parts = []
            for key, inner in self.shuffled(value.items()):
                if inner is None and self.chance(0.3):
                    parts.append(self.key(key) + ": ")
                else:
                    parts.append(f"{self.key(key)}: {self.flow_value(inner, column)}")
            return self.flow_collection("{", parts, "}", column)
        if isinstance(value, list) and value:
            return self.flow_collection("[", [self.flow_value(inner, column) for inner in value], "]", column)
        if isinstance(value, (dict, list)):
            return json.dumps(value)
        return self.scalar(value)

    def flow_collection(self, opening, parts, closing, column):
        out = opening + self.flow_break(column)
        for number, part in enumerate(parts):
            last = number + 1 == len(parts)
            out += part + (self.chance_of(",", 0.1) if last else ",") + self.flow_break(column)
        return out + ("" if out.endswith((" ", "\n")) else " ") * self.chance(0.3) + closing

    # --- block style ---

    def shuffled(self, items):
        items = list(items)
        if self.chance(0.5):
            self.rng.shuffle(items)
        return items

    def key(self, key):
        if self.can_be_plain(key) and self.chance(0.9):
            return key
        return self.single_quoted(key) if "\n" not in key and "\t" not in key and self.chance(0.5) else self.double_quoted(key)

    def anchor(self, value):
        """'&name ' for what may be referred to later, or ''."""
        if not isinstance(value, (dict, list, str)) or not self.chance(self.anchors):
            return ""
        self.serial += 1
        self.known[json.dumps(value, sort_keys=True)] = f"a{self.serial}"
        return f"&a{self.serial} "

    def alias(self, value):
        name = self.known.get(json.dumps(value, sort_keys=True))
        return f"*{name}" if name and not isinstance(value, (int, float)) and self.chance(0.7) else None

    def block_mapping(self, mapping, column, top=False):
        """Lines for the members, each indented, but for the first one's indentation."""
        if not mapping:
            return "{}"
        out = ""
        items = self.shuffled(mapping.items())
        if self.chance(0.05) and not top:
            # The first of two equal keys does not count.
            items.insert(0, (items[-1][0], "not this one"))
        for number, (key, value) in enumerate(items):
            if number > 0:
                out += self.comment_lines(column) + " " * column
            out += self.member(key, value, column)
        if top and self.chance(0.1):
            out += "unknown: {a: [1, 2]}\n"
        return out

    def member(self, key, value, column):
        alias = self.alias(value)
        if alias:
            return f"{self.key(key)}: {alias}{self.end_of_line()}"
        if value is None and self.chance(0.5):
            return f"{self.key(key)}:{self.end_of_line()}"
        lead = self.key(key) + ":"
        if isinstance(value, str) and not self.chance(0.3):
            long = self.long_scalar(value, column)
            if long:
                return f"{lead} {long}" + ("" if long.endswith("\n") else "\n")
        if not isinstance(value, (dict, list)) or not value or self.chance(self.flow):
            anchor = self.anchor(value)
            text = self.flow_value(value, column)
            wide = self.chance_of("  ", 0.1)
            return f"{lead} {wide}{anchor}{text}{self.end_of_line()}"
        anchor = self.anchor(value)
        lead += (" " + anchor.strip() if anchor else "") + self.end_of_line()
        if isinstance(value, dict):
            inner = column + self.step
            return lead + self.comment_lines(inner) + " " * inner + self.block_mapping(value, inner)
        inner = column + self.dash
        return lead + self.comment_lines(inner) + self.block_sequence(value, inner)

    def block_sequence(self, items, column):
        out = ""
        for number, item in enumerate(items):
            if number > 0:
                out += self.comment_lines(column)
            out += " " * column + self.item(item, column)
        return out

    def item(self, item, column):
        alias = self.alias(item)
        if alias:
            return f"- {alias}{self.end_of_line()}"
        if item is None and self.chance(0.5):
            return "-" + self.end_of_line()
        if isinstance(item, dict) and item and not self.chance(self.flow):
            gap = self.rng.choice([1, 1, 1, 3])
            anchor = self.anchor(item)
            if anchor or self.chance(0.05):
                inner = column + 1 + gap
                return f"- {anchor.strip()}".rstrip() + self.end_of_line() + " " * inner + self.block_mapping(item, inner)
            return "-" + " " * gap + self.block_mapping(item, column + 1 + gap)
        if isinstance(item, list) and item and not self.chance(self.flow):
            return "- " + self.block_sequence(item, column + 2).lstrip(" ")
        return f"- {self.anchor(item)}{self.flow_value(item, column)}{self.end_of_line()}"


def make_files(seed, count, size=6):
    """`count` kubeconfig texts, which overlap in some names."""
    rng = random.Random(seed)
    texts = []
    for _ in range(count):
        model = Model(rng, size)
        texts.append(Writer(rng).write(model.config()))
    return texts


def normalise(config):
    """What two JSON views of one kubeconfig have in common: order and kubectl's defaults aside."""
    out = {"current-context": config.get("current-context") or ""}
    for section, noun in (("clusters", "cluster"), ("contexts", "context"), ("users", "user")):
        out[section] = {
            entry.get("name", ""): strip(entry.get(noun) or {}) for entry in config.get(section) or []
        }
    if strip(config.get("preferences") or {}):
        out["preferences"] = strip(config["preferences"])
    out["extensions"] = {e["name"]: e.get("extension") for e in config.get("extensions") or []}
    return out


def strip(body):
    """Without what kubectl adds (interactiveMode) or leaves out when it is empty."""
    body = json.loads(json.dumps(body))
    exec_ = body.get("exec")
    if exec_:
        if exec_.get("interactiveMode") == "IfAvailable":
            del exec_["interactiveMode"]
        exec_.pop("provideClusterInfo", None) if not exec_.get("provideClusterInfo") else None
        body["exec"] = {k: v for k, v in exec_.items() if v not in (None, "", [])}
    if "extensions" in body:
        body["extensions"] = {e["name"]: e.get("extension") for e in body["extensions"]}
    return {k: v for k, v in body.items() if v not in (None, "", [], {}, False)}
