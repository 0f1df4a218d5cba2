package dev.atelier.rest.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.training.GetTraining;
import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingProgress;
import dev.atelier.rest.envelope.TimestampFormat;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A training with all documented fields; further ones are below {@code params}. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record TrainingResponse(
        String id,
        @JsonProperty("checkpoint_id") String checkpointId,
        @JsonProperty("job_status") String jobStatus,
        @JsonProperty("model_id") String modelId,

        @Schema(implementation = TrainingSchemas.ShownParams.class)
        Map<String, Object> params,

        String timestamp,
        @JsonProperty("train_type") String trainType,
        @Nullable String error) {

    /** @param samples the link to a sample image */
    static TrainingResponse of(
            GetTraining.Details details, Function<GetTraining.Sample, URI> samples, Function<URI, String> links) {
        TrainingJob job = details.job();
        Map<String, Object> params = TrainingParamsResponse.of(job.plan());
        params.put("input_location", job.input().toString());
        params.put("output_location", job.output().toString());
        params.put("progress", progress(job.progress()));
        params.put("losses", losses(details.losses()));
        params.put("samples", samples(details.samples(), samples.andThen(links)));
        params.put("times", times(job));
        params.put("logs", details.log().map(links).stream().toList());
        params.put("models", models(details.models(), links));
        return new TrainingResponse(
                job.id().toString(),
                job.id().checkpoint().toString(),
                job.status().word(),
                TrainingJobName.KOHYA,
                params,
                TimestampFormat.seconds(job.created()),
                TrainingJobName.TRAIN_TYPE,
                job.error());
    }

    private static Map<String, Object> progress(TrainingProgress reached) {
        Map<String, Object> progress = new LinkedHashMap<>();
        progress.put("epoch", reached.epoch());
        progress.put("epochs", reached.epochs());
        progress.put("step", reached.step());
        progress.put("steps", reached.steps());
        progress.put("loss", reached.loss());
        return progress;
    }

    private static List<Map<String, Object>> losses(LossCurve curve) {
        return curve.points().stream()
                .map(point -> Map.<String, Object>of("step", point.step(), "loss", point.loss()))
                .toList();
    }

    private static List<Map<String, Object>> samples(
            List<GetTraining.Sample> samples, Function<GetTraining.Sample, String> links) {
        return samples.stream()
                .map(sample -> Map.<String, Object>of(
                        sample.image().ofEpoch() ? "epoch" : "step",
                        sample.image().number(),
                        "prompt",
                        sample.prompt(),
                        "url",
                        links.apply(sample)))
                .toList();
    }

    private static Map<String, Object> times(TrainingJob job) {
        Map<String, Object> times = new LinkedHashMap<>();
        times.put("started", time(job.started()));
        times.put("last_output", time(job.lastOutput()));
        times.put("ended", time(job.ended()));
        return times;
    }

    private static @Nullable String time(@Nullable Instant moment) {
        return moment == null ? null : TimestampFormat.seconds(moment);
    }

    private static List<Map<String, String>> models(Map<String, URI> models, Function<URI, String> links) {
        return models.entrySet().stream()
                .map(model -> Map.of("name", model.getKey(), "url", links.apply(model.getValue())))
                .toList();
    }
}
