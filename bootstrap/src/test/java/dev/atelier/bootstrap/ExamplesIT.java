package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.application.testing.ReservedPort;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files in examples/, run as a reader of the documentation runs them. */
class ExamplesIT {

    private static final Path EXAMPLES =
            Path.of("..", "examples").toAbsolutePath().normalize();
    private static final Path SCENARIO = EXAMPLES.resolve("Scenario20230705.java");
    private static final Path FIRST_IMAGE = EXAMPLES.resolve("first-image.sh");

    private static final Path RECEIVER = EXAMPLES.resolve("webhook-receiver.py");

    @TempDir
    static Path folder;

    private static AtelierProcess service;

    @BeforeAll
    static void start() {
        service = AtelierProcess.in(folder.resolve("data"))
                .with("ATELIER_WEBHOOKS_ALLOWED_HOSTS", "127.0.0.1")
                .with("ATELIER_WEBHOOKS_RETRY_PAUSE", "200ms")
                .with("ATELIER_WEBHOOKS_MAX_RETRY_PAUSE", "200ms")
                .brief()
                .start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void endsWithAnImageOfTheAskedSizeAndItsParameters() throws Exception {
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
        Run run = run(service.url().toString(), "unknown-key", folder.toString());

        assertThat(run.status()).isNotZero();
        assertThat(run.output().strip())
                .isEqualTo("The scenario failed: GET /inference/test-connection was answered 403"
                        + " {\"message\":\"Forbidden\"}");
    }

    @Test
    void theFirstImageComesByCurlAndSoDoesTheSecond() throws Exception {
        requireCurl();
        for (String name : List.of("first.png", "second.png")) { // the endpoint is there already then
            Path file = folder.resolve(name);
            Run run = curl(AtelierProcess.KEY, file);

            assertThat(run.status()).as(run.output()).isZero();
            assertThat(run.output().lines()).hasSize(3);
            BufferedImage image = ImageIO.read(file.toFile());
            assertThat(image.getWidth()).isEqualTo(512);
            assertThat(image.getHeight()).isEqualTo(512);
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).contains("a cute panda");
        }
    }

    @Test
    void theScriptEndsWithTheServicesOwnWords() throws Exception {
        requireCurl();
        Run run = curl("a-key-that-is-unknown", folder.resolve("none.png"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).endsWith("first-image.sh: {\"message\":\"Forbidden\"}\n");
        assertThat(folder.resolve("none.png")).doesNotExist();
    }

    @Test
    void theReceiverPrintsWhatHappens() throws Exception {
        require("python3");
        try (ReservedPort port = new ReservedPort()) {
            receiverPrintsWhatHappens(port.number());
        }
    }

    private static void receiverPrintsWhatHappens(int port) throws IOException {
        ApiClient client = service.client();
        String secret = client.call(
                        "POST",
                        "/webhooks",
                        "{\"url\": \"http://127.0.0.1:" + port + "/\", \"types\": [\"endpoint.changed\"]}")
                .data(201)
                .path("secret")
                .asText();
        Path output = folder.resolve("receiver.txt");
        Process receiver = new ProcessBuilder("python3", RECEIVER.toString(), Integer.toString(port), secret)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            client.endpoint("hooked", "Async", 1);

            await().atMost(ApiClient.PATIENCE)
                    .untilAsserted(() ->
                            assertThat(output).content().containsPattern("endpoint.changed [0-9a-f-]{36} InService"));
        } finally {
            receiver.destroy();
        }
    }

    private static Run curl(String key, Path image) throws IOException, InterruptedException {
        return execute("bash", FIRST_IMAGE.toString(), service.url().toString(), key, image.toString());
    }

    private static void requireCurl() {
        require("curl");
    }

    /** The build needs a JDK only, so a machine without the program passes over what is tried with it. */
    private static void require(String program) {
        assumeThat(Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of))
                .anyMatch(path -> Files.isExecutable(path.resolve(program)));
    }

    private static Run run(String... arguments) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return execute(Stream.concat(Stream.of(java, SCENARIO.toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }

    private static Run execute(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "example", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the example did not end:\n" + Files.readString(output));
        }
        return new Run(process.exitValue(), Files.readString(output));
    }

    private record Run(int status, String output) {}
}
