"""TOML in: what is read, and what a refusal says."""

from __future__ import annotations

import pytest

from neuro.description import parse_description, read_description
from neuro.errors import NeuroError

HEAD = 'format = 1\nname = "m"\n'
ONE = '[[populations]]\nname = "module"\nsize = 3\n'
TWO = ONE + '[[populations]]\nname = "other"\nsize = 4\n'
ENDS = "[input]\nsize = 2\n[classes]\nsize = 2\n"


def coupling(text: str) -> str:
    return "[[couplings]]\n" + text


REFUSALS = {
    "no TOML": ("format = ", ["not valid TOML"]),
    "no format": ('name = "m"\n' + ONE, ["format: got None", "expected 1"]),
    "other format": ('format = 2\nname = "m"\n' + ONE, ["format: got 2", "expected 1"]),
    "no name": ("format = 1\n" + ONE, ["name: is missing"]),
    "name no text": ("format = 1\nname = 3\n" + ONE, ["name: got 3", "a text"]),
    "no populations": (HEAD, ["populations: is missing"]),
    "empty populations": (HEAD + "populations = []", ["populations: got none", "at least one"]),
    "populations a table": (HEAD + '[populations]\nname = "a"', ["populations: expected [[populations]] tables"]),
    "populations of numbers": (HEAD + "populations = [1]", ["populations: expected [[populations]] tables"]),
    "misspelt table": (HEAD + ONE + "[plastcity]\nepochs = 1", ["plastcity: is not a known key", "'plasticity'"]),
    "misspelt key": (HEAD + '[[populations]]\nname = "a"\nsise = 3', ["populations[0].sise", "'size'"]),
    "strange key": (HEAD + ONE + "[numbers]\nzzz = 1", ["numbers.zzz", "known: regime, weight_bits"]),
    "size missing": (HEAD + '[[populations]]\nname = "a"', ["populations[0].size: is missing"]),
    "size zero": (HEAD + ONE + '[[populations]]\nname = "a"\nsize = 0', ["populations[1].size: got 0", "at least 1"]),
    "size a fraction": (HEAD + '[[populations]]\nname = "a"\nsize = 3.0', ["got 3.0", "a whole number of at least 1"]),
    "size a truth": (HEAD + '[[populations]]\nname = "a"\nsize = true', ["populations[0].size: got True"]),
    "twice": (HEAD + ONE + ONE, ["populations: 'module' appears twice"]),
    "seed negative": (HEAD + "seed = -1\n" + ONE, ["seed: got -1", "at least 0"]),
    "input no table": (HEAD + "input = 3\n" + ONE, ["input: got 3", "[input] table"]),
    "levels": (HEAD + ONE + "[input]\nsize = 2\nlevels = 256", ["input.levels: got 256", "from 1 to 255"]),
    "shape of other lines": (
        HEAD + ONE + "[input]\nsize = 6\nshape = [2, 2]",
        ["input.shape: got 2 x 2, 4 lines, expected 6, as size says"],
    ),
    "shape of sides too many": (HEAD + ONE + "[input]\nsize = 1\nshape = [1, 1, 1, 1]", ["a list of 1 to 3 whole"]),
    "shape no list": (HEAD + ONE + "[input]\nsize = 4\nshape = 4", ["input.shape: got 4, expected a list of 1 to 3"]),
    "shape of fractions": (HEAD + ONE + "[input]\nsize = 4\nshape = [2, 2.0]", ["input.shape: got [2, 2.0]"]),
    "shape of truths": (HEAD + ONE + "[input]\nsize = 1\nshape = [true]", ["input.shape: got [True]"]),
    "shape empty": (HEAD + ONE + "[input]\nsize = 1\nshape = []", ["input.shape: got [], expected a list of 1 to 3"]),
    "shape of nothing": (HEAD + ONE + "[input]\nsize = 1\nshape = [1, 0]", ["input.shape: got [1, 0]", "at least 1"]),
    "patch without a size": (
        HEAD + ONE + ENDS + coupling('kind = "input"\ntarget = "module"\npattern = "patch"'),
        ["couplings[0].patch: is missing"],
    ),
    "patch without its pattern": (
        HEAD + ONE + ENDS + coupling('kind = "input"\ntarget = "module"\npatch = 2'),
        ["couplings[0].patch: got 2 with pattern 'random', expected none"],
    ),
    "patch without a shape": (
        HEAD + ONE + ENDS + coupling('kind = "input"\ntarget = "module"\npattern = "patch"\npatch = 2'),
        ["couplings[0].patch: got 2, but [input] gives no shape"],
    ),
    "patch too large": (
        HEAD
        + ONE
        + "[input]\nsize = 6\nshape = [2, 3]\n"
        + coupling('kind = "input"\ntarget = "module"\npattern = "patch"\npatch = 3'),
        ["couplings[0].patch: got 3 in an input of 2 x 3, expected at most its shortest side"],
    ),
    "shift without an input": (HEAD + ONE + "[augmentation]\nshift = 1", ["augmentation.shift: got 1", "no shape"]),
    "readout rule": (HEAD + ONE + '[plasticity]\nreadout_rule = "competitve"', ["did you mean 'competitive'"]),
    "classes": (HEAD + ONE + "[classes]\nsize = 1", ["classes.size: got 1", "at least 2"]),
    "bits": (HEAD + ONE + "[numbers]\nweight_bits = 9", ["numbers.weight_bits: got 9", "from 2 to 8"]),
    "regime": (
        HEAD + ONE + '[numbers]\nregime = "integr"',
        ["numbers.regime", "'float', 'integer'", "did you mean 'integer'"],
    ),
    "regime a number": (HEAD + ONE + "[numbers]\nregime = 1", ["numbers.regime: got 1", "'float', 'integer'"]),
    "not finite": (HEAD + ONE + "[plasticity]\nmargin = nan", ["plasticity.margin: got nan", "a number of at least 0"]),
    "infinite": (HEAD + '[[populations]]\nname = "a"\nsize = 1\nbias = inf', ["populations[0].bias: got inf"]),
    "kind missing": (
        HEAD + ONE + coupling('source = "module"'),
        ["couplings[0].kind: got None", "gaussian, link, input"],
    ),
    "kind misspelt": (
        HEAD + ONE + coupling('kind = "gausian"'),
        ["couplings[0].kind: got 'gausian'", "did you mean 'gaussian'"],
    ),
    "kind a number": (HEAD + ONE + coupling("kind = 1"), ["couplings[0].kind: got 1", "known: gaussian"]),
    "source astray": (
        HEAD + ONE + coupling('kind = "gaussian"\nsource = "modul"\ntarget = "module"'),
        ["couplings[0].source: got 'modul'", "did you mean 'module'"],
    ),
    "target astray": (
        HEAD + ONE + ENDS + coupling('kind = "input"\ntarget = "q"'),
        ["couplings[0].target: got 'q'", "known: module"],
    ),
    "density": (
        HEAD + ONE + coupling('kind = "gaussian"\nsource = "module"\ntarget = "module"\ndensity = 1.5'),
        ["couplings[0].density: got 1.5", "a number from 0 to 1"],
    ),
    "same pair twice": (
        HEAD + ONE + 2 * coupling('kind = "gaussian"\nsource = "module"\ntarget = "module"\n'),
        ["couplings: 'gaussian:module->module' appears twice"],
    ),
    "link to itself": (
        HEAD + ONE + coupling('kind = "link"\nsource = "module"\ntarget = "module"\nstrength = 1'),
        ["couplings[0]", "a module to itself", "self_coupling"],
    ),
    "link inhibits": (
        HEAD + TWO + coupling('kind = "link"\nsource = "module"\ntarget = "other"\nstrength = -1'),
        ["couplings[0].strength: got -1.0", "at least 0"],
    ),
    "link unequal": (
        HEAD + TWO + coupling('kind = "link"\nsource = "module"\ntarget = "other"\nstrength = 1'),
        ["couplings[0]", "got 3 and 4", "pattern = 'random'"],
    ),
    "no input": (HEAD + ONE + coupling('kind = "input"\ntarget = "module"'), ["couplings[0]", "no [input] table"]),
    "no classes": (
        HEAD + ONE + coupling('kind = "readout"\nsource = "module"'),
        ["couplings[0]", "no [classes] table"],
    ),
    "feedback without classes": (
        HEAD + ONE + coupling('kind = "feedback"\ntarget = "module"'),
        ["couplings[0]", "is a feedback coupling", "no [classes] table"],
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_names_file_key_and_remedy(case, tmp_path):
    text, fragments = REFUSALS[case]
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(NeuroError) as problem:
        read_description(path)
    message = str(problem.value)
    assert message.startswith(f"{path}: ")
    assert message.endswith((".", "?"))
    assert "\n" not in message
    for fragment in fragments:
        assert fragment in message


def test_a_kind_that_is_a_list_is_refused():
    with pytest.raises(NeuroError, match="kind: got"):
        parse_description(HEAD + ONE + coupling("kind = []"))


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(NeuroError, match=r"absent\.toml: can't be read \(No such file"):
        read_description(tmp_path / "absent.toml")
    with pytest.raises(NeuroError, match="can't be read"):
        read_description(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe9"')
    with pytest.raises(NeuroError, match="it is not UTF-8 text"):
        read_description(tmp_path / "latin.toml")


def test_defaults_and_whole_numbers_for_fractions():
    description = parse_description(
        HEAD + "[[populations]]\nname = 'a'\nsize = 2\nself_coupling = 1\n[plasticity]\nmargin = 2\n"
    )
    assert type(description.populations[0].self_coupling) is float
    assert description.plasticity.margin == 2.0
    assert description.phases.steps == 11
    assert description.phases.without_feedback().steps == 6
    assert description.couplings == ()
    assert description.input is None


def test_every_number_a_link_accepts():
    values = 'kind = "link"\nsource = "module"\ntarget = "other"\nstrength = 0\npattern = "random"\ndensity = 0'
    (link,) = parse_description(HEAD + TWO + coupling(values)).couplings
    assert (link.kind, link.strength, link.density) == ("link", 0.0, 0.0)
