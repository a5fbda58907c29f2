"""The fixture `cast` of the tracing tests: organisations over a database of the test's own."""

from tests.app.tracing.conftest import cast

__all__ = ["cast"]
