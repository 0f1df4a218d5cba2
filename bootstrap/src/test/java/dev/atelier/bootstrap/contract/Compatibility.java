package dev.atelier.bootstrap.contract;

import dev.atelier.bootstrap.DocumentedOperation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code atelier.compatibility} chooses, and what that changes for the documented operations. */
enum Compatibility {
    DOCUMENTS(Map.of()),
    ESD(Map.of("CreateEndpoint", 202, "DeleteEndpoints", 204, "CreateTrainingJob", 201));

    private final Map<String, Integer> statuses;

    Compatibility(Map<String, Integer> statuses) {
        this.statuses = statuses;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    int status(DocumentedOperation operation) {
        return statuses.getOrDefault(operation.name(), operation.status());
    }

    /** Whether a call that names no user is refused, rather than made for the user of the key. */
    boolean needsUser(DocumentedOperation operation) {
        boolean everywhere = described(operation.name()).stream().allMatch(described -> described.parameters().stream()
                .anyMatch(parameter -> parameter.in().equals("header") && parameter.required()));
        return everywhere || this == ESD && operation.name().matches("(Create|List).*");
    }

    /** Whether the operation behaves as nowhere else in this mode, so that it has to be tried in it. */
    boolean differs(DocumentedOperation operation) {
        return status(operation) != operation.status() || needsUser(operation) != DOCUMENTS.needsUser(operation);
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
