package dev.atelier.bootstrap.contract;

import dev.atelier.bootstrap.DocumentedOperation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code atelier.compatibility} chooses, and what that changes for the documented operations. */
enum Compatibility {
    DOCUMENTS(Map.of(), Map.of()),
    ESD(
            Map.of("CreateEndpoint", 202, "DeleteEndpoints", 204, "CreateTrainingJob", 201),
            Map.of(
                    "POST /model", Map.of("v1-5-pruned-emaonly.safetensors.tar", "[string]"),
                    "POST /checkpoint", Map.of("v1-5-pruned-emaonly.safetensors", "[string]"),
                    "POST /dataset", Map.of("/path/to/a/file.png", "string")));

    private static final String UPLOADS = "s3PresignUrl";

    private final Map<String, Integer> statuses;
    private final Map<String, Map<String, String>> uploads;

    /** @param uploads by operation, what the answer has for which file where it is not as documented */
    Compatibility(Map<String, Integer> statuses, Map<String, Map<String, String>> uploads) {
        this.statuses = statuses;
        this.uploads = uploads;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    int status(DocumentedOperation operation) {
        return statuses.getOrDefault(operation.name(), operation.status());
    }

    /** The paths of a response, and the values there. */
    Map<List<String>, String> fields(DocumentedOperation operation) {
        Map<List<String>, String> fields = operation.fields();
        if (uploads.containsKey(operation.name())) {
            fields.keySet().removeIf(path -> path.contains(UPLOADS));
            fields.put(List.of(UPLOADS), "object");
            uploads.get(operation.name()).forEach((file, type) -> fields.put(List.of(UPLOADS, file), type));
        }
        return fields;
    }

    /** Whether a call without a user name is rejected, rather than made for the user of the key. */
    boolean needsUser(DocumentedOperation operation) {
        if (operation.name().equals("StartInferenceJob")) {
            return false; // clients of 1.4.0 send the key alone
        }
        boolean everywhere = described(operation.name()).stream()
                .allMatch(described -> described.parameters().stream()
                        .anyMatch(parameter -> parameter.in().equals("header") && parameter.required()));
        return everywhere || this == ESD && operation.name().matches("(Create|List).*|GET /(checkpoints|datasets)");
    }

    /** Whether the operation behaves as nowhere else in this mode, so that it has to be tried in it. */
    boolean differs(DocumentedOperation operation) {
        return status(operation) != operation.status()
                || uploads.containsKey(operation.name())
                || needsUser(operation) != DOCUMENTS.needsUser(operation);
    }

    /** The operation as each generation that has it describes it. */
    static List<DocumentedOperation> described(String name) {
        return Arrays.stream(Generation.values())
                .map(generation -> generation.operations.stream()
                        .filter(operation -> operation.name().equals(name))
                        .findFirst())
                .flatMap(Optional::stream)
                .toList();
    }
}
