package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.ReservedPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL of this machine's packages, as Debian lays them out. The tests' own has the server alone, and tools of
 * another version cannot dump it.
 */
final class InstalledPostgres implements AutoCloseable {

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final String NAME = "atelier";

    private final Path programs;
    private final Path data;
    private final ReservedPort port;

    private InstalledPostgres(Path programs, Path data, ReservedPort port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /** The folder of the programs of one that has server and tools, if this machine has one. */
    static Optional<Path> programs() throws IOException {
        if (Files.notExists(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Stream.of("initdb", "pg_ctl", "postgres", "pg_dump", "pg_restore")
                            .allMatch(program -> Files.isExecutable(bin.resolve(program))))
                    .max(Path::compareTo);
        }
    }

    /** Starts one with an empty database {@code atelier}. */
    static InstalledPostgres start(Path programs, Path data) throws IOException, SQLException {
        ReservedPort port = new ReservedPort();
        InstalledPostgres postgres = new InstalledPostgres(programs, data, port);
        postgres.run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync", "-D", data.toString());
        postgres.control(
                "-l",
                data.resolveSibling("postgres.log").toString(),
                "-o",
                "-p " + port.number() + " -F -c unix_socket_directories='' -c listen_addresses=127.0.0.1",
                "start");
        postgres.execute("create database " + NAME);
        return postgres;
    }

    String jdbcUrl() {
        return jdbcUrl(NAME);
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port.number() + "/" + database;
    }

    /** The URL for PostgreSQL's tools. */
    String url() {
        return "postgresql://postgres@127.0.0.1:" + port.number() + "/" + NAME;
    }

    /** Loses all rows. */
    void lose() throws SQLException {
        execute("drop database " + NAME + " with (force)");
        execute("create database " + NAME);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void control(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("-D", data.toString(), "-w"));
        words.addAll(List.of(arguments));
        run("pg_ctl", words.toArray(String[]::new));
    }

    /** It does not run as root, and takes a user of another namespace for none. */
    private void run(String program, String... arguments) throws IOException {
        List<String> words = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            words.addAll(List.of("unshare", "-U"));
        }
        words.add(programs.resolve(program).toString());
        words.addAll(List.of(arguments));
        Path output = Files.createTempFile(data.getParent(), program, ".log");
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(ended(process)).as(program).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }

    private static boolean ended(Process process) {
        try {
            return process.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        control("-m", "immediate", "stop");
        port.close();
    }
}
