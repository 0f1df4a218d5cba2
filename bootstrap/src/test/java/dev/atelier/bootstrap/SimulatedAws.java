package dev.atelier.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.StorageUri;
import dev.atelier.localgpu.demo.DemoNode;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** AWS as far as it can be here: a real S3 server, the stub of the other services, and endpoints in which the demo node paints. */
final class SimulatedAws implements AutoCloseable {

    private final S3Server s3;
    private final AwsStub services;
    private final DemoNode painter;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private SimulatedAws(Path folder) {
        s3 = S3Server.start();
        painter = DemoNode.start(0, folder);
        services = AwsStub.start(bucket());
        services.endpoints().creationTakes(Duration.ofSeconds(1));
        services.queue().open();
        services.runtime().runs(this::paint);
    }

    /** @param folder for the models of who paints */
    static SimulatedAws start(Path folder) {
        return new SimulatedAws(folder);
    }

    AwsStub services() {
        return services;
    }

    /** Has the service use it, by configuration alone. */
    AtelierProcess.Setup given(AtelierProcess.Setup setup) {
        return setup.filesIn(s3)
                .with("ATELIER_BACKEND", "sagemaker")
                .with("AWS_ENDPOINT_URL", services.url())
                .with("ATELIER_AWS_EXECUTION_ROLE", "arn:aws:iam::" + AwsStub.ACCOUNT + ":role/atelier")
                .with("ATELIER_AWS_INFERENCE_IMAGE", AwsStub.ACCOUNT + "/inference:latest")
                .with("ATELIER_AWS_SUCCESS_TOPIC", topic("success"))
                .with("ATELIER_AWS_ERROR_TOPIC", topic("error"))
                .with("ATELIER_AWS_QUEUE_URL", services.queue().url());
    }

    private static String topic(String name) {
        return "arn:aws:sns:" + AwsStub.REGION + ":" + AwsStub.ACCOUNT + ":" + name;
    }

    /** What an endpoint's container does: fetches the payload that it is told of, and answers as SD WebUI. */
    private Container.Reply paint(JsonNode request) {
        byte[] payload = bucket().read(StorageUri.parse(request.path("param_s3").asText()))
                .orElseThrow();
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(URI.create(
                        painter.url() + "/sdapi/v1/" + request.path("task").asText()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(payload))
                .build());
        return new Container.Reply(answer.statusCode(), answer.body());
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
        painter.close();
        s3.close();
    }
}
