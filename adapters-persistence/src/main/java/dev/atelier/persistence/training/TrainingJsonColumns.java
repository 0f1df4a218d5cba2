package dev.atelier.persistence.training;

import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingProgress;
import dev.atelier.persistence.JsonColumnCodec;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Converts a training job's JSON columns. */
@Singleton
final class TrainingJsonColumns {

    private static final Argument<Map<String, Object>> MAP = Argument.mapOf(String.class, Object.class);
    private static final Argument<List<String>> NAMES = Argument.listOf(String.class);
    private static final Argument<Progress> PROGRESS = Argument.of(Progress.class);
    private static final Argument<Losses> LOSSES = Argument.of(Losses.class);

    private final JsonColumnCodec jsonColumnCodec;

    TrainingJsonColumns(JsonColumnCodec jsonColumnCodec) {
        this.jsonColumnCodec = jsonColumnCodec;
    }

    @Serdeable
    record Progress(
            int epoch,
            int epochs,
            int step,
            int steps,
            @Nullable Double loss,
            @Nullable String lastOutput) {}

    /** The points of a {@link LossCurve}, in two lists of the same size. */
    @Serdeable
    record Losses(int distance, List<Integer> steps, List<Double> losses) {}

    String map(Map<String, Object> map) {
        return jsonColumnCodec.write(MAP, map);
    }

    Map<String, Object> map(String column) {
        return jsonColumnCodec.read(MAP, column);
    }

    String names(List<String> names) {
        return jsonColumnCodec.write(NAMES, names);
    }

    List<String> names(String column) {
        return jsonColumnCodec.read(NAMES, column);
    }

    /** How far the job is, and when its trainer wrote something last. */
    String progress(TrainingJob job) {
        TrainingProgress reached = job.progress();
        return jsonColumnCodec.write(
                PROGRESS,
                new Progress(
                        reached.epoch(),
                        reached.epochs(),
                        reached.step(),
                        reached.steps(),
                        reached.loss(),
                        job.lastOutput() == null ? null : job.lastOutput().toString()));
    }

    TrainingProgress progress(String column) {
        Progress read = jsonColumnCodec.read(PROGRESS, column);
        return new TrainingProgress(read.epoch(), read.epochs(), read.step(), read.steps(), read.loss());
    }

    /** Empty for one without points. */
    String losses(LossCurve curve) {
        if (curve.points().isEmpty()) {
            return "";
        }
        List<Integer> steps = curve.points().stream().map(LossCurve.Point::step).toList();
        List<Double> losses = curve.points().stream().map(LossCurve.Point::loss).toList();
        return jsonColumnCodec.write(LOSSES, new Losses(curve.distance(), steps, losses));
    }

    LossCurve losses(String column) {
        if (column.isEmpty()) {
            return LossCurve.NONE;
        }
        Losses read = jsonColumnCodec.read(LOSSES, column);
        return new LossCurve(
                IntStream.range(0, read.steps().size())
                        .mapToObj(at -> new LossCurve.Point(
                                read.steps().get(at), read.losses().get(at)))
                        .toList(),
                read.distance());
    }

    /** Null where it is not known. */
    @Nullable
    Instant lastOutput(String column) {
        String read = jsonColumnCodec.read(PROGRESS, column).lastOutput();
        return read == null ? null : Instant.parse(read);
    }
}
