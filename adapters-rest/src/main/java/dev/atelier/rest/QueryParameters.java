package dev.atelier.rest;

import dev.atelier.application.Cursor;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import io.micronaut.http.HttpParameters;
import io.micronaut.http.HttpRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The query parameters of a request. An empty one counts as missing. Immutable. */
public final class QueryParameters {

    /** Ten digits and more: larger than any page. */
    private static final Pattern BEYOND_INTS = Pattern.compile("0*[1-9]\\d{9,}");

    private static final int USUAL_LIMIT = 10;
    private static final int HIGHEST_LIMIT = 100;

    private final HttpParameters parameters;

    private QueryParameters(HttpParameters parameters) {
        this.parameters = parameters;
    }

    public static QueryParameters of(HttpRequest<?> request) {
        return new QueryParameters(request.getParameters());
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(text -> !text.isBlank());
    }

    /**
     * As {@link #text}, for what a statement searches.
     *
     * @throws InvalidRequestException as {@link StorableText}
     */
    public Optional<String> searched(String name) {
        return text(name).map(text -> StorableText.require(name, text));
    }

    /** A list: the parameter may repeat, may carry brackets ({@code status[]=}), and may hold commas. */
    public List<String> list(String name) {
        return Stream.of(name, name + "[]")
                .flatMap(spelling -> parameters.getAll(spelling).stream())
                .flatMap(values -> Arrays.stream(values.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
    }

    /** A whole number between the bounds; the default when it is missing. */
    public int number(String name, int usual, int least, int most) {
        return text(name)
                .map(text -> LenientInteger.in(text.strip())
                        .filter(number -> number >= least && number <= most)
                        .orElseThrow(() -> new InvalidRequestException(name + " should be a whole number from " + least
                                + " to " + most + ", not " + TextSanitizer.quote(text))))
                .orElse(usual);
    }

    /** The number of rows of a page; more than the most that a page has counts as that, since clients ask for all. */
    public int pageSize(String name, int usual, int most) {
        boolean beyondInts = text(name)
                .filter(text -> BEYOND_INTS.matcher(text.strip()).matches())
                .isPresent();
        return beyondInts ? most : Math.min(most, number(name, usual, 1, Integer.MAX_VALUE));
    }

    /** The number of rows of a list's page. */
    public int limit() {
        return pageSize("limit", USUAL_LIMIT, HIGHEST_LIMIT);
    }

    /** The beginning of a list's page. */
    public Optional<Cursor> startKey() {
        return text("exclusive_start_key").map(Cursor::parse);
    }
}
