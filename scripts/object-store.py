"""Serves objects as S3 does, from memory, on a free port of this machine: for tests and measurements. Needs scripts/python-venv.sh.

Prints one line of JSON when it listens: {"endpoint", "accessKeyId", "secretAccessKey"}. Ends when its standard input does, so that it never outlives what
started it. Arguments are the names of buckets to make. With --authenticate requests need the printed keys and a right signature; else any will do.

moto looks whether an object is there and then puts it, in threads that do not wait for each other. S3 does both at once, and so does this: one request after the other, each
once it has come in whole.
"""

import argparse
import io
import json
import logging
import os
import sys
import threading

arguments = argparse.ArgumentParser()
arguments.add_argument("--authenticate", action="store_true")
arguments.add_argument("--region", default="us-east-1")
arguments.add_argument("bucket", nargs="*")
options = arguments.parse_args()

# Nothing here speaks to AWS: the names and keys are made up, and what looks for real ones is told not to.
os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_EC2_METADATA_DISABLED="true",
)

from moto import settings  # noqa: E402
from moto.core.authorization import ActionAuthenticatorMixin  # noqa: E402
from moto.iam.models import iam_backends  # noqa: E402
from moto.s3.models import s3_backends  # noqa: E402
from moto.server import DomainDispatcherApplication, create_backend_app  # noqa: E402
from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: E402

account = "123456789012"


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True


def one_at_a_time(application):
    lock = threading.Lock()

    def serve(environ, start_response):
        length = environ.get("CONTENT_LENGTH")
        if length:
            environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(length)))
        with lock:
            return list(application(environ, start_response))

    return serve


store = s3_backends[account]["aws"]
for name in options.bucket:
    store.create_bucket(name, options.region)

keys = {"accessKeyId": "testing", "secretAccessKey": "testing"}
if options.authenticate:
    users = iam_backends[account]["aws"]
    users.create_user(options.region, "lode")
    users.put_user_policy(
        "lode",
        "all",
        json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}),
    )
    key = users.create_access_key("lode")
    keys = {"accessKeyId": key.access_key_id, "secretAccessKey": key.secret_access_key}
    ActionAuthenticatorMixin.request_count = 0
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = make_server(
    "127.0.0.1", 0, one_at_a_time(DomainDispatcherApplication(create_backend_app)), threaded=True, request_handler=Handler
)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"endpoint": f"http://127.0.0.1:{server.server_port}", **keys}), flush=True)
sys.stdin.read()
