package dev.atelier.bootstrap.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Compares checkpoint affinity with first come, first served on the same service. */
record CheckpointAffinity(Path folder) {

    private static final int JOBS = 400;
    private static final Duration PICTURE = Duration.ofMillis(10);
    private static final String[] MODELS = {"a.safetensors", "b.safetensors", "c.safetensors", "d.safetensors"};

    private record Result(int switches, long span, long longestWait) {}

    void measure(Table table) {
        Result ours = run("affinity", "60s");
        // A turn that is over at once: the oldest job is always next.
        Result inOrder = run("in-order", "1ms");
        table.row(
                JOBS + " jobs over 4 models in random order, a switch costs ten jobs: switches",
                "" + ours.switches(),
                "first come, first served: " + inOrder.switches(),
                Table.ratio((double) ours.switches() / inOrder.switches()));
        table.row(
                "the same: total time",
                Table.seconds(ours.span()),
                Table.seconds(inOrder.span()),
                Table.ratio((double) ours.span() / inOrder.span()));
        table.row(
                "the same: longest wait of one job",
                Table.seconds(ours.longestWait()),
                Table.seconds(inOrder.longestWait()),
                Table.ratio((double) ours.longestWait() / inOrder.longestWait()));
    }

    private Result run(String name, String turn) {
        List<WebUiSimulator> nodes = BenchmarkEnvironment.nodes(1, PICTURE);
        WebUiSimulator node =
                nodes.get(0).has(CheckpointType.STABLE_DIFFUSION, MODELS).switchesIn(PICTURE.multipliedBy(10));
        Random order = new Random(1);
        try (BenchmarkEnvironment benchmarkEnvironment = BenchmarkEnvironment.start(
                folder.resolve(name), nodes, "ATELIER_LOCAL_GPU_JOBS_CHECKPOINT_AFFINITY", turn)) {
            List<JsonNode> jobs = benchmarkEnvironment.run(JOBS, i -> MODELS[order.nextInt(MODELS.length)]);
            return new Result(node.switches(), BenchmarkEnvironment.span(jobs), BenchmarkEnvironment.longestWait(jobs));
        }
    }
}
