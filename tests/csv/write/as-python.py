"""Fields as Python's csv module writes them, and letters as its codecs do. JSON in, JSON out."""
import csv
import io
import json
import sys

request = json.load(sys.stdin)
quoting = {"needed": csv.QUOTE_MINIMAL, "all": csv.QUOTE_ALL, "text": csv.QUOTE_NONNUMERIC, "never": csv.QUOTE_NONE}


def line(case):
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=case["separator"],
        quotechar=case["quote"],
        quoting=quoting[case["quoting"]],
        doublequote=case["doubleQuote"],
        escapechar=case["escape"] or None,
        lineterminator=case["lineEnd"],
    )
    try:
        writer.writerow([float(v["number"]) if "number" in v else v["text"] for v in case["fields"]])
    except csv.Error:
        return None
    return out.getvalue()


def encodable(name):
    codes = []
    for code in range(0x10000):
        if 0xD800 <= code < 0xE000:
            continue
        try:
            codes.append([code, chr(code).encode(name)[0]])
        except UnicodeEncodeError:
            pass
    return codes


json.dump(
    {
        "lines": [line(case) for case in request["cases"]],
        "encodings": {name: encodable(name.replace("windows-", "cp")) for name in request["encodings"]},
    },
    sys.stdout,
)
