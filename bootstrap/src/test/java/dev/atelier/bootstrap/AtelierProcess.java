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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The shipped jar as a process of its own, on 127.0.0.1 and a free port. */
public final class AtelierProcess implements AutoCloseable {

    public static final String KEY = "a-key-for-the-tests-only";

    /** The launcher's options for a JVM that soon ends. */
    static final String BRIEF =
            "@" + Path.of("src", "main", "launcher", "brief.options").toAbsolutePath();

    static final Path JAR = Path.of("target", "atelier.jar").toAbsolutePath();

    /** The launcher's options for a service. */
    static final String SERVE =
            "@" + Path.of("src", "main", "launcher", "serve.options").toAbsolutePath();

    /** The launcher's options: without the class data of the build, starts would take most of the tests' time. */
    static final List<String> CLASS_DATA = Runtime.version().feature() < 25
            ? List.of("-XX:SharedArchiveFile=" + JAR.resolveSibling("atelier.jsa"), "-Xlog:cds*=off")
            : List.of("-XX:AOTCache=" + JAR.resolveSibling("atelier.aot"), "-Xlog:cds*=off", "-Xlog:aot*=off");

    private static final List<String> LAUNCHER_OPTIONS =
            Stream.concat(CLASS_DATA.stream(), Stream.of(SERVE)).toList();

    private static final Pattern URL = Pattern.compile(" serves (http://\\S+)");
    private static final Duration START = Duration.ofMinutes(3);

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
        private final Set<String> unset = new HashSet<>();
        private final List<String> jvm = new ArrayList<>(LAUNCHER_OPTIONS);
        private List<String> program = List.of("java", "-jar", JAR.toString());
        private List<String> command = List.of();
        private Path javaHome = Path.of(System.getProperty("java.home"));

        private Setup(Path data) {
            this.data = data;
        }

        public Setup with(String variable, Object value) {
            environment.put(variable, value.toString());
            return this;
        }

        /** Without a variable that is set otherwise. */
        Setup without(String variable) {
            unset.add(variable);
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

        /** Another command than the launcher's, with its own options; its first word is {@code java}. */
        public Setup running(List<String> command) {
            jvm.removeAll(LAUNCHER_OPTIONS);
            program = command;
            return this;
        }

        /** By a program that is no JVM, or starts its own: options for a JVM do not reach it. */
        public Setup by(String... words) {
            command = List.of(words);
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

        private ProcessBuilder process() {
            ProcessBuilder builder = new ProcessBuilder(command.isEmpty() ? java() : command).redirectErrorStream(true);
            builder.environment().put("JAVA_HOME", javaHome.toString());
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
            builder.environment().keySet().removeAll(unset);
            return builder;
        }

        private List<String> java() {
            List<String> words =
                    new ArrayList<>(List.of(javaHome.resolve("bin/java").toString()));
            words.addAll(jvm);
            words.addAll(program.subList(1, program.size()));
            return words;
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
        Process process = setup.process().redirectOutput(log.toFile()).start();
        // One that a test expected to end, and so does not close, ends with the tests.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
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
        awaitEnd(Duration.ofSeconds(60));
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
