#!/usr/bin/env bash
# Finding: on two processors java.net.http.HttpClient starts a new thread for nearly each call, also where it was given an executor of its own.
#
# Packages: openjdk-17-jdk-headless and openjdk-17-jre-headless 17.0.21.1+2-1~deb12u1 (Debian 12, security updates).
# Input: 200 calls of sendAsync, one after the other over one kept connection, by a client with a fixed pool as its executor; the JVM has
#   two processors, then three (-XX:ActiveProcessorCount).
# Seen: with three processors the calls start a handful of threads in all, with two one for nearly each call (182 of 200).
# Why it surprises: an executor is given so that no thread is started for a call. But results are handed on in CompletableFuture's default
#   executor, which is the common pool only where that has two threads or more, and one less than there are processors is its size. So
#   it is small machines, such as containers with two processors, that pay for the threads, and no measurement on a larger one shows them.
#   -Djava.util.concurrent.ForkJoinPool.common.parallelism=2 ends it, as the third line shows.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
version='17.0.21.1+2-1~deb12u1'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -q "openjdk-17-jre-headless=$version" "openjdk-17-jdk-headless=$version"
for package in *.deb; do
  dpkg -x "$package" jdk
done
cat > Calls.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class Calls {
    static final int CALLS = 200;

    public static void main(String[] arguments) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        HttpClient client = HttpClient.newBuilder().executor(pool).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/")).build();
        client.sendAsync(request, BodyHandlers.discarding()).join();
        long before = started();
        for (int i = 0; i < CALLS; i++) {
            client.sendAsync(request, BodyHandlers.discarding()).join();
        }
        long threads = started() - before;
        System.out.println(threads > CALLS / 2 ? "a thread for most calls" : threads < 20 ? "a few threads" : threads + " threads");
        System.exit(0);
    }

    static long started() {
        return ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
    }
}
JAVA
java=$(echo jdk/usr/lib/jvm/java-17-openjdk-*/bin/java)
seen=$(
  "$java" -XX:ActiveProcessorCount=2 Calls.java
  "$java" -XX:ActiveProcessorCount=3 Calls.java
  "$java" -XX:ActiveProcessorCount=2 -Djava.util.concurrent.ForkJoinPool.common.parallelism=2 Calls.java
)
echo "$seen"
[ "$seen" = "a thread for most calls
a few threads
a few threads" ]
