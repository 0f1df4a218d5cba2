package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.CheckpointSearch;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelProperty;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The terms in {@code checkpoint_term} by which checkpoints are searched. Names are found by any part, though indexes begin at the
 * beginning: each part of two and three characters is a term. Methods run in the caller's transaction.
 */
@Singleton
class CheckpointTerms {

    private static final int SHORT = 2;
    private static final int LONG = 3;

    private final JdbcOperations jdbc;

    CheckpointTerms(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    void name(UUID id, Collection<String> stems) {
        Set<String> parts = new TreeSet<>();
        stems.forEach(stem -> {
            parts.addAll(parts(stem, SHORT));
            parts.addAll(parts(stem, LONG));
        });
        replace(id, "NAME", parts);
    }

    void describe(UUID id, Collection<ModelDescription> files) {
        replace(id, "FAMILY", terms(files.stream().map(file -> file.family().name())));
        replace(id, "KIND", terms(files.stream().map(file -> file.kind().name())));
        replace(
                id,
                "BASE",
                terms(files.stream()
                        .map(file -> file.properties().getOrDefault(ModelProperty.BASE_MODEL, ""))
                        .map(CheckpointSearch::base)
                        .filter(base -> !base.isEmpty())));
    }

    void tag(UUID id, Collection<String> tags) {
        replace(id, "TAG", tags);
    }

    private static Set<String> terms(Stream<String> terms) {
        return terms.collect(Collectors.toCollection(TreeSet::new));
    }

    /** Terms of names that all contain the word, some of them: the rest is left to a comparison of what they find. */
    static Set<String> of(String word) {
        List<String> parts = List.copyOf(parts(word, word.codePointCount(0, word.length()) < LONG ? SHORT : LONG));
        Set<String> some = new LinkedHashSet<>();
        some.add(parts.get(0));
        some.add(parts.get(parts.size() / 2));
        some.add(parts.get(parts.size() - 1));
        return some;
    }

    /** In code points, since no part may be half of a character. */
    private static Set<String> parts(String text, int length) {
        int[] points = text.codePoints().toArray();
        Set<String> parts = new LinkedHashSet<>();
        for (int start = 0; start + length <= points.length; start++) {
            parts.add(new String(points, start, length));
        }
        return parts;
    }

    private void replace(UUID id, String field, Collection<String> terms) {
        execute("delete from checkpoint_term where checkpoint_id = ? and field = ?", List.of(id, field));
        if (!terms.isEmpty()) {
            execute(
                    "insert into checkpoint_term (field, term, checkpoint_id) values "
                            + String.join(", ", Collections.nCopies(terms.size(), "(?, ?, ?)")),
                    terms.stream()
                            .flatMap(term -> Stream.<Object>of(field, term, id))
                            .toList());
        }
    }

    private void execute(String sql, List<?> values) {
        jdbc.prepareStatement(sql, statement -> {
            for (int at = 0; at < values.size(); at++) {
                statement.setObject(at + 1, values.get(at));
            }
            return statement.executeUpdate();
        });
    }
}
