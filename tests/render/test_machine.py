from sitegen.render.machine import render_redirects


def test_signs_that_hosts_read_as_wildcards_are_escaped_in_old_paths():
    rules = render_redirects([("/a*b/:c", "/new/", 301), ("/old/", "/x:y/", 410)])

    assert rules == b"/a%2Ab/%3Ac /new/ 301\n/old/ /x:y/ 410\n"
