"""`python -m advisor.dialogue.server run ...`: Rasa's own command line, for the server that talks with firms.

Training and tests run the plain `python -m rasa`, with all that it brings.
"""

from __future__ import annotations

import importlib
import sys

from advisor.dialogue.unneeded import leave_out
from advisor.logs import replace_colours


def main() -> None:
    """Become Rasa, without what is not needed to talk; or say why it would not work, and end."""
    leave_out()
    replace_colours()
    faults = importlib.import_module("advisor.dialogue.readiness").faults(sys.argv[1:])
    if faults:
        sys.exit("The Rasa server does not start:\n" + "\n".join(f"- {fault}" for fault in faults))
    sys.argv[0] = "rasa"
    importlib.import_module("rasa.__main__").main()


if __name__ == "__main__":
    main()
