package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code atelier}, beside a build and a JDK that only print that they were called. */
@Tag("slow")
class LauncherTest {

    private static final Path SCRIPT = Path.of("..", "atelier");
    private static final Path SERVE_OPTIONS = Path.of("src", "main", "launcher", "serve.options");

    @TempDir
    Path home;

    private Path source;
    private Path jar;

    @BeforeEach
    void layOut() throws IOException {
        script(home.resolve("atelier"), Files.readString(SCRIPT));
        script(home.resolve("mvnw"), "#!/bin/sh\necho built\necho jar >'" + home + "/bootstrap/target/atelier.jar'\n");
        java("17.0.9");
        source = Files.createDirectories(home.resolve("domain/src/main/java")).resolve("Some.java");
        Files.writeString(source, "class Some {}");
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.createDirectories(home.resolve("bootstrap/target"));
        jar = home.resolve("bootstrap/target/atelier.jar");
    }

    @Test
    void buildsOnceAndAgainWhenSourcesAreNewer() throws Exception {
        assertThat(run().output()).contains("Building", "built", "running");
        assertThat(run().output()).doesNotContain("Building", "built").contains("running");

        changeLater(source);
        assertThat(run().output()).contains("built", "running");
        assertThat(run().output()).doesNotContain("built");
    }

    @Test
    void aChangedPomOrARemovedSourceIsAChange() throws Exception {
        run();
        changeLater(home.resolve("pom.xml"));
        assertThat(run().output()).contains("built");

        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
        Files.setLastModifiedTime(
                home.resolve("pom.xml"), FileTime.from(Instant.now().minusSeconds(120)));
        Files.delete(source);
        assertThat(run().output()).contains("built");
    }

    @Test
    void nothingRunsWhenTheBuildFails() throws Exception {
        script(home.resolve("mvnw"), "#!/bin/sh\nexit 1\n");
        Run run = run();
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).contains("atelier: the build failed").doesNotContain("running");
    }

    @ParameterizedTest
    @CsvSource({"1.8.0_402, 8", "11.0.22, 11", "16, 16"})
    void anOldJdkIsOneSentence(String version, String shown) throws Exception {
        java(version);
        Run run = run();
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output())
                .hasLineCount(1)
                .endsWith("is Java " + shown + ". Install a JDK 17 or newer, or set JAVA_HOME to one.");
    }

    @ParameterizedTest
    @CsvSource({"17.0.9, -XX:SharedArchiveFile, jsa", "21, -XX:SharedArchiveFile, jsa", "25-ea, -XX:AOTCache, aot"})
    void aJdkOf17OrNewerRunsWithTheClassDataOfTheBuild(String version, String option, String ending) throws Exception {
        java(version);
        assertThat(run().output())
                .contains("running " + option + "=" + home + "/bootstrap/target/atelier." + ending + " -Xlog:cds*=off")
                .endsWith(" -jar " + jar);
    }

    @Test
    void theServiceHasABoundOfMemoryAndTheUsersOptionsComeAfterIt() throws Exception {
        assertThat(SERVE_OPTIONS).content().contains("-Xmx1g");
        String options = "@" + home + "/bootstrap/src/main/launcher/serve.options";
        assertThat(run().output()).endsWith(" " + options + " -jar " + jar);
        assertThat(run(Map.of("JAVA_OPTS", "-Xmx4g -Xlog:gc"), "serve").output())
                .endsWith(" " + options + " -Xmx4g -Xlog:gc -jar " + jar + " serve");
    }

    @ParameterizedTest
    @CsvSource({"demo", "keys list", "--version"})
    void whatSoonEndsIsCompiledOnce(String command) throws Exception {
        assertThat(run(Map.of(), command.split(" ")).output())
                .endsWith(" @" + home + "/bootstrap/src/main/launcher/brief.options -jar " + jar + " " + command);
    }

    @Test
    void runsInAFolderWithBlanksInItsName() throws Exception {
        home = home.resolve("my atelier");
        layOut();
        script(home.resolve("jdk/bin/java"), "#!/bin/sh\n[ \"$1\" = -version ] || printf '[%s]' \"$@\"\n");
        assertThat(run().output())
                .contains("[-XX:SharedArchiveFile=" + home + "/bootstrap/target/atelier.jsa][-Xlog:cds*=off]")
                .endsWith("[-jar][" + jar + "]");
        assertThat(run(Map.of(), "serve", "--data-dir", "my data", "--port=9000")
                        .output())
                .contains("[@" + home + "/bootstrap/src/main/launcher/serve.options]")
                .endsWith("[-jar][" + jar + "][serve][--data-dir][my data][--port=9000]");
    }

    /** What {@code atelier.cmd} asks, since cmd.exe cannot compare times of files. */
    @Test
    void theWindowsLauncherSeesNewerSourcesToo() throws Exception {
        Files.writeString(jar, "jar");
        changeLater(jar);
        assertThat(upToDate()).isZero();

        changeLater(source);
        assertThat(upToDate()).isEqualTo(1);

        Files.delete(jar);
        assertThat(upToDate()).isEqualTo(1);
    }

    private int upToDate() throws Exception {
        Path program = SERVE_OPTIONS.resolveSibling("UpToDate.java");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(java, program.toString(), home.toString(), jar.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private void java(String version) throws IOException {
        script(
                home.resolve("jdk/bin/java"),
                "#!/bin/sh\nif [ \"$1\" = -version ]; then echo 'openjdk version \"" + version
                        + "\" 2024-01-01' >&2; else echo \"running $*\"; fi\n");
    }

    /** The only one of them that is newer than the jar. Time stamps of files may be as coarse as seconds. */
    private void changeLater(Path file) throws IOException {
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(30)));
        for (Path other :
                new Path[] {source, source.getParent(), home.resolve("domain/src/main"), home.resolve("pom.xml")}) {
            if (!other.equals(file)) {
                Files.setLastModifiedTime(other, FileTime.from(Instant.now().minusSeconds(120)));
            }
        }
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Run run() throws IOException, InterruptedException {
        return run(Map.of());
    }

    private Run run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home.resolve("atelier").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output.strip());
    }

    private record Run(int status, String output) {}
}
