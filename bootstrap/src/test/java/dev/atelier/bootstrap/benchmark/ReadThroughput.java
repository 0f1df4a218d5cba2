package dev.atelier.bootstrap.benchmark;

import dev.atelier.bootstrap.ApiClient;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Requests per second of {@code GET /inferences/{id}}, beside those of {@code GET /ping}, which reads nothing. */
record ReadThroughput(Path folder) {

    static final int CLIENTS = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration RUN = Duration.ofSeconds(8);

    void measure(Table table) {
        try (BenchmarkEnvironment benchmarkEnvironment =
                BenchmarkEnvironment.start(folder, BenchmarkEnvironment.nodes(1, Duration.ZERO))) {
            String job = benchmarkEnvironment
                    .run(1, i -> WebUiSimulator.FIRST_MODEL)
                    .get(0)
                    .path("InferenceJobId")
                    .asText();
            perSecond(benchmarkEnvironment, "/inferences/" + job, WARM_UP);
            perSecond(benchmarkEnvironment, "/ping", WARM_UP);
            double reads = perSecond(benchmarkEnvironment, "/inferences/" + job, RUN);
            double pings = perSecond(benchmarkEnvironment, "/ping", RUN);
            table.row(
                    "`GET /inferences/{id}`, " + CLIENTS + " clients on the same 2 cores",
                    Math.round(reads) + " /s",
                    "`GET /ping`: " + Math.round(pings) + " /s",
                    Table.ratio(reads / pings));
        }
    }

    static double perSecond(BenchmarkEnvironment benchmarkEnvironment, String path, Duration time) {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        AtomicLong answers = new AtomicLong();
        long end = System.nanoTime() + time.toNanos();
        try {
            List<CompletableFuture<Void>> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> ask(benchmarkEnvironment.service().client(), path, end, answers), threads))
                    .toList();
            clients.forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }
        return answers.get() / (time.toNanos() / 1e9);
    }

    private static void ask(ApiClient client, String path, long end, AtomicLong answers) {
        while (System.nanoTime() < end) {
            client.get(path).data(200);
            answers.incrementAndGet();
        }
    }
}
