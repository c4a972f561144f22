"""Uploads a SARIF file: https://docs.github.com/en/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data"""

import base64
import gzip
import json
import os
import pathlib
import urllib.request

environment = os.environ
sarif = pathlib.Path(environment["FILE"]).read_bytes()
body = {
    "commit_sha": environment["GITHUB_SHA"],
    "ref": environment["GITHUB_REF"],
    "sarif": base64.b64encode(gzip.compress(sarif)).decode("ascii"),
    "checkout_uri": pathlib.Path(environment["GITHUB_WORKSPACE"]).as_uri(),
    "tool_name": json.loads(sarif)["runs"][0]["tool"]["driver"]["name"],
}
request = urllib.request.Request(
    f"{environment['GITHUB_API_URL']}/repos/{environment['GITHUB_REPOSITORY']}/code-scanning/sarifs",
    data=json.dumps(body).encode("utf-8"),
    headers={
        "authorization": f"Bearer {environment['TOKEN']}",
        "accept": "application/vnd.github+json",
        "content-type": "application/json",
    },
    method="POST",
)
with urllib.request.urlopen(request) as response:
    print(response.status, response.read().decode("utf-8"))
