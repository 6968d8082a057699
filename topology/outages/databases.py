"""Databases on our hosts: PostgreSQL under Patroni, MySQL under Pacemaker."""

from __future__ import annotations

from collections.abc import Iterator

from topology.flows import is_reached
from topology.outages.scene import Outage, Scene, Term, Terms, longer
from topology.stores import Inside

FENCING = "fencing"
"""The outside party that switches a lost leader's host off.

The cloud's own interface is none: it takes longer to confirm than a leader's key lives on.
"""


def postgresql(scene: Scene, members: int, inside: Inside) -> Iterator[Outage]:
    """Yield what can happen to PostgreSQL with so many members that may lead."""
    if members == 1:
        yield _restarted(scene)
        return
    yield from _handed_over(scene)
    yield _unfenced(scene)
    if is_reached(scene.environment, FENCING):
        yield _fenced(scene)
    yield _replica_off(scene, stalls=members == 2 and inside == "quorum-synchronous")
    yield from _etcd(scene)


def mysql(scene: Scene, members: int, inside: Inside) -> Iterator[Outage]:
    """Yield what can happen to MySQL with so many members that may lead."""
    if members == 1:
        terms = (scene.work("services_start", "it recovers"), *scene.reconnect())
        yield scene.host("MySQL is killed", terms, "No other may lead: it is started again.")
        return
    moved = (
        scene.work("pacemaker_step", "it moves the lead and the virtual address"),
        scene.work("mysql_promotion", "a copy becomes the leader"),
        *scene.reconnect(),
    )
    noticed = scene.timer("pacemaker.monitor", "Pacemaker had just looked")
    yield scene.host("MySQL's lead is moved, as planned", moved, "Pacemaker moves it.")
    why = "Pacemaker sees it and moves the lead."
    yield scene.host("MySQL is killed", (noticed, *moved), why)
    lost = (
        scene.timer("pacemaker.token", "Corosync had just heard of it"),
        scene.timer("pacemaker.consensus", "the others agree on who is left"),
        _power_off(scene),
    )
    why = "It is fenced, and only then a copy is promoted."
    yield scene.host("The MySQL leader's host goes off", (*lost, *moved), why)
    waits: Terms = ()
    if members == 2 and inside == "semi-synchronous":
        why = "a commit waits for the only copy"
        waits = (scene.timer("mariadb.rpl_semi_sync_master_timeout", why),)
    yield scene.host("A MySQL copy's host goes off", waits, "Commits go on without it.")


def _power_off(scene: Scene) -> Term:
    cloud = scene.environment.target == "aws"
    name = "power_off_cloud" if cloud else "power_off"
    return scene.work(name, "a fencing device confirms that it is off")


def _restarted(scene: Scene) -> Outage:
    terms = (
        scene.timer("postgresql.loop_wait", "Patroni had just looked"),
        scene.work("postgresql_start", "it recovers"),
        scene.timer("pgbouncer.server_login_retry", "the pool connects again"),
        scene.timer("client.retry_pause", "the client's next attempt"),
    )
    return scene.host("PostgreSQL is killed", terms, "No other may lead: it is started again.")


def _handed_over(scene: Scene) -> Iterator[Outage]:
    """Yield events in which the leader itself still speaks."""
    moved = (
        scene.work("switchover", "the leader shuts down, a replica leads"),
        *scene.entry(),
    )
    why = "The leader waits until a replica has everything, and no heir is named."
    yield scene.host("PostgreSQL's lead is moved, as planned", moved, why)
    noticed = scene.timer("postgresql.loop_wait", "Patroni had just looked")
    why = "Its Patroni gives the leader's key back at once, since primary_start_timeout is 0."
    promoted = scene.work("promotion", "a replica becomes the leader")
    yield scene.host("PostgreSQL is killed", (noticed, promoted, *scene.entry()), why)


def _unfenced(scene: Scene) -> Outage:
    terms = (
        scene.timer("postgresql.ttl", "the key had just been renewed"),
        scene.timer(
            "etcd.election-timeout",
            "etcd was led from there: a leader within two, which lets keys live one longer",
            times=3,
        ),
        scene.work("key_expiry", "etcd looks for keys whose life is over"),
        *_promoted(scene),
    )
    why = "Without a fencing device, or without its word, the leader's key runs out by itself."
    return scene.host("The PostgreSQL leader's host goes off, not fenced", terms, why)


def _fenced(scene: Scene) -> Outage:
    fenced = (
        scene.timer("fencing.suspect", "several observers miss its answers"),
        _power_off(scene),
    )
    elected = (scene.timer("etcd.election-timeout", "etcd was led from there", times=2),)
    why = "It is confirmed dead, so its key is released early."
    terms = (*longer(fenced, elected), *_promoted(scene))
    return scene.host("The PostgreSQL leader's host goes off, fenced", terms, why)


def _promoted(scene: Scene) -> tuple[Term, ...]:
    return (
        scene.work("dead_member", "the candidates ask every member, also the lost one"),
        scene.work("promotion", "the one with most of the log becomes the leader"),
        *scene.entry(),
    )


def _replica_off(scene: Scene, *, stalls: bool) -> Outage:
    event = "A PostgreSQL replica's host goes off"
    if not stalls:
        moment = scene.work("replica_lost", "commits in flight wait no longer for it")
        return scene.host(event, (moment,), "Commits go on without it.")
    terms = (
        scene.timer("postgresql.wal_sender_timeout", "a commit waits for the only replica"),
        scene.timer("postgresql.loop_wait", "Patroni lets commits go on without it"),
    )
    return scene.host(event, terms, "With two members, the leader stalls until it is alone.")


def _etcd(scene: Scene) -> Iterator[Outage]:
    elected = 2 * scene.timers["etcd.election-timeout"].seconds
    waits = scene.timers["postgresql.retry_timeout"].seconds
    why = f"The others elect a leader within {elected:g} s, and Patroni tries for {waits:g} s."
    yield scene.host("An etcd member goes off", (), why)
    why = "failsafe_mode: the leader stays while every member answers it."
    yield scene.host("etcd loses its quorum", (), why)
