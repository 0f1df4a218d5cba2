package dev.atelier.bootstrap.benchmark;

import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** How busy a backlog keeps the nodes, as a fraction of nodes that never wait. */
record QueueThroughput(Path folder) {

    private static final int JOBS = 400;
    private static final int NODES = 4;
    static final Duration PICTURE = Duration.ofMillis(200);

    void measure(Table table) {
        List<WebUiSimulator> nodes = BenchmarkEnvironment.nodes(NODES, Duration.ZERO);
        try (BenchmarkEnvironment benchmarkEnvironment = BenchmarkEnvironment.start(folder, nodes)) {
            long took = nanosFor(JOBS, benchmarkEnvironment, nodes);
            long ideal = PICTURE.toNanos() * JOBS / NODES;
            table.row(
                    String.format(Locale.ROOT, "%d Async jobs over %d nodes of %d ms", JOBS, NODES, PICTURE.toMillis()),
                    Table.seconds(took),
                    "ideal: " + Table.seconds(ideal),
                    Table.ratio((double) ideal / took) + " of the ideal");
        }
    }

    /** From the moment the nodes are free until the last of the jobs, which were queued before, has ended. */
    static long nanosFor(int jobs, BenchmarkEnvironment benchmarkEnvironment, List<WebUiSimulator> nodes) {
        benchmarkEnvironment.run(2 * jobs, i -> WebUiSimulator.FIRST_MODEL);
        // Other jobs occupy the nodes until all measured jobs are queued.
        nodes.forEach(node -> node.generatesIn(PICTURE).occupy(Duration.ofMinutes(5)));
        List<String> ids = benchmarkEnvironment.start(jobs, i -> WebUiSimulator.FIRST_MODEL);
        benchmarkEnvironment.awaitRest(); // the JVM, too, is done with what so many starts in a row gave it to compile
        LocalDateTime begin = LocalDateTime.now(ZoneOffset.UTC);
        nodes.forEach(WebUiSimulator::interruptWhateverRuns);
        return BenchmarkEnvironment.nanosUntilLast(begin, benchmarkEnvironment.awaitAll(ids));
    }
}
