"""The rules that the release's deployment answers: no sandbox, and endpoints where Alexa calls them."""

import re
import shlex
from collections.abc import Iterator, Mapping

from scripts.alexa_rules import LAMBDA_REGIONS, REGION_OF_COUNTRY
from scripts.certification.rules import Remark, Remarks, Weight
from scripts.certification.submission import DEPLOYMENTS, MANIFEST, TEMPLATE, Submission
from scripts.documents import member, text
from simulator.cloud.template import Template, TemplateNotUnderstood
from voicetill.settings.reading import SettingsError
from voicetill.settings.skill import read_settings

LIVE = "live"
"""The set of parameters that a release is deployed with: `sam deploy --config-env live`."""

_SANDBOX, _TEST_BUYER = "SandboxMode", "SandboxCustomerEmail"
# What the deployer gives; any values do here.
_GIVEN = {"SkillId": "amzn1.ask.skill.0", "SellerId": "SELLER"}
_SOME_REGION = "us-east-1"
_FUNCTION = re.compile(r"arn:aws:lambda:(?P<region>[a-z0-9-]+):\d{12}:function:[A-Za-z0-9_:-]+")


def sandbox_off(submission: Submission) -> Remarks:
    """The set for the release says false, names no test buyer, and reaches the function."""
    place = f"{DEPLOYMENTS}: {LIVE}.deploy.parameters.parameter_overrides"
    chosen = _overrides(submission)
    if chosen is None:
        yield Remark(place, f'write the parameters of the release there: ["{_SANDBOX}=false"]')
    elif chosen.get(_SANDBOX) != "false":
        yield Remark(place, f"say {_SANDBOX}=false: the template's own value is for rehearsals")
    elif chosen.get(_TEST_BUYER):
        yield Remark(place, f"take {_TEST_BUYER} out: live payments know no test buyer")
    elif submission.template is not None:
        yield from _faults_of_environment(submission.template, chosen)


def _overrides(submission: Submission) -> Mapping[str, str] | None:
    """The release's parameters by name; SAM takes them in a list, or in one text."""
    found = member(submission.deployments, LIVE, "deploy", "parameters", "parameter_overrides")
    pairs = shlex.split(found) if isinstance(found, str) else found
    if not isinstance(pairs, list):
        return None
    return {name: value for name, _, value in (str(pair).partition("=") for pair in pairs)}


def _faults_of_environment(template: Template, chosen: Mapping[str, str]) -> Iterator[Remark]:
    """Ask the function's own settings what they make of the environment that the template gives it."""
    known = template.document.get("Parameters", {})
    for name in chosen:
        if name not in known:
            yield Remark(f"{DEPLOYMENTS}: {LIVE}", f"{name} is no parameter of {TEMPLATE}: correct its name")
    tables = dict.fromkeys(template.tables(), "table")
    try:
        settings = read_settings(
            template.environment(tables=tables, chosen={**_GIVEN, **chosen}, region=_SOME_REGION)
        )
    except TemplateNotUnderstood as fault:
        yield Remark(str(TEMPLATE), f"let every variable of the function have a value: {fault}")
    except SettingsError as error:
        yield from (Remark(str(TEMPLATE), f"the release would not start: {fault}") for fault in error.faults)
    else:
        if settings.sandbox_mode:
            yield Remark(str(TEMPLATE), f"let SANDBOX_MODE be the parameter: !Ref {_SANDBOX}")


def endpoints(submission: Submission) -> Remarks:
    """Every published locale is served by a function that Alexa calls."""
    custom = member(submission.package.manifest, "manifest", "apis", "custom")
    default, regions = text(custom, "endpoint", "uri"), member(custom, "regions")
    named = {str(region): text(entry, "endpoint", "uri") for region, entry in _entries(regions)}
    place = f"{MANIFEST}: apis.custom"
    if not default and not named:
        mend = "after the first deployment, write the function's ARN (SkillFunctionArn) as endpoint.uri"
        yield Remark(place, mend, Weight.BEFORE_SUBMISSION)
        return
    if default:
        yield from _faults_of_function(
            f"{place}.endpoint.uri", default, frozenset().union(*LAMBDA_REGIONS.values())
        )
    for region, function in named.items():
        near = LAMBDA_REGIONS.get(region, frozenset())
        yield from _faults_of_function(f"{place}.regions.{region}.endpoint.uri", function, near)
    if not default:
        for region in sorted({region_of(locale) for locale in submission.locales} - set(named)):
            yield Remark(
                place, f"name an endpoint for {region}, where {_listed(submission, region)} are served from"
            )


def region_of(locale: str) -> str:
    """Return which of Alexa's regions serves a locale's customers."""
    return REGION_OF_COUNTRY.get(locale.partition("-")[2], "EU")


def _entries(regions: object) -> Iterator[tuple[str, object]]:
    yield from regions.items() if isinstance(regions, dict) else ()


def _faults_of_function(place: str, function: str, regions: frozenset[str]) -> Iterator[Remark]:
    arn = _FUNCTION.fullmatch(function)
    if not regions:
        yield Remark(place, f"Alexa has the regions {', '.join(LAMBDA_REGIONS)}: correct the name")
    elif arn is None:
        yield Remark(place, f"write the ARN of a Lambda function, arn:aws:lambda:REGION:...: {function!r}")
    elif arn["region"] not in regions:
        yield Remark(
            place, f"deploy the function to {' or '.join(sorted(regions))}, and write its ARN: {function!r}"
        )


def _listed(submission: Submission, region: str) -> str:
    return ", ".join(locale for locale in submission.locales if region_of(locale) == region)
