#!/usr/bin/env bash
# Finding: micronaut-openapi describes a query parameter as an object when its annotation, on the method, says that it is a string.
#
# Packages: io.micronaut.openapi:micronaut-openapi 6.20.0 with io.micronaut:micronaut-inject-java and micronaut-http 4.10.20 (Maven Central).
# Seen: of @Parameter(name = "who", in = QUERY, schema = @Schema(type = "string")) on a controller's method, which reads the parameter
#   from the request, name and place are in the description, and the type of the schema is "object". There is no warning.
#   The same with schema = @Schema(implementation = String.class).
# Why it surprises: the annotation has one place for the type, and it is taken where the parameter is an argument of the method. Clients
#   that are generated from the description compile, take java.lang.Object (or its like), and send what its toString() is.
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
      <artifactId>micronaut-http</artifactId>
      <version>4.10.20</version>
    </dependency>
    <dependency>
      <groupId>io.micronaut.openapi</groupId>
      <artifactId>micronaut-openapi-annotations</artifactId>
      <version>6.20.0</version>
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
            <path>
              <groupId>io.micronaut.openapi</groupId>
              <artifactId>micronaut-openapi</artifactId>
              <version>6.20.0</version>
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

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.media.Schema;

@OpenAPIDefinition(info = @Info(title = "finding", version = "1"))
@Controller
class Finding {

    @Get("/greeting")
    @Parameter(name = "who", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
    String greeting(HttpRequest<?> request) {
        return "Hello " + request.getParameters().get("who");
    }

    @Get("/farewell")
    String farewell(@Parameter(schema = @Schema(type = "string")) Object who) {
        return "Goodbye " + who;
    }
}
JAVA
mvn -q -B -Dstyle.color=never compile
grep -A 5 'name: who' target/classes/META-INF/swagger/finding-1.yml | tee output.txt
[ "$(grep -c 'type: object' output.txt)" = 1 ]
[ "$(grep -c 'type: string' output.txt)" = 1 ]
