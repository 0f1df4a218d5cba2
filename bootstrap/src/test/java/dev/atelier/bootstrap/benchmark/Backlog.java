package dev.atelier.bootstrap.benchmark;

import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How busy a backlog keeps the nodes, as a fraction of nodes that never wait. */
record Backlog(Path folder) {

    private static final int JOBS = 400;
    private static final int NODES = 4;
    private static final Duration PICTURE = Duration.ofMillis(200);

    void measure(Table table) {
        List<WebUiSimulator> nodes = Site.nodes(NODES, Duration.ZERO);
        try (Site site = Site.start(folder, nodes)) {
            site.run(JOBS, i -> WebUiSimulator.FIRST_MODEL); // a service that has run for a while is what users have
            nodes.forEach(node -> node.paintsIn(PICTURE));
            long took = Site.span(site.run(JOBS, i -> WebUiSimulator.FIRST_MODEL));
            long ideal = PICTURE.toNanos() * JOBS / NODES;
            table.row(
                    String.format(Locale.ROOT, "%d Async jobs over %d nodes of %d ms", JOBS, NODES, PICTURE.toMillis()),
                    Table.seconds(took),
                    "ideal: " + Table.seconds(ideal),
                    Table.ratio((double) ideal / took) + " of the ideal");
        }
    }
}
