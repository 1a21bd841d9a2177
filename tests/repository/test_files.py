"""What the files around the book say of it, held against the book."""

import json
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import unicodedata
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

import nnbook

ROOT = Path(__file__).resolve().parents[2]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def tracked(*options):
    """The files of the repository."""
    command = ["git", "ls-files", "-z", *options]
    names = subprocess.check_output(command, cwd=ROOT, text=True).split("\0")
    return sorted(name for name in names if name and (ROOT / name).is_file())


def code_blocks(text):
    return re.findall(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def readme_tree():
    block = next(block for block in code_blocks(read("README.md")) if "Makefile  " in block)
    return dict(line.split(maxsplit=1) for line in block.splitlines())


def targets():
    return set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))


class SiteSettings(yaml.SafeLoader):
    """Reads mkdocs.yml, where tags name Python objects."""


SiteSettings.add_multi_constructor("", lambda loader, tag, node: None)


def site_settings():
    return yaml.load(read("mkdocs.yml"), SiteSettings)


# The README


def test_the_tree_in_the_readme_is_the_tree():
    paths = [Path(name).parts for name in tracked()]
    expected = {parts[0] if len(parts) == 1 else f"{parts[0]}/" for parts in paths}
    visible = [parts for parts in paths if not parts[0].startswith(".")]
    expected |= {f"{parts[0]}/{parts[1]}/" for parts in visible if len(parts) > 2}
    assert set(readme_tree()) == expected


def test_each_line_of_the_tree_says_something():
    said = list(readme_tree().values())
    assert all(said)
    assert len(set(said)) == len(said)


def test_the_commands_of_the_readme_and_contributing_exist():
    for page in ("README.md", "CONTRIBUTING.md"):
        blocks = "\n".join(code_blocks(read(page)))
        named = re.findall(r"^make ([a-z-]+)", blocks, re.MULTILINE)
        named += re.findall(r"`make ([a-z-]+)", read(page))
        assert named
        assert set(named) <= targets()


def test_the_plain_commands_of_the_readme_are_those_of_make():
    recipes = read("Makefile").replace("$(BIN)", ".venv/bin").replace("$(PYTHON)", "python3")
    blocks = "\n".join(code_blocks(read("README.md")))
    plain = re.findall(r"^(?:python3|\.venv/bin/python) .*", blocks, re.MULTILINE)
    assert len(plain) >= 5
    for command in plain:
        assert command in recipes


def test_the_pictures_and_links_of_the_readme_exist():
    links = re.findall(r"\]\((?!http)([^)#]+)\)", read("README.md"))
    assert "LICENSE" in links
    missing = [link for link in links if not (ROOT / link).is_file()]
    assert not missing


def mathematical(character):
    name = unicodedata.name(character, "")
    return ord(character) > 127 and (
        unicodedata.category(character) in ("Sm", "No")
        or 0x2100 <= ord(character) <= 0x23FF
        or name.startswith(("GREEK", "MATHEMATICAL", "SUPERSCRIPT", "SUBSCRIPT", "MODIFIER LETTER"))
    )


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_mathematics_is_not_typed_as_unicode(page):
    assert [line for line in read(page).splitlines() if any(map(mathematical, line))] == []


def test_unicode_mathematics_is_seen():
    assert all(map(mathematical, "\u03c3\u2202\u2264\u00b2\u2192\u2113\u1d40\u00d7\u2212\u2081"))
    assert not any(map(mathematical, "a-z, \u2013 \u201cd\u00e9j\u00e0\u201d \u00a9 1 + 2 = 3"))


def test_the_readme_fits_a_visit():
    assert len(read("README.md").splitlines()) <= 110
    assert max(map(len, read("README.md").splitlines())) <= 120


# One command everywhere


def test_ci_runs_the_test_command_of_the_readme():
    assert re.search(r"^make test$", read("README.md"), re.MULTILINE)
    assert re.search(r"^CI=true make test\b", read(".ci/run"), re.MULTILINE)
    assert re.search(r"^CI=true make peers\b", read(".ci/run"), re.MULTILINE)
    workflow = yaml.safe_load(read(".github/workflows/book.yml"))
    assert "- run: .ci/run\n" in read(".github/workflows/book.yml")
    assert workflow["jobs"]["publish"]["needs"] == "test"
    assert set(workflow[True]) == {"push", "pull_request"}  # `on` is a truth value in YAML 1.1


def test_ci_run_can_be_run():
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


# Locks


LOCKS = ("requirements.txt", "requirements-peers.txt")


def requirements(lock="requirements.txt"):
    text = read(lock).replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("lock", LOCKS)
def test_each_requirement_is_one_version_with_hashes(lock):
    assert requirements(lock)
    for line in requirements(lock):
        assert re.match(
            r"[a-z0-9-]+==[0-9][\w.+]*( ; [^#]*?)?( +--hash=sha256:[0-9a-f]{64})+$", line
        )


@pytest.mark.parametrize("file", LOCKS)
def test_the_lock_satisfies_pyproject(file):
    settings = tomllib.loads(read("pyproject.toml"))
    project = settings["project"]
    needed = sum(project["optional-dependencies"].values(), project["dependencies"])
    if file == "requirements-peers.txt":
        needed = settings["dependency-groups"]["peers"]
    locked = [Requirement(line.split("--hash")[0]) for line in requirements(file)]
    for need in map(Requirement, needed):
        versions = [
            next(iter(lock.specifier)).version
            for lock in locked
            if lock.name == need.name.lower().replace("_", "-")
        ]
        assert any(map(need.specifier.contains, versions)), need


def test_the_lock_of_the_peers_has_pytorch_without_cuda():
    locked = [line for line in requirements("requirements-peers.txt") if line[:7] == "torch=="]
    without, registry = (Requirement(line.split("--hash")[0]) for line in locked)
    settings = tomllib.loads(read("pyproject.toml"))
    (stated,) = settings["tool"]["uv"]["dependency-metadata"]
    version = stated["version"]
    assert f"torch=={version}" in settings["dependency-groups"]["peers"]
    assert (str(without.specifier), str(registry.specifier)) == (f"=={version}+cpu", f"=={version}")
    for system, machine in (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "x86_64")):
        place = {"sys_platform": system, "platform_machine": machine}
        taken = [bool(lock.marker.evaluate(place)) for lock in (without, registry)]
        assert taken == [
            place == {"sys_platform": "linux", "platform_machine": "x86_64"},
            not taken[0],
        ]
    (known,) = re.findall(r"^TORCH_WITHOUT_CUDA := (\w+)$", read("Makefile"), re.MULTILINE)
    assert locked[0].split("--hash=")[1:] == [f"sha256:{known}"]
    assert not re.search(r"nvidia|cuda|triton", read("requirements-peers.txt"))
    names = [line.split("==")[0] for line in requirements("requirements-peers.txt")]
    assert set(names) >= {Requirement(need).name for need in stated["requires-dist"]}


def test_numpy_is_all_that_the_package_needs():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert [Requirement(need).name for need in project["dependencies"]] == ["numpy"]


def test_each_npm_package_is_one_version_with_a_hash_and_no_address():
    lock = json.loads(read("package-lock.json"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for entry in packages.values():
        assert re.fullmatch(r"sha512-[\w+/]+=*", entry["integrity"])
        assert "resolved" not in entry
    wanted = json.loads(read("package.json"))
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert packages[f"node_modules/{name}"]["version"] == version


# Nothing of a machine


HOSTS = re.compile(r"\b(pypi|pythonhosted|npmjs|npmmirror|artifactory)\.(org|com|io|net)\b", re.I)
HOMES = re.compile(r"(?<![\w.:/*~])/(root|home|Users|work|opt|mnt|srv|media)/[\w.-]+")


def machine(text):
    return HOSTS.search(text) or HOMES.search(text)


def test_nothing_names_a_registry_or_a_folder_of_one_machine():
    found = {}
    for name in tracked():
        data = (ROOT / name).read_bytes()
        if b"\0" not in data and name != "tests/repository/test_files.py":
            hit = machine(data.decode("utf-8"))
            if hit:
                found[name] = hit[0]
    assert found == {}


def test_a_registry_and_a_folder_are_seen():
    assert machine("resolved https://registry.npmjs.org/x")
    assert machine("index https://files.pythonhosted.org/x")
    assert machine("see /home/someone/book")
    assert machine('"/Users/someone"')
    assert not machine("https://example.org/home/page docs/work/x ~/opt/x")


# One version, one address


def test_the_version_is_the_same_everywhere():
    version = nnbook.__version__
    assert tomllib.loads(read("pyproject.toml"))["project"]["version"] == version
    assert yaml.safe_load(read("CITATION.cff"))["version"] == version
    assert re.findall(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)[0] == version


def test_the_address_is_that_of_the_site_settings():
    settings, citation = site_settings(), yaml.safe_load(read("CITATION.cff"))
    assert citation["repository-code"] == settings["repo_url"]
    assert citation["url"] == settings["site_url"]
    for address in (settings["repo_url"], settings["site_url"].rstrip("/")):
        assert address.startswith("https://")
        named = [name for name in tracked() if address.encode() in (ROOT / name).read_bytes()]
        assert set(named) <= {"mkdocs.yml", "CITATION.cff"}


# The package


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """A copy of the repository's files, new ones included, and of nothing that is ignored."""
    folder = tmp_path_factory.mktemp("a checkout") / "nnbook"
    for name in tracked("--cached", "--others", "--exclude-standard"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    return folder


def modules(sources):
    return {path.relative_to(sources).as_posix() for path in sources.glob("nnbook/**/*.py")}


def build(sources, folder, kind):
    command = [sys.executable, "-m", "build", "--no-isolation", kind, "--outdir", str(folder)]
    subprocess.run([*command, str(sources)], check=True, capture_output=True)
    return next(folder.iterdir())


def test_the_wheel_holds_the_package_and_nothing_else(sources, tmp_path):
    with zipfile.ZipFile(build(sources, tmp_path, "--wheel")) as wheel:
        names = set(wheel.namelist())
        folders = {name.split("/")[0] for name in names}
        info = f"nnbook-{nnbook.__version__}.dist-info"
        assert folders == {"nnbook", info}
        assert modules(sources) <= names
        assert "nnbook=nnbook.verify.cli:main" in wheel.read(f"{info}/entry_points.txt").decode()
        metadata = wheel.read(f"{info}/METADATA").decode()
    needed = re.findall(r"^Requires-Dist: (.*)", metadata, re.MULTILINE)
    assert [need for need in needed if "extra ==" not in need] == ["numpy>=2.1"]


def test_the_source_archive_makes_the_same_package(sources, tmp_path):
    with tarfile.open(build(sources, tmp_path, "--sdist")) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    assert modules(sources) | {"pyproject.toml", "LICENSE", "README.md"} <= names
    assert not {name for name in names if name.startswith(("tests", "site", "docs"))}


# make clean


def test_make_clean_removes_what_git_ignores_and_nothing_else(sources, tmp_path):
    folder = tmp_path / "a checkout"
    shutil.copytree(sources, folder)

    def git(*arguments):
        return subprocess.check_output(["git", *arguments], cwd=folder, text=True)

    git("init", "-q")
    git("add", "--all")
    ignored = [line.strip("/") for line in read(".gitignore").splitlines()]
    made = [*ignored, "nnbook/__pycache__", "tests/site/deep/__pycache__"]
    for name in made:
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "file").write_text("made")
    own = {"notes.txt", "docs/new_chapter.md", "nnbook/new_chapter.py"}
    for name in own:
        (folder / name).write_text("mine")
    assert len(git("clean", "-ndX").splitlines()) >= len(ignored)
    subprocess.run(["make", "clean"], cwd=folder, check=True, capture_output=True)
    assert git("clean", "-ndX") == ""
    assert set(git("ls-files", "--others").split()) == own
    assert git("diff") == ""
