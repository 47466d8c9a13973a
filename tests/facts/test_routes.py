"""The way in: target groups, load balancers, names, and what answers there."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.facts.address import address
from islive.facts.canary_answers import CanaryAnswers, Unreached
from islive.facts.load_balancers import LoadBalancers
from islive.facts.route_names import RouteNames
from islive.facts.target_groups import TargetGroups
from islive.facts.unreached_hosts import UnreachedHosts
from islive.model.doors import Refused
from islive.model.evidence import Gap
from islive.model.question import Options
from islive.model.settings import ServiceSettings, Settings
from tests.facts.doors import Answers, Look, denied
from tests.facts.shop import AWS, CANARY, CANARY_URL, COMMIT, GROUP, LISTENER, SERVICE, SHOP

OTHER = GROUP.replace("shop", "other")
BALANCER_NAME = "shop-alb-1.eu-west-1.elb.amazonaws.com"


def with_rule(weights: Mapping[str, int], **members: Any) -> Answers:
    """The shop with another rule in front of it."""
    groups = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in weights.items()]
    actions = [{"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}]
    return {
        **SHOP,
        "elbv2:DescribeRules": {"Rules": [{"RuleArn": "r", "Priority": "1", "Actions": actions, **members}]},
    }


def page(status: int, body: str = "", **headers: str) -> Mapping[str, Any]:
    """An HTTP answer."""
    return {"status": status, "headers": headers, "body": body}


def canary(answer: Any, **more: Any) -> CanaryAnswers:
    """What the canary's address answers, in a shop where it answers that."""
    return Look({**SHOP, CANARY_URL: answer, **more}).read(CanaryAnswers)


def test_targets_are_read_with_their_health() -> None:
    """A group knows its targets, and the load balancers it hangs on."""
    groups = Look(SHOP).read(TargetGroups)
    assert groups.healthy_endpoints() == {"10.0.0.5"}
    assert groups.groups[0].health_path == "/health"


def test_a_service_without_load_balancer_asks_nothing() -> None:
    """No attachment, no groups, no routes, no questions."""
    answers = {**SHOP, "ecs:DescribeServices": {"services": [{**SERVICE, "loadBalancers": []}]}}
    look = Look(answers)
    assert look.read(LoadBalancers).routes == ()
    assert look.read(TargetGroups).groups == ()
    assert look.read(CanaryAnswers).asked is False
    assert not [one for one in look.aws.operations() if one.startswith("elbv2")]


def test_a_rule_that_forwards_is_a_route() -> None:
    """Host, priority, listener and share of the requests are told."""
    (route,) = Look(SHOP).read(LoadBalancers).routes
    assert (route.url, route.priority, route.weight) == ("https://shop.example.com", "1", 1.0)
    assert (route.path, route.other_conditions, route.target_group) == (None, (), GROUP)


def test_weights_are_shares() -> None:
    """Three of four parts are three quarters."""
    (route,) = Look(with_rule({GROUP: 3, OTHER: 1})).read(LoadBalancers).routes
    assert route.weight == 0.75
    assert route.url == f"https://{BALANCER_NAME}"


def test_who_answers_on_a_divided_way_is_not_known() -> None:
    """What shares its requests with somebody else's group is not asked which version it is."""
    assert Look(with_rule({GROUP: 9, OTHER: 1})).read(CanaryAnswers).asked is False
    assert Look(with_rule({GROUP: 9, OTHER: 0})).read(CanaryAnswers).asked is True


def test_a_share_that_is_wanted_is_enough() -> None:
    """Nine of ten requests are too few, unless the settings say that it is divided so for good."""
    divided = with_rule({GROUP: 9, OTHER: 1})
    wanted = Settings(services={"shop": ServiceSettings(share=90)})
    for settings, enough in ((Settings(), False), (wanted, True)):
        balancers = Look(divided, settings=settings).read(LoadBalancers)
        assert [balancers.is_enough(share) for share in balancers.shares.values()] == [enough]


def test_a_rule_without_weight_is_closed() -> None:
    """A rule that gives the service nothing leads nowhere, and is kept apart."""
    balancers = Look(with_rule({GROUP: 0, OTHER: 1})).read(LoadBalancers)
    assert balancers.routes == ()
    assert [route.weight for route in balancers.closed] == [0.0]


def rules_before(*conditions: Mapping[str, Any]) -> Answers:
    """The shop with a rule of these conditions, to somebody else, before its own rule for /api/* of one host."""
    own = [
        {"Field": "host-header", "HostHeaderConfig": {"Values": ["api.shop.example.com"]}},
        {"Field": "path-pattern", "Values": ["/v1/*", "/v2/*"]},
    ]

    def rule(number: str, group: str, of: Any) -> Mapping[str, Any]:
        actions = [{"Type": "forward", "TargetGroupArn": group}]
        return {"RuleArn": f"r{number}", "Priority": number, "Conditions": list(of), "Actions": actions}

    return {**SHOP, "elbv2:DescribeRules": {"Rules": [rule("20", GROUP, own), rule("9", OTHER, conditions)]}}


HOST, PATH = {"Field": "host-header"}, {"Field": "path-pattern"}


@pytest.mark.parametrize(
    "conditions",
    [
        [],
        [{**PATH, "Values": ["/*"]}],
        [{**PATH, "Values": ["*"]}],
        [{**HOST, "Values": ["*.Shop.example.com"]}],
        [{**HOST, "Values": ["x.example.com", "api.shop.example.???"]}, {**PATH, "Values": ["/v?/*"]}],
        [{**PATH, "PathPatternConfig": {"Values": ["/v1*", "/v2/*"]}}],
    ],
)
def test_a_rule_that_no_request_reaches_is_shadowed(conditions: list[Mapping[str, Any]]) -> None:
    """A rule tried before it, though listed after it, takes everything."""
    balancers = Look(rules_before(*conditions)).read(LoadBalancers)
    assert balancers.routes == ()
    assert [(one.route.weight, one.priority) for one in balancers.shadowed] == [(1.0, "9")]


@pytest.mark.parametrize(
    "conditions",
    [
        [{**PATH, "Values": ["/v1/*"]}],
        [{**PATH, "Values": ["/v?/a"]}],
        [{**PATH, "Values": ["/[v]*", "/V1/*", "/v1/?", "/v2/?"]}],
        [{**HOST, "Values": ["*.example.org"]}],
        [{**PATH, "Values": ["/*"]}, {"Field": "source-ip", "SourceIpConfig": {"Values": ["10.0.0.0/8"]}}],
        [{"Field": "path-pattern", "PathPatternConfig": {"RegexValues": [".*"]}}],
    ],
)
def test_a_rule_that_leaves_something_hides_nothing(conditions: list[Mapping[str, Any]]) -> None:
    """Another path, host or sender, or a pattern that islive cannot read."""
    balancers = Look(rules_before(*conditions)).read(LoadBalancers)
    assert [route.priority for route in balancers.routes] == ["20"]
    assert balancers.shadowed == ()


def test_conditions_of_every_kind_are_told() -> None:
    """Old and new members are read; what is neither host nor path is kept in words."""
    conditions = [
        {"Field": "host-header", "Values": ["*.example.com", "b.example.com"]},
        {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/api/*"]}},
        {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "X-Beta", "Values": ["1"]}},
        {"Field": "query-string", "QueryStringConfig": {"Values": [{"Key": "v", "Value": "2"}]}},
    ]
    (route,) = Look(with_rule({GROUP: 1}, Conditions=conditions)).read(LoadBalancers).routes
    assert (route.host, route.path) == ("*.example.com", "/api/*")
    assert route.url == "https://www.example.com"
    assert route.other_conditions == ("http-header X-Beta 1", "query-string v=2")


def test_a_network_load_balancer_has_only_listeners() -> None:
    """Its listener's default action is the route; nobody asks for rules."""
    balancers: Any = AWS["elbv2:DescribeLoadBalancers"]
    listener = {
        "ListenerArn": LISTENER,
        "Protocol": "TCP",
        "Port": 443,
        "DefaultActions": [{"Type": "forward", "TargetGroupArn": GROUP}],
    }
    answers = {
        **SHOP,
        "elbv2:DescribeLoadBalancers": {"LoadBalancers": [{**balancers["LoadBalancers"][0], "Type": "network"}]},
        "elbv2:DescribeListeners": {"Listeners": [listener]},
    }
    look = Look(answers)
    (route,) = look.read(LoadBalancers).routes
    assert (route.url, route.rule_arn, route.priority) == (f"https://{BALANCER_NAME}", LISTENER, "default")
    assert "elbv2:DescribeRules" not in look.aws.operations()


@pytest.mark.parametrize("operation", ["elbv2:DescribeLoadBalancers", "elbv2:DescribeListeners", "elbv2:DescribeRules"])
def test_what_is_denied_on_the_way_is_a_gap_inside(operation: str) -> None:
    """Routes that could not be read are a gap, not an absence."""
    balancers = Look({**SHOP, operation: denied(operation)}).read(LoadBalancers)
    assert balancers.routes == ()
    assert [gap.permission for gap in balancers.gaps] == [operation]


def test_a_listener_without_any_rule_is_no_answer() -> None:
    """Every listener has its default rule."""
    balancers = Look({**SHOP, "elbv2:DescribeRules": {"Rules": []}}).read(LoadBalancers)
    assert [gap.reason for gap in balancers.gaps] == ["Empty"]


def names(routes: tuple[str, ...], **more: Any) -> RouteNames:
    """What the settings' names lead to."""
    return Look({**SHOP, **more}, settings=Settings(routes=routes)).read(RouteNames)


def test_a_name_leads_to_the_load_balancer() -> None:
    """By its canonical name, by its own name, or by an address they share."""
    by_alias = {"DNS alias.example.com": {"canonical": "", "addresses": ["192.0.2.9", "192.0.2.1"]}}
    found = names(("https://shop.example.com/x", f"dualstack.{BALANCER_NAME}", "alias.example.com"), **by_alias, **{
        f"DNS dualstack.{BALANCER_NAME}": {"canonical": "", "addresses": ["192.0.2.1"]}
    })  # fmt: skip
    assert [one.load_balancer for one in found.names] == [BALANCER_NAME] * 3
    assert found.names[0].host == "shop.example.com"


def test_a_name_may_lead_elsewhere_or_nowhere() -> None:
    """A dead name is an answer, and so is one that leads to somebody else."""
    more = {
        "DNS dead.example.com": {"canonical": "", "addresses": []},
        "DNS else.example.com": {"canonical": "", "addresses": ["198.51.100.1"]},
    }
    dead, elsewhere = names(("dead.example.com", "else.example.com"), **more).names
    assert (dead.resolves, dead.load_balancer) == (False, None)
    assert (elsewhere.resolves, elsewhere.load_balancer) == (True, None)


def test_a_name_that_could_not_be_asked_for_is_a_gap() -> None:
    """Neither silence nor nonsense is an answer."""
    refused: Any = Refused("dns:resolve", "TimedOut")
    found = names(("late.example.com", "http://["), **{"DNS late.example.com": refused})
    assert found.names == ()
    assert [gap.reason for gap in found.gaps] == ["TimedOut", "http://[ is no address"]


def test_names_that_tell_by_themselves_need_no_more_questions() -> None:
    """The load balancer is resolved only where the names do not tell."""
    assert names(("shop.example.com",), **{f"DNS {BALANCER_NAME}": denied("dns:resolve")}).gaps == ()


def test_the_process_answers() -> None:
    """Version, commit and features come from the canary's JSON."""
    found = Look(SHOP).read(CanaryAnswers)
    (answer,) = found.speaking
    assert (answer.version, answer.commit, found.asked) == ("v1.2.0", COMMIT, True)
    assert answer.features == {"checkout": True, "search": True}


@pytest.mark.parametrize("name", ["commit", "git_commit", "revision", "sha"])
def test_a_commit_has_many_names(name: str) -> None:
    """A canary may spell it as it likes."""
    (answer,) = canary(page(200, json.dumps({name: COMMIT}))).speaking
    assert (answer.version, answer.commit) == (None, COMMIT)


@given(
    st.dictionaries(
        st.sampled_from(["a", "b"]), st.sampled_from([True, False, None, "ok", {"ok": True}, {"ok": 1}, {}])
    )
)
def test_a_feature_is_well_only_if_it_says_so(features: dict[str, Any]) -> None:
    """Whatever is neither true nor {"ok": true} is not well."""
    (answer,) = canary(page(200, json.dumps({**CANARY, "features": features}))).speaking
    assert answer.features == {
        name: value is True or (isinstance(value, dict) and value.get("ok") is True) for name, value in features.items()
    }


@pytest.mark.parametrize(
    "code,state,names",
    [
        ({"state": "stale", "stale": ["shop.till"], "missing": []}, "stale", ("shop.till",)),
        ({"state": "partial", "missing": ["a.py"], "unlisted": ["b.py"]}, "partial", ("a.py", "b.py")),
        ({"state": "partial", "missing": "a.py"}, "partial", ()),
    ],
)
def test_a_canary_may_say_that_its_code_is_another(code: Any, state: str, names: tuple[str, ...]) -> None:
    """The state and every name, whatever else stands there."""
    (answer,) = canary(page(200, json.dumps({**CANARY, "code": code}))).speaking
    assert answer.other_code
    assert (answer.other_code.state, answer.other_code.names) == (state, names)
    assert f'"state": "{state}"' in answer.other_code.quote


@pytest.mark.parametrize(
    "code", [{"state": "current"}, {"state": "pending"}, {"state": ["stale"]}, {}, 200, "stale", None]
)
def test_any_other_code_is_no_accusation(code: Any) -> None:
    """What is fine, what is not known yet, and what a canary of one's own means by the word."""
    (answer,) = canary(page(200, json.dumps({**CANARY, "code": code}))).speaking
    assert answer.other_code is None


@pytest.mark.parametrize(
    "answer",
    [
        page(404),
        page(405),
        page(410),
        page(401, "log in"),
        page(403),
        page(302, location="https://shop.example.com/login"),
        page(200, "<!doctype html>"),
        page(200, "welcome", **{"content-type": "text/html"}),
    ],
)
def test_no_canary_is_an_answer(answer: Any) -> None:
    """A page, a login and a 404 say that the application serves no canary there."""
    found = canary(answer)
    assert ([one.present for one in found.answers], found.gaps) == ([False], ())


@pytest.mark.parametrize(
    "answer",
    [
        page(500),
        page(503, "busy"),
        page(429),
        page(200, ""),
        page(200, "ok"),
        page(200, "[1]"),
        page(200, "{}"),
        page(200, '{"version": 3}'),
        page(301, location="https://shop.example.com/deployment-canary"),
        page(301, location="http://["),
        Refused("http:get", "TimedOut"),
        Refused("http:get", "Unreachable"),
        Refused("http:get", "Cut"),
    ],
)
def test_a_canary_that_could_not_speak_is_a_gap(answer: Any) -> None:
    """What may be a canary that says something else is never taken for none."""
    found = canary(answer)
    assert found.answers == ()
    assert len(found.gaps) == 1
    assert "shop.example.com" in found.gaps[0].reason


def test_a_redirect_to_another_address_of_the_service_is_followed() -> None:
    """Another host of its own with the same path is still the canary, whatever query it repeats."""
    elsewhere = "https://www.example.com/deployment-canary"
    answers = {
        CANARY_URL: page(301, location=f"{elsewhere}?nonce=1"),
        f"GET {elsewhere}": page(200, json.dumps(CANARY)),
    }
    look = Look({**SHOP, **answers}, settings=Settings(routes=("https://www.example.com",)))
    assert [one.version for one in look.read(CanaryAnswers).speaking] == ["v1.2.0"]


@pytest.mark.parametrize("host", ["www.example.com", "169.254.169.254", "localhost", "shop.example.com.evil.example"])
def test_a_redirect_elsewhere_is_named_and_not_followed(host: str) -> None:
    """Nobody is asked whose address is not known to be the service's."""
    elsewhere = f"http://{host}/deployment-canary"
    found = canary(page(307, location=elsewhere), **{f"GET {elsewhere}": page(200, json.dumps(CANARY))})
    assert (found.speaking, found.gaps) == ((), ())
    assert found.answers[0].quote == f"307 to {elsewhere}, which is no address of this service"


def test_a_rule_for_a_path_is_asked_below_it() -> None:
    """Where a route takes only /api/*, the canary is asked for there."""
    answers = with_rule({GROUP: 1}, Conditions=[{"Field": "path-pattern", "Values": ["/api/*"]}])
    url = f"GET https://{BALANCER_NAME}/api/deployment-canary"
    assert Look({**answers, url: page(200, json.dumps(CANARY))}).read(CanaryAnswers).speaking


def test_routes_that_would_not_answer_are_not_asked() -> None:
    """A route for certain headers only is not asked, and nothing is with `--no-probe`."""
    beta = [{"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "X-Beta", "Values": ["1"]}}]
    assert not Look(with_rule({GROUP: 1}, Conditions=beta)).read(CanaryAnswers).asked
    assert not Look(SHOP, options=Options(probe=False, urls=("https://x.example.com",))).read(CanaryAnswers).asked


def test_given_addresses_are_asked_too() -> None:
    """`--url` adds an address to the routes."""
    url = "GET http://x.example.com:8080/deployment-canary"
    look = Look({**SHOP, url: page(404)}, options=Options(urls=("x.example.com:8080",)))
    assert [one.status for one in look.read(CanaryAnswers).answers] == [200, 404]


@given(st.text() | st.text(":/[]@%.a1", max_size=12))
def test_any_text_is_an_address_or_none(text: str) -> None:
    """What is no address is told from one, and nothing is raised."""
    found = address(text)
    assert found is None or found.host
    assert not isinstance(found, Gap)


def rules(*found: tuple[str, Mapping[str, str], str]) -> LoadBalancers:
    """A listener with these rules: priority, conditions, target group; the last one is the default."""
    fields = {"host": "host-header", "path": "path-pattern"}
    parts = [
        {
            "RuleArn": f"rule-{priority}",
            "Priority": priority,
            "Conditions": [{"Field": fields[name], "Values": [value]} for name, value in conditions.items()],
            "Actions": [{"Type": "forward", "TargetGroupArn": group}],
        }
        for priority, conditions, group in found
    ]
    return Look({**SHOP, "elbv2:DescribeRules": {"Rules": parts}}).read(LoadBalancers)


@pytest.mark.parametrize(
    "first, second",
    [
        ({"host": "*.example.com"}, {"host": "www.example.com"}),
        ({"path": "/*"}, {"path": "/shop/*"}),
        ({"path": "/*"}, {"host": "www.example.com", "path": "/shop"}),
        ({"host": "WWW.example.com"}, {"host": "www.EXAMPLE.com", "path": "/shop"}),
    ],
)
def test_a_wider_rule_before_takes_everything(first: Mapping[str, str], second: Mapping[str, str]) -> None:
    """What is behind it is no route: it gets no request. Where the listener lists it does not matter."""
    found = rules(("20", second, GROUP), ("10", first, OTHER), ("default", {}, OTHER))
    (shadowed,) = found.shadowed
    assert found.routes == ()
    assert (shadowed.route.priority, shadowed.priority, shadowed.leads_to) == ("20", "10", "target group other")


@pytest.mark.parametrize(
    "first, second",
    [
        ({"host": "www.example.com"}, {"host": "*.example.com"}),
        ({"path": "/shop/?"}, {"path": "/shop/*"}),
        ({"path": "/SHOP/*"}, {"path": "/shop/*"}),
        ({"host": "*.example.com", "path": "/api/*"}, {"host": "www.example.com"}),
    ],
)
def test_a_narrower_rule_before_leaves_something(first: Mapping[str, str], second: Mapping[str, str]) -> None:
    """Then the rule behind it is a way in."""
    found = rules(("10", first, OTHER), ("20", second, GROUP), ("default", {}, OTHER))
    assert [route.priority for route in found.routes] == ["20"]
    assert found.shadowed == ()


def test_a_rule_of_the_service_itself_hides_nothing() -> None:
    """Both lead to it."""
    found = rules(("10", {"path": "/*"}, GROUP), ("20", {"path": "/shop"}, GROUP), ("default", {}, OTHER))
    assert [route.priority for route in found.routes] == ["10", "20"]


HOST_ASKED, BALANCER_ASKED = "DNS shop.example.com", f"DNS {BALANCER_NAME}"
NOWHERE, ELSEWHERE, HERE = ({"canonical": "", "addresses": found} for found in ([], ["203.0.113.9"], ["192.0.2.1"]))
SHUT = Refused("http:get", "TimedOut", "connect: timed out")


def unreached(says: Refused, **more: Any) -> UnreachedHosts:
    """Where the shop's host leads, when that is what came of asking there."""
    return Look({**SHOP, CANARY_URL: says, **more}).read(UnreachedHosts)


@pytest.mark.parametrize(
    "why, dns, addresses, leads_to",
    [
        ("dns: no such name", {HOST_ASKED: NOWHERE}, (), None),
        ("refused: nobody", {HOST_ASKED: ELSEWHERE, BALANCER_ASKED: HERE}, ("203.0.113.9",), None),
        ("refused: nobody", {HOST_ASKED: HERE, BALANCER_ASKED: HERE}, ("192.0.2.1",), "shop-alb"),
    ],
)
def test_a_host_that_is_not_reached(
    why: str, dns: Mapping[str, Any], addresses: tuple[str, ...], leads_to: str | None
) -> None:
    """It is told where its name leads, whose that is, and which rule waits for it."""
    (host,) = unreached(Refused("http:get", "Unreachable", why), **dns).hosts
    assert (host.host, host.addresses, host.load_balancer) == ("shop.example.com", addresses, leads_to)
    assert host.says == f"Unreachable: {why.partition(':')[0]}"
    assert host.route is not None
    assert host.route.priority == "1"


def test_who_answers_is_not_asked_for() -> None:
    """Where every route answers, whatever it says, and where only the certificate will not do: no name is looked up."""
    for said in (page(500), Refused("http:get", "Unreachable", "tls: unknown authority")):
        look = Look({**SHOP, CANARY_URL: said})
        assert look.read(UnreachedHosts).hosts == ()
        assert look.read(CanaryAnswers).unreached == ()
        assert len(look.read(CanaryAnswers).gaps) == 1


def test_what_is_unreached_is_a_gap_as_before() -> None:
    """The address stands in it."""
    found = canary(SHUT)
    assert found.unreached == (Unreached("https://shop.example.com/deployment-canary", "TimedOut", "connect"),)
    assert [gap.reason for gap in found.gaps] == ["TimedOut at https://shop.example.com/deployment-canary"]


def test_an_internal_load_balancer_is_out_of_reach() -> None:
    """From most places, as it should be."""
    described: Any = SHOP["elbv2:DescribeLoadBalancers"]
    (balancer,) = described["LoadBalancers"]
    inside = {"elbv2:DescribeLoadBalancers": {"LoadBalancers": [{**balancer, "Scheme": "internal"}]}}
    for dns in (NOWHERE, HERE):
        assert unreached(SHUT, **inside, **{HOST_ASKED: dns, BALANCER_ASKED: HERE}).hosts == ()


def test_a_dead_name_that_a_rule_waits_for_is_known_without_asking_there() -> None:
    """With --no-probe the settings' name and the rule are enough; a dead name that no rule has is forgotten."""
    routes = ("https://shop.example.com", "https://old.example.com")
    look = Look(
        {**SHOP, HOST_ASKED: NOWHERE, "DNS old.example.com": NOWHERE},
        options=Options(probe=False),
        settings=Settings(routes=routes),
    )
    assert [(one.host, one.says) for one in look.read(UnreachedHosts).hosts] == [("shop.example.com", None)]


def test_a_name_that_cannot_be_looked_up_is_a_gap() -> None:
    """Whether it exists is not known then, and nothing is said of it."""
    found = unreached(SHUT, **{HOST_ASKED: Refused("dns:resolve", "TimedOut")})
    assert found.hosts == ()
    assert [gap.fact for gap in found.gaps] == ["UnreachedHosts"]
