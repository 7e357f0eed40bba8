"""A process to supervise, run as a script: `fake_service.py BEHAVIOUR PORT`. Answers, sulks, crashes or clings on."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Health(BaseHTTPRequestHandler):
    body = b'{"status": "ok"}'

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_arguments: object) -> None:
        pass


def serve(port: int) -> None:
    HTTPServer(("127.0.0.1", port), Health).serve_forever()


def main(behaviour: str, port: int) -> None:
    print(f"{behaviour} at work", flush=True)
    if behaviour == "crashes":
        sys.exit("no such table: firms")
    if behaviour == "never_healthy":
        Health.body = b'{"status": "starting"}'
    if behaviour == "without_model":
        print("UserWarning: No valid model found at models/advisor.tar.gz!", flush=True)
    if behaviour in ("stubborn", "stubborn_parent"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if behaviour == "stubborn_parent":
        child = subprocess.Popen([sys.executable, __file__, "stubborn_child", "0"])
        Path("child.pid").write_text(str(child.pid))
    if behaviour == "stubborn_child":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(600)
    serve(port)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
