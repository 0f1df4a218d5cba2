package dev.atelier.rest.description;

import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.envelope.FilterOrder;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.net.URI;

/** Leads a browser from the root, where there is no operation, to the console, or to the description where there is no console. */
@ServerFilter("/")
class BrowserRedirectFilter implements Ordered {

    private final PublicUrlResolver links;
    private final URI page;

    BrowserRedirectFilter(PublicUrlResolver links, ConsoleSettings console) {
        this.links = links;
        this.page = URI.create(console.enabled() ? ConsoleSettings.PATH : "/docs");
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> lead(HttpRequest<?> request) {
        boolean reads = request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD;
        boolean browser = request.getHeaders().accept().stream().anyMatch(MediaType.TEXT_HTML_TYPE::equals);
        return reads && browser
                ? HttpResponse.seeOther(URI.create(links.of(request).apply(page)))
                        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                : null;
    }

    @Override
    public int getOrder() {
        return FilterOrder.BROWSER;
    }
}
