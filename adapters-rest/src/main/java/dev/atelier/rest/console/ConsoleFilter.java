package dev.atelier.rest.console;

import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.envelope.ErrorResponseFactory;
import dev.atelier.rest.envelope.FilterOrder;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.net.URI;
import java.util.Locale;

/**
 * Guards browsers on the console's pages: requests that change something are taken from these pages alone, whatever cookies a
 * browser sends with others; and pages run no script but their own, load nothing from elsewhere, and are in no frame.
 */
@Requires(property = "atelier.console.enabled", value = "true", defaultValue = "true")
@ServerFilter({ConsoleSettings.PATH, ConsoleSettings.PATH + "/**"})
class ConsoleFilter implements Ordered {

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final String OWN_CONNECTIONS = "connect-src 'self'";

    /** The attribute of a response that has another server to which its page may connect. */
    private static final String CONNECTS_TO = "dev.atelier.console.connects-to";

    /** A scheme, host and port, and nothing that would end the directive. */
    private static final String ORIGIN = "https?://[A-Za-z0-9.:_\\[\\]-]+";

    private final Pages pages;
    private final ErrorResponseFactory errors;

    ConsoleFilter(Pages pages, ErrorResponseFactory errors) {
        this.pages = pages;
        this.errors = errors;
    }

    /** Lets the scripts of a page connect to another server, too: {@code https://files.example.org}. */
    static void letConnect(MutableHttpResponse<?> page, String origin) {
        if (origin.matches(ORIGIN)) {
            page.setAttribute(CONNECTS_TO, origin);
        }
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> refuseOthers(HttpRequest<?> request) {
        boolean reads = request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD;
        return reads || isFromOwnPage(request)
                ? null
                : errors.rejection(
                        request,
                        HttpStatus.FORBIDDEN,
                        "this request does not come from a page of the console, so it is not taken");
    }

    /** Browsers send the first by HTTPS and to localhost only, the second with every form. */
    private boolean isFromOwnPage(HttpRequest<?> request) {
        String site = request.getHeaders().get("Sec-Fetch-Site");
        return site != null
                ? site.equals("same-origin")
                : origin(request).equals(request.getHeaders().get(HttpHeaders.ORIGIN));
    }

    /** As browsers write it: in small letters, without the usual port. */
    private String origin(HttpRequest<?> request) {
        URI root = pages.root(request);
        String scheme = root.getScheme().toLowerCase(Locale.ROOT);
        String authority = root.getRawAuthority().toLowerCase(Locale.ROOT);
        String usual = scheme.equals("https") ? ":443" : ":80";
        return scheme + "://"
                + (authority.endsWith(usual) ? authority.substring(0, authority.length() - usual.length()) : authority);
    }

    @ResponseFilter
    void guard(MutableHttpResponse<?> response) {
        MutableHttpHeaders headers = response.getHeaders();
        String policy = response.getAttribute(CONNECTS_TO, String.class)
                .map(origin -> POLICY.replace(OWN_CONNECTIONS, OWN_CONNECTIONS + " " + origin))
                .orElse(POLICY);
        headers.set("Content-Security-Policy", policy)
                .set("X-Frame-Options", "DENY")
                .set("Referrer-Policy", "same-origin")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set("Cross-Origin-Resource-Policy", "same-origin");
    }

    @Override
    public int getOrder() {
        return FilterOrder.BROWSER;
    }
}
