package dev.atelier.sagemaker.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.atelier.domain.StorageUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Training jobs. Each goes through the stages of a real one, with a short time for each, and then writes the model
 * that its configuration in the bucket names; a test can hold or end it.
 */
public final class StubTrainings {

    private static final List<String> STAGES = List.of("Starting", "Downloading", "Training", "Uploading", "Completed");

    private final ScheduledExecutorService timer;
    private final StubQueue queue;
    private final Bucket bucket;
    private final Map<String, Training> trainings = new ConcurrentHashMap<>();
    private volatile Duration stageTakes = Duration.ofMillis(50);
    private volatile byte[] model = "weights".getBytes(StandardCharsets.UTF_8);
    private volatile String failure;
    private volatile boolean stopsAtOnce = true;

    private record Training(JsonNode request, String status, String stage, String reason, Instant changed) {}

    StubTrainings(ScheduledExecutorService timer, StubQueue queue, Bucket bucket) {
        this.timer = timer;
        this.queue = queue;
        this.bucket = bucket;
    }

    /** How long each stage of new trainings takes; null: they stay in the first. */
    public void stageTakes(Duration time) {
        stageTakes = time;
    }

    /** Trainings that are stopped stay Stopping until the test ends them, while their containers deliver. */
    public void stopsSlowly() {
        stopsAtOnce = false;
    }

    /** Makes trainings fail for this reason; null: they complete. */
    public void failsWith(String reason) {
        failure = reason;
    }

    /** The model that containers write; null: none. */
    public void makes(byte[] content) {
        model = content;
    }

    /** Sets the state of a training. */
    public void become(String name, String status, String stage, String reason) {
        trainings.computeIfPresent(name, (key, training) -> {
            queue.deliver(event(name, status, stage));
            return new Training(training.request(), status, stage, reason, Instant.now());
        });
    }

    /** Removes a training, as an operator might in AWS. */
    public void vanish(String name) {
        trainings.remove(name);
    }

    /** The status of a training; empty when there is none of this name. */
    public Optional<String> status(String name) {
        return Optional.ofNullable(trainings.get(name)).map(Training::status);
    }

    /** When the state of a training changed last. */
    public Instant changed(String name) {
        return trainings.get(name).changed().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The value of a hyperparameter. */
    public JsonNode hyperparameter(String name, String parameter) {
        String told = trainings
                .get(name)
                .request()
                .path("HyperParameters")
                .path(parameter)
                .asText();
        return parse(Base64.getDecoder().decode(told));
    }

    /** Writes the model of a training. */
    public void complete(String name) {
        String folder = hyperparameter(name, "s3-output-path").asText();
        if (model != null) {
            bucket.write(StorageUri.parse(folder).resolve(outputName(name) + ".safetensors"), model);
        }
        become(name, "Completed", "Completed", null);
    }

    private String outputName(String name) {
        String toml = hyperparameter(name, "params")
                .path("training_params")
                .path("s3_toml_path")
                .asText();
        try {
            return new TomlMapper()
                    .readTree(bucket.read(StorageUri.parse(toml)).orElseThrow())
                    .path("output_name")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, AwsStub.Operation> operations() {
        return Map.of(
                "CreateTrainingJob",
                this::create,
                "DescribeTrainingJob",
                this::describe,
                "StopTrainingJob",
                this::stop);
    }

    private ObjectNode create(JsonNode body) {
        String name = body.path("TrainingJobName").asText();
        if (trainings.putIfAbsent(name, new Training(body, "InProgress", STAGES.get(0), null, Instant.now())) != null) {
            throw new AwsErrorResponse(
                    400, "ResourceInUse", "Training job names must be unique within an AWS account and region");
        }
        Duration takes = stageTakes;
        for (int i = 1; takes != null && i < STAGES.size(); i++) {
            String stage = STAGES.get(i);
            timer.schedule(() -> reach(name, stage), takes.toMillis() * i, TimeUnit.MILLISECONDS);
        }
        return AwsStub.object().put("TrainingJobArn", AwsStub.arn("sagemaker", "training-job/" + name));
    }

    /** Synchronized, so that a late stage does not replace the end. */
    private synchronized void reach(String name, String stage) {
        if (!status(name).equals(Optional.of("InProgress"))) {
            return;
        }
        if (stage.equals("Completed") && failure != null) {
            become(name, "Failed", "Failed", failure);
        } else if (stage.equals("Completed")) {
            complete(name);
        } else {
            become(name, "InProgress", stage, null);
        }
    }

    private ObjectNode describe(JsonNode body) {
        Training training = require(body);
        return AwsStub.object()
                .put("TrainingJobName", body.path("TrainingJobName").asText())
                .put("TrainingJobStatus", training.status())
                .put("SecondaryStatus", training.stage())
                .put("FailureReason", training.reason())
                .put("LastModifiedTime", training.changed().toEpochMilli() / 1000.0);
    }

    private ObjectNode stop(JsonNode body) {
        String name = body.path("TrainingJobName").asText();
        if (!require(body).status().equals("InProgress")) {
            throw AwsErrorResponse.invalid("The request was rejected because the training job is in status "
                    + require(body).status() + ".");
        }
        String status = stopsAtOnce ? "Stopped" : "Stopping";
        become(name, status, status, null);
        return AwsStub.object();
    }

    private Training require(JsonNode body) {
        return Optional.ofNullable(trainings.get(body.path("TrainingJobName").asText()))
                .orElseThrow(() -> AwsErrorResponse.invalid("Requested resource not found."));
    }

    private static String event(String name, String status, String stage) {
        ObjectNode event = AwsStub.object()
                .put("version", "0")
                .put("detail-type", "SageMaker Training Job State Change")
                .put("source", "aws.sagemaker");
        event.putObject("detail")
                .put("TrainingJobName", name)
                .put("TrainingJobStatus", status)
                .put("SecondaryStatus", stage);
        return event.toString();
    }

    private static JsonNode parse(byte[] json) {
        try {
            return AwsStub.JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
