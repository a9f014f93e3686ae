from sitegen.model.urls import make_urls


def test_a_folder_with_other_letters_is_quoted_as_the_paths_in_it_are():
    urls = make_urls("https://example.org/blög/")

    assert urls.url("/über/") == "/bl%C3%B6g/%C3%BCber/"


def test_escapes_of_a_folder_stay_as_they_were_written():
    assert make_urls("https://example.org/bl%C3%B6g").root == "/bl%C3%B6g/"


def test_a_site_at_the_top_of_its_host_has_the_root_as_its_folder():
    assert make_urls("https://Example.org").absolute("/about/") == "https://example.org/about/"
