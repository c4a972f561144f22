"""Downloads one artifact of another run by GitHub's API: RUN, NAME and TOKEN say which, TO says where to."""

import io
import json
import os
import urllib.parse
import urllib.request
import zipfile

api = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/actions"


def get(path: str) -> bytes:
    """Follows the redirect to the store, as the real action does."""
    headers = {"authorization": f"Bearer {os.environ['TOKEN']}"}
    with urllib.request.urlopen(urllib.request.Request(api + path, headers=headers)) as answer:
        return answer.read()


name = os.environ["NAME"]
listed = json.loads(get(f"/runs/{os.environ['RUN']}/artifacts?name={urllib.parse.quote(name)}"))
if not listed["artifacts"]:
    raise SystemExit(f"Artifact not found for name: {name}")
archive = zipfile.ZipFile(io.BytesIO(get(f"/artifacts/{listed['artifacts'][0]['id']}/zip")))
archive.extractall(os.environ["TO"])
print(f"downloaded {name}: {', '.join(archive.namelist())}")
