package dev.atelier.bootstrap.benchmark;

import dev.atelier.bootstrap.ApiClient;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Latency of a Real-time start with its image in the response, compared with a direct call of the node. */
record AddedLatency(Path folder) {

    private static final int WARM_UP = 300;
    private static final int JOBS = 300;

    void measure(Table table) {
        List<WebUiSimulator> nodes = BenchmarkEnvironment.nodes(1, Duration.ZERO);
        try (BenchmarkEnvironment benchmarkEnvironment = BenchmarkEnvironment.start(folder, nodes)) {
            benchmarkEnvironment.client().endpoint("fast", "Real-time", 1);
            ApiClient node = new ApiClient(nodes.get(0).url(), "none");
            throughAtelier(benchmarkEnvironment, WARM_UP);
            directly(node, WARM_UP);
            Samples ours = throughAtelier(benchmarkEnvironment, JOBS);
            Samples direct = directly(node, JOBS);
            for (int percent : new int[] {50, 99}) {
                table.row(
                        "Real-time job, p" + percent,
                        Table.millis(ours.percentile(percent)),
                        "direct call: " + Table.millis(direct.percentile(percent)),
                        "+" + Table.millis(ours.percentile(percent) - direct.percentile(percent)));
            }
        }
    }

    private static Samples throughAtelier(BenchmarkEnvironment benchmarkEnvironment, int count) {
        List<String> ids = IntStream.range(0, count)
                .mapToObj(i ->
                        benchmarkEnvironment.client().createJob("Real-time", WebUiSimulator.FIRST_MODEL, payload(i)))
                .toList();
        return Samples.of(
                count, i -> benchmarkEnvironment.client().start(ids.get(i)).data(200));
    }

    private static Samples directly(ApiClient node, int count) {
        return Samples.of(
                count, i -> node.call("POST", "/sdapi/v1/txt2img", payload(i)).data(200));
    }

    private static String payload(int seed) {
        return "{\"prompt\": \"p\", \"seed\": " + seed + "}";
    }
}
