package dev.atelier.rest.access;

import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.envelope.ErrorResponseFactory;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.uri.UriBuilder;
import io.micronaut.security.authentication.AuthorizationException;
import io.micronaut.security.authentication.DefaultAuthorizationExceptionHandler;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;

/** Answers requests that are not authenticated as their path requires. */
@Singleton
@Replaces(DefaultAuthorizationExceptionHandler.class)
class RejectionHandler implements ExceptionHandler<AuthorizationException, HttpResponse<?>> {

    private static final String CHALLENGE = "Basic realm=\"atelier\", charset=\"UTF-8\"";

    private final PathPolicy policy;
    private final ErrorResponseFactory shape;
    private final PublicUrlResolver links;

    RejectionHandler(PathPolicy policy, ErrorResponseFactory shape, PublicUrlResolver links) {
        this.policy = policy;
        this.shape = shape;
        this.links = links;
    }

    @Override
    @SuppressWarnings("rawtypes") // the interface has wildcards
    public HttpResponse<?> handle(HttpRequest request, AuthorizationException rejection) {
        PathPolicy.Entry entry = policy.entry(request);
        if (entry == PathPolicy.Entry.API_KEY_OR_TOKEN) {
            return shape.rejection(
                    request,
                    HttpStatus.UNAUTHORIZED,
                    "the API key is missing or wrong; it is expected as Authorization: Bearer, or in x-api-key");
        }
        if (entry == PathPolicy.Entry.WEBUI) {
            // Without a challenge: no client waits for one, and browsers would ask for a password in place of a page's
            // script.
            return shape.rejection(request, HttpStatus.UNAUTHORIZED, "Incorrect username or password");
        }
        if (entry == PathPolicy.Entry.SESSION) {
            return leadToSignIn(request);
        }
        if (entry == PathPolicy.Entry.API_KEY_OR_PASSWORD) {
            return ResponseEnvelope.rejection(HttpStatus.UNAUTHORIZED, "Unauthorized")
                    .header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        }
        // The gateway's documented response, without envelope.
        return ResponseEnvelope.bare(HttpStatus.FORBIDDEN, Map.of("message", "Forbidden"));
    }

    /** Pages are led there with the page that they came from; scripts, which would follow unseen, have the browser go there. */
    private HttpResponse<?> leadToSignIn(HttpRequest<?> request) {
        URI page = URI.create(links.of(request).apply(URI.create(ConsoleSettings.SIGN_IN)));
        if (PagePart.isAskedFor(request)) {
            return HttpResponse.unauthorized().header("HX-Redirect", page.getRawPath());
        }
        String from = request.getPath().substring(ConsoleSettings.PATH.length());
        return HttpResponse.seeOther(UriBuilder.of(page.getRawPath())
                .queryParam("to", request.getMethod() == HttpMethod.GET ? from : "")
                .build());
    }
}
