package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job starts no threads of its own: with two processors, the HTTP client of JDK 17 would start one for each call of a node. */
class StartedThreadsIT {

    private static final int JOBS = 40;
    private static final Pattern STARTED =
            Pattern.compile("^jvm_threads_started_threads_total (\\S+)$", Pattern.MULTILINE);

    @TempDir
    Path folder;

    @Test
    void aJobStartsNoThreadForEachCallOfItsNode() {
        try (WebUiSimulator node = WebUiSimulator.start();
                AtelierProcess service = AtelierProcess.in(folder.resolve("data"))
                        .with("ATELIER_LOCAL_GPU_NODES", node.url())
                        .jvm("-XX:ActiveProcessorCount=2")
                        .brief()
                        .start()) {
            ApiClient client = service.client();
            client.endpoint("fast", "Real-time", 1);
            run(client);
            double before = startedThreads(client);

            run(client);

            assertThat(startedThreads(client) - before).isLessThan(JOBS / 2.);
        }
    }

    private static void run(ApiClient client) {
        IntStream.range(0, JOBS)
                .forEach(i -> client.start(client.createJob(
                                "Real-time", WebUiSimulator.FIRST_MODEL, "{\"prompt\": \"p\", \"seed\": " + i + "}"))
                        .data(200));
    }

    private static double startedThreads(ApiClient client) {
        Matcher started =
                STARTED.matcher(new String(client.get("/metrics").raw().body(), StandardCharsets.UTF_8));
        assertThat(started.find()).isTrue();
        return Double.parseDouble(started.group(1));
    }
}
