package dev.atelier.rest.console;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.inference.InferenceJob;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.uri.UriBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What all pages have in common.
 *
 * @param base the path of the console as the browser knows it
 * @param caller empty before they have signed in
 * @param section the page's own, if it is one of the navigation
 * @param now when the page is made
 */
record Frame(String base, Optional<Caller> caller, @Nullable Section section, Instant now) {

    /** The link of a page; {@code path} is below the console's own. */
    String url(String path) {
        return base + path;
    }

    List<Section> sections() {
        return Arrays.stream(Section.values())
                .filter(each -> each.isOpenTo(caller.orElse(null)))
                .toList();
    }

    String user() {
        return caller.map(known -> known.name().value()).orElse("");
    }

    /** The names of the caller's roles, one on each line. */
    String roles() {
        return caller.stream()
                .flatMap(known -> known.roles().stream())
                .sorted()
                .map(RoleName::value)
                .collect(Collectors.joining("\n"));
    }

    /** Whether the caller may do that, so that it is offered. */
    boolean may(String permission) {
        return caller.filter(known -> known.holds(Permission.parse(permission))).isPresent();
    }

    /** Whether the caller may do everything. */
    boolean mayEverything() {
        return caller.filter(known -> Permission.everything().stream().allMatch(known::holds))
                .isPresent();
    }

    /** How long ago that was; empty where it is not known. */
    String since(@Nullable Instant time) {
        return time == null ? "" : ProgressView.words(Duration.between(time, now));
    }

    /** A list in words. */
    static String words(List<?> values) {
        return values.isEmpty() ? "none" : values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** The name of a file without its ending. */
    static String stem(String file) {
        int dot = file.lastIndexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }

    /** A query of these names and values, in turn; without those of empty values. */
    static String query(String... namesAndValues) {
        UriBuilder query = UriBuilder.of("");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!namesAndValues[i + 1].isEmpty()) {
                query.queryParam(namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return query.build().toString();
    }

    /** The query of a form that is filled in with these fields and a job's model. */
    static String query(Map<String, String> fields, InferenceJob job, @Nullable Integer image) {
        UriBuilder query = UriBuilder.of("");
        fields.forEach(query::queryParam);
        job.checkpoint().ifPresent(model -> query.queryParam(GenerateForm.MODEL, model.name()));
        if (image != null) {
            query.queryParam(GenerateForm.FROM, job.id() + "/images/" + image);
        }
        return query.build().toString();
    }
}
