package dev.atelier.bootstrap.contract;

import dev.atelier.bootstrap.DocumentedOperation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts which documented fields were held, by operation and generation. */
final class CoverageReport {

    private record Row(int documented, int held) {

        String line(String title) {
            return "| %s | %d | %s |%n".formatted(title, documented, held == NOT_ANSWERED ? "not answered" : held);
        }
    }

    private static final int NOT_ANSWERED = -1;

    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** The operation is documented; nothing of it is held until that is seen. */
    void expect(Generation generation, DocumentedOperation operation) {
        write(generation, operation, NOT_ANSWERED);
    }

    void write(Generation generation, DocumentedOperation operation, int held) {
        rows.put(
                operation.name() + " | " + generation,
                new Row(operation.fields().size(), held));
    }

    /** Prints the table, and leaves it in the file. */
    void publish(Path file) throws IOException {
        StringBuilder table = new StringBuilder(
                "| operation | generation | documented fields | held |%n|---|---|---:|---:|%n".formatted());
        rows.forEach((title, row) -> table.append(row.line(title)));
        int documented = rows.values().stream().mapToInt(Row::documented).sum();
        int held =
                rows.values().stream().mapToInt(row -> Math.max(row.held(), 0)).sum();
        long whole = rows.values().stream()
                .filter(row -> row.held() == row.documented())
                .count();
        table.append("%n%d of %d operations hold every documented field; %d of %d fields.%n"
                .formatted(whole, rows.size(), held, documented));
        table.append("%nContract suite: %d of %d over the three generations%n".formatted(whole, rows.size()));
        System.out.println(table);
        Files.writeString(file, table);
    }
}
