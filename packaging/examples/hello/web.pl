# A web server in a few lines: greets, and lets the request in flight finish when it is asked to stop.
use strict;
use warnings;
use IO::Socket::INET;

$| = 1;
my $port = $ENV{PORT} || 5000;
my $stop = 0;
$SIG{TERM} = $SIG{INT} = sub { $stop = 1 };
$SIG{PIPE} = 'IGNORE';

my $server = IO::Socket::INET->new(
    LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 16, ReuseAddr => 1,
) or die "cannot listen on port $port: $!\n";
print "listening on http://127.0.0.1:$port\n";

until ($stop) {
    my $client = $server->accept or next;
    my $request = <$client> // '';
    while (defined(my $line = <$client>)) { last if $line =~ /^\r?$/ }
    my $body = "$ENV{GREETING}, said $ENV{PS}\n";
    print $client "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ", length $body, "\r\n\r\n", $body;
    close $client;
    $request =~ s/\s+\z//;
    print "$request -> 200\n";
}
print "closed\n";
