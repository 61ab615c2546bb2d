"""The comparison of Django's suite with the known failures misses nothing."""

import tomllib

from tests.geosqlite.django_suite import KNOWN, Outcome, complaints

KNOWN_FAILURES = {"app.Case.test_known": "on purpose"}


def outcome(*failed, ran=246):
    return Outcome(ran, frozenset(failed), "")


def test_the_known_failures_alone_are_no_complaint():
    assert list(complaints(outcome("app.Case.test_known"), KNOWN_FAILURES, 246)) == []


def test_a_new_failure_an_unexpected_pass_and_missing_tests_are_complaints():
    assert list(complaints(outcome("app.Case.test_new", ran=12), KNOWN_FAILURES, 246)) == [
        "only 12 tests ran, 246 were expected",
        "failed: app.Case.test_new",
        "passed, and is listed as a known failure: app.Case.test_known",
    ]


def test_every_listed_failure_has_its_reason():
    failures = tomllib.loads(KNOWN.read_text(encoding="utf-8"))["failure"]
    assert all(set(failure) == {"test", "reason"} for failure in failures)
    assert all(len(failure["reason"]) > 40 for failure in failures)
