// Measures blitiri.com.ar/go/spf: the worlds of the file that is named (see plain-worlds.ts), for each
// number on stdin as many passes. Prints the milliseconds that they took and how many results of one are right.
package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"blitiri.com.ar/go/spf"
)

type question struct{ name, kind string }

type answer struct {
	texts     []string
	addresses []net.IPAddr
	exchanges []*net.MX
	err       error
}

type check struct {
	ip           net.IP
	sender, helo string
	results      []string
}

type world struct {
	answers map[question]*answer
	checks  []check
}

var (
	missing = &answer{err: &net.DNSError{Err: "no such host", IsNotFound: true}}
	failing = &net.DNSError{Err: "timeout", IsTimeout: true, IsTemporary: true}
)

func (w *world) find(name, kind string) *answer {
	key := question{strings.ToLower(strings.TrimSuffix(name, ".")), kind}
	if found, ok := w.answers[key]; ok {
		return found
	}
	return missing
}

func (w *world) LookupTXT(_ context.Context, name string) ([]string, error) {
	found := w.find(name, "TXT")
	return found.texts, found.err
}

func (w *world) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	found := w.find(name, "MX")
	return found.exchanges, found.err
}

func (w *world) LookupAddr(_ context.Context, address string) ([]string, error) {
	found := w.find(address, "PTR")
	return found.texts, found.err
}

// As net.Resolver does, which asks for both families.
func (w *world) LookupIPAddr(_ context.Context, name string) ([]net.IPAddr, error) {
	found := w.find(name, "both")
	return found.addresses, found.err
}

// The answers to both questions as one.
func (w *world) join() {
	for key := range w.answers {
		if key.kind != "A" {
			continue
		}
		a, aaaa := w.find(key.name, "A"), w.find(key.name, "AAAA")
		both := &answer{addresses: append(append([]net.IPAddr{}, a.addresses...), aaaa.addresses...)}
		if len(both.addresses) == 0 {
			both.err = a.err
		}
		w.answers[question{key.name, "both"}] = both
	}
}

func text(digits string) string {
	octets, err := hex.DecodeString(digits)
	if err != nil {
		panic(err)
	}
	return string(octets)
}

func readAnswer(kind, outcome string, data []string) *answer {
	found := &answer{}
	if outcome == "failure" {
		found.err = failing
	} else if outcome == "nodata" {
		found.err = missing.err
	}
	for _, each := range data {
		switch kind {
		case "TXT":
			found.texts = append(found.texts, text(each))
		case "PTR":
			// net.Resolver gives names with a dot at their end.
			found.texts = append(found.texts, each+".")
		case "MX":
			pair := strings.Split(each, " ")
			preference, _ := strconv.Atoi(pair[0])
			found.exchanges = append(found.exchanges, &net.MX{Host: pair[1] + ".", Pref: uint16(preference)})
		default:
			found.addresses = append(found.addresses, net.IPAddr{IP: net.ParseIP(each)})
		}
	}
	return found
}

// PTR answers are looked up by address in Go: the name of one is turned back.
func addressOf(reverse string) string {
	labels := strings.Split(reverse, ".")
	if len(labels) == 6 {
		return strings.Join([]string{labels[3], labels[2], labels[1], labels[0]}, ".")
	}
	if len(labels) != 34 {
		return reverse
	}
	octets := make(net.IP, 16)
	for index := range octets {
		octet, _ := strconv.ParseUint(labels[31-2*index]+labels[30-2*index], 16, 8)
		octets[index] = byte(octet)
	}
	return octets.String()
}

func readWorlds(file string) []*world {
	input, err := os.Open(file)
	if err != nil {
		panic(err)
	}
	defer input.Close()
	var worlds []*world
	lines := bufio.NewScanner(input)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		switch fields[0] {
		case "world":
			worlds = append(worlds, &world{answers: map[question]*answer{}})
		case "answer":
			name, kind := fields[1], fields[2]
			if kind == "PTR" {
				name = addressOf(name)
			}
			worlds[len(worlds)-1].answers[question{name, kind}] = readAnswer(kind, fields[3], fields[4:])
		case "case":
			w := worlds[len(worlds)-1]
			results := strings.Split(fields[4], ",")
			w.checks = append(w.checks, check{net.ParseIP(fields[1]), text(fields[2]), text(fields[3]), results})
		}
	}
	for _, w := range worlds {
		w.join()
	}
	return worlds
}

func pass(worlds []*world) int {
	right := 0
	for _, w := range worlds {
		for _, c := range w.checks {
			found, _ := spf.CheckHostWithSender(c.ip, c.helo, c.sender, spf.WithResolver(w))
			for _, result := range c.results {
				if result == string(found) {
					right++
				}
			}
		}
	}
	return right
}

func main() {
	worlds := readWorlds(os.Args[1])
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		times, _ := strconv.Atoi(lines.Text())
		right := 0
		start := time.Now()
		for ; times > 0; times-- {
			right = pass(worlds)
		}
		fmt.Println(float64(time.Since(start).Nanoseconds())/1e6, right)
	}
}
