package dev.atelier.persistence.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A separate PostgreSQL that can be stopped and frozen, and come back on the same port with the same rows. */
public final class BreakablePostgres implements AutoCloseable {

    public static final String USER = "postgres";

    private final Path data;
    private final int port;
    private EmbeddedPostgres postgres;
    private List<ProcessHandle> frozen = List.of();

    private BreakablePostgres(Path data) throws IOException {
        this.data = data;
        this.postgres = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .start();
        this.port = postgres.getPort();
    }

    /** Starts one that keeps its rows in this folder, which is not there yet. */
    public static BreakablePostgres start(Path data) throws IOException {
        return new BreakablePostgres(data);
    }

    public int port() {
        return port;
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Ends its processes; connections are refused then. */
    public void stop() throws IOException {
        postgres.close();
        postgres = null;
    }

    /** Stops its processes without an end: connections are accepted, and nothing is answered. */
    public void freeze() throws IOException {
        ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(
                        Files.readAllLines(data.resolve("postmaster.pid")).get(0)))
                .orElseThrow();
        signal("STOP", List.of(postmaster));
        frozen = new ArrayList<>(postmaster.descendants().toList());
        signal("STOP", frozen);
        frozen.add(postmaster);
    }

    /** Back from either. */
    public void comeBack() throws IOException {
        signal("CONT", frozen);
        frozen = List.of();
        if (postgres == null) {
            postgres = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .start();
        }
    }

    private static void signal(String name, List<ProcessHandle> processes) throws IOException {
        if (processes.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> command.add(String.valueOf(process.pid())));
        try {
            new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        signal("CONT", frozen);
        if (postgres != null) {
            postgres.close();
        }
    }
}
