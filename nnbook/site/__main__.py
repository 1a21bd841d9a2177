"""Makes the site: `build` into site/, `serve` as a preview while you write; and from the built site
`pdf`, the whole book to print, and `offline`, a zip to open from a file.
"""

import argparse
import sys
from pathlib import Path

from nnbook.site.errors import BookError

FILES = {"pdf": "dist/nnbook.pdf", "offline": "dist/nnbook.zip"}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nnbook.site", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser(
        "build", help="check, build and draw; a formula that fails or any warning is an error"
    )
    build.add_argument("--directory", type=Path, default=Path("site"), help="default: site")
    build.add_argument(
        "--preview",
        nargs="?",
        const="http://127.0.0.1:8000/",
        default="",
        metavar="ADDRESS",
        help="show what fails in its place instead of stopping",
    )
    serve = commands.add_parser("serve", help="the preview, built anew whenever a file is saved")
    serve.add_argument("--port", type=_port, default=8000, help="default: 8000")
    files = {"pdf": "the built site as one PDF", "offline": "the built site as a zip of files"}
    for name, said in files.items():
        made = commands.add_parser(name, help=said)
        made.add_argument("--directory", type=Path, default=Path("site"), help="default: site")
        made.add_argument("--output", type=Path, default=None, help=f"default: {FILES[name]}")
    commands.add_parser("zensical", help="try the same book with the theme's successor")
    options = parser.parse_args(arguments)
    root = Path.cwd()
    try:
        if options.command == "serve":
            from nnbook.site.serve import serve as serve_site

            serve_site(root, root / ".nnbook" / "preview", options.port)
        elif options.command == "zensical":
            from nnbook.site.zensical import build_with_zensical

            count = build_with_zensical(root)
            print(
                f"Zensical: {count.formulas:,} formulas on {count.pages} pages, with their badges"
            )
        elif options.command in FILES:
            _make(options.command, root, options.directory, options.output)
        else:
            from nnbook.site.build import build as build_site

            build_site(root, options.directory, preview=options.preview)
    except BookError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _make(what: str, root: Path, site: Path, output: Path | None) -> None:
    """One file from the built site."""
    file = output or root / FILES[what]
    if not (site / "index.html").is_file():
        raise BookError(f"{site}/", "is not built", "run `make site` first")
    if what == "pdf":
        from nnbook.site.pdf import make_pdf

        said = f"{make_pdf(site.resolve(), root, file):,} sheets"
    else:
        from nnbook.site.found import seconds
        from nnbook.site.offline import make_offline
        from nnbook.site.versions import commit

        said = f"{make_offline(site.resolve(), root, file, seconds(commit(root))):,} files"
    print(f"{file}: {said}, {file.stat().st_size / 1e6:.1f} MB")


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 1 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
