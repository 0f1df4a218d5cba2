#!/usr/bin/env bash
# Finding: a class data archive leaves out all classes of picocli, since they are in the class file format of Java 5.
#
# Package: info.picocli:picocli 4.7.7 (Maven Central); the archive by the JDK's own -XX:ArchiveClassesAtExit (seen with 17.0.15).
# Seen: a command with one option loads some 160 classes of picocli. None of them comes from the archive at the next start, though the archive was
#   made by the same command, jars and JDK, and the command's own class does.
# Why it surprises: command line programs start often and end soon, so they gain most by such an archive. Nothing is printed at the second
#   start, which loads and verifies picocli from its jar as without an archive.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mvn -q -B dependency:copy -Dartifact=info.picocli:picocli:4.7.7 -DoutputDirectory=. -Dmdep.stripVersion=true
mkdir classes
cat > Finding.java <<'JAVA'
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "finding")
class Finding implements Runnable {
    @Option(names = "--name", defaultValue = "archive")
    String name;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Finding()).execute(args));
    }

    @Override
    public void run() {
        System.out.println("hello " + name);
    }
}
JAVA
javac -proc:none -cp picocli.jar -d classes Finding.java
jar --create --file finding.jar -C classes .
run() {
    java "$@" -cp finding.jar:picocli.jar Finding --name archive
}
run -XX:ArchiveClassesAtExit=finding.jsa "-Xlog:cds*=off"
run -XX:SharedArchiveFile=finding.jsa -Xlog:class+load:file=loaded.log
count() {
    grep -E "$1" loaded.log | grep -c "shared objects file" || true
}
{
    echo "own class from the archive: $(count ' Finding source')"
    echo "classes of picocli loaded: $(grep -c ' picocli\.' loaded.log)"
    echo "classes of picocli from the archive: $(count ' picocli\.')"
} | tee output.txt
grep -qx "own class from the archive: 1" output.txt
grep -qx "classes of picocli from the archive: 0" output.txt
