"""Questions that a program asks of AWS while it is planned."""

from __future__ import annotations

from lab.aws.calls import Api, RefusedError
from lab.aws.words import Properties
from topology.problems import nearest

DEBIAN = "/aws/service/debian/"


def answer(api: Api, token: str, given: Properties, region: str) -> Properties:
    """Answer one of the SDK's functions."""
    region = given.get("region") or region
    known = {
        "aws:index/getCallerIdentity:getCallerIdentity": _identity,
        "aws:ssm/getParameter:getParameter": _parameter,
        "aws:rds/getInstances:getInstances": _databases,
        "aws:rds/getInstance:getInstance": _database,
    }
    if token not in known:
        raise RefusedError(f"the rehearsal does not answer {token}{nearest(token, known)}")
    return known[token](api, given, region)


def _identity(api: Api, given: Properties, region: str) -> Properties:
    del given, region
    return {
        "accountId": api.account,
        "arn": f"arn:aws:iam::{api.account}:user/rehearsal",
        "userId": "rehearsal",
        "id": api.account,
    }


def _parameter(api: Api, given: Properties, region: str) -> Properties:
    if given["name"].startswith(DEBIAN):
        return {**given, "value": _image(api, region), "type": "String", "version": 1}
    found = api.client("ssm", region).get_parameter(Name=given["name"])["Parameter"]
    return {
        "arn": found["ARN"],
        "id": found["Name"],
        "name": found["Name"],
        "type": found["Type"],
        "value": found["Value"],
        "insecureValue": found["Value"],
        "version": found["Version"],
    }


def _databases(api: Api, given: Properties, region: str) -> Properties:
    asked = [{"Name": each["name"], "Values": each["values"]} for each in given["filters"]]
    found = api.client("rds", region).describe_db_instances(Filters=asked)["DBInstances"]
    return {
        "id": region,
        "region": region,
        "instanceArns": [each["DBInstanceArn"] for each in found],
        "instanceIdentifiers": [each["DBInstanceIdentifier"] for each in found],
    }


def _database(api: Api, given: Properties, region: str) -> Properties:
    """Say of one whom it follows: nobody asks more."""
    name = given["dbInstanceIdentifier"]
    found = api.client("rds", region).describe_db_instances(DBInstanceIdentifier=name)
    source = found["DBInstances"][0].get("ReadReplicaSourceDBInstanceIdentifier", "")
    return {"id": name, "region": region, "dbInstanceIdentifier": name, "replicateSourceDb": source}


def _image(api: Api, region: str) -> str:
    """Return an image of moto's own: it does not know what Debian publishes."""
    images = api.client("ec2", region).describe_images(Owners=["amazon"])["Images"]
    return min(str(each["ImageId"]) for each in images)
