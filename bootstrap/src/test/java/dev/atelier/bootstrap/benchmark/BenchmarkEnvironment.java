package dev.atelier.bootstrap.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A service with simulated nodes, as the measurements need it. */
final class BenchmarkEnvironment implements AutoCloseable {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");

    private final List<WebUiSimulator> nodes;
    private final AtelierProcess service;
    private final ApiClient client;

    private BenchmarkEnvironment(List<WebUiSimulator> nodes, AtelierProcess service) {
        this.nodes = nodes;
        this.service = service;
        this.client = service.client();
    }

    /** @param settings names of environment variables and their values, one after the other */
    static BenchmarkEnvironment start(Path folder, List<WebUiSimulator> nodes, String... settings) {
        return start(AtelierProcess.in(folder.resolve("data")), nodes, settings);
    }

    /** @param settings as above */
    static BenchmarkEnvironment start(AtelierProcess.Setup setup, List<WebUiSimulator> nodes, String... settings) {
        setup.with(
                "ATELIER_LOCAL_GPU_NODES",
                nodes.stream().map(node -> node.url().toString()).collect(Collectors.joining(",")));
        for (int i = 0; i < settings.length; i += 2) {
            setup.with(settings[i], settings[i + 1]);
        }
        BenchmarkEnvironment benchmarkEnvironment = new BenchmarkEnvironment(nodes, setup.start());
        benchmarkEnvironment.client.endpoint("backlog", "Async", 1);
        return benchmarkEnvironment;
    }

    static List<WebUiSimulator> nodes(int count, Duration perImage) {
        return IntStream.range(0, count)
                .mapToObj(i -> WebUiSimulator.start().generatesIn(perImage))
                .toList();
    }

    ApiClient client() {
        return client;
    }

    List<WebUiSimulator> nodes() {
        return nodes;
    }

    AtelierProcess service() {
        return service;
    }

    /** Creates the jobs, starts them all, waits for the last; answers them as they ended. */
    List<JsonNode> run(int count, IntFunction<String> checkpoint) {
        return awaitAll(start(count, checkpoint));
    }

    /** Creates the jobs and starts them all; answers their ids. */
    List<String> start(int count, IntFunction<String> checkpoint) {
        List<String> ids = IntStream.range(0, count)
                .mapToObj(
                        i -> client.createJob("Async", checkpoint.apply(i), "{\"prompt\": \"p\", \"seed\": " + i + "}"))
                .toList();
        ids.forEach(client::start);
        return ids;
    }

    /** Creates and starts a job in one call; answers its id. Real-time: it has ended by then. */
    String createAndStart(String type, int seed) {
        JsonNode answer = client.call(
                        "POST",
                        "/inferences",
                        "{\"inference_type\": \"" + type + "\", \"task_type\": \"txt2img\", \"payload_string\":"
                                + " \"{\\\"prompt\\\": \\\"p\\\", \\\"seed\\\": " + seed + "}\", \"models\":"
                                + " {\"Stable-diffusion\": [\"" + WebUiSimulator.FIRST_MODEL
                                + "\"], \"VAE\": [\"Automatic\"], \"embeddings\": []}}")
                .json();
        JsonNode id = answer.findValue(type.equals("Async") ? "inference_id" : "InferenceJobId");
        if (id == null) {
            throw new IllegalStateException(answer.toString());
        }
        return id.asText();
    }

    /** Processor time that the service has used so far, in nanoseconds. */
    long processorTime() {
        return ProcessHandle.of(service.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow()
                .toNanos();
    }

    /** Resident memory as Linux reports it, in MB, without a forced garbage collection. */
    long residentMegabytes() {
        return StartupAndMemory.resident(service);
    }

    /** Returns once the service has used less than a tenth of a core for a second. */
    void awaitRest() {
        ProcessHandle process = ProcessHandle.of(service.pid()).orElseThrow();
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
            Duration before = process.info().totalCpuDuration().orElseThrow();
            TimeUnit.SECONDS.sleep(1);
            return process.info().totalCpuDuration().orElseThrow().minus(before).toMillis() < 100;
        });
    }

    /** The jobs once all have succeeded. */
    List<JsonNode> awaitAll(List<String> ids) {
        List<JsonNode> ended = new ArrayList<>();
        for (String id : ids) {
            JsonNode job = client.awaitEnd(id, Duration.ofMinutes(5));
            if (!job.path("status").asText().equals("succeed")) {
                throw new IllegalStateException(job.toString());
            }
            ended.add(job);
        }
        return ended;
    }

    /** From the first start to the last end, in nanoseconds. */
    static long span(List<JsonNode> jobs) {
        LocalDateTime first = jobs.stream()
                .map(job -> time(job, "startTime"))
                .min(LocalDateTime::compareTo)
                .orElseThrow();
        return nanosUntilLast(first, jobs);
    }

    /** From that moment to the last end, in nanoseconds. */
    static long nanosUntilLast(LocalDateTime begin, List<JsonNode> jobs) {
        LocalDateTime last = jobs.stream()
                .map(job -> time(job, "completeTime"))
                .max(LocalDateTime::compareTo)
                .orElseThrow();
        return Duration.between(begin, last).toNanos();
    }

    /** The longest time that one job took from its start to its end, in nanoseconds. */
    static long longestWait(List<JsonNode> jobs) {
        return jobs.stream()
                .mapToLong(job -> Duration.between(time(job, "startTime"), time(job, "completeTime"))
                        .toNanos())
                .max()
                .orElseThrow();
    }

    private static LocalDateTime time(JsonNode job, String field) {
        return LocalDateTime.parse(job.path(field).asText(), TIME);
    }

    @Override
    public void close() {
        service.close();
        nodes.forEach(WebUiSimulator::close);
    }
}
