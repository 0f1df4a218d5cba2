package dev.atelier.bootstrap;

import dev.atelier.persistence.testing.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shipped jar as a process of its own, on 127.0.0.1 and a free port. */
public final class AtelierProcess implements AutoCloseable {

    public static final String KEY = "a-key-for-the-tests-only";

    /** The option of a JVM that soon ends: without the compiler whose work pays later, its start costs half. */
    static final String BRIEF = "-XX:TieredStopAtLevel=1";

    private static final Path JAR = Path.of("target", "atelier.jar").toAbsolutePath();
    private static final Pattern URL = Pattern.compile("Atelier serves (http://\\S+)");
    private static final Duration START = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;
    private final URI url;
    private final Duration startUp;

    private AtelierProcess(Process process, Path log, URI url, Duration startUp) {
        this.process = process;
        this.log = log;
        this.url = url;
        this.startUp = startUp;
    }

    /** How to start it: settings that are not given have their defaults. */
    public static final class Setup {

        private final Path data;
        private final Map<String, String> environment = new HashMap<>();
        private final List<String> jvm = new ArrayList<>();
        private List<String> program = List.of("java", "-jar", JAR.toString());
        private Path javaHome = Path.of(System.getProperty("java.home"));

        private Setup(Path data) {
            this.data = data;
        }

        public Setup with(String variable, Object value) {
            environment.put(variable, value.toString());
            return this;
        }

        /** Keeps its files in the bucket that this server has. */
        public Setup filesIn(S3Server server) {
            environment.putAll(server.environment());
            return with("ATELIER_STORE", "s3")
                    .with("ATELIER_AWS_BUCKET", S3Server.BUCKET)
                    .with("ATELIER_S3_PATH_STYLE", true);
        }

        public Setup jvm(String option) {
            jvm.add(option);
            return this;
        }

        /** A process that soon ends. */
        public Setup brief() {
            return jvm(BRIEF);
        }

        /** Another command than the jar's; its first word is {@code java}. */
        Setup running(List<String> command) {
            program = command;
            return this;
        }

        public Setup on(Path jdk) {
            javaHome = jdk;
            return this;
        }

        public AtelierProcess start() {
            try {
                return AtelierProcess.start(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private ProcessBuilder command() {
            List<String> command =
                    new ArrayList<>(List.of(javaHome.resolve("bin/java").toString()));
            command.addAll(jvm);
            command.addAll(program.subList(1, program.size()));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.matches("(ATELIER|MICRONAUT|AWS)_.*"));
            builder.environment()
                    .putAll(Map.of(
                            "ATELIER_HOST",
                            "127.0.0.1",
                            "ATELIER_PORT",
                            "-1",
                            "ATELIER_DATA_DIR",
                            data.toString(),
                            "ATELIER_API_KEY",
                            KEY,
                            "AWS_EC2_METADATA_DISABLED",
                            "true"));
            builder.environment().putAll(environment);
            return builder;
        }
    }

    /** A service that keeps its data in this folder. */
    public static Setup in(Path data) {
        return new Setup(data);
    }

    private static AtelierProcess start(Setup setup) throws IOException {
        Files.createDirectories(setup.data);
        Path log = Files.createTempFile(setup.data.getParent(), "atelier", ".log");
        long begin = System.nanoTime();
        Process process = setup.command().redirectOutput(log.toFile()).start();
        while (System.nanoTime() - begin < START.toNanos()) {
            Matcher url = URL.matcher(Files.readString(log));
            if (url.find()) {
                return new AtelierProcess(
                        process, log, URI.create(url.group(1)), Duration.ofNanos(System.nanoTime() - begin));
            }
            if (!process.isAlive()) {
                throw new IllegalStateException("the service ended at once, with status " + process.exitValue() + ":\n"
                        + Files.readString(log));
            }
            pause();
        }
        process.destroyForcibly();
        throw new IllegalStateException("the service did not start:\n" + Files.readString(log));
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public URI url() {
        return url;
    }

    public ApiClient client() {
        return new ApiClient(url, KEY);
    }

    /** The time from the start of the process until it reported its URL. */
    public Duration startUp() {
        return startUp;
    }

    public long pid() {
        return process.pid();
    }

    /** What the process has printed so far. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9: no shutdown hooks run. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(Duration.ofSeconds(10));
    }

    /** As Ctrl-C does; answers the exit status. */
    public int stop() {
        process.destroy();
        return awaitEnd(Duration.ofSeconds(60));
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }

    private int awaitEnd(Duration longest) {
        try {
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the service did not end within " + longest + ":\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
