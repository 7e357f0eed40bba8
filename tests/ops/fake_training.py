"""A training, run as a script: `fake_training.py BEHAVIOUR FOLDER`. Ends with a model, fails, or leaves rubbish."""

from __future__ import annotations

import sys
import tarfile
import time
from pathlib import Path


def main(behaviour: str, folder: Path) -> None:
    if behaviour == "fails":
        sys.exit("domain.yml: intent 'greet' is used and not declared")
    if behaviour == "lasts":
        time.sleep(600)
    if behaviour == "leaves_rubbish":
        (folder / "advisor.tar.gz").write_text("half a model")
    if behaviour == "succeeds":
        tarfile.open(folder / "advisor.tar.gz", "w:gz").close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
