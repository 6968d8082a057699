"""Tamperings with doors, with the kernel's settings, and with the live state of services."""

from __future__ import annotations

from collections.abc import Sequence

from lab.tampering.kind import Kind, Place, fixed

_PSQL = "cd /tmp; runuser -u postgres -- psql -XAtqc"
_HBA = "$(runuser -u postgres -- psql -XAtqc 'show hba_file')"
_REDIS = (
    "export REDISCLI_AUTH=$(cat /etc/redis/administrator);"
    " redis-cli --no-auth-warning --user redis-admin --tls --cacert /etc/tandem/tls/ca.crt"
    " -h $(awk '$1==\"bind\"{print $2; exit}' /etc/redis/tandem.conf)"
    " -p $(awk '$1==\"tls-port\"{print $2}' /etc/redis/tandem.conf)"
)
_HAPROXY = (
    'python3 -c "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]);'
    " s.sendall(sys.argv[2].encode()+b'\\n'); sys.exit(s.recv(999).strip().decode() or 0)\""
)
_UNIT = "systemd-run --quiet --unit=mine-port-@N"
_RELOAD = f"{_PSQL} 'select pg_reload_conf()' >/dev/null"
_OPEN = "python3 -m http.server --bind $(hostname -I | cut -d' ' -f1)"


def users_of_redis(place: Place) -> Sequence[tuple[str, str]]:
    """Return the users of Redis, but the one that asks."""
    users = [name.removeprefix("user ") for name in place.now.get("redis") or ()]
    return [("redis", name) for name in users if name not in {"redis-admin", "default"}]


NETWORK = (
    Kind(
        "a listener",
        fixed("firewall", "4444", "31337", "8081"),
        f"{_UNIT} {_OPEN} @T; sleep 1",
        "systemctl stop mine-port-@N",
        "^tcp @T ",
    ),
    Kind(
        "a listener on the loopback",
        fixed("firewall", "4555", "8889"),
        f"{_UNIT} python3 -m http.server --bind 127.0.0.1 @T; sleep 1",
        "systemctl stop mine-port-@N",
        "^tcp @T ",
    ),
    Kind(
        "a listener for datagrams",
        fixed("firewall", "5353", "10053"),
        f'{_UNIT} python3 -c "import socket,time; s=socket.socket(2,2);'
        " s.bind(('0.0.0.0',@T)); time.sleep(9999)\"; sleep 1",
        "systemctl stop mine-port-@N",
        "^udp @T ",
    ),
    Kind(
        "a firewall rule more",
        fixed("firewall", "4444", "9999", "3306"),
        "nft insert rule inet tandem input tcp dport @T accept",
        "tandem-firewall load",
        r"table inet tandem chain input.*dport @T accept",
    ),
    Kind(
        "a firewall rule less",
        fixed("firewall", "accept", "dport"),
        "h=$(nft -a list chain inet tandem input | grep -E '@T.*# handle' | grep -v policy |"
        " tail -n1 |"
        " sed 's/.*# handle //'); nft delete rule inet tandem input handle $h",
        "tandem-firewall load",
        r"^table inet tandem chain input: |^Ask whether these rules",
    ),
    Kind(
        "a firewall's set",
        fixed("firewall", "net_admins"),
        "nft add element inet tandem @T '{ 203.0.113.9 }'",
        "tandem-firewall load",
        r"set @T|^Ask whether these rules",
    ),
    Kind(
        "a firewall's table",
        fixed("firewall", "mine"),
        "nft add table inet @T;"
        " nft add chain inet @T c '{ type filter hook prerouting priority -400; }'",
        "nft delete table inet @T",
        r"table inet @T",
    ),
    Kind(
        "a fence",
        fixed("firewall", "203.0.113.77"),
        "nft add element inet tandem_fence fenced '{ @T }'",
        "nft delete element inet tandem_fence fenced '{ @T }'",
        r"set fenced",
    ),
    Kind(
        "a setting of the kernel",
        fixed(
            "hardening",
            "net.ipv4.conf.all.accept_redirects",
            "net.ipv4.conf.all.accept_source_route",
            "net.ipv4.conf.default.accept_redirects",
        ),
        "sysctl -qw @T=1",
        "sysctl -qw @T=0",
        "^(@T|Set what differs.*)$",
    ),
    Kind(
        "a setting of the kernel that no role names",
        fixed(
            "tuning",
            "net.ipv4.ip_forward",
            "net.ipv4.conf.all.proxy_arp",
            "net.ipv4.conf.all.route_localnet",
        ),
        "sysctl -qw @T=$((1 - $(sysctl -n @T)))",
        "sysctl -qw @T=$((1 - $(sysctl -n @T)))",
        "^@T$",
    ),
    Kind(
        "a route",
        fixed("base", "203.0.113.0/24"),
        "ip route add blackhole @T",
        "ip route delete blackhole @T",
        "^@T ",
    ),
    Kind(
        "a line of pg_hba",
        fixed("postgresql", "host all all 203.0.113.0/24 trust"),
        f"echo '@T' >> {_HBA}; {_RELOAD}; sleep 1",
        f"sed -i '\\#^@T$#d' {_HBA}; {_RELOAD}",
        "^pg_hba line",
    ),
    Kind(
        "a role of the database",
        fixed("postgresql", "mine"),
        f"{_PSQL} 'create role @T superuser login'",
        f"{_PSQL} 'drop role @T'",
        "^role @T$",
    ),
    Kind(
        "a right of a role",
        fixed("postgresql", "logx-app"),
        f"{_PSQL} 'alter role \"@T\" createdb'",
        f"{_PSQL} 'alter role \"@T\" nocreatedb'",
        "^role @T$",
    ),
    Kind(
        "a role's own setting",
        fixed("postgresql", "logx-app"),
        f"{_PSQL} 'alter role \"@T\" set row_security = off'",
        f"{_PSQL} 'alter role \"@T\" reset row_security'",
        "^settings of @T",
    ),
    Kind(
        "a setting of the database",
        fixed("postgresql", "log_disconnections", "autovacuum", "fsync"),
        f"{_PSQL} 'alter system set @T = off'; {_RELOAD}; sleep 1",
        f"{_PSQL} 'alter system reset @T'; {_RELOAD}",
        "^setting @T$",
    ),
    Kind(
        "a database",
        fixed("postgresql", "mine"),
        f"{_PSQL} 'create database @T'",
        f"{_PSQL} 'drop database @T'",
        "^database @T$",
    ),
    Kind(
        "a user of Redis",
        fixed("redis", "mine"),
        f"{_REDIS} ACL SETUSER @T on '>mine-mine-mine' '~*' +@all >/dev/null",
        f"{_REDIS} ACL DELUSER @T >/dev/null",
        "^user @T$",
    ),
    Kind(
        "a right in Redis",
        users_of_redis,
        f"{_REDIS} ACL SETUSER @T +flushall >/dev/null",
        f"{_REDIS} ACL LOAD >/dev/null",
        "^user @T$",
    ),
    Kind(
        "a weight of the balancer",
        fixed("haproxy", "/run/haproxy/admin.sock"),
        f'{_HAPROXY} @T "set weight web/$(hostname) 0%"',
        f'{_HAPROXY} @T "set weight web/$(hostname) 100%"',
        "^haproxy: web/",
    ),
    Kind(
        "a server out of the balancer",
        fixed("data_proxy", "/run/haproxy-data/admin.sock"),
        f'{_HAPROXY} @T "set server records-primary/$(hostname) state drain"',
        f'{_HAPROXY} @T "set server records-primary/$(hostname) state ready"',
        "^haproxy-data: records-primary/",
    ),
)
