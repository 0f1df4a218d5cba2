#!/usr/bin/env bash
# Finding: Micronaut's AWS credentials take an empty AWS_SESSION_TOKEN for a token; the AWS SDK's own chain takes it for none.
#
# Packages: io.micronaut.aws:micronaut-aws-sdk-v2 4.11.0, software.amazon.awssdk:auth 2.40.2 (Maven Central).
# Seen: with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY set and AWS_SESSION_TOKEN set to nothing, as compose files do with a variable that
#   may be missing, the SDK's EnvironmentVariableCredentialsProvider resolves AwsBasicCredentials. The provider of the same name in the
#   library, which stands first in the chain that its clients get, resolves AwsSessionCredentials with an empty token.
# Why it surprises: the library is meant to add a source of credentials to the SDK's. With it, requests carry an empty
#   X-Amz-Security-Token, which is signed; without it, the same variables make requests without that header.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencyManagement>
    <dependencies>
      <dependency>
        <groupId>software.amazon.awssdk</groupId>
        <artifactId>bom</artifactId>
        <version>2.40.2</version>
        <type>pom</type>
        <scope>import</scope>
      </dependency>
      <dependency>
        <groupId>io.micronaut.platform</groupId>
        <artifactId>micronaut-platform</artifactId>
        <version>4.10.11</version>
        <type>pom</type>
        <scope>import</scope>
      </dependency>
    </dependencies>
  </dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>io.micronaut.aws</groupId>
      <artifactId>micronaut-aws-sdk-v2</artifactId>
      <version>4.11.0</version>
    </dependency>
    <dependency>
      <groupId>software.amazon.awssdk</groupId>
      <artifactId>auth</artifactId>
    </dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$work/lib"
classpath=$(printf "%s:" lib/*.jar)
cat > Finding.java <<'JAVA'
import io.micronaut.aws.sdk.v2.EnvironmentAwsCredentialsProvider;
import io.micronaut.context.env.DefaultEnvironment;
import io.micronaut.context.ApplicationContextConfiguration;
import io.micronaut.context.env.Environment;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;

class Finding {
    public static void main(String[] args) {
        say("SDK", EnvironmentVariableCredentialsProvider.create().resolveCredentials());
        try (Environment environment = new DefaultEnvironment((ApplicationContextConfiguration) List::of).start()) {
            say("library", EnvironmentAwsCredentialsProvider.create(environment).resolveCredentials());
        }
    }

    private static void say(String who, AwsCredentials found) {
        System.out.println(who + ": "
                + (found instanceof AwsSessionCredentials session
                        ? "session token of " + session.sessionToken().length() + " characters"
                        : "no session token"));
    }
}
JAVA
AWS_ACCESS_KEY_ID=example AWS_SECRET_ACCESS_KEY=example AWS_SESSION_TOKEN= java -cp "$classpath" Finding.java 2>&1 | tee output.txt
grep -qx "SDK: no session token" output.txt
grep -qx "library: session token of 0 characters" output.txt
