package dev.atelier.persistence.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An S3 server in a separate process, on 127.0.0.1 and a free port, that stores its objects in a temporary folder. It
 * accepts any credentials, and does not check signatures.
 */
public final class S3Server implements AutoCloseable {

    /** A bucket that exists from the start. */
    public static final String BUCKET = "atelier";

    /** The bucket's region. */
    public static final String REGION = "us-east-1";

    public static final String ACCESS_KEY = "access-key-of-the-tests";

    /** Must never appear in a log. */
    public static final String SECRET_KEY = "secret-key-of-the-tests";

    private static final Path JAR = Path.of("target", "s3mock.jar").toAbsolutePath();
    private static final String SECOND_PORT = "s3-server.xml";
    private static final Pattern PORTS =
            Pattern.compile("Tomcat started on ports (\\d+) \\(http\\), (\\d+) \\(http\\)");
    private static final Duration START = Duration.ofMinutes(3); // a busy machine takes a minute

    private final Process process;
    private final Path folder;
    private final List<Integer> ports;

    private S3Server(Process process, Path folder, List<Integer> ports) {
        this.process = process;
        this.folder = folder;
        this.ports = ports;
    }

    public static S3Server start() {
        try {
            Path folder = Files.createTempDirectory("s3-server");
            Path log = folder.resolve("log");
            Path secondPort = folder.resolve(SECOND_PORT);
            try (InputStream beans = S3Server.class.getResourceAsStream(SECOND_PORT)) {
                Files.copy(beans, secondPort);
            }
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-jar",
                            JAR.toString(),
                            "--server.address=127.0.0.1",
                            "--server.port=0",
                            "--server.ssl.enabled=false",
                            "--http.port=0", // a second port that cannot be disabled, but moved to the same address
                            "--spring.main.sources=" + secondPort.toUri(),
                            "--spring.main.allow-bean-definition-overriding=true",
                            "--com.adobe.testing.s3mock.store.root=" + Files.createDirectory(folder.resolve("objects")),
                            "--com.adobe.testing.s3mock.store.region=" + REGION,
                            "--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            S3Server server = new S3Server(process, folder, awaitPorts(process, log));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "s3-server"));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Integer> awaitPorts(Process process, Path log) throws IOException {
        long begin = System.nanoTime();
        while (process.isAlive() && System.nanoTime() - begin < START.toNanos()) {
            Matcher said = PORTS.matcher(Files.readString(log));
            if (said.find()) {
                return List.of(Integer.valueOf(said.group(1)), Integer.valueOf(said.group(2)));
            }
            pause();
        }
        process.destroyForcibly();
        throw new IllegalStateException("the S3 server did not start:\n" + Files.readString(log));
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + ports.get(0));
    }

    /** All ports on which it listens. */
    List<Integer> ports() {
        return ports;
    }

    /** The environment in which the SDK's default chains find this server. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL_S3", url().toString(),
                "AWS_REGION", REGION,
                "AWS_ACCESS_KEY_ID", ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    }

    /** Creates an empty bucket and returns its name. */
    public String makeBucket() {
        String name = "bucket-" + UUID.randomUUID();
        try {
            HttpRequest request = HttpRequest.newBuilder(url().resolve("/" + name))
                    .PUT(BodyPublishers.noBody())
                    .build();
            HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("no bucket was made: " + answer.body());
            }
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops the process and deletes its files. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try (Stream<Path> paths = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
