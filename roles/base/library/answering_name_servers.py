#!/usr/bin/python
"""Ask name servers whether they answer, from the host that would use them."""

from __future__ import annotations

import secrets
import socket

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: answering_name_servers
short_description: Asks name servers whether they answer
description:
  - Sends each server a question for the start of authority of a domain, by UDP.
  - A server answers when it gives the domain, or says that there is none such. One that refuses,
    or fails itself, does not.
  - It only reads, and does so in check mode as well.
options:
  servers: {type: list, elements: str, required: true, description: Addresses of name servers.}
  domain: {type: str, required: true, description: What they are asked for.}
  seconds: {type: float, default: 1, description: How long an answer may take.}
author: Tandem
"""

EXAMPLES = r"""
- name: Ask the site's name servers
  answering_name_servers:
    servers: ["192.0.2.53"]
    domain: example.com
"""

RETURN = r"""
answering: {description: The servers that answered, type: list, elements: str, returned: always}
"""

SOA = 6
INTERNET = 1
GOOD = (0, 3)
"""Answers that are of use: the domain is there, or is known not to be."""
PORT = 53


def question(domain: str, number: int) -> bytes:
    r"""Return a question, as it goes over the wire.

    >>> question("a.example", 1)[12:]
    b'\x01a\x07example\x00\x00\x06\x00\x01'
    """
    labels = b"".join(bytes([len(part)]) + part.encode() for part in domain.split("."))
    head = number.to_bytes(2, "big") + bytes.fromhex("01000001000000000000")
    return head + labels + b"\0" + SOA.to_bytes(2, "big") + INTERNET.to_bytes(2, "big")


def is_answer(packet: bytes, number: int) -> bool:
    """Tell whether a packet answers our question in a way that is of use."""
    ours = len(packet) > 3 and packet[:2] == number.to_bytes(2, "big")
    return ours and bool(packet[2] & 0x80) and packet[3] & 0x0F in GOOD


def answers(server: str, domain: str, seconds: float, port: int = PORT) -> bool:
    """Ask a server."""
    number = secrets.randbelow(2**16)
    kind = socket.AF_INET6 if ":" in server else socket.AF_INET
    with socket.socket(kind, socket.SOCK_DGRAM) as channel:
        channel.settimeout(seconds)
        try:
            channel.connect((server, port))
            channel.send(question(domain, number))
            return is_answer(channel.recv(4096), number)
        except OSError:
            return False


def main() -> None:
    """Answer Ansible."""
    module = AnsibleModule(
        argument_spec={
            "servers": {"type": "list", "elements": "str", "required": True},
            "domain": {"type": "str", "required": True},
            "seconds": {"type": "float", "default": 1},
        },
        supports_check_mode=True,
    )
    asked = module.params
    found = [s for s in asked["servers"] if answers(s, asked["domain"], asked["seconds"])]
    module.exit_json(changed=False, answering=found)


if __name__ == "__main__":
    main()
