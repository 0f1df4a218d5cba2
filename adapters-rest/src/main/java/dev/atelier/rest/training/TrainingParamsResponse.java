package dev.atelier.rest.training;

import dev.atelier.domain.training.TrainingSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** The client's params of a training, completed by the documented sections. */
final class TrainingParamsResponse {

    private TrainingParamsResponse() {}

    static Map<String, Object> of(TrainingSpec plan) {
        Map<String, Object> params = new LinkedHashMap<>(plan.params());
        params.put("config_params", withTraining(plan.params().get("config_params")));
        params.putIfAbsent("training_params", Map.of());
        params.put("training_type", TrainingJobName.KOHYA);
        return params;
    }

    private static Map<Object, Object> withTraining(Object said) {
        Map<Object, Object> config = new LinkedHashMap<>(said instanceof Map<?, ?> map ? map : Map.of());
        config.putIfAbsent("training", Map.of());
        return config;
    }
}
