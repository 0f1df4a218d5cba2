package dev.atelier.persistence.training;

import dev.atelier.domain.training.TrainingProgress;
import dev.atelier.persistence.Json;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** The columns of a training that hold JSON. */
@Singleton
final class TrainingJson {

    private static final Argument<Map<String, Object>> MAP = Argument.mapOf(String.class, Object.class);
    private static final Argument<List<String>> NAMES = Argument.listOf(String.class);
    private static final Argument<Progress> PROGRESS = Argument.of(Progress.class);

    private final Json json;

    TrainingJson(Json json) {
        this.json = json;
    }

    @Serdeable
    record Progress(int epoch, int epochs, int step, int steps, @Nullable Double loss) {}

    String map(Map<String, Object> map) {
        return json.write(MAP, map);
    }

    Map<String, Object> map(String column) {
        return json.read(MAP, column);
    }

    String names(List<String> names) {
        return json.write(NAMES, names);
    }

    List<String> names(String column) {
        return json.read(NAMES, column);
    }

    String progress(TrainingProgress reached) {
        return json.write(
                PROGRESS,
                new Progress(reached.epoch(), reached.epochs(), reached.step(), reached.steps(), reached.loss()));
    }

    TrainingProgress progress(String column) {
        Progress read = json.read(PROGRESS, column);
        return new TrainingProgress(read.epoch(), read.epochs(), read.step(), read.steps(), read.loss());
    }
}
