package dev.atelier.rest.console;

import dev.atelier.application.checkpoint.CheckpointSearch;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.rest.QueryParameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which models are shown; what is empty restricts nothing.
 *
 * @param searched by the name of the field, what is searched
 * @param page from 1
 */
record ModelFilter(
        Optional<CheckpointType> type, Optional<CheckpointStatus> status, Map<String, String> searched, int page) {

    /** How many models a page has. */
    static final int PER_PAGE = 20;

    private static final List<String> SEARCHED = List.of("name", "family", "kind", "base", "tag", "hash", "creator");

    static ModelFilter of(QueryParameters query) {
        Map<String, String> searched = new LinkedHashMap<>();
        SEARCHED.forEach(field -> query.searched(field).ifPresent(text -> searched.put(field, text.strip())));
        return new ModelFilter(
                query.text("type").map(CheckpointType::of),
                query.text("status").map(CheckpointStatus::of),
                searched,
                query.number("page", 1, 1, Integer.MAX_VALUE / PER_PAGE));
    }

    /** What is searched in a field; empty for nothing. */
    String text(String field) {
        return searched.getOrDefault(field, "");
    }

    boolean isSearched() {
        return !searched.isEmpty();
    }

    Optional<UserName> creator() {
        return Optional.ofNullable(searched.get("creator")).map(UserName::new);
    }

    CheckpointSearch search() {
        return CheckpointSearch.of(
                field("name"), field("family"), field("kind"), field("base"), field("tag"), field("hash"));
    }

    private Optional<String> field(String name) {
        return Optional.ofNullable(searched.get(name));
    }

    List<CheckpointType> types() {
        return type.stream().toList();
    }

    List<CheckpointStatus> statuses() {
        return status.stream().toList();
    }

    boolean isOf(CheckpointType other) {
        return type.filter(other::equals).isPresent();
    }

    boolean isOf(CheckpointStatus other) {
        return status.filter(other::equals).isPresent();
    }

    /** The query of another page of these. */
    String query(int other) {
        List<String> query = new ArrayList<>(List.of(
                "type",
                type.map(CheckpointType::word).orElse(""),
                "status",
                status.map(CheckpointStatus::word).orElse("")));
        searched.forEach((field, text) -> query.addAll(List.of(field, text)));
        query.addAll(List.of("page", Integer.toString(other)));
        return Frame.query(query.toArray(String[]::new));
    }

    static long pages(long total) {
        return Math.max(1, (total + PER_PAGE - 1) / PER_PAGE);
    }
}
