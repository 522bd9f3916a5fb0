"""`make demo`: a small web of our own on this machine, scraped with the real command.

Serves golden pages on the loopback interface and runs `scrape` on three of them: a mirror to Markdown, its English
sister to JSON, and a page that says it does not exist. Needs no network; leaves what it wrote in demo-output/.
"""

from __future__ import annotations

import http.server
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

PROJECT = Path(__file__).parent.parent
PAGES = PROJECT / "tests" / "fixtures" / "pages"
OUTPUT = PROJECT / "demo-output"
SHOWN_FIELDS = ("title", "byline", "authors", "published", "site", "language", "categories", "rights", "origins")


class GoldenPages(http.server.BaseHTTPRequestHandler):
    """Answers /NAME with the golden page of that name."""

    def do_GET(self) -> None:
        """Send the page, or 404 for anything else (robots.txt too: then everything is allowed)."""
        folder = PAGES / Path(self.path).name
        if not (folder / "page.html").is_file():
            self.send_error(404)
            return
        content = moved_here(folder, f"http://{self.headers['Host']}").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep the terminal for what the command prints."""


def moved_here(folder: Path, base: str) -> str:
    """A golden page as if its site stood at `base`: what it calls its own address is the one that it is served at."""
    page = (folder / "page.html").read_text(encoding="utf-8")
    address = urlsplit(json.loads((folder / "case.json").read_text(encoding="utf-8"))["url"])
    own = f"{base}/{folder.name}"
    return page.replace(address.geturl(), own).replace(f"{address.scheme}://{address.netloc}", base)


def run(*words: str) -> int:
    """Show a command and run it, its output straight to the terminal."""
    print(f"\n$ scrape {' '.join(words)}", flush=True)
    options = ("--allow-private", "--delay-s", "0")  # the demonstration's server is a private address
    return subprocess.run([sys.executable, "-m", "scraper", *words, *options], check=False, timeout=120).returncode


def main() -> int:
    """Run the demonstration; 0 where everything went as it should."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), GoldenPages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"

    statuses = [run(f"{base}/mirror--itemprop-h2")]

    saved = OUTPUT / "sister.json"
    statuses.append(run(f"{base}/mirror--english-sister", "--output", str(saved)))
    if saved.is_file():
        record = json.loads(saved.read_text(encoding="utf-8"))
        print(json.dumps({name: record[name] for name in SHOWN_FIELDS}, ensure_ascii=False, indent=2))

    refused = run(f"{base}/refused--soft-404")
    print(f"exit status {refused}")
    server.shutdown()
    return 0 if statuses == [0, 0] and refused == 8 else 1


if __name__ == "__main__":
    sys.exit(main())
