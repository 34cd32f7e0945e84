"""The language that people look call records up in: text to a query and back. Grammar: docs/reference/query.md."""

from linewarden.query.expression import And, Field, How, Node, Not, Or, Term
from linewarden.query.fault import Fault, QueryError
from linewarden.query.parse import parse
from linewarden.query.written import written

__all__ = ["And", "Fault", "Field", "How", "Node", "Not", "Or", "QueryError", "Term", "parse", "written"]
