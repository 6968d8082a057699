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
        seen={
            "validationMethod": "DomainValidationOptions[0].ValidationMethod",
            "domainValidationOptions": "DomainValidationOptions[].{domainName: DomainName,"
            " resourceRecordName: ResourceRecord.Name, resourceRecordType: ResourceRecord.Type,"
            " resourceRecordValue: ResourceRecord.Value}",
        },
        tags=Tags(
            add=Call("AddTagsToCertificate", takes=("tags",)),
            remove=Call("RemoveTagsFromCertificate"),
            keys="Tags",
            listing=Call("ListTagsForCertificate"),
        ),
        outputs={"arn": "{id}"},
    ),
    Entry(
        kind="aws:acm/certificateValidation:CertificateValidation",
        service="acm",
        # It only waits until ACM has seen the proof.
        create=Call("DescribeCertificate"),
        id="{certificateArn}",
        read=Call("DescribeCertificate"),
        found="Certificate",
        unsent={"validationRecordFqdns": "what it waits for, which ACM looks up by itself"},
    ),
)
