package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenario of the 2023-07-05 document, run from its one file as a reader of the documentation runs it. */
class ScenarioIT {

    private static final Path SCENARIO =
            Path.of("..", "docs", "Scenario20230705.java").toAbsolutePath().normalize();

    @TempDir
    static Path folder;

    private static AtelierProcess service;

    @BeforeAll
    static void start() {
        service = AtelierProcess.in(folder.resolve("data")).brief().start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void endsWithAPictureOfTheAskedSizeAndItsParameters() throws Exception {
        Path results = folder.resolve("results");
        Run run = run(service.url().toString(), AtelierProcess.KEY, results.toString());

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output().lines()).hasSize(7);
        BufferedImage image = ImageIO.read(results.resolve("image_0.png").toFile());
        assertThat(image.getWidth()).isEqualTo(448);
        assertThat(image.getHeight()).isEqualTo(512);
        try (Stream<Path> files = Files.list(results)) {
            Path parameters = files.filter(file -> file.toString().endsWith("_param.json"))
                    .findFirst()
                    .orElseThrow();
            assertThat(new ObjectMapper()
                            .readTree(Files.readAllBytes(parameters))
                            .path("parameters")
                            .path("prompt")
                            .asText())
                    .isEqualTo("a cute panda");
        }
    }

    @Test
    void worksUnderTheStage() throws Exception {
        Run run = run(
                service.url() + "/prod/",
                AtelierProcess.KEY,
                folder.resolve("staged").toString());

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(folder.resolve("staged/image_0.png")).isNotEmptyFile();
    }

    @Test
    void saysInASentenceWhatWentWrong() throws Exception {
        Run run = run(service.url().toString(), "a-key-that-nobody-has", folder.toString());

        assertThat(run.status()).isNotZero();
        assertThat(run.output().strip())
                .isEqualTo("The scenario failed: GET /inference/test-connection was answered 403"
                        + " {\"message\":\"Forbidden\"}");
    }

    private static Run run(String... arguments) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path output = Files.createTempFile(folder, "scenario", ".txt");
        Process process = new ProcessBuilder(Stream.concat(Stream.of(java, SCENARIO.toString()), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the scenario did not end:\n" + Files.readString(output));
        }
        return new Run(process.exitValue(), Files.readString(output));
    }

    private record Run(int status, String output) {}
}
