"""The questions of `tandem new`: each answered by an option, a person, or the proposal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Network
from typing import Any, TypeVar

import typer

from topology.draft import WITNESS_PREFIX, Draft, Spot, free_network
from topology.environment_file import EnvironmentFile
from topology.words import FORMS, SIZES, TARGETS, Form, Place, Size, Target

Word = TypeVar("Word", bound=str)

REGIONS = ("eu-central-1", "eu-west-1")  # proposed to a dc, and to its dr: near, and apart
NOBODY = "192.0.2.0/24"  # RFC 5737: a proposal that lets nobody in


@dataclass
class Asker:
    """Knows what the command line gave, and which networks are in use."""

    given: Mapping[str, Any]
    used: list[IPv4Network]
    dc: EnvironmentFile | None
    """The platform's dc, where there is one: its uat and td are proposed alike."""
    ask: bool

    def draft(self, platform: str, place: Place) -> Draft:
        """Ask what a new environment needs; a dc is asked about its dr and its witness, too."""
        is_pair = place == "dc"
        usual: Size = "medium" if is_pair else "small"
        size = self.among("size", "How large", SIZES, usual)
        spot = self.spot("", place, self.dc.target if self.dc else "onprem")
        alike: Form = (self.dc.form if self.dc else None) or "servers"
        form = self.among(
            "form", "Servers that we run, or services that the cloud runs", FORMS, alike
        )
        prefix = "" if is_pair else f"{place}."
        domain = self.text("domain", "The name of its entry", f"{prefix}{platform}.example.com")
        admins = self.network("admins", "Where administrators come from", NOBODY)
        draft = Draft(platform, place, size, form, domain, (admins,), spot)
        return self.paired(draft) if is_pair else draft

    def paired(self, draft: Draft) -> Draft:
        """Ask about the other member and the third voter of a pair."""
        peer = self.spot("peer_", "dr", draft.spot.target)
        site = self.text("witness_site", "Witness: where the third voter stands", "a third place")
        proposal = free_network(self.used, WITNESS_PREFIX)
        network = self.network("witness_network", "Witness: its addresses", str(proposal))
        return replace(draft, peer=peer, witness=network, witness_site=site)

    def spot(self, prefix: str, who: str, target: Target) -> Spot:
        """Ask where one member stands."""
        chosen = self.among(f"{prefix}target", f"{who}: whose machines", TARGETS, target)
        region = self.text(f"{prefix}region", f"{who}: AWS region", REGIONS[who == "dr"])
        stands = f"AWS {region}" if chosen == "aws" else f"the {who}'s floor"
        site = self.text(f"{prefix}site", f"{who}: where it stands", stands)
        proposal = free_network(self.used)
        network = self.network(f"{prefix}network", f"{who}: all its addresses", str(proposal))
        self.used.append(network)
        return Spot(chosen, site, region, network)

    def text(self, key: str, question: str, proposal: str) -> str:
        """Ask for words."""
        if self.given[key] is not None:
            return str(self.given[key])
        return str(typer.prompt(question, default=proposal)) if self.ask else proposal

    def among(self, key: str, question: str, words: Iterable[Word], proposal: Word) -> Word:
        """Ask for one of several words."""
        known = {str(word): word for word in words}
        said = self.text(key, f"{question} ({', '.join(known)})", proposal)
        if said not in known:
            raise typer.BadParameter(f"{key}: '{said}' is none of {', '.join(known)}")
        return known[said]

    def network(self, key: str, question: str, proposal: str) -> IPv4Network:
        """Ask for a network."""
        said = self.text(key, question, proposal)
        try:
            return IPv4Network(said)
        except ValueError as error:
            raise typer.BadParameter(f"{key}: {error}; write one such as {proposal}") from None
