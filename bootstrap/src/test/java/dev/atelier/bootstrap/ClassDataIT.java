package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The class data that the build makes for the launcher. */
class ClassDataIT {

    private static final Path RUNNING = Path.of(System.getProperty("java.home"));

    @TempDir
    Path folder;

    @Test
    void classesAreTakenFromThem() throws Exception {
        Path loaded = folder.resolve("loaded.log");
        run(RUNNING, AtelierProcess.JAR, "-Xlog:class+load:file=" + loaded);
        assertThat(Files.readAllLines(loaded))
                .anySatisfy(
                        line -> assertThat(line).contains("dev.atelier.bootstrap.Atelier source: shared objects file"));
    }

    @ParameterizedTest
    @MethodSource("dev.atelier.bootstrap.InstalledJdks#all")
    void thoseOfAnotherJarOrJdkAreIgnoredWithoutAWord(Path jdk) throws Exception {
        Path moved = Files.copy(AtelierProcess.JAR, folder.resolve("moved.jar"));
        assertThat(run(jdk, moved)).hasLineCount(1).startsWith("atelier ");
    }

    private static String run(Path jdk, Path jar, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(jdk.resolve("bin/java").toString()));
        command.addAll(AtelierProcess.CLASS_DATA);
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", jar.toString(), "--version"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output.strip();
    }
}
