import re


def test_static_files_under_their_version_are_kept_for_ever(client):
    address = re.search(r'href="(/static/[0-9a-f]+/feedsvc\.css)"', client.get("/").text)[1]
    response = client.get(address)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.content_type == "text/css; charset=utf-8"


def test_static_files_under_an_old_version_are_still_there(client):
    assert "immutable" not in client.get("/static/old/feedsvc.css").headers["Cache-Control"]


def test_nothing_else_is_among_the_static_files(client):
    for name in ("x.css", "__init__.py", "..", "%2e%2e%2f__init__.py"):
        assert client.get(f"/static/v/{name}").status_code == 404


def test_the_icon_is_where_browsers_and_readers_look(client):
    response = client.get("/favicon.ico")
    assert response.data[:4] == b"\0\0\1\0"
    assert response.headers["Cache-Control"] == "public, max-age=86400"


def test_the_icons_that_the_manifest_names_are_there(client):
    manifest = client.get("/manifest.webmanifest")
    assert manifest.content_type == "application/manifest+json"
    for icon in manifest.get_json(force=True)["icons"]:
        assert client.get(icon["src"]).content_type == icon["type"]


def test_robots_may_read_all_but_what_serves_the_operator(client):
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /metrics" in lines
    assert not any(line.startswith(("Disallow: /feeds", "Disallow: /sections")) for line in lines)


def test_a_file_that_did_not_change_is_not_sent_again(client):
    tag = client.get("/favicon.ico").headers["ETag"]
    assert client.get("/favicon.ico", headers={"If-None-Match": tag}).status_code == 304
