package dev.atelier.rest.envelope;

import dev.atelier.application.Page;
import dev.atelier.rest.QueryParameters;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.util.List;
import java.util.function.Function;

/**
 * Lists that the 2023-07-05 document shows as bare arrays, without a field for the key of the next page, which is in a
 * {@code Link} header.
 */
public final class LegacyListResponse {

    private LegacyListResponse() {}

    /** The maximum number of rows. */
    public static int limit(QueryParameters queryParameters) {
        return queryParameters.pageSize("limit", Api20230705.MAX_ROWS, Api20230705.MAX_ROWS);
    }

    /** The rows in the response's format. */
    public static <T, V> HttpResponse<List<V>> of(Page<T> page, QueryParameters queryParameters, Function<T, V> view) {
        MutableHttpResponse<List<V>> answer = ResponseEnvelope.bare(
                HttpStatus.OK, page.items().stream().map(view).toList());
        page.next()
                .ifPresent(next -> answer.header(
                        HttpHeaders.LINK,
                        "<?limit=" + limit(queryParameters) + "&exclusive_start_key=" + next + ">; rel=\"next\""));
        return answer;
    }
}
