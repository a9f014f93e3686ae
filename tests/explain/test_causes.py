"""The causes of a build, counted."""

from __future__ import annotations

from sitegen.explain.causes import Reason, reasons
from sitegen.incremental.answers import Question
from sitegen.incremental.ledger import Cause, Why

BASE, OWN = Question("template", ("base.html",)), Question("text", ("a.md",))


def test_the_cause_of_the_most_outputs_comes_first():
    rendered = {
        "new/index.html": Cause(Why.NEW),
        "b/index.html": Cause(Why.ANSWER, (BASE,)),
        "a/index.html": Cause(Why.ANSWER, (BASE,)),
    }

    assert reasons(rendered) == [
        Reason(2, "because the template base.html changed", "a/index.html"),
        Reason(1, "new", "new/index.html"),
    ]


def test_an_output_with_several_causes_counts_for_the_one_that_most_share():
    rendered = {"a": Cause(Why.ANSWER, (OWN, BASE)), "b": Cause(Why.ANSWER, (BASE,))}

    assert reasons(rendered) == [Reason(2, "because the template base.html changed", "a")]


def test_no_output_has_no_cause():
    assert reasons({}) == []


def test_a_build_tells_the_causes_of_real_edits(blog):
    blog.write("posts/one.md").write("posts/two.md", date="2024-02-02").write("about.md").build()

    blog.write("posts/two.md", date="2024-02-02", title="Second").write("new.md")
    found = {reason.because: reason for reason in reasons(blog.build().rendered)}

    assert found["because what links show of content/posts/two.md changed"].first == "2024/01/one/index.html"
    assert found["new"] == Reason(1, "new", "new/index.html")
