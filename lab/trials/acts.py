"""How each event is done: prepared, broken, and looked at while it stands.

Each is a generator: up to its first `yield` it prepares, up to its second it breaks something while
the client writes, and the rest is said when writes flow again. Faults that stand at its end are
healed by whoever runs it; `stage.must` notes what is not as promised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lab.trials.stage import Stage

Act = Callable[[Stage], Iterator[None]]


def quiet(_: Stage) -> Iterator[None]:
    """Break nothing: how still the site is by itself."""
    yield
    yield


def switchover(stage: Stage) -> Iterator[None]:
    """Move the lead as our playbooks do: no heir is named, since all others would wait for it."""
    leader = _led(stage)
    yield
    scope = stage.eyes.told("postgresql")["postgresql_cluster"]["name"]
    asked = f"patronictl switchover {scope} --leader {leader} --force"
    said = stage.eyes.say(leader, f"{asked} 2>&1 || true")
    stage.must("Successfully switched over" in said, f"patronictl: {said.strip()}")
    yield
    stage.must(_leads(stage) != leader, f"{leader} still leads")


def postgresql_killed(stage: Stage) -> Iterator[None]:
    """Kill the server's first process, whose children follow it."""
    leader = _led(stage)
    yield
    stage.break_("kill", leader, "postgres")
    yield
    _leads(stage)


def primary_off(stage: Stage) -> Iterator[None]:
    """Take the power of whoever leads; nobody confirms it."""
    leader = _led(stage)
    yield
    stage.break_("off", leader)
    yield
    stage.must(_leads(stage) != leader, "a host without power leads")


def primary_frozen(stage: Stage) -> Iterator[None]:
    """Freeze whoever leads: its kernel still takes connections, and nothing answers them."""
    leader = _led(stage)
    yield
    stage.break_("freeze", leader)
    yield
    stage.must(_leads(stage) != leader, "a frozen host leads")
    stage.must(leader in stage.eyes.silent(), "the frozen host was not switched off")


def replica_off(stage: Stage) -> Iterator[None]:
    """Take the power of a host that follows."""
    leader = _led(stage)
    copy = stage.first("postgresql", leader)
    yield
    stage.break_("off", copy)
    yield
    stage.must(_leads(stage) == leader, "the lead moved")


def holder_off(stage: Stage) -> Iterator[None]:
    """Take the power of the balancer that has the shared address."""
    holder = stage.eyes.holders()[0]
    yield
    stage.break_("off", holder)
    yield
    holders = stage.eyes.holders()
    stage.said.append(f"{holder} had the address, {', '.join(holders)} has it")
    stage.must(len(holders) == 1 and holder not in holders, "the spare has no address")


def balancers_off(stage: Stage) -> Iterator[None]:
    """Take the power of all balancers, and give it back to one."""
    first, *others = stage.eyes.hosts("haproxy")
    yield
    for host in (*others, first):
        stage.break_("off", host)
    stage.mend_newest()
    stage.now("counted")
    yield
    stage.must(stage.eyes.holders() == [first], f"{first} has no address")


def redis_off(stage: Stage) -> Iterator[None]:
    """Take the power of the host whose Redis leads."""
    leader = stage.eyes.cache_leader()
    stage.said.append(f"{leader} led Redis")
    yield
    stage.break_("off", leader)
    yield
    stage.until(lambda: stage.eyes.cache_leader() not in ("", leader), "no replica leads")


def voter_off(stage: Stage) -> Iterator[None]:
    """Kill the member of etcd that leads it, and keep it off."""
    leader = _led(stage)
    voter = _chief(stage)
    yield
    stage.break_("stop", voter, "etcd")
    yield
    stage.must(_leads(stage) == leader, "the lead moved")


def quorum_lost(stage: Stage) -> Iterator[None]:
    """Kill most members of etcd, and keep them off for longer than the leader's key lives."""
    leader = _led(stage)
    voters = stage.eyes.hosts("etcd")
    timelines = _timelines(stage)
    yield
    for voter in voters[: len(voters) // 2 + 1]:
        stage.break_("stop", voter, "etcd")
    yield
    stage.must(not stage.eyes.voters(), "etcd still has a majority")
    stage.must(_leads(stage) == leader, "the lead moved")
    stage.mend()
    stage.until(lambda: len(stage.eyes.voters()) == len(voters), "etcd has no majority again")
    stage.must(_timelines(stage) == timelines, "somebody was promoted")


def disk_full(stage: Stage) -> Iterator[None]:
    """Fill the disk of whoever leads to its last byte."""
    leader = _led(stage)
    yield
    stage.break_("fill", leader)
    yield
    stage.said.append(f"{_leads(stage)} leads while the disk is full")


def certificate_expired(stage: Stage) -> Iterator[None]:
    """Let a host's certificate end soon, then have ended; one playbook heals it."""
    host = stage.first("api") if stage.eyes.hosts("api") else stage.first("haproxy")
    yield
    stage.break_("expire", host, "5")
    stage.until(lambda: "CertificateExpires" in _alerts(stage, host), "no alert, days before", 120)
    stage.now("alerted")
    stage.mend("expire")
    stage.break_("expire", host)
    yield
    sound = "tandem-certificates-check"
    stage.must("has expired" in stage.eyes.say(host, f"{sound} || true"), "it has not expired")
    code = stage.converge("renew_certificates", [])
    stage.now("renewed")
    stage.must(code == 0, f"renew_certificates ended with {code}")
    stage.must("is sound" in stage.eyes.say(host, f"{sound} || true"), "it was not renewed")


def files_off(stage: Stage) -> Iterator[None]:
    """Take the power of a file server."""
    host = stage.first("glusterfs")
    yield
    stage.break_("off", host)
    yield


def files_frozen(stage: Stage) -> Iterator[None]:
    """Freeze a file server."""
    host = stage.first("glusterfs")
    yield
    stage.break_("freeze", host)
    yield


def _led(stage: Stage) -> str:
    leader = stage.eyes.leader()
    stage.before["leader"] = leader
    stage.said.append(f"{leader} led PostgreSQL, and {_chief(stage)} etcd")
    return leader


def _leads(stage: Stage) -> str:
    """Wait until somebody leads, and return who; a Patroni may see it a moment later."""
    stage.until(lambda: stage.eyes.leader() != "", "nobody leads PostgreSQL")
    leader = stage.eyes.leader()
    stage.said.append(f"{leader} leads PostgreSQL")
    return leader


def _chief(stage: Stage) -> str:
    return next((host for host, leads in stage.eyes.voters().items() if leads), "nobody")


def _timelines(stage: Stage) -> set[int]:
    return {each.get("timeline", 0) for each in stage.eyes.databases()}


def _alerts(stage: Stage, host: str) -> str:
    """Return the names of all alerts that stand about a host."""
    monitor = stage.first("prometheus")
    port = stage.eyes.told("prometheus")["monitoring_services"]["prometheus"]["ports"]["prometheus"]
    ours = "".join(
        f" --{flag} /etc/tandem/tls/{file}"
        for flag, file in (("cacert", "ca.crt"), ("cert", "host.crt"), ("key", "host.key"))
    )
    url = f"https://{stage.eyes.address(monitor)}:{port}/api/v1/query"
    asked = f'query=ALERTS{{alertstate="firing",host="{host}"}}'
    command = f"curl -s --max-time 5{ours} --data-urlencode '{asked}' {url}"
    return stage.eyes.say(monitor, command)
