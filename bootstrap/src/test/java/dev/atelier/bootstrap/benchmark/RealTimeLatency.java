package dev.atelier.bootstrap.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.AtelierProcess;
import java.util.Base64;
import java.util.Collection;
import java.util.function.IntConsumer;

/**
 * What a Real-time job takes in one service beyond a direct call of its node. Several services are measured in short turns,
 * so that a slow moment of the machine meets all of them.
 */
final class RealTimeLatency implements AutoCloseable {

    private static final int TURN = 20;

    private final BenchmarkEnvironment service;
    private final IntConsumer job;
    private final ApiClient node;
    private final Samples.Builder jobs = new Samples.Builder();
    private final Samples.Builder directCalls = new Samples.Builder();
    private long processorTime;
    private int seed;

    private RealTimeLatency(BenchmarkEnvironment service, IntConsumer job) {
        this.service = service;
        this.job = job;
        this.node = new ApiClient(service.nodes().get(0).url(), "none");
    }

    static RealTimeLatency of(BenchmarkEnvironment service) {
        service.client().endpoint("fast", "Real-time", 1);
        return new RealTimeLatency(service, seed -> service.createAndStart("Real-time", seed));
    }

    /** The same jobs of the same service as a client of WebUI asks for them, by its login. */
    RealTimeLatency asWebUi() {
        String login = Base64.getEncoder().encodeToString(("api:" + AtelierProcess.KEY).getBytes(UTF_8));
        ApiClient client =
                service.client().with("x-api-key", null).with("username", null).with("Authorization", "Basic " + login);
        return new RealTimeLatency(service, seed -> generate(client, seed));
    }

    void warmUp(int count) {
        for (int i = 0; i < count; i++) {
            job();
            directCall();
        }
        service.awaitRest();
    }

    /** Measures so many jobs of each, alternating. */
    static void measureInTurns(Collection<RealTimeLatency> services, int count) {
        services.forEach(each -> each.processorTime -= each.service.processorTime());
        for (int measured = 0; measured < count; measured += TURN) {
            for (RealTimeLatency each : services) {
                for (int i = 0; i < TURN; i++) {
                    each.jobs.measure(each::job);
                    each.directCalls.measure(each::directCall);
                }
            }
        }
        services.forEach(each -> each.processorTime += each.service.processorTime());
    }

    private void job() {
        job.accept(seed++);
    }

    private void directCall() {
        generate(node, seed);
    }

    private static void generate(ApiClient webUi, int seed) {
        webUi.call("POST", "/sdapi/v1/txt2img", "{\"prompt\": \"p\", \"seed\": " + seed + "}")
                .data(200);
    }

    /** Beyond the direct call, in ms: p50, p99; and the processor time for a job, in ms. */
    double[] result() {
        Samples ours = jobs.build();
        Samples direct = directCalls.build();
        return new double[] {
            (ours.percentile(50) - direct.percentile(50)) / 1e6,
            (ours.percentile(99) - direct.percentile(99)) / 1e6,
            (double) processorTime / ours.sorted().length / 1e6
        };
    }

    @Override
    public void close() {
        service.close();
    }
}
