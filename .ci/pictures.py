"""The pictures of docs/exams.md, made from the exam that it makes: `make pictures`.

Needs Typst (`pip install "backproof[pdf]"`), pdftoppm and Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
BACKPROOF = [sys.executable, "-c", "from questions.cli import main; main()"]
PAGES = {"problems": ("A/problems.pdf", 1), "solutions": ("A/solutions.pdf", 3), "key": ("key.pdf", 1)}
RESOLUTION = 64  # dots per inch: a page is readable, and below 150 kB


def main() -> None:
    """Write docs/exam-*.png."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        run([*BACKPROOF, "init"], folder)
        formats = ["--format", "pdf", "--format", "html"]
        run([*BACKPROOF, "exam", "exam.toml", "--versions", "4", "--out", "exam", *formats], folder)
        for name, (pdf, page) in PAGES.items():
            at = ["-f", str(page), "-l", str(page), "-singlefile", "-r", str(RESOLUTION), "-gray", "-png"]
            run(["pdftoppm", *at, f"exam/{pdf}", str(DOCS / f"exam-{name}")], folder)
        browser = shutil.which("chromium") or "chromium-browser"
        practice = (folder / "exam" / "A" / "practice.html").as_uri()
        shot = f"--screenshot={DOCS / 'exam-practice.png'}"
        run([browser, "--headless", "--no-sandbox", "--window-size=760,900", shot, practice], folder)


def run(call: list[str], folder: Path) -> None:
    """Run one command in the folder; what it says is shown only where it fails."""
    done = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{call[0]} failed: {done.stderr.strip()[-400:]}")


if __name__ == "__main__":
    main()
