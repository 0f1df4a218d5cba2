package dev.atelier.rest.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs in a folder: openapi-generator, and what works with the clients that it makes. */
final class ClientGenerator {

    /** The build copies it there; it holds the libraries of the generated Java client as well. */
    static final Path JAR = Path.of("target", "openapi-generator-cli.jar").toAbsolutePath();

    private ClientGenerator() {}

    /** Makes the client in the folder's {@code client} from its {@code api.json}. */
    static void generate(Path folder, String language, String... options) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Stream<String> command = Stream.of(
                java, "-jar", JAR.toString(), "generate", "--generator-name=" + language, "--input-spec=api.json");
        run(
                folder,
                Stream.concat(command, Stream.concat(Stream.of("--output=client"), Stream.of(options)))
                        .toList());
    }

    /** Runs the program to its end, which has to be a success; returns the lines that it wrote. */
    static List<String> run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(folder, "output", ".log");
        ProcessBuilder program = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        program.environment().put("PYTHONPATH", folder.resolve("client").toString());
        Process running = program.start();
        try {
            assertThat(running.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(running.exitValue()).as(() -> text(log)).isZero();
        } finally {
            running.destroyForcibly();
        }
        return Files.readAllLines(log);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
