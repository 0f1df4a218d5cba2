package dev.atelier.bootstrap.benchmark;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Atelier costs and saves, measured on the shipped jar against simulated nodes. Not part of the tests, since it
 * asserts nothing; {@code ./mvnw -q -B -Pbenchmark verify} runs it and prints the table of the README.
 */
class Benchmark {

    @TempDir
    Path folder;

    @Test
    void printsTheTable() {
        Table table = new Table();
        new StartupAndMemory(folder.resolve("rest")).measure(table);
        new AddedLatency(folder.resolve("latency")).measure(table);
        new QueueThroughput(folder.resolve("backlog")).measure(table);
        new ReadThroughput(folder.resolve("reads")).measure(table);
        new CheckpointAffinity(folder.resolve("affinity")).measure(table);
        new FairShareSimulation(folder.resolve("fair-share")).measure(table);
        System.out.println(table);
    }

    /** {@code ./mvnw -q -B -Pbenchmark -Dit.test=Benchmark#printsTheColdStart verify} runs it alone. */
    @Test
    void printsTheColdStart() {
        Table table = new Table();
        new ColdStart(folder.resolve("function")).measure(table);
        System.out.println(table);
    }

    /** {@code ./mvnw -q -B -Pbenchmark -Dit.test=Benchmark#printsSplitIterations verify} runs it alone. */
    @Test
    void printsSplitIterations() {
        Table table = new Table();
        new SplitIterations(folder.resolve("iterations")).measure(table);
        System.out.println(table);
    }

    /** {@code ./mvnw -q -B -Pbenchmark -Dit.test=Benchmark#printsFairShare verify} runs it alone. */
    @Test
    void printsFairShare() {
        Table table = new Table();
        new FairShareSimulation(folder.resolve("fair-share")).measure(table);
        System.out.println(table);
    }

    /** {@code ./mvnw -q -B -Pbenchmark -Dit.test=Benchmark#printsThePages verify} runs it alone. */
    @Test
    void printsThePages() {
        Table table = new Table();
        new PageLatency(folder.resolve("pages")).measure(table);
        System.out.println(table);
    }

    /** {@code ./mvnw -q -B -Pbenchmark -Dit.test=Benchmark#printsTheModels verify} runs it alone. */
    @Test
    void printsTheModels() {
        Table table = new Table();
        new ModelSearch(folder.resolve("models")).measure(table);
        System.out.println(table);
    }
}
