"""S3: buckets, and each of their settings as a resource of its own."""

from __future__ import annotations

from lab.aws.entry import Call, Entry, Tags


def _setting(
    name: str, put: str, get: str, remove: str = "", whole: str = "", **fixed: str
) -> Entry:
    """Return the row of one setting of a bucket, which is replaced as a whole."""
    always = {name.replace("__", "."): value for name, value in fixed.items()}
    return Entry(
        kind=f"aws:s3/{name[0].lower()}{name[1:]}:{name}",
        service="s3",
        create=Call(put, fixed=always),
        id="{bucket}",
        read=Call(get),
        delete=Call(remove) if remove else None,
        updates=(Call(put, fixed=always),),
        seen={whole: "@"} if whole else {},
        replace=("bucket",),
    )


ENTRIES = (
    Entry(
        kind="aws:s3/bucket:Bucket",
        service="s3",
        create=Call(
            "CreateBucket",
            fixed={"CreateBucketConfiguration.LocationConstraint": "{region}"},
            takes=("bucket", "objectLockEnabled"),
        ),
        id="{bucket}",
        read=Call("HeadBucket"),
        delete=Call("DeleteBucket"),
        names={"objectLockEnabled": "ObjectLockEnabledForBucket", "tags": "Tagging.TagSet"},
        seen={"tags": "Tags"},
        tags=Tags(
            add=Call("PutBucketTagging", fixed={"Bucket": "{bucket}"}, takes=("tags",)),
            remove=Call("DeleteBucketTagging", fixed={"Bucket": "{bucket}"}),
            keys="",
            listing=Call("GetBucketTagging", fixed={"Bucket": "{bucket}"}),
            found="TagSet",
        ),
        outputs={"arn": "arn:aws:s3:::{id}", "bucket": "{id}"},
        unsent={"forceDestroy": "how the plugin itself goes about removing a bucket"},
    ),
    _setting(
        "BucketVersioning",
        "PutBucketVersioning",
        "GetBucketVersioning",
        whole="versioningConfiguration",
    ),
    _setting(
        "BucketServerSideEncryptionConfiguration",
        "PutBucketEncryption",
        "GetBucketEncryption",
        "DeleteBucketEncryption",
    ),
    _setting(
        "BucketPublicAccessBlock",
        "PutPublicAccessBlock",
        "GetPublicAccessBlock",
        "DeletePublicAccessBlock",
    ),
    _setting(
        "BucketLifecycleConfiguration",
        "PutBucketLifecycleConfiguration",
        "GetBucketLifecycleConfiguration",
        "DeleteBucketLifecycle",
    ),
    _setting(
        "BucketObjectLockConfiguration",
        "PutObjectLockConfiguration",
        "GetObjectLockConfiguration",
        ObjectLockConfiguration__ObjectLockEnabled="Enabled",
    ),
    _setting(
        "BucketReplicationConfig",
        "PutBucketReplication",
        "GetBucketReplication",
        "DeleteBucketReplication",
    ),
    _setting("BucketPolicy", "PutBucketPolicy", "GetBucketPolicy", "DeleteBucketPolicy"),
)
