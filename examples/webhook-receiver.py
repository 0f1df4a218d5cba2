"""Receives webhooks and prints them: python3 webhook-receiver.py PORT SECRET, with the secret that POST /webhooks returned.

Needs the standard library only. Listens on 127.0.0.1, for which the service needs ATELIER_WEBHOOKS_ALLOWED_HOSTS=127.0.0.1.
"""

import base64
import hashlib
import hmac
import http.server
import json
import sys
import time

TOLERANCE = 300


def is_genuine(secret, headers, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    identifier, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE:
        return False
    signed = f"{identifier}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(expected, one) for one in headers.get("webhook-signature", "").split(" "))


class Receiver(http.server.BaseHTTPRequestHandler):
    secret = ""
    seen = set()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if not is_genuine(self.secret, self.headers, body):
            self.send_response(401)
            self.end_headers()
            return
        identifier = self.headers["webhook-id"]
        if identifier not in self.seen:  # a repeat has the same id
            self.seen.add(identifier)
            message = json.loads(body)
            print(message["type"], message["data"]["subject"], message["data"]["status"], flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    Receiver.secret = sys.argv[2]
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
