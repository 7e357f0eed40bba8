"""An npm, run as a script: `fake_npm.py BEHAVIOUR --prefix FOLDER ci|run ...`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main(behaviour: str, folder: Path, command: str) -> None:
    if behaviour == "fails":
        sys.exit("src/chat.ts: expected a semicolon")
    if behaviour == "lasts":
        time.sleep(600)
    if command == "ci":
        (folder / "node_modules" / "esbuild").mkdir(parents=True)
        (folder / "node_modules" / "esbuild" / "package.json").write_text(json.dumps({"version": "1.0.0"}))
    else:
        (folder / "dist").mkdir(exist_ok=True)
        (folder / "dist" / "manifest.json").write_text("{}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[3]), sys.argv[4])
