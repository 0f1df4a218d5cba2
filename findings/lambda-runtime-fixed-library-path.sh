#!/usr/bin/env bash
# Finding: AWS Lambda's runtime interface client for Java unpacks its native library to one fixed path, whatever java.io.tmpdir says.
#
# Package: com.amazonaws:aws-lambda-java-runtime-interface-client 2.9.0 (Maven Central).
# Seen: with -Djava.io.tmpdir=elsewhere, /tmp/.libaws-lambda-jni.so is replaced at each start and nothing is written to elsewhere. With the
#   undocumented property com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI the library is loaded from where it
#   says, and /tmp is left alone.
# Why it surprises: tests that run functions as processes on one machine share that file. Of two that started at the same time one found it
#   too short and ended, and another died in the loader with SIGBUS; a temporary folder for each process does not keep them apart.
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
      <groupId>com.amazonaws</groupId>
      <artifactId>aws-lambda-java-runtime-interface-client</artifactId>
      <version>2.9.0</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib
cat > Finding.java <<'JAVA'
class Finding {
    public static void main(String[] args) throws Exception {
        Class<?> helper = Class.forName("com.amazonaws.services.lambda.runtime.api.client.runtimeapi.JniHelper");
        var load = helper.getDeclaredMethod("load");
        load.setAccessible(true);
        load.invoke(null);
        System.out.println("loaded");
    }
}
JAVA
javac -d classes Finding.java
fixed=/tmp/.libaws-lambda-jni.so
state() { stat -c '%i %Y %s' "$fixed" 2>/dev/null || echo none; }
mkdir elsewhere
before=$(state)
sleep 1
java -Djava.io.tmpdir="$work/elsewhere" -cp 'classes:lib/*' Finding
after=$(state)
files=$(find elsewhere -type f | wc -l)
[ "$before" = "$after" ] && replaced=no || replaced=yes
(cd lib && jar xf aws-lambda-java-runtime-interface-client-2.9.0.jar "jni/libaws-lambda-jni.linux-$(uname -m | sed 's/aarch64/aarch_64/').so")
sleep 1
java -Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI="$(echo "$work"/lib/jni/*.so)" -cp 'classes:lib/*' Finding
[ "$after" = "$(state)" ] && kept=yes || kept=no
{
    echo "the fixed path was replaced: $replaced"
    echo "files in the temporary folder: $files"
    echo "with the property the fixed path was left alone: $kept"
} | tee output.txt
grep -qx "the fixed path was replaced: yes" output.txt
grep -qx "files in the temporary folder: 0" output.txt
grep -qx "with the property the fixed path was left alone: yes" output.txt
