package dev.atelier.rest.description;

import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.event.EventType;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.domain.merge.MergeMethod;
import dev.atelier.domain.merge.MergeStatus;
import dev.atelier.domain.model.ModelStatus;
import dev.atelier.domain.training.FoundationModel;
import dev.atelier.domain.training.TrainingStatus;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The properties and query parameters of the description that take one of a few words, and the words: the domain's own,
 * so that the two cannot differ.
 */
final class Words {

    private static final String TYPE = "type";
    private static final String ENUM = "enum";

    private static final List<String> CHECKPOINT_TYPES = of(CheckpointType.values(), CheckpointType::word);
    private static final List<String> CHECKPOINT_STATUSES = of(CheckpointStatus.values(), CheckpointStatus::word);
    private static final List<String> DATASET_STATUSES = of(DatasetStatus.values(), DatasetStatus::word);
    private static final List<String> ENDPOINT_STATUSES = of(EndpointStatus.values(), EndpointStatus::word);
    private static final List<String> INFERENCE_TYPES = of(InferenceType.values(), InferenceType::word);
    private static final List<String> OWN_JOB_STATUSES =
            with(of(InferenceJobStatus.values(), InferenceJobStatus::word), "waiting", "running");
    private static final List<String> JOB_STATUSES = of(
            EnumSet.complementOf(EnumSet.of(InferenceJobStatus.CANCELED)).toArray(InferenceJobStatus[]::new),
            InferenceJobStatus::word);
    private static final List<String> EVENT_TYPES = of(EventType.values(), EventType::word);
    private static final List<String> MERGE_STATUSES = of(MergeStatus.values(), MergeStatus::word);
    private static final List<String> MODEL_STATUSES = of(ModelStatus.values(), ModelStatus::word);
    private static final List<String> TASK_TYPES = of(TaskType.values(), TaskType::word);
    private static final List<String> TRAINING_STATUSES = of(TrainingStatus.values(), TrainingStatus::word);
    private static final List<String> SET_STATUSES = with(DATASET_STATUSES.subList(1, DATASET_STATUSES.size()));

    /** By name, wherever it occurs. */
    private static final Map<String, List<String>> OF_PROPERTY = Map.ofEntries(
            Map.entry("checkpoint_type", CHECKPOINT_TYPES),
            Map.entry("checkpointType", CHECKPOINT_TYPES),
            Map.entry("model_type", CHECKPOINT_TYPES),
            Map.entry("inference_type", INFERENCE_TYPES),
            Map.entry("endpoint_type", INFERENCE_TYPES),
            Map.entry("endpoint_status", ENDPOINT_STATUSES),
            Map.entry("task_type", TASK_TYPES),
            Map.entry("taskType", with(TASK_TYPES, "merge")),
            Map.entry("job_status", TRAINING_STATUSES),
            Map.entry("dataStatus", DATASET_STATUSES),
            Map.entry("fm_type", of(FoundationModel.values(), FoundationModel::word)),
            Map.entry("interp_method", of(MergeMethod.values(), MergeMethod::word)),
            Map.entry("lora_train_type", List.of("kohya")),
            Map.entry("train_type", List.of("Stable-diffusion")),
            Map.entry("checkpoint_format", List.of("safetensors")));

    /** By schema and name. */
    private static final Map<String, List<String>> OF_SCHEMA = Map.ofEntries(
            Map.entry("CheckpointView.type", CHECKPOINT_TYPES),
            Map.entry("CheckpointListResponse.Item.type", CHECKPOINT_TYPES),
            Map.entry("V2023CheckpointListResponse.ListedCheckpoint.type", CHECKPOINT_TYPES),
            Map.entry("CheckpointView.status", with(CHECKPOINT_STATUSES, "Initialed")),
            Map.entry("CheckpointListResponse.Item.status", CHECKPOINT_STATUSES),
            Map.entry("V2023CheckpointListResponse.ListedCheckpoint.status", with(CHECKPOINT_STATUSES, "Initialed")),
            Map.entry("CheckpointSchemas.CheckpointChange.status", List.of(CheckpointStatus.ACTIVE.word())),
            Map.entry(
                    "CheckpointSchemas.CheckpointStatusChange.status",
                    List.of(CheckpointStatus.ACTIVE.word(), CheckpointStatus.DISABLED.word())),
            Map.entry(
                    "V2023CheckpointUploadSchemas.CompletedCheckpoint.status", List.of(CheckpointStatus.ACTIVE.word())),
            Map.entry("DatasetSchemas.DatasetDetails.status", DATASET_STATUSES),
            Map.entry("UpdateDatasetResponse.status", DATASET_STATUSES),
            Map.entry("V2023UpdateDatasetResponse.status", DATASET_STATUSES),
            Map.entry("V2023DatasetListResponse.Entry.status", DATASET_STATUSES),
            Map.entry("DatasetSchemas.DatasetChange.status", SET_STATUSES),
            Map.entry("V2023DatasetUploadSchemas.UploadedDataset.status", SET_STATUSES),
            Map.entry("DeploymentView.status", List.of("inprogress", "success", "failed")),
            Map.entry("InferenceResponse.status", JOB_STATUSES),
            Map.entry("StartInferenceResponse.status", JOB_STATUSES),
            Map.entry("JobView.status", OWN_JOB_STATUSES),
            Map.entry("DeliveryView.type", EVENT_TYPES),
            Map.entry("V2023InferenceResponse.status", JOB_STATUSES),
            Map.entry("V2023RunInferenceResponse.status", List.of("inprogress", "failed")),
            Map.entry("V2023StartMergeResponse.status", MERGE_STATUSES),
            Map.entry("V2023ModelSchemas.ModelCompletion.status", List.of(ModelStatus.CREATING.word())),
            Map.entry("V2023CreateModelResponse.Job.status", MODEL_STATUSES),
            Map.entry("V2023ModelListResponse.ListedModel.status", MODEL_STATUSES),
            Map.entry("TrainingListResponse.Entry.status", TRAINING_STATUSES),
            Map.entry("V2023TrainingSchemas.TrainChange.status", List.of(TrainingStatus.TRAINING.word())));

    /** By the name of the component. */
    private static final Map<String, List<String>> OF_PARAMETER = Map.of(
            "types", CHECKPOINT_TYPES,
            "checkpoint_status", with(CHECKPOINT_STATUSES, "Initialed"),
            "event_types", EVENT_TYPES,
            "dataset_status", DATASET_STATUSES,
            "task_type", TASK_TYPES);

    private Words() {}

    /** Adds the words to the components of the description. */
    static void addTo(Map<String, Object> components) {
        map(components.get("parameters")).forEach((name, parameter) -> {
            Map<String, Object> schema = map(map(parameter).get("schema"));
            add(OF_PARAMETER.get(name), schema.containsKey("items") ? map(schema.get("items")) : schema);
        });
        map(components.get("schemas")).forEach((schema, described) -> {
            if (map(described).get("properties") instanceof Map<?, ?> properties) {
                map(properties).forEach((name, property) -> {
                    List<String> words = OF_SCHEMA.getOrDefault(schema + "." + name, OF_PROPERTY.get(name));
                    if ("string".equals(map(property).get(TYPE))) {
                        add(words, map(property));
                    }
                });
            }
        });
    }

    private static void add(List<String> words, Map<String, Object> schema) {
        if (words != null) {
            schema.put(ENUM, words);
        }
    }

    private static <T> List<String> of(T[] values, Function<T, String> word) {
        return Arrays.stream(values).map(word).toList();
    }

    private static List<String> with(List<String> words, String... more) {
        return Stream.concat(words.stream(), Arrays.stream(more)).toList();
    }

    @SuppressWarnings("unchecked") // JSON
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
