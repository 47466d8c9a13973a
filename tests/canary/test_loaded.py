"""Memory against disk against the build's manifest, in a Python of its own."""

import json
import os
from pathlib import Path

import pytest

from tests.canary.scene import IMPORT, LOOK, SHAPES, START, looks, manifest, python, shop

BYTECODE = "from compileall import compile_dir; from py_compile import PycInvalidationMode as Mode; compile_dir"


def edit(old: str, new: str) -> str:
    """Program text: change the till on disk, and give the file a time that is not that of the last write."""
    return (
        "file = 'shop/till.py'; text = open(file).read(); time.sleep(0.02)\n"
        f"with open(file, 'w') as out: out.write(text.replace({old!r}, {new!r}))\n"
    )


def test_what_runs_as_it_was_built_is_current(tmp_path: Path) -> None:
    """Memory, disk and manifest agree, on the first look and when nothing has happened since."""
    shop(tmp_path)
    manifest(tmp_path)
    first, second = looks(tmp_path, IMPORT + START + f"{LOOK}\n{LOOK}")
    assert first == second
    assert [first[name] for name in ("state", "stale", "missing", "differs", "unlisted")] == ["current", [], [], [], []]


@pytest.mark.parametrize("changed", ["return PRICE", "PRICE = 1"], ids=["in a function", "a constant"])
@pytest.mark.parametrize("first", [LOOK + "\n", ""], ids=["after the first look", "before it"])
def test_a_module_edited_after_the_start_is_stale(tmp_path: Path, changed: str, first: str) -> None:
    """Whether or not a look came first, and whatever of the module is another; no bytecode is there to tell."""
    shop(tmp_path)
    edited = edit(changed, changed.replace("1", "2").replace("return", "return 7 +"))
    last = looks(tmp_path, IMPORT + START + first + edited + LOOK, "-B")[-1]
    assert (last["state"], last["stale"]) == ("stale", ["shop.till"])


def test_a_function_edited_around_another_is_stale(tmp_path: Path) -> None:
    """The inner function is as before, and so is the file's time: nothing but the outer one's code tells."""
    file = shop(tmp_path)
    file.write_text("def pay():\n    return max([1, 2], key=lambda price: price)\n")
    program = "before = os.stat('shop/till.py').st_mtime_ns\n" + edit("[1, 2]", "[3, 4]")
    back = "os.utime('shop/till.py', ns=(before, before))\n"
    assert looks(tmp_path, IMPORT + START + program + back + LOOK, "-B")[0]["stale"] == ["shop.till"]


def test_a_module_edited_and_put_back_is_current(tmp_path: Path) -> None:
    """What is loaded is again what is on disk."""
    shop(tmp_path)
    program = [edit("PRICE = 1", "PRICE = 2"), LOOK, "\n", edit("PRICE = 2", "PRICE = 1"), LOOK]
    states = [one["state"] for one in looks(tmp_path, IMPORT + START + f"{LOOK}\n" + "".join(program))]
    assert states == ["current", "stale", "current"]


def test_times_set_back_do_not_hide_an_edit(tmp_path: Path) -> None:
    """The same size and the same time of change: the content is another."""
    shop(tmp_path)
    back = "os.utime(file, ns=(before, before))\n"
    program = f"{LOOK}\nbefore = os.stat('shop/till.py').st_mtime_ns\n" + edit("PRICE = 1", "PRICE = 2") + back
    assert [one["state"] for one in looks(tmp_path, IMPORT + START + program + LOOK)] == ["current", "stale"]


def test_a_module_whose_file_is_gone_is_stale(tmp_path: Path) -> None:
    """What is loaded is not on disk."""
    shop(tmp_path)
    last = looks(tmp_path, IMPORT + START + f"{LOOK}\nos.remove('shop/till.py')\n{LOOK}")[-1]
    assert last["stale"] == ["shop.till"]


@pytest.mark.parametrize("changed", ["PRICE = 2", "PRICE = 1\n\n\ndef pay():\n    return 2    "])
def test_unchecked_bytecode_of_another_source_is_stale(tmp_path: Path, changed: str) -> None:
    """Python never compares it with the source: an unchecked-hash .pyc (PEP 552)."""
    file = shop(tmp_path)
    python(tmp_path, "-c", f"{BYTECODE}('shop', quiet=1, invalidation_mode=Mode.UNCHECKED_HASH)")
    assert looks(tmp_path, IMPORT + START + LOOK)[0]["state"] == "current"
    file.write_text(file.read_text().replace("PRICE = 1", changed))
    look = looks(tmp_path, IMPORT + START + LOOK)[0]
    assert (look["state"], look["stale"]) == ("stale", ["shop.till"])


def test_bytecode_of_equal_time_and_size_is_stale(tmp_path: Path) -> None:
    """Python takes it for the source's, for time and size are: builds that set all times to one."""
    file = shop(tmp_path, price=1)
    os.utime(file, (1_000_000_000, 1_000_000_000))
    python(tmp_path, "-c", f"{BYTECODE}('shop', quiet=1)")
    shop(tmp_path, price=2)
    os.utime(file, (1_000_000_000, 1_000_000_000))
    assert python(tmp_path, "-c", "import shop; print(shop.till.pay())") == "1\n"
    look = looks(tmp_path, IMPORT + START + LOOK)[0]
    assert (look["state"], look["stale"]) == ("stale", ["shop.till"])


@pytest.mark.parametrize("mode", ["TIMESTAMP", "CHECKED_HASH"])
def test_bytecode_that_python_itself_refuses_is_not_stale(tmp_path: Path, mode: str) -> None:
    """It compiles the source instead, and writes nothing while the canary looks."""
    file = shop(tmp_path)
    python(tmp_path, "-c", f"{BYTECODE}('shop', quiet=1, invalidation_mode=Mode.{mode})")
    file.write_text(file.read_text().replace("PRICE = 1", "PRICE = 22"))
    before = {one.name: one.read_bytes() for one in tmp_path.rglob("till*.pyc")}
    may_write = "sys.dont_write_bytecode = False\n"
    program = "sys.dont_write_bytecode = True\n" + IMPORT + may_write + START + LOOK
    assert looks(tmp_path, program)[0]["state"] == "current"
    assert {one.name: one.read_bytes() for one in tmp_path.rglob("till*.pyc")} == before


@pytest.mark.parametrize("mode", ["TIMESTAMP", "UNCHECKED_HASH"])
def test_code_of_every_shape_is_recognised(tmp_path: Path, mode: str) -> None:
    """Decorated, generated, warmed up, optimised, with sets among its constants: nothing of it looks stale."""
    shop(tmp_path).write_text(SHAPES)
    python(tmp_path, "-c", f"{BYTECODE}('shop', quiet=1, invalidation_mode=Mode.{mode}, optimize=[0, 2])")
    for words in ([], ["-OO"]):
        assert looks(tmp_path, IMPORT + START + LOOK, *words)[0]["stale"] == []


def test_a_function_wrapped_by_a_tracer_is_not_stale(tmp_path: Path) -> None:
    """Its code is another, and the original is among the constants; a replaced one is stale."""
    shop(tmp_path)
    wrapped = "code = shop.till.pay.__code__; shop.till.pay.__code__ = code.replace(co_consts=(*code.co_consts, {}))\n"
    assert looks(tmp_path, IMPORT + wrapped.format("code") + START + LOOK)[0]["state"] == "current"
    assert looks(tmp_path, IMPORT + wrapped.format("7") + START + LOOK)[0]["state"] == "stale"


def test_lazy_objects_are_not_woken(tmp_path: Path) -> None:
    """What does something when touched, as settings and proxies do, is not touched."""
    shop(tmp_path).write_text(
        "class Lazy:\n"
        "    def __getattribute__(self, name): raise RuntimeError('woken')\n"
        "    def __eq__(self, other): raise RuntimeError('compared')\n"
        "    __hash__ = None\n"
        "settings = Lazy()\n"
    )
    lazy = (
        "import importlib.util as util, importlib.machinery as m\n"
        "open('late.py', 'w').write('raise RuntimeError')\n"
        "spec = m.ModuleSpec('late', util.LazyLoader(m.SourceFileLoader('late', 'late.py')), origin='late.py')\n"
        "spec.has_location = True; late = util.module_from_spec(spec); sys.modules['late'] = late\n"
        "spec.loader.exec_module(late); sys.modules['odd'] = 7\n"
    )
    assert looks(tmp_path, IMPORT + lazy + START + LOOK)[0]["state"] == "current"


def test_a_file_of_the_manifest_that_is_not_there_is_partial(tmp_path: Path) -> None:
    """A half-copied layer: code and everything else that was listed."""
    (shop(tmp_path).parent / "page.html").write_text("<p>")
    manifest(tmp_path)
    (tmp_path / "shop" / "page.html").unlink()
    look = looks(tmp_path, IMPORT + START + LOOK)[0]
    assert (look["state"], look["missing"]) == ("partial", ["shop/page.html"])


def test_a_file_other_than_the_manifest_says_is_partial(tmp_path: Path) -> None:
    """A layer out of the build's cache: memory and disk agree, and are not what was built."""
    file = shop(tmp_path, price=2)
    manifest(tmp_path)
    shop(tmp_path, price=1)
    look = looks(tmp_path, IMPORT + START + LOOK)[0]
    assert (look["state"], look["differs"]) == ("partial", [file.relative_to(tmp_path).as_posix()])


def test_a_loaded_file_that_the_manifest_does_not_list_is_partial(tmp_path: Path) -> None:
    """Left over from another version, below a folder that was listed whole; elsewhere it is nobody's business."""
    shop(tmp_path)
    manifest(tmp_path)
    (tmp_path / "shop" / "old.py").write_text("")
    (tmp_path / "manage.py").write_text("")
    look = looks(tmp_path, "import shop.old, manage\n" + START + LOOK)[0]
    assert (look["state"], look["unlisted"]) == ("partial", ["shop/old.py"])


def test_the_fingerprint_is_that_of_the_code(tmp_path: Path) -> None:
    """The same in another process and another folder, another for other code, and another where it is stale."""
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    shop(one)
    shop(two)
    first = looks(one, IMPORT + START + LOOK)[0]["fingerprint"]
    assert looks(two, IMPORT + START + LOOK)[0]["fingerprint"] == first
    shop(two, price=2)
    assert looks(two, IMPORT + START + LOOK)[0]["fingerprint"] != first
    before, after = looks(one, IMPORT + START + f"{LOOK}\n" + edit("PRICE = 1", "PRICE = 2") + LOOK)
    assert before["fingerprint"] == first != after["fingerprint"]


FORKED = """
import json, os, shop, time
from islive_canary import Canary

canary = Canary(delay=0, every=0.01)

def until(state):
    for _ in range(500):
        code = json.loads(canary.answer("GET", "")[2])["code"]
        if code["state"] == state:
            break
        time.sleep(0.01)
    return code

until("current")
if os.fork():
    os.wait()
else:
    canary.takes("GET", "/")
    os.remove("shop/page.html")
    print(json.dumps(until("partial")), flush=True)
    os._exit(0)
"""


def test_a_forked_worker_knows_what_was_built(tmp_path: Path) -> None:
    """Also where its parent has looked, and read the manifest, before."""
    (shop(tmp_path).parent / "page.html").write_text("<p>")
    manifest(tmp_path)
    assert json.loads(python(tmp_path, "-W", "ignore", "-c", FORKED))["missing"] == ["shop/page.html"]


def test_only_twenty_names_are_said(tmp_path: Path) -> None:
    """An answer stays small, whatever has gone wrong."""
    package = shop(tmp_path).parent
    for number in range(30):
        (package / f"part{number}.txt").write_text("")
    manifest(tmp_path)
    for file in package.glob("part*.txt"):
        file.unlink()
    assert len(looks(tmp_path, IMPORT + START + LOOK)[0]["missing"]) == 20
