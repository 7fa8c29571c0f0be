#!/usr/bin/perl
# Asks Mail::SPF: one JSON request a line on stdin, one JSON answer a line on stdout, until stdin ends.
#
# Request: {"port", "ip", "sender", "helo", "receiver"}; the DNS server is on 127.0.0.1 at that port.
# Answer: {"result", "explanation"?, "problem"?}; the explanation is the domain's own.
use strict;
use warnings;
use JSON::PP;
use Mail::SPF;
use Net::DNS::Resolver;

$| = 1;
my $json = JSON::PP->new->ascii->canonical;

sub answer {
    my ($request) = @_;
    my $resolver = Net::DNS::Resolver->new(
        nameservers => ['127.0.0.1'],
        port        => $request->{port},
        searchlist  => [],
        # A name that DNS cannot carry is met with silence: nobody needs to wait for long.
        retrans     => 1,
        retry       => 1,
        udp_timeout => 2,
        tcp_timeout => 2,
    );
    my $server = Mail::SPF::Server->new(
        dns_resolver                  => $resolver,
        hostname                      => $request->{receiver},
        default_authority_explanation => '',
    );
    # The module leaves it to its caller to fill in the null sender (RFC 7208 2.4).
    my $sender = $request->{sender};
    $sender = "postmaster\@$request->{helo}" if $sender eq '';
    my $result = $server->process(
        Mail::SPF::Request->new(
            # Sender ID records are none of RFC 7208's.
            versions      => [1],
            scope         => 'mfrom',
            identity      => $sender,
            ip_address    => $request->{ip},
            helo_identity => $request->{helo},
        )
    );
    my $found = { result => $result->code };
    if ($result->code eq 'fail') {
        # The text is expanded now, and a macro in it that is none is found only now.
        my $text = eval { '' . $result->authority_explanation };
        $found->{explanation} = $text if defined $text and $text ne '';
    }
    $found->{problem} = $result->text if $result->code =~ /error$/;
    return $found;
}

while (my $line = <STDIN>) {
    my $found = eval { answer($json->decode($line)) };
    if (not defined $found) {
        my $error = $@;
        $found = { result => 'crash', problem => ref($error) ? ref($error) . ': ' . eval { $error->text } : "$error" };
    }
    print $json->encode($found), "\n";
}
