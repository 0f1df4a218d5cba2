#!/usr/bin/env bash
# Finding: Micronaut's host resolver fails on an IPv6 literal in the Forwarded header.
#
# Packages: io.micronaut:micronaut-http-server-netty (with -jackson-databind and -inject-java) 4.10.20 (Maven Central).
# Input: Forwarded: host="[2001:db8::1]:8443";proto=https, the form that RFC 7239 gives for a host with an IPv6 literal.
# Seen: HttpHostResolver.resolve throws NumberFormatException ('For input string: "db8"'): the value is split at its first colon.
#   A controller that asks for the host answers 500. With a name in place of the literal the answer is https://api.example:8443.
# Why it surprises: a proxy that is reached by an IPv6 address writes just this header. Code that resolves the host (links, redirects,
#   micronaut-security 4.15.1 for the event of a valid token) then fails for every request that comes through that proxy.
# Exits 0 while this is so, 1 when it has changed. Listens on 127.0.0.1 only.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p src/main/java/finding
cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
    <micronaut.version>4.10.20</micronaut.version>
  </properties>
  <dependencies>
    <dependency>
      <groupId>io.micronaut</groupId>
      <artifactId>micronaut-http-server-netty</artifactId>
      <version>${micronaut.version}</version>
    </dependency>
    <dependency>
      <groupId>io.micronaut</groupId>
      <artifactId>micronaut-jackson-databind</artifactId>
      <version>${micronaut.version}</version>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-compiler-plugin</artifactId>
        <version>3.14.1</version>
        <configuration>
          <annotationProcessorPaths>
            <path>
              <groupId>io.micronaut</groupId>
              <artifactId>micronaut-inject-java</artifactId>
              <version>${micronaut.version}</version>
            </path>
          </annotationProcessorPaths>
        </configuration>
      </plugin>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-dependency-plugin</artifactId>
        <version>3.8.1</version>
      </plugin>
    </plugins>
  </build>
</project>
POM
cat > src/main/java/finding/Main.java <<'JAVA'
package finding;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

public class Main {
    public static void main(String[] args) throws Exception {
        Map<String, Object> settings = Map.of("micronaut.server.host", "127.0.0.1", "micronaut.server.port", -1);
        try (EmbeddedServer server = ApplicationContext.run(EmbeddedServer.class, settings)) {
            for (String host : new String[] {"api.example:8443", "[2001:db8::1]:8443"}) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(server.getURL() + "/host"))
                        .header("Forwarded", "host=\"" + host + "\";proto=https")
                        .build();
                HttpResponse<String> response =
                        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                System.out.println("SEEN " + host + " " + response.statusCode() + " " + response.body());
            }
        }
    }
}
JAVA
cat > src/main/java/finding/HostController.java <<'JAVA'
package finding;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.server.util.HttpHostResolver;

@Controller("/host")
class HostController {
    private final HttpHostResolver hosts;

    HostController(HttpHostResolver hosts) {
        this.hosts = hosts;
    }

    @Get(produces = "text/plain")
    String host(HttpRequest<?> request) {
        return hosts.resolve(request);
    }
}
JAVA
mvn -q -B compile dependency:build-classpath -Dmdep.outputFile=classpath.txt
java -cp "target/classes:$(cat classpath.txt)" finding.Main > output.txt 2>&1
grep '^SEEN' output.txt
grep -q '^SEEN api.example:8443 200 https://api.example:8443$' output.txt
grep -q '^SEEN \[2001:db8::1\]:8443 500 ' output.txt
