"""A local Google Sheets server for the tests: real HTTP on loopback, Google's rules, Google's refusals."""

from .server import SheetsServer

__all__ = ["SheetsServer"]
