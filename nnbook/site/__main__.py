"""Makes the site: `build` into site/, `serve` as a preview while you write."""

import argparse
import sys
from pathlib import Path

from nnbook.site.errors import BookError


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
    options = parser.parse_args(arguments)
    root = Path.cwd()
    try:
        if options.command == "serve":
            from nnbook.site.serve import serve as serve_site

            serve_site(root, root / ".nnbook" / "preview", options.port)
        else:
            from nnbook.site.build import build as build_site

            build_site(root, options.directory, preview=options.preview)
    except BookError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 1 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
