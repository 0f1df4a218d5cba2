package dev.atelier.bootstrap.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What idle nodes save of a job with several iterations: one node beside four, of the same images. */
record SplitIterations(Path folder) {

    private static final int ITERATIONS = 8;
    private static final int NODES = 4;
    private static final int JOBS = 7;
    private static final int WARM_UP = 5;
    private static final Duration PICTURE = Duration.ofMillis(500);

    private record Result(double median, List<List<String>> images) {}

    void measure(Table table) {
        Result alone = run("one-node", 1);
        Result together = run("four-nodes", NODES);
        if (!together.images().equals(alone.images())) {
            throw new IllegalStateException("the nodes together made other images than one of them");
        }
        table.row(
                "Real-time job of n_iter " + ITERATIONS + " over " + NODES + " idle nodes, " + PICTURE.toMillis()
                        + " ms an image: median of " + JOBS,
                Table.seconds(together.median()),
                "one node: " + Table.seconds(alone.median()),
                Table.ratio(together.median() / alone.median()));
    }

    private Result run(String name, int nodes) {
        try (BenchmarkEnvironment environment =
                BenchmarkEnvironment.start(folder.resolve(name), BenchmarkEnvironment.nodes(nodes, Duration.ZERO))) {
            environment.client().endpoint("fast", "Real-time", 1);
            for (int i = 0; i < WARM_UP; i++) {
                nanos(environment, job(environment, i));
            }
            environment.nodes().forEach(node -> node.generatesIn(PICTURE));
            List<Long> times = new ArrayList<>();
            List<List<String>> images = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                String job = job(environment, i * ITERATIONS);
                times.add(nanos(environment, job));
                images.add(images(environment, job));
            }
            return new Result(times.stream().sorted().toList().get(JOBS / 2), images);
        }
    }

    private static String job(BenchmarkEnvironment environment, int seed) {
        return environment
                .client()
                .createJob(
                        "Real-time",
                        WebUiSimulator.FIRST_MODEL,
                        "{\"prompt\": \"p\", \"seed\": " + seed + ", \"n_iter\": " + ITERATIONS + "}");
    }

    private static long nanos(BenchmarkEnvironment environment, String job) {
        long begin = System.nanoTime();
        environment.client().start(job).data(200);
        return System.nanoTime() - begin;
    }

    private static List<String> images(BenchmarkEnvironment environment, String job) {
        List<String> images = new ArrayList<>();
        for (JsonNode link : environment.client().job(job).path("img_presigned_urls")) {
            images.add(Base64.getEncoder().encodeToString(environment.client().download(link.asText())));
        }
        if (images.size() != ITERATIONS) {
            throw new IllegalStateException(images.size() + " images");
        }
        return images;
    }
}
