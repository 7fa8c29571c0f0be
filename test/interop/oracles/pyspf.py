#!/usr/bin/python3
"""Asks pyspf: one JSON request a line on stdin, one JSON answer a line on stdout, until stdin ends.

Request: {"port", "ip", "sender", "helo", "receiver"}; the DNS server is on 127.0.0.1 at that port.
Answer: {"result", "explanation"?, "problem"?}; the explanation is the domain's own.
"""
import json
import sys
import warnings

# Python says of pyspf's regular expressions and doctests that their escapes are deprecated.
warnings.simplefilter("ignore")
import DNS
import spf

# pyspf takes dnspython where that is installed. Debian's package depends on py3dns, and which of the
# two it is makes a difference to its results.
spf.DNS = DNS
spf.DNSLookup = spf.DNSLookup_pydns
DNS.defaults["server"] = ["127.0.0.1"]

# A name that DNS cannot carry is met with silence: nobody needs to wait for long.
SECONDS = 2


def answer(request):
    DNS.defaults["port"] = request["port"]
    query = spf.query(
        i=request["ip"],
        s=request["sender"],
        h=request["helo"],
        receiver=request["receiver"],
        strict=True,
        timeout=SECONDS,
        querytime=0,
    )
    result, _, text = query.check()
    found = {"result": result}
    if result == "fail" and text != spf.EXPLANATIONS["fail"]:
        found["explanation"] = text
    if result in ("permerror", "temperror"):
        found["problem"] = text
    return found


for line in sys.stdin:
    try:
        found = answer(json.loads(line))
    except Exception as error:
        found = {"result": "crash", "problem": f"{type(error).__name__}: {error}"}
    print(json.dumps(found), flush=True)
