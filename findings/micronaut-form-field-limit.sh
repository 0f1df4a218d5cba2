#!/usr/bin/env bash
# Finding: Micronaut's Netty server limits each field of an ordinary form by the setting for files of multipart requests.
#
# Packages: io.micronaut:micronaut-http-server-netty and micronaut-inject-java 4.10.20, micronaut-serde-jackson 2.16.2 (Maven Central).
# Seen: with micronaut.server.max-request-size=10MB and server-type streamed, a POST of application/x-www-form-urlencoded with one field of
#   1,500,000 letters to a method with @Body Map<String, String> is answered 413. With micronaut.server.multipart.max-file-size=4MB it is
#   answered 200. That setting is 1 MB by default.
# Why it surprises: there is no file and no multipart in such a form, the whole request is far within max-request-size, and a body of that
#   size as JSON or text is taken. Data URLs and long texts in hidden fields meet it.
# Exits 0 while this is so, 1 when it has changed.
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
  </properties>
  <dependencies>
    <dependency>
      <groupId>io.micronaut</groupId>
      <artifactId>micronaut-http-server-netty</artifactId>
      <version>4.10.20</version>
    </dependency>
    <dependency>
      <groupId>io.micronaut.serde</groupId>
      <artifactId>micronaut-serde-jackson</artifactId>
      <version>2.16.2</version>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-compiler-plugin</artifactId>
        <version>3.14.1</version>
        <configuration>
          <proc>full</proc>
          <annotationProcessorPaths>
            <path>
              <groupId>io.micronaut</groupId>
              <artifactId>micronaut-inject-java</artifactId>
              <version>4.10.20</version>
            </path>
          </annotationProcessorPaths>
        </configuration>
      </plugin>
    </plugins>
  </build>
</project>
POM
cat > src/main/java/finding/Finding.java <<'JAVA'
package finding;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

@Controller
public class Finding {

    @Post("/form")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @ExecuteOn("blocking")
    int form(@Body Map<String, String> fields) {
        return fields.get("text").length();
    }

    @Post("/text")
    @Consumes(MediaType.TEXT_PLAIN)
    @ExecuteOn("blocking")
    int text(@Body String text) {
        return text.length();
    }

    static int status(Map<String, Object> more, String path, String type, String body) throws Exception {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "micronaut.server.host", "127.0.0.1", "micronaut.server.port", -1,
                "micronaut.server.max-request-size", "10MB", "micronaut.server.netty.server-type", "streamed"));
        settings.putAll(more);
        try (EmbeddedServer server = ApplicationContext.run(EmbeddedServer.class, settings)) {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getPort() + path))
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .header("Content-Type", type)
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }

    public static void main(String[] arguments) throws Exception {
        String letters = "a".repeat(1_500_000);
        String form = MediaType.APPLICATION_FORM_URLENCODED;
        System.out.println("text: " + status(Map.of(), "/text", MediaType.TEXT_PLAIN, letters));
        System.out.println("form: " + status(Map.of(), "/form", form, "text=" + letters));
        System.out.println("form, with files of 4 MB: "
                + status(Map.of("micronaut.server.multipart.max-file-size", "4MB"), "/form", form, "text=" + letters));
    }
}
JAVA
mvn -q -B -Dstyle.color=never compile org.codehaus.mojo:exec-maven-plugin:3.6.2:java -Dexec.mainClass=finding.Finding 2>/dev/null | sed 's/\x1b\[[0-9;]*m//g' | tee output.txt
grep -q '^text: 200$' output.txt
grep -q '^form: 413$' output.txt
grep -q '^form, with files of 4 MB: 200$' output.txt
