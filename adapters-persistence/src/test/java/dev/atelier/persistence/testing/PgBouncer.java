package dev.atelier.persistence.testing;

import static org.awaitility.Awaitility.await;

import dev.atelier.application.testing.ReservedPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** This machine's PgBouncer, where it has one, in front of a PostgreSQL that trusts its clients. */
public final class PgBouncer implements AutoCloseable {

    private final Process process;
    private final Path folder;
    private final ReservedPort port;

    private PgBouncer(Process process, Path folder, ReservedPort port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    public static boolean isInstalled() {
        return executable().isPresent();
    }

    /**
     * @param mode {@code session} or {@code transaction}
     * @param more lines of its configuration, which replace those here
     */
    public static PgBouncer start(String mode, int postgresPort, String... more) throws IOException {
        Path folder = Files.createTempDirectory("pgbouncer");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        ReservedPort port = new ReservedPort();
        Path configuration = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=127.0.0.1 port=%d user=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = %s
                default_pool_size = 40
                ignore_startup_parameters = extra_float_digits
                %s
                """.formatted(
                        postgresPort, port.number(), mode, String.join("\n", more)));
        List<String> command =
                new ArrayList<>(List.of(executable().orElseThrow().toString(), "-q"));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody")); // it refuses to run as root
        }
        command.add(configuration.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        PgBouncer pooler = new PgBouncer(process, folder, port);
        await().until(pooler::isListening);
        return pooler;
    }

    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port.number() + "/" + database;
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port.number())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Path> executable() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(directory -> Path.of(directory, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        port.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
