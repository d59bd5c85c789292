"""What is installed: every package and data file, under names of our own; who may import whom."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import neuro
from neuro import build_network, load_model, shipped_models
from neuro.network import integer_network
from neuro.reading import tomllib

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUPTOOLS = PROJECT["tool"]["setuptools"]


def folder_of(package):
    for name, folder in SETUPTOOLS["package-dir"].items():
        if package == name:
            return ROOT / folder
    return ROOT / package.replace(".", "/")


def package_of(folder):
    name = ".".join(folder.relative_to(ROOT).parts)
    return "neuro_deploy" + name.removeprefix("deploy") if name.split(".")[0] == "deploy" else name


def modules(top):
    """(dotted name, file) of every module below a folder."""
    for path in sorted((ROOT / top).rglob("*.py")):
        name = package_of(path.parent)
        yield (name if path.name == "__init__.py" else f"{name}.{path.stem}"), path


def imports(name, path):
    """Absolute names of everything a module imports, wherever the import stands."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1])
            for target in [node.module] if node.module else [alias.name for alias in node.names]:
                yield f"{base}.{target}"
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def reaches(name, *rooms):
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def test_every_package_folder_is_installed_and_none_that_is_not_there():
    found = {package_of(path.parent) for top in ("neuro", "deploy") for path in (ROOT / top).rglob("__init__.py")}
    listed = set(SETUPTOOLS["packages"])
    assert found - listed == set()
    # Models are data, and examples scripts.
    assert listed - found - {"neuro.models", "neuro.examples"} == set()
    assert len(listed) == len(SETUPTOOLS["packages"])


def test_no_module_lies_where_no_package_is():
    for top in ("neuro", "deploy"):
        assert all((path.parent / "__init__.py").exists() for path in (ROOT / top).rglob("*.py"))


def test_every_listed_package_has_its_folder():
    for package in SETUPTOOLS["packages"]:
        assert folder_of(package).is_dir(), package
    for package in SETUPTOOLS["packages"]:
        if package.startswith("neuro_deploy"):
            assert folder_of(package) == ROOT / "deploy" / "/".join(package.split(".")[1:])


def test_every_data_file_is_installed():
    data = {p for top in ("neuro", "deploy", "models") for p in (ROOT / top).rglob("*") if p.is_file()}
    data = {p for p in data if p.suffix not in (".py", ".pyc") and not p.name.startswith(".")}
    shipped = set()
    for package in SETUPTOOLS["packages"]:
        patterns = [*SETUPTOOLS["package-data"].get(package, []), *SETUPTOOLS["package-data"]["*"]]
        shipped |= {path for pattern in patterns for path in folder_of(package).glob(pattern)}
    assert data - shipped == set()
    assert {path.name for path in shipped} >= {"core.toml", "py.typed"}


@pytest.mark.parametrize("name", shipped_models())
def test_every_shipped_model_builds_and_becomes_integer(name):
    description = load_model(name)
    assert description.name == name
    assert description.summary
    network = integer_network(build_network(description))
    assert network.units == description.units


def test_versions_agree():
    assert neuro.__version__ == PROJECT["project"]["version"] == version("neuro-engines")


def test_the_installed_engines_and_commands_are_those_declared():
    declared = PROJECT["project"]["entry-points"]
    for group in ("neuro.engines", "neuro.commands"):
        assert {p.name: p.value for p in entry_points(group=group)} == declared[group]
    values = [value for group in declared.values() for value in group.values()]
    there = {name for top in ("neuro", "deploy") for name, _ in modules(top)}
    for value in [*values, *PROJECT["project"]["scripts"].values()]:
        assert value.partition(":")[0] in there, value


@pytest.mark.parametrize("top", ["neuro", "deploy"])
def test_arrows_point_one_way(top):
    """description <- network <- engines <- learning, manifold <- grids <- report <- commands; nobody imports deploy."""
    above = ("neuro.learning", "neuro.conformance", "neuro.manifold", "neuro.energy", "neuro.claims")
    above += ("neuro.placement", "neuro.grids", "neuro.estimator", "neuro.report", "neuro.commands", "neuro.cli")
    beside_learning = ("neuro.learning", "neuro.manifold", "neuro.energy", "neuro.placement", "neuro.grids")
    forbidden = {
        "neuro.description": ("neuro.network", "neuro.engines", "numpy", *above),
        "neuro.network": ("neuro.engines", *above),
        "neuro.engines": above,
        "neuro.learning": tuple(name for name in above if name not in beside_learning),
        "neuro.conformance": ("neuro.report", "neuro.commands", "neuro.cli"),
        "neuro.claims": ("neuro.report", "neuro.commands", "neuro.cli"),
        "neuro.manifold": ("neuro.grids", "neuro.claims", "neuro.report", "neuro.commands", "neuro.cli"),
        "neuro.placement": ("neuro.energy", "neuro.report", "neuro.commands", "neuro.cli"),
        "neuro.grids": ("neuro.report", "neuro.commands", "neuro.cli"),
        "neuro.report": ("neuro.commands", "neuro.cli"),
        "neuro": ("neuro_deploy", "lava", "tests"),
        "neuro_deploy": ("neuro.commands", "neuro.cli", "tests"),
    }
    # A module that brings a command speaks the command line's own language.
    declared = PROJECT["project"]["entry-points"]["neuro.commands"]
    commands = dict.fromkeys(declared.values(), ("neuro.commands.options", "neuro.commands.output"))
    wrong = []
    for name, path in modules(top):
        for room, banned in forbidden.items():
            if reaches(name, room):
                found = [i for i in imports(name, path) if reaches(i, *banned) and i not in commands.get(name, ())]
                wrong += [f"{path.relative_to(ROOT)} imports {i}" for i in found]
    assert wrong == []


@pytest.mark.parametrize("top", ["neuro", "deploy"])
def test_lava_is_imported_where_it_is_deployed_to_and_nowhere_else(top):
    def named(path):
        """Module names handed to importlib."""
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
                ("import_module", "find_spec", "__import__")
            ):
                yield from (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))

    for name, path in modules(top):
        if not reaches(name, "neuro_deploy.lava", "neuro_deploy.loihi2"):
            found = [i for i in (*imports(name, path), *map(str, named(path))) if reaches(i, "lava")]
            assert found == [], f"{path.relative_to(ROOT)} imports {found}"


def strings(path):
    """Every text in a module but its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, holders) and node.body]
    docs = {id(body[0].value) for body in bodies if isinstance(body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_no_module_is_named_in_a_string():
    """What one module needs of another it imports, where this file's test of the layers sees it."""
    there = {name for top in ("neuro", "deploy") for name, _ in modules(top)}
    groups = set(PROJECT["project"]["entry-points"])
    found = [
        f"{path.relative_to(ROOT)}: '{text}'"
        for _, path in modules("neuro")
        for text in strings(path)
        if text.partition(":")[0] in there - groups - {"neuro"}
    ]
    assert found == []


def test_the_work_of_grids_is_listed_in_one_module_that_imports_it():
    files = dict(modules("neuro"))
    listed = set(imports("neuro.grids.commands", files["neuro.grids.commands"]))
    assert "neuro.manifold.measures" in listed
    back = [
        name
        for name, path in files.items()
        if reaches(name, "neuro.manifold")
        for i in imports(name, path)
        if reaches(i, "neuro.grids")
    ]
    assert back == []


def test_a_description_needs_nothing_but_toml():
    allowed = {*sys.stdlib_module_names, "tomllib", "tomli", "tomli_w"}
    for name, path in modules("neuro/description"):
        for imported in imports(name, path):
            inside = reaches(
                imported, "neuro.description", "neuro.errors", "neuro.fields", "neuro.html", "neuro.reading"
            )
            assert inside or imported.split(".")[0] in allowed, f"{path}: {imported}"


def test_importing_neuro_loads_no_engine_and_no_plot():
    heavy = "{'brian2', 'lava', 'neuro_deploy', 'matplotlib', 'sklearn', 'rich'}"
    program = f"import sys, neuro; neuro.load_engine, neuro.build_network; print(sorted({heavy} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


@pytest.mark.skipif(not (ROOT / ".editor").exists(), reason="the link is part of a checkout, not of a source archive")
def test_the_editors_link_leads_to_deploy():
    assert (ROOT / ".editor" / "neuro_deploy").resolve() == ROOT / "deploy"


@pytest.mark.parametrize("pinned", sorted((ROOT / ".ci").glob("constraints-3.*.txt")), ids=lambda path: path.stem)
def test_pins_are_plain_and_hold_all_that_is_needed(pinned):
    python = pinned.stem.partition("-")[2]
    pins = {}
    for line in pinned.read_text().splitlines():
        if not line.startswith("#"):
            name, pin = line.split("==")
            pins[name.replace("_", "-").lower()] = Version(pin)
    needed = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"]]
    for requirement in map(Requirement, needed):
        wanted = requirement.marker is None or requirement.marker.evaluate({"python_version": python})
        assert wanted == (requirement.name.lower() in pins), f"{requirement} on Python {python}"
        if wanted:
            assert requirement.specifier.contains(pins[requirement.name.lower()], prereleases=True), requirement


def test_the_wheel_holds_all_and_nothing_general(tmp_path):
    setuptools = pytest.importorskip("setuptools")
    if Version(setuptools.__version__) < Version("77"):
        pytest.skip("this environment's setuptools is older than the project builds with; `make test` has a newer one")
    for name in ("neuro", "deploy", "models", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    program = "import setuptools.build_meta as b; b.build_wheel('dist')"
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    names = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    assert {n.split("/")[0] for n in names} == {"neuro", "neuro_deploy"}
    expected = {f"neuro/{p.relative_to(ROOT / 'neuro')}" for p in (ROOT / "neuro").rglob("*.py")}
    expected |= {f"neuro_deploy/{p.relative_to(ROOT / 'deploy')}" for p in (ROOT / "deploy").rglob("*.py")}
    expected |= {f"neuro/models/{p.name}" for p in (ROOT / "models").glob("*.toml")}
    expected |= {f"neuro/examples/{p.name}" for kind in ("py", "toml") for p in (ROOT / "examples").glob(f"*.{kind}")}
    page = [
        path for path in (ROOT / "neuro/report/page").rglob("*") if path.suffix in (".css", ".html", ".js", ".toml")
    ]
    expected |= {str(path.relative_to(ROOT)) for path in page}
    assert names >= expected | {"neuro/py.typed"}
    assert not any(name.endswith(".png") for name in names)
