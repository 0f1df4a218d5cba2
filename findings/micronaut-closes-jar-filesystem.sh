#!/usr/bin/env bash
# Finding: Micronaut's class path resource loader opens the whole jar as a file system for each resource, and closes one that the application opened.
#
# Package: io.micronaut:micronaut-core 4.10.20 (Maven Central).
# Seen: while FileSystems.newFileSystem(jar:file:…) of the application is open, DefaultClassPathResourceLoader.getResourceAsStream of any resource
#   in that jar finds it, reads from it, and closes it: isOpen() is false afterwards, and walking it fails with ClosedFileSystemException. Without
#   such a file system the loader opens one itself and closes it, each time, which reads the jar's whole directory.
# Why it surprises: reading a configuration file ends what another part of the program is doing with the same jar. A service in one jar of
#   36,000 entries pays for its directory at each configuration file it reads.
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
  <dependencies>
    <dependency>
      <groupId>io.micronaut</groupId>
      <artifactId>micronaut-core</artifactId>
      <version>4.10.20</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib
mkdir content
echo "a=1" > content/application.properties
jar --create --file app.jar -C content .
cat > Finding.java <<'JAVA'
import io.micronaut.core.io.scan.DefaultClassPathResourceLoader;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.util.Map;

class Finding {
    public static void main(String[] args) throws Exception {
        FileSystem own = FileSystems.newFileSystem(URI.create("jar:file:" + args[0]), Map.of());
        System.out.println("open before: " + own.isOpen());
        boolean found = new DefaultClassPathResourceLoader(Finding.class.getClassLoader())
                .getResourceAsStream("application.properties")
                .isPresent();
        System.out.println("resource found: " + found);
        System.out.println("open after: " + own.isOpen());
    }
}
JAVA
javac -proc:none -cp 'lib/*' -d classes Finding.java
java -cp "classes:app.jar:lib/*" Finding "$work/app.jar" 2>/dev/null | tee output.txt
grep -qx "open before: true" output.txt
grep -qx "resource found: true" output.txt
grep -qx "open after: false" output.txt
