"""Nothing is readable by whoever holds the disk, or the wire."""

from __future__ import annotations

from collections.abc import Iterator

from policies.resources import Resource, Site
from policies.rules import rule

AT_REST, ON_THE_WIRE = ("3.5.1",), ("4.2.1",)
OLD_TLS = ("ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS-1-0", "ELBSecurityPolicy-TLS-1-1")


@rule("aws:rds/instance", remedy="set storage_encrypted and kms_key_id", controls=AT_REST)
def databases_are_encrypted(it: Resource, _: Site) -> Iterator[str]:
    """A database's disk is encrypted with our key; a copy beside it has its source's."""
    beside = it.get("replicateSourceDb", "") if it.is_given("replicateSourceDb") else ""
    if beside and not beside.startswith("arn:"):
        return
    if it.get("storageEncrypted") not in (True, "true") and not beside:
        yield "its disk is not encrypted"
    if not it.is_given("kmsKeyId"):
        yield "it is under no key of ours"


@rule("aws:elasticache/replicationGroup", remedy="set at_rest_encryption_enabled", controls=AT_REST)
def caches_are_encrypted_at_rest(it: Resource, _: Site) -> Iterator[str]:
    """A cache's copies on disk are encrypted with our key."""
    if it.get("atRestEncryptionEnabled") not in (True, "true") or not it.is_given("kmsKeyId"):
        yield "it is not encrypted at rest with our key"


@rule("aws:elasticache/replicationGroup", remedy="set transit_encryption_enabled",
      controls=ON_THE_WIRE)  # fmt: skip
def caches_speak_tls(it: Resource, _: Site) -> Iterator[str]:
    """A cache speaks TLS alone; the second site's takes it from the first."""
    if it.get("transitEncryptionEnabled") is not True and not it.is_given(
        "globalReplicationGroupId"
    ):
        yield "clients may speak to it in the clear"


@rule("aws:mq/broker", remedy="set encryption_options to our key", controls=AT_REST)
def brokers_are_encrypted(it: Resource, _: Site) -> Iterator[str]:
    """A broker's disk is encrypted with our key."""
    if it.get("encryptionOptions.useAwsOwnedKey") is not False:
        yield "it is under AWS's own key"


@rule("aws:opensearch/domain", remedy="set encrypt_at_rest with our key", controls=AT_REST)
def search_is_encrypted_at_rest(it: Resource, _: Site) -> Iterator[str]:
    """A domain's disks are encrypted."""
    if it.get("encryptAtRest.enabled") is not True:
        yield "its disks are not encrypted"


@rule("aws:opensearch/domain", remedy="set node_to_node_encryption", controls=ON_THE_WIRE)
def search_nodes_speak_tls(it: Resource, _: Site) -> Iterator[str]:
    """A domain's nodes speak TLS with each other."""
    if it.get("nodeToNodeEncryption.enabled") is not True:
        yield "its nodes speak in the clear"


@rule("aws:opensearch/domain", remedy="set domain_endpoint_options", controls=ON_THE_WIRE)
def search_speaks_tls(it: Resource, _: Site) -> Iterator[str]:
    """A domain answers over TLS 1.2 or newer alone."""
    if it.get("domainEndpointOptions.enforceHttps") is not True:
        yield "it answers in the clear"
    if "TLS-1-2" not in str(it.get("domainEndpointOptions.tlsSecurityPolicy", "")):
        yield "it speaks an old TLS"


@rule("aws:efs/fileSystem", remedy="set encrypted and kms_key_id", controls=AT_REST)
def files_are_encrypted(it: Resource, _: Site) -> Iterator[str]:
    """A file system is encrypted with our key."""
    if it.get("encrypted") is not True or not it.is_given("kmsKeyId"):
        yield "it is not encrypted with our key"


@rule("aws:ec2/instance", remedy="encrypt root_block_device", controls=AT_REST)
def hosts_have_encrypted_disks(it: Resource, _: Site) -> Iterator[str]:
    """A host's own disk is encrypted."""
    if it.get("rootBlockDevice.encrypted") is not True:
        yield "its disk is not encrypted"


@rule("aws:ec2/launchTemplate", remedy="encrypt every ebs", controls=AT_REST)
def templates_have_encrypted_disks(it: Resource, _: Site) -> Iterator[str]:
    """A host that comes and goes has encrypted disks."""
    for each in it.items("blockDeviceMappings"):
        if str(each.get("ebs", {}).get("encrypted")).lower() != "true":
            yield f"{each.get('deviceName')} is not encrypted"


@rule("aws:ebs/volume", remedy="set encrypted", controls=AT_REST)
def volumes_are_encrypted(it: Resource, _: Site) -> Iterator[str]:
    """A disk beside a host's own is encrypted."""
    if it.get("encrypted") is not True:
        yield "it is not encrypted"


@rule("aws:s3/bucketServerSideEncryptionConfiguration", remedy="use aws:kms", controls=AT_REST)
def buckets_are_encrypted_with_our_key(it: Resource, _: Site) -> Iterator[str]:
    """A bucket's objects are encrypted with our key."""
    for each in it.items("rules"):
        found = each.get("applyServerSideEncryptionByDefault", {})
        if found.get("sseAlgorithm") != "aws:kms":
            yield "its objects are under S3's own key"


@rule("aws:s3/bucketPolicy", remedy="deny where aws:SecureTransport is false", controls=ON_THE_WIRE)
def buckets_refuse_clear_text(it: Resource, _: Site) -> Iterator[str]:
    """A bucket refuses whoever speaks in the clear."""
    refused = [
        each
        for each in it.documents()
        if each["Effect"] == "Deny"
        and each.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport") == "false"
    ]
    if not refused:
        yield "it answers in the clear"


@rule("aws:lb/listener:", remedy="send HTTP on to HTTPS, and take a newer ssl_policy",
      controls=ON_THE_WIRE)  # fmt: skip
def listeners_speak_tls(it: Resource, _: Site) -> Iterator[str]:
    """A listener of pages speaks TLS 1.2 or newer, or sends on to one that does."""
    protocol = it.get("protocol")
    redirects = {each.get("type") for each in it.items("defaultActions")} == {"redirect"}
    if protocol == "HTTP" and not redirects:
        yield "it answers in the clear"
    if protocol == "HTTPS" and str(it.get("sslPolicy", "")).startswith(OLD_TLS):
        yield "it speaks an old TLS"


@rule("aws:lb/targetGroup", remedy="protocol HTTPS", controls=ON_THE_WIRE)
def balancers_speak_tls_onwards(it: Resource, _: Site) -> Iterator[str]:
    """What a balancer of pages sends on is TLS again; datagrams have none."""
    if it.get("protocol") == "HTTP":
        yield "it is sent on in the clear"


@rule("aws:cloudwatch/logGroup", remedy="set kms_key_id", controls=AT_REST)
def logs_are_encrypted(it: Resource, _: Site) -> Iterator[str]:
    """A log is encrypted with our key."""
    if not it.is_given("kmsKeyId"):
        yield "it is under no key of ours"


@rule("aws:secretsmanager/secret:", remedy="set kms_key_id", controls=("3.6.1",))
def secrets_are_under_our_key(it: Resource, _: Site) -> Iterator[str]:
    """A secret is encrypted with our key."""
    if not it.is_given("kmsKeyId"):
        yield "it is under AWS's own key"


@rule("aws:eks/cluster", remedy="set encryption_config to our key", controls=("3.5.1",))
def kubernetes_secrets_are_encrypted(it: Resource, _: Site) -> Iterator[str]:
    """A cluster's secrets are encrypted with our key."""
    if "secrets" not in it.items("encryptionConfig.resources"):
        yield "its secrets are kept as they are"


@rule("aws:backup/vault:", remedy="set kms_key_arn", controls=AT_REST)
def vaults_are_under_our_key(it: Resource, _: Site) -> Iterator[str]:
    """A vault of backups is encrypted with our key."""
    if not it.is_given("kmsKeyArn"):
        yield "it is under AWS's own key"


@rule("aws:rds/parameterGroup", remedy="set require_secure_transport, or rds.force_ssl",
      controls=ON_THE_WIRE)  # fmt: skip
def databases_speak_tls(it: Resource, _: Site) -> Iterator[str]:
    """A database refuses connections in the clear."""
    found = {each.get("name"): str(each.get("value")) for each in it.items("parameters")}
    if "1" not in (found.get("require_secure_transport"), found.get("rds.force_ssl")):
        yield "clients may speak to it in the clear"
