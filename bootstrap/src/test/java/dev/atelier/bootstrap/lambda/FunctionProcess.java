package dev.atelier.bootstrap.lambda;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.application.util.DirectoryDeleter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A function in a process of its own, as in Lambda: with the files of the jar for functions, driven by the runtime interface
 * client, and suspended whenever it waits for an event.
 */
public final class FunctionProcess implements AutoCloseable {

    /** The files of {@code atelier-function.jar}, which the build unpacks as Lambda does. */
    static final Path TASK = Path.of("target", "function");

    private static final Pattern RUNTIME = Pattern.compile(
            ".*/(aws-lambda-java-(runtime-interface-client|serialization|core)|utils-lite)-[^/]+\\.jar");
    private static final String NATIVE_CLIENT =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final ObjectMapper JSON = new ObjectMapper();

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

    /** Starts a function, with the template's options and no other settings than these. */
    public static FunctionProcess start(Class<?> handler, Map<String, String> settings) throws IOException {
        RuntimeApi runtime = RuntimeApi.start();
        Path temporary = Files.createTempDirectory("function");
        Path log = Files.createTempFile("function", ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-D" + NATIVE_CLIENT + "=" + nativeClient(temporary),
                        "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac", // as Lambda sets it
                        "-cp",
                        runtimeInterfaceClient(),
                        AWSLambda.class.getName(),
                        handler.getName())
                .directory(TASK.toFile()) // where the client looks for the handler
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
                        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:MetaspaceSize=96m"));
        builder.environment().putAll(settings);
        Process process = builder.start();
        process.onExit().thenRun(runtime::processEnded);
        return new FunctionProcess(runtime, process, log, temporary);
    }

    /**
     * Its library, in a folder of this process: runtime interface client 2.9.0 unpacks it to one fixed path otherwise, where
     * processes that start at the same time disturb each other.
     */
    private static Path nativeClient(Path folder) throws IOException {
        String arch = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        Path library = folder.resolve("aws-lambda-jni.so");
        try (InputStream packed = AWSLambda.class.getResourceAsStream("/jni/libaws-lambda-jni.linux-" + arch + ".so")) {
            Files.copy(packed, library);
        }
        return library;
    }

    /** Its jars alone: the classes of the function have to come from its own files. */
    private static String runtimeInterfaceClient() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(RUNTIME.asMatchPredicate())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Waits for the end of the initialisation, and suspends the process. */
    public FunctionProcess ready() throws InterruptedException {
        awaitIdle();
        freeze();
        return this;
    }

    /** Starts one with SnapStart, that is suspended where Lambda takes the snapshot. */
    static FunctionProcess snapshot(Class<?> handler, Map<String, String> settings)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(settings);
        all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        return start(handler, all).ready();
    }

    /** Resumes it as Lambda does with a copy of the snapshot, until it asks for an event. */
    FunctionProcess restore() throws InterruptedException {
        signal("CONT");
        runtime.restore();
        return ready();
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
        DirectoryDeleter.remove(temporary);
    }
}
