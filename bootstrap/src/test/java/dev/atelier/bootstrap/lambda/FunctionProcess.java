package dev.atelier.bootstrap.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * A function in a process of its own, as in Lambda: with the files of the shipped jar, driven by the runtime interface
 * client, and suspended whenever it waits for an event.
 */
public final class FunctionProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target", "atelier.jar");
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Path task;

    private final RuntimeApi runtime;
    private final Process process;
    private final Path log;
    private final Path temporary;

    private FunctionProcess(RuntimeApi runtime, Process process, Path log, Path temporary) {
        this.runtime = runtime;
        this.process = process;
        this.log = log;
        this.temporary = temporary;
    }

    /** The files of the shipped jar, as Lambda has them; unpacked once, since there are tens of thousands. */
    static synchronized Path task() throws IOException {
        if (task == null) {
            Path folder = Path.of("target", "task");
            delete(Files.createDirectories(folder));
            task = unpack(folder);
        }
        return task;
    }

    private static Path unpack(Path folder) throws IOException {
        try (ZipFile jar = new ZipFile(JAR.toFile())) {
            Enumeration<? extends ZipEntry> entries = jar.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                Path file = folder.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    try (InputStream content = jar.getInputStream(entry)) {
                        Files.copy(content, file);
                    }
                }
            }
        }
        return folder;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Starts a function, with the template's options and no other settings than these. */
    public static FunctionProcess start(Class<?> handler, Map<String, String> settings) throws IOException {
        RuntimeApi runtime = RuntimeApi.start();
        Path temporary = Files.createTempDirectory("function");
        Path log = Files.createTempFile("function", ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        runtimeInterfaceClient(),
                        AWSLambda.class.getName(),
                        handler.getName())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(ATELIER|MICRONAUT|AWS)_.*"));
        builder.environment()
                .putAll(Map.of(
                        "AWS_LAMBDA_RUNTIME_API",
                        runtime.address(),
                        "AWS_LAMBDA_FUNCTION_NAME",
                        "atelier",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                        "2048",
                        "JAVA_TOOL_OPTIONS", // as the template has them
                        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                        "LAMBDA_TASK_ROOT",
                        task().toAbsolutePath().toString()));
        builder.environment().putAll(settings);
        Process process = builder.start();
        process.onExit().thenRun(runtime::processEnded);
        return new FunctionProcess(runtime, process, log, temporary);
    }

    private static String runtimeInterfaceClient() {
        return Stream.of(AWSLambda.class, PojoSerializer.class, Context.class, SdkInternalThreadLocal.class)
                .map(FunctionProcess::origin)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String origin(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the end of the initialisation, and suspends the process. */
    public FunctionProcess ready() throws InterruptedException {
        awaitIdle();
        freeze();
        return this;
    }

    /** The error of the initialisation. */
    String rejection() throws InterruptedException {
        return runtime.awaitIdle();
    }

    /** Resumes it for one event, and suspends it when it asks for the next. */
    public JsonNode invoke(String event) throws InterruptedException {
        RuntimeApi.Outcome outcome = outcome(event, LIMIT);
        if (outcome.failed()) {
            throw new IllegalStateException(outcome.text() + "\n" + output());
        }
        return read(outcome.text());
    }

    /** The same for an invocation that may fail, with a time limit. */
    RuntimeApi.Outcome outcome(String event, Duration limit) throws InterruptedException {
        signal("CONT");
        RuntimeApi.Outcome outcome = runtime.invoke(event, limit);
        awaitIdle();
        freeze();
        return outcome;
    }

    private void awaitIdle() throws InterruptedException {
        String error = runtime.awaitIdle();
        if (error != null) {
            throw new IllegalStateException(error + "\n" + output());
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    private void freeze() throws InterruptedException {
        signal("STOP");
    }

    private void signal(String name) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of its threads, as far as Linux keeps them. */
    List<String> threads() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", "" + process.pid(), "task"))) {
            return tasks.map(task -> task.resolve("comm"))
                    .map(FunctionProcess::line)
                    .toList();
        }
    }

    private static String line(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String output() {
        return line(log);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        runtime.close();
        Files.delete(log);
        delete(temporary);
    }
}
