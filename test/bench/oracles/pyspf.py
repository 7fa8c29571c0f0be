#!/usr/bin/python3
"""Measures pyspf: the worlds of the file that is named (see plain-worlds.ts), for each number on stdin
as many passes. Prints the milliseconds that they took and how many results of one are right."""
import sys
import time
import warnings

# Python says of pyspf's regular expressions and doctests that their escapes are deprecated.
warnings.simplefilter("ignore")
import spf

worlds = []
for line in open(sys.argv[1], encoding="ascii"):
    what, *fields = line.rstrip("\n").split("\t")
    if what == "world":
        answers, cases = {}, []
        worlds.append((answers, cases))
    elif what == "answer":
        name, kind, outcome, *data = fields
        if kind == "TXT":
            data = [[bytes.fromhex(text)] for text in data]
        elif kind == "MX":
            data = [(int(each.split(" ")[0]), each.split(" ")[1]) for each in data]
        elif kind == "AAAA":
            # As a packet has it; a quad is left as text (see DNSLookup_pydns).
            data = [spf.ipaddress.IPv6Address(each).packed for each in data]
        found = [((name, kind), each) for each in data]
        answers[name, kind] = None if outcome == "failure" else found
    else:
        ip, sender, helo, results = fields
        text = lambda digits: bytes.fromhex(digits).decode("utf-8")
        cases.append((ip, text(sender), text(helo), results.split(",")))

known = {}


def lookup(name, kind, strict=True, timeout=20):
    found = known.get((name, kind), [])
    if found is None:
        raise spf.TempError("DNS timeout")
    return found


spf.DNSLookup = lookup


def one_pass():
    global known
    right = 0
    for known, cases in worlds:
        for ip, sender, helo, results in cases:
            try:
                query = spf.query(i=ip, s=sender, h=helo, receiver="mx.receiver.test", strict=True, querytime=0)
                right += query.check()[0] in results
            except Exception:
                pass
    return right


for times in sys.stdin:
    start = time.perf_counter()
    for _ in range(int(times)):
        right = one_pass()
    print((time.perf_counter() - start) * 1000, right, flush=True)
