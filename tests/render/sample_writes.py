"""A write that was done amiss, and a plan with all that a step may rest on."""

from dataclasses import replace

from islive.model.documents import Ended, Outcome, Plan, Result
from islive.model.expected import Has, OneOf, Other
from islive.model.remedy import Derivation, Edit, Given, Precondition, Remedy, Risk
from tests.render.sample_documents import GIVE, HELD, MOVE, TAGS, WEB

AMISS = Outcome(TAGS, (Result(GIVE, Ended.DONE), Result(MOVE, Ended.AMISS, "AWS says another")))
REGISTER = replace(
    MOVE,
    says="register a revision of web from web:41: cpu: 256 → 512",
    operation="ecs:RegisterTaskDefinition",
    params={},
    precondition=Precondition(HELD, None, OneOf(("a", "b"))),
    takes={},
    given=(Given(HELD, Has({"id": Other("x")}), "no other deployment has begun"),),
    confirms=(Given(HELD, "y", "it is so"),),
    derives=Derivation("web:41", (Edit("cpu", "512", "256"),), {"islive:rollout": "r"}),
)
DERIVED = Plan(WEB, (Remedy("register it", Risk.SAFE, steps=(REGISTER,)),), "v1.4.2")
