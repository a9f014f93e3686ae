"""Under which names a preview answers."""

import pytest

from sitegen.serve.names import is_own_name


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "LOCALHOST.:8000",
        "blog.localhost:8000",
        "127.0.0.1:8000",
        "[::1]:8000",
        "192.168.1.20",
        "studio.lan:80",
    ],
)
def test_names_that_nobody_else_can_own_are_answered(host: str):
    assert is_own_name(host, "studio.lan")


@pytest.mark.parametrize(
    "host", ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[bad"]
)
def test_a_name_that_somebody_else_may_lead_here_is_not(host: str):
    assert not is_own_name(host, "127.0.0.1")
