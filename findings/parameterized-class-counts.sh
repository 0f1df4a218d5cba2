#!/usr/bin/env bash
# Finding: a JUnit @ParameterizedClass counts no tests in the XML report of Surefire.
#
# Packages: org.junit.jupiter:junit-jupiter 5.14.0, org.apache.maven.plugins:maven-surefire-plugin 3.5.4 (Maven Central).
# Seen: a class with two arguments and two test methods runs four tests. The report TEST-….xml has four testcase elements, and its
#   testsuite element says tests="0".
# Why it surprises: the attribute is what CI servers and scripts add up, and every plain class says the true number there, so
#   a suite that moves its tests into parameterized classes seems to shrink although all of them run.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p src/test/java
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
      <groupId>org.junit.jupiter</groupId>
      <artifactId>junit-jupiter</artifactId>
      <version>5.14.0</version>
      <scope>test</scope>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-compiler-plugin</artifactId>
        <version>3.14.1</version>
      </plugin>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-surefire-plugin</artifactId>
        <version>3.5.4</version>
      </plugin>
    </plugins>
  </build>
</project>
POM
cat > src/test/java/TwiceTest.java <<'JAVA'
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(ints = {1, 2})
class TwiceTest {
    private final int number;

    TwiceTest(int number) {
        this.number = number;
    }

    @Test
    void isPositive() {
        assertTrue(number > 0);
    }

    @Test
    void isSmall() {
        assertTrue(number < 10);
    }
}
JAVA
cat > src/test/java/OnceTest.java <<'JAVA'
import org.junit.jupiter.api.Test;

class OnceTest {
    @Test
    void passes() {}
}
JAVA
mvn -q -B test
attribute() { sed -n 's/.*<testsuite [^>]*[[:space:]]tests="\([0-9]*\)".*/\1/p' "target/surefire-reports/TEST-$1.xml"; }
ran=$(grep -c '<testcase ' target/surefire-reports/TEST-TwiceTest.xml)
stated=$(attribute TwiceTest)
plain=$(attribute OnceTest)
echo "plain class: tests=\"$plain\"; parameterized class: $ran testcase elements, tests=\"$stated\""
[ "$plain" = 1 ] && [ "$ran" = 4 ] && [ "$stated" = 0 ]
