"""The local double of the cloud: the tables and the environment that the template declares."""

from pathlib import Path

import boto3
import pytest

from simulator.cloud.double import Cloud
from simulator.cloud.shop import REGION, SANDBOX_EMAIL, SELLER_ID, SKILL_ID
from simulator.cloud.template import Template, TemplateNotUnderstood, read_template

YAML = """
Globals:
  Function:
    Environment:
      Variables: {LEVEL: INFO, STAGE: shared}
Parameters:
  SkillId: {Type: String}
  Grace: {Type: Number, Default: 30}
  Secret: {Type: String}
Resources:
  SkillFunction:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
          SKILL_ID: !Ref SkillId
          TABLE_NAME: !Ref Shelf
          REGION: !Ref AWS::Region
          GRACE_DAYS: !Ref Grace
          STAGE: own
          BRAVE: true
  Shelf:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}, {AttributeName: sk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}, {AttributeName: sk, KeyType: RANGE}]
      SSESpecification: {SSEEnabled: !Equals [a, a]}
      TimeToLiveSpecification: {AttributeName: expires_at, Enabled: true}
"""


@pytest.fixture
def template(tmp_path: Path) -> Template:
    path = tmp_path / "template.yaml"
    path.write_text(YAML, encoding="utf-8")
    return read_template(path)


def test_the_environment_is_what_the_template_says(template: Template) -> None:
    environment = template.environment(tables={"Shelf": "Shelf-1"}, chosen={"SKILL_ID": "skill-1"}, region=REGION)

    assert environment == {
        "LEVEL": "INFO",
        "STAGE": "own",
        "SKILL_ID": "skill-1",
        "TABLE_NAME": "Shelf-1",
        "REGION": REGION,
        "GRACE_DAYS": "30",
        "BRAVE": "true",
    }


def test_what_cannot_be_resolved_is_named_all_at_once(template: Template) -> None:
    variables = template.document["Resources"]["SkillFunction"]["Properties"]["Environment"]["Variables"]
    variables.update(A={"Ref": "Secret"}, B={"Fn::ImportValue": "x"})

    with pytest.raises(TemplateNotUnderstood, match=r"A: Secret has no value.*; B: cannot resolve"):
        template.environment(tables={"Shelf": "Shelf-1"}, chosen={"SKILL_ID": "skill-1"}, region=REGION)


def test_deployments_have_tables_of_their_own_that_boto3_finds(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Cloud(template) as cloud:
        first, second = cloud.deploy(), cloud.deploy()
        for name, value in first.environment.items():
            monkeypatch.setenv(name, value)
        database = boto3.client("dynamodb")
        order = {"pk": {"S": "customer"}, "sk": {"S": "ORDER#1"}}
        database.put_item(TableName=first.environment["TABLE_NAME"], Item=order)
        database.put_item(TableName=first.environment["TABLE_NAME"], Item={**order, "sk": {"S": "CART"}})
        expiry = database.describe_time_to_live(TableName=first.tables["Shelf"])

        assert str(cloud.endpoint).startswith("http://127.0.0.1:")
        assert cloud.orders(first) == [{"pk": "customer", "sk": "ORDER#1"}]
        assert len(cloud.items(first)) == 2
        assert cloud.items(second) == []
        assert expiry["TimeToLiveDescription"]["AttributeName"] == "expires_at"
        database.close()


def test_a_client_made_by_hand_reaches_the_same_tables(template: Template) -> None:
    with Cloud(template) as cloud:
        deployment, client = cloud.deploy(), cloud.client()
        client.put_item(TableName=deployment.tables["Shelf"], Item={"pk": {"S": "customer"}, "sk": {"S": "CART"}})

        assert cloud.items(deployment) == [{"pk": "customer", "sk": "CART"}]
        client.close()


def test_the_projects_own_template_gives_the_function_all_it_needs() -> None:
    with Cloud() as cloud:
        environment = cloud.deploy().environment

    assert environment["SKILL_ID"] == SKILL_ID
    assert environment["SELLER_ID"] == SELLER_ID
    assert environment["SANDBOX_MODE"] == "true"
    assert environment["SANDBOX_CUSTOMER_EMAIL"] == SANDBOX_EMAIL
    assert environment["AWS_ENDPOINT_URL_DYNAMODB"].startswith("http://127.0.0.1:")
