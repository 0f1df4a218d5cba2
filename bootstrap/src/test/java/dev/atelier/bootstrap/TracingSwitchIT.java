package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.testing.ReservedPort;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tracing costs where it is off, and where the receiver is away. */
class TracingSwitchIT {

    private static final String OPEN_TELEMETRY = "io.opentelemetry.";
    private static final String LOST = "Traces cannot be sent to ";

    @TempDir
    Path folder;

    @TempDir
    Path models;

    private AtelierProcess.Setup service(WebUiSimulator node) {
        return new LocalGpuStack(models).given(AtelierProcess.in(folder.resolve("data")), node);
    }

    private void prepare(ApiClient client) {
        new LocalGpuStack(models).provideModel(client);
        client.endpoint("fast", "Real-time", 1);
    }

    private static void generate(ApiClient client) {
        String job = client.createJob("Real-time", WebUiSimulator.FIRST_MODEL, "{}");
        assertThat(client.start(job).data(200).path("status").asText()).isEqualTo("succeed");
    }

    @Test
    void nothingOfOpenTelemetryIsLoadedWithoutAReceiver() throws IOException {
        Path classes = folder.resolve("classes.log");
        try (WebUiSimulator node = WebUiSimulator.start();
                AtelierProcess service = service(node)
                        .jvm("-Xlog:class+load:file=" + classes)
                        .with("ATELIER_TRACING_ENDPOINT", "")
                        .start()) {
            prepare(service.client());
            generate(service.client());
        }
        assertThat(ofOpenTelemetry(classes)).isEmpty();
    }

    @Test
    void aReceiverThatIsAwayFailsNothingAndIsLoggedInOneLine() throws IOException {
        Path classes = folder.resolve("classes.log");
        try (ReservedPort away = new ReservedPort();
                WebUiSimulator node = WebUiSimulator.start();
                AtelierProcess service = service(node)
                        .jvm("-Xlog:class+load:file=" + classes)
                        .with("ATELIER_TRACING_ENDPOINT", "http://127.0.0.1:" + away.number())
                        .start()) {
            prepare(service.client());
            generate(service.client());
            generate(service.client());
            await().atMost(ApiClient.PATIENCE).until(() -> service.output().contains(LOST));

            assertThat(service.stop()).isIn(0, 143);
            assertThat(service.output().split(LOST, -1)).hasSize(2);
            assertThat(service.output()).doesNotContain("Exception:", "\tat ");
        }
        assertThat(ofOpenTelemetry(classes)).hasSizeGreaterThan(100);
    }

    private static List<String> ofOpenTelemetry(Path classes) throws IOException {
        try (Stream<String> lines = Files.lines(classes)) {
            return lines.filter(line -> line.contains(OPEN_TELEMETRY)).toList();
        }
    }
}
