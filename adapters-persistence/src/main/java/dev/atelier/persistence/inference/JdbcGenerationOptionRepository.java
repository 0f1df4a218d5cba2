package dev.atelier.persistence.inference;

import dev.atelier.application.inference.GenerationOptionRepository;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.JsonColumnCodec;
import dev.atelier.persistence.TransactionTemplate;
import io.micronaut.core.type.Argument;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Users' options, in {@code generation_option}: a row for each, so that concurrent changes of different ones are all kept. */
@Singleton
public final class JdbcGenerationOptionRepository implements GenerationOptionRepository {

    private static final Argument<Map<String, Object>> CONTENT = Argument.mapOf(String.class, Object.class);

    /** The property of the column's object that has the value, which may be null. */
    private static final String VALUE = "value";

    private final GenerationOptionDao rows;
    private final JsonColumnCodec json;
    private final TransactionTemplate transactionTemplate;

    JdbcGenerationOptionRepository(
            GenerationOptionDao rows, JsonColumnCodec json, TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.json = json;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public Map<String, Object> find(UserName user) {
        Map<String, Object> options = new LinkedHashMap<>();
        rows.find(user.value())
                .forEach(row -> options.put(
                        row.name(), json.read(CONTENT, row.content()).get(VALUE)));
        return options;
    }

    @Override
    public void save(UserName user, Map<String, Object> options) {
        if (options.isEmpty()) {
            return;
        }
        transactionTemplate.executeDurably(() -> {
            // In one order, so that concurrent calls cannot deadlock.
            new TreeMap<>(options).forEach((name, value) -> save(user.value(), name, value));
            return null;
        });
    }

    private void save(String user, String name, Object value) {
        String content = json.write(CONTENT, Collections.singletonMap(VALUE, value));
        // Either statement locks the row, so that concurrent calls are serialized.
        if (rows.insert(user, name, content) == 0) {
            rows.update(user, name, content);
        }
    }
}
