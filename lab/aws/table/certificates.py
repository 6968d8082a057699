"""Certificates."""

from __future__ import annotations

from lab.aws.entry import Call, Entry, Tags

ENTRIES = (
    Entry(
        kind="aws:acm/certificate:Certificate",
        service="acm",
        create=Call("RequestCertificate"),
        id="CertificateArn",
        read=Call("DescribeCertificate"),
        found="Certificate",
        delete=Call("DeleteCertificate"),
        seen={"validationMethod": "DomainValidationOptions[0].ValidationMethod"},
        tags=Tags(
            add=Call("AddTagsToCertificate", takes=("tags",)),
            remove=Call("RemoveTagsFromCertificate"),
            keys="Tags",
            listing=Call("ListTagsForCertificate"),
        ),
        outputs={"arn": "{id}"},
    ),
)
