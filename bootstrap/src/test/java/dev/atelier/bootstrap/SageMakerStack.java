package dev.atelier.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.bootstrap.RandomModel.Precision;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.demo.DemoWebUiServer;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.persistence.testing.S3Server;
import dev.atelier.sagemaker.testing.AwsStub;
import dev.atelier.sagemaker.testing.Bucket;
import dev.atelier.sagemaker.testing.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Simulated AWS: a real S3 server, stubs of the other services, and endpoints whose containers are SD WebUI
 * simulators.
 */
public final class SageMakerStack implements Stack {

    private final S3Server s3;
    private final AwsStub services;
    private final DemoWebUiServer demo;
    private final Path model;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Painter> generators;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param models an empty folder for the models that the simulators use, and those that are uploaded and trained */
    public SageMakerStack(Path models) throws IOException {
        model = small(models.resolve("uploaded"), 1);
        s3 = S3Server.start();
        demo = DemoWebUiServer.start(0, models.resolve("demo"));
        services = AwsStub.start(bucket());
        services.endpoints().creationTakes(Duration.ofSeconds(1));
        services.trainings().makes(Files.readAllBytes(small(models.resolve("trained"), 2)));
        services.queue().open();
        services.runtime().runs(this::generate);
    }

    public AwsStub services() {
        return services;
    }

    private static Path small(Path file, long seed) throws IOException {
        new RandomModel(Precision.F16, 1, 1, seed).write(file);
        return file;
    }

    @Override
    public AtelierProcess.Setup given(AtelierProcess.Setup setup, WebUiSimulator... others) {
        generators = others.length == 0
                ? List.of(new Painter(demo.url().base()))
                : Arrays.stream(others).map(other -> new Painter(other.url())).toList();
        settings().forEach(setup::with);
        return setup.brief().with("ATELIER_AWS_QUEUE_URL", services.queue().url());
    }

    /** The configuration of a service on this stack, without the queue. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(s3.environment());
        settings.put("AWS_ENDPOINT_URL", services.url().toString());
        settings.put("ATELIER_STORE", "s3");
        settings.put("ATELIER_AWS_BUCKET", S3Server.BUCKET);
        settings.put("ATELIER_S3_PATH_STYLE", "true");
        settings.put("ATELIER_BACKEND", "sagemaker");
        settings.put("ATELIER_AWS_EXECUTION_ROLE", "arn:aws:iam::" + AwsStub.ACCOUNT + ":role/atelier");
        settings.put("ATELIER_AWS_INFERENCE_IMAGE", AwsStub.ACCOUNT + "/inference:latest");
        settings.put("ATELIER_AWS_TRAINING_IMAGE", AwsStub.ACCOUNT + "/training:latest");
        settings.put("ATELIER_AWS_SUCCESS_TOPIC", topic("success"));
        settings.put("ATELIER_AWS_ERROR_TOPIC", topic("error"));
        return settings;
    }

    /** Endpoints have no models of their own. */
    @Override
    public void provideModel(ApiClient client) throws IOException, InterruptedException {
        new ModelUpload(client).upload(WebUiSimulator.FIRST_MODEL, model);
    }

    /** Containers fetch the models of a request. */
    @Override
    public void awaitFile(WebUiSimulator generator, CheckpointType type, String file) {}

    private static String topic(String name) {
        return "arn:aws:sns:" + AwsStub.REGION + ":" + AwsStub.ACCOUNT + ":" + name;
    }

    /** The container of an endpoint: fetches the payload of a request and responds like SD WebUI. */
    private Container.Reply generate(JsonNode request) {
        byte[] payload = bucket().read(StorageUri.parse(request.path("param_s3").asText()))
                .orElseThrow();
        List<Painter> all = generators;
        return all.get(turn.getAndIncrement() % all.size())
                .generate(request.path("task").asText(), payload);
    }

    /** An instance, which handles one request at a time. */
    private final class Painter {

        private final URI url;
        private final String login;

        private Painter(URI url) {
            this.url = url;
            this.login = Base64.getEncoder()
                    .encodeToString(String.valueOf(url.getUserInfo()).getBytes(StandardCharsets.UTF_8));
        }

        private synchronized Container.Reply generate(String task, byte[] payload) {
            HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(url.resolve("/sdapi/v1/" + task))
                    .header("Content-Type", "application/json")
                    .header("Authorization", "Basic " + login)
                    .POST(BodyPublishers.ofByteArray(payload))
                    .build());
            return new Container.Reply(answer.statusCode(), answer.body());
        }
    }

    private Bucket bucket() {
        return new Bucket() {
            @Override
            public Optional<byte[]> read(StorageUri place) {
                HttpResponse<byte[]> answer =
                        send(HttpRequest.newBuilder(at(place)).build());
                return Optional.of(answer.body()).filter(body -> answer.statusCode() == 200);
            }

            @Override
            public void write(StorageUri place, byte[] content) {
                send(HttpRequest.newBuilder(at(place))
                        .PUT(BodyPublishers.ofByteArray(content))
                        .build());
            }
        };
    }

    private URI at(StorageUri place) {
        return URI.create(s3.url() + "/" + place.bucket() + "/" + place.key());
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        services.close();
        demo.close();
        s3.close();
    }
}
