package dev.atelier.bootstrap.benchmark;

import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Start-up to the first answer, beside a JVM that does nothing; and memory once it has come to rest. */
record StartupAndMemory(Path folder) {

    private static final Duration REST = Duration.ofSeconds(10);

    void measure(Table table) {
        long bare = bareJvm();
        try (WebUiSimulator node = WebUiSimulator.start()) {
            measure(table, bare, node);
        }
    }

    private void measure(Table table, long bare, WebUiSimulator node) {
        long start = System.nanoTime();
        try (AtelierProcess service = AtelierProcess.in(folder.resolve("data"))
                .with("ATELIER_LOCAL_GPU_NODES", node.url())
                .start()) {
            service.client().get("/ping").data(200);
            long first = System.nanoTime() - start;
            table.row(
                    "start-up to the first answer",
                    Table.seconds(first),
                    "a JVM that prints its version: " + Table.seconds(bare),
                    Table.ratio((double) first / bare));
            TimeUnit.NANOSECONDS.sleep(REST.toNanos());
            table.row("resident memory, idle", resident(service) + " MB", "", "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static long bareJvm() {
        long start = System.nanoTime();
        try {
            Path java = Path.of(System.getProperty("java.home"), "bin", "java");
            new ProcessBuilder(java.toString(), "-version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return System.nanoTime() - start;
    }

    /** Resident memory as reported by Linux, without a heap limit or a forced garbage collection. */
    static long resident(AtelierProcess service) {
        try {
            return Files.readAllLines(Path.of("/proc/" + service.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
