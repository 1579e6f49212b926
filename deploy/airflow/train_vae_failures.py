"""Why a job failed, and how a webhook is told of it. Plain functions without Airflow."""

import json
import re
import urllib.parse
import urllib.request

# Exit codes of the job that no second try can mend: unusable arguments or configuration, unusable input data.
REFUSED = (2, 3)

SPARKS_OWN_LINE = re.compile(r"^(\d\d/\d\d/\d\d \d\d:\d\d:\d\d |\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\tat |log4j:|WARNING: )")
MOST_LINES = 40


class LastLines:
    """Remembers the end of what a job prints, for its last words say why it failed."""

    def __init__(self):
        self._lines = []

    def watch(self, lines):
        for line in lines:
            self._lines = [*self._lines[1 - MOST_LINES :], line.rstrip()]
            yield line

    def reason(self):
        """The job's own last line. A list of problems follows a line that ends with a colon: it is joined to it."""
        own = [line for line in self._lines if line.strip() and not SPARKS_OWN_LINE.match(line)]
        problems = []
        while own and own[-1].startswith("  "):
            problems.insert(0, own.pop().strip())
        if not own:
            return "; ".join(problems)
        return " ".join([own[-1].strip(), "; ".join(problems)]).strip()


def exit_code(message):
    """The job's exit code in the message of the operator's exception; None where there is none."""
    found = re.search(r"spark exit code is: (\d+)", message) or re.search(r"Error code is: (\d+)", message)
    return int(found.group(1)) if found else None


def failure(reason, code):
    """What a failed task's exception says; failed_with reads it again."""
    return "%s (exit code %d)" % (reason or "The job gave no reason", code)


def failed_with(message):
    """The reason and the exit code in an exception's message; a code of None where it is another exception's."""
    found = re.match(r"(.*) \(exit code (\d+)\)$", message, re.DOTALL)
    return (found.group(1), int(found.group(2))) if found else (message, None)


def tell(webhook, message, log):
    """Posts a message as JSON; never fails. Does not log the webhook's address: who knows it may write to it."""
    try:
        request = urllib.request.Request(
            webhook, json.dumps(message, default=str).encode("utf-8"), {"Content-Type": "application/json"}
        )
        urllib.request.urlopen(request, timeout=10).close()
    except Exception as e:  # whatever it is, the task's own failure is what counts
        # The words of an exception may quote the address; a status or an error number does not.
        detail = getattr(e, "code", None) or getattr(getattr(e, "reason", None), "errno", None)
        log.warning("Cannot tell the webhook at %s: %s %s", _host(webhook), type(e).__name__, detail or "")


def _host(address):
    try:
        return urllib.parse.urlsplit(address).hostname or "an address without a host"
    except (ValueError, AttributeError):
        return "an address that is no URL"
