"""What a first visit costs, page by page; and what the formulas in it cost.

    python -m benchmarks.site

measures the built site: all pages by what is transferred, the heaviest by how soon they stand,
beside the same page without formulas and typeset in the browser by MathJax. The processor is slowed
four times and the line is a slow telephone's, as Lighthouse has it; medians of some runs.
With `--lighthouse` also its scores, from npm. No test asserts a time.
"""

import argparse
import gzip
import json
import re
import shutil
import statistics
import subprocess
import sys
import threading
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path

from playwright.sync_api import sync_playwright

from nnbook.site.pdf import FLAGS, find_browser
from nnbook.verify.macros import MACROS

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "site"
TARGET = ROOT / ".nnbook" / "benchmark-site.json"
LIGHTHOUSE = "13.5.0"
KINDS = ("published", "no formulas", "MathJax in the browser")
SLOWER = 4
LINE = {"latency": 150, "downloadThroughput": 204800, "uploadThroughput": 93750}  # bytes a second
FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex[^>]*? data-latex="(?P<latex>[^"]*)"[^>]*>'
    r"<mjx-container.*?</mjx-container></(?P=tag)>",
    re.DOTALL,
)
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
STYLE = re.compile(r'<link rel="stylesheet" href="[^"]*assets/mathjax.css">')
WATCH = """
window.found = { lcp: 0, cls: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) found.lcp = Math.max(found.lcp, entry.startTime);
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) found.cls += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def page_of(kind, text):
    """A built page as it is published, without its formulas, or with MathJax to typeset them."""
    if kind == "published":
        return text
    text = STYLE.sub("", text)
    if kind == "no formulas":
        return FORMULA.sub("", text)
    text = POLICY.sub("", text)

    def typeset(formula):
        begin, end = ("\\[", "\\]") if formula["tag"] == "div" else ("\\(", "\\)")
        name = formula["tag"]
        return f'<{name} class="arithmatex">{begin}{formula["latex"]}{end}</{name}>'

    settings = {
        "tex": {"macros": MACROS},
        "loader": {"paths": {"mathjax-newcm": "/node_modules/@mathjax/mathjax-newcm-font"}},
    }
    script = '<script defer src="/node_modules/mathjax/tex-chtml.js"></script></head>'
    begin = f"<script>window.MathJax = {json.dumps(settings)}</script>"
    return FORMULA.sub(typeset, text).replace("</head>", begin + script, 1)


class Pages(BaseHTTPRequestHandler):
    """The site as a host of static pages gives it: compressed. `/0/…` to `/2/…` are the kinds."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        data, kind = answer(self.path.partition("?")[0])
        self.send_response(200 if data is not None else 404)
        data = data or b""
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "max-age=600")
        if not kind.startswith(("font/", "image/png")):
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        pass


@cache
def answer(path):
    """What is sent for an address, compressed, and its type."""
    if path.startswith("/node_modules/"):
        file, kind = ROOT / path.lstrip("/"), 0
    else:
        first, _, rest = path.lstrip("/").partition("/")
        if not first.isdecimal():  # what belongs to the host, such as /robots.txt
            return None, "text/plain"
        file, kind = SITE / rest, int(first)
    file = file / "index.html" if file.is_dir() else file
    if not file.is_file():
        return None, "text/plain"
    sort = guess_type(file.name)[0] or "application/octet-stream"
    data = file.read_bytes()
    if file.suffix == ".html":
        data = page_of(KINDS[kind], data.decode()).encode()
        sort += "; charset=utf-8"
    packed = not sort.startswith(("font/", "image/png"))
    return (gzip.compress(data, 6, mtime=0) if packed else data), sort


def visit(browser, address, slow=True):
    """One first visit: a window with nothing kept."""
    context = browser.new_context(viewport={"width": 412, "height": 823}, device_scale_factor=1.75)
    context.add_init_script(WATCH)
    page = context.new_page()
    control = context.new_cdp_session(page)
    sent = {}  # bytes by request; what an address itself holds is not sent
    asked = "Network.requestWillBeSent"
    control.on(asked, lambda ask: note(sent, ask["requestId"], ask["request"]["url"]))
    control.on("Network.loadingFinished", lambda done: arrived(sent, done))
    control.send("Network.enable")
    control.send("Performance.enable")
    if slow:
        control.send("Network.emulateNetworkConditions", {"offline": False, **LINE})
        control.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="networkidle", timeout=120_000)
    if "/2/" in address:
        page.wait_for_function("window.MathJax?.startup?.promise", timeout=120_000)
        page.evaluate("MathJax.startup.promise.then(() => true)")
    page.wait_for_timeout(1000)
    found = page.evaluate("found")
    named = {one["name"]: one["value"] for one in control.send("Performance.getMetrics")["metrics"]}
    context.close()
    return {
        "kB": sum(sent.values()) / 1000,
        "requests": len(sent),
        "LCP_s": found["lcp"] / 1000,
        "CLS": found["cls"],
        "main_thread_s": named["TaskDuration"],
        "elements": named["Nodes"],
    }


def note(sent, request, address):
    if not address.startswith(("data:", "blob:")):
        sent[request] = 0


def arrived(sent, done):
    if done["requestId"] in sent:
        sent[done["requestId"]] = done["encodedDataLength"]


def median(rows):
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def lighthouse(address, runs, desktop):
    """The median score of each of its categories."""
    folder = ROOT / ".nnbook" / "lighthouse"
    command = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not command.is_file():
        npm = shutil.which("npm", path=str(Path(sys.executable).parent)) or "npm"
        folder.mkdir(parents=True, exist_ok=True)
        wanted = f"lighthouse@{LIGHTHOUSE}"
        subprocess.run(
            [npm, "install", "--silent", "--ignore-scripts", wanted], cwd=folder, check=True
        )
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or "node"
    arguments = [node, str(command), address, "--output=json", "--quiet"]
    arguments += [f"--chrome-flags={' '.join(FLAGS)}", "--chrome-path=" + find_browser()]
    arguments += ["--preset=desktop"] if desktop else []
    found = []
    for _ in range(runs):
        done = subprocess.run(arguments, check=True, capture_output=True, text=True)
        report = json.loads(done.stdout)
        row = {
            name: 100 * part["score"]
            for name, part in report["categories"].items()
            if part["score"]
        }
        audits = report["audits"]
        for name in ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"):
            row[name] = audits[name]["numericValue"]
        found.append(row)
    return median(found)


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=__doc__)
    parser.add_argument("--pages", type=int, default=3, help="of the heaviest, how many are timed")
    parser.add_argument("--page", action="append", help="time this page instead, such as sigmoid/")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--lighthouse", action="store_true")
    parser.add_argument("--json", type=Path, default=TARGET)
    options = parser.parse_args(arguments)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"http://127.0.0.1:{server.server_port}"
    names = sorted(
        path.relative_to(SITE).as_posix().removesuffix("index.html")
        for path in SITE.rglob("index.html")
    )
    found = {"all": {}, "timed": {}, "lighthouse": {}}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        for name in [] if options.page else names:
            found["all"][name] = visit(browser, f"{host}/0/{name}", slow=False)
        heavy = sorted(found["all"], key=lambda name: -found["all"][name]["kB"])
        if heavy:
            print("| page | kB | requests | CLS | elements |\n|---|---|---|---|---|")
        for name in heavy:
            row = found["all"][name]
            print(
                f"| {name or 'index'} | {row['kB']:.0f} | {row['requests']} | {row['CLS']:.4f} | "
                f"{row['elements']:,} |"
            )
        print(
            "\n| page | kind | kB | requests | LCP (s) | CLS | main thread (s) |\n"
            + "|---" * 7
            + "|"
        )
        for name in options.page or heavy[: options.pages]:
            rows = [
                median([visit(browser, f"{host}/{kind}/{name}") for _ in range(options.runs)])
                for kind in range(len(KINDS))
            ]
            found["timed"][name] = dict(zip(KINDS, rows, strict=True))
            for kind, row in zip(KINDS, rows, strict=True):
                said = [f"{row['kB']:.0f}", f"{row['requests']:.0f}", f"{row['LCP_s']:.2f}"]
                said += [f"{row['CLS']:.4f}", f"{row['main_thread_s']:.2f}"]
                print(f"| {name} | {kind} | {' | '.join(said)} |")
            for kind in (1, 2):
                ratios = [
                    rows[kind][one] / rows[0][one] for one in ("kB", "LCP_s", "main_thread_s")
                ]
                times = " | ".join(f"{ratio:.2f}" for ratio in ratios)
                print(f"| | {KINDS[kind]}, times the published: kB, LCP, main thread | {times} |")
        browser.close()
    for name in (options.page or heavy[: options.pages]) if options.lighthouse else []:
        for kind in (0, 1):
            for desktop in (False, True):
                scores = lighthouse(f"{host}/{kind}/{name}", options.runs, desktop)
                where = f"{name} {KINDS[kind]}, {'desktop' if desktop else 'mobile'}"
                found["lighthouse"][where] = scores
                said = ", ".join(f"{one} {score:.2f}" for one, score in scores.items())
                print(f"{where}: {said}")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    server.shutdown()


if __name__ == "__main__":
    main()
