package dev.atelier.bootstrap.benchmark;

import dev.atelier.persistence.inference.QueueSimulation;
import dev.atelier.persistence.testing.PersistenceFixture;
import dev.atelier.persistence.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Compares users served in turn with first come, first served, over the real queue on PostgreSQL with simulated nodes. */
record FairShareSimulation(Path folder) {

    private static final int MANY = 1000;
    private static final int FEW = 20;
    private static final int OTHERS = 4;

    /** A switch costs ten jobs; the bound of checkpoint affinity is 60 s where a job takes two. */
    private static final QueueSimulation SIMULATION = new QueueSimulation(4, 3, MANY, FEW, OTHERS, 40, 30, 10);

    void measure(Table table) {
        String before = System.setProperty("atelier.data-dir", folder.toString());
        try (PersistenceFixture inTurn = PersistenceFixture.on(TestDatabase.POSTGRES);
                PersistenceFixture inOrder = inTurn.replica(
                        Map.of("atelier.fair-share.enabled", "false", "atelier.workers.enabled", "false"))) {
            inTurn.clear();
            QueueSimulation.Result ours = SIMULATION.run(inTurn);
            inTurn.clear();
            QueueSimulation.Result reference = SIMULATION.run(inOrder);
            print(table, ours, reference);
        } finally {
            if (before == null) {
                System.clearProperty("atelier.data-dir");
            } else {
                System.setProperty("atelier.data-dir", before);
            }
        }
    }

    private static void print(Table table, QueueSimulation.Result ours, QueueSimulation.Result reference) {
        table.row(
                "5 users with " + MANY + " and " + OTHERS + " x " + FEW
                        + " jobs, 4 nodes, 3 checkpoints, a switch costs ten"
                        + " jobs: longest wait of a small user's first job",
                jobs(ours.longestWait()),
                "first come, first served: " + jobs(reference.longestWait()),
                Table.ratio(ours.longestWait() / reference.longestWait()));
        table.row(
                "the same: jobs claimed before such a job",
                "" + ours.passed(),
                "first come, first served: " + reference.passed(),
                Table.ratio((double) ours.passed() / reference.passed()));
        table.row(
                "the same: switches",
                "" + ours.switches(),
                "first come, first served: " + reference.switches(),
                Table.ratio((double) ours.switches() / reference.switches()));
        table.row(
                "the same: total time",
                jobs(ours.span()),
                "first come, first served: " + jobs(reference.span()),
                Table.ratio(ours.span() / reference.span()));
    }

    private static String jobs(double lengths) {
        return String.format(Locale.ROOT, "%.0f times a job", lengths);
    }
}
